//! One row into its table: inserted, updated where it differs, or left alone.

use rusqlite::{CachedStatement, ErrorCode};

use crate::domain::entity::{Column, Entity, Kind};
use crate::storage::relation::{join, key_list};
use crate::storage::staging::Cell;
use crate::storage::{Error, Result, Store};

/// What became of a row
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was inserted or updated
    Written,
    /// It was there already
    Unchanged,
    /// The row has money and no unit for it
    MoneyWithoutUnit,
    /// A stored value cannot be expressed in the sheet's unit
    NotConvertible,
}

/// A statement that writes rows with a fixed set of columns
pub struct Upsert<'s> {
    statement: CachedStatement<'s>,
    columns: Vec<usize>,
}

impl Upsert<'_> {
    /// Whether it writes exactly those columns, and that one besides
    pub fn writes(&self, columns: &[usize], besides: Option<usize>) -> bool {
        let others = self.columns.iter().filter(|column| Some(**column) != besides);
        self.columns.len() == columns.len() + usize::from(besides.is_some()) && others.eq(columns)
    }

    /// Writes a row of which `cells` holds all columns; only the statement's own columns are written
    pub fn put(&mut self, cells: &[Cell<'_>], revision: i64, source: i64, line: i64) -> Result<Outcome> {
        for (index, &column) in self.columns.iter().enumerate() {
            self.statement.raw_bind_parameter(index + 1, &cells[column])?;
        }
        self.run(revision, source, line)
    }

    fn run(&mut self, revision: i64, source: i64, line: i64) -> Result<Outcome> {
        let width = self.columns.len();
        bind_places(&mut self.statement, width, [revision, source, line])?;
        match self.statement.raw_execute() {
            Ok(0) => Ok(Outcome::Unchanged),
            Ok(_) => Ok(Outcome::Written),
            Err(error) => refused(error),
        }
    }
}

fn bind_places(statement: &mut CachedStatement<'_>, width: usize, places: [i64; 3]) -> Result<()> {
    let cells = places.map(Cell::Integer);
    for (index, cell) in cells.iter().enumerate() {
        statement.raw_bind_parameter(width + index + 1, cell)?;
    }
    Ok(())
}

/// Tells what a sheet did wrong from what went wrong in SQLite
fn refused(error: rusqlite::Error) -> Result<Outcome> {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) if error.to_string().contains("money_has_a_unit") => {
            Ok(Outcome::MoneyWithoutUnit)
        }
        _ if error.to_string().contains("in_unit") => Ok(Outcome::NotConvertible),
        _ => Err(Error::from(error)),
    }
}

impl Store {
    /// The statement for rows with those columns, which include the key and are in canonical order
    pub fn upsert(&self, entity: Entity, columns: &[usize]) -> Result<Upsert<'_>> {
        let sql = upsert_sql(entity, columns);
        Ok(Upsert { statement: self.connection().prepare_cached(&sql)?, columns: columns.to_vec() })
    }
}

fn upsert_sql(entity: Entity, columns: &[usize]) -> String {
    let name = entity.name();
    let given: Vec<&Column> = columns.iter().map(|&index| &entity.columns()[index]).collect();
    let names = join(given.iter().map(|column| column.name.to_owned()), ", ");
    let parameters = vec!["?"; given.len() + 3].join(", ");
    let values: Vec<&Column> =
        given.iter().copied().filter(|column| !entity.key().contains(column)).collect();
    let mut set: Vec<String> =
        values.iter().map(|column| format!("{0} = excluded.{0}", column.name)).collect();
    set.extend(conversions(entity, &given));
    set.extend(["revision", "origin", "origin_line"].map(|column| format!("{column} = excluded.{column}")));
    let differs =
        join(values.iter().map(|column| format!("{name}.{0} IS NOT excluded.{0}", column.name)), " OR ");
    let act = if values.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("UPDATE SET {} WHERE {differs}", set.join(", "))
    };
    format!(
        "INSERT INTO {name} ({names}, revision, origin, origin_line) VALUES ({parameters}) \
         ON CONFLICT ({}) DO {act}",
        key_list(entity, "")
    )
}

/// A number never changes meaning: values that the sheet does not carry follow the row into the sheet's unit
fn conversions(entity: Entity, given: &[&Column]) -> Vec<String> {
    let Some(unit) = entity.unit_of_values().filter(|unit| given.contains(unit)) else { return Vec::new() };
    let absent = entity.columns().iter().filter(|column| !given.contains(column));
    absent
        .filter(|column| matches!(column.kind, Kind::Value(_)))
        .map(|column| {
            format!(
                "{0} = CASE WHEN {1}.{2} IS excluded.{2} THEN {1}.{0} \
                 ELSE in_unit({1}.{0}, {1}.{2}, excluded.{2}) END",
                column.name,
                entity.name(),
                unit.name
            )
        })
        .collect()
}
