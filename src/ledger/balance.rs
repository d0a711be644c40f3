//! A difference in numbers: rows a table, and for values the sums before and after, unit by unit.
//!
//! Only what may be added is: exact values of one family, in one measure. What may not is counted. So before + delta =
//! after holds in every line.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::conversion::convert;
use crate::domain::entity::{Entity, Kind};
use crate::domain::measure::Measure;
use crate::ledger::change::Change;
use crate::table::Value;

/// Which values a sum is of
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The table
    pub entity: Entity,
    /// The unit's code; none for the sum over all units
    pub unit: Option<String>,
    /// The column's number
    pub column: usize,
    /// Whose figures they are, the unit's own or city-wide ones, which are never added; blank where no row says
    pub scope: String,
    /// The measure that they are in
    pub measure: String,
}

/// Sums of the values that changed
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Values that were added up
    pub cells: u64,
    /// Their sum before
    pub before: Decimal,
    /// By how much they changed
    pub delta: Decimal,
    /// Their sum after
    pub after: Decimal,
    /// Values that changed and cannot be added up: they are no amounts, not exact, or too long
    pub apart: u64,
}

/// A difference in numbers
#[derive(Debug, Clone, Default)]
pub struct Balance {
    /// Rows added, changed and removed, of each table
    pub rows: [[u64; 3]; 4],
    /// Sums of values over all units
    pub totals: BTreeMap<Line, Sums>,
    /// Sums of the unit whose rows are being taken
    unit: BTreeMap<Line, Sums>,
}

impl Balance {
    /// Takes a change; where it is the first of a unit, the sums of the unit before come back
    ///
    /// Changes come unit by unit, so that no more than one unit's sums are held at a time.
    pub fn take(&mut self, change: &Change) -> BTreeMap<Line, Sums> {
        let unit = change.unit();
        let is_of_another =
            |line: &Line| line.entity != change.entity || line.unit.as_deref() != Some(unit.as_str());
        let done = match self.unit.keys().next().is_some_and(is_of_another) {
            true => self.finish(),
            false => BTreeMap::new(),
        };
        let kind = match (&change.row.before, &change.row.after) {
            (None, _) => 0,
            (Some(_), Some(_)) => 1,
            (Some(_), None) => 2,
        };
        self.rows[change.entity as usize][kind] += 1;
        for &column in &change.compared {
            if matches!(change.entity.columns()[column].kind, Kind::Value(_)) {
                self.take_cell(change, column);
            }
        }
        done
    }

    /// The sums of the last unit
    pub fn finish(&mut self) -> BTreeMap<Line, Sums> {
        std::mem::take(&mut self.unit)
    }

    /// Whether nothing differs
    pub fn is_nothing(&self) -> bool {
        self.rows.iter().flatten().all(|rows| *rows == 0)
    }

    /// Values that could not be added up, each counted once
    pub fn apart(&self) -> u64 {
        self.totals.values().map(|sums| sums.apart).sum()
    }

    fn take_cell(&mut self, change: &Change, column: usize) {
        let before = Stated::read(change, column, change.row.before.as_deref());
        let after = Stated::read(change, column, change.row.after.as_deref());
        if before == after || before.number.is_none() && after.number.is_none() {
            return;
        }
        let (measure, amounts) = common(&before, &after);
        let scope = scope(change);
        for unit in [None, Some(change.unit())] {
            let (scope, measure) = (scope.clone(), measure.clone());
            let lines = if unit.is_none() { &mut self.totals } else { &mut self.unit };
            let line = Line { entity: change.entity, unit, column, scope, measure };
            let sums = lines.entry(line).or_default();
            match amounts.and_then(|(before, after)| sums.plus(before, after)) {
                Some(fresh) => *sums = fresh,
                None => sums.apart += 1,
            }
        }
    }
}

impl Sums {
    fn plus(&self, before: Decimal, after: Decimal) -> Option<Sums> {
        Some(Sums {
            cells: self.cells + 1,
            before: exact_sum(self.before, before)?,
            delta: exact_sum(self.delta, exact_sum(after, -before)?)?,
            after: exact_sum(self.after, after)?,
            apart: self.apart,
        })
    }
}

fn scope(change: &Change) -> String {
    let row = change.row.after.as_ref().or(change.row.before.as_ref());
    let scope = change.entity.position("scope").zip(row);
    scope.map(|(column, row)| row[column].to_text()).unwrap_or_default()
}

/// The sum where all of its digits are kept
fn exact_sum(one: Decimal, other: Decimal) -> Option<Decimal> {
    let sum = one.checked_add(other)?;
    (sum.checked_sub(one)? == other && sum.checked_sub(other)? == one).then(|| sum.normalize())
}

