//! Bytes of any encoding in, strict UTF-8 out; a byte that is no text is an error with its place in the file.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

use crate::sheets::encoding::LineCount;
use crate::sheets::fault::Fault;

/// How much is decoded at once
const BUFFER: usize = 64 << 10;

/// A byte that the encoding does not allow, as a reader hands it on
#[derive(Debug, Clone, Copy)]
pub struct NotText {
    /// Offset of the byte in the file, from 0
    pub offset: u64,
}

impl Display for NotText {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "byte {} is no text in this encoding", self.offset)
    }
}

impl Error for NotText {}

/// A reader's error as a fault on that line
pub fn fault_of(error: io::Error, line: u64) -> Fault {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<NotText>()) {
        Some(NotText { offset }) => Fault::NotText { line, offset: *offset },
        None => Fault::Io(error),
    }
}

/// Decodes what it reads
pub struct DecodeReader<R> {
    input: R,
    decoder: Decoder,
    /// Bytes of a byte order mark still to be passed over
    skip: usize,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    is_last: bool,
    /// How many bytes of the file the decoder has taken
    taken: u64,
    text: Vec<u8>,
    text_at: usize,
    text_end: usize,
    end: Option<End>,
}

/// Why there is no more text
#[derive(Debug, Clone, Copy)]
enum End {
    OfFile,
    NotText(NotText),
}

impl<R> fmt::Debug for DecodeReader<R> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecodeReader").field("encoding", &self.decoder.encoding().name()).finish()
    }
}

impl<R: Read> DecodeReader<R> {
    /// Decodes `input` from behind its byte order mark of `bom` bytes
    pub fn new(input: R, encoding: &'static Encoding, bom: usize) -> DecodeReader<R> {
        DecodeReader {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            skip: bom,
            raw: vec![0; BUFFER],
            raw_at: 0,
            raw_end: 0,
            is_last: false,
            taken: 0,
            text: vec![0; 2 * BUFFER],
            text_at: 0,
            text_end: 0,
            end: None,
        }
    }

    /// The underlying reader, which may have been read further than the text
    pub fn into_input(self) -> R {
        self.input
    }

    /// Fills the raw buffer when the decoder has emptied it
    fn refill(&mut self) -> io::Result<()> {
        while self.raw_at == self.raw_end && !self.is_last {
            self.raw_end = match self.input.read(&mut self.raw) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                count => count?,
            };
            self.is_last = self.raw_end == 0;
            let skipped = self.skip.min(self.raw_end);
            self.skip -= skipped;
            self.raw_at = skipped;
            self.taken += skipped as u64;
        }
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        (self.text_at, self.text_end) = (0, 0);
        while self.text_end == 0 && self.end.is_none() {
            self.refill()?;
            let raw = &self.raw[self.raw_at..self.raw_end];
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(raw, &mut self.text, self.is_last);
            self.raw_at += read;
            self.taken += read as u64;
            self.text_end = written;
            match result {
                DecoderResult::Malformed(length, behind) => {
                    let offset = self.taken.saturating_sub(u64::from(length) + u64::from(behind));
                    self.end = Some(End::NotText(NotText { offset }));
                }
                DecoderResult::InputEmpty if self.is_last => self.end = Some(End::OfFile),
                _ => {}
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for DecodeReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let count = text.len().min(buffer.len());
        buffer[..count].copy_from_slice(&text[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for DecodeReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.text_at == self.text_end {
            self.decode()?;
            if let (0, Some(End::NotText(place))) = (self.text_end, self.end) {
                return Err(io::Error::new(io::ErrorKind::InvalidData, place));
            }
        }
        Ok(&self.text[self.text_at..self.text_end])
    }

    fn consume(&mut self, count: usize) {
        self.text_at = (self.text_at + count).min(self.text_end);
    }
}

/// Reads to the end: whether all of it is text
pub fn drain(reader: &mut impl BufRead) -> Result<(), Fault> {
    let mut lines = LineCount::default();
    loop {
        let text = reader.fill_buf().map_err(|error| fault_of(error, lines.line()))?;
        if text.is_empty() {
            return Ok(());
        }
        lines.add(text);
        let count = text.len();
        reader.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, UTF_16LE};

    fn read(bytes: &[u8], encoding: &'static Encoding, bom: usize) -> Result<String, Fault> {
        let mut text = String::new();
        let mut reader = DecodeReader::new(bytes, encoding, bom);
        reader.read_to_string(&mut text).map_err(|error| fault_of(error, 0))?;
        Ok(text)
    }

    #[test]
    fn characters_of_four_bytes_are_read() {
        let (bytes, _, _) = GB18030.encode("𠮷,㐂,中\n");
        assert_eq!(read(&bytes, GB18030, 0).unwrap(), "𠮷,㐂,中\n");
    }

    #[test]
    fn a_character_cut_at_the_end_is_named_by_its_first_byte() {
        let fault = read(b"a,\xD6\xD0,\xD6", GB18030, 0).unwrap_err();
        assert!(matches!(fault, Fault::NotText { offset: 5, .. }), "{fault:?}");
        let fault = read(b"ab\x81\x30\x81,x", GB18030, 0).unwrap_err();
        assert!(matches!(fault, Fault::NotText { offset: 2, .. }), "{fault:?}");
        let fault = read(b"\xFF\xFEa\0b", UTF_16LE, 2).unwrap_err();
        assert!(matches!(fault, Fault::NotText { offset: 4, .. }), "{fault:?}");
        let fault = read(b"a\0\x00\xD8b\0", UTF_16LE, 0).unwrap_err();
        assert!(matches!(fault, Fault::NotText { offset: 2, .. }), "{fault:?}");
    }

    #[test]
    fn a_bad_byte_behind_many_buffers_keeps_its_offset_and_line() {
        let mut bytes = "中文\r\n".repeat(40_000).into_bytes();
        let (encoded, _, _) = GB18030.encode(std::str::from_utf8(&bytes).unwrap());
        bytes = encoded.into_owned();
        let offset = bytes.len() as u64;
        bytes.push(0xFF);
        let fault = drain(&mut DecodeReader::new(&bytes[..], GB18030, 0)).unwrap_err();
        assert!(matches!(fault, Fault::NotText { line: 40_001, offset: at } if at == offset), "{fault:?}");
    }
}
