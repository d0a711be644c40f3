//! Pages in a real browser: nothing is fetched, nothing goes wrong, the table sorts and filters by mouse and by
//! keyboard, everything can be read in light, in dark, aloud and on paper.
//!
//! `PAGES=folder` leaves the pages, their screenshots and their prints there, for a person to look at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::transcripts::Session;

/// The reports whose pages are opened, made up so that each has everything that its chart must stand
const PAGES: [&str; 4] = ["bars", "targets", "lines", "tree"];

/// A session with a page a report, and the built-in overview of the seed
fn session() -> Session {
    let session = Session::new();
    let reports = session.path().join("reports");
    fs::create_dir(&reports).unwrap();
    for name in PAGES {
        let file = format!("{name}.sql");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reports").join(&file);
        fs::copy(from, reports.join(file)).unwrap();
    }
    let (said, status) = session.run("taizhang import seed --quiet");
    assert_eq!(status, 0, "{said}");
    for name in PAGES.iter().chain(&["overview", "projects"]) {
        let (said, status) = session.run(&format!("taizhang --lang zh report {name} --quiet -o {name}.html"));
        assert_eq!(status, 0, "{said}");
    }
    session
}

fn page(session: &Session, name: &str) -> PathBuf {
    session.path().join(format!("{name}.html"))
}

/// The texts of a column of the table, rows that are hidden left out
fn column(browser: &mut Browser, at: usize) -> Vec<String> {
    let cells = browser.value(&format!(
        "Array.from(document.querySelectorAll('tbody tr')).filter((row) => !row.hidden).map((row) => row.cells[{at}].textContent)"
    ));
    cells.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap().to_owned()).collect()
}

