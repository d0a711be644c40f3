//! The cells of a workbook's sheet, row after row from the top down, and how each of them looks.
//!
//! A spreadsheet's number is a double, so this is the one file of the floor with an `f64`.

use jiff::civil::Date;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::sheets::workbook_layout::{Cell, LONGEST_TEXT, Show, Unwritable, WorkbookFault, verify};
use crate::sheets::workbook_style as style;

/// The day before the first that a spreadsheet counts, if it counts right: since 1 March 1900
const DAY_ZERO: Date = Date::constant(1899, 12, 30);

type Result<T> = std::result::Result<T, WorkbookFault>;

/// How the cells of a column look
#[derive(Debug)]
pub struct Styles {
    plain: Format,
    day: Option<Format>,
    figures: Vec<(Show, Format)>,
}

impl Styles {
    /// All that are made from that one
    pub fn of(plain: Format) -> Styles {
        Styles { plain, day: None, figures: Vec::new() }
    }

    /// How a cell looks
    pub fn of_cell(&mut self, cell: Cell<'_>) -> &Format {
        let (digits, show) = match cell {
            Cell::Figure(digits, show) => (digits, show),
            Cell::Day(_) => return self.day.get_or_insert_with(|| style::day(&self.plain)),
            Cell::Blank | Cell::Text(_) | Cell::Number(_) => return &self.plain,
        };
        let own = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let show = Show { decimals: show.decimals.max(own), ..show };
        let index = self.figures.iter().position(|(known, _)| *known == show).unwrap_or_else(|| {
            self.figures.push((show, style::figure(&self.plain, show)));
            self.figures.len() - 1
        });
        &self.figures[index].1
    }
}

/// The rows of a sheet, from the top down
pub struct Rows<'w> {
    /// The sheet
    pub sheet: &'w mut Worksheet,
    /// Its name
    pub name: String,
    /// The row that is written, from 0
    pub next: u32,
}

impl Rows<'_> {
    /// Writes a cell of the row
    pub fn cell(&mut self, column: usize, cell: Cell<'_>, format: &Format) -> Result<()> {
        let (row, index) = (self.next, self.index(column)?);
        let written = match cell {
            Cell::Blank => self.sheet.write_blank(row, index, format),
            Cell::Text(text) => {
                verify(text, LONGEST_TEXT).map_err(|reason| self.fault(index, reason))?;
                self.sheet.write_string_with_format(row, index, text, format)
            }
            Cell::Day(text) => {
                let number = serial(text).map_err(|reason| self.fault(index, reason))?;
                self.sheet.write_number_with_format(row, index, number, format)
            }
            Cell::Number(text) | Cell::Figure(text, _) => {
                let number = double(text).map_err(|reason| self.fault(index, reason))?;
                self.sheet.write_number_with_format(row, index, number, format)
            }
        };
        match written {
            Ok(_) => Ok(()),
            Err(XlsxError::RowColumnLimitError) => Err(WorkbookFault::TooLarge { sheet: self.name.clone() }),
            Err(other) => Err(other.into()),
        }
    }

    /// Puts a comment on a cell of the row
    pub fn note(&mut self, column: usize, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let index = self.index(column)?;
        let note = style::note(text).map_err(|reason| self.fault(index, reason))?;
        self.sheet.insert_note(self.next, index, &note)?;
        Ok(())
    }

    fn index(&self, column: usize) -> Result<u16> {
        u16::try_from(column).map_err(|_| WorkbookFault::TooLarge { sheet: self.name.clone() })
    }

    fn fault(&self, column: u16, reason: Unwritable) -> WorkbookFault {
        WorkbookFault::Cell { sheet: self.name.clone(), row: self.next + 1, column: column + 1, reason }
    }
}

/// The double that a spreadsheet keeps for a plain decimal, which it gives back exactly
fn double(text: &str) -> std::result::Result<f64, Unwritable> {
    match (Cell::number(text), text.parse()) {
        (Cell::Number(_), Ok(number)) => Ok(number),
        _ => Err(Unwritable::NotANumber(text.to_owned())),
    }
}

/// The number by which spreadsheets count a day
fn serial(text: &str) -> std::result::Result<f64, Unwritable> {
    let unwritable = || Unwritable::NotANumber(text.to_owned());
    let day: Date = text.parse().map_err(|_| unwritable())?;
    let days = day.since(DAY_ZERO).map_err(|_| unwritable())?.get_days();
    Ok(f64::from(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_with_all_its_digits() {
        let mut styles = Styles::of(Format::new());
        let money = Show { grouped: true, decimals: 2 };
        for (digits, code) in [("50", "#,##0.00"), ("-1234.5", "#,##0.00"), ("0.125", "#,##0.000")] {
            let expected = Format::new().set_num_format(code);
            assert_eq!(styles.of_cell(Cell::figure(digits, money)), &expected, "{digits}");
        }
        assert_eq!(styles.figures.len(), 2);
        let rank = Show { grouped: false, decimals: 0 };
        assert_eq!(styles.of_cell(Cell::figure("2022", rank)), &Format::new().set_num_format("0"));
    }

    #[test]
    fn days_are_counted_as_spreadsheets_count_them() {
        assert_eq!(serial("1900-03-01"), Ok(61.0));
        assert_eq!(serial("2022-09-30"), Ok(44834.0));
        assert_eq!(Cell::day("1900-02-28"), Cell::Text("1900-02-28"));
        assert_eq!(Cell::day("2022-02-30"), Cell::Text("2022-02-30"));
        assert_eq!(Cell::day("2022-M09"), Cell::Text("2022-M09"));
    }
}
