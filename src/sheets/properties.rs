//! Whole text files: the same table in every encoding and with every delimiter, broken files, random bytes.

use std::fs;
use std::path::Path;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1252};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::{Reading, Tab, tabs_of};
use crate::sheets::text_writer::TextWriter;

type Rows = Vec<(u64, Vec<String>)>;

fn file(bytes: &[u8], extension: &str) -> NamedTempFile {
    let file = tempfile::Builder::new().suffix(extension).tempfile().unwrap();
    fs::write(file.path(), bytes).unwrap();
    file
}

fn rows_of(tab: &Tab) -> Result<Rows, Fault> {
    let mut reader = tab.open()?;
    let (mut record, mut rows) = (Record::default(), Vec::new());
    while reader.read(&mut record)? {
        rows.push((record.line(0), record.iter().map(str::to_owned).collect()));
    }
    reader.finish()?;
    Ok(rows)
}

fn read_as(bytes: &[u8], reading: &Reading) -> Result<(Tab, Rows), Fault> {
    let file = file(bytes, ".csv");
    let tab = tabs_of(file.path(), reading)?.remove(0);
    let rows = rows_of(&tab)?;
    Ok((tab, rows))
}

fn read(bytes: &[u8]) -> Result<(Tab, Rows), Fault> {
    read_as(bytes, &Reading::default())
}

fn texts(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect()
}

const TABLE: &[&[&str]] = &[
    &["编号", "名称", "备注"],
    &["G1", "𠮷野㐂", "一，二；三"],
    &["G2", "★※①㎡１２", "a\"b"],
    &["G3", "", "两\n行,\t;"],
];

#[test]
fn a_table_reads_the_same_in_every_encoding_and_with_every_delimiter() {
    for (label, name) in
        [("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("utf-16le", "UTF-16LE"), ("utf-16be", "UTF-16BE")]
    {
        for delimiter in [b',', b'\t', b';'] {
            for (has_bom, crlf) in [(false, false), (true, true), (true, false)] {
                if label.starts_with("utf-16") && !has_bom {
                    continue;
                }
                let mut bytes = Vec::new();
                let mut writer = TextWriter::create(&mut bytes, label, has_bom, delimiter, crlf).unwrap();
                for row in TABLE {
                    row.iter().for_each(|cell| writer.cell(cell).unwrap());
                    writer.end_row().unwrap();
                }
                writer.finish().unwrap();
                let (tab, rows) = read(&bytes).unwrap();
                let said = (tab.encoding.as_str(), tab.has_bom, tab.delimiter, tab.crlf, tab.likelier);
                assert_eq!(said, (name, has_bom, delimiter, crlf, None));
                assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4]);
                assert_eq!(rows.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), texts(TABLE));
            }
        }
    }
}

#[test]
fn the_digest_is_of_the_files_own_bytes() {
    for bytes in [GB18030.encode("编号,名称\n1,值\n").0.to_vec(), "sep=;\n编号;名称\n".as_bytes().to_vec()]
    {
        let file = file(&bytes, ".csv");
        let mut reader = tabs_of(file.path(), &Reading::default()).unwrap()[0].open().unwrap();
        reader.read(&mut Record::default()).unwrap();
        let expected: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(reader.finish().unwrap(), expected);
    }
}

#[test]
fn a_line_that_names_the_delimiter_counts_as_a_line() {
    let (tab, rows) = read("\u{feff}sep=;\r\n编号;名称\r\n1;a,b\r\n".as_bytes()).unwrap();
    assert_eq!((tab.delimiter, tab.crlf), (b';', true));
    assert_eq!(rows[0].0, 2);
    assert_eq!(rows[1], (3, vec!["1".into(), "a,b".into()]));
}

#[test]
fn empty_files_have_no_records() {
    for bytes in [&b""[..], b"\xEF\xBB\xBF", b"\xFF\xFE", b"\n\r\n\r"] {
        assert_eq!(read(bytes).unwrap().1, []);
    }
}

