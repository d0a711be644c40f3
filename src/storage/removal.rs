//! Rows that the sheets of a snapshot lack, counted before they go.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::relation::{has_whole_key, key_list, slashed_key};
use crate::storage::{Result, Store};

/// What a snapshot would take away
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absent {
    /// Rows of the table before the import, of the unit alone if one was named
    pub rows: i64,
    /// Rows of them that go
    pub absent: i64,
}

/// Which rows go
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// Those that the stage of that name does not have
    AbsentFrom(&'static str),
    /// Those whose keys it has
    In(&'static str),
}

impl Store {
    /// Counts the rows that go; only a unit's, if one is named
    pub fn count_absent(&self, going: Going, entity: Entity, unit: Option<&str>) -> Result<Absent> {
        let sql = format!(
            "SELECT count(*), coalesce(sum({}), 0) FROM {} AS this WHERE {}",
            goes(going, entity),
            entity.name(),
            of_unit(entity)
        );
        Ok(self.connection().query_row(&sql, named_params! { ":unit": unit }, |row| {
            Ok(Absent { rows: row.get(0)?, absent: row.get(1)? })
        })?)
    }

    /// Removes those rows, and remembers which they were
    pub fn remove_absent(&self, going: Going, entity: Entity, unit: Option<&str>) -> Result<()> {
        let (name, goes) = (entity.name(), format!("{} AND {}", of_unit(entity), goes(going, entity)));
        self.connection().execute_batch(&format!(
            "CREATE TEMP TABLE IF NOT EXISTS removed_keys (entity TEXT, key TEXT, PRIMARY KEY (entity, key))
             WITHOUT ROWID;
             DELETE FROM temp.removed_keys WHERE entity = '{name}'"
        ))?;
        // Nothing refers to a metric.
        if entity != Entity::Metrics {
            let key = slashed_key(entity, "this");
            let sql = format!(
                "INSERT INTO temp.removed_keys SELECT '{name}', {key} FROM {name} AS this WHERE {goes}"
            );
            self.connection().execute(&sql, named_params! { ":unit": unit })?;
        }
        let sql = format!("DELETE FROM {name} AS this WHERE {goes}");
        self.connection().execute(&sql, named_params! { ":unit": unit })?;
        Ok(())
    }

    /// Whether `remove_absent` took that row away
    pub fn was_removed(&self, entity: &str, key: &str) -> Result<bool> {
        // The list is there once something was removed. It must not be made here, in the midst of a query.
        let made = "SELECT 1 FROM sqlite_temp_schema WHERE name = 'removed_keys'";
        if !self.connection().prepare_cached(made)?.exists([])? {
            return Ok(false);
        }
        let sql = "SELECT 1 FROM temp.removed_keys WHERE entity = :entity AND key = :key";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.exists(named_params! { ":entity": entity, ":key": key })?)
    }
}

fn of_unit(entity: Entity) -> String {
    format!("(:unit IS NULL OR this.{} = :unit)", entity.key()[0].name)
}

/// Whole tables are held against each other: the keys of the stage are sorted once, not looked for row by row
fn goes(going: Going, entity: Entity) -> String {
    let (not, stage) = match going {
        Going::AbsentFrom(stage) => ("NOT ", stage),
        Going::In(stage) => ("", stage),
    };
    let (this, keys) = (key_list(entity, "this."), key_list(entity, ""));
    let is_whole = has_whole_key(entity);
    format!("({this}) {not}IN (SELECT {keys} FROM temp.{stage}_{} WHERE {is_whole})", entity.name())
}
