//! The versions of one row, each with the sheet and line that it came from, and the keys that look like one.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, params_from_iter};

use crate::domain::entity::Entity;
use crate::storage::relation::{column_list, join};
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
