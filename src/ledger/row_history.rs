//! One row through time: what each revision made of it, and which of them gave each cell its value.

use std::collections::BTreeMap;

use crate::domain::conversion::convert;
use crate::domain::entity::{Entity, Kind};
use crate::domain::measure::Measure;
use crate::ledger::diff::Change;
use crate::ledger::{Ledger, Result};
use crate::storage::compare::RowChange;
use crate::storage::revisions::Revision;
use crate::storage::versions::{Place, Version};
use crate::table::Value;

/// The versions of a row, with the revisions that made and ended them
#[derive(Debug)]
pub struct RowHistory {
    entity: Entity,
    versions: Vec<Version>,
    revisions: BTreeMap<i64, Revision>,
}

/// What a revision did to the row
#[derive(Debug)]
pub struct Step {
    /// The revision; 0 for a row that another tool inserted and no revision holds yet
    pub revision: i64,
    /// The row before and after
    pub change: Change,
    /// Where the row was read
    pub place: Option<Place>,
}

impl Step {
    /// Where the row that it left is from
    pub fn blame(&self) -> Blame {
        Blame::of(self.revision, self.place.clone())
    }
}

/// Where a cell has its value from
#[derive(Debug, Clone, PartialEq)]
pub struct Blame {
    /// The revision that gave it the value, for the last time
    pub revision: i64,
    /// The revision that gave it the value first, where a former state was brought back; else the same
    pub origin: i64,
    /// Where it was read
    pub place: Option<Place>,
    /// The revision that wrote the same amount in another unit since, if one did
    pub rewritten: Option<i64>,
}

impl Blame {
    fn of(revision: i64, place: Option<Place>) -> Blame {
        let origin = place.as_ref().map_or(revision, |place| place.revision);
        Blame { revision, origin, place, rewritten: None }
    }
}

/// A value that a cell had, with where it came from; the row whole, for its units and bounds
#[derive(Debug, Clone, PartialEq)]
pub struct CellValue {
    /// The row; none where it was removed
    pub row: Option<Vec<Value>>,
    /// Where it is from
    pub blame: Blame,
}

impl Ledger {
    /// The history of the row with that key; it has no versions where there never was such a row
    pub fn row_history(&self, entity: Entity, key: &[String]) -> Result<RowHistory> {
        self.store.at_once(|| {
            let versions = self.versions_through_renames(entity, key)?;
            let mut revisions = BTreeMap::new();
            for id in versions.iter().flat_map(|version| [Some(version.since), version.until]).flatten() {
                if let Some(revision) = self.store.revision(id)? {
                    revisions.insert(id, revision);
                }
            }
            Ok(RowHistory { entity, versions, revisions })
        })
    }

    /// The versions of a row, also those that it had under the keys that renames took it from
    fn versions_through_renames(&self, entity: Entity, key: &[String]) -> Result<Vec<Version>> {
        let mut versions = self.store.versions_of(entity, key)?;
        let mut key = key.to_vec();
        while let Some(first) = versions.first().map(|version| version.since) {
            let Some(former) = self.store.former_key(entity, &key, first)? else { break };
            let mut earlier = self.store.versions_of(entity, &former)?;
            earlier.retain(|version| version.until.is_some_and(|until| until <= first));
            versions.splice(..0, earlier);
            key = former;
            if versions.first().is_none_or(|version| version.since >= first) {
                break;
            }
        }
        Ok(versions)
    }
}

impl RowHistory {
    /// The revision of that number, if it had to do with the row
    pub fn revision(&self, id: i64) -> Option<&Revision> {
        self.revisions.get(&id)
    }

    /// The revision that removed the row; none while it is there
    pub fn removed_by(&self) -> Option<i64> {
        self.versions.last().and_then(|version| version.until)
    }

    /// The row as it is, or as it last was
    pub fn last_row(&self) -> &[Value] {
        self.versions.last().map_or(&[], |version| &version.cells)
    }

