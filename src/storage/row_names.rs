//! Rows known by their names: found for a reference, and for rows of sheets that have no code.

use std::collections::HashSet;

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::{Result, Store};

/// A staged row without a code whose name is that of several rows
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguous {
    /// The source and line of the row
    pub source: i64,
    /// The line
    pub line: i64,
    /// Its name
    pub name: String,
    /// The codes of the rows of that name
    pub codes: String,
}

/// A staged row without a code, and the code that was found or made for it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    /// The source of the row
    pub source: i64,
    /// The line
    pub line: i64,
    /// The code
    pub code: String,
    /// Whether a row of that name was there
    pub is_known: bool,
}

impl Store {
    /// The measures that the ledger's metrics have
    pub fn measures(&self) -> Result<HashSet<String>> {
        let mut statement = self.connection().prepare("SELECT DISTINCT measure FROM metrics")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a goal or project of that unit and code is there
    pub fn has_row(&self, entity: Entity, unit: &str, code: &str) -> Result<bool> {
        let sql = format!("SELECT 1 FROM {} WHERE unit = :unit AND code = :code", entity.name());
        Ok(self.connection().prepare_cached(&sql)?.exists(named_params! { ":unit": unit, ":code": code })?)
    }

    /// The codes of a unit's goals or projects of that name
    pub fn codes_named(&self, entity: Entity, unit: &str, name: &str) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT code FROM {} WHERE unit = :unit AND name_key({}) = name_key(:name) ORDER BY code LIMIT 5",
            entity.name(),
            entity.label().name
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":unit": unit, ":name": name }, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives staged rows without a code that of the row of their name, or the next free one
    ///
    /// A metric's code is shared by all units, so its name is looked for in all of them. Rows whose name is that of
    /// several come back, and lose their place in the stage. Units never get a new code.
    pub fn code_staged(&self, stage: &'static str, entity: Entity) -> Result<(Vec<Ambiguous>, Vec<Coded>)> {
        let table = format!("temp.{stage}_{}", entity.name());
        let nobody: bool = self.connection().query_row(
            &format!("SELECT NOT EXISTS (SELECT 1 FROM {table} WHERE code IS NULL)"),
            [],
            |row| row.get(0),
        )?;
        if nobody {
            return Ok((Vec::new(), Vec::new()));
        }
        self.collect_row_names(&table, entity)?;
        let ambiguous = self.take_ambiguous(&table, entity)?;
        // Unqualified, the unit would be that of the list of names.
        let own = format!("{stage}_{}.", entity.name());
        let (label, unit) = (entity.label().name, unit_of(entity, &own));
        let meant = format!(
            "(SELECT min(known.code) FROM temp.row_names AS known
              WHERE known.unit = {unit} AND known.key = name_key({label}))"
        );
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.uncoded;
             CREATE TEMP TABLE uncoded AS
                 SELECT rowid AS row, origin, origin_line, {meant} AS known FROM {table} WHERE code IS NULL;
             UPDATE {table} SET code = {meant} WHERE code IS NULL;"
        ))?;
        if let Some(letter) = letter_of(entity) {
            self.number_staged(&table, entity, letter)?;
        }
        let mut statement = self.connection().prepare(&format!(
            "SELECT uncoded.origin, uncoded.origin_line, staged.code, uncoded.known IS NOT NULL
             FROM temp.uncoded AS uncoded JOIN {table} AS staged ON staged.rowid = uncoded.row
             WHERE staged.code IS NOT NULL ORDER BY uncoded.row"
        ))?;
        let rows = statement.query_map([], |row| {
            Ok(Coded { source: row.get(0)?, line: row.get(1)?, code: row.get(2)?, is_known: row.get(3)? })
        })?;
        Ok((ambiguous, rows.collect::<Result<_, _>>()?))
    }

    /// The names of the rows in the table and in the stage
    fn collect_row_names(&self, table: &str, entity: Entity) -> Result<()> {
        let (name, label) = (entity.name(), entity.label().name);
        let unit = unit_of(entity, "");
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.row_names;
             CREATE TEMP TABLE row_names (unit TEXT, key TEXT, code TEXT, PRIMARY KEY (unit, key, code)) WITHOUT ROWID;
             INSERT OR IGNORE INTO temp.row_names SELECT {unit}, name_key({label}), code FROM {name};
             INSERT OR IGNORE INTO temp.row_names
                 SELECT {unit}, name_key({label}), code FROM {table} WHERE code IS NOT NULL AND {label} IS NOT NULL;"
        ))?;
        Ok(())
    }

    fn take_ambiguous(&self, table: &str, entity: Entity) -> Result<Vec<Ambiguous>> {
        let (label, unit) = (entity.label().name, unit_of(entity, "staged."));
        let several = format!(
            "staged.code IS NULL AND 1 < (SELECT count(*) FROM temp.row_names AS known
                 WHERE known.unit = {unit} AND known.key = name_key(staged.{label}))"
        );
        let mut statement = self.connection().prepare(&format!(
            "SELECT origin, origin_line, {label}, (SELECT group_concat(known.code, ', ') FROM temp.row_names AS known
                 WHERE known.unit = {unit} AND known.key = name_key(staged.{label}))
             FROM {table} AS staged WHERE {several} ORDER BY rowid"
        ))?;
        let rows = statement.query_map([], |row| {
            Ok(Ambiguous { source: row.get(0)?, line: row.get(1)?, name: row.get(2)?, codes: row.get(3)? })
        })?;
        let found = rows.collect::<Result<_, _>>()?;
        self.connection().execute_batch(&format!("DELETE FROM {table} AS staged WHERE {several}"))?;
        Ok(found)
    }

    /// Numbers what is new behind the last code of its unit, in the order of reading: P7, P8
    fn number_staged(&self, table: &str, entity: Entity, letter: char) -> Result<()> {
        let (name, label) = (entity.name(), entity.label().name);
        let unit = unit_of(entity, "");
        let last = |rows: &str| {
            format!(
                "SELECT {unit} AS unit, CAST(substr(code, 2) AS INTEGER) AS number FROM {rows}
                 WHERE code GLOB '{letter}[0-9]*'"
            )
        };
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.new_codes;
             CREATE TEMP TABLE new_codes (unit TEXT, key TEXT, code TEXT, PRIMARY KEY (unit, key)) WITHOUT ROWID;
             WITH last (unit, number) AS (
                 SELECT unit, max(number) FROM ({} UNION ALL {}) GROUP BY unit),
             fresh (unit, key, first) AS (
                 SELECT {unit}, name_key({label}), min(rowid) FROM {table} WHERE code IS NULL GROUP BY 1, 2)
             INSERT INTO temp.new_codes
                 SELECT fresh.unit, fresh.key, '{letter}' || (coalesce(last.number, 0)
                     + row_number() OVER (PARTITION BY fresh.unit ORDER BY fresh.first))
                 FROM fresh LEFT JOIN last ON last.unit = fresh.unit;
             UPDATE {table} SET code = (SELECT new.code FROM temp.new_codes AS new
                 WHERE new.unit = {} AND new.key = name_key({label})) WHERE code IS NULL;",
            last(name),
            last(table),
            unit_of(entity, &format!("{}.", table.trim_start_matches("temp.")))
        ))?;
        Ok(())
    }

    /// Gives staged rows whose parent is a name the code of the staged row of that name
    pub fn resolve_staged_names(&self, stage: &'static str, entity: Entity) -> Result<()> {
        let table = format!("temp.{stage}_{}", entity.name());
        let plain = format!("{stage}_{}", entity.name());
        let unit = unit_of(entity, &format!("{plain}."));
        self.collect_row_names(&table, entity)?;
        let same = format!("known.unit = {unit} AND known.key = name_key({plain}.parent)");
        self.connection().execute_batch(&format!(
            "UPDATE {table} SET parent = (SELECT known.code FROM temp.row_names AS known WHERE {same})
             WHERE parent IS NOT NULL AND parent <> CAST(parent AS BLOB) || ''
                 AND 1 = (SELECT count(*) FROM temp.row_names AS known WHERE {same})
                 AND NOT EXISTS (SELECT 1 FROM {table} AS there
                     WHERE there.unit = {plain}.unit AND there.code = {plain}.parent)"
        ))?;
        Ok(())
    }
}

/// Where a row's name is looked for: inside its unit, or among all of them
fn unit_of(entity: Entity, prefix: &str) -> String {
    match entity {
        Entity::Goals | Entity::Projects => format!("{prefix}unit"),
        Entity::Units | Entity::Metrics => "''".to_owned(),
    }
}

/// The letter that new codes begin with
fn letter_of(entity: Entity) -> Option<char> {
    match entity {
        Entity::Units => None,
        Entity::Goals => Some('G'),
        Entity::Projects => Some('P'),
        Entity::Metrics => Some('M'),
    }
}