#[test]
fn odd_text_is_read_as_it_stands() {
    let (_, rows) = read("a,b\r1,\"x\r\ny\"\n2,\u{2028}\u{85}\n3,\0\n4\n5,6,7\n".as_bytes()).unwrap();
    let cells: Vec<(u64, Vec<&str>)> =
        rows.iter().map(|(line, row)| (*line, row.iter().map(String::as_str).collect())).collect();
    assert_eq!(cells[0], (1, vec!["a", "b"]));
    assert_eq!(cells[1], (2, vec!["1", "x\r\ny"]));
    assert_eq!(cells[2], (4, vec!["2", "\u{2028}\u{85}"]));
    assert_eq!(cells[3], (5, vec!["3", "\0"]));
    assert_eq!(cells[4], (6, vec!["4"]));
    assert_eq!(cells[5], (7, vec!["5", "6", "7"]));
    let long = "长".repeat(400_000);
    let (_, rows) = read(format!("a,b\n1,{long}\n").as_bytes()).unwrap();
    assert_eq!(rows[1].1[1], long);
}

fn not_text(bytes: &[u8], reading: &Reading) -> (u64, u64) {
    match read_as(bytes, reading) {
        Err(Fault::NotText { line, offset }) => (line, offset),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_byte_valid_in_no_encoding_is_named_by_line_and_offset() {
    let reading = Reading::default();
    // Cut GB18030
    assert_eq!(not_text(b"a,b\r\n\xD6\xD0,\xD6", &reading), (2, 8));
    // Neither: broken for UTF-8 at 2, for GB18030 at 5
    assert_eq!(not_text(b"a\n\xD6\xD0,\xFF\n", &reading), (2, 5));
    // UTF-8 beyond doubt with its last character cut
    assert_eq!(not_text("编号,名称,目标值,完\n值".as_bytes().split_last().unwrap().1, &reading), (2, 28));
    // UTF-16 of odd length, and half a surrogate pair
    assert_eq!(not_text(b"\xFF\xFEa\0\n\0b", &reading), (2, 6));
    assert_eq!(not_text(b"\xFE\xFF\0a\xD8\0\0b", &reading), (1, 4));
    let reading = Reading { encoding: Some("big5".into()), delimiter: None };
    assert_eq!(not_text(b"a\n\xFF\n", &reading), (2, 2));
}

#[test]
fn broken_lines_of_a_utf8_file_are_named_one_by_one() {
    let mut bytes = "编号,名称,目标值,完成值\n".as_bytes().to_vec();
    bytes.extend(b"1,\xD6\xD0\n2,x\n3,\xFF\n");
    let file = file(&bytes, ".csv");
    let mut reader = tabs_of(file.path(), &Reading::default()).unwrap()[0].open().unwrap();
    let mut record = Record::default();
    assert!(reader.read(&mut record).unwrap());
    assert!(matches!(reader.read(&mut record), Err(Fault::NotText { line: 2, .. })));
    assert!(reader.read(&mut record).unwrap());
    assert!(matches!(reader.read(&mut record), Err(Fault::NotText { line: 4, .. })));
    assert!(!reader.read(&mut record).unwrap());
}

#[test]
fn an_encoding_goes_by_any_of_its_names() {
    let bytes = GB18030.encode("编号,名称\n").0.to_vec();
    for label in ["gbk", "GB2312", "cp936", "ansi", " gb18030 "] {
        let reading = Reading { encoding: Some(label.into()), delimiter: None };
        let (tab, rows) = read_as(&bytes, &reading).unwrap();
        assert_eq!((tab.encoding.as_str(), rows[0].1[0].as_str()), ("GB18030", "编号"));
    }
    let reading = Reading { encoding: Some("utf16".into()), delimiter: None };
    assert_eq!(read_as(b"\xFE\xFF\0a", &reading).unwrap().0.encoding, "UTF-16BE");
    let reading = Reading { encoding: Some("klingon".into()), delimiter: None };
    let fault = read_as(&bytes, &reading).unwrap_err();
    assert!(
        matches!(&fault, Fault::UnknownEncoding { label, usable } if label == "klingon" && usable.len() > 5)
    );
}

fn likelier(text: &str, encoding: &'static Encoding) -> Option<String> {
    let (bytes, _, lacking) = encoding.encode(text);
    assert!(!lacking, "{text}");
    match read(&bytes) {
        Ok((tab, _)) => tab.likelier,
        Err(Fault::OtherEncoding { likelier, .. }) => Some(likelier),
        Err(fault) => panic!("{fault:?}"),
    }
}

#[test]
fn text_in_a_foreign_encoding_is_suspected() {
    let big5 = "編號,單位,指標名稱,目標值\n1,環保局,污水處理廠建設項目,120\n2,水務局,河道整治工程,85\n";
    assert_eq!(likelier(big5, BIG5).as_deref(), Some("Big5"));
    let japanese = "番号,単位,指標の名前,目標\n1,水道局,これはテストのデータです,120\n2,テスト,カタカナ,3\n";
    assert_eq!(likelier(japanese, SHIFT_JIS).as_deref(), Some("Shift_JIS"));
    assert_eq!(likelier(japanese, EUC_JP).as_deref(), Some("EUC-JP"));
    let korean =
        "번호,단위,지표이름,목표값\n1,수도국,하수처리장건설사업,120\n2,환경부,하천정비공사계획입니다,85\n";
    assert_eq!(likelier(korean, EUC_KR).as_deref(), Some("EUC-KR"));
    assert_eq!(
        likelier("これはテストのデータです\nカタカナひらがな\n", SHIFT_JIS).as_deref(),
        Some("Shift_JIS")
    );
    let french = "numéro,unité,libellé\n1,préfecture,rénovation énergétique du collège à côté où ça élève\n";
    assert_eq!(likelier(french, WINDOWS_1252).as_deref(), Some("windows-1252"));
}

#[test]
fn a_gbk_header_that_is_valid_utf8_is_suspected() {
    let bytes = GB18030.encode("id,name,值\n1,a,2\n").0.to_vec();
    let (tab, _) = read(&bytes).unwrap();
    assert_eq!((tab.encoding.as_str(), tab.likelier.as_deref()), ("UTF-8", Some("GB18030")));
    let (tab, _) = read(b"i\0d\0,\0n\0\n\0").unwrap();
    assert_eq!((tab.encoding.as_str(), tab.likelier.as_deref()), ("UTF-8", Some("UTF-16LE")));
}

#[test]
fn no_ordinary_sheet_is_suspected() {
    for text in [
        "编号,名称\n1,值\n",
        "姓名\n王喆\n李玥\n朱镕基\n张堃\n陈芃\n赵犇\n",
        "单位,★指标,①㎡,１２％\n※甲,±5,≥3,Ⅷ\n",
        "合计\n",
        "单位\n广州市\n番禺区\n",
    ] {
        assert_eq!(likelier(text, GB18030), None, "{text}");
        assert_eq!(likelier(text, UTF_8), None, "{text}");
    }
    for text in [
        "name,é\n1,café\n",
        "название,цель\nвода,да\n",
        "t,20°C,5±1,m²,10µm,Ω\n",
        "größe,für\n",
        "Ελλάδα,νερό\n",
    ] {
        assert_eq!(likelier(text, UTF_8), None, "{text}");
    }
    for path in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("seed")).unwrap() {
        let path = path.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines().map(|line| format!("{line}\n")).chain([text.clone()]) {
                assert_eq!(likelier(&line, GB18030), None, "{line}");
                assert_eq!(likelier(&line, UTF_8), None, "{line}");
            }
        }
    }
}

