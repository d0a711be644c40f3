//! One table of cells in a file: a text file has one, a workbook has one a sheet. Opened as often as it is wanted.

use std::path::Path;

use crate::sheets::encoding::name_of;
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::text_file::{TextFile, TextReader};

/// How the caller wants files read; nothing said is found out from the file
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The encoding, by any of its names
    pub encoding: Option<String>,
    /// What stands between the fields of a text file
    pub delimiter: Option<u8>,
}

/// One table of cells in a file
#[derive(Debug, Clone)]
pub struct Tab {
    source: Source,
    /// The name of the workbook's sheet; none for a text file
    pub name: Option<String>,
    /// Whether the workbook hides the sheet
    pub is_hidden: bool,
    /// How many rows the workbook hides; they are read like the others
    pub hidden_rows: u64,
    /// What the file was read as: `UTF-8`, `GB18030`, `XLSX` …
    pub encoding: String,
    /// Whether a text file begins with a byte order mark
    pub has_bom: bool,
    /// The encoding that a text which decodes but looks wrong is likelier to be in
    pub likelier: Option<String>,
    /// What stands between the fields of a text file
    pub delimiter: u8,
    /// Whether the first line of a text file ends with CRLF
    pub crlf: bool,
}

/// Where the cells come from
#[derive(Debug, Clone)]
enum Source {
    Text(TextFile),
}

/// Finds the tables of cells in a file
pub fn tabs_of(path: &Path, reading: &Reading) -> Result<Vec<Tab>, Fault> {
    let file = TextFile::find(path, reading)?;
    Ok(vec![Tab {
        name: None,
        is_hidden: false,
        hidden_rows: 0,
        encoding: name_of(file.encoding).to_owned(),
        has_bom: file.bom > 0,
        likelier: file.likelier.map(str::to_owned),
        delimiter: file.cut.delimiter,
        crlf: file.cut.crlf,
        source: Source::Text(file),
    }])
}

impl Tab {
    /// Opens it before its first record
    pub fn open(&self) -> Result<TabReader, Fault> {
        let inner = match &self.source {
            Source::Text(file) => Inner::Text(file.open()?),
        };
        Ok(TabReader { inner })
    }
}

/// Reads a tab record by record
#[derive(Debug)]
pub struct TabReader {
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Text(TextReader),
}

impl TabReader {
    /// Reads the next record that is not a blank line; false at the end
    ///
    /// After a fault reading may go on, unless the fault is of the file: then there is nothing more.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Fault> {
        match &mut self.inner {
            Inner::Text(reader) => reader.read(record),
        }
    }

    /// Reads on to the end of the file: the SHA-256 of all its bytes, in hexadecimal
    pub fn finish(self) -> Result<String, Fault> {
        match self.inner {
            Inner::Text(reader) => reader.finish(),
        }
    }
}
