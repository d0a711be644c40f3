//! The past under the names of the present: TEMP views that shadow the file's tables and views.
//!
//! TEMP names come before the file's own, so whatever is asked afterwards sees what a revision left. The views are
//! derived from the file's schema: each table shows what was true then, and each view is made anew above them.
//!
//! ```text
//! temp.goals_named ── temp.goals ── temp."goals at revision 3" ── main.goals, main.goals_history
//! ```
//!
//! The step between carries a name that nobody writes, by which the authorizer of queries knows who reads the file.
//! A view has no rowid, and none of the views of `schema.sql` asks for one.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::relation::key_list;
use crate::storage::{Result, SCHEMA, Store};

/// The state that a store shows, where it is not the present
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The revision that left it
    revision: i64,
    /// The tables that are shadowed
    tables: Vec<String>,
}

impl Past {
    /// Whether an access to a table of the file goes past the views, and would see the present
    pub fn is_evaded(&self, database: Option<&str>, table: &str, accessor: Option<&str>) -> bool {
        let is_step = |name: &String| accessor == Some(&*step_name(name, self.revision));
        database.is_some_and(|name| name.eq_ignore_ascii_case("main"))
            && self.tables.iter().any(|name| name.eq_ignore_ascii_case(table))
            && !self.tables.iter().any(is_step)
    }
}

/// A table of the file with its columns
struct Table {
    name: String,
    columns: Vec<String>,
}

impl Store {
    /// Shows the file as that revision left it, for as long as it is open; 0 is the empty ledger
    ///
    /// It costs the same whatever the file holds; reading then costs what reading the tables costs.
    pub fn look_back(&mut self, revision: i64) -> Result<()> {
        let (tables, views) = (self.tables()?, self.views()?);
        let mut shadowed = Vec::with_capacity(tables.len());
        for table in tables {
            let Some(rows) = rows_then(&table, revision) else { continue };
            let step = step_name(&table.name, revision);
            let (name, columns) = (&table.name, table.columns.join(", "));
            self.connection.execute_batch(&format!(
                "CREATE TEMP VIEW \"{step}\" AS {rows};
                 CREATE TEMP VIEW {name} AS SELECT {columns} FROM \"{step}\";"
            ))?;
            shadowed.push(table.name);
        }
        for sql in views {
            self.connection.execute_batch(&sql.replacen("CREATE VIEW", "CREATE TEMP VIEW", 1))?;
        }
        self.knows_unit_names.set(false);
        self.past = Some(Past { revision, tables: shadowed });
        Ok(())
    }

    /// Puts the rows of the past into tables of their own, for what asks for the numbers of rows; in the present, nothing
    ///
    /// It costs as much as copying the tables.
    pub fn settle_past(&self) -> Result<()> {
        Entity::ALL.into_iter().try_for_each(|entity| {
            self.settle(entity, entity.name())?;
            self.settle(entity, &format!("{}_history", entity.name()))
        })
    }

    /// The same for what reports read again and again: each reading of a past table opens several cursors, and SQLite
    /// takes no statement of more than a thousand
    pub fn settle_what_reports_read(&self) -> Result<()> {
        [Entity::Units, Entity::Projects]
            .into_iter()
            .try_for_each(|entity| self.settle(entity, entity.name()))
    }

    fn settle(&self, entity: Entity, name: &str) -> Result<()> {
        let Some(past) = &self.past else { return Ok(()) };
        let step = step_name(name, past.revision);
        let copy =
            format!("DROP VIEW temp.{name}; CREATE TEMP TABLE {name} AS SELECT * FROM temp.\"{step}\";");
        self.connection.execute_batch(&copy)?;
        if name == entity.name() {
            let key = key_list(entity, "");
            self.connection
                .execute_batch(&format!("CREATE UNIQUE INDEX temp.{name}_by_key ON {name} ({key})"))?;
        }
        Ok(())
    }

    /// The tables that `schema.sql` makes; what another tool added is left as it is
    fn tables(&self) -> Result<Vec<Table>> {
        let mut statement =
            self.connection.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'")?;
        let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let mut columns =
            self.connection.prepare("SELECT name FROM pragma_table_info(:table, 'main') ORDER BY cid")?;
        let ours = names.into_iter().filter(|name| SCHEMA.contains(&format!("CREATE TABLE {name} (")));
        ours.map(|name| {
            let found = columns.query_map(named_params! { ":table": name }, |row| row.get(0))?;
            Ok(Table { columns: found.collect::<Result<_, _>>()?, name })
        })
        .collect()
    }

