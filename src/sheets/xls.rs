//! XLS workbooks, of Excel 5 and later: the sheets and their cells.

use std::collections::HashMap;

use crate::sheets::biff::{Cursor, Record, Records, Script, code_page};
use crate::sheets::cell_text::Number;
use crate::sheets::compound::{damaged, u16_at};
use crate::sheets::fault::Fault;
use crate::sheets::number_format::NumberFormat;
use crate::sheets::record::Typed;
use crate::sheets::spool::{Merge, SpoolWriter};
use crate::sheets::xlsx::Strings;
use crate::sheets::xlsx_sheet::{Around, MERGES};

#[cfg(test)]
mod properties;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const SHARED_LABEL: u16 = 0x00FD;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MANY_RK: u16 = 0x00BD;
const TRUTH_OR_ERROR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;

/// A sheet as the workbook names it
#[derive(Debug, Clone)]
pub struct XlsSheet {
    /// Its name
    pub name: String,
    /// Whether the workbook hides it
    pub is_hidden: bool,
    at: usize,
}

/// An XLS workbook without its cells
#[derive(Debug)]
pub struct XlsBook<'a> {
    stream: &'a [u8],
    /// Its sheets in order
    pub sheets: Vec<XlsSheet>,
    script: Script,
    is_1904: bool,
    formats: Vec<NumberFormat>,
    strings: Strings,
}

