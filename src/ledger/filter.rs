//! What of a difference is looked at: tables, a unit, columns, and how large a change must be.

use rust_decimal::Decimal;

use crate::domain::entity::{Column, Entity, Kind};
use crate::ledger::Result;
use crate::ledger::change::{CellChange, Change};
use crate::text::Failure;

/// How much a number must change to be looked at
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// In the row's own unit
    Absolute(Decimal),
    /// In percent of the former value
    Percent(Decimal),
}

/// What is looked at; everything where nothing is said
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these tables
    pub tables: Vec<Entity>,
    /// Only rows of this unit, by any of its names
    pub unit: Option<String>,
    /// Only these columns
    pub columns: Vec<String>,
    /// Not these columns
    pub ignored: Vec<String>,
    /// Only numbers that changed as much as that
    pub at_least: Option<Threshold>,
}

impl Threshold {
    /// `100` or `5%`
    pub fn read(text: &str) -> Option<Threshold> {
        let text = text.trim();
        let percent = text.strip_suffix(['%', '％']);
        let number = Decimal::from_str_exact(percent.unwrap_or(text).trim()).ok()?;
        let is_usable = !number.is_sign_negative();
        is_usable.then_some(match percent {
            Some(_) => Threshold::Percent(number),
            None => Threshold::Absolute(number),
        })
    }

    fn is_met(self, delta: Decimal, base: Decimal) -> bool {
        match self {
            Threshold::Absolute(least) => delta.abs() >= least,
            // What grows from nothing grows beyond any percentage.
            Threshold::Percent(least) => {
                let grown = delta.abs().checked_mul(Decimal::ONE_HUNDRED);
                let needed = least.checked_mul(base.abs());
                !delta.is_zero() && grown.zip(needed).is_none_or(|(grown, needed)| grown >= needed)
            }
        }
    }
}

impl Filter {
    /// Refuses names that no table has as a column
    pub fn verify(&self) -> Result<()> {
        for name in self.columns.iter().chain(&self.ignored) {
            if Entity::ALL
                .into_iter()
                .all(|entity| !entity.columns().iter().any(|column| is_called(column, name)))
            {
                return Err(Failure::UnknownColumn { name: name.clone() }.into());
            }
        }
        Ok(())
    }

    /// Those of the compared columns that are looked at; none where the table is not
    pub fn columns(&self, entity: Entity, mut compared: Vec<usize>) -> Option<Vec<usize>> {
        if !self.tables.is_empty() && !self.tables.contains(&entity) {
            return None;
        }
        let is_key = |column: usize| column < entity.key_length();
        let names_one =
            |names: &[String], column: usize| names.iter().any(|name| is_meant(entity, column, name));
        if !self.columns.is_empty() {
            compared.retain(|&column| is_key(column) || names_one(&self.columns, column));
            // A key is in many tables: where more is named, those that would show their keys alone are not meant.
            let shows = |column: usize| match self.names_only_keys() {
                true => names_one(&self.columns, column),
                false => !is_key(column),
            };
            if !compared.iter().any(|&column| shows(column)) {
                return None;
            }
        }
        compared.retain(|&column| is_key(column) || !names_one(&self.ignored, column));
        Some(compared)
    }

    /// Whether every column that is asked for is a part of keys and nothing else
    fn names_only_keys(&self) -> bool {
        let names_other = |entity: Entity| {
            (entity.key_length()..entity.columns().len())
                .any(|column| self.columns.iter().any(|name| is_meant(entity, column, name)))
        };
        !Entity::ALL.into_iter().any(names_other)
    }

    /// What is left of a change; a row that is not looked at is one that did not change
    pub fn apply(&self, mut change: Change, unit: Option<&str>) -> Option<Change> {
        if unit.is_some_and(|unit| change.unit() != unit) {
            let row = change.row.before.take()?;
            change.row.after = Some(row.clone());
            change.row.before = Some(row);
            return Some(change);
        }
        if let Some(least) = self.at_least
            && change.row.before.is_some()
            && change.row.after.is_some()
        {
            // A number whose change is not known may have changed by any amount.
            let is_large = |cell: &CellChange| {
                let is_number =
                    matches!(change.entity.columns()[cell.column].kind, Kind::Value(_) | Kind::Count);
                let known = cell.delta.zip(cell.base);
                is_number && known.is_none_or(|(delta, base)| least.is_met(delta, base))
            };
            let column = |cell: CellChange| cell.column;
            let mut large: Vec<usize> = change.cells().into_iter().filter(is_large).map(column).collect();
            // Of a number that stayed it is the unit that differs.
            let restated: Vec<usize> = change.restated().into_iter().filter(is_large).map(column).collect();
            if !restated.is_empty() {
                large.extend(
                    change.entity.unit_of_values().and_then(|unit| change.entity.position(unit.name)),
                );
                large.extend(restated);
                large.sort_unstable();
            }
            change.compared = large;
        }
        Some(change)
    }
}

/// Whether a name means the column: its own, its title or an alias
pub fn is_called(column: &Column, name: &str) -> bool {
    column.name == name || column.title.zh == name || column.aliases.contains(&name)
}

/// Whether a name means the column; a value and its bound are one
fn is_meant(entity: Entity, column: usize, name: &str) -> bool {
    let columns = entity.columns();
    let value = match columns[column].kind {
        Kind::Bound => column.checked_sub(1).map(|value| &columns[value]),
        _ => None,
    };
    is_called(&columns[column], name) || value.is_some_and(|value| is_called(value, name))
}
