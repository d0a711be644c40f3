//! Every finding's place, opened in a spreadsheet, is the cell that is wrong.
//!
//! Each faulty cell of these sheets holds a text of its own, which the finding quotes; LibreOffice says what it shows in
//! the cell that the finding names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use rust_xlsxwriter::{Format, Workbook};

use crate::transcripts::Session;

/// The cells that findings name, by the faulty text that they quote
fn named_cells(session: &Session, file: &str) -> BTreeMap<String, String> {
    let (said, status) =
        session.run(&format!("taizhang import seed -q && taizhang import {file} --findings found.csv"));
    assert_eq!(status, 1, "{said}");
    let mut found = BTreeMap::new();
    let mut reader = csv::Reader::from_path(session.path().join("found.csv")).unwrap();
    for record in reader.records().map(Result::unwrap) {
        let (severity, cell, message) = (&record[0], &record[6], &record[8]);
        if let Some(at) = message.find('坏').filter(|_| severity == "error") {
            let fault: String =
                message[at..].chars().take_while(|mark| mark.is_alphanumeric() || *mark == ' ').collect();
            assert!(found.insert(fault, cell.to_owned()).is_none(), "{said}");
        }
    }
    found
}

/// The cells of a sheet as LibreOffice shows them, by their names
fn shown_cells(session: &Session, file: &str, converted: &str) -> BTreeMap<String, String> {
    let profile = session.path().join("profile");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args([
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        ])
        // Text is opened as what it is; the option says nothing to a workbook.
        .args(["--infilter=CSV:44,34,76,1", "--outdir", "shown"])
        .arg(file)
        .current_dir(session.path())
        // Without a locale it does not find files with Chinese names.
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("LibreOffice as `soffice` on the path");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut cells = BTreeMap::new();
    let converted = session.path().join("shown").join(converted);
    let text =
        fs::read(&converted).unwrap_or_else(|_| fs::read(converted.with_file_name("项目-项目.csv")).unwrap());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text[..]);
    for (row, record) in (1..).zip(reader.records().map(Result::unwrap)) {
        for (column, cell) in ('A'..='Z').zip(record.iter()) {
            cells.insert(format!("{column}{row}"), cell.to_owned());
        }
    }
    cells
}

fn assert_named(session: &Session, file: &str, converted: &str, faults: usize) {
    let (named, shown) = (named_cells(session, file), shown_cells(session, file, converted));
    assert_eq!(named.len(), faults, "{named:?}");
    for (fault, cell) in named {
        assert_eq!(shown.get(&cell), Some(&fault), "{file}: the finding about {fault} names {cell}");
    }
}

/// The rows of the sheet, faults and all; a line break in a cell makes a line and no row
const ROWS: &[[&str; 8]] = &[
    ["1", "内坑镇", "P90", "甲\n项目", "坏一", "10", "", ""],
    ["2", "内坑镇", "P91", "乙项目", "100", "坏二", "坏三", ""],
    ["", "合计", "", "", "100", "10", "", ""],
    ["3", "坏四", "P92", "丙项目", "1", "", "", ""],
    ["4", "内坑镇", "坏 五", "丁\n\n项目", "1", "", "", "坏六"],
    ["5", "内坑镇", "P94", "戊项目", "1", "", "", "坏七"],
];

fn write_workbook(path: &Path) {
    let (mut book, plain) = (Workbook::new(), Format::new());
    book.add_worksheet().set_name("封面").unwrap().write_string(3, 2, "某年台账").unwrap();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    sheet.merge_range(0, 0, 0, 7, "重点项目台账", &plain).unwrap();
    sheet.write_string(1, 6, "单位：万元").unwrap();
    for (column, header) in
        [(0, "序号"), (1, "责任单位"), (2, "项目编号"), (3, "项目名称"), (4, "总投资"), (7, "对应目标")]
    {
        sheet.merge_range(2, column, 3, column, header, &plain).unwrap();
    }
    sheet.merge_range(2, 5, 2, 6, "2023年", &plain).unwrap();
    sheet.write_string(3, 5, "计划投资").unwrap();
    sheet.write_string(3, 6, "完成投资").unwrap();
    // Rows 5 to 7 of the spreadsheet stay empty.
    for (row, cells) in (7..).zip(ROWS) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save(path).unwrap();
}

fn write_text(path: &Path) {
    let header =
        "重点项目台账,,,,,,,\n\n序号,责任单位,项目编号,项目名称,总投资（万元）,年度计划,本年完成,对应目标\n";
    let quoted = |row: &[&str; 8]| row.map(|cell| format!("\"{cell}\"")).join(",") + "\r\n";
    fs::write(path, header.to_owned() + &ROWS.iter().map(quoted).collect::<String>()).unwrap();
}

#[test]
#[ignore = "needs LibreOffice"]
fn the_cell_of_a_workbook_that_a_finding_names_is_the_one_that_is_wrong() {
    let session = Session::new();
    write_workbook(&session.path().join("项目.xlsx"));
    assert_named(&session, "项目.xlsx", "项目-台账.csv", 7);
}

#[test]
#[ignore = "needs LibreOffice"]
fn the_cell_of_a_text_file_that_a_finding_names_is_the_one_that_is_wrong() {
    let session = Session::new();
    write_text(&session.path().join("项目.csv"));
    assert_named(&session, "项目.csv", "项目.csv", 7);
}
