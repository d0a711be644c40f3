//! What a file is, by its first bytes: read without SQLite, so that a foreign file is never touched.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::storage::{APPLICATION, Error, Result};

/// What the first bytes of a file say
#[derive(Debug, PartialEq, Eq)]
pub enum Header {
    /// No file, or an empty one
    Absent,
    /// Another file, which is left alone
    Foreign,
    /// A ledger
    Ledger,
}

/// Reads the header without SQLite, so that a foreign file is never touched
pub fn header(path: &Path) -> Result<Header> {
    let mut bytes = Vec::with_capacity(100);
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        // A folder, or a pipe that would keep us waiting.
        return Ok(Header::Foreign);
    }
    match fs::File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Header::Absent),
        Err(source) => return Err(Error::Io { path: path.to_owned(), source }),
        Ok(file) => {
            if let Err(source) = file.take(100).read_to_end(&mut bytes) {
                return Err(Error::Io { path: path.to_owned(), source });
            }
        }
    }
    if bytes.is_empty() {
        return Ok(Header::Absent);
    }
    let ours =
        bytes.starts_with(b"SQLite format 3\0") && bytes.get(68..72) == Some(&APPLICATION.to_be_bytes()[..]);
    Ok(if ours { Header::Ledger } else { Header::Foreign })
}
