//! A strict reader of delimited text: every record with the physical line of each of its fields.
//!
//! The csv crate accepts an unclosed quote in silence and counts CRLF lines wrong, so records are cut here. Blank
//! lines are passed over but counted; a lone CR, LF and CRLF each end a line; a quote inside an unquoted field is
//! itself.

use std::io::{self, BufRead};

use memchr::{memchr, memchr2};

use crate::sheets::decode::fault_of;
use crate::sheets::fault::Fault;
use crate::sheets::record::{Field, Record};

/// A record longer than this is an unclosed quote that swallows the file
const RECORD_LIMIT: usize = 16 << 20;

/// Cuts delimited text into records
#[derive(Debug)]
pub struct CsvReader<R> {
    input: R,
    delimiter: u8,
    /// The line being cut, with its end
    raw: Vec<u8>,
    /// Bytes of the record being put together
    bytes: Vec<u8>,
    line: u64,
    /// Line ends inside quotes so far
    quoted_line_ends: u64,
    offset: u64,
    /// Line and offset of a byte that is no text, in a line of the record that is no longer in `raw`
    broken: Option<(u64, u64)>,
    /// Nothing behind the last fault can be trusted
    is_over: bool,
}

impl<R: BufRead> CsvReader<R> {
    /// Reads from `input`; a UTF-8 byte order mark is passed over
    pub fn new(mut input: R, delimiter: u8) -> io::Result<CsvReader<R>> {
        let mut offset = 0;
        if input.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
            input.consume(3);
            offset = 3;
        }
        Ok(CsvReader {
            input,
            delimiter,
            raw: Vec::new(),
            bytes: Vec::new(),
            line: 0,
            quoted_line_ends: 0,
            offset,
            broken: None,
            is_over: false,
        })
    }

    /// Passes over the line that comes next
    pub fn pass_line(&mut self) -> Result<(), Fault> {
        self.read_line().map(|_| ())
    }

    /// The underlying reader, to read on without cutting records
    pub fn into_input(self) -> R {
        self.input
    }

    /// Reads the next record that is not a blank line; false at the end
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Fault> {
        loop {
            if self.is_over || !self.read_line()? {
                return Ok(false);
            }
            if self.content() > 0 {
                break;
            }
        }
        record.fields.clear();
        self.bytes.clear();
        let first_line = self.line;
        record.row = first_line - self.quoted_line_ends;
        if memchr(b'"', &self.raw).is_none() {
            self.cut_plain(record);
        } else {
            let cut = self.cut_quoted(record);
            self.quoted_line_ends += self.line - first_line;
            cut?;
        }
        self.take_text(record)?;
        Ok(true)
    }

    /// The length of the line without its end
    fn content(&self) -> usize {
        let ends = self.raw.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.raw.len() - ends
    }

    /// Reads one physical line, its end included; false at the end of the input
    fn read_line(&mut self) -> Result<bool, Fault> {
        let line = self.line + 1;
        let read = self.fill_line().map_err(|error| fault_of(error, line));
        self.is_over |= read.is_err();
        let too_long = self.raw.len() > RECORD_LIMIT && self.content() == self.raw.len();
        if read? && too_long {
            self.is_over = true;
            return Err(Fault::RecordTooLong { line });
        }
        Ok(!self.raw.is_empty())
    }

    fn fill_line(&mut self) -> io::Result<bool> {
        self.raw.clear();
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let Some(end) = memchr2(b'\n', b'\r', buffer) else {
                let length = buffer.len();
                self.raw.extend_from_slice(buffer);
                self.input.consume(length);
                if self.raw.len() > RECORD_LIMIT {
                    break;
                }
                continue;
            };
            let carriage_return = buffer[end] == b'\r';
            self.raw.extend_from_slice(&buffer[..=end]);
            self.input.consume(end + 1);
            if carriage_return && self.input.fill_buf()?.first() == Some(&b'\n') {
                self.raw.push(b'\n');
                self.input.consume(1);
            }
            break;
        }
        self.offset += self.raw.len() as u64;
        self.line += u64::from(!self.raw.is_empty());
        Ok(!self.raw.is_empty())
    }

    /// A line without quotes: the delimiters are all there is
    fn cut_plain(&mut self, record: &mut Record) {
        let content = self.content();
        let mut rest = &self.raw[..content];
        loop {
            let cut = memchr(self.delimiter, rest);
            self.bytes.extend_from_slice(&rest[..cut.unwrap_or(rest.len())]);
            record.fields.push(Field::new(self.bytes.len(), self.line));
            match cut {
                Some(cut) => rest = &rest[cut + 1..],
                None => return,
            }
        }
    }

    /// A record with quotes, which may go on over several lines
    fn cut_quoted(&mut self, record: &mut Record) -> Result<(), Fault> {
        let mut at = 0;
        loop {
            let line = self.line;
            if self.raw.get(at) == Some(&b'"') {
                at = self.take_quoted(at + 1, record.fields.len())?;
            } else {
                let content = self.content().max(at);
                let rest = &self.raw[at..content];
                let cut = memchr(self.delimiter, rest).unwrap_or(rest.len());
                self.bytes.extend_from_slice(&rest[..cut]);
                at += cut;
            }
            record.fields.push(Field::new(self.bytes.len(), line));
            if at >= self.content() {
                return Ok(());
            }
            at += 1;
            if at == self.content() {
                record.fields.push(Field::new(self.bytes.len(), self.line));
                return Ok(());
            }
        }
    }

    /// The rest of a quoted field from behind its opening quote; returns where the delimiter or line end is
    fn take_quoted(&mut self, mut at: usize, field: usize) -> Result<usize, Fault> {
        let opened = self.line;
        loop {
            let Some(quote) = memchr(b'"', &self.raw[at..]) else {
                self.bytes.extend_from_slice(&self.raw[at..]);
                self.find_broken();
                if self.bytes.len() > RECORD_LIMIT || !self.read_line()? {
                    self.is_over = true;
                    return Err(Fault::UnclosedQuote { line: opened, field });
                }
                at = 0;
                continue;
            };
            self.bytes.extend_from_slice(&self.raw[at..at + quote]);
            at += quote + 1;
            match self.raw.get(at) {
                Some(b'"') => {
                    self.bytes.push(b'"');
                    at += 1;
                }
                Some(byte) if *byte != self.delimiter && at < self.content() => {
                    return Err(Fault::TextAfterQuote { line: self.line, field });
                }
                _ => return Ok(at),
            }
        }
    }

    /// Remembers the first byte of the record that is no text; looked up in the raw line, for quotes are gone from
    /// the record's own bytes
    fn find_broken(&mut self) {
        if let (None, Err(error)) = (self.broken, std::str::from_utf8(&self.raw)) {
            let line_start = self.offset - self.raw.len() as u64;
            self.broken = Some((self.line, line_start + error.valid_up_to() as u64));
        }
    }

    fn take_text(&mut self, record: &mut Record) -> Result<(), Fault> {
        record.text.clear();
        if let Ok(text) = std::str::from_utf8(&self.bytes) {
            record.text.push_str(text);
            return Ok(());
        }
        self.find_broken();
        let (line, offset) = self.broken.take().unwrap_or((self.line, self.offset));
        Err(Fault::NotText { line, offset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>, Fault> {
        let mut reader = CsvReader::new(text, b',').unwrap();
        let (mut record, mut records) = (Record::default(), Vec::new());
        while reader.read(&mut record)? {
            let fields = (0..record.len()).map(|index| record.field(index).to_owned()).collect();
            records.push((record.line(0), fields));
        }
        Ok(records)
    }

    #[test]
    fn lines_are_counted_through_blank_lines_and_all_line_ends() {
        let records = read("\u{feff}a,b\r\n\r\n1,\"x\r\ny\"\r2,\n".as_bytes()).unwrap();
        assert_eq!(records[0], (1, vec!["a".into(), "b".into()]));
        assert_eq!(records[1], (3, vec!["1".into(), "x\r\ny".into()]));
        assert_eq!(records[2], (5, vec!["2".into(), String::new()]));
    }

    #[test]
    fn an_unclosed_quote_is_reported_where_it_opens() {
        let fault = read(b"a,b\n1,\"open\nand on\n").unwrap_err();
        assert!(matches!(fault, Fault::UnclosedQuote { line: 2, field: 1 }), "{fault:?}");
    }

    #[test]
    fn text_after_a_closing_quote_is_not_swallowed() {
        assert!(matches!(read(b"\"x\"zz,1\n").unwrap_err(), Fault::TextAfterQuote { line: 1, field: 0 }));
    }

    #[test]
    fn a_byte_that_is_not_utf8_is_named_by_its_offset() {
        let fault = read(b"a\n\"b\xB9\xFA\"\n").unwrap_err();
        assert!(matches!(fault, Fault::NotText { line: 2, offset: 4 }), "{fault:?}");
    }

    #[test]
    fn a_byte_that_is_not_utf8_is_found_in_an_earlier_line_of_its_record() {
        let fault = read(b"a\n\"b\xB9\n,\nc\"\n").unwrap_err();
        assert!(matches!(fault, Fault::NotText { line: 2, offset: 4 }), "{fault:?}");
    }

    #[test]
    fn a_quote_that_swallows_the_file_is_one_fault() {
        let mut text = b"a\n\"open\n".to_vec();
        text.extend(b"1,2\n".repeat(RECORD_LIMIT / 4 + 9));
        let mut reader = CsvReader::new(&text[..], b',').unwrap();
        let mut record = Record::default();
        assert!(reader.read(&mut record).unwrap());
        assert!(matches!(reader.read(&mut record), Err(Fault::UnclosedQuote { line: 2, field: 0 })));
        assert!(!reader.read(&mut record).unwrap());
    }

    #[test]
    fn a_line_without_an_end_is_one_fault() {
        let mut text = vec![b'x'; RECORD_LIMIT + (1 << 20)];
        text.splice(..0, *b"a\n");
        let mut reader = CsvReader::new(io::BufReader::new(&text[..]), b',').unwrap();
        let mut record = Record::default();
        assert!(reader.read(&mut record).unwrap());
        assert!(matches!(reader.read(&mut record), Err(Fault::RecordTooLong { line: 2 })));
        assert!(!reader.read(&mut record).unwrap());
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(rows in proptest::collection::vec(
            proptest::collection::vec("[a\"',中\\r\\n ]{0,6}", 3), 1..6)
        ) {
            let mut writer = ::csv::WriterBuilder::new().quote_style(::csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let read: Vec<Vec<String>> = read(&bytes).unwrap().into_iter().map(|(_, fields)| fields).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
