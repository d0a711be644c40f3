//! Rows removed by their keys, and keys that become others with everything that refers to them.

use rusqlite::{OptionalExtension, named_params, params_from_iter};

use crate::domain::entity::{Entity, Kind};
use crate::storage::keys::is_key;
use crate::storage::relation::{join, key_list, slashed_key};
use crate::storage::rules::references::target_of;
use crate::storage::unit_names::NAME_SEPARATOR;
use crate::storage::{Result, Store};

/// What a unit is called
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitNames {
    /// Its code
    pub code: String,
    /// Its full name
    pub name: String,
    /// Its other and former names, as they stand in the cell
    pub aliases: Option<String>,
}

/// Codes inside a unit that become others
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recoding<'c> {
    /// The table
    pub entity: Entity,
    /// The unit
    pub unit: &'c str,
    /// The code
    pub old: &'c str,
    /// What it becomes
    pub new: &'c str,
    /// Of a metric, one period alone
    pub period: Option<&'c str>,
}

impl Store {
    /// Removes the row of that key, as part of the open revision
    pub fn remove_row(&self, entity: Entity, key: &[String]) -> Result<()> {
        let sql = format!("DELETE FROM {} WHERE {}", entity.name(), is_key(entity, entity.key_length()));
        self.connection().prepare_cached(&sql)?.execute(params_from_iter(key))?;
        Ok(())
    }

    /// What the unit of that code is called
    pub fn names_of_unit(&self, code: &str) -> Result<UnitNames> {
        let sql = "SELECT code, name, aliases FROM units WHERE code = :code";
        Ok(self.connection().query_row(sql, named_params! { ":code": code }, |row| {
            Ok(UnitNames { code: row.get(0)?, name: row.get(1)?, aliases: row.get(2)? })
        })?)
    }

