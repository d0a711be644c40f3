//! Rows of sheets in TEMP tables, before they are sorted by key, checked for twins or compared.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Statement, ToSql};
use rust_decimal::Decimal;

use crate::domain::entity::Entity;
use crate::storage::relation::{column_list, join, key_list};
use crate::storage::{Result, Store, values};

/// A cell on its way into the file
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// No value
    Null,
    /// A text, as it is stored
    Text(Cow<'a, str>),
    /// A value
    Decimal(Decimal),
    /// A whole number
    Integer(i64),
    /// A value read back from the file
    Stored(values::Real),
}

impl Cell<'_> {
    /// The text that it holds, if it holds one
    pub fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same cell, owning its text
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Null => Cell::Null,
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Decimal(number) => Cell::Decimal(number),
            Cell::Integer(number) => Cell::Integer(number),
            Cell::Stored(real) => Cell::Stored(real),
        }
    }
}

impl<'a> From<ValueRef<'a>> for Cell<'a> {
    fn from(value: ValueRef<'a>) -> Cell<'a> {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Real(real) => Cell::Stored(values::Real::new(real)),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Cell::Text(String::from_utf8_lossy(bytes)),
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Decimal(number) => ToSqlOutput::Borrowed(ValueRef::Real(values::to_real(*number))),
            Cell::Integer(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Cell::Stored(real) => ToSqlOutput::Borrowed(ValueRef::Real(real.get())),
        })
    }
}

/// Binds cells to the parameters 1, 2, …
pub fn bind(statement: &mut Statement<'_>, cells: &[Cell<'_>]) -> Result<()> {
    for (index, cell) in cells.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, cell)?;
    }
    Ok(())
}

/// A statement that puts rows into a stage
pub struct StageInsert<'s> {
    statement: CachedStatement<'s>,
    /// How many columns the table has
    width: usize,
}

impl StageInsert<'_> {
    /// Puts one row: the cells of all columns, then the number of its source and its line
    pub fn put(&mut self, cells: &[Cell<'_>], source: i64, line: i64) -> Result<()> {
        bind(&mut self.statement, cells)?;
        self.statement.raw_bind_parameter(cells.len() + 1, source)?;
        self.statement.raw_bind_parameter(cells.len() + 2, line)?;
        self.statement.raw_execute()?;
        Ok(())
    }

    /// Puts a row of which only the key is known
    pub fn put_key(&mut self, key: &[String], source: i64, line: i64) -> Result<()> {
        let known = key.iter().map(|text| Cell::Text(Cow::Borrowed(text)));
        let cells: Vec<Cell<'_>> = known.chain(std::iter::repeat(Cell::Null)).take(self.width).collect();
        self.put(&cells, source, line)
    }
}

impl Store {
    /// Makes the stage of one table, empty
    pub fn create_stage(&self, stage: &'static str, entity: Entity) -> Result<()> {
        let name = entity.name();
        let columns = join(
            entity.columns().iter().map(|column| format!("{} {}", column.name, column.sql_type())),
            ", ",
        );
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.{stage}_{name};
             CREATE TEMP TABLE {stage}_{name} ({columns}, origin INTEGER, origin_line INTEGER);"
        ))?;
        Ok(())
    }

    /// Has the rows of one sheet among many found without looking at all of a stage
    pub fn index_sources(&self, stage: &'static str, entity: Entity) -> Result<()> {
        let table = format!("{stage}_{}", entity.name());
        self.connection()
            .execute_batch(&format!("CREATE INDEX temp.{table}_by_origin ON {table} (origin)"))?;
        Ok(())
    }

    /// The statement that fills a stage
    pub fn stage_insert(&self, stage: &'static str, entity: Entity) -> Result<StageInsert<'_>> {
        let width = entity.columns().len();
        let parameters = vec!["?"; width + 2].join(", ");
        let sql = format!("INSERT INTO temp.{stage}_{} VALUES ({parameters})", entity.name());
        Ok(StageInsert { statement: self.connection().prepare_cached(&sql)?, width })
    }

    /// Calls `on_row` for every staged row with its source and line, by key, then in the order of reading
    pub fn each_staged(
        &self,
        stage: &'static str,
        entity: Entity,
        mut on_row: impl FnMut(Vec<Cell<'_>>, i64, i64) -> Result<()>,
    ) -> Result<()> {
        let sql = format!(
            "SELECT {}, origin, origin_line FROM temp.{stage}_{} ORDER BY {}, rowid",
            column_list(entity, ""),
            entity.name(),
            key_list(entity, "")
        );
        let mut statement = self.connection().prepare(&sql)?;
        let width = entity.columns().len();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cells = (0..width).map(|index| Ok(row.get_ref(index)?.into())).collect::<Result<Vec<_>>>()?;
            on_row(cells, row.get(width)?, row.get(width + 1)?)?;
        }
        Ok(())
    }

    /// Rows of staged units whose parent is not the name of exactly one unit: source, line and name
    ///
    /// The others get the parent's code in place of its name.
    pub fn resolve_staged_parents(&self, stage: &'static str) -> Result<Vec<(i64, i64, String)>> {
        self.connection().execute_batch(&format!(
            "UPDATE temp.{stage}_units SET parent =
                 (SELECT code FROM temp.unit_names AS meant WHERE meant.name = {stage}_units.parent)
             WHERE NOT EXISTS (SELECT 1 FROM temp.unit_list AS unit WHERE unit.code = {stage}_units.parent)
                 AND 1 = (SELECT count(*) FROM temp.unit_names AS meant WHERE meant.name = {stage}_units.parent)"
        ))?;
        let mut statement = self.connection().prepare(&format!(
            "SELECT origin, origin_line, parent FROM temp.{stage}_units WHERE parent IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM temp.unit_list AS unit WHERE unit.code = {stage}_units.parent)
             ORDER BY rowid"
        ))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// Keeps only the first staged row of every key
    pub fn drop_staged_twins(&self, stage: &'static str, entity: Entity) -> Result<()> {
        let table = format!("{stage}_{}", entity.name());
        let key = key_list(entity, "");
        self.connection().execute_batch(&format!(
            "DELETE FROM temp.{table} WHERE rowid NOT IN (SELECT min(rowid) FROM temp.{table} GROUP BY {key})"
        ))?;
        Ok(())
    }
}
