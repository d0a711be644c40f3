//! Revert: what one older revision changed is taken out of the present; everything later stays.
//!
//! A cell can be taken back as long as nobody wrote to it since. A value, its bound and the unit that it is in are one
//! cell for this: a bound alone, or a number in another unit, would be a figure that nobody ever stated.

use crate::domain::entity::{Entity, Kind};
use crate::ledger::key::unit_named;
use crate::ledger::operand::revision_named;
use crate::ledger::revise::{Asked, Intent, Made};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::revert::Times;
use crate::storage::revisions::Revision;
use crate::table::Value;
use crate::text::Failure;

/// What of a revision is to be reverted
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// One table alone
    pub table: Option<Entity>,
    /// The rows of one unit alone, by any of its names
    pub unit: Option<String>,
}

/// A cell that a later revision wrote to, or without a column a row that it added or removed
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The table
    pub entity: Entity,
    /// The row's key, with slashes
    pub key: String,
    /// The column's number
    pub column: Option<usize>,
    /// What the reverted revision had made of it
    pub then: Value,
    /// What it is now
    pub now: Value,
    /// The revision that did that
    pub by: i64,
}

impl Ledger {
    /// Takes the changes of a revision back; refused, with every conflict told, where later ones touched the same
    pub fn revert(
        &mut self,
        operand: &str,
        part: &Part,
        asked: Asked<'_>,
        on_conflict: &mut dyn FnMut(Conflict) -> Result<()>,
    ) -> Result<(Made, Revision)> {
        self.revise(
            "revert",
            asked,
            |store| {
                let missing = || Failure::NoSuchRevision { operand: operand.to_owned() };
                let id = revision_named(store, operand)?.ok_or_else(missing)?;
                let revision = store.revision(id)?.ok_or_else(missing)?;
                stage(store, id, part)?;
                refuse_conflicts(store, id, part, on_conflict)?;
                Ok((Intent { undoes: Some(id), moves_rows: true, ..Intent::default() }, revision))
            },
            |store, revision, _| {
                entities(part).try_for_each(|entity| store.write_reverting(entity, revision))
            },
        )
    }
}

fn entities(part: &Part) -> impl Iterator<Item = Entity> {
    let only = part.table;
    Entity::ALL.into_iter().filter(move |entity| only.is_none_or(|only| only == *entity))
}

/// Sets the rows aside, and refuses a revision of which rows are missing
fn stage(store: &Store, id: i64, part: &Part) -> Result<()> {
    let unit = part.unit.as_deref().map(|name| unit_named(store, name)).transpose()?;
    for entity in entities(part) {
        if store.recorded_counts(entity, id)? != store.counts_of(entity, id)? {
            return Err(Failure::HistoryIncomplete { revision: id }.into());
        }
        store.stage_reverting(entity, id, unit.as_deref())?;
    }
    Ok(())
}

fn refuse_conflicts(
    store: &Store,
    id: i64,
    part: &Part,
    on_conflict: &mut dyn FnMut(Conflict) -> Result<()>,
) -> Result<()> {
    let mut count = 0;
    for entity in entities(part) {
        store.each_changed_since(entity, id, |times| {
            let row = [&times.now, &times.became, &times.was].into_iter().find_map(Option::as_ref);
            let Some(key) = row.map(|row| row[..entity.key_length()].to_vec()) else { return Ok(()) };
            for Clash { column, then, now } in clashes(entity, &times) {
                count += 1;
                let name = column.map(|column| entity.columns()[column].name);
                let by = store.last_change(entity, &key, name, id)?;
                let key = key.iter().map(Value::to_text).collect::<Vec<_>>().join("/");
                on_conflict(Conflict { entity, key, column, then, now, by })?;
            }
            Ok(())
        })?;
    }
    if count == 0 { Ok(()) } else { Err(Failure::ChangedSince { revision: id, cells: count }.into()) }
}

/// A cell in the way, or a row
#[derive(Debug, Clone, PartialEq)]
struct Clash {
    column: Option<usize>,
    then: Value,
    now: Value,
}

/// What stands in the way of giving a row back what it had
fn clashes(entity: Entity, times: &Times) -> Vec<Clash> {
    let label = entity.position(entity.label().name).unwrap_or(0);
    let gone = |became: &Vec<Value>| Clash { column: None, then: became[label].clone(), now: Value::Null };
    match (&times.was, &times.became, &times.now) {
        // What it added is gone under another key: that is still there.
        (None, Some(became), None) if times.renamed => vec![gone(became)],
        (_, None, None) | (None, Some(_), None) | (None, None, _) => Vec::new(),
        (None, Some(became), Some(now)) => {
            cells(became, now, (0..became.len()).filter(|&column| became[column] != now[column]))
        }
        (Some(was), None, Some(now)) => match was == now {
            true => Vec::new(),
            false => vec![Clash { column: None, then: Value::Null, now: now[label].clone() }],
        },
        (Some(_), Some(became), None) => vec![gone(became)],
        (Some(was), Some(became), Some(now)) => {
            let mut columns: Vec<usize> = groups(entity)
                .into_iter()
                .filter(|group| group.iter().any(|&column| was[column] != became[column]))
                .filter(|group| group.iter().any(|&column| now[column] != was[column]))
                .flatten()
                .filter(|&column| now[column] != became[column])
                .collect();
            columns.sort_unstable();
            columns.dedup();
            cells(became, now, columns.into_iter())
        }
    }
}

fn cells(became: &[Value], now: &[Value], columns: impl Iterator<Item = usize>) -> Vec<Clash> {
    columns
        .map(|column| Clash { column: Some(column), then: became[column].clone(), now: now[column].clone() })
        .collect()
}

/// The columns that mean something only together: a value with its bound and its unit; every other one is alone
fn groups(entity: Entity) -> Vec<Vec<usize>> {
    let unit = entity.unit_of_values().and_then(|unit| entity.position(unit.name));
    let groups = entity.columns().iter().enumerate().filter_map(|(index, column)| match column.kind {
        Kind::Bound | Kind::Measure | Kind::MoneyUnit => None,
        Kind::Value(bound) => {
            let bound = bound.and_then(|bound| entity.position(bound));
            Some([Some(index), bound, unit].into_iter().flatten().collect())
        }
        _ => Some(vec![index]),
    });
    groups.collect()
}