    /// What happened to the row, the earliest first
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::with_capacity(self.versions.len() + 1);
        let mut before: Option<&Version> = None;
        for version in &self.versions {
            if let Some(gone) = before.take_if(|before| before.until != Some(version.since)) {
                steps.extend(self.removal(gone));
            }
            let row = RowChange {
                before: before.map(|before| before.cells.clone()),
                after: Some(version.cells.clone()),
            };
            steps.push(self.step(version.since, row, version.place.clone()));
            before = Some(version);
        }
        steps.extend(before.and_then(|last| self.removal(last)));
        steps
    }

    /// The end of a version that no other one follows
    fn removal(&self, version: &Version) -> Option<Step> {
        let row = RowChange { before: Some(version.cells.clone()), after: None };
        version.until.map(|until| self.step(until, row, None))
    }

    fn step(&self, revision: i64, row: RowChange, place: Option<Place>) -> Step {
        let compared = (0..self.entity.columns().len()).collect();
        Step { revision, change: Change { entity: self.entity, row, compared }, place }
    }

    /// Where the cell of a column has its last value from
    pub fn blame(&self, column: usize) -> Option<Blame> {
        self.versions.len().checked_sub(1).map(|last| self.blame_of(column, last))
    }

    /// All values that the cell of a column had, the latest first
    pub fn values(&self, column: usize) -> Vec<CellValue> {
        let mut found = Vec::new();
        for (index, version) in self.versions.iter().enumerate() {
            if index > 0 && !self.follows(index) {
                found.extend(self.loss(&self.versions[index - 1]));
            }
            if self.was_written(column, index) {
                let blame = self.blame_of(column, index);
                found.push(CellValue { row: Some(version.cells.clone()), blame });
            }
        }
        found.extend(self.versions.last().and_then(|last| self.loss(last)));
        found.reverse();
        found
    }

    fn loss(&self, version: &Version) -> Option<CellValue> {
        version.until.map(|until| CellValue { row: None, blame: Blame::of(until, None) })
    }

    /// Whether a version took the place of the one before it
    fn follows(&self, index: usize) -> bool {
        index > 0 && self.versions[index - 1].until == Some(self.versions[index].since)
    }

    /// Whether a version gave the cell what it says, and did not find it there
    fn was_written(&self, column: usize, index: usize) -> bool {
        !self.follows(index)
            || says(self.entity, column, &self.versions[index - 1].cells)
                != says(self.entity, column, &self.versions[index].cells)
    }

    /// Whether a version gave the cell its value, and not only another unit for the same amount
    ///
    /// A sheet in another unit takes the row's other values with it, and states none of them.
    fn was_set(&self, column: usize, index: usize) -> bool {
        self.was_written(column, index)
            && !(self.follows(index)
                && self.is_same(column, &self.versions[index - 1], &self.versions[index]))
    }

    fn is_same(&self, column: usize, one: &Version, other: &Version) -> bool {
        says(self.entity, column, &one.cells) == says(self.entity, column, &other.cells)
            || is_same_amount(self.entity, column, &one.cells, &other.cells)
    }

    /// Where the cell has the value from that it has in a version
    ///
    /// What an undo and its like bring back is from where it was in the state that they bring back, cell by cell: the
    /// row's own line is that of its last import only.
    fn blame_of(&self, column: usize, index: usize) -> Blame {
        let set = (0..=index).rev().find(|&index| self.was_set(column, index)).unwrap_or(0);
        let version = &self.versions[set];
        let found = self.restored(version.since).and_then(|target| {
            let is_it =
                |before: &Version| before.was_true_after(target) && self.is_same(column, before, version);
            self.versions[..set].iter().rposition(is_it)
        });
        let blame = match found {
            Some(before) => Blame { revision: version.since, ..self.blame_of(column, before) },
            None => Blame::of(version.since, version.place.clone()),
        };
        let rewritten = (set + 1..=index).rev().find(|&index| self.was_written(column, index));
        Blame { rewritten: rewritten.map(|index| self.versions[index].since).or(blame.rewritten), ..blame }
    }

    /// The revision whose state a revision brought back, if it did
    pub fn restored(&self, revision: i64) -> Option<i64> {
        let revision = self.revisions.get(&revision)?;
        match revision.command.as_str() {
            "undo" | "redo" | "restore" => revision.restores,
            "revert" => revision.undoes.map(|undone| undone - 1),
            _ => None,
        }
    }
}

/// Whether two rows give the cell the same amount in two units
fn is_same_amount(entity: Entity, column: usize, one: &[Value], other: &[Value]) -> bool {
    let [value, bound, unit] = says(entity, column, one);
    let [other_value, other_bound, other_unit] = says(entity, column, other);
    let measures = (Measure::find(&unit.to_text()), Measure::find(&other_unit.to_text()));
    let (Value::Decimal(value), Value::Decimal(other_value), (Some(from), Some(to))) =
        (value, other_value, measures)
    else {
        return false;
    };
    bound == other_bound && convert(value, &from, &to).is_ok_and(|converted| converted == other_value)
}

/// What a cell says: a value and its bound are one cell, and its unit is part of what it says
fn says(entity: Entity, column: usize, row: &[Value]) -> [Value; 3] {
    let cell = |name: Option<&str>| {
        name.and_then(|name| entity.position(name)).map_or(Value::Null, |index| row[index].clone())
    };
    let value = match entity.columns()[column].kind {
        Kind::Value(_) => column,
        // A bound stands behind the value that it bounds.
        Kind::Bound => column - 1,
        _ => return [row[column].clone(), Value::Null, Value::Null],
    };
    let Kind::Value(bound) = entity.columns()[value].kind else {
        return [row[column].clone(), Value::Null, Value::Null];
    };
    if row[value] == Value::Null {
        return [Value::Null, cell(bound), Value::Null];
    }
    [row[value].clone(), cell(bound), cell(entity.unit_of_values().map(|unit| unit.name))]
}
