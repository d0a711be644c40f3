//! A plan: what an import would do, stored with the state that it was made against, so that a second person reads
//! exactly what will be written.
//!
//! It is the head of a difference in JSON, under the name `plan`. What it knows is enough to refuse it where the ledger
//! is not the one, or not as it was.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::entity::Entity;
use crate::ledger::diff::between_revisions;
use crate::ledger::import::TableOutcome;
use crate::ledger::{Error, Result};
use crate::sheets::digest::hexadecimal;
use crate::storage::Store;
use crate::storage::revisions::Source;
use crate::text::Failure;

/// Its name among the tables
pub const PLAN: &str = "plan";

/// The only version so far
const VERSION: u32 = 1;

/// The head of a plan
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    version: u32,
    /// The ledger that it was made against
    ledger: String,
    /// The latest revision of that ledger then
    pub base: Base,
    /// When it was made, in UTC
    pub at: String,
    /// Who made it
    pub author: String,
    /// Why
    pub message: Option<String>,
    /// Whether unknown units of measure are counters
    pub new_measures: bool,
    /// Rows left out because of errors
    pub rejected: u64,
    /// The sheets that were read
    sources: Vec<PlanSource>,
    /// What is done to each table that had a sheet
    tables: Vec<PlanTable>,
    /// The SHA-256 of the rows, so that what is applied is what was made
    sha256: String,
}

/// What a difference says of itself if it is a plan, and what its rows are
pub type Planned = Option<(Plan, RowsDigest)>;

/// What identifies the rows of a plan: each list by itself, for they are written one after the other
#[derive(Debug, Clone, Default)]
pub struct RowsDigest([[Sha256; 3]; 4]);

impl RowsDigest {
    /// Takes a row of a table's first, second or third list, as compact JSON
    pub fn take(&mut self, entity: Entity, list: usize, row: &str) {
        let list = &mut self.0[entity as usize][list];
        list.update(row);
        list.update("\n");
    }

    /// The digest of all lists, in hexadecimal
    pub fn finish(self) -> String {
        let mut whole = Sha256::new();
        self.0.into_iter().flatten().for_each(|list| whole.update(list.finalize()));
        hexadecimal(whole)
    }
}

/// A revision, so that one of the same number in a copy of the ledger is not taken for it
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// Its number; 0 for a ledger without revisions
    pub revision: i64,
    /// When it was made, in UTC
    at: Option<String>,
}

/// A sheet that was read
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PlanSource {
    table: String,
    name: String,
    sheet: Option<String>,
    sha256: String,
    encoding: String,
    rows: i64,
}

/// What is done to a table, in rows
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PlanTable {
    table: String,
    added: i64,
    changed: i64,
    removed: i64,
    unchanged: i64,
}

impl Plan {
    /// The plan of an import that is being tried as `revision`; its tables are not yet known
    pub fn of(store: &Store, revision: i64, new_measures: bool) -> Result<Plan> {
        let missing = || Failure::NoSuchRevision { operand: revision.to_string() };
        let made = store.revision(revision)?.ok_or_else(missing)?;
        let sources = store.sources_of(revision)?.into_iter().map(|source| PlanSource {
            table: source.entity.name().to_owned(),
            name: source.name,
            sheet: source.sheet,
            sha256: source.sha256,
            encoding: source.encoding,
            rows: source.rows,
        });
        Ok(Plan {
            version: VERSION,
            ledger: store.ledger_id()?,
            base: Base::of(store, revision - 1)?,
            at: made.at,
            author: made.author.unwrap_or_default(),
            message: made.message,
            new_measures,
            rejected: 0,
            sources: sources.collect(),
            tables: Vec::new(),
            sha256: String::new(),
        })
    }

    /// Takes in what would become of the tables, and of which rows
    pub fn complete(&mut self, outcomes: &[TableOutcome], rows: RowsDigest) {
        self.sha256 = rows.finish();
        self.tables = outcomes
            .iter()
            .map(|outcome| PlanTable {
                table: outcome.entity.name().to_owned(),
                added: outcome.counts.added,
                changed: outcome.counts.changed,
                removed: outcome.counts.removed,
                unchanged: outcome.unchanged,
            })
            .collect();
    }

    /// Refuses a plan that is not whole, or that this program does not know
    pub(super) fn verify(&self, path: &str, edits: [i64; 4], rows: RowsDigest) -> Result<()> {
        let path = path.to_owned();
        if self.version != VERSION {
            return Err(Failure::PlanVersion { path, version: self.version }.into());
        }
        let said = |entity: Entity| {
            let of_table = self.tables.iter().filter(|table| table.table == entity.name());
            of_table.map(|table| table.added + table.changed + table.removed).sum::<i64>()
        };
        let counts_differ = Entity::ALL.into_iter().any(|entity| said(entity) != edits[entity as usize]);
        if counts_differ || rows.finish() != self.sha256 {
            return Err(Failure::PlanAltered { path }.into());
        }
        Ok(())
    }

    /// Whether the ledger is no longer as it was; refuses a plan of another ledger, or of another copy's revision
    pub(super) fn has_moved(&self, store: &Store, path: &str) -> Result<bool> {
        let base = self.base.revision;
        if store.ledger_id()? != self.ledger || Base::of(store, base)? != self.base {
            return Err(Failure::PlanElsewhere { path: path.to_owned(), base }.into());
        }
        let mut moved = false;
        // What came and was taken back since leaves the ledger as it was.
        between_revisions(store, base, store.latest_revision()?, |_| {
            moved = true;
            Ok(())
        })?;
        Ok(moved)
    }

    /// The sheets that were read, to be written down with the revision
    pub(super) fn sources(&self) -> impl Iterator<Item = Result<Source>> {
        self.sources.iter().map(|source| {
            let entity = Entity::named(&source.table)
                .ok_or_else(|| Error::from(Failure::NoTable { name: source.table.clone() }))?;
            Ok(Source {
                entity,
                name: source.name.clone(),
                sheet: source.sheet.clone(),
                sha256: source.sha256.clone(),
                encoding: source.encoding.clone(),
                rows: source.rows,
            })
        })
    }
}

impl Base {
    fn of(store: &Store, revision: i64) -> Result<Base> {
        Ok(Base { revision, at: store.revision(revision)?.map(|revision| revision.at) })
    }
}
