//! The canonical CSV: RFC 4180, LF, quotes only where they are needed.

use std::io::{self, Write};

use csv::Terminator;

/// Writes rows of bytes
#[derive(Debug)]
pub struct CsvWriter<W: Write> {
    inner: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Writes to `output`, with that delimiter and line end
    pub fn cut_by(output: W, delimiter: u8, crlf: bool) -> CsvWriter<W> {
        let terminator = if crlf { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let mut builder = csv::WriterBuilder::new();
        builder.buffer_capacity(256 << 10).delimiter(delimiter).terminator(terminator).flexible(true);
        CsvWriter { inner: builder.from_writer(output) }
    }

    /// Writes to `output` as spreadsheets take it for UTF-8: a byte order mark, and CRLF
    pub fn for_spreadsheets(mut output: W) -> io::Result<CsvWriter<W>> {
        output.write_all(b"\xEF\xBB\xBF")?;
        let inner = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
        Ok(CsvWriter { inner })
    }

    /// Adds a cell to the current row
    pub fn cell(&mut self, text: &[u8]) -> io::Result<()> {
        self.inner.write_field(text).map_err(io::Error::from)
    }

    /// Ends the current row
    pub fn end_row(&mut self) -> io::Result<()> {
        self.inner.write_record(None::<&[u8]>).map_err(io::Error::from)
    }

    /// Hands everything on
    pub fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
