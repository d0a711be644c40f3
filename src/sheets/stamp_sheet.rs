//! The hidden sheet of a workbook that says where the workbook comes from: cells out, cells in.
//!
//! It does not know what they mean.

use rust_xlsxwriter::Workbook;

use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::Tab;
use crate::sheets::workbook_layout::WorkbookFault;
use crate::sheets::workbook_lists::LISTS;

/// The name of the sheet
pub const STAMP: &str = "_stamp";

/// So many lines a stamp may have; what has more is none
const MOST_LINES: usize = 100_000;

/// Writes the lines as texts, so that no spreadsheet rewrites them
pub fn write_stamp(book: &mut Workbook, lines: &[Vec<String>]) -> Result<(), WorkbookFault> {
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(STAMP)?.set_hidden(true);
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line) {
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

/// Whether a sheet of a workbook is its stamp
pub fn is_stamp(tab: &Tab) -> bool {
    tab.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(STAMP))
}

/// Whether a sheet holds nothing but what the drop-downs of the others offer
pub fn is_lists(tab: &Tab) -> bool {
    tab.is_hidden && tab.name.as_deref() == Some(LISTS)
}

/// The lines of a stamp, without the blank cells behind them
pub fn read_stamp(tab: &Tab) -> Result<Vec<Vec<String>>, Fault> {
    let mut reader = tab.open()?;
    let (mut record, mut lines) = (Record::default(), Vec::new());
    while lines.len() < MOST_LINES && reader.read(&mut record)? {
        let mut line: Vec<String> = record.iter().map(str::to_owned).collect();
        let used = line.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        line.truncate(used);
        if !line.is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}
