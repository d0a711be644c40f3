//! Import: sheets into the ledger as one revision, or not at all.
//!
//! Find the sheets, map their headers, read and check every cell, write row by row, check the references for whole
//! tables, count. Everything happens in one transaction; any error takes all of it back.

mod attempt;
mod cell;
pub mod checks;
mod facts;
pub mod find;
pub mod finding;
pub mod hand_back;
pub mod header;
mod imported;
mod layout;
mod left_out;
pub mod load;
pub mod mapping;
pub mod meaning;
pub mod names;
mod office;
pub mod progress;
#[cfg(test)]
mod properties;
mod read;
pub mod row;
pub mod sheet;
mod snapshot;
pub mod stamped;
pub mod three_way;
mod totals;
pub mod trouble;
mod unread;
mod unseen;
mod value_cell;
mod write;

use std::path::PathBuf;

use crate::ledger::Ledger;
use crate::ledger::apply::conflict::Conflict;
use crate::ledger::apply::decide::Decisions;
use crate::storage::{Result, Store};
use crate::text::Failure;

use attempt::{Attempt, Onlookers};
use find::{Find, find_sheets};
use finding::Findings;
use progress::Progress;
use row::RowRules;

pub use imported::{Imported, ReadSheet, TableOutcome};

/// What a sheet is to its table
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Its rows are added or changed, others stay
    #[default]
    Update,
    /// All sheets of a table together are the whole table: what they lack goes
    Snapshot,
}

/// What to import, and how
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Files and folders
    pub paths: Vec<PathBuf>,
    /// How sheets are found and told apart
    pub find: Find,
    /// How rows are read
    pub rules: RowRules,
    /// What a sheet is to its table
    pub mode: Mode,
    /// Whether a snapshot may take many rows away
    pub allows_removals: bool,
    /// Whether a measure that nobody knows is taken as a counter
    pub takes_measures: bool,
    /// Whether a warning is an error
    pub strict: bool,
    /// Whether rows with errors are left out and the others written
    pub skips: bool,
    /// Whether every finding is written down, and not only counted
    pub logs: bool,
    /// Whether stamps that come with the sheets are not looked at
    pub ignores_stamps: bool,
    /// What was decided of cells that were changed in a stamped sheet and in the ledger
    pub decisions: Decisions,
    /// Who watches, and may stop it
    pub progress: Progress,
    /// Why
    pub message: Option<String>,
    /// Whether to take everything back at the end
    pub dry_run: bool,
    /// Whether a dry run leaves the state that it was tried on in the ledger: an empty one, other tools' writes
    pub plans: bool,
}

/// Shows a difference before it is taken back: the store, and the revisions from which and to which
pub type Preview<'p> = &'p mut dyn FnMut(&Store, i64, i64) -> Result<()>;

impl Ledger {
    /// Imports sheets; errors in them are findings, and then nothing is written, or all rows but theirs
    ///
    /// Sheets in key order go straight in. Where one is not, the whole attempt is taken back and made anew with the
    /// sheets of that table sorted first: a mark to return to would cost every import a third of its time. In the same
    /// way it is made anew without the rows that have errors, until there are none.
    ///
    /// Each conflict of a stamped sheet with the ledger of which nothing was decided is handed on, and then nothing is
    /// written.
    pub fn import(
        &mut self,
        import: &Import,
        on_conflict: &mut dyn FnMut(Conflict) -> Result<()>,
        preview: Preview<'_>,
    ) -> Result<Imported> {
        self.store.stop_on(import.progress.stop())?;
        let imported = self.import_sheets(import, &mut Onlookers { on_conflict, preview });
        if import.progress.is_stopped() { Err(Failure::Interrupted {}.into()) } else { imported }
    }

    fn import_sheets(&mut self, import: &Import, onlookers: &mut Onlookers<'_>) -> Result<Imported> {
        let mut findings =
            if import.logs || import.skips { Findings::logged()? } else { Findings::default() };
        findings.strict = import.strict;
        let mut sheets = find_sheets(&import.paths, &import.find, &mut findings)?;
        if import.ignores_stamps {
            sheets.iter_mut().for_each(|sheet| sheet.stamp = None);
        }
        if import.mode == Mode::Snapshot {
            snapshot::refuse_partial(&sheets)?;
        }
        findings.hold_against_sheets();
        // Until here nothing was written, and an interrupted program may just end.
        import.progress.begin();
        let start = findings.mark();
        let holds = import.mode == Mode::Snapshot || sheets.iter().any(|sheet| sheet.base().is_some());
        self.store.keep_temp_in_memory(!holds)?;
        let mut sorted = Vec::new();
        loop {
            match self.attempt(import, sheets.clone(), findings, &sorted, onlookers)? {
                Attempt::Done(imported) => return Ok(Imported { sheets, ..*imported }),
                Attempt::Unordered(entity, found) => {
                    sorted.push(entity);
                    self.store.keep_temp_in_memory(false)?;
                    findings = found.rewind(&start, false)?;
                }
                Attempt::Refused(found) => findings = found.rewind(&start, true)?,
            }
        }
    }
}
