//! Reads a spooled sheet back as records, and fills in what merged cells cover.

use std::io::{self, BufReader, Read};

use crate::sheets::fault::Fault;
use crate::sheets::record::{Merged, Record, Typed};
use crate::sheets::spool::{Merge, SharedFile, SpooledSheet, length_and_type};

/// Reads a range of the temporary file
#[derive(Debug)]
struct Range {
    file: SharedFile,
    at: u64,
    end: u64,
}

impl Read for Range {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let length = left.min(buffer.len());
        let count = if length == 0 { 0 } else { self.file.read_at(self.at, &mut buffer[..length])? };
        self.at += count as u64;
        Ok(count)
    }
}

/// Reads a spooled sheet record by record
#[derive(Debug)]
pub struct SpoolReader {
    input: BufReader<Range>,
    sheet: SpooledSheet,
    /// How many of the sheet's blocks have begun
    begun: usize,
    /// Blocks that reach the current row, with their texts
    open: Vec<(Merge, String, Typed)>,
    /// The cells of the current row, by column
    cells: Vec<(u32, String, Typed)>,
    row: u32,
}

impl SpoolReader {
    /// Begins before the first row
    pub fn new(file: SharedFile, sheet: SpooledSheet) -> SpoolReader {
        let range = Range { file, at: sheet.start, end: sheet.end };
        SpoolReader {
            input: BufReader::with_capacity(64 << 10, range),
            sheet,
            begun: 0,
            open: Vec::new(),
            cells: Vec::new(),
            row: 0,
        }
    }

    /// Reads the next row that is not blank; false at the end
    pub fn read(&mut self, record: &mut Record) -> Result<bool, Fault> {
        if self.input.buffer().is_empty() && self.input.get_ref().at == self.input.get_ref().end {
            return Ok(false);
        }
        self.read_cells()?;
        self.open_merges();
        self.fill(record);
        Ok(true)
    }

    fn number(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.input.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn read_cells(&mut self) -> io::Result<()> {
        self.row = self.number()?;
        let count = self.number()? as usize;
        self.cells.truncate(count);
        for index in 0..count {
            let column = self.number()?;
            let (length, typed) = length_and_type(self.number()?);
            if index == self.cells.len() {
                self.cells.push((0, String::new(), Typed::Text));
            }
            let cell = &mut self.cells[index];
            cell.0 = column;
            cell.2 = typed;
            cell.1.clear();
            (&mut self.input).take(length).read_to_string(&mut cell.1)?;
        }
        Ok(())
    }

    /// Keeps the blocks that reach this row, and takes up those that begin at or above it
    fn open_merges(&mut self) {
        let row = self.row;
        self.open.retain(|(merge, ..)| merge.bottom >= row);
        while let Some(merge) = self.sheet.merges.get(self.begun).filter(|merge| merge.top <= row) {
            self.begun += 1;
            // Blocks do not overlap in any sheet that a spreadsheet saved; a bomb may say so.
            let overlaps =
                || self.open.iter().any(|(open, ..)| open.left <= merge.right && merge.left <= open.right);
            if merge.bottom < row || overlaps() {
                continue;
            }
            let (text, typed) = if merge.top == row {
                let cell = self.cells.binary_search_by_key(&merge.left, |(column, ..)| *column);
                cell.map_or((String::new(), Typed::Text), |index| {
                    let (_, text, typed) = &self.cells[index];
                    (text.clone(), *typed)
                })
            } else {
                (String::new(), Typed::Text)
            };
            self.open.push((*merge, text, typed));
        }
        self.open.sort_unstable_by_key(|(merge, ..)| merge.left);
    }

    fn fill(&self, record: &mut Record) {
        record.begin(u64::from(self.row) + 1);
        let own = self.cells.last().map_or(0, |(column, ..)| column + 1);
        let covered = self.open.last().map_or(0, |(merge, ..)| merge.right + 1);
        let (mut cells, mut merges) = (self.cells.iter().peekable(), self.open.iter().peekable());
        for column in 0..own.max(covered) {
            let cell = cells.next_if(|(at, ..)| *at == column);
            while merges.next_if(|(merge, ..)| merge.right < column).is_some() {}
            match merges.peek().filter(|(merge, ..)| merge.left <= column) {
                Some((merge, ..)) if column > merge.left => record.push("", Merged::FromLeft),
                Some((merge, text, typed)) if self.row > merge.top => {
                    record.push_typed(text, Merged::FromAbove, *typed);
                }
                _ => {
                    let (text, typed) = cell.map_or(("", Typed::Text), |(_, text, typed)| (text, *typed));
                    record.push_typed(text, Merged::Own, typed);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::spool::SpoolWriter;

    #[test]
    fn of_blocks_that_overlap_the_first_is_kept() {
        let mut spool = SpoolWriter::create().unwrap();
        for row in 0..3 {
            spool.cell(row, 0, ["a", "b", "c"][row as usize], Typed::Text).unwrap();
        }
        let merge = Merge { top: 0, left: 0, bottom: 1, right: 0 };
        let sheet = spool.end_sheet(vec![merge, Merge { top: 1, bottom: 2, ..merge }, merge]).unwrap();
        let mut reader = SpoolReader::new(spool.finish().unwrap(), sheet);
        let (mut record, mut texts) = (Record::default(), Vec::new());
        while reader.read(&mut record).unwrap() {
            assert!(reader.open.len() < 2);
            texts.push(record.field(0).to_owned());
        }
        assert_eq!(texts, ["a", "a", "c"]);
    }
}
