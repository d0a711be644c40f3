//! What the writer of workbooks refuses, as a failure that the user can read.

use std::path::PathBuf;

use crate::ledger::Error;
use crate::sheets::workbook_layout::{Unwritable, WorkbookFault};
use crate::text::Failure;

impl From<WorkbookFault> for Error {
    fn from(fault: WorkbookFault) -> Error {
        match fault {
            WorkbookFault::Cell { sheet, row, column, reason } => match reason {
                Unwritable::Character(character) => {
                    let character = format!("U+{:04X}", u32::from(character));
                    Failure::WorkbookCharacter { sheet, row, column, character }.into()
                }
                Unwritable::TooLong { most } => Failure::WorkbookText { sheet, row, column, most }.into(),
                Unwritable::NotANumber(number) => {
                    Failure::Internal { reason: format!("{sheet} {row}:{column}: `{number}`") }.into()
                }
            },
            WorkbookFault::TooLarge { sheet } => Failure::WorkbookTooLarge { sheet }.into(),
            WorkbookFault::Io(source) => Error::Io { path: PathBuf::from("xlsx"), source },
            WorkbookFault::Other(reason) => Failure::Internal { reason }.into(),
        }
    }
}
