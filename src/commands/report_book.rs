//! The workbook of `report --all`: a sheet a report.

use std::io::Write;

use crate::commands::output::Rows;
use crate::commands::workbook_rows::write_sheet;
use crate::error::CommandError;
use crate::ledger::Error;
use crate::sheets::workbook_writer::WorkbookWriter;
use crate::table::{Column, Heading, Value};
use crate::text::Language;

/// The rows that a sheet can hold below its header
pub const SHEET_ROWS: u64 = (1 << 20) - 1;

/// A workbook on its way
pub struct ReportBook {
    book: WorkbookWriter,
    language: Language,
}

impl ReportBook {
    /// An empty one, with titles in that language
    pub fn new(language: Language) -> Result<ReportBook, CommandError> {
        Ok(ReportBook { book: WorkbookWriter::new().map_err(Error::from)?, language })
    }

    /// Writes the next sheet; how many rows there were, and why the sheet does not have them if it could not take them
    pub fn sheet(
        &mut self,
        heading: &Heading,
        columns: &[Column],
        fill: impl FnOnce(&mut SheetRows<'_>) -> Result<(), CommandError>,
    ) -> Result<(u64, Option<CommandError>), CommandError> {
        let (mut count, mut filled) = (0, Ok(()));
        let written =
            write_sheet(&mut self.book, &heading.title, Some(heading), columns, self.language, |rows| {
                let mut rows = SheetRows { rows, count: 0, is_broken: false };
                filled = fill(&mut rows);
                count = rows.count;
                Ok(())
            });
        filled?;
        Ok((count, written.err()))
    }

    /// Writes the workbook
    pub fn finish(self, output: impl Write + Send) -> Result<(), CommandError> {
        Ok(self.book.finish(output).map_err(Error::from)?)
    }
}

/// Rows on their way into a sheet, which are counted even if it cannot take them
pub struct SheetRows<'r> {
    rows: Rows<'r>,
    /// How many there were
    pub count: u64,
    is_broken: bool,
}

impl SheetRows<'_> {
    /// Takes a row
    pub fn take(&mut self, cells: &[Value]) {
        self.count += 1;
        if !self.is_broken && self.count <= SHEET_ROWS {
            self.is_broken = self.rows.row(cells).is_err();
        }
    }
}
