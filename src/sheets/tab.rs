//! One table of cells in a file: a text file has one, a workbook has one a sheet. Opened as often as it is wanted.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::sheets::csv::CsvReader;
use crate::sheets::digest::DigestReader;
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;

/// How much is read at once
const BUFFER: usize = 256 << 10;

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
    path: PathBuf,
    delimiter: u8,
    /// The name of the workbook's sheet; none for a text file
    pub name: Option<String>,
    /// Whether the workbook hides the sheet
    pub is_hidden: bool,
    /// What the file was read as: `UTF-8`, `GB18030`, `XLSX` …
    pub encoding: String,
    /// The encoding that a text which decodes but looks wrong is likelier to be in
    pub likelier: Option<String>,
}

/// Finds the tables of cells in a file
pub fn tabs_of(path: &Path, reading: &Reading) -> Result<Vec<Tab>, Fault> {
    let is_tab = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv"));
    let delimiter = reading.delimiter.unwrap_or(if is_tab { b'\t' } else { b',' });
    File::open(path)?;
    Ok(vec![Tab {
        path: path.to_owned(),
        delimiter,
        name: None,
        is_hidden: false,
        encoding: "UTF-8".to_owned(),
        likelier: None,
    }])
}

impl Tab {
    /// Opens it before its first record
    pub fn open(&self) -> Result<TabReader, Fault> {
        let file = DigestReader::new(File::open(&self.path)?);
        let reader = BufReader::with_capacity(BUFFER, file);
        Ok(TabReader { inner: CsvReader::new(reader, self.delimiter)? })
    }
}

/// Reads a tab record by record
#[derive(Debug)]
pub struct TabReader {
    inner: CsvReader<BufReader<DigestReader<File>>>,
}

impl TabReader {
    /// Reads the next record that is not a blank line; false at the end
    ///
    /// After a fault reading may go on, unless the fault is of the file.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Fault> {
        self.inner.read(record)
    }

    /// Reads on to the end of the file: the SHA-256 of all its bytes, in hexadecimal
    pub fn finish(self) -> Result<String, Fault> {
        let mut rest = self.inner.into_input();
        io::copy(&mut rest.by_ref(), &mut io::sink())?;
        Ok(rest.get_ref().hexadecimal())
    }
}
