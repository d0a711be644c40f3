//! What holds for every report: it says so where there is nothing to report on, and never divides by it or shows 0 %.

use std::fs;

use crate::program::taizhang;
use crate::transcripts::Session;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The names of all built-in reports, each with what it needs
fn reports(session: &Session) -> Vec<(String, Vec<&'static str>)> {
    let list = text(&taizhang(session, &["report", "--list", "--format", "csv"]).stdout);
    let names: Vec<String> =
        list.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
    assert_eq!(names.len(), 12, "{names:?}");
    let needs = |name: &str| if name == "unit" { vec!["--unit", "甲镇"] } else { Vec::new() };
    names.into_iter().map(|name| (name.clone(), needs(&name))).collect()
}

const UNITS: &str = "code,name,kind,parent\n1,某市,city,\n2,甲镇,town,1\n3,乙局,department,1\n";

/// Goals, projects and metrics, and nothing in them that could be reached
const WITHOUT_TARGETS: &[(&str, &str)] = &[
    ("goals.csv", "unit,code,title\n甲镇,G1,目标\n乙局,G1,目标\n"),
    ("projects.csv", "unit,code,name\n甲镇,P1,项目\n乙局,P1,项目\n"),
    (
        "metrics.csv",
        "unit,code,period,name,measure,actual\n甲镇,A.B,2025,指标,个,3\n乙局,A.B,2025,指标,个,0\n",
    ),
];

fn ledger(files: &[(&str, &str)]) -> Session {
    let session = Session::new();
    fs::create_dir(session.path().join("in")).unwrap();
    for (name, content) in files {
        fs::write(session.path().join("in").join(name), content).unwrap();
    }
    let import = taizhang(&session, &["import", "in"]);
    assert!(import.status.success(), "{}", text(&import.stderr));
    session
}

/// Runs every report in every format, and hands on what it prints as CSV and what it says to a person
fn each_report(session: &Session, mut check: impl FnMut(&str, &str, &str)) {
    for (name, needs) in reports(session) {
        let run = |more: &[&str]| {
            let mut arguments = vec!["report", name.as_str()];
            arguments.extend(needs.iter().filter(|_| session.path().join("in").exists()));
            arguments.extend(more);
            let output = taizhang(session, &arguments);
            let (printed, said) = (text(&output.stdout), text(&output.stderr));
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
            (printed, said)
        };
        for format in ["json", "ndjson", "markdown", "html", "tsv"] {
            run(&["--format", format]);
        }
        let (csv, _) = run(&["--format", "csv"]);
        let (printed, said) = run(&[]);
        check(&name, &csv, &format!("{printed}{said}"));
    }
}

/// The cells of the columns that hold rates
fn rates(csv: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let is_rate = |at: usize| {
        let name = &headers[at];
        // The pace of a period is a fact of the calendar; it needs no target.
        ["rate", "gap", "share", "ahead", "growth"].iter().any(|word| name.contains(word))
            && !name.ends_with("_bound")
    };
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cells =
        rows.iter().flat_map(|row| (0..row.len()).filter(|&at| is_rate(at)).map(|at| row[at].to_owned()));
    cells.filter(|cell| !cell.is_empty()).collect()
}

#[test]
fn with_only_units_every_report_says_that_there_is_nothing_and_shows_no_rate() {
    each_report(&ledger(&[("units.csv", UNITS)]), |name, csv, said| {
        assert_eq!(rates(csv), Vec::<String>::new(), "{name}:\n{csv}");
        let says_so = said.contains("nothing") || said.contains("no ") || said.contains("without");
        let shows_zero = csv.lines().skip(1).any(|line| line.split(',').any(|cell| cell == "0"));
        assert!(says_so || shows_zero, "{name}:\n{said}");
    });
}

#[test]
fn where_nothing_has_a_target_no_report_shows_a_rate_of_completion() {
    let mut files = vec![("units.csv", UNITS)];
    files.extend(WITHOUT_TARGETS);
    each_report(&ledger(&files), |name, csv, said| {
        // What was reported of what was to be reported is a rate of its own.
        if name != "missing" && name != "overview" {
            assert_eq!(rates(csv), Vec::<String>::new(), "{name}:\n{csv}");
        }
        assert!(!said.contains("NaN") && !said.contains("inf"), "{name}:\n{said}");
    });
}

#[test]
fn on_an_empty_ledger_every_report_says_so() {
    let session = ledger(&[("units.csv", UNITS)]);
    assert!(taizhang(&session, &["remove", "units", "2", "3", "1"]).status.success());
    for (name, needs) in reports(&session) {
        let output = taizhang(&session, &["report", &name, "--format", "csv"]);
        if needs.is_empty() {
            assert_eq!(output.status.code(), Some(0), "{name}: {}", text(&output.stderr));
            assert_eq!(rates(&text(&output.stdout)), Vec::<String>::new(), "{name}");
            assert!(text(&output.stderr).contains("nothing to show"), "{name}: {}", text(&output.stdout));
        }
    }
}

/// What is wanted and what is reached of a metric, so that some are red, some yellow
const DEGREES: [(&str, i64); 4] = [("甲镇", 10), ("乙局", 71), ("某市", 30), ("甲镇", 73)];

