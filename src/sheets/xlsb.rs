//! XLSB workbooks: the parts of an XLSX as binary records.

use std::collections::HashMap;
use std::io::BufRead;

use crate::sheets::cell_text::Number;
use crate::sheets::compound::{damaged, u16_at, u32_at};
use crate::sheets::fault::Fault;
use crate::sheets::number_format::NumberFormat;
use crate::sheets::package::{Package, part_fault};
use crate::sheets::record::Typed;
use crate::sheets::spool::{BookSheet, Merge, SpoolWriter};
use crate::sheets::xls::truth_or_error;
use crate::sheets::xlsx::{Book, SheetPart, relations};
use crate::sheets::xlsx_sheet::{Around, MERGES, spool_sheets};

/// No record that is read has more bytes
const RECORD_LIMIT: usize = 1 << 20;

/// A record: what it is, and its bytes
#[derive(Debug, Default)]
struct Record {
    kind: u16,
    bytes: Vec<u8>,
}

impl Record {
    /// Reads the next record; false at the end
    fn read(&mut self, input: &mut impl BufRead) -> Result<bool, Fault> {
        self.bytes.clear();
        let Some(low) = byte(input)? else { return Ok(false) };
        self.kind = u16::from(low & 0x7F);
        if low & 0x80 != 0 {
            self.kind |= u16::from(byte(input)?.unwrap_or(0) & 0x7F) << 7;
        }
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let part = byte(input)?.ok_or_else(|| damaged("a record ends early"))?;
            length |= usize::from(part & 0x7F) << shift;
            if part & 0x80 == 0 {
                break;
            }
        }
        if length > RECORD_LIMIT {
            return Err(Fault::TooLarge { part: "record".to_owned(), limit: RECORD_LIMIT as u64 });
        }
        self.bytes.resize(length, 0);
        input.read_exact(&mut self.bytes).map_err(part_fault)?;
        Ok(true)
    }

    fn long(&self, at: usize) -> Result<u32, Fault> {
        u32_at(&self.bytes, at).ok_or_else(|| damaged("a record ends early"))
    }

    /// A string with its length before, and where it ends
    fn string(&self, at: usize) -> Result<(String, usize), Fault> {
        let end = (self.long(at)? as usize).saturating_mul(2).saturating_add(at + 4);
        let bytes = self.bytes.get(at + 4..end).ok_or_else(|| damaged("a text ends early"))?;
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|unit| u16_at(unit, 0)).collect();
        Ok((String::from_utf16(&units).map_err(|_| damaged("a text is not UTF-16"))?, end))
    }
}

fn byte(input: &mut impl BufRead) -> Result<Option<u8>, Fault> {
    let byte = input.fill_buf().map_err(part_fault)?.first().copied();
    input.consume(usize::from(byte.is_some()));
    Ok(byte)
}

/// Reads all sheets into the spool
pub fn read_xlsb(
    package: &mut Package,
    main: &str,
    spool: &mut SpoolWriter,
) -> Result<Vec<BookSheet>, Fault> {
    let mut book = Book::default();
    let relations = relations(package, main)?;
    let target =
        |kind: &str| relations.iter().find(|found| found.kind.ends_with(kind)).map(|found| &found.target);
    each(package, main, |record| {
        match record.kind {
            0x0099 => book.is_1904 = record.long(0)? & 1 != 0,
            0x009C => {
                let (id, end) = record.string(8)?;
                let (name, _) = record.string(end)?;
                let sheet =
                    relations.iter().find(|found| found.id == id && found.kind.ends_with("/worksheet"));
                if let Some(relation) = sheet {
                    let is_hidden = record.long(0)? != 0;
                    book.sheets.push(SheetPart { name, part: relation.target.clone(), is_hidden });
                }
            }
            _ => {}
        }
        Ok(true)
    })?;
    if let Some(part) = target("/styles") {
        read_styles(package, part, &mut book)?;
    }
    if let Some(part) = target("/sharedStrings") {
        each(package, part, |record| {
            if record.kind == 0x0013 {
                book.strings.push(&record.string(1)?.0)?;
            }
            Ok(true)
        })?;
    }
    spool_sheets(&book, spool, |sheet, spool| read_sheet(package, &sheet.part, &book, spool))
}

