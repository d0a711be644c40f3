//! Workbooks as programs save them, as they break, and as they are made to do harm.

use std::fs;
use std::io::{Cursor, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook as Writer};
use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::sheets::record::{Merged, Record, Typed};
use crate::sheets::tab::{Reading, Tab, tabs_of};

type Rows = Vec<(u64, Vec<String>)>;

fn tabs(bytes: &[u8]) -> Result<Vec<Tab>, Fault> {
    // The name lies: files are told by their bytes.
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    fs::write(file.path(), bytes).unwrap();
    tabs_of(file.path(), &Reading::default())
}

fn rows(tab: &Tab) -> Rows {
    let (mut reader, mut record, mut rows) = (tab.open().unwrap(), Record::default(), Vec::new());
    while reader.read(&mut record).unwrap() {
        assert_eq!(record.line(0), record.row());
        rows.push((record.row(), record.iter().map(str::to_owned).collect()));
    }
    assert_eq!(reader.finish().unwrap().len(), 64);
    rows
}

/// The columns of a row, both from 0, that hold numbers
fn numbers(tab: &Tab, row: usize) -> Vec<usize> {
    let (mut reader, mut record) = (tab.open().unwrap(), Record::default());
    for _ in 0..=row {
        assert!(reader.read(&mut record).unwrap());
    }
    (0..record.len()).filter(|&index| record.typed(index) == Typed::Number).collect()
}

/// Reads what can be read of a file, which may be broken
fn read_all(bytes: &[u8]) {
    for tab in tabs(bytes).unwrap_or_default() {
        // What is no longer like a workbook is text, which is read from its file, and that is gone.
        let Ok(mut reader) = tab.open() else { continue };
        let mut record = Record::default();
        while let Ok(true) = reader.read(&mut record) {}
    }
}

fn row(number: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (number, cells.iter().map(|&cell| cell.to_owned()).collect())
}

