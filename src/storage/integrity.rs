//! Whether the file, the references and the history are whole.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::relation::same_key;
use crate::storage::revisions::Counts;
use crate::storage::{Result, Store};

/// A revision whose versions are not the ones it counted
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miscount {
    /// The table
    pub entity: Entity,
    /// The revision
    pub revision: i64,
    /// What it wrote down
    pub recorded: Counts,
    /// What the history holds
    pub found: Counts,
}

impl Store {
    /// What SQLite finds wrong with the file, at most 100 sentences; empty when it is whole
    pub fn file_faults(&self) -> Result<Vec<String>> {
        let mut statement = self.connection().prepare("PRAGMA integrity_check(100)")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let found = rows.collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().filter(|sentence| sentence != "ok").collect())
    }

    /// Rows whose foreign key points nowhere: the table and how many
    pub fn broken_foreign_keys(&self) -> Result<Vec<(String, i64)>> {
        let mut statement = self.connection().prepare(
            "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY \"table\" ORDER BY \"table\"",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// Whether every table has as many rows as the revisions up to that one say
    pub fn has_rows_of(&self, revision: i64) -> Result<bool> {
        for entity in Entity::ALL {
            let sql = format!(
                "SELECT count(*) = (SELECT coalesce(sum(added - removed), 0) FROM revision_counts
                     WHERE entity = :entity AND revision <= :revision) FROM {}",
                entity.name()
            );
            let parameters = named_params! { ":entity": entity.name(), ":revision": revision };
            if !self.connection().query_row(&sql, parameters, |row| row.get::<_, bool>(0))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether another tool may have dropped versions of rows without a trace, at no more cost than counting rows
    ///
    /// A row that was replaced is counted twice, and is there once.
    pub fn may_lack_rows(&self) -> Result<bool> {
        let open = self.open_revision_id()?;
        for entity in Entity::ALL {
            let sql = format!(
                "SELECT count(*) - (SELECT count(*) FROM {0} WHERE revision = 0)
                     - (SELECT coalesce(sum(added - removed), 0) FROM revision_counts WHERE entity = :entity)
                 FROM {0}",
                entity.name()
            );
            let parameters = named_params! { ":entity": entity.name() };
            let surplus: i64 = self.connection().query_row(&sql, parameters, |row| row.get(0))?;
            // What an open revision did is not written down yet.
            let counts = if open > 0 { self.counts_of(entity, open)? } else { Counts::default() };
            if surplus != counts.added - counts.removed {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The revision that another tool has opened; 0 for none
    pub fn open_revision_id(&self) -> Result<i64> {
        Ok(self
            .connection()
            .query_row("SELECT coalesce((SELECT revision FROM writing), 0)", [], |row| row.get(0))?)
    }

    /// Closed revisions whose recorded counts are not those of the versions that the ledger holds
    ///
    /// This proves that no version is missing: an `INSERT OR REPLACE` by another tool drops the old row without
    /// a trace of it, and the revision that had added that row then counts one too many.
    pub fn miscounted_revisions(&self) -> Result<Vec<Miscount>> {
        let open = self.open_revision_id()?;
        let mut found = Vec::new();
        for entity in Entity::ALL {
            let mut statement = self.connection().prepare(&miscount_sql(entity))?;
            let mut rows = statement.query(named_params! { ":entity": entity.name(), ":open": open })?;
            while let Some(row) = rows.next()? {
                found.push(Miscount {
                    entity,
                    revision: row.get(0)?,
                    recorded: Counts { added: row.get(1)?, changed: row.get(2)?, removed: row.get(3)? },
                    found: Counts { added: row.get(4)?, changed: row.get(5)?, removed: row.get(6)? },
                });
            }
        }
        Ok(found)
    }
}

fn miscount_sql(entity: Entity) -> String {
    let name = entity.name();
    let same = same_key(entity, "born", "gone");
    format!(
        "WITH born (revision, n) AS (
             SELECT revision, count(*) FROM (
                 SELECT revision FROM {name} WHERE revision > 0
                 UNION ALL SELECT revision FROM {name}_history)
             GROUP BY revision),
         gone (revision, n) AS (SELECT ended, count(*) FROM {name}_history GROUP BY ended),
         changed (revision, n) AS (
             SELECT gone.ended, count(*) FROM {name}_history AS gone
             WHERE EXISTS (SELECT 1 FROM {name} AS born WHERE {same} AND +born.revision = gone.ended)
                 OR EXISTS (SELECT 1 FROM {name}_history AS born WHERE {same} AND born.revision = gone.ended)
             GROUP BY gone.ended),
         found (revision, added, changed, removed) AS (
             SELECT revisions.id,
                 coalesce(born.n, 0) - coalesce(changed.n, 0), coalesce(changed.n, 0),
                 coalesce(gone.n, 0) - coalesce(changed.n, 0)
             FROM revisions
             LEFT JOIN born ON born.revision = revisions.id
             LEFT JOIN gone ON gone.revision = revisions.id
             LEFT JOIN changed ON changed.revision = revisions.id),
         recorded (revision, added, changed, removed) AS (
             SELECT revision, added, changed, removed FROM revision_counts WHERE entity = :entity)
         SELECT found.revision,
             coalesce(recorded.added, 0), coalesce(recorded.changed, 0), coalesce(recorded.removed, 0),
             found.added, found.changed, found.removed
         FROM found LEFT JOIN recorded ON recorded.revision = found.revision
         WHERE found.revision <> :open AND (
             found.added <> coalesce(recorded.added, 0) OR found.changed <> coalesce(recorded.changed, 0)
             OR found.removed <> coalesce(recorded.removed, 0))
         ORDER BY found.revision"
    )
}
