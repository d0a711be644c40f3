//! Templates from outside: what goes out to a unit comes back unchanged, and its work is not written over.

use std::fs;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};

use crate::transcripts::Session;

fn seeded() -> Session {
    let session = Session::new();
    run(&session, "taizhang import seed --quiet", 0);
    session
}

fn run(session: &Session, line: &str, expected: i32) -> String {
    let (output, status) = session.run(line);
    assert_eq!(status, expected, "{line}: {output}");
    output
}

/// Writes a unit's sheets and imports them again, which must change nothing
fn goes_out_and_comes_back(session: &Session, unit: &str, headers: &str) {
    run(session, &format!("taizhang template out --unit {unit} --headers {headers} --quiet --force"), 0);
    let said = run(session, "taizhang import out", 0);
    assert!(said.contains("no revision was made"), "{unit}, {headers}: {said}");
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    book.worksheet_range(name).unwrap()
}

fn row(range: &Range<Data>, number: u32) -> Vec<String> {
    let width = range.end().map_or(0, |(_, column)| column);
    (0..=width)
        .map(|column| range.get_value((number, column)).map_or(String::new(), Data::to_string))
        .collect()
}

#[test]
fn an_untouched_template_of_any_unit_changes_nothing() {
    let session = seeded();
    let units = fs::read_to_string(session.path().join("seed/units.csv")).unwrap();
    for unit in units.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()) {
        for headers in ["en", "zh"] {
            goes_out_and_comes_back(&session, unit, headers);
        }
    }
    let bytes = fs::read(session.path().join("out/units.csv")).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF") && bytes.ends_with(b"\r\n"));
}

#[test]
fn a_workbook_has_words_texts_and_numbers_where_people_expect_them() {
    let session = seeded();
    run(&session, "taizhang template out.xlsx --unit 内坑 --headers zh", 0);
    let path = session.path().join("out.xlsx");
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["单位", "目标", "项目", "指标", "_lists"]);
    let projects = book.worksheet_range("项目").unwrap();
    assert_eq!(row(&projects, 0)[..4], ["责任单位", "项目编号", "项目名称", "项目个数"]);
    let first = row(&projects, 1);
    assert_eq!(first[..2], ["内坑", "P1"]);
    assert_eq!(first[6..11], ["产业", "策划", "本单位", "100", "超"]);
    assert_eq!(projects.get_value((1, 9)), Some(&Data::Float(100.0)));
    assert_eq!(sheet(&path, "单位").get_value((1, 0)), Some(&Data::String("350582109".to_owned())));
}

#[test]
fn what_a_spreadsheet_would_run_is_guarded_in_csv_and_a_text_in_a_workbook() {
    let session = seeded();
    fs::write(session.path().join("goals.csv"), "unit,code,title\n内坑,G99,=1+1\n").unwrap();
    run(&session, "taizhang import goals.csv --quiet --no-guard", 0);
    let csv = run(&session, "taizhang template - --table goals --unit 内坑", 0);
    assert!(csv.contains(",G99,'=1+1,"), "{csv}");
    goes_out_and_comes_back(&session, "内坑", "en");
    run(&session, "taizhang template out.xlsx --unit 内坑", 0);
    let goals = sheet(&session.path().join("out.xlsx"), "goals");
    assert!((0..goals.height() as u32).any(|number| row(&goals, number)[2] == "=1+1"));
}

#[test]
fn a_short_name_that_two_units_bear_is_not_written() {
    let session = Session::new();
    fs::write(
        session.path().join("units.csv"),
        "code,name,kind,short_name\n1-A,甲镇,town,中心\n1-B,乙镇,town,中心\n1-C,丙镇,town,\"丙,丁\"\n",
    )
    .unwrap();
    let goals = "unit,code,title,partners,parent\n1-A,G1,一,1-B、1-C,\n1-C,G1,三,,1-A/G1\n";
    fs::write(session.path().join("goals.csv"), goals).unwrap();
    run(&session, "taizhang import units.csv goals.csv --quiet", 0);
    for unit in ["1-A", "1-C"] {
        goes_out_and_comes_back(&session, unit, "zh");
    }
    let csv = run(&session, "taizhang template - --table goals --unit 1-A --headers zh", 0);
    assert!(csv.contains("\n1-A,G1,一,目标,,,,,1-B、1-C,"), "{csv}");
}

#[test]
fn only_what_nobody_has_touched_is_written_over() {
    let session = seeded();
    for target in ["out.xlsx", "out.csv --table goals"] {
        let path = session.path().join(target.split(' ').next().unwrap());
        // Empty, then filled in by us, then the same again.
        run(&session, &format!("taizhang template {target} --lang zh"), 0);
        run(&session, &format!("taizhang template {target} --unit 内坑"), 0);
        run(&session, &format!("taizhang template {target} --unit 内坑"), 0);
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"x");
        fs::write(&path, &bytes).unwrap();
        run(&session, &format!("taizhang template {target} --unit 内坑"), 1);
        assert_eq!(fs::read(&path).unwrap(), bytes);
        run(&session, &format!("taizhang template {target} --unit 内坑 --force"), 0);
    }
}

#[test]
fn a_folder_with_one_foreign_file_is_left_as_it_is() {
    let session = seeded();
    fs::create_dir(session.path().join("out")).unwrap();
    fs::write(session.path().join("out/metrics.csv"), "mine\n").unwrap();
    run(&session, "taizhang template out --unit 内坑", 1);
    assert_eq!(fs::read_dir(session.path().join("out")).unwrap().count(), 1);
}
