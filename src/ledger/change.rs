//! A row that differs between two states of the plan, and its cells: how much more, exactly.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::conversion::convert;
use crate::domain::entity::{Entity, Kind};
use crate::domain::measure::Measure;
use crate::storage::compare::RowChange;
use crate::table::Value;

/// A row that differs, with its table
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The table
    pub entity: Entity,
    /// The row before and after
    pub row: RowChange,
    /// The columns that were compared
    pub compared: Vec<usize>,
}

/// A cell of a changed row
#[derive(Debug, Clone, PartialEq)]
pub struct CellChange {
    /// The column's number
    pub column: usize,
    /// Before
    pub old: Value,
    /// After
    pub new: Value,
    /// How much more it is, in the new row's unit; none where a side is blank or not exact
    pub delta: Option<Decimal>,
    /// The old value in the new row's unit, where there is a delta
    pub base: Option<Decimal>,
    /// The delta in percent of the old value, with one decimal, half up
    pub percent: Option<Decimal>,
}

impl Change {
    /// Whether the row is the same in all that was compared
    pub fn is_unchanged(&self) -> bool {
        let (Some(before), Some(after)) = (&self.row.before, &self.row.after) else { return false };
        self.compared.iter().all(|&column| before[column] == after[column])
    }

    /// The code of the unit that the row belongs to, or is
    pub fn unit(&self) -> String {
        let row = self.row.after.as_ref().or(self.row.before.as_ref());
        row.map(|row| row[0].to_text()).unwrap_or_default()
    }

    /// The row's key, with slashes and codes
    pub fn key(&self) -> String {
        let row = self.row.after.as_ref().or(self.row.before.as_ref());
        let cells = row.map_or(&[][..], |row| &row[..self.entity.key_length()]);
        cells.iter().map(Value::to_text).collect::<Vec<_>>().join("/")
    }

    /// What a person calls the row: its name or title
    pub fn label(&self) -> String {
        let row = self.row.after.as_ref().or(self.row.before.as_ref());
        let column = ["name", "title"].iter().find_map(|name| self.entity.position(name));
        row.zip(column).map(|(row, column)| row[column].to_text()).unwrap_or_default()
    }

    /// The cells that differ; none for an added or removed row
    pub fn cells(&self) -> Vec<CellChange> {
        let (Some(before), Some(after)) = (&self.row.before, &self.row.after) else { return Vec::new() };
        self.compared
            .iter()
            .filter(|&&column| before[column] != after[column])
            .map(|&column| {
                let delta = self.delta(column, before, after);
                CellChange {
                    column,
                    old: before[column].clone(),
                    new: after[column].clone(),
                    delta: delta.map(|(delta, _)| delta),
                    base: delta.map(|(_, base)| base),
                    percent: delta.and_then(|(delta, old)| percent(delta, old)),
                }
            })
            .collect()
    }

    /// The difference of a value and the old value, both in the new row's unit
    fn delta(&self, column: usize, before: &[Value], after: &[Value]) -> Option<(Decimal, Decimal)> {
        let (old, new) = match (&before[column], &after[column]) {
            (Value::Decimal(old), Value::Decimal(new)) => (*old, *new),
            (Value::Integer(old), Value::Integer(new)) => (Decimal::from(*old), Decimal::from(*new)),
            _ => return None,
        };
        let old = match self.entity.columns()[column].kind {
            Kind::Count => old,
            Kind::Value(bound) => {
                let is_exact = |row: &[Value]| {
                    bound
                        .and_then(|bound| self.entity.position(bound))
                        .is_none_or(|bound| row[bound] == Value::Null)
                };
                if !is_exact(before) || !is_exact(after) {
                    return None;
                }
                self.in_new_unit(old, before, after)?
            }
            _ => return None,
        };
        Some((new.checked_sub(old)?.normalize(), old))
    }

    fn in_new_unit(&self, old: Decimal, before: &[Value], after: &[Value]) -> Option<Decimal> {
        let unit = self.entity.position(self.entity.unit_of_values()?.name)?;
        if before[unit] == after[unit] {
            return Some(old);
        }
        let (from, to) = (Measure::find(&before[unit].to_text())?, Measure::find(&after[unit].to_text())?);
        convert(old, &from, &to).ok()
    }
}

fn percent(delta: Decimal, old: Decimal) -> Option<Decimal> {
    let percent = delta.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(old.abs())?;
    Some(percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero).normalize())
}
