//! Export and import undo each other, whatever stands in the cells and in whatever form they go out.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

use crate::ledger::export::{CsvForm, Export, Form, Target};
use crate::ledger::import::find::Find;
use crate::ledger::import::row::RowRules;
use crate::ledger::import::{Import, Imported};
use crate::ledger::properties::{open, write};
use crate::sheets::tab::Reading;
use crate::text::Language;

/// Texts that formats, spreadsheets and importers trip over
const HOSTILE: &[&str] = &[
    "=1+1",
    "'=1+1",
    "''=1+1",
    "'",
    "''",
    "'quoted'",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "-5",
    "+5",
    "-5.5",
    "'-5",
    "--5",
    "-",
    "+",
    "=",
    "@",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "a\tb",
    "a\rb",
    "a\r\nb",
    "a\nb",
    "\r\n",
    "a\"b",
    "\"",
    "\"\"",
    "a,b",
    "a;b",
    "，",
    "005",
    "1e5",
    "1E400",
    "3.50582E+11",
    "12345678901234567890",
    "0.1",
    "1,234",
    "１２３",
    "50%",
    "TRUE",
    "2022-09",
    "2022-09-30",
    "9月30日",
    "44834",
    "1/2",
    "NULL",
    "null",
    "无",
    "/",
    "合计",
    "小计",
    "其中",
    "单位：万元",
    "截至2023年7月",
    "注：",
    "责任单位",
    "title",
    "_x0041_",
    "_x000D_",
    "_x005F_",
    "&amp;",
    "<b>",
    "]]>",
    "&#10;",
    "😀",
    "👩\u{200d}👩",
    "𠮷田",
    "㐂",
    "e\u{301}",
    "\u{a0}a",
    "a\u{3000}",
    " a ",
    "  ",
    "a  b",
    "\u{feff}a",
    "★重点",
    "※",
    "\u{e5e5}",
    "\u{202e}abc",
    "sep=;",
    "{=1}",
    "%0A=1",
    "|",
    "\\",
    "\\n",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(HOSTILE).prop_map(str::to_owned),
        1 => Just(String::new()),
        2 => "['=+@＝－0-9.a\\t\\n\\r,\"中😀𠮷 _x]{1,8}",
    ]
}

/// A name that must be there
fn name() -> impl Strategy<Value = String> {
    (text(), 0_u8..2).prop_map(|(text, behind)| match (text.trim().is_empty(), behind) {
        (false, 0) => text,
        _ => format!("{text}题"),
    })
}

fn short() -> impl Strategy<Value = String> {
    prop_oneof![3 => proptest::sample::select(&["甲", "乙", "甲镇", "1", "2", ""][..]).prop_map(str::to_owned), 1 => text()]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        3 => (-999_999_999_999_999_i64..=999_999_999_999_999, 0_u32..12)
            .prop_map(|(digits, scale)| rust_decimal::Decimal::new(digits, scale).normalize().to_string()),
        2 => (-99_i64..9_999).prop_map(|number| number.to_string()),
    ]
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(words).prop_map(str::to_owned)
}

type Rows = Vec<Vec<String>>;

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|&cell| cell.to_owned()).collect()
}