/// The lines are put in order before the texts are joined to them; nothing but the way that joins run keeps them so
#[test]
fn warnings_stay_in_the_order_that_they_were_put_in() {
    let mut metrics = "unit,code,period,name,measure,target,actual,goal\n".to_owned();
    let mut goals = "unit,code,title,due\n".to_owned();
    for number in 0..400 {
        let (unit, actual) = DEGREES[number % DEGREES.len()];
        metrics += &format!("{unit},T.{number},2025,指标{number},个,100,{actual},G{number}\n");
        goals += &format!("{unit},G{number},目标{number},2025-M03\n");
    }
    let session = ledger(&[("units.csv", UNITS), ("metrics.csv", &metrics), ("goals.csv", &goals)]);
    for past in [&[][..], &["--as-of", "1"]] {
        let arguments = ["report", "warnings", "--on", "2025-M10", "--format", "csv"];
        let printed = text(&taizhang(&session, &[&arguments[..], past].concat()).stdout);
        let place = |names: &[&str], name: &str| names.iter().position(|known| *known == name).unwrap();
        let keys: Vec<(usize, usize, usize, u64)> = printed
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                let number =
                    cells[3].trim_start_matches(|mark: char| !mark.is_ascii_digit()).parse().unwrap();
                let (light, unit) =
                    (place(&["red", "yellow"], cells[0]), place(&["某市", "甲镇", "乙局"], cells[1]));
                (light, unit, place(&["metric", "goal"], cells[2]), number)
            })
            .collect();
        assert_eq!(keys.len(), 800);
        assert!(keys.is_sorted(), "{printed}");
    }
}

#[test]
fn a_workbook_shows_percentages_with_one_decimal_and_counts_with_none() {
    let session = ledger(&[("units.csv", UNITS), WITHOUT_TARGETS[0]]);
    let query = "taizhang report overview -o overview.xlsx --quiet";
    assert_eq!(session.run(query).1, 0);
    let file = fs::File::open(session.path().join("overview.xlsx")).unwrap();
    let mut styles = String::new();
    let mut book = zip::ZipArchive::new(file).unwrap();
    std::io::Read::read_to_string(&mut book.by_name("xl/styles.xml").unwrap(), &mut styles).unwrap();
    assert_eq!(styles.matches("formatCode=\"0.0\"").count(), 1, "{styles}");
}

/// What was due by the end of the very month at which it is judged is late, and by no day
#[test]
fn what_has_just_become_late_is_late_by_no_days() {
    let projects = "unit,code,name,finish_plan\n甲镇,P1,项目,2025-M09\n乙局,P1,项目,2025-M10\n";
    let session = ledger(&[("units.csv", UNITS), ("projects.csv", projects)]);
    for (report, columns) in [("warnings", "unit,reason,late_days"), ("projects", "unit,late,late_days")] {
        let chosen =
            ["--where", "late_days IS NOT NULL OR unit = '乙局'", "--sort", "unit", "--columns", columns];
        let arguments = [&["report", report, "--on", "2025-M10", "--format", "csv"][..], &chosen].concat();
        let printed = text(&taizhang(&session, &arguments).stdout);
        let rows: Vec<&str> = printed.lines().skip(1).collect();
        assert_eq!(rows, ["乙局,finish,", "甲镇,finish,31"], "{report}: {printed}");
    }
}

/// What every report prints and says, in formats for people and for programs
fn everything(session: &Session) -> Vec<String> {
    let mut printed = Vec::new();
    for (name, needs) in reports(session) {
        for format in ["table", "html", "csv", "json", "ndjson"] {
            for more in [&["--on", "2026-M10"][..], &["--lang", "zh", "--top", "3", "--on", "2023-M06"]] {
                let needs = needs.iter().map(|need| need.replace("甲镇", "内坑"));
                let needs: Vec<String> = needs.collect();
                let mut arguments = vec!["report", name.as_str(), "--format", format];
                arguments.extend(needs.iter().map(String::as_str));
                arguments.extend(more);
                let output = taizhang(session, &arguments);
                printed.push(format!(
                    "{arguments:?} {}\n{}{}",
                    output.status,
                    text(&output.stdout),
                    text(&output.stderr)
                ));
            }
        }
    }
    printed
}

/// What is missed, behind, met, late and due, in two units of the seed
const JUDGED: &[(&str, &str)] = &[
    ("goals.csv", "unit,code,title,due,owner\n内坑,G901,甲,2023-M03,张三\n龙湖,G901,乙,2023-M08,李四\n"),
    (
        "projects.csv",
        "unit,code,name,start_plan,finish_plan,stage,annual_plan,annual_done,money_unit,as_of\n\
         内坑,P901,甲,2022-M03,2023-M04,building,500,200,万元,2023-M05\n\
         龙湖,P901,乙,2023-M02,,planned,300,290,万元,2023-M05\n龙湖,P902,丙,,,suspended,100,,万元,2023-M05\n",
    ),
    (
        "metrics.csv",
        "unit,code,period,name,measure,baseline,target,actual,direction,goal\n\
         内坑,A.1,2022,产值,亿元,50,60,55,up,G901\n内坑,A.1,2023,产值,亿元,55,66,,up,G901\n\
         龙湖,A.1,2022,产值,亿元,40,45,47,up,内坑/G901\n龙湖,A.2,2023-Q1,能耗,吨,,900,950,down,\n",
    ),
];

/// A large ledger is read by several readers, and a small one by one
#[test]
fn what_a_ledger_prints_does_not_depend_on_its_size() {
    let session = Session::new();
    let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/seed");
    assert!(taizhang(&session, &["import", seed]).status.success());
    fs::create_dir(session.path().join("more")).unwrap();
    for (name, rows) in JUDGED {
        fs::write(session.path().join("more").join(name), rows).unwrap();
    }
    assert!(taizhang(&session, &["import", "more"]).status.success());
    let small = everything(&session);
    let ledger = rusqlite::Connection::open(session.path().join("taizhang.db")).unwrap();
    ledger
        .execute_batch("CREATE TABLE ballast (bytes); INSERT INTO ballast VALUES (zeroblob(40000000))")
        .unwrap();
    drop(ledger);
    for (small, large) in small.iter().zip(everything(&session)) {
        assert_eq!(*small, large);
    }
}
