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

/// The statements that write rows with a fixed set of columns
///
/// SQLite keeps a journal of every statement that may fire a trigger and fail, at the cost of half a first import. So
/// rows are put in by an INSERT that does nothing where the row is there, until that happens; from then on by one that
/// updates it.
pub struct Upsert<'s> {
    insert: CachedStatement<'s>,
    upsert: CachedStatement<'s>,
    /// For values without a unit: the row that is there has one, and SQLite looks at CHECKs before conflicts
    update: CachedStatement<'s>,
    is_known: CachedStatement<'s>,
    key_length: usize,
    meets_rows: bool,
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
        let places = [revision, source, line].map(Cell::Integer);
        if !self.meets_rows {
            match run(&mut self.insert, &self.columns, cells, &places)? {
                Outcome::Unchanged => self.meets_rows = true,
                Outcome::Written => return Ok(Outcome::Written),
                _ => {}
            }
        }
        match run(&mut self.upsert, &self.columns, cells, &places)? {
            Outcome::MoneyWithoutUnit => self.put_into_known(cells, &places),
            outcome => Ok(outcome),
        }
    }

    /// Writes values without a unit into the row that is there, whose unit they are in
    fn put_into_known(&mut self, cells: &[Cell<'_>], places: &[Cell<'_>]) -> Result<Outcome> {
        match run(&mut self.update, &self.columns, cells, places)? {
            Outcome::Unchanged => {}
            outcome => return Ok(outcome),
        }
        for (index, cell) in cells[..self.key_length].iter().enumerate() {
            self.is_known.raw_bind_parameter(index + 1, cell)?;
        }
        let is_known = self.is_known.raw_query().next()?.is_some();
        Ok(if is_known { Outcome::Unchanged } else { Outcome::MoneyWithoutUnit })
    }
}

fn run(
    statement: &mut CachedStatement<'_>,
    columns: &[usize],
    cells: &[Cell<'_>],
    places: &[Cell<'_>],
) -> Result<Outcome> {
    let bound = columns.iter().map(|&column| &cells[column]).chain(places);
    for (index, cell) in bound.enumerate() {
        statement.raw_bind_parameter(index + 1, cell)?;
    }
    match statement.raw_execute() {
        Ok(0) => Ok(Outcome::Unchanged),
        Ok(_) => Ok(Outcome::Written),
        Err(error) => refused(error),
    }
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
    /// The statements for rows with those columns, which include the key and are in canonical order
    pub fn upsert(&self, entity: Entity, columns: &[usize]) -> Result<Upsert<'_>> {
        let given: Vec<&Column> = columns.iter().map(|&index| &entity.columns()[index]).collect();
        let insert = insert_sql(entity, &given);
        let insert_alone = self.connection().prepare_cached(&format!("{insert} DO NOTHING"))?;
        let upsert =
            self.connection().prepare_cached(&format!("{insert} DO {}", update_sql(entity, &given)))?;
        let update = self.connection().prepare_cached(&update_alone_sql(entity, &given))?;
        let is_known = self.connection().prepare_cached(&is_known_sql(entity))?;
        Ok(Upsert {
            insert: insert_alone,
            upsert,
            update,
            is_known,
            key_length: entity.key_length(),
            meets_rows: false,
            columns: columns.to_vec(),
        })
    }
}

fn insert_sql(entity: Entity, given: &[&Column]) -> String {
    let names = join(given.iter().map(|column| column.name.to_owned()), ", ");
    let parameters = vec!["?"; given.len() + 3].join(", ");
    format!(
        "INSERT INTO {} ({names}, revision, origin, origin_line) VALUES ({parameters}) ON CONFLICT ({})",
        entity.name(),
        key_list(entity, "")
    )
}

/// Updates the row where it differs; nothing for sheets that have the key alone
fn update_sql(entity: Entity, given: &[&Column]) -> String {
    let name = entity.name();
    let values: Vec<&Column> =
        given.iter().copied().filter(|column| !entity.key().contains(column)).collect();
    if values.is_empty() {
        return "NOTHING".to_owned();
    }
    let mut set: Vec<String> =
        values.iter().map(|column| format!("{0} = excluded.{0}", column.name)).collect();
    set.extend(conversions(entity, given));
    set.extend(["revision", "origin", "origin_line"].map(|column| format!("{column} = excluded.{column}")));
    let differs =
        join(values.iter().map(|column| format!("{name}.{0} IS NOT excluded.{0}", column.name)), " OR ");
    format!("UPDATE SET {} WHERE {differs}", set.join(", "))
}

fn is_known_sql(entity: Entity) -> String {
    let key = join(
        entity.key().iter().zip(1..).map(|(column, number)| format!("{} = ?{number}", column.name)),
        " AND ",
    );
    format!("SELECT 1 FROM {} WHERE {key}", entity.name())
}

/// Updates a row that is there, where it differs
fn update_alone_sql(entity: Entity, given: &[&Column]) -> String {
    let numbered = || given.iter().zip(1..).map(|(column, number)| format!("{} = ?{number}", column.name));
    let key = join(numbered().take(entity.key_length()), " AND ");
    let places = ["revision", "origin", "origin_line"];
    let places = (given.len() + 1..).zip(places).map(|(number, name)| format!("{name} = ?{number}"));
    let set = join(numbered().skip(entity.key_length()).chain(places), ", ");
    let differs = given.iter().zip(1..).map(|(column, number)| format!("{} IS NOT ?{number}", column.name));
    let differs = join(differs.skip(entity.key_length()), " OR ");
    let differs = if differs.is_empty() { "FALSE".to_owned() } else { differs };
    format!("UPDATE {} SET {set} WHERE {key} AND ({differs})", entity.name())
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