/// What contrast each text of the page has to what is behind it: the texts that have too little
const CONTRAST: &str = r#"(() => {
    const channels = (text) => text.match(/[\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (element) => {
        for (let e = element; e; e = e.parentElement) {
            const colour = channels(getComputedStyle(e).backgroundColor);
            if (colour.length === 3 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const poor = [];
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const text = texts.currentNode.textContent.trim();
        if (!text || ['SCRIPT', 'STYLE', 'title', 'desc'].includes(element.tagName)) continue;
        const style = getComputedStyle(element);
        const ink = channels(element.closest('svg') ? style.fill : style.color);
        const [a, b] = [luminance(ink), luminance(ground(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const least = element.classList.contains('mark') ? 3 : 4.5;
        if (contrast < least) poor.push(`${text} ${contrast.toFixed(2)}`);
    }
    return poor;
})()"#;

#[test]
#[ignore = "needs chromium"]
fn pages_fetch_nothing_and_can_be_read_in_light_and_dark() {
    let session = session();
    let mut browser = Browser::start();
    let shown = std::env::var_os("PAGES").map(PathBuf::from);
    for name in PAGES.iter().chain(&["overview", "projects"]) {
        for (scheme, width) in [("light", 1100), ("dark", 1100), ("light", 390)] {
            browser.look(scheme, "screen");
            browser.resize(width, 900);
            browser.open(&page(&session, name));
            assert_eq!(browser.complaints(), [""; 0], "{name}");
            assert_eq!(browser.value("document.compatMode"), "CSS1Compat");
            assert_eq!(browser.value(CONTRAST), json!([]), "{name} in {scheme}");
            let over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.value(over), json!(0), "{name} at {width}");
            if let Some(folder) = &shown {
                fs::write(folder.join(format!("{name}-{scheme}-{width}.png")), browser.screenshot()).unwrap();
            }
        }
    }
}

#[test]
#[ignore = "needs chromium"]
fn a_table_is_sorted_by_mouse_and_by_keyboard() {
    let session = session();
    let mut browser = Browser::start();
    browser.look("light", "screen");
    browser.resize(1100, 900);
    browser.open(&page(&session, "bars"));
    let given = column(&mut browser, 1);
    let sorts = "Array.from(document.querySelectorAll('thead th')).map((th) => th.getAttribute('aria-sort'))";
    // The rate: by number, bounds and all; nothing comes last, the total stays first.
    browser.click("thead th:nth-child(5) button");
    assert_eq!(column(&mut browser, 4), ["67.7", "-12.5", "30.0", "52.2", "60.0", ">106.3", "350.0", ""]);
    assert_eq!(browser.value(sorts), json!([null, null, null, null, "ascending", null, null, null]));
    assert_eq!(browser.value("document.querySelector('.count').textContent"), "按“完成率%”升序");
    browser.press("Enter");
    assert_eq!(column(&mut browser, 4), ["67.7", "350.0", ">106.3", "60.0", "52.2", "30.0", "-12.5", ""]);
    browser.press(" ");
    assert_eq!(column(&mut browser, 1), given);
    assert_eq!(browser.value(sorts), json!(vec![Value::Null; 8]));
    // Money by what it is worth, in whatever unit.
    browser.click("thead th:nth-child(4) button");
    assert_eq!(column(&mut browser, 3)[1..5], ["-1亿元", "超8500万元", "2亿元", "2.7亿元"]);
    // By keyboard alone, from the top: over the link that skips to the table, into its headers.
    browser.open(&page(&session, "bars"));
    let focused = "document.activeElement.textContent";
    browser.press("Tab");
    assert_eq!(browser.value(focused), "跳到表格");
    browser.press("Enter");
    browser.press("Tab");
    let mut seen = Vec::new();
    while !seen.contains(&json!("灯")) && seen.len() < 20 {
        browser.press("Tab");
        seen.push(browser.value(focused));
    }
    browser.press("Enter");
    assert_eq!(column(&mut browser, 7)[..4], ["● 绿", "● 红", "● 红", "● 黄"], "{seen:?}");
    // Names by their sound, as Chinese sorts.
    browser.click("thead th:nth-child(2) button");
    assert_eq!(
        column(&mut browser, 1)[..4],
        ["合计", "安海镇", "池店镇", "经济开发区管委会、国际陆港发展服务中心及综合保税区 <b>&\""]
    );
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
#[ignore = "needs chromium"]
fn rows_are_filtered_and_a_tree_opens_and_closes() {
    let session = session();
    let mut browser = Browser::start();
    browser.open(&page(&session, "bars"));
    browser.value("document.getElementById('filter').focus()");
    browser.call("Input.insertText", json!({"text": "镇 红"}));
    assert_eq!(column(&mut browser, 1), ["深沪镇", "西滨镇"]);
    assert_eq!(browser.value("document.querySelector('.count').textContent"), "显示 2 行，共 8 行");
    browser.open(&page(&session, "tree"));
    let open = "document.querySelectorAll('details[open]').length";
    assert_eq!(browser.value(open), json!(4));
    browser.click("[data-tree='']");
    assert_eq!(browser.value(open), json!(0));
    browser.value("document.querySelector('summary').focus()");
    browser.press("Enter");
    assert_eq!(browser.value(open), json!(1));
    browser.click("[data-tree='open']");
    assert_eq!(browser.value(open), json!(4));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
#[ignore = "needs chromium"]
fn a_page_is_whole_without_its_script() {
    let session = session();
    let mut browser = Browser::start();
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.open(&page(&session, "tree"));
    assert_eq!(browser.value("document.querySelectorAll('tbody tr').length"), json!(8));
    assert_eq!(browser.value("document.querySelectorAll('thead button').length"), json!(0));
    assert_eq!(browser.value("document.querySelector('.tools').checkVisibility()"), json!(false));
}

#[test]
#[ignore = "needs chromium"]
fn a_page_is_read_aloud() {
    let session = session();
    let mut browser = Browser::start();
    let mut aloud = |name: &str| {
        browser.open(&page(&session, name));
        browser.read_aloud()
    };
    let said = aloud("bars");
    for part in [
        "banner ",
        "main ",
        "heading 投资完成率排名",
        "search ",
        "searchbox 筛选行：",
        "region 投资完成率排名",
        "table 投资完成率排名",
        "columnheader 完成率%",
        "rowheader 青阳街道",
        "list ",
        "StaticText >106.3%",
        "link 跳到表格",
        "button 完成率%",
        "figure ",
    ] {
        assert!(said.iter().any(|line| line.starts_with(part)), "{part}: {}", said.join("\n"));
    }
    assert!(!said.iter().any(|line| line.contains('●') || line.contains('↕')), "{}", said.join("\n"));
    let said = aloud("lines");
    let pictures = said.iter().filter(|line| ["image 数值", "img 数值"].contains(&line.as_str())).count();
    assert_eq!(pictures, 2, "{}", said.join("\n"));
}

/// The pages of a PDF: their size in points, and their text
fn papers(pdf: &Path) -> Vec<((u32, u32), String)> {
    let bytes = fs::read(pdf).unwrap();
    let content = String::from_utf8_lossy(&bytes);
    let size = |rest: &str| {
        let numbers = rest.split(']').next().unwrap().split_whitespace();
        let numbers: Vec<f64> = numbers.map(|number| number.parse().unwrap()).collect();
        (numbers[2].round() as u32, numbers[3].round() as u32)
    };
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    content.split("/MediaBox [").skip(1).map(size).zip(text.split('\u{c}').map(str::to_owned)).collect()
}

#[test]
#[ignore = "needs chromium and pdftotext"]
fn pages_are_printed_on_a4() {
    let session = session();
    let mut browser = Browser::start();
    let shown = std::env::var_os("PAGES").map(PathBuf::from);
    let (upright, across) = ((595, 842), (842, 595));
    for (name, paper, width, header) in [
        ("bars", upright, 703, "完成率%"),
        ("lines", upright, 703, "时期"),
        ("tree", upright, 703, "编号"),
        ("overview", across, 1032, "量化率%"),
        ("projects", across, 1032, "项目名称"),
    ] {
        browser.look("dark", "print");
        browser.resize(width, 900);
        browser.open(&page(&session, name));
        let computed = "((part, style) => getComputedStyle(document.querySelector(part))[style])";
        assert_eq!(browser.value(&format!("{computed}('thead', 'display')")), "table-header-group");
        assert_eq!(browser.value(&format!("{computed}('body', 'backgroundColor')")), "rgb(255, 255, 255)");
        assert_eq!(browser.value("document.querySelector('.tools').checkVisibility()"), json!(false));
        let reach = browser.value("document.querySelector('table').getBoundingClientRect().right");
        assert!(reach.as_f64() <= Some(f64::from(width)), "{name} reaches {reach} of {width}");
        browser.call("Emulation.clearDeviceMetricsOverride", json!({}));
        let pdf = shown.as_deref().unwrap_or(session.path()).join(format!("{name}.pdf"));
        fs::write(&pdf, browser.pdf()).unwrap();
        let papers = papers(&pdf);
        assert!(!papers.is_empty());
        // Every page that begins with rows begins with their titles.
        for (at, (size, text)) in papers.iter().enumerate() {
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            assert_eq!(*size, paper, "{name}");
            assert!(at == 0 || first.contains(header), "page {} of {name}: {first}", at + 1);
        }
        assert_eq!(papers.len() > 1, name == "projects" || name == "lines", "{name}");
    }
}
