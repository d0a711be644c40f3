//! Revisions and their sources: opening one, counting what it did, closing it, listing them.

use rusqlite::{OptionalExtension, named_params};

use crate::domain::entity::Entity;
use crate::storage::relation::same_key;
use crate::storage::{Result, Store};

/// What is known of a revision before it is written
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// When, in UTC: `2026-11-23T05:52:03Z`
    pub at: String,
    /// Who
    pub author: String,
    /// By which command
    pub command: &'static str,
    /// Why, in the author's words
    pub message: Option<String>,
    /// The revision that it takes back
    pub undoes: Option<i64>,
    /// The revision whose state it brings back
    pub restores: Option<i64>,
}

/// A sheet that a revision read
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The table that it holds
    pub entity: Entity,
    /// The file's name
    pub name: String,
    /// The sheet of a workbook
    pub sheet: Option<String>,
    /// The file's SHA-256, in hexadecimal
    pub sha256: String,
    /// The encoding it was read in
    pub encoding: String,
    /// Data rows read
    pub rows: i64,
}

/// A revision as it stands in the ledger
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1
    pub id: i64,
    /// When, in UTC
    pub at: String,
    /// Who; none where another tool wrote
    pub author: Option<String>,
    /// By which command; `outside` is another tool
    pub command: String,
    /// Why
    pub message: Option<String>,
    /// The revision that it took back
    pub undoes: Option<i64>,
    /// The revision whose state it brought back
    pub restores: Option<i64>,
}

/// Rows added, changed and removed
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that were not there before
    pub added: i64,
    /// Rows with other values than before
    pub changed: i64,
    /// Rows that are no longer there
    pub removed: i64,
}

impl Counts {
    /// Whether nothing happened
    pub fn is_nothing(&self) -> bool {
        *self == Counts::default()
    }
}

/// What is read of a revision
pub const COLUMNS: &str = "id, at, author, command, message, undoes, restores";

impl Store {
    /// The number of the latest revision; 0 for an empty ledger
    pub fn latest_revision(&self) -> Result<i64> {
        Ok(self.connection().query_row("SELECT coalesce(max(id), 0) FROM revisions", [], |row| row.get(0))?)
    }

    /// What tells this ledger from others, wherever its copies go
    pub fn ledger_id(&self) -> Result<String> {
        Ok(self.connection().query_row("SELECT id FROM ledger", [], |row| row.get(0))?)
    }

    /// The last revision not later than a time in UTC; 0 where there is none
    pub fn revision_at(&self, time: &str) -> Result<i64> {
        Ok(self.connection().query_row(
            "SELECT coalesce(max(id), 0) FROM revisions WHERE at <= :time",
            named_params! { ":time": time },
            |row| row.get(0),
        )?)
    }

    /// The revision of that number
    pub fn revision(&self, id: i64) -> Result<Option<Revision>> {
        let sql = format!("SELECT {COLUMNS} FROM revisions WHERE id = :id");
        Ok(self.connection().query_row(&sql, named_params! { ":id": id }, read_revision).optional()?)
    }

    /// Opens a revision: everything written from here on is part of it
    pub fn open_revision(&self, draft: &Draft) -> Result<i64> {
        self.connection().execute(
            "INSERT INTO revisions (at, author, command, message, undoes, restores)
             SELECT max(:at, coalesce(max(at), '')), :author, :command, :message, :undoes, :restores
             FROM revisions",
            named_params! {
                ":at": draft.at, ":author": draft.author, ":command": draft.command,
                ":message": draft.message, ":undoes": draft.undoes, ":restores": draft.restores,
            },
        )?;
        let revision = self.connection().last_insert_rowid();
        self.connection().execute(
            "INSERT INTO writing (one, revision, outside) VALUES (1, :revision, 0)",
            named_params! { ":revision": revision },
        )?;
        Ok(revision)
    }

    /// Closes the open revision: writes down how much it did
    pub fn close_revision(&self, revision: i64) -> Result<Vec<(Entity, Counts)>> {
        let mut all = Vec::with_capacity(4);
        for entity in Entity::ALL {
            let counts = self.counts_of(entity, revision)?;
            if !counts.is_nothing() {
                self.connection().execute(
                    "INSERT INTO revision_counts (revision, entity, added, changed, removed)
                     VALUES (:revision, :entity, :added, :changed, :removed)",
                    named_params! {
                        ":revision": revision, ":entity": entity.name(), ":added": counts.added,
                        ":changed": counts.changed, ":removed": counts.removed,
                    },
                )?;
            }
            all.push((entity, counts));
        }
        self.connection().execute("DELETE FROM writing", [])?;
        Ok(all)
    }

