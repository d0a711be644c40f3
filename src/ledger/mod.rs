//! The ledger as its users know it: imports, revisions, differences, exports.
//!
//! It decides what may be written and what a revision is. It knows no command line and no output format.

pub mod apply;
pub mod balance;
pub mod change;
pub mod check;
pub mod check_sheet;
pub mod daff;
pub mod diff;
pub mod export;
pub mod filter;
mod findings;
pub mod history;
pub mod import;
pub mod key;
pub mod operand;
#[cfg(test)]
mod past_properties;
#[cfg(test)]
mod properties;
pub mod quality;
pub mod remove;
pub mod rename;
pub mod revert;
pub mod revise;
pub mod row_history;
#[cfg(test)]
mod stack_properties;
pub mod stamp;
#[cfg(test)]
mod stamp_properties;
pub mod state;
mod table_sheet;
pub mod tags;
pub mod template;
pub mod undo;
pub mod wording;
pub mod workbook;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::storage::Store;
use crate::storage::revisions::Draft;

pub use crate::storage::{Error, Result};

/// Who writes, and when: fixed once for a command
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The author of revisions
    pub author: String,
    /// The moment of the command
    pub now: Timestamp,
}

impl Writing {
    /// The day of the command, where it is given
    pub fn today(&self) -> Date {
        self.now.to_zoned(TimeZone::system()).date()
    }
}

/// An open ledger
#[derive(Debug)]
pub struct Ledger {
    store: Store,
    writing: Writing,
}

impl Ledger {
    /// Opens a ledger that exists
    pub fn open(path: &Path, wait: Duration, writing: Writing) -> Result<Ledger> {
        Ok(Ledger { store: Store::open(path, wait)?, writing })
    }

    /// Opens a ledger for import, which makes it where there is none
    pub fn open_or_create(path: &Path, wait: Duration, writing: Writing) -> Result<Ledger> {
        Ok(Ledger { store: Store::open_or_create(path, wait)?, writing })
    }

    /// A ledger in memory, for comparing sheets where there is none
    pub fn in_memory(writing: Writing) -> Result<Ledger> {
        Ok(Ledger { store: Store::in_memory()?, writing })
    }

    /// The file below
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The ledger once more in the state that it holds, for another thread, where it is large enough for that
    pub fn companion(&self) -> Result<Option<Ledger>> {
        let store = self.store.companion()?;
        Ok(store.map(|store| Ledger { store, writing: self.writing.clone() }))
    }

    /// Readies the past for reports, which read it more often than SQLite could follow; the present needs nothing
    pub fn settle_past(&self) -> Result<()> {
        self.store.settle_what_reports_read()
    }

    /// Shuts the ledger in for SQL from outside: it can only be read, and only that long
    pub fn confine(&mut self, timeout: Duration) -> Result<()> {
        self.store.confine(timeout)
    }

    /// Lets go of a state that was held, so that nobody's slow reading of what was read keeps a lock
    pub fn release(&mut self) -> Result<()> {
        if self.store.holds() { self.store.release() } else { Ok(()) }
    }

    fn draft(&self, command: &'static str) -> Draft {
        Draft {
            at: self.writing.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            author: self.writing.author.clone(),
            command,
            ..Draft::default()
        }
    }
}
