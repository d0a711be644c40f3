//! Rows that an import could not write: they exist all the same, and what they refer to is looked for like the others'.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::{Result, Store};

/// A reference of a row that was not written
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The table of the row
    pub entity: Entity,
    /// The sheet and line of the row
    pub place: (i64, i64),
    /// The place in its table of the column that refers
    pub column: usize,
    /// The table that it refers to
    pub target: Entity,
    /// The unit of the row, in which a bare code is looked for
    pub unit: &'a str,
    /// The text of the reference
    pub text: &'a str,
}

/// A reference of a row that was not written, into nothing
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling {
    /// The table of the row
    pub entity: Entity,
    /// The sheet and line of the row
    pub place: (i64, i64),
    /// The place in its table of the column that refers
    pub column: usize,
    /// The table that it refers to
    pub target: Entity,
    /// The unit in which it is looked for
    pub unit: String,
    /// The text of the reference
    pub text: String,
}

impl Store {
    /// Makes the lists of rows that an import could not write, and of their references
    pub fn create_refused_keys(&self) -> Result<()> {
        self.connection().execute_batch(
            "DROP TABLE IF EXISTS temp.refused_keys;
             CREATE TEMP TABLE refused_keys (entity TEXT, unit TEXT, code TEXT, PRIMARY KEY (entity, unit, code))
             WITHOUT ROWID;
             DROP TABLE IF EXISTS temp.refused_references;
             CREATE TEMP TABLE refused_references (entity TEXT, origin INTEGER, line INTEGER, place INTEGER,
                 target TEXT, unit TEXT, code TEXT, said TEXT);",
        )?;
        Ok(())
    }

    /// Puts a row on the list
    pub fn add_refused_key(&self, entity: Entity, unit: &str, code: &str) -> Result<()> {
        let mut statement = self
            .connection()
            .prepare_cached("INSERT OR IGNORE INTO temp.refused_keys VALUES (:entity, :unit, :code)")?;
        statement.execute(named_params! { ":entity": entity.name(), ":unit": unit, ":code": code })?;
        Ok(())
    }

    /// Forgets which rows could not be written: what refers to them then refers to nothing
    pub fn forget_refused_keys(&self) -> Result<()> {
        self.connection().execute("DELETE FROM temp.refused_keys", [])?;
        Ok(())
    }

    /// Puts a reference of such a row on its list
    pub fn add_refused_reference(&self, reference: Reference<'_>) -> Result<()> {
        let (unit, code) = reference.text.split_once('/').unwrap_or((reference.unit, reference.text));
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO temp.refused_references
             VALUES (:entity, :origin, :line, :place, :target, :unit, :code, :said)",
        )?;
        statement.execute(named_params! {
            ":entity": reference.entity.name(), ":origin": reference.place.0, ":line": reference.place.1,
            ":place": i64::try_from(reference.column).unwrap_or(0), ":target": reference.target.name(),
            ":unit": unit, ":code": code, ":said": reference.text,
        })?;
        Ok(())
    }

    /// Calls `on_dangling` for every reference on the list into nothing
    pub fn each_refused_dangling(&self, mut on_dangling: impl FnMut(Dangling) -> Result<()>) -> Result<()> {
        for target in [Entity::Goals, Entity::Projects] {
            let sql = format!(
                "SELECT entity, origin, line, place, said, unit FROM temp.refused_references AS this
                 WHERE target = '{0}'
                     AND NOT EXISTS (SELECT 1 FROM {0} AS there WHERE there.unit = this.unit AND there.code = this.code)
                     AND NOT EXISTS (SELECT 1 FROM temp.refused_keys AS there
                         WHERE there.entity = '{0}' AND there.unit = this.unit AND there.code = this.code)
                 ORDER BY rowid",
                target.name()
            );
            let mut statement = self.connection().prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let entity: String = row.get(0)?;
                on_dangling(Dangling {
                    entity: Entity::named(&entity).unwrap_or(Entity::Units),
                    place: (row.get(1)?, row.get(2)?),
                    column: usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
                    target,
                    unit: row.get(5)?,
                    text: row.get(4)?,
                })?;
            }
        }
        Ok(())
    }
}
