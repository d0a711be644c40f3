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
    ///
    /// With `keeps_blanks` a cell without a value leaves what the row has.
    pub fn upsert(&self, entity: Entity, columns: &[usize], keeps_blanks: bool) -> Result<Upsert<'_>> {
        let given: Vec<&Column> = columns.iter().map(|&index| &entity.columns()[index]).collect();
        let written = Written { entity, given, keeps_blanks };
        let insert = written.insert_sql();
        let insert_alone = self.connection().prepare_cached(&format!("{insert} DO NOTHING"))?;
        let upsert = self.connection().prepare_cached(&format!("{insert} DO {}", written.update_sql()))?;
        let update = self.connection().prepare_cached(&written.update_alone_sql())?;
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

fn is_known_sql(entity: Entity) -> String {
    let key = join(
        entity.key().iter().zip(1..).map(|(column, number)| format!("{} = ?{number}", column.name)),
        " AND ",
    );
    format!("SELECT 1 FROM {} WHERE {key}", entity.name())
}

/// The columns that a statement writes; the parameters have their numbers, from 1
struct Written<'a> {
    entity: Entity,
    given: Vec<&'a Column>,
    keeps_blanks: bool,
}

impl Written<'_> {
    fn number(&self, name: &str) -> Option<usize> {
        self.given.iter().position(|column| column.name == name).map(|index| index + 1)
    }

    fn values(&self) -> impl Iterator<Item = (usize, &Column)> {
        let key = self.entity.key();
        (1..).zip(self.given.iter().copied()).filter(|(_, column)| !key.contains(column))
    }

    fn insert_sql(&self) -> String {
        let names = join(self.given.iter().map(|column| column.name.to_owned()), ", ");
        let parameter = |(number, column): (usize, &&Column)| match (column.default, column.kind) {
            (Some(default), Kind::Count) if self.keeps_blanks => format!("coalesce(?{number}, {default})"),
            (Some(default), _) if self.keeps_blanks => format!("coalesce(?{number}, '{default}')"),
            _ => format!("?{number}"),
        };
        let places = (self.given.len() + 1..).take(3).map(|number| format!("?{number}"));
        let parameters = join((1..).zip(&self.given).map(parameter).chain(places), ", ");
        format!(
            "INSERT INTO {} ({names}, revision, origin, origin_line) VALUES ({parameters}) ON CONFLICT ({})",
            self.entity.name(),
            key_list(self.entity, "")
        )
    }

    /// Updates the row where it differs; nothing for sheets that have the key alone
    fn update_sql(&self) -> String {
        let name = self.entity.name();
        if self.values().next().is_none() {
            return "NOTHING".to_owned();
        }
        let fresh = |(number, column): (usize, &Column)| (column.name, self.fresh(number, column));
        let set = self.values().map(fresh).map(|(column, value)| format!("{column} = {value}"));
        let places =
            ["revision", "origin", "origin_line"].map(|column| format!("{column} = excluded.{column}"));
        let set = join(set.chain(self.conversions()).chain(places), ", ");
        let differs = self.values().map(fresh);
        let differs = join(differs.map(|(column, value)| format!("{name}.{column} IS NOT {value}")), " OR ");
        format!("UPDATE SET {set} WHERE {differs}")
    }

    /// What the row has afterwards
    fn fresh(&self, number: usize, column: &Column) -> String {
        let (table, name) = (self.entity.name(), column.name);
        if !self.keeps_blanks {
            return format!("excluded.{name}");
        }
        match column.kind {
            Kind::Bound => match self.value_of(name) {
                // A value and its bound are one cell.
                Some(value) => format!("CASE WHEN ?{value} IS NULL THEN {table}.{name} ELSE ?{number} END"),
                None => format!("{table}.{name}"),
            },
            Kind::Value(_) => format!("coalesce(?{number}, {})", self.converted(name)),
            _ => format!("coalesce(?{number}, {table}.{name})"),
        }
    }

    /// The parameter of the value that a bound is of
    fn value_of(&self, bound: &str) -> Option<usize> {
        let is_its_value = |column: &&Column| column.kind == Kind::Value(Some(self.static_name(bound)));
        self.given.iter().position(is_its_value).map(|index| index + 1)
    }

    fn static_name(&self, name: &str) -> &'static str {
        self.entity.position(name).map_or("", |index| self.entity.columns()[index].name)
    }

    /// A stored value in the unit that the row has afterwards
    fn converted(&self, value: &str) -> String {
        let table = self.entity.name();
        let unit = self.entity.unit_of_values().and_then(|unit| Some((unit.name, self.number(unit.name)?)));
        match unit {
            None => format!("{table}.{value}"),
            Some((unit, number)) => {
                let fresh = if self.keeps_blanks {
                    format!("coalesce(?{number}, {table}.{unit})")
                } else {
                    format!("excluded.{unit}")
                };
                format!(
                    "CASE WHEN {table}.{unit} IS {fresh} THEN {table}.{value} \
                     ELSE in_unit({table}.{value}, {table}.{unit}, {fresh}) END"
                )
            }
        }
    }

    /// A number never changes meaning: values that the sheet does not carry follow the row into the sheet's unit
    fn conversions(&self) -> Vec<String> {
        if self.entity.unit_of_values().is_none_or(|unit| self.number(unit.name).is_none()) {
            return Vec::new();
        }
        let absent = self.entity.columns().iter().filter(|column| !self.given.contains(column));
        let values = absent.filter(|column| matches!(column.kind, Kind::Value(_)));
        values.map(|column| format!("{} = {}", column.name, self.converted(column.name))).collect()
    }

    /// Updates a row that is there, where it differs
    fn update_alone_sql(&self) -> String {
        let numbered = (1..).zip(&self.given).map(|(number, column)| format!("{} = ?{number}", column.name));
        let key = join(numbered.take(self.entity.key_length()), " AND ");
        let fresh = |(number, column): (usize, &Column)| {
            let value = match (self.keeps_blanks, column.kind) {
                (false, _) => format!("?{number}"),
                (true, Kind::Bound) => self.fresh(number, column),
                (true, _) => format!("coalesce(?{number}, {})", column.name),
            };
            (column.name, value)
        };
        let places = ["revision", "origin", "origin_line"];
        let places = (self.given.len() + 1..).zip(places).map(|(number, name)| format!("{name} = ?{number}"));
        let set = self.values().map(fresh).map(|(column, value)| format!("{column} = {value}"));
        let set = join(set.chain(places), ", ");
        let differs = self.values().map(fresh).map(|(column, value)| format!("{column} IS NOT {value}"));
        let differs = join(differs, " OR ");
        let differs = if differs.is_empty() { "FALSE".to_owned() } else { differs };
        format!("UPDATE {} SET {set} WHERE {key} AND ({differs})", self.entity.name())
    }
}
