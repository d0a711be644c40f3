//! The same table, however it was saved, is the same ledger to the last byte of its export.

use std::fs;
use std::path::Path;

use encoding_rs::GB18030;
use rust_xlsxwriter::Workbook;

use crate::transcripts::Session;

/// A sheet with what trips readers: quotes, line ends, both kinds of comma, and characters of four bytes
const TABLE: &[[&str; 6]] = &[
    ["责任单位", "项目编号", "项目名称", "总投资（亿元）", "计划开工", "存在问题"],
    ["内坑镇", "P21", "“产城人”示范，一期;二期", "超100", "2022年9月", "资金\n用地"],
    ["教育局", "P22", "𠮷字路小学\"新校区\"", "1,234.5", "2023-03-01", "=1+1"],
    ["英林", "P23", "㐂悦\t中心", "约35", "", "①㎡；征迁，未完"],
    ["罗山", "P24", "１２３号路", "３.5", "2022/10", "-"],
];

/// The table as delimited text, every cell quoted
fn text(delimiter: char, line_end: &str) -> String {
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = TABLE.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>());
    lines.map(|cells| cells.join(&delimiter.to_string()) + line_end).collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// The exported tables after the sheet was imported beside the seed
fn exported(name: &str, write: impl FnOnce(&Path)) -> Vec<Vec<u8>> {
    let session = Session::new();
    write(&session.path().join(name));
    let (said, status) =
        session.run(&format!("taizhang import seed -q && taizhang import {name} && taizhang export out"));
    assert_eq!(status, 0, "{name}: {said}");
    assert!(said.contains("projects: 4 added, 0 updated, 0 unchanged, 0 removed"), "{name}: {said}");
    let tables = ["units", "goals", "projects", "metrics"];
    tables.map(|table| fs::read(session.path().join(format!("out/{table}.csv"))).unwrap()).into()
}

fn expected() -> Vec<Vec<u8>> {
    exported("projects.csv", |path| fs::write(path, text(',', "\n")).unwrap())
}

fn assert_same(name: &str, bytes: &[u8]) {
    assert_eq!(exported(name, |path| fs::write(path, bytes).unwrap()), expected(), "{name}");
}

#[test]
fn whatever_the_encoding() {
    let plain = text(',', "\n");
    assert!(plain.contains('𠮷'), "a character of four bytes");
    assert_same("bom项目.csv", format!("\u{feff}{plain}").as_bytes());
    assert_same("gb项目.csv", &GB18030.encode(&plain).0);
    assert_same("le项目.csv", &utf_16(&plain, u16::to_le_bytes));
    assert_same("be项目.csv", &utf_16(&plain, u16::to_be_bytes));
}

#[test]
fn whatever_stands_between_fields_and_lines() {
    assert_same("tab项目.tsv", text('\t', "\n").as_bytes());
    assert_same("tab项目.csv", text('\t', "\r\n").as_bytes());
    assert_same("semicolon项目.csv", text(';', "\r\n").as_bytes());
    assert_same("said项目.csv", format!("sep=;\r\n{}", text(';', "\r\n")).as_bytes());
    assert_same("gbtab项目.txt", &GB18030.encode(&text('\t', "\r\n")).0);
    assert_same("cr项目.csv", text(',', "\r").as_bytes());
}

#[test]
fn also_as_a_workbook() {
    let sheet = exported("台账.xlsx", |path| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("重点项目").unwrap();
        for (row, cells) in (0..).zip(TABLE) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
        book.save(path).unwrap();
    });
    assert_eq!(sheet, expected());
}