    /// Whether another tool inserted rows that no revision has taken in yet
    pub fn has_pending_rows(&self) -> Result<bool> {
        for entity in Entity::ALL {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE revision = 0)", entity.name());
            if self.connection().query_row(&sql, [], |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes rows that another tool inserted into a revision of their own, and closes what it opened
    ///
    /// Returns that revision, or none where no other tool wrote.
    pub fn adopt_outside_writes(&self) -> Result<Option<i64>> {
        let inserted = self.has_pending_rows()?;
        let open: Option<i64> =
            self.connection().query_row("SELECT revision FROM writing", [], |row| row.get(0)).optional()?;
        if open.is_none() && !inserted {
            return Ok(None);
        }
        if open.is_none() {
            self.connection().execute("INSERT INTO writing (one) VALUES (1)", [])?;
        }
        let revision = self.latest_revision()?;
        for entity in Entity::ALL {
            let sql = format!("UPDATE {} SET revision = :revision WHERE revision = 0", entity.name());
            self.connection().execute(&sql, named_params! { ":revision": revision })?;
        }
        self.close_revision(revision)?;
        Ok(Some(revision))
    }

    /// What a revision did to a table, counted from the versions themselves
    pub fn counts_of(&self, entity: Entity, revision: i64) -> Result<Counts> {
        let name = entity.name();
        let same = same_key(entity, "born", "gone");
        let sql = format!(
            "SELECT
                 (SELECT count(*) FROM {name} WHERE revision = :revision)
                     + (SELECT count(*) FROM {name}_history WHERE revision = :revision),
                 (SELECT count(*) FROM {name}_history WHERE ended = :revision),
                 (SELECT count(*) FROM {name}_history AS gone WHERE ended = :revision AND (
                     EXISTS (SELECT 1 FROM {name} AS born WHERE {same} AND +born.revision = :revision)
                     OR EXISTS (SELECT 1 FROM {name}_history AS born WHERE {same} AND born.revision = :revision)))"
        );
        Ok(self.connection().query_row(&sql, named_params! { ":revision": revision }, |row| {
            let (born, gone, changed): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Counts { added: born - changed, changed, removed: gone - changed })
        })?)
    }

    /// What a revision did to a table, as it was written down; nothing for one that is still open
    pub fn recorded_counts(&self, entity: Entity, revision: i64) -> Result<Counts> {
        let counts = self.connection().query_row(
            "SELECT added, changed, removed FROM revision_counts WHERE revision = :revision AND entity = :entity",
            named_params! { ":revision": revision, ":entity": entity.name() },
            |row| Ok(Counts { added: row.get(0)?, changed: row.get(1)?, removed: row.get(2)? }),
        );
        Ok(counts.optional()?.unwrap_or_default())
    }

    /// Writes down a sheet before its rows are read; returns its number
    pub fn add_source(&self, revision: i64, source: &Source) -> Result<i64> {
        self.connection().execute(
            "INSERT INTO sources (revision, entity, name, sheet, sha256, encoding, rows)
             VALUES (:revision, :entity, :name, :sheet, :sha256, :encoding, :rows)",
            named_params! {
                ":revision": revision, ":entity": source.entity.name(), ":name": source.name,
                ":sheet": source.sheet, ":sha256": source.sha256, ":encoding": source.encoding,
                ":rows": source.rows,
            },
        )?;
        Ok(self.connection().last_insert_rowid())
    }

    /// Completes a source with what is known once it has been read
    pub fn complete_source(&self, id: i64, sha256: &str, rows: i64) -> Result<()> {
        self.connection().execute(
            "UPDATE sources SET sha256 = :sha256, rows = :rows WHERE id = :id",
            named_params! { ":sha256": sha256, ":rows": rows, ":id": id },
        )?;
        Ok(())
    }

    /// The sheets that a revision read
    pub fn sources_of(&self, revision: i64) -> Result<Vec<Source>> {
        let mut statement = self.connection().prepare(
            "SELECT entity, name, sheet, sha256, encoding, rows FROM sources WHERE revision = :revision ORDER BY id",
        )?;
        let rows = statement.query_map(named_params! { ":revision": revision }, |row| {
            let entity: String = row.get(0)?;
            Ok(Source {
                entity: Entity::named(&entity).unwrap_or(Entity::Units),
                name: row.get(1)?,
                sheet: row.get(2)?,
                sha256: row.get(3)?,
                encoding: row.get(4)?,
                rows: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }
}

/// A revision from a row of [`COLUMNS`]
pub fn read_revision(row: &rusqlite::Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        id: row.get(0)?,
        at: row.get(1)?,
        author: row.get(2)?,
        command: row.get(3)?,
        message: row.get(4)?,
        undoes: row.get(5)?,
        restores: row.get(6)?,
    })
}