#[test]
fn markup_under_a_sheets_name_is_told() {
    for (text, kind) in [
        ("<html><table><tr><td>1</td></tr></table>", "HTML"),
        ("\u{feff}\r\n<!DOCTYPE HTML>", "HTML"),
        (
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
            "XML Spreadsheet 2003",
        ),
    ] {
        let fault = read(text.as_bytes()).unwrap_err();
        assert!(matches!(&fault, Fault::Unsupported { format } if format == kind), "{fault:?}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn bytes_near_text_do_not_make_it_panic(
        pieces in proptest::collection::vec("[a-c,;\\t\\n\\r\"值𠮷é]{0,8}", 0..20),
        cut in 0usize..40,
        label in proptest::sample::select(vec!["utf-8", "gb18030", "utf-16le", "big5"]),
    ) {
        let mut bytes = Vec::new();
        if let Ok(mut writer) = TextWriter::create(&mut bytes, label, cut % 2 == 0, b',', false) {
            for piece in pieces {
                let _ = writer.cell(&piece);
            }
            let _ = writer.finish();
        }
        bytes.truncate(bytes.len().saturating_sub(cut));
        let _ = read(&bytes);
        let _ = read_as(&bytes, &Reading { encoding: Some(label.to_owned()), delimiter: Some(b';') });
    }
}