    /// All keys that renames have ever given the row of that key, with slashes
    pub fn keys_of_row(&self, table: &str, key: &str) -> Result<Vec<String>> {
        let mut statement = self.connection().prepare_cached(
            "WITH RECURSIVE same (key) AS (
                 SELECT :key
                 UNION SELECT old_key FROM renames JOIN same ON new_key = same.key WHERE entity = :table
                 UNION SELECT new_key FROM renames JOIN same ON old_key = same.key WHERE entity = :table)
             SELECT key FROM same ORDER BY key",
        )?;
        let rows = statement.query_map(named_params! { ":table": table, ":key": key }, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The key that a row had before a revision renamed it to that one, if it did
    pub fn former_key(&self, entity: Entity, key: &[String], revision: i64) -> Result<Option<Vec<String>>> {
        let sql =
            "SELECT old_key FROM renames WHERE entity = :table AND new_key = :key AND revision = :revision";
        let (table, key) = (entity.name(), key.join("/"));
        let found: Option<String> = self
            .connection()
            .prepare_cached(sql)?
            .query_row(named_params! { ":table": table, ":key": key, ":revision": revision }, |row| {
                row.get(0)
            })
            .optional()?;
        Ok(found.map(|key| key.splitn(entity.key_length(), '/').map(str::to_owned).collect()))
    }

    /// Whether any row says that it is of that unit, be the unit there or not
    pub fn has_rows_of_unit(&self, code: &str) -> Result<bool> {
        for entity in Entity::ALL {
            let key = [code.to_owned()];
            let sql = format!("SELECT 1 FROM {} WHERE {}", entity.name(), is_key(entity, 1));
            if self.connection().prepare_cached(&sql)?.exists(params_from_iter(&key))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Rows that are there and would get the key of one that is recoded, with slashes
    pub fn recoding_clashes(&self, recoding: &Recoding<'_>) -> Result<Vec<String>> {
        let name = recoding.entity.name();
        let same = join(
            recoding
                .entity
                .key()
                .iter()
                .filter(|column| column.name != "code")
                .map(|column| format!("taken.{0} = this.{0}", column.name)),
            " AND ",
        );
        let sql = format!(
            "SELECT {} FROM {name} AS this CROSS JOIN {name} AS taken ON {same} AND taken.code = {}
             WHERE {} AND NOT {} ORDER BY {}",
            slashed_key(recoding.entity, "taken"),
            new_code("this.code"),
            is_recoded(recoding.entity, "this"),
            is_recoded(recoding.entity, "taken"),
            key_list(recoding.entity, "this.")
        );
        let mut statement = self.connection().prepare(&sql)?;
        let rows = statement.query_map(
            named_params! {
                ":unit": recoding.unit, ":old": recoding.old, ":new": recoding.new, ":period": recoding.period,
            },
            |row| row.get(0),
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives the rows their new codes and lets references follow, as part of the open revision
    pub fn recode(&self, recoding: &Recoding<'_>, revision: i64) -> Result<()> {
        let Recoding { entity, unit, old, new, period } = *recoding;
        for referring in Entity::ALL {
            for column in referring.columns().iter().filter(|column| column.kind == Kind::Reference(entity)) {
                self.connection().execute(
                    &reference_sql(referring, column.name),
                    named_params! { ":unit": unit, ":old": old, ":new": new, ":revision": revision },
                )?;
            }
        }
        let (name, moved) = (entity.name(), is_recoded(entity, "this"));
        let rest = join(entity.key().iter().skip(2).map(|column| format!(" || '/' || {}", column.name)), "");
        self.connection().execute(
            &format!(
                "INSERT INTO renames (revision, entity, old_key, new_key)
                 SELECT :revision, '{name}', unit || '/' || code{rest}, unit || '/' || {}{rest}
                 FROM {name} AS this WHERE {moved}",
                new_code("code")
            ),
            named_params! {
                ":revision": revision, ":unit": unit, ":old": old, ":new": new, ":period": period,
            },
        )?;
        // Of G1.1 and G1.1.1 the one may get the code that the other still has: a slash, which no code has, holds the
        // new ones apart until all are made.
        self.connection().execute(
            &format!(
                "UPDATE {name} AS this SET code = '/' || {}, revision = :revision WHERE {moved}",
                new_code("code")
            ),
            named_params! {
                ":revision": revision, ":unit": unit, ":old": old, ":new": new, ":period": period,
            },
        )?;
        self.connection().execute(
            &format!(
                "UPDATE {name} SET code = substr(code, 2), revision = :revision
                 WHERE unit = :unit AND substr(code, 1, 1) = '/'"
            ),
            named_params! { ":revision": revision, ":unit": unit },
        )?;
        Ok(())
    }

    /// Gives a unit its new names, and its rows and all that refers to it the new code, in the open revision
    pub fn rename_unit(&self, old: &str, names: &UnitNames, revision: i64) -> Result<()> {
        let UnitNames { code, name, aliases } = names;
        if code != old {
            for entity in Entity::ALL {
                let sql = follow_log_sql(entity);
                self.connection()
                    .execute(&sql, named_params! { ":revision": revision, ":old": old, ":new": code })?;
                for sql in follow_unit_sql(entity, entity.name(), ", revision = :revision") {
                    self.connection()
                        .execute(&sql, named_params! { ":revision": revision, ":old": old, ":new": code })?;
                }
            }
        }
        self.connection().execute(
            "UPDATE units SET code = :code, name = :name, aliases = :aliases, revision = :revision
             WHERE code = :old AND (code <> :code OR name <> :name OR aliases IS NOT :aliases)",
            named_params! {
                ":code": code, ":name": name, ":aliases": aliases, ":revision": revision, ":old": old,
            },
        )?;
        Ok(())
    }
}

/// The condition that a row is the one recoded, or a goal or project inside it by its dotted code
fn is_recoded(entity: Entity, row: &str) -> String {
    match entity {
        Entity::Metrics => format!(
            "({row}.unit = :unit AND {row}.code = :old AND (:period IS NULL OR {row}.period = :period))"
        ),
        _ => format!("({row}.unit = :unit AND {} AND :period IS NULL)", is_inside(&format!("{row}.code"))),
    }
}

fn is_inside(code: &str) -> String {
    format!("({code} = :old OR substr({code}, 1, length(:old) + 1) = :old || '.')")
}

fn new_code(code: &str) -> String {
    format!(":new || substr({code}, length(:old) + 1)")
}

/// References to the rows recoded: bare ones stay bare, `unit/code` keeps its unit
fn reference_sql(entity: Entity, column: &str) -> String {
    let (unit, code) = target_of(column);
    format!(
        "UPDATE {} AS this SET {column} =
             substr(this.{column}, 1, instr(this.{column}, '/')) || {}, revision = :revision
         WHERE this.{column} IS NOT NULL AND {unit} = :unit AND {}",
        entity.name(),
        new_code(&code),
        is_inside(&code)
    )
}

/// The line in `renames` of every row whose key has the unit in it
fn follow_log_sql(entity: Entity) -> String {
    let (name, owner) = (entity.name(), entity.key()[0].name);
    let rest = join(entity.key()[1..].iter().map(|column| format!(" || '/' || {}", column.name)), "");
    format!(
        "INSERT INTO renames (revision, entity, old_key, new_key)
         SELECT :revision, '{name}', :old{rest}, :new{rest} FROM {name} WHERE {owner} = :old"
    )
}

/// Everything of a table but the unit's own row that names it: as owner, in a list, in front of a code
///
/// `besides` is what else is set in a row that follows.
pub(super) fn follow_unit_sql(entity: Entity, table: &str, besides: &str) -> Vec<String> {
    let separator = NAME_SEPARATOR;
    let update = |column: &str, value: String, condition: String| {
        format!("UPDATE {table} SET {column} = {value}{besides} WHERE {condition}")
    };
    let columns = entity.columns().iter().filter_map(|column| {
        let column_name = column.name;
        match column.kind {
            Kind::Unit => Some(update(column_name, ":new".to_owned(), format!("{column_name} = :old"))),
            Kind::Reference(_) => Some(update(
                column_name,
                format!(":new || substr({column_name}, instr({column_name}, '/'))"),
                format!("substr({column_name}, 1, length(:old) + 1) = :old || '/'"),
            )),
            Kind::Units => {
                // Twice the separator between names, so that each has its own two.
                let spaced = format!("'{separator}' || replace({column_name}, '{separator}', '{separator}{separator}') || '{separator}'");
                let renamed = format!("replace({spaced}, '{separator}' || :old || '{separator}', '{separator}' || :new || '{separator}')");
                Some(update(
                    column_name,
                    format!("trim(replace({renamed}, '{separator}{separator}', '{separator}'), '{separator}')"),
                    format!("instr({spaced}, '{separator}' || :old || '{separator}') > 0"),
                ))
            }
            _ => None,
        }
    });
    columns.collect()
}
