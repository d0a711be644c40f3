//! The records of an XLS stream, and the strings in them.

use encoding_rs::{Encoding, GB18030, WINDOWS_1252};

use crate::sheets::compound::{damaged, u16_at, u32_at};
use crate::sheets::encoding::by_label;
use crate::sheets::fault::Fault;

/// The kind of record that goes on with the record before
const CONTINUE: u16 = 0x3C;

/// A record with what continues it
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// What it is
    pub kind: u16,
    /// Where it begins in the stream
    pub at: usize,
    /// Its own bytes, then those of the records that continue it
    pub parts: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// Its own bytes
    pub fn bytes(&self) -> &'a [u8] {
        self.parts.first().copied().unwrap_or_default()
    }

    /// A number of two bytes in it
    pub fn word(&self, at: usize) -> Result<u16, Fault> {
        u16_at(self.bytes(), at).ok_or_else(|| damaged("a record ends early"))
    }

    /// A number of four bytes in it
    pub fn long(&self, at: usize) -> Result<u32, Fault> {
        u32_at(self.bytes(), at).ok_or_else(|| damaged("a record ends early"))
    }
}

/// The records of a stream from a place on
#[derive(Debug)]
pub struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    /// Begins at that place
    pub fn new(stream: &'a [u8], at: usize) -> Records<'a> {
        Records { stream, at }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let bytes = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, bytes))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let at = self.at;
        let (kind, bytes) = self.one()?;
        let mut parts = vec![bytes];
        while u16_at(self.stream, self.at) == Some(CONTINUE) {
            let Some((_, bytes)) = self.one() else { break };
            parts.push(bytes);
        }
        Some(Record { kind, at, parts })
    }
}

/// How a workbook writes its strings
#[derive(Debug, Clone, Copy)]
pub struct Script {
    /// Whether it has UTF-16, as since Excel 97
    pub is_unicode: bool,
    /// What the bytes of older ones are
    pub encoding: &'static Encoding,
}

impl Default for Script {
    fn default() -> Script {
        Script { is_unicode: true, encoding: WINDOWS_1252 }
    }
}

/// The encoding of a code page
pub fn code_page(page: u16) -> &'static Encoding {
    match page {
        936 | 1200 => GB18030,
        page => by_label(&format!("cp{page}"))
            .or_else(|_| by_label(&format!("windows-{page}")))
            .unwrap_or(GB18030),
    }
}

/// Reads through a record and what continues it
#[derive(Debug)]
pub struct Cursor<'r, 'a> {
    parts: &'r [&'a [u8]],
    part: usize,
    at: usize,
}

impl<'r, 'a> Cursor<'r, 'a> {
    /// Begins at a place in the record's own bytes
    pub fn new(record: &'r Record<'a>, at: usize) -> Cursor<'r, 'a> {
        Cursor { parts: &record.parts, part: 0, at }
    }

    /// Steps over to the next part where this one is read; whether it did
    fn turn(&mut self) -> bool {
        let mut turned = false;
        while self.parts.get(self.part).is_some_and(|part| self.at >= part.len())
            && self.part + 1 < self.parts.len()
        {
            self.at -= self.parts[self.part].len();
            self.part += 1;
            turned = true;
        }
        turned
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        self.turn();
        let byte = self.parts.get(self.part).and_then(|part| part.get(self.at));
        self.at += 1;
        byte.copied().ok_or_else(|| damaged("a text ends early"))
    }

    /// A number of two bytes
    pub fn word(&mut self) -> Result<u16, Fault> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Result<u32, Fault> {
        Ok(u32::from(self.word()?) | u32::from(self.word()?) << 16)
    }

    /// A string with a length of two bytes before
    pub fn string(&mut self, script: Script) -> Result<String, Fault> {
        let length = self.word()?;
        self.characters(length, script)
    }

    /// A string with a length of one byte before
    pub fn short_string(&mut self, script: Script) -> Result<String, Fault> {
        let length = self.byte()?;
        self.characters(length.into(), script)
    }

    fn characters(&mut self, length: u16, script: Script) -> Result<String, Fault> {
        if !script.is_unicode {
            let bytes = (0..length).map(|_| self.byte()).collect::<Result<Vec<u8>, Fault>>()?;
            let text = script.encoding.decode_without_bom_handling_and_without_replacement(&bytes);
            return text
                .map(|text| text.into_owned())
                .ok_or_else(|| damaged("a text is not in the code page"));
        }
        let mut flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.word()? } else { 0 };
        let phonetic = if flags & 4 != 0 { self.long()? } else { 0 };
        let mut units = Vec::with_capacity(length.into());
        for _ in 0..length {
            // Where a string goes on in another part, it says again how wide its characters are.
            if self.turn() {
                flags = self.byte()?;
            }
            let unit = if flags & 1 != 0 { self.word()? } else { self.byte()?.into() };
            units.push(unit);
        }
        self.at = self.at.saturating_add(usize::from(runs) * 4).saturating_add(phonetic as usize);
        String::from_utf16(&units).map_err(|_| damaged("a text is not UTF-16"))
    }
}
