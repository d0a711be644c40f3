//! What one revision changed, set aside so that it can be taken out of the present.

use rusqlite::{named_params, params_from_iter};

use crate::domain::entity::Entity;
use crate::storage::keys::is_key;
use crate::storage::relation::{column_list, join, key_list, same_key, slashed_key};
use crate::storage::{Result, Store, values};
use crate::table::Value;

/// A row at three times
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// Before the revision
    pub was: Option<Vec<Value>>,
    /// After it
    pub became: Option<Vec<Value>>,
    /// In the present
    pub now: Option<Vec<Value>>,
    /// Whether a later rename gave it another key
    pub renamed: bool,
}

impl Store {
    /// Sets aside the rows that a revision changed in a table, of one unit if one is named
    pub fn stage_reverting(&self, entity: Entity, revision: i64, unit: Option<&str>) -> Result<()> {
        let name = entity.name();
        self.connection().execute_batch(&format!("DROP TABLE IF EXISTS temp.reverting_{name}"))?;
        let sql = stage_sql(entity);
        self.connection().execute(&sql, named_params! { ":revision": revision, ":unit": unit })?;
        Ok(())
    }

    /// Calls `on_row` for every row set aside of that revision that is no longer what it made of it, by the key
    pub fn each_changed_since(
        &self,
        entity: Entity,
        revision: i64,
        mut on_row: impl FnMut(Times) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection().prepare(&changed_since_sql(entity))?;
        let width = entity.columns().len();
        let mut rows = statement.query(named_params! { ":revision": revision })?;
        while let Some(row) = rows.next()? {
            let read = |there: usize, first: usize| -> Result<Option<Vec<Value>>> {
                if !row.get::<_, bool>(there)? {
                    return Ok(None);
                }
                let cells = (first..first + width).map(|index| Ok(values::read(row.get_ref(index)?)));
                cells.collect::<Result<_>>().map(Some)
            };
            let (was, became, now) = (read(0, 4)?, read(1, 4 + width)?, read(2, 4 + 2 * width)?);
            on_row(Times { was, became, now, renamed: row.get(3)? })?;
        }
        Ok(())
    }

    /// The last revision after that one which changed a cell of a row, or without a column the row's being there
    pub fn last_change(
        &self,
        entity: Entity,
        key: &[Value],
        column: Option<&str>,
        after: i64,
    ) -> Result<i64> {
        let (name, is_key) = (entity.name(), is_key(entity, entity.key_length()));
        let sql = match column {
            Some(column) => format!(
                "SELECT coalesce(max(since), 0) FROM (
                     SELECT since, cell, lag(cell) OVER (ORDER BY since) AS before FROM (
                         SELECT revision AS since, {column} AS cell FROM {name} WHERE {is_key}
                         UNION ALL SELECT revision, {column} FROM {name}_history WHERE {is_key}))
                 WHERE since > {after} AND cell IS NOT before"
            ),
            None => format!(
                "SELECT coalesce(max(at), 0) FROM (
                     SELECT revision AS at FROM {name} WHERE {is_key}
                     UNION ALL SELECT ended FROM {name}_history WHERE {is_key})"
            ),
        };
        let key = key.iter().map(Value::to_text);
        Ok(self.connection().query_row(&sql, params_from_iter(key), |row| row.get(0))?)
    }

    /// Gives the rows set aside back what they had before, as part of the open revision; other cells stay
    ///
    /// A row's old source and line come back with it.
    pub fn write_reverting(&self, entity: Entity, revision: i64) -> Result<()> {
        for sql in [remove_sql(entity), update_sql(entity), insert_sql(entity)] {
            let mut statement = self.connection().prepare(&sql)?;
            match statement.parameter_count() {
                0 => statement.execute([])?,
                _ => statement.execute(named_params! { ":revision": revision })?,
            };
        }
        Ok(())
    }
}