/// Hands on the records of a part as long as they are wanted
fn each(
    package: &mut Package,
    part: &str,
    mut take: impl FnMut(&Record) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    let Some(mut input) = package.binary(part)? else {
        return Err(Fault::Damaged { reason: format!("no part {part}") });
    };
    let mut record = Record::default();
    while record.read(&mut input)? && take(&record)? {}
    Ok(())
}

fn read_styles(package: &mut Package, part: &str, book: &mut Book) -> Result<(), Fault> {
    let (mut codes, mut in_styles) = (HashMap::new(), false);
    each(package, part, |record| {
        let word =
            |at| u16_at(&record.bytes, at).map(u32::from).ok_or_else(|| damaged("a record ends early"));
        match record.kind {
            0x002C => {
                codes.insert(word(0)?, NumberFormat::of_code(&record.string(2)?.0));
            }
            0x0269 => in_styles = true,
            0x026A => in_styles = false,
            0x002F if in_styles => {
                let id = word(2)?;
                book.formats.push(codes.get(&id).cloned().unwrap_or_else(|| NumberFormat::built_in(id)));
            }
            _ => {}
        }
        Ok(true)
    })
}

fn read_sheet(
    package: &mut Package,
    part: &str,
    book: &Book,
    spool: &mut SpoolWriter,
) -> Result<Around, Fault> {
    let (mut around, mut row, mut is_whole) = (Around::default(), 0, false);
    each(package, part, |record| {
        match record.kind {
            0x0000 => {
                row = record.long(0)?;
                around.hidden_rows += u64::from(record.bytes.get(11).is_some_and(|flags| flags & 0x10 != 0));
            }
            0x0092 => is_whole = true,
            0x00B0 => {
                let (top, bottom) = (record.long(0)?, record.long(4)?);
                let (left, right) = (record.long(8)?, record.long(12)?);
                if top <= bottom && left <= right {
                    around.merges.push(Merge { top, left, bottom, right });
                }
                if around.merges.len() > MERGES {
                    return Err(Fault::TooLarge { part: "merged cells".to_owned(), limit: MERGES as u64 });
                }
            }
            0x0002..=0x000B | 0x003E if !is_whole => {
                let typed = match record.kind {
                    0x0002 | 0x0005 | 0x0009 => Typed::Number,
                    _ => Typed::Text,
                };
                spool.cell(row, record.long(0)?, &text_of(record, book)?, typed)?;
            }
            _ => {}
        }
        Ok(true)
    })?;
    if is_whole { Ok(around) } else { Err(damaged("a sheet ends early")) }
}

fn text_of(record: &Record, book: &Book) -> Result<String, Fault> {
    let short = || damaged("a record ends early");
    let number = |number: Number| {
        let plain = NumberFormat::default();
        let style = record.long(4)? as usize & 0x00FF_FFFF;
        Ok::<String, Fault>(number.text(book.formats.get(style).unwrap_or(&plain), book.is_1904))
    };
    let flag = record.bytes.get(8).copied();
    Ok(match record.kind {
        0x0002 => number(Number::of_rk(record.long(8)?))?,
        0x0003 | 0x000B => truth_or_error(true, flag.ok_or_else(short)?),
        0x0004 | 0x000A => truth_or_error(false, flag.ok_or_else(short)?),
        0x0005 | 0x0009 => {
            let bytes = record.bytes.get(8..16).and_then(|bytes| bytes.try_into().ok());
            number(Number::of_bytes(bytes.ok_or_else(short)?))?
        }
        0x0006 | 0x0008 => record.string(8)?.0,
        0x0007 => {
            let text = book.strings.get(record.long(8)? as usize);
            text.ok_or_else(|| damaged("a cell has no text"))?.to_owned()
        }
        _ => record.string(9)?.0,
    })
}
