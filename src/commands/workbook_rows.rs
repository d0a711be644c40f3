//! A table as a workbook: the rows that every other format takes, in typed cells under the titles.

use std::io::{self, Write};
use std::path::Path;

use crate::commands::output::Rows;
use crate::domain::code::excerpt;
use crate::error::CommandError;
use crate::formats::{RowWriter, title};
use crate::ledger::Error;
use crate::ledger::workbook::cell_fault;
use crate::sheets::workbook_layout::{
    Cell, Choices, Holds, SheetColumn, SheetLayout, Show, Width, WorkbookFault, width_of_title,
};
use crate::sheets::workbook_writer::{SheetWriter, WorkbookWriter};
use crate::table::{Column, ColumnKind, Heading, Value};
use crate::text::Language;

/// The widest columns, by whether their texts may be wrapped
const WIDEST_TEXT: u16 = 50;
const WIDEST_CODE: u16 = 80;

/// Percentages stand one below the other, 90.0 below 83.7
const PERCENT: Show = Show { grouped: false, decimals: 1 };

/// Writes a workbook with one sheet, which is called as its heading or, without one, as the file
pub fn write_workbook(
    columns: &[Column],
    language: Language,
    heading: Option<&Heading>,
    file: Option<&Path>,
    output: impl Write + Send,
    fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let mut book = WorkbookWriter::new().map_err(Error::from)?;
    let stem = file.and_then(Path::file_stem).map(|stem| stem.to_string_lossy());
    let name = heading.map(|heading| heading.title.as_str()).or(stem.as_deref()).unwrap_or("taizhang");
    write_sheet(&mut book, name, heading, columns, language, fill)?;
    Ok(book.finish(output).map_err(Error::from)?)
}

/// Writes the next sheet of a workbook
pub fn write_sheet(
    book: &mut WorkbookWriter,
    name: &str,
    heading: Option<&Heading>,
    columns: &[Column],
    language: Language,
    fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let sheet = book.sheet(layout(name, heading, columns, language)).map_err(Error::from)?;
    let titles = columns.iter().map(|column| title(column, language).to_owned()).collect();
    let kinds = columns.iter().map(|column| column.kind).collect();
    let mut rows = WorkbookRows { sheet, name: name.to_owned(), titles, kinds, fault: None };
    let filled = fill(&mut rows);
    let WorkbookRows { sheet, fault, .. } = rows;
    // What the sheet refused says more than that it was refused.
    fault.map_or(Ok(()), Err)?;
    filled?;
    Ok(sheet.finish().map_err(Error::from)?)
}

fn layout(name: &str, heading: Option<&Heading>, columns: &[Column], language: Language) -> SheetLayout {
    let described = |column: &Column| {
        let (widest, holds) = match column.kind {
            ColumnKind::Text => (WIDEST_TEXT, Holds::Text),
            ColumnKind::Code | ColumnKind::Light | ColumnKind::Level | ColumnKind::Address => {
                (WIDEST_CODE, Holds::Code)
            }
            ColumnKind::Word(_) | ColumnKind::Choice(_) => (WIDEST_CODE, Holds::Word),
            ColumnKind::Number | ColumnKind::Percent | ColumnKind::Points => (WIDEST_CODE, Holds::Number),
        };
        let title = title(column, language).to_owned();
        let choices = match column.kind {
            ColumnKind::Choice(words) => {
                let words = words.iter().map(|word| word.get(language).to_owned()).collect();
                Some(Choices { words, owners: None, refusal: None })
            }
            _ => None,
        };
        let least = width_of_title(&title);
        SheetColumn {
            title,
            note: String::new(),
            width: Width { usual: least, least, most: widest.max(least) },
            holds,
            required: false,
            choices,
            locked: false,
        }
    };
    SheetLayout {
        name: name.to_owned(),
        above: heading.map_or_else(Vec::new, above),
        columns: columns.iter().map(described).collect(),
        frozen: 0,
        spare_rows: 0,
        protected: false,
    }
}

/// What stands above the header: the title, what the rows rest on, what they leave out
fn above(heading: &Heading) -> Vec<Vec<String>> {
    let lines = [&heading.title].into_iter().chain(&heading.lines).chain(&heading.notes);
    lines.map(|line| vec![line.clone()]).collect()
}

/// Rows on their way into the sheet
struct WorkbookRows<'w> {
    sheet: SheetWriter<'w>,
    name: String,
    titles: Vec<String>,
    kinds: Vec<ColumnKind>,
    fault: Option<Error>,
}

impl WorkbookRows<'_> {
    /// The failure of a row, by how it begins and by the title over the cell: nobody has seen the sheet
    fn fault(&self, fault: WorkbookFault, texts: &[String]) -> Error {
        let WorkbookFault::Cell { column, .. } = &fault else { return fault.into() };
        let column = usize::from(*column).checked_sub(1).and_then(|column| self.titles.get(column));
        let begins = texts.iter().map(|text| text.trim()).find(|text| !text.is_empty());
        let row = format!("{}: {}", self.name, excerpt(begins.unwrap_or_default()));
        cell_fault(fault, row, column.cloned().unwrap_or_default())
    }
}

impl RowWriter for WorkbookRows<'_> {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        let texts: Vec<String> = cells.iter().map(Value::to_text).collect();
        let row: Vec<Cell<'_>> = cells
            .iter()
            .zip(&texts)
            .zip(&self.kinds)
            .map(|((value, text), kind)| match value {
                Value::Integer(_) | Value::Decimal(_)
                    if matches!(kind, ColumnKind::Percent | ColumnKind::Points) =>
                {
                    Cell::figure(text, PERCENT)
                }
                Value::Integer(_) | Value::Decimal(_) => Cell::number(text),
                _ => Cell::text(text),
            })
            .collect();
        self.sheet.row(&row, &[]).map_err(|fault| {
            self.fault = Some(self.fault(fault, &texts));
            io::Error::from(io::ErrorKind::InvalidData)
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
