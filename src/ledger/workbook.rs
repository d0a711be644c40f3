//! What the writer of workbooks refuses, as a failure that the user can read.

use std::path::PathBuf;

use crate::ledger::Error;
use crate::sheets::place::column_letters;
use crate::sheets::workbook_layout::{Unwritable, WorkbookFault};
use crate::text::{ExportFault, Failure};

/// The failure of a cell, told by the row and column that a person knows: the sheet is never written
pub fn cell_fault(fault: WorkbookFault, row: String, column: String) -> Error {
    match fault {
        WorkbookFault::Cell { reason: Unwritable::Character(character), .. } => {
            let character = format!("U+{:04X}", u32::from(character));
            ExportFault::WorkbookCharacter { row, column, character }.into()
        }
        WorkbookFault::Cell { reason: Unwritable::TooLong { most }, .. } => {
            ExportFault::WorkbookText { row, column, most }.into()
        }
        WorkbookFault::Cell { reason: Unwritable::NotANumber(number), .. } => {
            Failure::Internal { reason: format!("{row}, {column}: `{number}`") }.into()
        }
        WorkbookFault::TooLarge { sheet } => ExportFault::WorkbookTooLarge { sheet }.into(),
        WorkbookFault::Io(source) => Error::Io { path: PathBuf::from("xlsx"), source },
        WorkbookFault::Other(reason) => Failure::Internal { reason }.into(),
    }
}

impl From<WorkbookFault> for Error {
    fn from(fault: WorkbookFault) -> Error {
        let (name, cell) = match &fault {
            WorkbookFault::Cell { sheet, row, column, .. } => {
                (sheet.clone(), format!("{}{row}", column_letters(usize::from(*column) - 1)))
            }
            _ => Default::default(),
        };
        cell_fault(fault, name, cell)
    }
}
