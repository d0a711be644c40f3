//! XLS and XLSB files put together record by record, and read by calamine as well.

use std::fs;
use std::io::{Cursor, Write};

use calamine::{Reader, Xls, Xlsb};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::sheets::fault::Fault;
use crate::sheets::record::{Record, Typed};
use crate::sheets::tab::{Reading, Tab, tabs_of};

fn tabs(bytes: &[u8]) -> Result<Vec<Tab>, Fault> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    tabs_of(file.path(), &Reading::default())
}

fn rows(tab: &Tab) -> Vec<(u64, Vec<String>)> {
    let (mut reader, mut record, mut rows) = (tab.open().unwrap(), Record::default(), Vec::new());
    while reader.read(&mut record).unwrap() {
        rows.push((record.row(), record.iter().map(str::to_owned).collect()));
    }
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

/// The texts of the first row as calamine reads them
fn second_voice<B: Reader<Cursor<Vec<u8>>>>(bytes: &[u8]) -> Vec<String> {
    let mut book = B::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().next().unwrap().iter().map(ToString::to_string).collect()
}

/// A compound file with one stream, in sectors of 512 bytes
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    // A stream of less than 4,096 bytes would have to lie in the small sectors.
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let sectors = (stream.len() / 512) as u32;
    let mut bytes = vec![0; 512];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let mut set = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    set(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    set(44, &1u32.to_le_bytes());
    set(48, &1u32.to_le_bytes());
    set(56, &4096u32.to_le_bytes());
    set(60, &(-2i32).to_le_bytes());
    set(68, &(-2i32).to_le_bytes());
    set(76, &[0xFF; 436]);
    set(76, &0u32.to_le_bytes());
    let mut table = vec![0xFFFF_FFFDu32, 0xFFFF_FFFE];
    table.extend((3..2 + sectors).chain([0xFFFF_FFFE]));
    table.resize(128, 0xFFFF_FFFF);
    bytes.extend(table.iter().flat_map(|word| word.to_le_bytes()));
    for (name, kind, child, start, size) in
        [("Root Entry", 5, 1, u32::MAX - 1, 0), (name, 2, u32::MAX, 2, stream.len() as u32)]
    {
        let mut entry = [0; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = units.len() as u8 + 2;
        entry[66] = kind;
        entry[68..76].fill(0xFF);
        entry[76..80].copy_from_slice(&child.to_le_bytes());
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        bytes.extend(entry);
    }
    bytes.resize(512 * 3, 0);
    bytes.extend(stream);
    bytes
}

fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let bytes = parts.concat();
    [&kind.to_le_bytes()[..], &(bytes.len() as u16).to_le_bytes(), &bytes].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// An Excel 97 stream of one sheet with those records of cells
fn stream(before: &[u8], cells: &[u8]) -> Vec<u8> {
    let begin = record(0x0809, &[&[0, 6, 5, 0], &[0; 12]]);
    let end = record(0x000A, &[]);
    let at = (begin.len() + before.len() + 4 + 9 + end.len()) as u32;
    let sheet = record(0x0085, &[&at.to_le_bytes(), &[0, 0, 1, 0, b'a']]);
    [&begin[..], before, &sheet, &end, &begin, cells, &end].concat()
}

fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style].into_iter().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn cells_of_all_kinds_are_read_from_xls() {
    let text = "长".repeat(10) + "𠮷";
    let (first, second) = text.split_at(9);
    let long = |number: u32| number.to_le_bytes();
    // The second text goes on in another record, which says again that its characters are wide.
    let shared = [
        record(0x00FC, &[&long(2), &long(2), &[2, 0, 0, b'a', b'b'], &[12, 0, 1], &wide(first)]),
        record(0x003C, &[&[1], &wide(second)]),
    ]
    .concat();
    let cells = [
        record(0x00FD, &[&place(0, 1, 0), &long(1)]),
        record(0x00FD, &[&place(0, 0, 0), &long(0)]),
        record(0x0006, &[&place(0, 2, 0), &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0; 8]]),
        record(0x0207, &[&[2, 0, 1], &wide("公式")]),
        record(0x0204, &[&place(0, 3, 0), &[1, 0, 0, b'x']]),
        record(0x00BD, &[&[0, 0, 4, 0], &[0, 0], &long(7 << 2 | 2), &[0, 0], &long(250 << 2 | 3), &[5, 0]]),
        record(0x0203, &[&place(0, 6, 0), &0.25f64.to_le_bytes()]),
        record(0x0205, &[&place(0, 7, 0), &[0x2A, 1]]),
        record(0x00E5, &[&[1, 0], &[1, 0, 2, 0, 0, 0, 0, 0]]),
        record(0x0203, &[&place(2, 1, 0), &2f64.to_le_bytes()]),
        record(0x0203, &[&place(1, 0, 0), &1f64.to_le_bytes()]),
    ];
    let bytes = compound("Workbook", &stream(&shared, &cells.concat()));
    let expected = ["ab", &text, "公式", "x", "7", "2.5", "0.25", "#N/A"];
    let tab = tabs(&bytes).unwrap().remove(0);
    let rows = rows(&tab);
    assert_eq!(rows[0], (1, expected.map(str::to_owned).to_vec()));
    assert_eq!(rows[1], (2, vec!["1".to_owned()]));
    assert_eq!(rows[2], (3, vec!["1".to_owned(), "2".to_owned()]));
    assert_eq!(numbers(&tab, 0), [4, 5, 6]);
    assert_eq!(second_voice::<Xls<_>>(&bytes), expected);
}