/// A header and the rows below it
fn sheet(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Rows {
    [row(header)].into_iter().chain(rows).collect()
}

/// The unit of a row, by its number
fn unit(number: usize) -> String {
    (number % 3 + 1).to_string()
}

fn date() -> impl Strategy<Value = String> {
    one_of(&["", "2022-M09", "2022-09-30", "1900-01-01", "1900-03-01", "2024-02-29"])
}

fn period() -> impl Strategy<Value = String> {
    one_of(&["2022", "2022-H1", "2022-Q3", "2022-M09", "2021/2025", "2022/..", "2022-M01/2022-M09"])
}

fn units() -> impl Strategy<Value = Rows> {
    proptest::collection::vec((name(), short(), short(), text()), 3..4).prop_map(|units| {
        let rows = (1..).zip(&units).map(|(code, (name, short, alias, note))| {
            let parent = if code > 1 { "1" } else { "" };
            let alias = alias.replace(['、', ',', ';', '，', '；'], "");
            row(&[&code.to_string(), name, "town", parent, short, &alias, &(7 - code).to_string(), note])
        });
        sheet(&["code", "name", "kind", "parent", "short_name", "aliases", "sort", "note"], rows)
    })
}

fn goals() -> impl Strategy<Value = Rows> {
    let goal = (name(), date(), text(), one_of(&["", "1", "2、3"]), [text(), text(), text()], period());
    proptest::collection::vec(goal, 1..6).prop_map(|goals| {
        let goals = goals.iter().enumerate();
        let rows = goals.map(|(number, (title, due, owner, partners, [source, quote, note], period))| {
            let code = format!("G{}", number / 3 * 9 + 1);
            let parent = if number % 3 != 0 { "1/G1" } else { "" };
            let unit = unit(number);
            row(&[&unit, &code, title, parent, period, due, owner, partners, source, quote, note])
        });
        let header = "unit,code,title,parent,period,due,owner,partners,source,quote,note";
        sheet(&header.split(',').collect::<Vec<_>>(), rows)
    })
}

fn projects() -> impl Strategy<Value = Rows> {
    let texts = [text(), text(), text(), text()];
    let project = (name(), number(), one_of(&["", "about", "over"]), date(), texts);
    proptest::collection::vec(project, 0..5).prop_map(|projects| {
        let projects = projects.iter().enumerate();
        let rows = projects.map(|(number, (name, money, bound, start, [place, progress, problem, note]))| {
            let code = format!("005.{number}");
            let money = money.trim_start_matches('-');
            let bound = if money.is_empty() { "" } else { bound };
            let unit = unit(number);
            row(&[&unit, &code, name, "1/G1", money, bound, "亿元", start, place, progress, problem, note])
        });
        let header = "unit,code,name,goal,total_investment,total_investment_bound,money_unit,start_plan,place,\
                      progress,problem,note";
        sheet(&header.split(',').collect::<Vec<_>>(), rows)
    })
}

fn metrics() -> impl Strategy<Value = Rows> {
    let measure = one_of(&["个", "亿元", "%", "元", "名次", "年"]);
    let metric = (name(), measure, number(), number(), period(), text());
    proptest::collection::vec(metric, 0..5).prop_map(|metrics| {
        let rows =
            metrics.iter().enumerate().map(|(number, (name, measure, target, actual, period, note))| {
                let code = format!("M.{number}");
                row(&[&unit(number), &code, period, name, measure, target, actual, "1/G1", note])
            });
        sheet(&["unit", "code", "period", "name", "measure", "target", "actual", "goal", "note"], rows)
    })
}

fn form() -> impl Strategy<Value = (Language, Form)> {
    let headers = proptest::sample::select(&[Language::English, Language::Chinese][..]);
    let encoding = one_of(&["utf-8", "gb18030", "utf-16le", "utf-16be"]);
    let csv = (any::<bool>(), any::<bool>(), encoding)
        .prop_map(|(guarded, for_excel, encoding)| Form::Csv(CsvForm { guarded, for_excel, encoding }));
    let form = prop_oneof![2 => csv, 1 => any::<bool>().prop_map(|protected| Form::Workbook { protected })];
    (headers, form)
}

impl Form {
    /// Whether import tells the encoding of CSV by itself
    fn is_told(&self) -> bool {
        matches!(self, Form::Csv(csv) if csv.encoding != "gb18030")
    }
}

/// A text without what that form is refused for: what GB18030 lacks
fn fit(text: &str, form: &Form) -> String {
    match form {
        Form::Csv(csv) if csv.encoding == "gb18030" => text.replace('\u{e5e5}', ""),
        _ => text.to_owned(),
    }
}

fn importing(paths: Vec<PathBuf>, guarded: bool, encoding: Option<&str>) -> Import {
    let rules = RowRules { guarded, ..RowRules::default() };
    let reading = Reading { encoding: encoding.map(str::to_owned), ..Reading::default() };
    let find = Find { reading, ..Find::default() };
    Import { paths, rules, find, ..Import::default() }
}

fn import(folder: &Path, paths: Vec<PathBuf>, guarded: bool, encoding: Option<&str>) -> Imported {
    open(folder).import(&importing(paths, guarded, encoding), &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap()
}

fn canonical(folder: &Path) -> String {
    let out = folder.join("canonical");
    open(folder).export(&Export::canonical(), &Target::Folder(out.clone())).unwrap();
    ["units", "goals", "projects", "metrics"]
        .map(|name| fs::read_to_string(out.join(format!("{name}.csv"))).unwrap())
        .join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_goes_out_in_any_form_comes_back(
        (units, goals, projects, metrics) in (units(), goals(), projects(), metrics()),
        (headers, form) in form(),
    ) {
        let folder = TempDir::new().unwrap();
        let sheets = folder.path().join("sheets");
        fs::create_dir(&sheets).unwrap();
        let tables = [("units", units), ("goals", goals), ("projects", projects), ("metrics", metrics)];
        for (name, mut rows) in tables {
            rows.iter_mut().flatten().for_each(|cell| *cell = fit(cell, &form));
            write(&sheets, &format!("{name}.csv"), &rows);
        }
        // What import refuses never stands in a ledger.
        let take = |paths: Vec<PathBuf>| {
            let import = Import { skips: true, ..importing(paths, false, Some("utf-8")) };
            open(folder.path()).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap()
        };
        prop_assume!(take(vec![sheets.join("units.csv")]).revision.is_some());
        take(vec![sheets]);
        let (guarded, encoding) = match &form {
            Form::Csv(csv) => (csv.guarded, Some(csv.encoding.as_str())),
            Form::Workbook { .. } => (true, None),
        };
        let out = folder.path().join(if encoding.is_some() { "out" } else { "out.xlsx" });
        let target = if encoding.is_some() { Target::Folder(out.clone()) } else { Target::File(out.clone()) };
        let export = Export { headers, form: form.clone(), ..Export::canonical() };
        open(folder.path()).export(&export, &target).unwrap();
        if form.is_told() {
            let bare = Form::Csv(CsvForm { guarded: !guarded, for_excel: false, encoding: "utf-8".to_owned() });
            let over = folder.path().join("over");
            for form in [form.clone(), bare] {
                let export = Export { headers, form, ..Export::canonical() };
                open(folder.path()).export(&export, &Target::Folder(over.clone())).unwrap();
            }
        }
        let again = import(folder.path(), vec![out.clone()], guarded, encoding);
        prop_assert_eq!(again.findings.errors(), 0, "{:#?}", again.findings.sorted());
        prop_assert_eq!(again.revision, None, "{}", canonical(folder.path()));
        let other = TempDir::new().unwrap();
        let fresh = import(other.path(), vec![out], guarded, encoding);
        prop_assert_eq!(fresh.findings.errors(), 0, "{:#?}", fresh.findings.sorted());
        prop_assert_eq!(canonical(other.path()), canonical(folder.path()));
    }
}
