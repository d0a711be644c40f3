//! A stamp: which ledger, which revision and which part of it a sheet was exported from, and what that was.
//!
//! It goes out on a hidden sheet of the workbook, or in a file beside the CSV, and comes back with it. What a sheet says
//! can then be held against what it said when it left. It does not know how a sheet is written or read.
//!
//! ```text
//! stamp     1
//! ledger    3f2a…
//! revision  12
//! at        2026-06-01T08:00:00Z
//! unit      350582109                              one line a unit; none for all
//! guard     no                                     whether texts bear the formula guard; early stamps do not say
//! rows      some                                   rows handed back out of a sheet; absent for a whole one
//! file      51d2…                                  SHA-256 of the file that the stamp stands beside
//! table     goals   unit code title …   213   9c1e…     columns, rows, SHA-256 of the cells
//! seal      77b0…                                  SHA-256 of the lines above
//! ```

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::entity::Entity;
use crate::ledger::{Ledger, Result};
use crate::sheets::digest::{hexadecimal, of_file};
use crate::storage::Store;
use crate::storage::content::{Content, Part};
use crate::storage::relation::Relation;

/// The newest form of a stamp that is known
const FORMAT: u32 = 1;

/// The most bytes of a file that are read as a stamp
const LARGEST: u64 = 16 << 20;

/// What a sheet was exported from
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The form of the stamp
    format: u32,
    /// The ledger's id
    pub ledger: String,
    /// The revision that was exported
    pub revision: i64,
    /// When, in UTC
    pub at: String,
    /// The codes of the units whose rows were exported; all where it is empty
    pub units: Vec<String>,
    /// Whether texts bear the formula guard; where the stamp does not say, as early ones did not, the reader decides
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarded: Option<bool>,
    /// Whether the sheet has only some of the rows that were exported: then none of the others was taken out
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The SHA-256 of the CSV file as it left, by which one that nobody touched is known at once
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// What of each table
    tables: Vec<StampedTable>,
    /// What identifies all of the above, so that a stamp that was tampered with is known
    seal: String,
}

/// What was exported of a table
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StampedTable {
    table: String,
    columns: Vec<String>,
    rows: i64,
    sha256: String,
}

/// Why a stamp cannot be used
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It was made by a newer program
    Newer,
    /// It is not what the program wrote
    Damaged,
}

impl Stamp {
    /// The stamp of an export of what the store shows: the present, or the revision that it looks back on
    ///
    /// `at` is the time in UTC. It reads all that is exported once.
    pub fn of(store: &Store, at: &str, units: &[String], tables: &[(Entity, Vec<usize>)]) -> Result<Stamp> {
        let mut stamped = Vec::with_capacity(tables.len());
        let revision = store.latest_revision()?;
        // Rows that another tool has put in and no revision holds yet are of the next one.
        let shown = if store.has_pending_rows()? { Relation::At(revision) } else { Relation::Now };
        for (entity, columns) in tables {
            let Content { rows, sha256 } = store.content(Part { entity: *entity, columns, units }, &shown)?;
            let columns = columns.iter().map(|&column| entity.columns()[column].name.to_owned()).collect();
            stamped.push(StampedTable { table: entity.name().to_owned(), columns, rows, sha256 });
        }
        let stamp = Stamp {
            format: FORMAT,
            ledger: store.ledger_id()?,
            revision,
            at: at.to_owned(),
            units: units.to_vec(),
            guarded: None,
            partial: false,
            file: None,
            tables: stamped,
            seal: String::new(),
        };
        Ok(stamp.sealed())
    }

    /// The stamp of a sheet whose texts bear the formula guard, or do not
    pub fn with_guard(self, guarded: bool) -> Stamp {
        Stamp { guarded: Some(guarded), ..self }.sealed()
    }

    /// The stamp of sheets that hold only those of its tables, and perhaps only some of their rows
    pub fn of_rows(mut self, tables: &[Entity], partial: bool) -> Stamp {
        self.tables.retain(|table| tables.iter().any(|entity| entity.name() == table.table));
        Stamp { partial: self.partial || partial, file: None, ..self }.sealed()
    }

    /// The stamp beside a file of that hash
    pub fn beside_file(self, sha256: String) -> Stamp {
        Stamp { file: Some(sha256), ..self }.sealed()
    }

    /// Whether a file is certainly as it left
    pub fn is_beside(&self, path: &Path) -> bool {
        self.file.is_some() && of_file(path).ok() == self.file
    }

    fn sealed(mut self) -> Stamp {
        self.seal = self.true_seal();
        self
    }

