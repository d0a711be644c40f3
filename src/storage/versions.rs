//! The versions of one row, each with the sheet and line that it came from, and the keys that look like one.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, params_from_iter};

use crate::domain::entity::Entity;
use crate::storage::relation::{column_list, join, key_list};
use crate::storage::{Result, Store, values};
use crate::table::Value;

/// A row as it was for a time
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The cells of all columns, in canonical order
    pub cells: Vec<Value>,
    /// The revision from which it was true; 0 for a row that another tool inserted and no revision holds yet
    pub since: i64,
    /// The revision that ended it; none while it is true
    pub until: Option<i64>,
    /// Where it was read; none where no sheet gave it
    pub place: Option<Place>,
}

impl Version {
    /// Whether it was true after a revision
    pub fn was_true_after(&self, revision: i64) -> bool {
        self.since <= revision && self.until.is_none_or(|until| until > revision)
    }
}

/// A line of a sheet
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The revision that read it
    pub revision: i64,
    /// The file
    pub file: String,
    /// The sheet of a workbook
    pub sheet: Option<String>,
    /// The line, or the row of the sheet, counted from 1
    pub line: i64,
}

/// Keys of a unit that are looked at for near ones
const LOOKED_AT: i64 = 20_000;

impl Store {
    /// The versions of the row with that key, the earliest first; none where there never was one
    pub fn versions_of(&self, entity: Entity, key: &[String]) -> Result<Vec<Version>> {
        let name = entity.name();
        let columns = column_list(entity, "this.");
        let is_row = join(entity.key().iter().map(|column| format!("this.{} = ?", column.name)), " AND ");
        let place = "sources.revision, sources.name, sources.sheet, this.origin_line";
        let of = |table: &str, until: &str, order: u8| {
            format!(
                "SELECT {columns}, this.revision, {until}, {place}, {order} AS part FROM {table} AS this
                 LEFT JOIN sources ON sources.id = this.origin WHERE {is_row}"
            )
        };
        // What is true now comes last, also while no revision holds it.
        let sql = format!(
            "{} UNION ALL {} ORDER BY part, {}",
            of(&format!("{name}_history"), "this.ended", 0),
            of(name, "NULL", 1),
            entity.columns().len() + 1
        );
        let mut statement = self.connection().prepare(&sql)?;
        let both = key.iter().chain(key).map(|text| SqlValue::Text(text.clone()));
        let mut rows = statement.query(params_from_iter(both))?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next()? {
            versions.push(read_version(row, entity.columns().len())?);
        }
        Ok(versions)
    }

    /// The keys and names of a unit's rows, those of the past too
    pub fn keys_of_unit(&self, entity: Entity, unit: &str) -> Result<Vec<(Vec<String>, String)>> {
        let (name, label) = (entity.name(), entity.label().name);
        let (keys, owner) = (key_list(entity, ""), entity.key()[0].name);
        let mut statement = self.connection().prepare(&format!(
            "SELECT {keys}, {label} FROM {name} WHERE {owner} = ?1
             UNION SELECT {keys}, {label} FROM {name}_history WHERE {owner} = ?1 LIMIT {LOOKED_AT}"
        ))?;
        let width = entity.key_length();
        let rows = statement.query_map([unit], |row| {
            let key = (0..width).map(|index| row.get(index)).collect::<rusqlite::Result<Vec<String>>>()?;
            Ok((key, row.get::<_, Option<String>>(width)?.unwrap_or_default()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keys of rows with that code in any unit, at most that many
    pub fn keys_with_code(&self, entity: Entity, code: &str, most: usize) -> Result<Vec<String>> {
        let key = join(entity.key().iter().map(|column| column.name.to_owned()), " || '/' || ");
        let mut statement = self.connection().prepare(&format!(
            "SELECT {key} FROM {} WHERE code = ?1 ORDER BY 1 LIMIT {most}",
            entity.name()
        ))?;
        let rows = statement.query_map([code], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn read_version(row: &Row<'_>, width: usize) -> Result<Version> {
    let (file, line): (Option<String>, Option<i64>) = (row.get(width + 3)?, row.get(width + 5)?);
    let place = match (file, line) {
        (Some(file), Some(line)) => {
            Some(Place { revision: row.get(width + 2)?, file, sheet: row.get(width + 4)?, line })
        }
        _ => None,
    };
    Ok(Version {
        cells: values::read_row(row, width)?,
        since: row.get(width)?,
        until: row.get(width + 1)?,
        place,
    })
}
