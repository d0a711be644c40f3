//! What became of an import.

use crate::domain::entity::Entity;
use crate::ledger::import::finding::Findings;
use crate::ledger::import::mapping::Mapping;
use crate::ledger::import::sheet::Sheet;
use crate::ledger::import::stamped::Came;
use crate::ledger::import::three_way::Missing;
use crate::storage::revisions::Counts;

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

/// A sheet that was read
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSheet {
    /// As the user named the file, with the workbook's sheet behind it
    pub shown: String,
    /// The table that it holds
    pub entity: Entity,
    /// What it was read as
    pub encoding: String,
    /// Rows of the table in it
    pub rows: u64,
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
    /// The sheets read
    pub read: Vec<ReadSheet>,
    /// The sheets themselves, to hand rows back
    pub sheets: Vec<Sheet>,
    /// The mapping by which they were read
    pub mapping: Mapping,
    /// The stamps that came with them
    pub stamps: Vec<Came>,
    /// Cells that were changed in a stamped sheet and in the ledger, and of which nothing was decided
    pub conflicts: u64,
    /// Rows that nobody touched in their stamped sheets and that the ledger no longer has
    pub stays_gone: i64,
    /// Rows that were taken out of their stamped sheets, and that the ledger keeps
    pub missing: Vec<Missing>,
    /// Rows left out because of errors
    pub rejected: u64,
    /// Rows of the sheets that are no rows of a table
    pub skipped: u64,
    /// What was found
    pub findings: Findings,
}