#[test]
fn cells_are_read_as_a_person_sees_them() {
    let mut book = Writer::new();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let with = |code: &str| Format::new().set_num_format(code);
    sheet.write_row(0, 0, ["编号", "名称", " 备注"]).unwrap();
    sheet.write(2, 0, "007").unwrap();
    sheet.write(2, 1, 0.1 + 0.2).unwrap();
    sheet.write_with_format(2, 2, 0.855, &with("0%")).unwrap();
    sheet.write_with_format(2, 3, 44_834, &with("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
    sheet.write_with_format(2, 4, 44_834, &with("yyyy-mm")).unwrap();
    sheet.write_with_format(2, 5, 7, &with("000")).unwrap();
    sheet.write_with_format(2, 6, 12, &with("0\"个\"")).unwrap();
    sheet.write(2, 7, true).unwrap();
    sheet.write(2, 8, Formula::new("=A1").set_result("甲&<乙>\n")).unwrap();
    sheet.write(2, 9, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(2, 10, 350_582_199_001_011_234u64 as f64).unwrap();
    let (bold, plain) = (Format::new().set_bold(), Format::new());
    sheet.write_rich_string(2, 11, &[(&bold, "粗"), (&plain, "细 ")]).unwrap();
    sheet.write(1_048_575, 16_383, "末").unwrap();
    sheet.set_row_hidden(2).unwrap();
    book.add_worksheet().set_name("另").unwrap().set_hidden(true);
    let tabs = tabs(&book.save_to_buffer().unwrap()).unwrap();
    let told: Vec<_> = tabs
        .iter()
        .map(|tab| (tab.name.as_deref(), tab.is_hidden, tab.hidden_rows, &*tab.encoding))
        .collect();
    assert_eq!(told, [(Some("台账"), false, 1, "XLSX"), (Some("另"), true, 0, "XLSX")]);
    for _ in 0..2 {
        let rows = rows(&tabs[0]);
        assert_eq!(rows[0], row(1, &["编号", "名称", " 备注"]));
        let cells = ["007", "0.3", "85.5%", "2022-09-30", "2022-M09", "007", "12个", "TRUE", "甲&<乙>\n"];
        assert_eq!(rows[1].1[..9], cells);
        assert_eq!(rows[1].1[9..], ["#DIV/0!", "3.50582199001011E+17", "粗细 "]);
        assert_eq!((rows[2].0, rows[2].1.len(), &*rows[2].1[16_383]), (1_048_576, 16_384, "末"));
    }
    assert!(numbers(&tabs[0], 0).is_empty());
    assert_eq!(numbers(&tabs[0], 1), [1, 2, 3, 4, 5, 6, 10]);
    assert_eq!(rows(&tabs[1]), []);
}

#[test]
fn merged_cells_are_filled_downwards_and_left_blank_to_the_right() {
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 3, "标题", &plain).unwrap();
    sheet.merge_range(1, 0, 3, 0, "单位", &plain).unwrap();
    sheet.merge_range(1, 1, 2, 2, "块", &plain).unwrap();
    sheet.merge_range(5, 0, 6, 9, "", &plain).unwrap();
    for line in 1..=3 {
        sheet.write(line, 3, line).unwrap();
    }
    let tab = tabs(&book.save_to_buffer().unwrap()).unwrap().remove(0);
    let (mut reader, mut record) = (tab.open().unwrap(), Record::default());
    let mut read = Vec::new();
    while reader.read(&mut record).unwrap() {
        let cells = (0..record.len()).map(|index| (record.field(index).to_owned(), record.merged(index)));
        read.push(cells.collect::<Vec<_>>());
    }
    use Merged::{FromAbove, FromLeft, Own};
    let cells = |cells: [(&str, Merged); 4]| cells.map(|(text, merged)| (text.to_owned(), merged)).to_vec();
    assert_eq!(read[0], cells([("标题", Own), ("", FromLeft), ("", FromLeft), ("", FromLeft)]));
    assert_eq!(read[1], cells([("单位", Own), ("块", Own), ("", FromLeft), ("1", Own)]));
    assert_eq!(read[2], cells([("单位", FromAbove), ("块", FromAbove), ("", FromLeft), ("2", Own)]));
    assert_eq!(read[3], cells([("单位", FromAbove), ("", Own), ("", Own), ("3", Own)]));
    assert_eq!(read.len(), 4);
    assert_eq!(numbers(&tab, 3), [3]);
}

/// A workbook of one sheet with that XML
fn book_of(sheet: &str, strings: &str) -> Vec<u8> {
    let parts = [
        ("_rels/.rels", r#"<R><Relationship Id="1" Type="x/officeDocument" Target="/xl/workbook.xml"/></R>"#),
        (
            "xl/workbook.xml",
            r#"<x:workbook><x:workbookPr date1904="1"/><x:sheet name="a" r:id="q"/></x:workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<R><Relationship Id="q" Type="x/worksheet" Target="Sheets\S.xml"/></R>"#,
        ),
        (
            "xl/styles.xml",
            r#"<s><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="57"/></cellXfs></s>"#,
        ),
        ("xl/sharedStrings.xml", strings),
        ("xl/sheets/s.xml", sheet),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn workbooks_of_other_programs_are_read() {
    let strings =
        "<sst><si><r><t>富</t></r><r><t xml:space=\"preserve\"> 文</t></r><rPh><t>フ</t></rPh></si></sst>";
    let sheet = "<x:worksheet><x:sheetData><x:row><x:c t=\"s\"><x:v>0</x:v></x:c><x:c/><x:c s=\"1\"><x:v>43372</x:v></x:c></x:row>\
        <x:row r=\"4\" hidden=\"true\"><x:c r=\"B4\" t=\"inlineStr\"><x:is><x:t>a_x000D_&#20013;</x:t></x:is></x:c>\
        <x:c t=\"e\"><x:v>#SPILL!</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    let tab = tabs(&book_of(sheet, strings)).unwrap().remove(0);
    assert_eq!(rows(&tab), [row(1, &["富 文", "", "2022-M09"]), row(4, &["", "a\r中", "#SPILL!"])]);
    assert_eq!(tab.hidden_rows, 1);
}

#[test]
fn a_formula_that_nobody_calculated_is_no_blank() {
    let cells = "<c><f>A1&amp;\"甲\"</f><v></v></c><c><f t=\"shared\" si=\"0\"/></c>\
        <c t=\"str\"><f>TRIM(\"\")</f><v></v></c><c><f>1+1</f><v>2</v></c>";
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let tab = tabs(&book_of(&sheet, "")).unwrap().remove(0);
    assert_eq!(rows(&tab), [row(1, &["=A1&\"甲\"", "=", "", "2"])]);
    let (mut reader, mut record) = (tab.open().unwrap(), Record::default());
    assert!(reader.read(&mut record).unwrap());
    let typed: Vec<Typed> = (0..4).map(|index| record.typed(index)).collect();
    assert_eq!(typed, [Typed::Formula, Typed::Formula, Typed::Text, Typed::Number]);
}

#[test]
fn broken_and_monstrous_workbooks_are_faults() {
    let cell = |cell: &str| format!("<worksheet><sheetData><row>{cell}</row></sheetData></worksheet>");
    let damaged = |sheet: &str| {
        let fault = tabs(&book_of(sheet, "")).unwrap_err();
        assert!(matches!(fault, Fault::Damaged { .. }), "{sheet}: {fault:?}");
    };
    damaged("<worksheet><sheetData><row>");
    damaged(&cell("<c t=\"s\"><v>3</v></c>"));
    damaged(&cell("<c r=\"XFE1\"><v>3</v></c>"));
    damaged(&cell("<c r=\"1\"><v>3</v></c>"));
    damaged(
        "<worksheet><sheetData><row r=\"5\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row></sheetData></worksheet>",
    );
    let large = |sheet: &str, strings: &str| {
        let fault = tabs(&book_of(sheet, strings)).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge { .. }), "{fault:?}");
    };
    large(&cell(&format!("<c t=\"str\"><v>{}</v></c>", "长".repeat(700_000))), "");
    large(&cell(&format!("<c t=\"str\"><v>{}</v></c>", "长".repeat(100_000))), "");
    large(&cell(&format!("<c t=\"inlineStr\"><is>{}</is></c>", "<t>1234567890</t>".repeat(200_000))), "");
    large(&cell(""), &format!("<sst><si>{}</si></sst>", "<r><t>1234567890</t></r>".repeat(200_000)));
    for bytes in [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x03\x04\x14\0\0\0\x08\0rubbish"] {
        assert!(matches!(tabs(bytes), Err(Fault::Damaged { .. })));
    }
}

#[test]
fn blocks_that_overlap_cost_nothing() {
    let merges = "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(50_000);
    let sheet = format!("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>{merges}</worksheet>");
    assert_eq!(rows(&tabs(&book_of(&sheet, "")).unwrap()[0]), [row(1, &["1"])]);
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(proptest::collection::vec("[a\"',;中𠮷\\n\\r\\t_x0D&<> ]{0,6}", 3), 1..6)
}

fn saved(table: &[Vec<String>]) -> Vec<u8> {
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (at, cells) in table.iter().enumerate() {
        sheet.write_row(at as u32, 0, cells).unwrap();
    }
    book.save_to_buffer().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_written_is_read_back(table in table()) {
        let tab = tabs(&saved(&table)).unwrap().remove(0);
        let expected: Rows = table
            .into_iter()
            .enumerate()
            .map(|(at, mut cells)| {
                while cells.pop_if(|cell| cell.is_empty()).is_some() {}
                (at as u64 + 1, cells)
            })
            .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        prop_assert_eq!(rows(&tab), expected);
    }

    #[test]
    fn no_mutation_makes_the_reading_panic(
        table in table(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        length in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = saved(&table);
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(length.index(bytes.len()));
        }
        read_all(&bytes);
    }

    #[test]
    fn no_xml_makes_the_reading_panic(pieces in proptest::collection::vec(
        prop::sample::select(vec![
            "<row>", "</row>", "<row r=\"0\">", "<row r=\"9999999999\">", "<c>", "<c r=\"\">", "</c>", "<v>", "</v>", "<t>",
            "<c t=\"s\">", "<is>", "1", "-1e999", "&amp;", "&#0;", "&x;", "<mergeCell ref=\"B2:A1\"/>", "<rPh>",
            "<sheetData>", "</sheetData>", "<!--", "<![CDATA[x]]>", "<c r=\"ZZZ99999999999\">",
        ]), 0..20)
    ) {
        let sheet = format!("{}</sheetData>", pieces.concat());
        read_all(&book_of(&sheet, "<si><t>x</t></si>"));
    }
}

#[test]
fn archives_that_are_no_workbooks_are_told() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert!(matches!(tabs(&bytes), Err(Fault::Unsupported { format }) if format == "DOCX"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("mimetype", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<a><spreadsheet/></a>").unwrap();
    assert!(matches!(tabs(&zip.finish().unwrap().into_inner()), Err(Fault::Damaged { .. })));
    let missing = NamedTempFile::new().unwrap().path().to_owned();
    assert!(matches!(tabs_of(&missing, &Reading::default()), Err(Fault::Io(_))));
}

/// The rows of the workbooks in `tests/data/sheets`
const SAVED: &[(u64, &str)] = &[
    (1, "二〇二二年台账||||"),
    (2, "单位|编号|名称|比例|日期|月份|数|个数|是否|公式|错误|编码|时间"),
    (
        3,
        "内坑镇|007|𠮷野&<甲>\n第二行|285.5%|2022-09-30|2022-M11|0.4|2个|FALSE|007x|#DIV/0!|002|2022-09-30T12:00:00",
    ),
    (4, "内坑镇|G1|★※①㎡|385.5%|2022-10-01|2022-M12|0.5|3个|TRUE|007x|#DIV/0!|003|2022-10-01T12:00:00"),
    (5, "内坑镇|G2|乙|485.5%|2022-10-02|2023-M01|0.6|4个|FALSE|007x|#DIV/0!|004|2022-10-02T12:00:00"),
    (10, "末行"),
];

/// The same workbook from Excel's hands (by `rust_xlsxwriter`) and saved from there by LibreOffice
#[test]
fn workbooks_of_every_kind_read_the_same() {
    let expected: Rows =
        SAVED.iter().map(|(line, cells)| row(*line, &cells.split('|').collect::<Vec<_>>())).collect();
    for (name, format) in
        [("excel.xlsx", "XLSX"), ("office.xlsx", "XLSX"), ("office.ods", "ODS"), ("office.xls", "XLS")]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sheets").join(name);
        let tabs = tabs_of(&path, &Reading::default()).unwrap();
        let told: Vec<_> = tabs
            .iter()
            .map(|tab| (tab.name.as_deref(), tab.is_hidden, tab.hidden_rows, &*tab.encoding))
            .collect();
        assert_eq!(told, [(Some("台账"), false, 1, format), (Some("另"), true, 0, format)], "{name}");
        let mut read = rows(&tabs[0]);
        if format == "XLS" {
            // LibreOffice had not calculated the formula when it saved this one.
            read.iter_mut()
                .filter(|(line, _)| (3..6).contains(line))
                .for_each(|(_, cells)| cells[9] = "007x".into());
        }
        assert_eq!(read, expected, "{name}");
        assert_eq!(rows(&tabs[1]), [row(1, &["藏"])], "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_mutation_of_a_workbook_makes_the_reading_panic(
        name in prop::sample::select(vec!["office.xls", "office.ods", "office.xlsx"]),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        length in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sheets").join(name);
        let mut bytes = fs::read(path).unwrap();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(length.index(bytes.len()));
        }
        read_all(&bytes);
    }
}