impl<'a> XlsBook<'a> {
    /// Reads everything but the cells
    pub fn of(stream: &'a [u8]) -> Result<XlsBook<'a>, Fault> {
        let mut book = XlsBook {
            stream,
            sheets: Vec::new(),
            script: Script::default(),
            is_1904: false,
            formats: Vec::new(),
            strings: Strings::default(),
        };
        let (mut codes, mut styles) = (HashMap::new(), Vec::new());
        let mut is_whole = false;
        for record in Records::new(stream, 0) {
            match record.kind {
                BEGIN => book.script.is_unicode = record.word(0)? >= 0x0600,
                0x002F => return Err(Fault::Protected),
                0x0042 => book.script.encoding = code_page(record.word(0)?),
                0x0022 => book.is_1904 = record.word(0)? == 1,
                0x041E => {
                    let mut text = Cursor::new(&record, 2);
                    let code = match book.script.is_unicode {
                        true => text.string(book.script)?,
                        false => text.short_string(book.script)?,
                    };
                    codes.insert(record.word(0)?, NumberFormat::of_code(&code));
                }
                0x00E0 => styles.push(record.word(2)?),
                0x0085 => book.read_sheet_name(&record)?,
                0x00FC => book.read_strings(&record)?,
                END => {
                    is_whole = true;
                    break;
                }
                _ => {}
            }
        }
        if !is_whole {
            return Err(damaged("the workbook ends early"));
        }
        book.formats = styles
            .into_iter()
            .map(|id| codes.get(&id).cloned().unwrap_or_else(|| NumberFormat::built_in(id.into())))
            .collect();
        Ok(book)
    }

    fn read_sheet_name(&mut self, record: &Record<'_>) -> Result<(), Fault> {
        let state = record.word(4)?;
        // The others are charts, macros and modules.
        if state >> 8 == 0 {
            let name = Cursor::new(record, 6).short_string(self.script)?;
            self.sheets.push(XlsSheet { name, is_hidden: state & 3 != 0, at: record.long(0)? as usize });
        }
        Ok(())
    }

    fn read_strings(&mut self, record: &Record<'_>) -> Result<(), Fault> {
        let mut cursor = Cursor::new(record, 8);
        for _ in 0..record.long(4)? {
            self.strings.push(&cursor.string(self.script)?)?;
        }
        Ok(())
    }

    /// Reads the cells of a sheet into the spool
    pub fn read_sheet(&self, sheet: &XlsSheet, spool: &mut SpoolWriter) -> Result<Around, Fault> {
        let (around, mut cells) = self.places(sheet)?;
        // Most writers put cells in order; those who do not are sorted, by place and not by text.
        cells.sort_by_key(|cell| (cell.row, cell.column));
        for cell in cells {
            let Some(record) = Records::new(self.stream, cell.at as usize).next() else { continue };
            let text = self.text(&record, &cell)?;
            let typed = match record.kind {
                RK | MANY_RK | NUMBER => Typed::Number,
                FORMULA if u16_at(record.bytes(), 12) != Some(0xFFFF) => Typed::Number,
                _ => Typed::Text,
            };
            spool.cell(cell.row.into(), cell.column.into(), &text, typed)?;
        }
        Ok(around)
    }

    /// Where the cells of a sheet are in the stream
    fn places(&self, sheet: &XlsSheet) -> Result<(Around, Vec<Place>), Fault> {
        let (mut around, mut cells) = (Around::default(), Vec::<Place>::new());
        let (mut depth, mut is_whole) = (0, false);
        for record in Records::new(self.stream, sheet.at) {
            match record.kind {
                // A chart in the sheet is a stream within the stream.
                BEGIN => depth += 1,
                END if depth <= 1 => {
                    is_whole = true;
                    break;
                }
                END => depth -= 1,
                _ if depth != 1 => {}
                0x0208 => around.hidden_rows += u64::from(record.word(12)? & 0x20 != 0),
                0x00E5 => merges_of(&record, &mut around.merges)?,
                MANY_RK => {
                    let (row, first) = (record.word(0)?, record.word(2)?);
                    let count = record.bytes().len().saturating_sub(6) / 6;
                    let columns = (first..).take(count);
                    cells.extend(columns.map(|column| Place { row, column, at: record.at as u32 }));
                }
                FORMULA_TEXT => {
                    // The text of the formula just before, which said that it has one
                    if let Some(cell) = cells.last_mut() {
                        cell.at = record.at as u32;
                    }
                }
                LABEL | RICH_LABEL | SHARED_LABEL | NUMBER | RK | TRUTH_OR_ERROR | FORMULA => {
                    cells.push(Place { row: record.word(0)?, column: record.word(2)?, at: record.at as u32 });
                }
                _ => {}
            }
        }
        if is_whole { Ok((around, cells)) } else { Err(damaged("a sheet ends early")) }
    }

    fn text(&self, record: &Record<'_>, cell: &Place) -> Result<String, Fault> {
        let number = |number: Number, style: u16| {
            let plain = NumberFormat::default();
            number.text(self.formats.get(usize::from(style)).unwrap_or(&plain), self.is_1904)
        };
        let bytes = record.bytes();
        let eight = |at: usize| bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        let short = || damaged("a record ends early");
        Ok(match record.kind {
            LABEL | RICH_LABEL => Cursor::new(record, 6).string(self.script)?,
            FORMULA_TEXT => Cursor::new(record, 0).string(self.script)?,
            SHARED_LABEL => {
                let text = self.strings.get(record.long(6)? as usize);
                text.ok_or_else(|| damaged("a cell has no text"))?.to_owned()
            }
            RK => number(Number::of_rk(record.long(6)?), record.word(4)?),
            MANY_RK => {
                let at = 4 + 6 * usize::from(cell.column.saturating_sub(record.word(2)?));
                number(Number::of_rk(record.long(at + 2)?), record.word(at)?)
            }
            TRUTH_OR_ERROR => {
                let value = record.word(6)?;
                truth_or_error(value >> 8 != 0, value as u8)
            }
            FORMULA if u16_at(bytes, 12) == Some(0xFFFF) => match bytes[6] {
                1 => truth_or_error(false, bytes[8]),
                2 => truth_or_error(true, bytes[8]),
                _ => String::new(),
            },
            _ => number(Number::of_bytes(eight(6).ok_or_else(short)?), record.word(4)?),
        })
    }
}

/// A cell, and its record in the stream
#[derive(Debug, Clone, Copy)]
struct Place {
    row: u16,
    column: u16,
    at: u32,
}

/// The text of a truth value or of an error, by its number
pub fn truth_or_error(is_error: bool, value: u8) -> String {
    let text = match (is_error, value) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    };
    text.to_owned()
}

fn merges_of(record: &Record<'_>, merges: &mut Vec<Merge>) -> Result<(), Fault> {
    for index in 0..usize::from(record.word(0)?) {
        let word = |at: usize| record.word(2 + 8 * index + at).map(u32::from);
        let merge = Merge { top: word(0)?, bottom: word(2)?, left: word(4)?, right: word(6)? };
        if merge.top <= merge.bottom && merge.left <= merge.right {
            merges.push(merge);
        }
    }
    if merges.len() > MERGES {
        return Err(Fault::TooLarge { part: "merged cells".to_owned(), limit: MERGES as u64 });
    }
    Ok(())
}
