//! The rows that a sheet was exported from, in the binary order of their key: a sheet that kept that order is held
//! against them row by row, and neither has to be put anywhere.

use std::cmp::Ordering;

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Rows, Statement, named_params};

use crate::domain::entity::Entity;
use crate::storage::content::{as_json, of_units};
use crate::storage::relation::{column_list, key_list, same_key};
use crate::storage::staging::Cell;
use crate::storage::{Result, Store, values};

/// The rows of some units, or of all, as a revision left them
pub struct Exported<'s> {
    statement: Statement<'s>,
    entity: Entity,
    units: String,
}

/// The same rows on their way, at one of them or behind the last
pub struct ExportedRows<'e> {
    rows: Rows<'e>,
    entity: Entity,
}

impl Store {
    /// The rows of a table that a sheet of those units, or of all, was exported from
    pub fn exported(&self, entity: Entity, revision: i64, units: &[String]) -> Result<Exported<'_>> {
        let (name, columns) = (entity.name(), column_list(entity, ""));
        // A row that is in its table since then is still there; one that is not may be there in another form.
        let sql = format!(
            "SELECT {columns}, TRUE AS stays FROM {name} WHERE +revision BETWEEN 1 AND {revision} AND {units}
             UNION ALL
             SELECT {columns}, EXISTS (SELECT 1 FROM {name} AS now WHERE {same}) FROM {name}_history AS former
             WHERE +revision <= {revision} AND +ended > {revision} AND {units}
             ORDER BY {key}",
            units = of_units(entity, units),
            same = same_key(entity, "now", "former"),
            key = key_list(entity, "")
        );
        Ok(Exported { statement: self.connection().prepare(&sql)?, entity, units: as_json(units) })
    }
}

impl Exported<'_> {
    /// The rows, at the first of them
    pub fn rows(&mut self) -> Result<ExportedRows<'_>> {
        let rows = self.statement.query(named_params! { ":units": self.units })?;
        let mut rows = ExportedRows { rows, entity: self.entity };
        rows.advance()?;
        Ok(rows)
    }
}

impl ExportedRows<'_> {
    /// Goes on to the next row
    pub fn advance(&mut self) -> Result<()> {
        Ok(self.rows.advance()?)
    }

    fn value(&self, index: usize) -> Result<ValueRef<'_>> {
        match self.rows.get() {
            Some(row) => Ok(row.get_ref(index)?),
            None => Ok(ValueRef::Null),
        }
    }

    /// How the row's key stands to another; none behind the last row
    pub fn compare(&self, key: &[Cell<'_>]) -> Result<Option<Ordering>> {
        if self.rows.get().is_none() {
            return Ok(None);
        }
        for (index, cell) in key.iter().enumerate() {
            let (ValueRef::Text(own), Some(other)) = (self.value(index)?, cell.text()) else { continue };
            match own.cmp(other.as_bytes()) {
                Ordering::Equal => {}
                unequal => return Ok(Some(unequal)),
            }
        }
        Ok(Some(Ordering::Equal))
    }

    /// Whether the row's cell is certainly that one
    pub fn has(&self, column: usize, cell: &Cell<'_>) -> Result<bool> {
        Ok(match (self.value(column)?, cell) {
            (ValueRef::Null, Cell::Null) => true,
            (ValueRef::Text(own), Cell::Text(text)) => own == text.as_bytes(),
            (ValueRef::Integer(own), Cell::Integer(number)) => own == *number,
            (ValueRef::Real(own), Cell::Decimal(number)) => own == values::to_real(*number),
            _ => false,
        })
    }

    /// Whether the table still has a row of that key
    pub fn stays(&self) -> Result<bool> {
        Ok(self.value(self.entity.columns().len())? == ValueRef::Integer(1))
    }

    /// The cells of the row
    pub fn cells(&self) -> Result<Vec<Cell<'_>>> {
        (0..self.entity.columns().len()).map(|index| Ok(self.value(index)?.into())).collect()
    }
}
