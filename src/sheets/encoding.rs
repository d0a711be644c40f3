//! The encodings of text files: their names, and which one a file is in.
//!
//! A byte order mark decides; else strict UTF-8, else strict GB18030, which GBK and GB2312 are parts of. Nothing
//! is ever decoded with replacement characters.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, REPLACEMENT, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs::{WINDOWS_1252, X_USER_DEFINED};
use memchr::memchr2_iter;

use crate::sheets::decode::{DecodeReader, drain};
use crate::sheets::fault::Fault;
use crate::sheets::likeness::{GbLook, Utf8Look, likelier_than_gb18030};

/// The encodings that a message about an unknown one names
pub const USABLE: &[&str] = &[
    "utf-8",
    "gb18030",
    "gbk",
    "utf-16le",
    "utf-16be",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "windows-1252",
];

/// This many characters of three bytes or more are no chance: the file is UTF-8, though bytes of it be broken
const SURE: u64 = 8;

/// How a text file is encoded
#[derive(Debug, Clone)]
pub struct TextEncoding {
    /// The encoding
    pub encoding: &'static Encoding,
    /// How many bytes its byte order mark has; 0 without one
    pub bom: usize,
    /// What the text is likelier to be in, when it decodes but looks wrong
    pub likelier: Option<&'static str>,
}

/// The name of an encoding as the ledger keeps it
pub fn name_of(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

/// The encoding with that name, or with a name that offices and other programs use for it
pub fn by_label(label: &str) -> Result<&'static Encoding, Fault> {
    let label = label.trim().to_ascii_lowercase();
    let known = match label.as_str() {
        "utf-8-sig" | "utf8-sig" | "utf-8-bom" | "utf8-bom" | "utf-8 bom" | "utf8 bom" | "cp65001" => {
            Some(UTF_8)
        }
        "utf16" | "utf16le" | "utf16-le" | "utf-16-le" | "utf_16_le" | "unicode" => Some(UTF_16LE),
        "utf16be" | "utf16-be" | "utf-16-be" | "utf_16_be" => Some(UTF_16BE),
        "cp936" | "ms936" | "windows-936" | "936" | "ansi" | "gb" | "gb-18030" | "gb-2312" => Some(GB18030),
        "cp950" | "ms950" | "windows-950" => Some(BIG5),
        "cp932" | "windows-932" => Some(SHIFT_JIS),
        "cp949" => Some(EUC_KR),
        "latin-1" => Some(WINDOWS_1252),
        label => Encoding::for_label(label.as_bytes()),
    };
    match known {
        Some(encoding) if encoding == GBK => Ok(GB18030),
        Some(encoding) if encoding != REPLACEMENT && encoding != X_USER_DEFINED => Ok(encoding),
        _ => Err(Fault::UnknownEncoding { label, usable: USABLE }),
    }
}

/// The longest first line that is looked at
const LONGEST_LINE: u64 = 8 << 10;

/// The first line of a text file, read as what that line alone looks like; none where it goes on for too long
pub fn first_line(path: &Path) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    File::open(path)?.take(LONGEST_LINE).read_to_end(&mut head)?;
    let encoding = match marked(&head) {
        Some((encoding, _)) => encoding,
        None => {
            let line = memchr::memchr2(b'\n', b'\r', &head).unwrap_or(head.len());
            if std::str::from_utf8(&head[..line]).is_ok() { UTF_8 } else { GB18030 }
        }
    };
    let (text, _) = encoding.decode_with_bom_removal(&head);
    Ok(text.find(['\n', '\r']).map(|end| text[..end].to_owned()))
}

