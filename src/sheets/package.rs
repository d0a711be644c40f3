//! The parts of a zip archive, read with limits: what a part claims to unpack to is not believed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use memchr::memrchr;
use quick_xml::events::{BytesRef, BytesStart};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use crate::sheets::fault::Fault;

/// A part is not read further than this
const PART_LIMIT: u64 = 4 << 30;
/// Between two tags there is never more than this: a cell's text is at most 32,767 characters
const TOKEN_LIMIT: usize = 1 << 20;
/// Honest sheets are packed to a hundredth at best; a bomb to a thousandth
const RATIO_LIMIT: u64 = 500;
/// Up to this size the ratio does not matter
const SMALL: u64 = 128 << 20;

/// An open zip archive
#[derive(Debug)]
pub struct Package {
    zip: ZipArchive<BufReader<File>>,
    /// Parts by their names in small letters, with forward slashes
    parts: HashMap<String, usize>,
}

/// A part as its XML reader
pub type PartReader<'a> = Reader<PartBytes<'a>>;

/// A part as it is unpacked
pub type PartBytes<'a> = Guard<BufReader<ZipFile<'a, BufReader<File>>>>;

impl Package {
    /// Opens the archive
    pub fn open(path: &Path) -> Result<Package, Fault> {
        let zip = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(zip_fault)?;
        let mut parts = HashMap::new();
        for (index, name) in zip.file_names().enumerate() {
            let name = normal(&name.map_err(zip_fault)?);
            parts.entry(name).or_insert(index);
        }
        Ok(Package { zip, parts })
    }

    /// Whether there is a part with that name
    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&normal(name))
    }

    /// Opens a part as XML; none when there is no such part
    pub fn xml(&mut self, name: &str) -> Result<Option<PartReader<'_>>, Fault> {
        let Some(part) = self.guarded(name, TOKEN_LIMIT)? else { return Ok(None) };
        let mut reader = Reader::from_reader(part);
        let config = reader.config_mut();
        // Names are not checked, for checking keeps all that are open, and a bomb opens millions.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        Ok(Some(reader))
    }

    /// Opens a part of binary records; none when there is no such part
    pub fn binary(&mut self, name: &str) -> Result<Option<PartBytes<'_>>, Fault> {
        self.guarded(name, usize::MAX)
    }

    fn guarded(&mut self, name: &str, token_limit: usize) -> Result<Option<PartBytes<'_>>, Fault> {
        let Some(index) = self.parts.get(&normal(name)) else { return Ok(None) };
        let part = self.zip.by_index(*index).map_err(zip_fault)?;
        let limit = PART_LIMIT.min(part.compressed_size().saturating_mul(RATIO_LIMIT).max(SMALL));
        let input = BufReader::with_capacity(64 << 10, part);
        Ok(Some(Guard { input, part: name.to_owned(), left: limit, limit, token: 0, token_limit }))
    }

    /// The beginning of a part
    pub fn head(&mut self, name: &str, count: u64) -> Result<Vec<u8>, Fault> {
        let mut head = Vec::new();
        if let Some(index) = self.parts.get(&normal(name)) {
            self.zip
                .by_index(*index)
                .map_err(zip_fault)?
                .take(count)
                .read_to_end(&mut head)
                .map_err(part_fault)?;
        }
        Ok(head)
    }
}

fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn zip_fault(error: ZipError) -> Fault {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::NotFound => Fault::Io(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Fault::Protected
        }
        error => Fault::Damaged { reason: error.to_string() },
    }
}

/// An XML reader's error as a fault
pub fn xml_fault(error: quick_xml::Error) -> Fault {
    match &error {
        quick_xml::Error::Io(inner) => over_limit(inner).unwrap_or_else(|| damage(&error)),
        _ => damage(&error),
    }
}

/// An error of reading a part as a fault
pub fn part_fault(error: io::Error) -> Fault {
    over_limit(&error).unwrap_or_else(|| damage(&error))
}

fn over_limit(error: &io::Error) -> Option<Fault> {
    let over = error.get_ref()?.downcast_ref::<OverLimit>()?;
    Some(Fault::TooLarge { part: over.part.clone(), limit: over.limit })
}

fn damage(error: &dyn std::error::Error) -> Fault {
    Fault::Damaged { reason: error.to_string() }
}

/// Adds what a reference such as `&amp;` stands for
pub fn push_reference(reference: &BytesRef<'_>, text: &mut String) -> Result<(), Fault> {
    let name = reference.xml10_content();
    if let Some(known) = quick_xml::escape::resolve_xml_entity(&name) {
        text.push_str(known);
    } else if let Some(character) = reference.resolve_char_ref().map_err(xml_fault)? {
        text.push(character);
    } else {
        return Err(Fault::Damaged { reason: format!("unknown reference &{name};") });
    }
    Ok(())
}

/// The value of an attribute, by its name without a prefix
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    for found in element.attributes().with_checks(false) {
        let found = found.map_err(|error| Fault::Damaged { reason: error.to_string() })?;
        if found.key.local_name().as_ref() == name {
            return Ok(Some(
                found.normalized_value(XmlVersion::Explicit1_0).map_err(xml_fault)?.into_owned(),
            ));
        }
    }
    Ok(None)
}

/// More came out of a part than is read
#[derive(Debug)]
struct OverLimit {
    part: String,
    limit: u64,
}

impl std::fmt::Display for OverLimit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} holds more than {} bytes", self.part, self.limit)
    }
}

impl std::error::Error for OverLimit {}

/// Stops a part that grows beyond its limit, or holds a text that no cell can hold
#[derive(Debug)]
pub struct Guard<R> {
    input: R,
    part: String,
    left: u64,
    limit: u64,
    /// Bytes since the last tag began, and how many there may be
    token: usize,
    token_limit: usize,
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 || self.token > self.token_limit {
            let limit = if self.left == 0 { self.limit } else { self.token_limit as u64 };
            return Err(io::Error::other(OverLimit { part: self.part.clone(), limit }));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is consumed was handed out by `fill_buf` and is still in the buffer.
        if let Ok(bytes) = self.input.fill_buf() {
            let bytes = &bytes[..count.min(bytes.len())];
            match memrchr(b'<', bytes) {
                Some(at) => self.token = bytes.len() - at,
                None => self.token += bytes.len(),
            }
        }
        self.left = self.left.saturating_sub(count as u64);
        self.input.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], limit: u64, token_limit: usize) -> Result<u64, Fault> {
        let input = BufReader::with_capacity(7, bytes);
        let mut guard = Guard { input, part: "p".to_owned(), left: limit, limit, token: 0, token_limit };
        io::copy(&mut guard, &mut io::sink()).map_err(part_fault)
    }

    #[test]
    fn a_part_stops_at_its_limit() {
        assert_eq!(read(&[b'x'; 99], 100, usize::MAX).unwrap(), 99);
        let fault = read(&[b'x'; 500], 100, usize::MAX).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge { limit: 100, .. }), "{fault:?}");
    }

    #[test]
    fn a_text_that_never_ends_is_stopped() {
        assert_eq!(read(&b"<a>bcdefgh</a>".repeat(99), 10_000, 20).unwrap(), 14 * 99);
        let fault = read(&b"<a>bcdefghijklmnopqrstuvwxyz</a>".repeat(9), 10_000, 20).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge { limit: 20, .. }), "{fault:?}");
    }
}
