//! Undo: a former state brought back as a further revision. Nothing is erased.
//!
//! An undo stands where the revision stands whose state it brought back, so undoing again goes further back, through
//! revisions and never through old undos:
//!
//! ```text
//! 1 ── 2 ── 3 ── undo (back to 2) ── undo (back to 1) ── …
//! ```

use std::collections::BTreeSet;

use crate::ledger::diff::{Change, between_revisions};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::revisions::Draft;
use crate::storage::rules::Among;
use crate::storage::rules::references::of_all_rows;
use crate::text::Failure;

/// An undo that was made, or that would be
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// The revision taken back
    pub undone: i64,
    /// The revision whose state is back
    pub restored: i64,
    /// The revision that did it; none where it was only tried
    pub revision: Option<i64>,
    /// The revision that other tools' writes were taken into first
    pub taken_in: Option<i64>,
}

/// References named in the message of a refused undo
const NAMED_ROWS: usize = 5;

impl Ledger {
    /// Takes back the last revision that is not taken back yet
    pub fn undo(
        &mut self,
        message: Option<String>,
        dry_run: bool,
        on_change: &mut dyn FnMut(Change) -> Result<()>,
    ) -> Result<Undone> {
        let draft = self.draft("undo");
        let transaction = self.store.begin(&draft.at)?;
        let store = transaction.store();
        let taken_in = store.adopt_outside_writes()?;
        let latest = store.latest_revision()?;
        let undone = position(store, latest)?;
        if undone == 0 {
            transaction.roll_back()?;
            return Err(Failure::NothingToUndo {}.into());
        }
        let restored = position(store, undone - 1)?;
        let draft = Draft { undoes: Some(undone), restores: Some(restored), message, ..draft };
        let before = dangling(store)?;
        let revision = store.open_revision(&draft)?;
        store.restore_state(restored, revision)?;
        refuse_new(&before, dangling(store)?)?;
        if !store.has_rows_of(restored)? {
            return Err(Failure::HistoryIncomplete { revision: restored }.into());
        }
        store.close_revision(revision)?;
        let made = Undone { undone, restored, revision: (!dry_run).then_some(revision), taken_in };
        if dry_run {
            between_revisions(store, latest, revision, on_change)?;
            transaction.roll_back()?;
        } else {
            transaction.commit()?;
        }
        Ok(made)
    }
}

/// The ordinary revision whose state a revision's is; 0 is the empty ledger
fn position(store: &Store, revision: i64) -> Result<i64> {
    let mut at = revision;
    while at > 0 {
        match store.revision(at)? {
            Some(found) if matches!(found.command.as_str(), "undo" | "redo") => {
                at = found.restores.unwrap_or(0)
            }
            _ => break,
        }
    }
    Ok(at)
}

/// The rows that refer to nothing
fn dangling(store: &Store) -> Result<BTreeSet<String>> {
    let mut rows = BTreeSet::new();
    store.each_breach(&of_all_rows(), Among::All, |breach| {
        rows.insert(format!("{} {}", breach.entity.name(), store.tell(&breach, Among::All)?.key));
        Ok(())
    })?;
    Ok(rows)
}

/// No row that another row refers to may go; what referred to nothing before is not this command's doing
fn refuse_new(before: &BTreeSet<String>, after: BTreeSet<String>) -> Result<()> {
    let rows: Vec<String> = after.into_iter().filter(|row| !before.contains(row)).take(NAMED_ROWS).collect();
    if rows.is_empty() { Ok(()) } else { Err(Failure::RowsReferredTo { rows: rows.join(", ") }.into()) }
}
