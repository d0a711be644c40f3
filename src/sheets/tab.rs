//! One table of cells in a file: a text file has one, a workbook has one a sheet. Opened as often as it is wanted.

use std::path::Path;
use std::sync::Arc;

use crate::sheets::encoding::name_of;
use crate::sheets::fault::Fault;
use crate::sheets::magic::{Kind, kind_of};
use crate::sheets::record::Record;
use crate::sheets::spool::{BookSheet, SpooledSheet};
use crate::sheets::spool_reader::SpoolReader;
use crate::sheets::text_file::{TextFile, TextReader};
use crate::sheets::workbook::Workbook;

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
    Sheet(Arc<Workbook>, SpooledSheet),
}

/// Finds the tables of cells in a file, one at least; a workbook is read whole, and its sheets are kept in a
/// temporary file
pub fn tabs_of(path: &Path, reading: &Reading) -> Result<Vec<Tab>, Fault> {
    match kind_of(path)? {
        Kind::Text => Ok(vec![text_tab(TextFile::find(path, reading)?)]),
        Kind::Zip => Ok(sheet_tabs(Workbook::of_zip(path)?)),
        Kind::Compound => Ok(sheet_tabs(Workbook::of_compound(path)?)),
        Kind::Other(format) => Err(Fault::Unsupported { format: format.to_owned() }),
    }
}

fn text_tab(file: TextFile) -> Tab {
    Tab {
        name: None,
        is_hidden: false,
        hidden_rows: 0,
        encoding: name_of(file.encoding).to_owned(),
        has_bom: file.bom > 0,
        likelier: file.likelier.map(str::to_owned),
        delimiter: file.cut.delimiter,
        crlf: file.cut.crlf,
        source: Source::Text(file),
    }
}

fn sheet_tabs(workbook: Workbook) -> Vec<Tab> {
    let workbook = Arc::new(workbook);
    let tab = |sheet: &BookSheet| Tab {
        name: Some(sheet.name.clone()),
        is_hidden: sheet.is_hidden,
        hidden_rows: sheet.hidden_rows,
        encoding: workbook.format.to_owned(),
        has_bom: false,
        likelier: None,
        delimiter: b',',
        crlf: false,
        source: Source::Sheet(workbook.clone(), sheet.cells.clone()),
    };
    workbook.sheets.iter().map(tab).collect()
}

impl Tab {
    /// Opens it before its first record
    pub fn open(&self) -> Result<TabReader, Fault> {
        let inner = match &self.source {
            Source::Text(file) => Inner::Text(file.open()?),
            Source::Sheet(workbook, cells) => {
                let reader = SpoolReader::new(workbook.file.clone(), cells.clone());
                Inner::Sheet(reader, workbook.digest.clone())
            }
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
    Sheet(SpoolReader, String),
}

impl TabReader {
    /// Reads the next record that is not a blank line; false at the end
    ///
    /// After a fault reading may go on, unless the fault is of the file: then there is nothing more.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Fault> {
        match &mut self.inner {
            Inner::Text(reader) => reader.read(record),
            Inner::Sheet(reader, _) => reader.read(record),
        }
    }

    /// Reads on to the end of the file: the SHA-256 of all its bytes, in hexadecimal
    pub fn finish(self) -> Result<String, Fault> {
        match self.inner {
            Inner::Text(reader) => reader.finish(),
            Inner::Sheet(_, digest) => Ok(digest),
        }
    }
}