    /// The text of each view of the file, which SQLite keeps from `CREATE VIEW` on
    fn views(&self) -> Result<Vec<String>> {
        let mut statement = self
            .connection
            .prepare("SELECT sql FROM main.sqlite_schema WHERE type = 'view' ORDER BY rowid")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn step_name(table: &str, revision: i64) -> String {
    format!("{table} at revision {revision}")
}

/// The rows of a table that were there after the revision; none for a table that knows no revisions
///
/// A unary plus keeps the planner from an index that would be read from end to end. `ended` has none: what has ended
/// since is as little as what has changed since.
fn rows_then(table: &Table, revision: i64) -> Option<String> {
    let (name, columns) = (&table.name, table.columns.join(", "));
    let all = format!("SELECT {columns} FROM main.{name}");
    if Entity::named(name).is_some() {
        return Some(format!(
            "{all} WHERE +revision BETWEEN 1 AND {revision}
             UNION ALL
             SELECT {columns} FROM main.{name}_history WHERE +revision <= {revision} AND ended > {revision}"
        ));
    }
    let has = |wanted: &str| table.columns.iter().any(|column| column == wanted);
    match name.as_str() {
        "revisions" => Some(format!("{all} WHERE id <= {revision}")),
        _ if has("ended") => Some(format!("{all} WHERE +ended <= {revision}")),
        _ if has("revision") => Some(format!("{all} WHERE +revision <= {revision}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_knows_revisions_is_shadowed_and_every_view_too() {
        let mut store = Store::in_memory().unwrap();
        store.look_back(0).unwrap();
        let mut statement = store
            .connection
            .prepare("SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
            .unwrap();
        let names: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(|name| name.unwrap()).collect();
        for name in names {
            let shadowed: bool = store
                .connection
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE type = 'view' AND name = :name)",
                    named_params! { ":name": name },
                    |row| row.get(0),
                )
                .unwrap();
            // What says which file this is does not change.
            assert_eq!(shadowed, name != "ledger", "{name}");
        }
    }

    #[test]
    fn the_views_of_changes_have_the_columns_of_the_one_list() {
        let store = Store::in_memory().unwrap();
        for entity in Entity::ALL {
            let sql = format!(
                "SELECT group_concat(name, ' ') FROM (
                     SELECT name FROM pragma_table_info('{}_changes') ORDER BY cid)",
                entity.name()
            );
            let found: String = store.connection.query_row(&sql, [], |row| row.get(0)).unwrap();
            let (key, values) = entity.columns().split_at(entity.key_length());
            let expected: Vec<String> = ["revision".to_owned(), "change".to_owned()]
                .into_iter()
                .chain(key.iter().map(|column| column.name.to_owned()))
                .chain(values.iter().map(|column| format!("old_{0} {0}", column.name)))
                .collect();
            assert_eq!(found, expected.join(" "));
        }
    }

    #[test]
    fn every_cell_of_a_new_row_is_a_changed_cell() {
        let store = Store::in_memory().unwrap();
        store.connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
        for entity in Entity::ALL {
            let columns: Vec<&str> = entity.columns().iter().map(|column| column.name).collect();
            let cells: Vec<String> = (1..=columns.len()).map(|cell| format!("'{cell}'")).collect();
            store
                .connection
                .execute_batch(&format!(
                    "PRAGMA foreign_keys = OFF; INSERT INTO {} ({}) VALUES ({})",
                    entity.name(),
                    columns.join(", "),
                    cells.join(", ")
                ))
                .unwrap();
            let mut statement = store
                .connection
                .prepare(
                    "SELECT column, CAST(new AS INTEGER), old IS NULL, change, typeof(new) FROM changed_cells
                     WHERE entity = :entity",
                )
                .unwrap();
            let found: Vec<(String, i64, bool, String, String)> = statement
                .query_map(named_params! { ":entity": entity.name() }, |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })
                .unwrap()
                .map(|row| row.unwrap())
                .collect();
            let expected: Vec<(String, i64, bool, String, String)> = (1..)
                .zip(entity.columns())
                .skip(entity.key_length())
                .map(|(cell, column)| {
                    let kind = column.sql_type().to_lowercase();
                    (column.name.to_owned(), cell, true, "added".to_owned(), kind)
                })
                .collect();
            assert_eq!(found, expected);
        }
    }
}
