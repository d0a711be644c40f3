//! What a file is by its first bytes, whatever its name says.

use std::io;
use std::path::Path;

use crate::sheets::encoding::head_of;

/// What a file is
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, as far as its first bytes tell
    Text,
    /// A zip archive: XLSX, XLSB, ODS or another
    Zip,
    /// A compound file: XLS, a workbook with a password, or another
    Compound,
    /// Something that is not read
    Other(&'static str),
}

/// First bytes that no sheet begins with
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF"),
    (b"Rar!\x1A\x07", "RAR"),
    (b"7z\xBC\xAF\x27\x1C", "7Z"),
    (b"\x1F\x8B\x08", "GZIP"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x09\x08\x10\x00\x00\x06", "XLS without its container"),
    (b"\x09\x08\x08\x00\x00\x05", "XLS without its container"),
    (b"\x09\x04\x06\x00", "Excel 4.0"),
    (b"\x09\x02\x06\x00", "Excel 3.0"),
    (b"\x09\x00\x04\x00", "Excel 2.1"),
];

/// Tells a file by its first bytes
pub fn kind_of(path: &Path) -> io::Result<Kind> {
    let head = head_of(path, 16)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Kind::Compound);
    }
    let other = OTHERS.iter().find(|(bytes, _)| head.starts_with(bytes));
    Ok(other.map_or(Kind::Text, |(_, name)| Kind::Other(name)))
}