    /// The tables that were exported
    pub fn tables(&self) -> impl Iterator<Item = Entity> {
        self.tables.iter().filter_map(|table| Entity::named(&table.table))
    }

    /// Whether a table was exported
    pub fn has(&self, entity: Entity) -> bool {
        self.tables.iter().any(|table| table.table == entity.name())
    }

    /// The columns of a table that were exported, and what they held; none where the table was not
    pub fn content(&self, entity: Entity) -> Option<(Vec<usize>, Content)> {
        let table = self.tables.iter().find(|table| table.table == entity.name())?;
        let columns = table.columns.iter().filter_map(|name| entity.position(name)).collect();
        Some((columns, Content { rows: table.rows, sha256: table.sha256.clone() }))
    }

    /// The lines of the stamp, cell by cell, as they stand on its sheet
    pub fn lines(&self) -> Vec<Vec<String>> {
        let mut lines = self.sealed_lines();
        lines.push(vec!["seal".to_owned(), self.seal.clone()]);
        lines
    }

    fn sealed_lines(&self) -> Vec<Vec<String>> {
        let line = |name: &str, text: &str| vec![name.to_owned(), text.to_owned()];
        let head = [
            line("stamp", &self.format.to_string()),
            line("ledger", &self.ledger),
            line("revision", &self.revision.to_string()),
            line("at", &self.at),
        ];
        let units = self.units.iter().map(|unit| line("unit", unit));
        let guard = self.guarded.map(|guarded| line("guard", if guarded { "yes" } else { "no" }));
        let rows = self.partial.then(|| line("rows", "some"));
        let file = self.file.as_ref().map(|sha256| line("file", sha256));
        let tables = self.tables.iter().map(|table| {
            let columns = table.columns.join(" ");
            let rows = table.rows.to_string();
            vec!["table".to_owned(), table.table.clone(), columns, rows, table.sha256.clone()]
        });
        head.into_iter().chain(units).chain(guard).chain(rows).chain(file).chain(tables).collect()
    }

    fn true_seal(&self) -> String {
        let mut hasher = Sha256::new();
        for line in self.sealed_lines() {
            hasher.update(line.join("\t"));
            hasher.update("\n");
        }
        hexadecimal(hasher)
    }

    /// The stamp that those lines are
    pub fn read(lines: impl Iterator<Item = Vec<String>>) -> std::result::Result<Stamp, Unreadable> {
        let mut stamp = Stamp {
            format: 0,
            ledger: String::new(),
            // No revision, so that a line that is missing is missed.
            revision: -1,
            at: String::new(),
            units: Vec::new(),
            guarded: None,
            partial: false,
            file: None,
            tables: Vec::new(),
            seal: String::new(),
        };
        for line in lines {
            let cells: Vec<&str> = line.iter().map(|cell| cell.trim()).collect();
            stamp.take(&cells)?;
        }
        stamp.verified()
    }

    fn take(&mut self, cells: &[&str]) -> std::result::Result<(), Unreadable> {
        let damaged = |_| Unreadable::Damaged;
        match cells {
            ["stamp", format] => {
                self.format = format.parse().map_err(damaged)?;
                return if self.format > FORMAT { Err(Unreadable::Newer) } else { Ok(()) };
            }
            ["ledger", id] => self.ledger = (*id).to_owned(),
            ["revision", number] => self.revision = number.parse().map_err(damaged)?,
            ["at", time] => self.at = (*time).to_owned(),
            ["unit", code] => self.units.push((*code).to_owned()),
            ["guard", "yes"] => self.guarded = Some(true),
            ["guard", "no"] => self.guarded = Some(false),
            ["rows", "some"] => self.partial = true,
            ["file", sha256] => self.file = Some((*sha256).to_owned()),
            ["table", table, columns, rows, sha256] => self.tables.push(StampedTable {
                table: (*table).to_owned(),
                columns: columns.split(' ').map(str::to_owned).collect(),
                rows: rows.parse().map_err(damaged)?,
                sha256: (*sha256).to_owned(),
            }),
            ["seal", seal] => self.seal = (*seal).to_owned(),
            _ => return Err(Unreadable::Damaged),
        }
        Ok(())
    }

    fn verified(self) -> std::result::Result<Stamp, Unreadable> {
        if self.format > FORMAT {
            return Err(Unreadable::Newer);
        }
        let is_known = |table: &StampedTable| {
            Entity::named(&table.table)
                .is_some_and(|entity| table.columns.iter().all(|name| entity.position(name).is_some()))
        };
        let is_whole = self.format > 0 && self.tables.iter().all(is_known) && self.seal == self.true_seal();
        if is_whole { Ok(self) } else { Err(Unreadable::Damaged) }
    }