/// One line a key: whether a row was there before and after, and its cells then
///
/// Both sides in one pile and grouped by the key: a full join of them would look at all pairs.
fn stage_sql(entity: Entity) -> String {
    let (name, columns, key) = (entity.name(), column_list(entity, ""), key_list(entity, ""));
    let cells = join(
        entity.columns().iter().map(|column| {
            format!(
                "max(iif(after, NULL, {0})) AS was_{0}, max(iif(after, {0}, NULL)) AS became_{0}",
                column.name
            )
        }),
        ", ",
    );
    let owner = entity.key()[0].name;
    format!(
        "CREATE TEMP TABLE reverting_{name} AS
         SELECT {key}, max(NOT after) AS was_there, max(after) AS became_there, {cells},
             max(origin) AS origin, max(origin_line) AS origin_line
         FROM (
             SELECT FALSE AS after, {columns}, origin, origin_line FROM {name}_history
             WHERE ended = :revision AND +revision < :revision
             UNION ALL SELECT TRUE, {columns}, NULL, NULL FROM {name} WHERE revision = :revision
             UNION ALL SELECT TRUE, {columns}, NULL, NULL FROM {name}_history WHERE revision = :revision)
         WHERE :unit IS NULL OR {owner} = :unit
         GROUP BY {key}"
    )
}

fn changed_since_sql(entity: Entity) -> String {
    let name = entity.name();
    let list =
        |prefix: &str| join(entity.columns().iter().map(|column| format!("{prefix}{}", column.name)), ", ");
    let differs = join(
        entity.columns().iter().map(|column| format!("now.{0} IS NOT this.became_{0}", column.name)),
        " OR ",
    );
    format!(
        "SELECT this.was_there, this.became_there, now.rowid IS NOT NULL,
             EXISTS (SELECT 1 FROM renames WHERE entity = '{name}' AND old_key = {} AND revision > :revision),
             {}, {}, {}
         FROM temp.reverting_{name} AS this LEFT JOIN {name} AS now ON {}
         WHERE {differs} ORDER BY {}",
        slashed_key(entity, "this"),
        list("this.was_"),
        list("this.became_"),
        list("now."),
        same_key(entity, "now", "this"),
        key_list(entity, "this.")
    )
}

fn remove_sql(entity: Entity) -> String {
    let name = entity.name();
    format!(
        "DELETE FROM {name} WHERE rowid IN (
             SELECT now.rowid FROM temp.reverting_{name} AS this CROSS JOIN {name} AS now ON {}
             WHERE NOT this.was_there)",
        same_key(entity, "now", "this")
    )
}

fn update_sql(entity: Entity) -> String {
    let name = entity.name();
    let cells = &entity.columns()[entity.key_length()..];
    let changed = |column: &str| format!("this.was_{column} IS NOT this.became_{column}");
    let set = join(
        cells.iter().map(|column| {
            format!("{0} = iif({1}, this.was_{0}, {name}.{0})", column.name, changed(column.name))
        }),
        ", ",
    );
    let differs = join(
        cells.iter().map(|column| {
            format!("({1} AND {name}.{0} IS NOT this.was_{0})", column.name, changed(column.name))
        }),
        " OR ",
    );
    format!(
        "UPDATE {name} SET {set}, revision = :revision, origin = this.origin, origin_line = this.origin_line
         FROM temp.reverting_{name} AS this
         WHERE {} AND this.was_there AND this.became_there AND ({differs})",
        same_key(entity, name, "this")
    )
}

fn insert_sql(entity: Entity) -> String {
    let name = entity.name();
    let was = join(entity.columns().iter().map(|column| format!("was_{}", column.name)), ", ");
    format!(
        "INSERT INTO {name} ({}, revision, origin, origin_line)
         SELECT {was}, :revision, origin, origin_line FROM temp.reverting_{name} AS this
         WHERE this.was_there AND NOT this.became_there
             AND NOT EXISTS (SELECT 1 FROM {name} AS now WHERE {})",
        column_list(entity, ""),
        same_key(entity, "now", "this")
    )
}
