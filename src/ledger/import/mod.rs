//! Import: sheets into the ledger as one revision, or not at all.
//!
//! Find the sheets, map their headers, read and check every cell, write row by row, check the references for whole
//! tables, count. Everything happens in one transaction; any error takes all of it back.

mod checks;
pub mod finding;
pub mod header;
pub mod load;
pub mod names;
pub mod row;
pub mod sheet;
pub mod trouble;

use std::path::PathBuf;

use crate::domain::entity::Entity;
use crate::ledger::Ledger;
use crate::storage::revisions::{Counts, Draft, Source};
use crate::storage::{Result, Store, Transaction};

use finding::Findings;
use load::Loader;
use sheet::{Sheet, find_sheets};

/// The encoding of all text so far
pub const ENCODING: &str = "UTF-8";

/// What to import, and how
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Files and folders
    pub paths: Vec<PathBuf>,
    /// The table that all of them hold, where their names do not say it
    pub table: Option<Entity>,
    /// Whether texts carry the formula guard
    pub guarded: bool,
    /// Why
    pub message: Option<String>,
    /// Whether to take everything back at the end
    pub dry_run: bool,
}

/// What became of a table
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableOutcome {
    /// The table
    pub entity: Entity,
    /// Rows written
    pub counts: Counts,
    /// Rows that were there already
    pub unchanged: i64,
}

/// What became of an import
#[derive(Debug, Default)]
pub struct Imported {
    /// The revision made; none if nothing changed, or if it was refused or tried only
    pub revision: Option<i64>,
    /// The revision that other tools' writes were taken into
    pub taken_in: Option<i64>,
    /// What became of each table with a sheet
    pub tables: Vec<TableOutcome>,
    /// The sheets read: name as the user gave it, table, rows
    pub sheets: Vec<(String, Entity, u64)>,
    /// What was found
    pub findings: Findings,
}

/// Shows what a dry run would change, before it is taken back: the store and the revision
pub type Preview<'p> = &'p mut dyn FnMut(&Store, i64) -> Result<()>;

/// How an attempt at an import ended
enum Attempt {
    /// With a result
    Done(Imported),
    /// The sheets of this table are not in key order: everything was taken back
    Unordered(Entity),
}

impl Ledger {
    /// Imports sheets; errors in them are findings, and then nothing is written
    ///
    /// Sheets in key order go straight in. Where one is not, the whole attempt is taken back and made anew with the
    /// sheets of that table sorted first: a mark to return to would cost every import a third of its time.
    pub fn import(&mut self, import: &Import, preview: Preview<'_>) -> Result<Imported> {
        let mut sorted = Vec::new();
        loop {
            match self.attempt(import, &sorted, preview)? {
                Attempt::Done(imported) => return Ok(imported),
                Attempt::Unordered(entity) => sorted.push(entity),
            }
        }
    }

    fn attempt(&mut self, import: &Import, sorted: &[Entity], preview: Preview<'_>) -> Result<Attempt> {
        let mut findings = Findings::default();
        let sheets = find_sheets(&import.paths, import.table, &mut findings)?;
        let draft = Draft { message: import.message.clone(), ..self.draft("import") };
        self.store.keep_temp_in_memory(sorted.is_empty())?;
        let transaction = self.store.begin(&draft.at)?;
        let store = transaction.store();
        let taken_in = store.adopt_outside_writes()?;
        if taken_in.is_some() {
            store.mark("import")?;
        }
        let revision = store.open_revision(&draft)?;
        let mut loader = Loader { store, revision, guarded: import.guarded, sheets: Vec::new(), findings };
        register(&mut loader, sheets)?;
        let unchanged = match load_all(&mut loader, sorted)? {
            Loaded::All(unchanged) => unchanged,
            Loaded::Unordered(entity) => {
                transaction.roll_back()?;
                return Ok(Attempt::Unordered(entity));
            }
        };
        let mut imported = Imported { sheets: shown(&loader)?, ..Imported::default() };
        checks::check(&mut loader, self.writing.today())?;
        imported.findings = std::mem::take(&mut loader.findings);
        if imported.findings.errors() > 0 {
            transaction.roll_back()?;
            return Ok(Attempt::Done(imported));
        }
        let counts = store.close_revision(revision)?;
        imported.tables = outcomes(&loader, &counts, &unchanged);
        let changed = counts.iter().any(|(_, counts)| !counts.is_nothing());
        if import.dry_run {
            preview(store, revision)?;
            transaction.roll_back()?;
            return Ok(Attempt::Done(imported));
        }
        imported.taken_in = taken_in;
        imported.revision = changed.then_some(revision);
        finish(transaction, changed, taken_in.is_some())?;
        Ok(Attempt::Done(imported))
    }
}

/// Commits what is to last: the import, or only what other tools wrote before it
fn finish(transaction: Transaction<'_>, changed: bool, taken_in: bool) -> Result<()> {
    if !changed && taken_in {
        transaction.store().return_to_mark("import")?;
    }
    if changed || taken_in { transaction.commit() } else { transaction.roll_back() }
}

fn register(loader: &mut Loader<'_>, sheets: Vec<Sheet>) -> Result<()> {
    for sheet in sheets {
        let source = Source {
            entity: sheet.entity,
            name: sheet.name(),
            sheet: None,
            sha256: String::new(),
            encoding: ENCODING.to_owned(),
            rows: 0,
        };
        let id = loader.store.add_source(loader.revision, &source)?;
        loader.sheets.push((id, sheet));
    }
    Ok(())
}

/// What became of the tables
enum Loaded {
    /// For each table, how many rows were there already
    All(Vec<i64>),
    /// The sheets of this table must be sorted
    Unordered(Entity),
}

/// Loads the tables in the order of their references
fn load_all(loader: &mut Loader<'_>, sorted: &[Entity]) -> Result<Loaded> {
    loader.store.create_refused_keys()?;
    let mut unchanged = Vec::with_capacity(4);
    for entity in Entity::ALL {
        match loader.load(entity, sorted.contains(&entity))? {
            Some(count) => unchanged.push(count),
            None => return Ok(Loaded::Unordered(entity)),
        }
    }
    Ok(Loaded::All(unchanged))
}

fn shown(loader: &Loader<'_>) -> Result<Vec<(String, Entity, u64)>> {
    let sources = loader.store.sources_of(loader.revision)?;
    Ok(loader
        .sheets
        .iter()
        .zip(sources)
        .map(|((_, sheet), source)| (sheet.shown.to_string(), sheet.entity, source.rows.unsigned_abs()))
        .collect())
}

fn outcomes(loader: &Loader<'_>, counts: &[(Entity, Counts)], unchanged: &[i64]) -> Vec<TableOutcome> {
    counts
        .iter()
        .zip(unchanged)
        .filter(|((entity, _), _)| loader.sheets.iter().any(|(_, sheet)| sheet.entity == *entity))
        .map(|((entity, counts), unchanged)| TableOutcome {
            entity: *entity,
            counts: *counts,
            unchanged: *unchanged,
        })
        .collect()
}