    /// The stamp as the file beside a CSV
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }

    /// The stamp that the file beside a CSV holds
    pub fn from_json(text: &str) -> std::result::Result<Stamp, Unreadable> {
        let newer = || {
            let said: serde_json::Value = serde_json::from_str(text).ok()?;
            (said.get("format")?.as_u64()? > u64::from(FORMAT)).then_some(Unreadable::Newer)
        };
        let stamp: Stamp = serde_json::from_str(text).map_err(|_| newer().unwrap_or(Unreadable::Damaged))?;
        stamp.verified()
    }
}

impl Ledger {
    /// The stamp of what the ledger shows of tables, or of one unit in them
    pub fn stamp(&self, tables: &[(Entity, Vec<usize>)], unit: Option<&str>) -> Result<Stamp> {
        let units: Vec<String> = unit.map(str::to_owned).into_iter().collect();
        Stamp::of(&self.store, &self.draft("export").at, &units, tables)
    }
}

/// Where the stamp of a CSV stands: `goals.stamp.json` beside `goals.csv`
pub fn sidecar(sheet: &Path) -> PathBuf {
    sheet.with_extension("stamp.json")
}

/// The stamp in a file; none where the file cannot be opened
pub fn in_file(path: &Path) -> Option<std::result::Result<Stamp, Unreadable>> {
    let file = File::open(path).ok()?;
    let mut text = String::new();
    let read = file.take(LARGEST).read_to_string(&mut text);
    Some(read.map_err(|_| Unreadable::Damaged).and_then(|_| Stamp::from_json(&text)))
}

/// Whether a file is a stamp, and no link to one
pub fn is_stamp(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
        && in_file(path).is_some_and(|stamp| stamp.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        let store = Store::in_memory().unwrap();
        let tables = [(Entity::Goals, vec![0, 1, 2]), (Entity::Metrics, vec![0, 1, 2, 4])];
        Stamp::of(&store, "2026-06-01T08:00:00Z", &["350582109".to_owned()], &tables).unwrap()
    }

    #[test]
    fn a_stamp_is_read_back_from_its_lines_and_from_its_file() {
        let early = stamp();
        assert_eq!((early.guarded, early.partial), (None, false));
        assert_eq!(Stamp::read(early.lines().into_iter()), Ok(early.clone()));
        assert_eq!(Stamp::from_json(&early.to_json()), Ok(early.clone()));
        let stamp = early.with_guard(false).beside_file("51d2".to_owned());
        assert_eq!(Stamp::read(stamp.lines().into_iter()), Ok(stamp.clone()));
        assert_eq!(Stamp::from_json(&stamp.to_json()), Ok(stamp.clone()));
        assert_eq!(stamp.tables().collect::<Vec<_>>(), [Entity::Goals, Entity::Metrics]);
        assert_eq!(stamp.content(Entity::Metrics).unwrap().0, [0, 1, 2, 4]);
        assert_eq!(stamp.content(Entity::Units), None);
        let some = stamp.of_rows(&[Entity::Metrics], true);
        assert_eq!(some.tables().collect::<Vec<_>>(), [Entity::Metrics]);
        assert_eq!(Stamp::read(some.lines().into_iter()), Ok(some.clone()));
        assert_eq!(Stamp::from_json(&some.to_json()), Ok(some));
    }

    #[test]
    fn a_stamp_of_which_anything_was_changed_is_damaged() {
        let lines = stamp().with_guard(true).of_rows(&[Entity::Goals, Entity::Metrics], true).lines();
        for (row, line) in lines.iter().enumerate() {
            for column in 0..line.len() {
                let mut altered = lines.clone();
                // A digit stays one.
                altered[row][column].push('1');
                let read = Stamp::read(altered.into_iter());
                let newer = (row, column) == (0, 1);
                assert_eq!(read, Err(if newer { Unreadable::Newer } else { Unreadable::Damaged }));
            }
            let mut shorter = lines.clone();
            shorter.remove(row);
            assert_eq!(Stamp::read(shorter.into_iter()), Err(Unreadable::Damaged));
        }
        assert_eq!(Stamp::read(std::iter::empty()), Err(Unreadable::Damaged));
        assert_eq!(Stamp::from_json("{\"format\": 2, \"seals\": []}"), Err(Unreadable::Newer));
        assert_eq!(Stamp::from_json("[]"), Err(Unreadable::Damaged));
    }
}
