//! The cells of one XLSX sheet, as they come in its part.

use quick_xml::events::{BytesStart, Event};

use crate::sheets::cell_text::{Number, iso_text};
use crate::sheets::fault::Fault;
use crate::sheets::number_format::NumberFormat;
use crate::sheets::package::{Package, attribute, xml_fault};
use crate::sheets::record::Typed;
use crate::sheets::spool::{BookSheet, Merge, SpoolWriter};
use crate::sheets::xlsx::{Book, SheetPart, is_true, push_text, unescape};

/// More blocks of merged cells than this are no sheet's
pub const MERGES: usize = 1_000_000;

/// What a sheet says apart from its cells
#[derive(Debug, Default)]
pub struct Around {
    /// Blocks of merged cells
    pub merges: Vec<Merge>,
    /// How many rows are hidden
    pub hidden_rows: u64,
}

/// The place in the sheet, and the cell that is being read
#[derive(Debug, Default)]
struct Cursor {
    row: u32,
    next_row: u32,
    column: u32,
    next_column: u32,
    style: usize,
    kind: String,
    text: String,
    formula: String,
    in_text: bool,
    in_formula: bool,
    in_phonetic: bool,
}

/// Reads the cells of a part into the spool
pub fn read_sheet(
    package: &mut Package,
    part: &str,
    book: &Book,
    spool: &mut SpoolWriter,
) -> Result<Around, Fault> {
    let Some(mut xml) = package.xml(part)? else {
        return Err(Fault::Damaged { reason: format!("no part {part}") });
    };
    let (mut around, mut cursor, mut buffer) = (Around::default(), Cursor::default(), Vec::new());
    let mut is_whole = false;
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(xml_fault)?;
        match &event {
            Event::Start(element) => cursor.begin(element, &mut around)?,
            Event::End(element) => match element.local_name().as_ref() {
                "c" => cursor.end_cell(book, spool)?,
                "v" | "t" => cursor.in_text = false,
                "f" => cursor.in_formula = false,
                "rPh" => cursor.in_phonetic = false,
                "sheetData" => is_whole = true,
                _ => {}
            },
            Event::Eof if is_whole => return Ok(around),
            Event::Eof => return Err(Fault::Damaged { reason: format!("{part} ends early") }),
            _ if cursor.in_text => push_text(&event, &mut cursor.text)?,
            _ if cursor.in_formula => push_text(&event, &mut cursor.formula)?,
            _ => {}
        }
    }
}

