//! Why a cell has no value to store: the sheet is wrong, or the ledger failed.

use crate::domain::rule::Rule;
use crate::ledger::import::finding::Said;
use crate::storage::Error;

/// A cell that cannot be stored, or an error of the ledger itself
#[derive(Debug)]
pub enum Trouble {
    /// The sheet is wrong
    Cell(Rule, Said),
    /// The ledger failed
    Store(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::Store(error)
    }
}

/// The trouble of a sheet that breaks a rule
pub fn trouble<T>(rule: Rule, said: impl Into<Said>) -> Result<T, Trouble> {
    Err(Trouble::Cell(rule, said.into()))
}
