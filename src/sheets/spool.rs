//! The cells of a workbook in a temporary file, sheet by sheet in the order of rows: only what has text is kept.
//!
//! A row is its number, how many cells it has, and for each cell its column and its text with the length before, which
//! says of a number and of a formula that it is one.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use crate::sheets::fault::Fault;
use crate::sheets::record::Typed;

/// Rows that a sheet can have
pub const ROWS: u32 = 1_048_576;
/// Columns that a sheet can have
pub const COLUMNS: u32 = 16_384;
/// The longest text of a cell in bytes: 32,767 characters
const CELL_LIMIT: usize = 4 * 32_767;
/// Added to the length of the text of a number
const NUMBER: u32 = 1 << 31;
/// Added to the length of a formula without a result
const FORMULA: u32 = 1 << 30;
/// A sheet's cells may take this many bytes
const SHEET_LIMIT: u64 = 4 << 30;
/// Fields that reading a sheet may hand out, blank ones included
const FIELDS_LIMIT: u64 = 1 << 27;

/// A block of cells that looks like one, by rows and columns from 0
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// First row
    pub top: u32,
    /// First column
    pub left: u32,
    /// Last row
    pub bottom: u32,
    /// Last column
    pub right: u32,
}

/// Where a sheet's cells are in the temporary file
#[derive(Debug, Clone)]
pub struct SpooledSheet {
    pub(super) start: u64,
    pub(super) end: u64,
    /// Blocks of merged cells, by their first rows
    pub(super) merges: Arc<[Merge]>,
}

/// A sheet of a workbook
#[derive(Debug)]
pub struct BookSheet {
    /// Its name
    pub name: String,
    /// Whether the workbook hides it
    pub is_hidden: bool,
    /// How many of its rows are hidden
    pub hidden_rows: u64,
    /// Its cells
    pub cells: SpooledSheet,
}

/// What is added to the length of a text to say what it is
fn flag(typed: Typed) -> u32 {
    match typed {
        Typed::Text => 0,
        Typed::Number => NUMBER,
        Typed::Formula => FORMULA,
    }
}

/// The length of a text and what it is, from the number before it
pub(super) fn length_and_type(number: u32) -> (u64, Typed) {
    let typed = [Typed::Number, Typed::Formula].into_iter().find(|typed| number & flag(*typed) != 0);
    (u64::from(number & !(NUMBER | FORMULA)), typed.unwrap_or_default())
}

/// Writes cells as they come
#[derive(Debug)]
pub struct SpoolWriter {
    output: BufWriter<File>,
    at: u64,
    start: u64,
    row: u32,
    /// Column, end of the text and type of each cell of the row
    cells: Vec<(u32, usize, Typed)>,
    text: String,
    width: u32,
    fields: u64,
}

impl SpoolWriter {
    /// Begins a temporary file
    pub fn create() -> io::Result<SpoolWriter> {
        Ok(SpoolWriter {
            output: BufWriter::with_capacity(256 << 10, tempfile::tempfile()?),
            at: 0,
            start: 0,
            row: 0,
            cells: Vec::new(),
            text: String::new(),
            width: 0,
            fields: 0,
        })
    }

    /// Adds a cell by its row and column from 0; rows come in order, the columns of a row in any
    pub fn cell(&mut self, row: u32, column: u32, text: &str, typed: Typed) -> Result<(), Fault> {
        if row >= ROWS || column >= COLUMNS {
            let reason = format!("a cell in row {} and column {}", u64::from(row) + 1, u64::from(column) + 1);
            return Err(Fault::Damaged { reason });
        }
        if text.is_empty() {
            return Ok(());
        }
        if text.len() > CELL_LIMIT {
            return Err(Fault::TooLarge { part: "cell".to_owned(), limit: CELL_LIMIT as u64 });
        }
        if row < self.row {
            return Err(Fault::Damaged {
                reason: format!("row {} comes after row {}", row + 1, self.row + 1),
            });
        }
        if row > self.row {
            self.end_row()?;
            self.row = row;
        }
        self.text.push_str(text);
        self.cells.push((column, self.text.len(), typed));
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        let cells = mem::take(&mut self.cells);
        if !self.text.trim().is_empty() {
            let mut spans: Vec<(u32, usize, usize, Typed)> = Vec::with_capacity(cells.len());
            let mut start = 0;
            for (column, end, typed) in &cells {
                spans.push((*column, start, *end, *typed));
                start = *end;
            }
            // Of two texts in one cell the first stays.
            spans.sort_by_key(|(column, ..)| *column);
            spans.dedup_by_key(|(column, ..)| *column);
            self.number(self.row)?;
            self.number(spans.len() as u32)?;
            for (column, start, end, typed) in &spans {
                self.number(*column)?;
                self.number((end - start) as u32 | flag(*typed))?;
                self.output.write_all(&self.text.as_bytes()[*start..*end])?;
                self.at += (end - start) as u64;
            }
            let width = spans.last().map_or(0, |(column, ..)| column + 1);
            self.width = self.width.max(width);
            self.fields += u64::from(width);
        }
        if self.at - self.start > SHEET_LIMIT || self.fields > FIELDS_LIMIT {
            return Err(Fault::TooLarge { part: "sheet".to_owned(), limit: SHEET_LIMIT });
        }
        self.text.clear();
        self.cells = cells;
        self.cells.clear();
        Ok(())
    }

    fn number(&mut self, number: u32) -> io::Result<()> {
        self.at += 4;
        self.output.write_all(&number.to_le_bytes())
    }

    /// Ends the sheet
    pub fn end_sheet(&mut self, mut merges: Vec<Merge>) -> Result<SpooledSheet, Fault> {
        self.end_row()?;
        // A block may reach far beyond the cells that hold anything; what lies there is blank anyway.
        let width = mem::take(&mut self.width);
        for merge in &mut merges {
            merge.right = merge.right.min(width.saturating_sub(1));
        }
        merges.retain(|merge| {
            merge.left <= merge.right && (merge.top, merge.left) != (merge.bottom, merge.right)
        });
        merges.sort_unstable();
        let sheet = SpooledSheet { start: self.start, end: self.at, merges: merges.into() };
        (self.start, self.row, self.fields) = (self.at, 0, 0);
        Ok(sheet)
    }

    /// Hands the file on
    pub fn finish(self) -> io::Result<SharedFile> {
        let file = self.output.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(SharedFile(Arc::new(Mutex::new(file))))
    }
}

/// A temporary file that several readers read, each at its own place
#[derive(Debug, Clone)]
pub struct SharedFile(Arc<Mutex<File>>);

impl SharedFile {
    /// Reads at a place
    pub fn read_at(&self, place: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place))?;
        file.read(buffer)
    }
}
