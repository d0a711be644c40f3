//! References between rows that no foreign key holds, checked for whole tables at once.

use rusqlite::named_params;

use crate::domain::entity::{Entity, Kind};
use crate::storage::relation::{join, key_list};
use crate::storage::{Result, Store};

/// Where a row came from: the source and the line in it
pub type Place = (Option<i64>, Option<i64>);

/// A row that refers to a row that does not exist
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling {
    /// The table of the row
    pub entity: Entity,
    /// The row's key, with slashes
    pub key: String,
    /// The column that refers
    pub column: &'static str,
    /// What it says
    pub reference: String,
    /// The source and line that the row came from
    pub place: Place,
}

/// Which rows to look at
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// The rows that a revision wrote
    Revision(i64),
    /// All rows
    All,
}

impl Store {
    /// Calls `on_dangling` for every reference into nothing among those rows
    pub fn each_dangling(
        &self,
        among: Among,
        mut on_dangling: impl FnMut(Dangling) -> Result<()>,
    ) -> Result<()> {
        for entity in Entity::ALL {
            for column in entity.columns() {
                let sql = match (column.kind, among) {
                    (Kind::Reference(target), _) => dangling_sql(entity, column.name, target, among),
                    // An import resolves units by name, before it writes anything.
                    (Kind::Unit, Among::All) => dangling_unit_sql(entity, column.name),
                    _ => continue,
                };
                let revision = match among {
                    Among::Revision(revision) => Some(revision),
                    Among::All => None,
                };
                let mut statement = self.connection().prepare(&with_scope(&sql, revision.is_some()))?;
                let mut rows = match revision {
                    Some(revision) => statement.query(named_params! { ":revision": revision })?,
                    None => statement.query([])?,
                };
                while let Some(row) = rows.next()? {
                    on_dangling(Dangling {
                        entity,
                        key: row.get(0)?,
                        column: column.name,
                        reference: row.get(1)?,
                        place: (row.get(2)?, row.get(3)?),
                    })?;
                }
            }
        }
        Ok(())
    }

    /// Makes the list of rows that an import could not write
    pub fn create_refused_keys(&self) -> Result<()> {
        self.connection().execute_batch(
            "DROP TABLE IF EXISTS temp.refused_keys;
             CREATE TEMP TABLE refused_keys (entity TEXT, unit TEXT, code TEXT, PRIMARY KEY (entity, unit, code))
             WITHOUT ROWID;",
        )?;
        Ok(())
    }

    /// Puts a row on that list
    pub fn add_refused_key(&self, entity: Entity, unit: &str, code: &str) -> Result<()> {
        let mut statement = self
            .connection()
            .prepare_cached("INSERT OR IGNORE INTO temp.refused_keys VALUES (:entity, :unit, :code)")?;
        statement.execute(named_params! { ":entity": entity.name(), ":unit": unit, ":code": code })?;
        Ok(())
    }

    /// Calls `on_empty` for every metric of a revision that states no value and does not say why
    pub fn each_empty_metric(
        &self,
        revision: i64,
        mut on_empty: impl FnMut(String, Place) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection().prepare(
            "SELECT unit || '/' || code || '/' || period, origin, origin_line FROM metrics
             WHERE revision = :revision AND coalesce(baseline, target, actual) IS NULL AND measure <> '定性'
                 AND (status IS NULL OR status NOT IN ('missing', 'na', 'included'))
             ORDER BY unit, code, period",
        )?;
        let mut rows = statement.query(named_params! { ":revision": revision })?;
        while let Some(row) = rows.next()? {
            on_empty(row.get(0)?, (row.get(1)?, row.get(2)?))?;
        }
        Ok(())
    }

