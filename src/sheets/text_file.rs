//! A text file as one table of cells: its encoding and delimiter found out, opened as often as it is wanted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};

use crate::sheets::csv::CsvReader;
use crate::sheets::decode::DecodeReader;
use crate::sheets::delimiter::Cut;
use crate::sheets::digest::DigestReader;
use crate::sheets::encoding::detect;
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::Reading;

/// How much is read at once
const BUFFER: usize = 256 << 10;
/// How much text the delimiter is looked for in
const SAMPLE: usize = 64 << 10;

/// A text file, and how it is read
#[derive(Debug, Clone)]
pub struct TextFile {
    path: PathBuf,
    /// Its encoding
    pub encoding: &'static Encoding,
    /// How many bytes its byte order mark has; 0 without one
    pub bom: usize,
    /// What the text is likelier to be in
    pub likelier: Option<&'static str>,
    /// How it is cut
    pub cut: Cut,
}

impl TextFile {
    /// Finds out how the file is to be read
    pub fn find(path: &Path, reading: &Reading) -> Result<TextFile, Fault> {
        let found = detect(path, reading.encoding.as_deref())?;
        let mut text = DecodeReader::new(File::open(path)?, found.encoding, found.bom);
        let (sample, is_whole) = sample_of(&mut text)?;
        if let Some(format) = markup(&sample) {
            return Err(Fault::Unsupported { format: format.to_owned() });
        }
        let is_tsv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv"));
        Ok(TextFile {
            path: path.to_owned(),
            encoding: found.encoding,
            bom: found.bom,
            likelier: found.likelier,
            cut: Cut::of(&sample, is_whole, is_tsv, reading.delimiter),
        })
    }

    /// Opens it before its first record
    pub fn open(&self) -> Result<TextReader, Fault> {
        let file = DigestReader::new(File::open(&self.path)?);
        let delimiter = self.cut.delimiter;
        // UTF-8 is checked record by record, which names every broken line and is as fast as not decoding.
        let mut reader = if self.encoding == UTF_8 {
            TextReader::Plain(CsvReader::new(BufReader::with_capacity(BUFFER, file), delimiter)?)
        } else {
            let text = DecodeReader::new(file, self.encoding, self.bom);
            TextReader::Decoded(CsvReader::new(text, delimiter)?)
        };
        if self.cut.has_line {
            reader.pass_line()?;
        }
        Ok(reader)
    }
}

/// Reads a text file record by record
#[derive(Debug)]
pub enum TextReader {
    /// UTF-8
    Plain(CsvReader<BufReader<DigestReader<File>>>),
    /// Any other encoding
    Decoded(CsvReader<DecodeReader<DigestReader<File>>>),
}

impl TextReader {
    /// Reads the next record that is not a blank line; false at the end
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Fault> {
        match self {
            TextReader::Plain(reader) => reader.read(record),
            TextReader::Decoded(reader) => reader.read(record),
        }
    }

    fn pass_line(&mut self) -> Result<(), Fault> {
        match self {
            TextReader::Plain(reader) => reader.pass_line(),
            TextReader::Decoded(reader) => reader.pass_line(),
        }
    }

    /// Reads on to the end of the file: the SHA-256 of all its bytes, in hexadecimal
    pub fn finish(self) -> Result<String, Fault> {
        // What a buffer has read is hashed already, so the rest is read from below the buffer.
        let mut file = match self {
            TextReader::Plain(reader) => reader.into_input().into_inner(),
            TextReader::Decoded(reader) => reader.into_input().into_input(),
        };
        io::copy(&mut file.by_ref(), &mut io::sink())?;
        Ok(file.hexadecimal())
    }
}

/// The beginning of a text as far as it decodes, and whether it is all of it
fn sample_of(text: &mut impl BufRead) -> io::Result<(String, bool)> {
    let mut bytes = Vec::new();
    let mut is_whole = false;
    while bytes.len() < SAMPLE {
        let piece = match text.fill_buf() {
            Ok(piece) => piece,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => break,
            Err(error) => return Err(error),
        };
        let count = piece.len();
        bytes.extend_from_slice(piece);
        text.consume(count);
        is_whole = count == 0;
        if is_whole {
            break;
        }
    }
    Ok((String::from_utf8(bytes).unwrap_or_default(), is_whole))
}

/// Markup that programs save under the name of a sheet
fn markup(sample: &str) -> Option<&'static str> {
    let text = sample.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{FEFF}');
    let head: String = text.chars().take(2048).collect::<String>().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| head.starts_with(word));
    if begins(&["<html", "<!doctype html", "<table", "<head", "<meta", "<body", "<style", "<div", "<!--"]) {
        Some("HTML")
    } else if begins(&["<?xml"]) && head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        Some("XML Spreadsheet 2003")
    } else if begins(&["<?xml"]) && head.contains("<html") {
        Some("HTML")
    } else if begins(&["<?xml"]) {
        Some("XML")
    } else if begins(&["mime-version:"]) {
        Some("MHTML")
    } else if begins(&["{\\rtf"]) {
        Some("RTF")
    } else {
        None
    }
}