/// The encoding that the first bytes of a file mark, and how many bytes the mark has
fn marked(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    let marks: [(&[u8], &'static Encoding); 4] = [
        (b"\xEF\xBB\xBF", UTF_8),
        (b"\xFF\xFE", UTF_16LE),
        (b"\xFE\xFF", UTF_16BE),
        (b"\x84\x31\x95\x33", GB18030),
    ];
    marks.iter().find(|(mark, _)| head.starts_with(mark)).map(|(mark, encoding)| (*encoding, mark.len()))
}

/// The first bytes of a file, as many as there are up to `count`
pub fn head_of(path: &Path, count: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(count);
    File::open(path)?.take(count as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Finds out how a text file is encoded; `label` is the caller's word for it
pub fn detect(path: &Path, label: Option<&str>) -> Result<TextEncoding, Fault> {
    let head = head_of(path, 4)?;
    if let Some(label) = label {
        return named(path, &head, label);
    }
    if let Some((encoding, bom)) = marked(&head) {
        check(path, encoding, bom)?;
        return Ok(TextEncoding { encoding, bom, likelier: None });
    }
    let utf8 = Utf8Look::of(File::open(path)?)?;
    if utf8.wide >= SURE || (utf8.broken.is_none() && !utf8.could_be_other()) {
        return Ok(TextEncoding { encoding: UTF_8, bom: 0, likelier: utf8.utf_16() });
    }
    let mut look = GbLook::new(File::open(path)?);
    let gb18030 = drain(&mut DecodeReader::new(&mut look, GB18030, 0));
    match (utf8.broken, gb18030) {
        (None, gb18030) => {
            let is_likelier = gb18030.is_ok() && utf8.is_unnatural() && look.is_chinese();
            let likelier = is_likelier.then_some("GB18030").or(utf8.utf_16());
            Ok(TextEncoding { encoding: UTF_8, bom: 0, likelier })
        }
        (Some(_), Ok(())) => {
            let likelier = if look.is_strange() { likelier_than_gb18030(path, &look)? } else { None };
            Ok(TextEncoding { encoding: GB18030, bom: 0, likelier })
        }
        (Some((line, offset)), Err(Fault::NotText { line: gb_line, offset: gb_offset })) => {
            let (line, offset) = (line, offset).max((gb_line, gb_offset));
            // A Chinese text with a broken byte is that; what is not Chinese may be whole in another encoding.
            let likelier = if look.is_chinese() { None } else { likelier_than_gb18030(path, &look)? };
            Err(match likelier {
                Some(likelier) => Fault::OtherEncoding { line, offset, likelier: likelier.to_owned() },
                None => Fault::NotText { line, offset },
            })
        }
        (Some(_), Err(fault)) => Err(fault),
    }
}

fn named(path: &Path, head: &[u8], label: &str) -> Result<TextEncoding, Fault> {
    let mut encoding = by_label(label)?;
    let mark = marked(head);
    // «UTF-16» alone leaves the order of the bytes to the mark.
    let is_open = matches!(label.trim().to_ascii_lowercase().as_str(), "utf-16" | "utf16" | "unicode");
    if is_open && mark.is_some_and(|(marked, _)| marked == UTF_16BE) {
        encoding = UTF_16BE;
    }
    let bom = mark.filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
    let likelier = if bom > 0 { None } else { contradiction(path, encoding)? };
    match (check(path, encoding, bom), likelier) {
        (Err(Fault::NotText { line, offset }), Some(likelier)) => {
            Err(Fault::OtherEncoding { line, offset, likelier: likelier.to_owned() })
        }
        (checked, likelier) => checked.map(|()| TextEncoding { encoding, bom, likelier }),
    }
}

/// What a text is likelier to be in than in the encoding that the caller named
fn contradiction(path: &Path, encoding: &'static Encoding) -> Result<Option<&'static str>, Fault> {
    let utf8 = Utf8Look::of(File::open(path)?)?;
    if utf8.broken.is_none() && utf8.utf_16().is_none() {
        let is_wide = [UTF_16LE, UTF_16BE].contains(&encoding);
        let is_likelier = encoding != UTF_8 && (utf8.wide >= 2 || is_wide && utf8.has_no_nul());
        return Ok(is_likelier.then_some("UTF-8"));
    }
    if let Some(wide) = utf8.utf_16() {
        return Ok((encoding.name() != wide).then_some(wide));
    }
    let mut look = GbLook::new(File::open(path)?);
    if drain(&mut DecodeReader::new(&mut look, GB18030, 0)).is_err() {
        return Ok(None);
    }
    if encoding != GB18030 {
        return Ok(look.is_surely_chinese().then_some("GB18030"));
    }
    if look.is_strange() { likelier_than_gb18030(path, &look) } else { Ok(None) }
}

/// Decodes the whole file; broken UTF-8 is left to the reader of records, which names every line of it
fn check(path: &Path, encoding: &'static Encoding, bom: usize) -> Result<(), Fault> {
    if encoding == UTF_8 {
        return Ok(());
    }
    drain(&mut DecodeReader::new(File::open(path)?, encoding, bom))
}

/// Counts line ends over pieces of text: LF, CR and CRLF each end one
#[derive(Debug, Default)]
pub struct LineCount {
    ends: u64,
    after_carriage_return: bool,
}

impl LineCount {
    /// Counts on
    pub fn add(&mut self, bytes: &[u8]) {
        let mut expected = self.after_carriage_return.then_some(0);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            let is_second_half = bytes[at] == b'\n' && expected == Some(at);
            self.ends += u64::from(!is_second_half);
            expected = (bytes[at] == b'\r').then_some(at + 1);
        }
        if let Some(last) = bytes.last() {
            self.after_carriage_return = *last == b'\r';
        }
    }

    /// The line that the next byte is on, from 1
    pub fn line(&self) -> u64 {
        self.ends + 1
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::NamedTempFile;

    use super::*;

    const SHEET: &str = "责任单位,项目编号,项目名称\n内坑镇,P1,园区标准化建设\n";

    /// What a text in an encoding is likelier to be in than in the one that is named
    fn likelier(text: &str, encoding: &'static Encoding, named: &str) -> Option<String> {
        let file = NamedTempFile::new().unwrap();
        fs::write(file.path(), encoding.encode(text).0).unwrap();
        match detect(file.path(), Some(named)) {
            Ok(found) => found.likelier.map(str::to_owned),
            Err(Fault::OtherEncoding { likelier, .. }) => Some(likelier),
            Err(fault) => panic!("{fault:?}"),
        }
    }

    #[test]
    fn an_encoding_that_was_named_wrongly_is_doubted() {
        for named in ["big5", "shift_jis", "euc-kr", "windows-1252", "utf-8"] {
            assert_eq!(likelier(SHEET, GB18030, named).as_deref(), Some("GB18030"), "{named}");
        }
        for named in ["gbk", "windows-1252", "utf-16le"] {
            assert_eq!(likelier(SHEET, UTF_8, named).as_deref(), Some("UTF-8"), "{named}");
        }
        let big5 = "編號,單位,指標名稱,目標值\n1,環保局,污水處理廠建設項目,120\n2,水務局,河道整治工程,85\n";
        assert_eq!(likelier(big5, BIG5, "gb18030").as_deref(), Some("Big5"));
    }

    #[test]
    fn an_encoding_that_was_named_rightly_is_not() {
        let big5 = "編號,單位,指標名稱,目標值\n1,環保局,污水處理廠建設項目,120\n2,水務局,河道整治工程,85\n";
        let korean = "번호,단위,지표이름,목표값\n1,수도국,하수처리장건설사업,120\n2,환경부,하천정비공사계획입니다,85\n";
        for (text, encoding, named) in [
            (SHEET, GB18030, "gbk"),
            (SHEET, UTF_8, "utf-8"),
            (big5, BIG5, "big5"),
            (korean, EUC_KR, "euc-kr"),
            ("a,b\n1,2\n", UTF_8, "big5"),
            ("a,é\n1,à\n", WINDOWS_1252, "windows-1252"),
        ] {
            assert_eq!(likelier(text, encoding, named), None, "{named}");
        }
    }
}
