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
    /// How much more it is in the old row's unit, where that is exact and in the new one it is not
    pub former: Option<Decimal>,
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
        let differing = self.compared.iter().filter(|&&column| before[column] != after[column]);
        differing.map(|&column| self.cell(column, before, after)).collect()
    }

    /// The values whose number stayed while the row's unit changed: no cell of theirs differs, and their amounts do
    pub fn restated(&self) -> Vec<CellChange> {
        let (Some(before), Some(after)) = (&self.row.before, &self.row.after) else { return Vec::new() };
        let unit = self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name));
        if unit.is_none_or(|unit| before[unit] == after[unit]) {
            return Vec::new();
        }
        let is_value = |column: usize| matches!(self.entity.columns()[column].kind, Kind::Value(_));
        let stayed = |column: usize| before[column] == after[column] && before[column] != Value::Null;
        let values = self.compared.iter().filter(|&&column| is_value(column) && stayed(column));
        let cells = values.map(|&column| self.cell(column, before, after));
        cells.filter(|cell| cell.delta.is_none_or(|delta| !delta.is_zero())).collect()
    }

    fn cell(&self, column: usize, before: &[Value], after: &[Value]) -> CellChange {
        let delta = self.delta(column, before, after, after);
        // 100亩 are 6.666… 公顷: what they came to can be told in 亩 alone.
        let former = if delta.is_none() { self.delta(column, before, after, before) } else { None };
        CellChange {
            column,
            old: before[column].clone(),
            new: after[column].clone(),
            delta: delta.map(|(delta, _)| delta),
            base: delta.map(|(_, base)| base),
            former: former.map(|(delta, _)| delta),
            percent: delta.or(former).and_then(|(delta, old)| percent(delta, old)),
        }
    }

    /// The difference of a value and the old value, both in the unit of one of the rows
    fn delta(
        &self,
        column: usize,
        before: &[Value],
        after: &[Value],
        unit_of: &[Value],
    ) -> Option<(Decimal, Decimal)> {
        let (old, new) = match (&before[column], &after[column]) {
            (Value::Decimal(old), Value::Decimal(new)) => (*old, *new),
            (Value::Integer(old), Value::Integer(new)) => (Decimal::from(*old), Decimal::from(*new)),
            _ => return None,
        };
        let (old, new) = match self.entity.columns()[column].kind {
            Kind::Count => (old, new),
            Kind::Value(bound) => {
                let is_exact = |row: &[Value]| {
                    bound
                        .and_then(|bound| self.entity.position(bound))
                        .is_none_or(|bound| row[bound] == Value::Null)
                };
                if !is_exact(before) || !is_exact(after) {
                    return None;
                }
                (self.converted(old, before, unit_of)?, self.converted(new, after, unit_of)?)
            }
            _ => return None,
        };
        Some((new.checked_sub(old)?.normalize(), old))
    }

    /// A number of one row in the unit of another, where that is exact
    fn converted(&self, number: Decimal, from: &[Value], to: &[Value]) -> Option<Decimal> {
        let unit = self.entity.position(self.entity.unit_of_values()?.name)?;
        if from[unit] == to[unit] {
            return Some(number);
        }
        let (from, to) = (Measure::find(&from[unit].to_text())?, Measure::find(&to[unit].to_text())?);
        convert(number, &from, &to).ok()
    }
}

fn percent(delta: Decimal, old: Decimal) -> Option<Decimal> {
    let percent = delta.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(old.abs())?;
    Some(percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero).normalize())
}
