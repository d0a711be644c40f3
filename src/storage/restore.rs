//! A former state brought back: each table is made what a revision left it, row by row, by set-based SQL.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::relation::{column_list, join, key_list, same_key};
use crate::storage::{Result, Store};

impl Store {
    /// Makes all tables what they were after `target`, as part of the open revision
    ///
    /// Each row gets its old source and line back with its old values. The cost grows with the rows that differ.
    pub fn restore_state(&self, target: i64, revision: i64) -> Result<()> {
        for entity in Entity::ALL {
            self.connection().execute(&remove_sql(entity), named_params! { ":target": target })?;
            self.connection()
                .execute(&write_sql(entity), named_params! { ":target": target, ":revision": revision })?;
        }
        Ok(())
    }
}

/// Rows that were not there: written since, and without a version that was true then
fn remove_sql(entity: Entity) -> String {
    let name = entity.name();
    let same = same_key(entity, "past", name);
    format!(
        "DELETE FROM {name} WHERE revision > :target AND NOT EXISTS (
             SELECT 1 FROM {name}_history AS past
             WHERE {same} AND past.revision <= :target AND past.ended > :target)"
    )
}

/// Versions that were true then and are no longer
fn write_sql(entity: Entity) -> String {
    let name = entity.name();
    let columns = column_list(entity, "");
    let values = &entity.columns()[entity.key_length()..];
    let set = join(values.iter().map(|column| format!("{0} = excluded.{0}", column.name)), ", ");
    let differs =
        join(values.iter().map(|column| format!("{name}.{0} IS NOT excluded.{0}", column.name)), " OR ");
    format!(
        "INSERT INTO {name} ({columns}, revision, origin, origin_line)
         SELECT {columns}, :revision, origin, origin_line FROM {name}_history
         WHERE ended > :target AND +revision <= :target
         ON CONFLICT ({}) DO UPDATE SET {set}, revision = excluded.revision, origin = excluded.origin,
             origin_line = excluded.origin_line
         WHERE {differs}",
        key_list(entity, "")
    )
}