    /// Calls `on_fragile` for every row of a revision whose code a spreadsheet would damage, with the code
    pub fn each_fragile_code(
        &self,
        revision: i64,
        mut on_fragile: impl FnMut(Entity, String, String, Place) -> Result<()>,
    ) -> Result<()> {
        for entity in Entity::ALL {
            let sql = format!(
                "SELECT {}, this.code, this.origin, this.origin_line FROM {} AS this
                 WHERE this.revision = :revision AND is_fragile(this.code) ORDER BY {}",
                key_with_slashes(entity),
                entity.name(),
                key_list(entity, "this.")
            );
            let mut statement = self.connection().prepare(&sql)?;
            let mut rows = statement.query(named_params! { ":revision": revision })?;
            while let Some(row) = rows.next()? {
                on_fragile(entity, row.get(0)?, row.get(1)?, (row.get(2)?, row.get(3)?))?;
            }
        }
        Ok(())
    }

    /// Calls `on_cycle` for every row that is, by its parents, inside itself
    pub fn each_cycle(&self, mut on_cycle: impl FnMut(Entity, String, Place) -> Result<()>) -> Result<()> {
        for entity in [Entity::Units, Entity::Goals, Entity::Projects] {
            let mut statement = self.connection().prepare(&cycle_sql(entity))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                on_cycle(entity, row.get(0)?, (row.get(1)?, row.get(2)?))?;
            }
        }
        Ok(())
    }
}

fn with_scope(sql: &str, one_revision: bool) -> String {
    let scope = if one_revision { "this.revision = :revision" } else { "TRUE" };
    sql.replace("{scope}", scope)
}

fn key_with_slashes(entity: Entity) -> String {
    join(entity.key().iter().map(|column| format!("this.{}", column.name)), " || '/' || ")
}

/// The unit and code that a reference column names: `G2` in the row's own unit, or `unit/G2`
fn target_of(column: &str) -> (String, String) {
    (
        format!(
            "iif(instr(this.{column}, '/') > 0, substr(this.{column}, 1, instr(this.{column}, '/') - 1), this.unit)"
        ),
        format!("substr(this.{column}, instr(this.{column}, '/') + 1)"),
    )
}

fn dangling_sql(entity: Entity, column: &str, target: Entity, among: Among) -> String {
    let (unit, code) = target_of(column);
    // What a sheet has and could not be written exists all the same.
    let refused = match among {
        Among::All => String::new(),
        Among::Revision(_) => format!(
            "AND NOT EXISTS (SELECT 1 FROM temp.refused_keys AS target WHERE target.entity = '{}'
                 AND target.unit = {unit} AND target.code = {code})",
            target.name()
        ),
    };
    format!(
        "SELECT {}, this.{column}, this.origin, this.origin_line FROM {} AS this
         WHERE {{scope}} AND this.{column} IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM {} AS target WHERE target.unit = {unit} AND target.code = {code})
             {refused}
         ORDER BY {}",
        key_with_slashes(entity),
        entity.name(),
        target.name(),
        key_list(entity, "this.")
    )
}

fn dangling_unit_sql(entity: Entity, column: &str) -> String {
    format!(
        "SELECT {}, this.{column}, this.origin, this.origin_line FROM {} AS this
         WHERE {{scope}} AND this.{column} IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM units AS target WHERE target.code = this.{column})
         ORDER BY {}",
        key_with_slashes(entity),
        entity.name(),
        key_list(entity, "this.")
    )
}

/// Only stated parents can form a cycle: a dotted code is always longer than its prefix
fn cycle_sql(entity: Entity) -> String {
    let name = entity.name();
    let key = key_with_slashes(entity);
    let above = if entity == Entity::Units {
        "this.parent".to_owned()
    } else {
        let (unit, code) = target_of("parent");
        format!("{unit} || '/' || {code}")
    };
    format!(
        "WITH RECURSIVE
         stated (key, above) AS (SELECT {key}, {above} FROM {name} AS this WHERE this.parent IS NOT NULL),
         reached (start, key, steps) AS (
             SELECT key, above, 1 FROM stated
             UNION
             SELECT reached.start, stated.above, reached.steps + 1
             FROM reached JOIN stated ON stated.key = reached.key
             WHERE reached.key <> reached.start AND reached.steps < 64
         )
         SELECT {key}, this.origin, this.origin_line FROM {name} AS this
         WHERE {key} IN (SELECT start FROM reached WHERE key = start)
         ORDER BY {}",
        key_list(entity, "this.")
    )
}
