//! A table put together from rows that were written elsewhere, several at a time: of formats in which a row is a text by
//! itself, whatever stands around it.

use std::io::{self, Write};

use super::csv::CsvWriter;
use super::json::{BETWEEN, CLOSED, EMPTY, Frame, JsonWriter, OPENED};
use super::{Format, RowWriter};
use crate::table::Column;

/// A writer of rows as [`Assembly`] puts them together; none of formats whose rows hang on one another
pub fn row_writer<'a>(
    format: Format,
    columns: &[Column],
    out: &'a mut dyn Write,
) -> io::Result<Option<Box<dyn RowWriter + 'a>>> {
    Ok(match format {
        Format::Csv => Some(Box::new(CsvWriter::of_rows(b',', out))),
        Format::Tsv => Some(Box::new(CsvWriter::of_rows(b'\t', out))),
        Format::Json => Some(Box::new(JsonWriter::new(columns, Frame::Behind, out)?)),
        Format::Ndjson => Some(Box::new(JsonWriter::new(columns, Frame::Lines, out)?)),
        Format::Table | Format::Markdown | Format::Html => None,
    })
}

/// Puts rows together
pub struct Assembly<'a> {
    is_array: bool,
    is_empty: bool,
    out: &'a mut dyn Write,
}

impl<'a> Assembly<'a> {
    /// Writes what stands above the rows
    pub fn new(format: Format, columns: &[Column], out: &'a mut dyn Write) -> io::Result<Assembly<'a>> {
        match format {
            Format::Csv => CsvWriter::new(columns, b',', out)?.finish()?,
            Format::Tsv => CsvWriter::new(columns, b'\t', out)?.finish()?,
            _ => {}
        }
        Ok(Assembly { is_array: format == Format::Json, is_empty: true, out })
    }

    /// Writes rows that a [`row_writer`] has written
    pub fn rows(&mut self, text: &[u8]) -> io::Result<()> {
        let text = match text.strip_prefix(BETWEEN) {
            Some(first) if self.is_array && self.is_empty => {
                self.out.write_all(OPENED)?;
                first
            }
            _ => text,
        };
        self.is_empty &= text.is_empty();
        self.out.write_all(text)
    }

    /// Writes what stands below them, and flushes
    pub fn finish(self) -> io::Result<()> {
        match (self.is_array, self.is_empty) {
            (true, true) => self.out.write_all(EMPTY)?,
            (true, false) => self.out.write_all(CLOSED)?,
            (false, _) => {}
        }
        self.out.flush()
    }
}