#[test]
fn locked_and_foreign_compound_files_are_told() {
    let locked = stream(&record(0x002F, &[&[1, 0]]), &[]);
    assert!(matches!(tabs(&compound("Workbook", &locked)), Err(Fault::Protected)));
    assert!(matches!(tabs(&compound("EncryptedPackage", b"x")), Err(Fault::Protected)));
    assert!(
        matches!(tabs(&compound("WordDocument", b"x")), Err(Fault::Unsupported { format }) if format == "DOC")
    );
    let cut = stream(&[], &record(0x0203, &[&place(0, 0, 0)]));
    assert!(matches!(tabs(&compound("Workbook", &cut)), Err(Fault::Damaged { .. })));
}

#[test]
fn chinese_text_of_excel_95_is_read() {
    let begin = record(0x0809, &[&[0, 5, 5, 0], &[0; 4]]);
    let (end, page) = (record(0x000A, &[]), record(0x0042, &[&936u16.to_le_bytes()]));
    let at = (begin.len() + page.len() + 4 + 11 + end.len()) as u32;
    let sheet = record(0x0085, &[&at.to_le_bytes(), &[0, 0, 4], b"\xCC\xA8\xD5\xCB"]);
    let cell = record(0x0204, &[&place(0, 0, 0), &[4, 0], b"\xB1\xE0\xBA\xC5"]);
    let bytes = compound("Book", &[&begin[..], &page, &sheet, &end, &begin, &cell, &end].concat());
    let tab = tabs(&bytes).unwrap().remove(0);
    assert_eq!(tab.name.as_deref(), Some("台账"));
    assert_eq!(rows(&tab), [(1, vec!["编号".to_owned()])]);
}

fn binary(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let bytes = parts.concat();
    assert!(bytes.len() < 128);
    let kind = if kind < 128 { vec![kind as u8] } else { vec![kind as u8 & 0x7F | 0x80, (kind >> 7) as u8] };
    [&kind[..], &[bytes.len() as u8], &bytes].concat()
}

/// A binary string with its length before
fn binary_text(text: &str) -> Vec<u8> {
    [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &wide(text)].concat()
}

