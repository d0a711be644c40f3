//! One revision made out of what the ledger itself holds: what undo, redo, restore, revert, remove and rename share.
//!
//! ```text
//! take in other tools' writes ─▶ decide ─▶ write ─▶ refuse new references into nothing ─▶ commit, or show and take back
//! ```

use std::collections::BTreeSet;

use crate::ledger::diff::{Change, between_revisions};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::revisions::Draft;
use crate::storage::rules::references::{of_all_rows, of_two_parents};
use crate::storage::rules::{Among, Group};
use crate::text::Failure;

/// How a revision is asked for
pub struct Asked<'c> {
    /// Why, in the author's words
    pub message: Option<String>,
    /// Whether it is only tried
    pub dry_run: bool,
    /// Takes what would change, when it is only tried
    pub on_change: &'c mut dyn FnMut(Change) -> Result<()>,
}

/// What was decided before anything was written
#[derive(Debug, Default)]
pub struct Intent {
    /// The revision that is taken back
    pub undoes: Option<i64>,
    /// The revision whose state is brought back
    pub restores: Option<i64>,
    /// Whether rows may come to be inside others, so that this is looked at
    pub moves_rows: bool,
    /// Whether the revision stands for something even where no row differs
    pub counts_when_empty: bool,
}

/// A revision that was made, or that would be
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// Its number; none where it was only tried, or where nothing would differ
    pub revision: Option<i64>,
    /// The revision that other tools' writes were taken into first
    pub taken_in: Option<i64>,
}

/// Rows named in the message of a refusal
const NAMED_ROWS: usize = 10;

impl Ledger {
    /// Makes one revision: `decide` looks and may refuse, `write` writes
    pub(super) fn revise<T>(
        &mut self,
        command: &'static str,
        asked: Asked<'_>,
        decide: impl FnOnce(&Store) -> Result<(Intent, T)>,
        write: impl FnOnce(&Store, i64, &T) -> Result<()>,
    ) -> Result<(Made, T)> {
        let draft = self.draft(command);
        let transaction = self.store.begin(&draft.at)?;
        let store = transaction.store();
        let taken_in = store.adopt_outside_writes()?;
        let latest = store.latest_revision()?;
        let (intent, decided) = decide(store)?;
        let Intent { undoes, restores, moves_rows, counts_when_empty } = intent;
        let (before, places) = (dangling(store)?, misplaced(store, moves_rows)?);
        let revision = store.open_revision(&Draft { undoes, restores, message: asked.message, ..draft })?;
        write(store, revision, &decided)?;
        // What was wrong before is not this command's doing.
        if let Some(rows) = new_among(store, &before, &dangling(store)?)? {
            return Err(Failure::RowsReferredTo { rows }.into());
        }
        if let Some(rows) = new_among(store, &places, &misplaced(store, moves_rows)?)? {
            return Err(Failure::RowsMisplaced { rows }.into());
        }
        let counts = store.close_revision(revision)?;
        let differs = counts.iter().any(|(_, counts)| !counts.is_nothing());
        let is_made = !asked.dry_run && (differs || counts_when_empty);
        if is_made {
            transaction.commit()?;
        } else {
            if asked.dry_run {
                between_revisions(store, latest, revision, asked.on_change)?;
            }
            transaction.roll_back()?;
        }
        // What was taken in is taken back with a revision that is not made.
        let taken_in = taken_in.filter(|_| is_made);
        Ok((Made { revision: is_made.then_some(revision), taken_in }, decided))
    }
}

/// The rows that refer to nothing
fn dangling(store: &Store) -> Result<BTreeSet<String>> {
    breaking(store, &of_all_rows())
}

/// The rows that are inside themselves or inside two others
fn misplaced(store: &Store, moves_rows: bool) -> Result<BTreeSet<String>> {
    if !moves_rows {
        return Ok(BTreeSet::new());
    }
    let mut rows = breaking(store, &of_two_parents())?;
    store.each_cycle(Among::All, |entity, row| {
        rows.insert(format!("{} {}", entity.name(), row.key));
        Ok(())
    })?;
    Ok(rows)
}

fn breaking(store: &Store, groups: &[Group]) -> Result<BTreeSet<String>> {
    let mut rows = BTreeSet::new();
    store.each_breach(groups, Among::All, |breach| {
        rows.insert(format!("{} {}", breach.entity.name(), store.tell(&breach, Among::All)?.key));
        Ok(())
    })?;
    Ok(rows)
}

/// The rows that are wrong now and were not, be it under another key that they had before or after a rename
fn new_among(store: &Store, before: &BTreeSet<String>, after: &BTreeSet<String>) -> Result<Option<String>> {
    let mut new = Vec::new();
    for row in after.difference(before) {
        let (table, key) = row.split_once(' ').unwrap_or((row, ""));
        let others = store.keys_of_row(table, key)?;
        if !others.iter().any(|key| before.contains(&format!("{table} {key}"))) {
            new.push(row.clone());
        }
    }
    Ok((!new.is_empty()).then(|| some_of(&new)))
}

/// The first of the keys, and how many more there are
pub(super) fn some_of(keys: &[String]) -> String {
    let named = keys.len().min(NAMED_ROWS);
    let more = if keys.len() > named { format!(", … (+{})", keys.len() - named) } else { String::new() };
    format!("{}{more}", keys[..named].join(", "))
}
