//! Rows that the sheets of a snapshot lack, counted before they go.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::relation::join;
use crate::storage::{Result, Store};

/// What a snapshot would take away
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absent {
    /// Rows of the table before the import, of the unit alone if one was named
    pub rows: i64,
    /// Rows of them that no sheet has
    pub absent: i64,
}

impl Store {
    /// Counts the rows that are not in the stage; only a unit's, if one is named
    pub fn count_absent(&self, stage: &'static str, entity: Entity, unit: Option<&str>) -> Result<Absent> {
        let sql = format!(
            "SELECT count(*), coalesce(sum({}), 0) FROM {} AS this WHERE {}",
            absent(stage, entity),
            entity.name(),
            of_unit(entity)
        );
        Ok(self.connection().query_row(&sql, named_params! { ":unit": unit }, |row| {
            Ok(Absent { rows: row.get(0)?, absent: row.get(1)? })
        })?)
    }

    /// Removes those rows
    pub fn remove_absent(&self, stage: &'static str, entity: Entity, unit: Option<&str>) -> Result<()> {
        let sql = format!(
            "DELETE FROM {} AS this WHERE {} AND {}",
            entity.name(),
            of_unit(entity),
            absent(stage, entity)
        );
        self.connection().execute(&sql, named_params! { ":unit": unit })?;
        Ok(())
    }
}

fn of_unit(entity: Entity) -> String {
    format!("(:unit IS NULL OR this.{} = :unit)", entity.key()[0].name)
}

fn absent(stage: &str, entity: Entity) -> String {
    let same = join(entity.key().iter().map(|column| format!("staged.{0} = this.{0}", column.name)), " AND ");
    format!("NOT EXISTS (SELECT 1 FROM temp.{stage}_{} AS staged WHERE {same})", entity.name())
}
