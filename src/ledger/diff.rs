//! What differs between two states of the plan: revisions, or sheets.
//!
//! A change set is the rows of a comparison, handed on one by one; it is never held in memory.

use std::path::PathBuf;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::entity::{Entity, Kind};
use crate::domain::measure::{Measure, convert};
use crate::ledger::import::find::{Find, find_sheets};
use crate::ledger::import::finding::Findings;
use crate::ledger::import::load::Loader;
use crate::ledger::import::row::RowRules;
use crate::ledger::import::sheet::Sheet;
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::compare::RowChange;
use crate::storage::relation::Relation;
use crate::table::Value;
use crate::text::Failure;

/// A state of the plan
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// As a revision left it; 0 is the empty plan
    Revision(i64),
    /// As sheets say it
    Sheets(Vec<PathBuf>),
}

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
    /// The delta in percent of the old value, with one decimal, half up
    pub percent: Option<Decimal>,
}

impl Change {
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

/// One side of a comparison, ready to be read
struct Side {
    stage: Option<&'static str>,
    revision: i64,
    sheets: Vec<Sheet>,
}

impl Side {
    fn has(&self, entity: Entity) -> bool {
        self.stage.is_none() || self.sheets.iter().any(|sheet| sheet.entity == entity)
    }

    /// The columns that all of the side's sheets of a table have
    fn columns(&self, entity: Entity) -> Vec<usize> {
        let all = 0..entity.columns().len();
        all.filter(|column| {
            self.sheets
                .iter()
                .filter(|sheet| sheet.entity == entity)
                .all(|sheet| sheet.header.written.contains(column))
        })
        .collect()
    }
}

/// Calls `on_change` for every row that a revision has otherwise than another
pub fn between_revisions(
    store: &Store,
    from: i64,
    to: i64,
    mut on_change: impl FnMut(Change) -> Result<()>,
) -> Result<()> {
    let side = |revision| Side { stage: None, revision, sheets: Vec::new() };
    compare_sides(store, &side(from), &side(to), &mut on_change)
}

fn compare_sides(
    store: &Store,
    before: &Side,
    after: &Side,
    on_change: &mut impl FnMut(Change) -> Result<()>,
) -> Result<()> {
    let Some((left, right)) = relations(before, after) else { return Ok(()) };
    for entity in Entity::ALL.into_iter().filter(|entity| before.has(*entity) && after.has(*entity)) {
        let columns = before.columns(entity);
        let compared: Vec<usize> =
            after.columns(entity).into_iter().filter(|column| columns.contains(column)).collect();
        store.compare(entity, &compared, &left, &right, |row| {
            on_change(Change { entity, row, compared: compared.clone() })
        })?;
    }
    Ok(())
}

impl Ledger {
    /// Calls `on_change` for every row that differs between two states, table by table, in the order of the key
    ///
    /// Sheets with errors are refused: the findings come back, and nothing was compared. A table without a sheet and
    /// columns that a sheet lacks are not compared.
    pub fn diff(
        &self,
        before: &State,
        after: &State,
        guarded: bool,
        mut on_change: impl FnMut(Change) -> Result<()>,
    ) -> Result<Findings> {
        let mut findings = Findings::default();
        let before = self.side(before, "before", &mut findings)?;
        let after = self.side(after, "after", &mut findings)?;
        if findings.errors() == 0 {
            // One transaction: each row of a stage would else be its own.
            findings.append(self.store.at_once(|| self.stage_sides(&before, &after, guarded))?);
        }
        if findings.errors() > 0 {
            return Ok(findings);
        }
        self.store.at_once(|| compare_sides(&self.store, &before, &after, &mut on_change))?;
        Ok(findings)
    }

    fn side(&self, state: &State, stage: &'static str, findings: &mut Findings) -> Result<Side> {
        Ok(match state {
            State::Revision(revision) => Side { stage: None, revision: *revision, sheets: Vec::new() },
            State::Sheets(paths) => Side {
                stage: Some(stage),
                revision: 0,
                sheets: find_sheets(paths, &Find::default(), findings)?,
            },
        })
    }

    /// Reads the sheets of both sides; units are known by a side's own units.csv, else the other's, else the ledger's
    fn stage_sides(&self, before: &Side, after: &Side, guarded: bool) -> Result<Findings> {
        let mut findings = Findings::default();
        let own_units = |side: &Side| {
            side.stage.filter(|_| side.sheets.iter().any(|sheet| sheet.entity == Entity::Units))
        };
        for side in [before, after] {
            if let Some(stage) = own_units(side) {
                findings.append(stage_tables(&self.store, side, stage, &[Entity::Units], guarded)?);
            }
        }
        for (side, other) in [(before, after), (after, before)] {
            if let Some(stage) = side.stage {
                self.store.collect_unit_names(own_units(side).or(own_units(other)))?;
                findings.append(stage_tables(&self.store, side, stage, &Entity::ALL[1..], guarded)?);
            }
        }
        Ok(findings)
    }
}

fn stage_tables(
    store: &Store,
    side: &Side,
    stage: &'static str,
    entities: &[Entity],
    guarded: bool,
) -> Result<Findings> {
    let sheets = (0..).zip(side.sheets.iter().cloned()).collect();
    let rules = RowRules { guarded, ..RowRules::default() };
    let mut loader = Loader { sheets, ..Loader::new(store, 0, rules, Findings::default()) };
    for &entity in entities {
        loader.stage(entity, stage)?;
        if entity == Entity::Units {
            loader.resolve_parents(stage)?;
        }
        loader.each_single(entity, stage, |_, _, _, _| Ok(()))?;
    }
    Ok(loader.findings)
}

/// What to read on both sides; none where they are the same revision
fn relations(before: &Side, after: &Side) -> Option<(Relation, Relation)> {
    let whole = |side: &Side| side.stage.map_or(Relation::At(side.revision), Relation::Staged);
    if before.stage.is_some() || after.stage.is_some() {
        return Some((whole(before), whole(after)));
    }
    let (from, to) = (before.revision.min(after.revision), before.revision.max(after.revision));
    let (ended, born) = (Relation::Ended { from, to }, Relation::Born { from, to });
    match before.revision.cmp(&after.revision) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Less => Some((ended, born)),
        std::cmp::Ordering::Greater => Some((born, ended)),
    }
}

/// The state that an operand names: a revision or date, else a path
pub fn state_named(ledger: &Ledger, operand: &str) -> Result<State> {
    if let Some(revision) = ledger.revision_named(operand)? {
        return Ok(State::Revision(revision));
    }
    let path = PathBuf::from(operand);
    if path.exists() {
        return Ok(State::Sheets(vec![path]));
    }
    Err(Failure::SameOperand { operand: operand.to_owned() }.into())
}