impl Cursor {
    fn begin(&mut self, element: &BytesStart<'_>, around: &mut Around) -> Result<(), Fault> {
        match element.local_name().as_ref() {
            "row" => {
                let said = attribute(element, "r")?.and_then(|row| row.trim().parse::<u32>().ok());
                self.row = said.map_or(self.next_row, |row| row.saturating_sub(1));
                self.next_row = self.row.saturating_add(1);
                self.next_column = 0;
                around.hidden_rows +=
                    u64::from(attribute(element, "hidden")?.is_some_and(|value| is_true(&value)));
            }
            "c" => self.begin_cell(element)?,
            "v" => self.in_text = !matches!(self.kind.as_str(), "inlineStr" | "is"),
            "t" => self.in_text = !self.in_phonetic,
            "f" => {
                self.in_formula = true;
                self.formula.push('=');
            }
            "rPh" => self.in_phonetic = true,
            "mergeCell" => {
                let block = attribute(element, "ref")?.and_then(|reference| block_of(&reference));
                around.merges.extend(block);
                if around.merges.len() > MERGES {
                    return Err(Fault::TooLarge { part: "merged cells".to_owned(), limit: MERGES as u64 });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_cell(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        self.column = self.next_column;
        (self.style, self.in_text) = (0, false);
        self.kind.clear();
        self.text.clear();
        self.formula.clear();
        for found in element.attributes().with_checks(false) {
            let found = found.map_err(|error| Fault::Damaged { reason: error.to_string() })?;
            match found.key.local_name().as_ref() {
                "r" => {
                    let (_, column) = place_of(&found.value)
                        .ok_or_else(|| Fault::Damaged { reason: format!("a cell at `{}`", found.value) })?;
                    self.column = column;
                }
                "s" => self.style = found.value.trim().parse().unwrap_or(0),
                "t" => self.kind.push_str(&found.value),
                _ => {}
            }
        }
        self.next_column = self.column.saturating_add(1);
        Ok(())
    }

    fn end_cell(&mut self, book: &Book, spool: &mut SpoolWriter) -> Result<(), Fault> {
        (self.in_text, self.in_formula) = (false, false);
        // A program wrote the formula and none has calculated it: some leave the result out, some write 0 and ask
        // whoever opens the workbook to calculate. That is no blank cell, and no number either.
        let has_no_result = match self.text.as_str() {
            "" => self.kind != "str",
            "0" => book.wants_calculation,
            _ => false,
        };
        if has_no_result && !self.formula.is_empty() {
            return spool.cell(self.row, self.column, &self.formula, Typed::Formula);
        }
        if self.text.is_empty() {
            return Ok(());
        }
        let owned;
        let mut typed = Typed::Text;
        let text = match self.kind.as_str() {
            "s" => {
                let index = self.text.trim().parse().ok();
                index
                    .and_then(|index| book.strings.get(index))
                    .ok_or_else(|| Fault::Damaged { reason: format!("no shared string {}", self.text) })?
            }
            "b" => {
                if is_true(self.text.trim()) {
                    "TRUE"
                } else {
                    "FALSE"
                }
            }
            "e" => &self.text,
            "d" => {
                owned = iso_text(&self.text);
                &owned
            }
            "str" | "inlineStr" | "is" => {
                owned = unescape(&self.text);
                &owned
            }
            _ => {
                let plain = NumberFormat::default();
                let format = book.formats.get(self.style).unwrap_or(&plain);
                owned = Number::parse(&self.text)
                    .map_or_else(|| self.text.clone(), |number| number.text(format, book.is_1904));
                typed = Typed::Number;
                &owned
            }
        };
        spool.cell(self.row, self.column, text, typed)
    }
}

/// Row and column from 0 of a place such as `AB12`
fn place_of(reference: &str) -> Option<(u32, u32)> {
    let reference = reference.trim().replace('$', "");
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = reference.split_at(letters);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters
        .bytes()
        .fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    Some((row, column - 1))
}

/// The block that a reference such as `A1:B2` names
fn block_of(reference: &str) -> Option<Merge> {
    let (first, last) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (place_of(first)?, place_of(last)?);
    (top <= bottom && left <= right).then_some(Merge { top, left, bottom, right })
}

/// Spools every sheet of a workbook, whose cells `read` puts together
pub fn spool_sheets(
    book: &Book,
    spool: &mut SpoolWriter,
    mut read: impl FnMut(&SheetPart, &mut SpoolWriter) -> Result<Around, Fault>,
) -> Result<Vec<BookSheet>, Fault> {
    let mut sheets = Vec::new();
    for sheet in &book.sheets {
        let around = read(sheet, spool)?;
        sheets.push(BookSheet {
            name: sheet.name.clone(),
            is_hidden: sheet.is_hidden,
            hidden_rows: around.hidden_rows,
            cells: spool.end_sheet(around.merges)?,
        });
    }
    Ok(sheets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_to_the_last_cell() {
        assert_eq!(place_of("A1"), Some((0, 0)));
        assert_eq!(place_of("$XFD$1048576"), Some((1_048_575, 16_383)));
        assert_eq!(place_of("A0"), None);
        assert_eq!(place_of("中1"), None);
        assert_eq!(place_of("ABCD1"), None);
        assert_eq!(block_of("B2:C5"), Some(Merge { top: 1, left: 1, bottom: 4, right: 2 }));
    }
}