/// A value with what it means
#[derive(Debug, PartialEq)]
struct Stated {
    number: Option<Decimal>,
    is_exact: bool,
    measure: Option<String>,
}

impl Stated {
    fn read(change: &Change, column: usize, row: Option<&[Value]>) -> Stated {
        let Some(row) = row else { return Stated { number: None, is_exact: true, measure: None } };
        let entity = change.entity;
        let cell = |name: &str| entity.position(name).map(|column| &row[column]);
        let bound = match entity.columns()[column].kind {
            Kind::Value(bound) => bound.and_then(cell),
            _ => None,
        };
        let number = match row[column] {
            Value::Decimal(number) => Some(number),
            _ => None,
        };
        let unit = entity.unit_of_values().and_then(|unit| cell(unit.name));
        Stated {
            number,
            is_exact: bound.is_none_or(|bound| *bound == Value::Null),
            measure: number.and(unit).filter(|unit| **unit != Value::Null).map(Value::to_text),
        }
    }

    fn measure(&self) -> Option<Measure> {
        self.measure.as_deref().map(|name| Measure::find(name).unwrap_or_else(|| Measure::counter(name)))
    }

    /// The amount in a measure; a blank is nothing
    fn amount_in(&self, measure: &Measure) -> Option<Decimal> {
        match (self.number, self.measure()) {
            (None, _) => Some(Decimal::ZERO),
            (Some(number), Some(own)) => convert(number, &own, measure).ok(),
            (Some(_), None) => None,
        }
    }
}

/// The measure of both values and their amounts in it; none where they may not be added up
fn common(before: &Stated, after: &Stated) -> (String, Option<(Decimal, Decimal)>) {
    let Some(own) = after.measure().or_else(|| before.measure()) else { return (String::new(), None) };
    let amounts =
        |measure: &Measure| before.amount_in(measure).zip(after.amount_in(measure)).filter(|_| own.may_sum());
    let usual = Measure::default_unit(own.family());
    let (measure, amounts) = match amounts(&usual) {
        Some(found) => (usual, Some(found)),
        None => {
            let found = amounts(&own);
            (own, found)
        }
    };
    (measure.name().to_owned(), amounts.filter(|_| before.is_exact && after.is_exact))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::storage::compare::RowChange;

    /// A metric of a unit with an actual value; none for a row that is not there
    type Row = Option<(Option<i64>, bool, &'static str)>;

    fn cells(unit: &str, row: Row) -> Option<Vec<Value>> {
        let (number, is_exact, measure) = row?;
        let mut cells = vec![Value::Null; Entity::Metrics.columns().len()];
        let mut set = |name: &str, value: Value| {
            if let Some(column) = Entity::Metrics.position(name) {
                cells[column] = value;
            }
        };
        set("unit", unit.into());
        set("measure", measure.into());
        set("scope", "own".into());
        set("actual", number.map(|number| Decimal::new(number, 2)).into());
        set("actual_bound", if is_exact { Value::Null } else { "over".into() });
        Some(cells)
    }

    fn row() -> impl Strategy<Value = Row> {
        let measure = proptest::sample::select(&["亿元", "万元", "元", "个", "万个", "%", "公里", "只"][..]);
        let number = proptest::option::weighted(0.9, -9_999_999_i64..9_999_999);
        proptest::option::weighted(0.8, (number, proptest::bool::weighted(0.8), measure))
    }

    proptest! {
        #[test]
        fn before_and_delta_are_after_and_units_are_the_whole(
            changes in proptest::collection::vec((0_usize..3, row(), row()), 0..20),
        ) {
            let (mut balance, mut units) = (Balance::default(), BTreeMap::new());
            let mut changes = changes;
            changes.sort_by_key(|(unit, ..)| *unit);
            for (unit, before, after) in changes.iter().filter(|(_, before, after)| before != after) {
                let unit = ["1", "2", "3"][*unit];
                let row = RowChange { before: cells(unit, *before), after: cells(unit, *after) };
                let compared = (0..Entity::Metrics.columns().len()).collect();
                units.extend(balance.take(&Change { entity: Entity::Metrics, row, compared }));
            }
            units.extend(balance.finish());
            for (line, sums) in &balance.totals {
                let mut whole = Sums::default();
                for (_, part) in units.iter().filter(|(part, _)| Line { unit: None, ..(*part).clone() } == *line) {
                    prop_assert_eq!(part.before + part.delta, part.after);
                    whole.cells += part.cells;
                    whole.apart += part.apart;
                    whole.before += part.before;
                    whole.delta += part.delta;
                    whole.after += part.after;
                }
                prop_assert_eq!(&whole, sums);
            }
        }
    }
}
