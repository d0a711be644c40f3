//! Compound files, the container of XLS: named streams in chains of sectors.

use std::collections::HashSet;

use crate::sheets::fault::Fault;

/// Chains end with numbers from here on
const END: u32 = 0xFFFF_FFFA;

/// A compound file in memory
#[derive(Debug)]
pub struct Compound {
    bytes: Vec<u8>,
    sector: usize,
    mini_sector: usize,
    mini_limit: u64,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    is_stream: bool,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

/// A little-endian number of two bytes, if there are two
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// A little-endian number of four bytes, if there are four
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// What is wrong with a container or a stream
pub fn damaged(reason: &str) -> Fault {
    Fault::Damaged { reason: reason.to_owned() }
}

impl Compound {
    /// Takes the file apart
    pub fn of(bytes: Vec<u8>) -> Result<Compound, Fault> {
        let short = || damaged("the container ends early");
        let (shift, mini_shift) =
            (u16_at(&bytes, 30).ok_or_else(short)?, u16_at(&bytes, 32).ok_or_else(short)?);
        if !matches!(shift, 9 | 12) || mini_shift != 6 {
            return Err(damaged("the container has sectors of no known size"));
        }
        let word = |at: usize| u32_at(&bytes, at).ok_or_else(short);
        let (directory, mini_limit) = (word(48)?, u64::from(word(56)?));
        let mini_start = word(60)?;
        let table = table_of(&bytes, 1 << shift)?;
        let mut compound = Compound {
            sector: 1 << shift,
            mini_sector: 1 << mini_shift,
            mini_limit,
            table,
            mini_table: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
            bytes,
        };
        compound.mini_table = words(&compound.chain(mini_start));
        compound.entries = compound.chain(directory).chunks_exact(128).map(entry_of).collect();
        let Some(root) = compound.entries.first() else {
            return Err(damaged("the container has no directory"));
        };
        compound.mini_stream = compound.chain(root.start);
        Ok(compound)
    }

    /// All bytes of a chain of sectors
    fn chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut sector = start;
        // A chain longer than the file runs in a circle.
        for _ in 0..self.table.len() {
            if sector >= END {
                break;
            }
            let at = (sector as usize + 1).saturating_mul(self.sector);
            let end = at.saturating_add(self.sector).min(self.bytes.len());
            bytes.extend_from_slice(self.bytes.get(at..end).unwrap_or_default());
            sector = self.table.get(sector as usize).copied().unwrap_or(END);
        }
        bytes
    }

    /// The entries at the top: those below belong to embedded objects
    fn top(&self) -> Vec<&Entry> {
        let mut found = Vec::new();
        let (mut seen, mut next) =
            (HashSet::new(), vec![self.entries.first().map_or(END, |root| root.child)]);
        while let Some(index) = next.pop() {
            if let Some(entry) = self.entries.get(index as usize).filter(|_| seen.insert(index)) {
                found.push(entry);
                next.extend([entry.left, entry.right]);
            }
        }
        found
    }

    /// Whether there is an entry with that name at the top
    pub fn has(&self, name: &str) -> bool {
        self.top().iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of the stream with that name
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let top = self.top();
        let entry = top.iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))?;
        let mut bytes =
            if entry.size < self.mini_limit { self.mini_chain(entry.start) } else { self.chain(entry.start) };
        bytes.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        Some(bytes)
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut sector = start;
        for _ in 0..self.mini_table.len() {
            if sector >= END {
                break;
            }
            let at = (sector as usize).saturating_mul(self.mini_sector);
            let end = at.saturating_add(self.mini_sector).min(self.mini_stream.len());
            bytes.extend_from_slice(self.mini_stream.get(at..end).unwrap_or_default());
            sector = self.mini_table.get(sector as usize).copied().unwrap_or(END);
        }
        bytes
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|word| u32_at(word, 0)).collect()
}

/// The table that says for every sector which comes next, itself in sectors that the header and its chain list
fn table_of(bytes: &[u8], sector: usize) -> Result<Vec<u32>, Fault> {
    let sector_at = |index: u32| {
        let at = (index as usize + 1).saturating_mul(sector);
        bytes.get(at..at.saturating_add(sector)).ok_or_else(|| damaged("the container ends early"))
    };
    let mut listed = words(bytes.get(76..512).unwrap_or_default());
    let mut next = u32_at(bytes, 68).unwrap_or(END);
    let limit = bytes.len() / sector + 1;
    let mut lists = 0;
    while next < END && lists < limit {
        let list = words(sector_at(next)?);
        if let Some((link, sectors)) = list.split_last() {
            listed.extend(sectors);
            next = *link;
        }
        lists += 1;
    }
    let mut table = Vec::new();
    for index in listed.into_iter().filter(|index| *index < END).take(limit) {
        table.extend(words(sector_at(index)?));
    }
    Ok(table)
}

fn entry_of(bytes: &[u8]) -> Entry {
    let length = usize::from(u16_at(bytes, 64).unwrap_or(0)).saturating_sub(2).min(62);
    let units: Vec<u16> = bytes[..length].chunks_exact(2).filter_map(|unit| u16_at(unit, 0)).collect();
    let word = |at| u32_at(bytes, at).unwrap_or(END);
    Entry {
        name: String::from_utf16_lossy(&units),
        is_stream: bytes.get(66) == Some(&2),
        left: word(68),
        right: word(72),
        child: word(76),
        start: word(116),
        size: u64::from(word(120)),
    }
}