/// The cells and the styles of a binary workbook
fn binary_cells() -> (Vec<u8>, Vec<u8>) {
    let text = binary_text;
    let at = |column: u32, style: u32| [column.to_le_bytes(), style.to_le_bytes()].concat();
    let long = |number: u32| number.to_le_bytes();
    let sheet = [
        binary(0x81, &[]),
        binary(0x94, &[&[0; 16]]),
        binary(0x91, &[]),
        binary(0x00, &[&long(0), &[0; 7], &[0x10], &[0; 5]]),
        binary(0x07, &[&at(0, 0), &long(0)]),
        binary(0x02, &[&at(1, 0), &long(250 << 2 | 3)]),
        binary(0x05, &[&at(2, 1), &0.855f64.to_le_bytes()]),
        binary(0x04, &[&at(3, 0), &[1]]),
        binary(0x03, &[&at(4, 0), &[0x17]]),
        binary(0x08, &[&at(5, 0), &text("公式"), &[0; 8]]),
        binary(0x92, &[]),
    ];
    let styles = [
        binary(0x0116, &[]),
        binary(0x0267, &[&long(1)]),
        binary(0x2C, &[&[200, 0], &text("0.0%")]),
        binary(0x0268, &[]),
        binary(0x0269, &[&long(2)]),
        binary(0x2F, &[&[0; 16]]),
        binary(0x2F, &[&[0, 0, 200, 0], &[0; 12]]),
        binary(0x026A, &[]),
    ];
    (sheet.concat(), styles.concat())
}

fn binary_workbook() -> Vec<u8> {
    let (text, long) = (binary_text, |number: u32| number.to_le_bytes());
    let (sheet, styles) = binary_cells();
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<R><Relationship Id=\"{id}\" Type=\"x/{kind}\" Target=\"{target}\"/></R>")
    };
    let relations = [
        relation("q", "worksheet", "worksheets/sheet1.bin"),
        relation("s", "sharedStrings", "sharedStrings.bin"),
        relation("t", "styles", "styles.bin"),
    ];
    let main = [
        binary(0x99, &[&[0; 8]]),
        binary(0x9C, &[&long(1), &long(1), &text("q"), &text("台账")]),
        binary(0x90, &[]),
        binary(0x84, &[]),
    ];
    let shared = [binary(0x9F, &[&long(1), &long(1)]), binary(0x13, &[&[0], &text("𠮷")])];
    let parts = [
        ("_rels/.rels", relation("1", "officeDocument", "xl/workbook.bin").into_bytes()),
        ("xl/_rels/workbook.bin.rels", format!("<Rs>{}</Rs>", relations.concat()).into_bytes()),
        ("xl/workbook.bin", main.concat()),
        ("xl/sharedStrings.bin", shared.concat()),
        ("xl/styles.bin", styles),
        ("xl/worksheets/sheet1.bin", sheet),
    ];
    // Not packed, so that a changed byte is a changed record.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn cells_of_all_kinds_are_read_from_xlsb() {
    let bytes = binary_workbook();
    let tab = tabs(&bytes).unwrap().remove(0);
    assert_eq!(
        (tab.name.as_deref(), tab.is_hidden, tab.hidden_rows, &*tab.encoding),
        (Some("台账"), true, 1, "XLSB")
    );
    let expected = ["𠮷", "2.5", "85.5%", "TRUE", "#REF!", "公式"].map(str::to_owned).to_vec();
    assert_eq!(rows(&tab), [(1, expected)]);
    assert_eq!(numbers(&tab, 0), [1, 2]);
    assert_eq!(second_voice::<Xlsb<_>>(&bytes), ["𠮷", "2.5", "0.855", "true", "#REF!", "公式"]);
}

proptest! {
    #[test]
    fn no_mutation_of_binary_records_makes_the_reading_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = binary_workbook();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        for tab in tabs(&bytes).unwrap_or_default() {
            let (mut reader, mut record) = (tab.open().unwrap(), Record::default());
            while let Ok(true) = reader.read(&mut record) {}
        }
    }
}
