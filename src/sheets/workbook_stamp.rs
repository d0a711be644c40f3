//! The hidden sheet of a workbook that says where the workbook comes from, written.

use rust_xlsxwriter::Workbook;

use crate::sheets::stamp_sheet::STAMP;
use crate::sheets::workbook_layout::WorkbookFault;

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
