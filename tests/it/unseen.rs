//! What a clerk cannot see in her cells: formulas without results, characters that no workbook holds.

use rusqlite::Connection;
use rust_xlsxwriter::{Formula, Workbook};

use crate::transcripts::Session;

/// A workbook as programs write it that calculate nothing: 0 for every result, and the wish to be calculated
#[test]
fn a_formula_that_no_program_has_calculated_is_told_and_not_read_as_zero() {
    let session = Session::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("项目").unwrap();
    for (column, header) in (0..).zip(["单位", "项目编号", "项目名称", "总投资（万元）", "年度计划投资"])
    {
        sheet.write_string(0, column, header).unwrap();
    }
    for (column, text) in (0..).zip(["内坑", "P90", "路"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    sheet.write_formula(1, 3, "=50*2").unwrap();
    sheet.write_formula(1, 4, Formula::new("=D2/4").set_result("25")).unwrap();
    book.save(session.path().join("项目.xlsx")).unwrap();
    session.run("taizhang import seed -q");
    let (said, status) = session.run("taizhang import 项目.xlsx");
    assert_eq!(status, 1, "{said}");
    let told = "项目.xlsx 项目!D2 (总投资（万元）): error F6 spreadsheet damage: the cell holds the formula `=50*2` without its result";
    assert!(said.contains(told), "{said}");
    assert!(said.contains("errors: 1, warnings: 0"), "{said}");
}

/// Another tool may write what no import does
#[test]
fn a_cell_that_no_workbook_can_hold_is_named_and_can_be_mended() {
    let session = Session::new();
    session.run("taizhang import seed -q");
    let connection = Connection::open(session.path().join("taizhang.db")).unwrap();
    let change = "UPDATE goals SET note = '铃' || char(7) || '声' WHERE unit = '350582109' AND code = 'G1'";
    assert_eq!(connection.execute(change, []).unwrap(), 1);
    drop(connection);
    let named =
        "goals 350582109/G1, note (备注): the text holds the control character U+0007, which no workbook can";
    for command in ["export all.xlsx --headers zh", "template t.xlsx --unit 内坑"] {
        let (said, status) = session.run(&format!("taizhang {command}"));
        assert_eq!(status, 1, "{said}");
        assert!(said.contains(named), "{said}");
    }
    assert!(!session.path().join("all.xlsx").exists() && !session.path().join("t.xlsx").exists());
    let (said, _) =
        session.run("taizhang query 'SELECT code, note FROM goals WHERE note IS NOT NULL' -o q.xlsx");
    assert!(said.contains("q: G1, note: the text holds the control character U+0007"), "{said}");
    // The way out that the hint names.
    let (said, status) =
        session.run("taizhang export out -q && taizhang import out -q; taizhang export all.xlsx -q");
    assert_eq!(status, 0, "{said}");
    let (said, _) = session.run(
        "taizhang query \"SELECT note FROM goals WHERE unit = '350582109' AND code = 'G1'\" --format csv",
    );
    assert_eq!(said, "note\n铃声\n");
}
