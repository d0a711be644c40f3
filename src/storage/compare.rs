//! Two states of a table, compared row by row: both are read in key order and merged, so memory stays flat.

use std::cmp::Ordering;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::domain::entity::Entity;
use crate::storage::relation::{Relation, column_list};
use crate::storage::{Result, Store, values};
use crate::table::Value;

/// A row that differs: the cells of all columns, in canonical order
#[derive(Debug, Clone, PartialEq)]
pub struct RowChange {
    /// The row before; none if it was added
    pub before: Option<Vec<Value>>,
    /// The row after; none if it was removed
    pub after: Option<Vec<Value>>,
}

/// A state of the tables of one ledger
#[derive(Debug, Clone)]
pub struct Version<'s> {
    /// The ledger
    pub store: &'s Store,
    /// Its state
    pub relation: Relation,
}

/// What of a table is compared
#[derive(Debug, Clone, Copy)]
pub struct Compared<'c> {
    /// The table
    pub entity: Entity,
    /// The columns in which rows may differ
    pub columns: &'c [usize],
    /// Whether rows that do not differ are handed on as well
    pub with_unchanged: bool,
}

/// Calls `on_change` for every row that differs in one of the columns, in the order of the key
pub fn compare(
    what: Compared<'_>,
    before: &Version<'_>,
    after: &Version<'_>,
    mut on_change: impl FnMut(RowChange) -> Result<()>,
) -> Result<()> {
    let entity = what.entity;
    let list = column_list(entity, "");
    let mut before = before.store.connection().prepare(&before.relation.select(entity, &list))?;
    let mut after = after.store.connection().prepare(&after.relation.select(entity, &list))?;
    let (mut befores, mut afters) = (before.query([])?, after.query([])?);
    let (mut left, mut right) = (befores.next()?, afters.next()?);
    loop {
        match order(entity.key_length(), left, right)? {
            None => return Ok(()),
            Some(Ordering::Less) => {
                on_change(change(entity, left, None)?)?;
                left = befores.next()?;
            }
            Some(Ordering::Greater) => {
                on_change(change(entity, None, right)?)?;
                right = afters.next()?;
            }
            Some(Ordering::Equal) => {
                if what.with_unchanged || differ(what.columns, left, right)? {
                    on_change(change(entity, left, right)?)?;
                }
                left = befores.next()?;
                right = afters.next()?;
            }
        }
    }
}

impl Store {
    /// Calls `on_row` for every row of a state, as texts, in the order of the key
    pub fn each_row(
        &self,
        entity: Entity,
        relation: &Relation,
        mut on_row: impl FnMut(&RowText) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection().prepare(&relation.select(entity, &column_list(entity, "")))?;
        let width = entity.columns().len();
        let mut text = RowText::default();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            text.fill(row, width)?;
            on_row(&text)?;
        }
        Ok(())
    }
}

/// The cells of a row as text, in one buffer that is used again
#[derive(Debug, Default)]
pub struct RowText {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl RowText {
    /// The text of a cell, blank for none
    pub fn cell(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[index]]
    }

    /// The texts of the key, which are the first so many
    pub fn key(&self, length: usize) -> impl Iterator<Item = String> {
        (0..length).map(|index| String::from_utf8_lossy(self.cell(index)).into_owned())
    }

    /// The texts of all cells
    pub fn texts(&self) -> Vec<String> {
        let text = |index| String::from_utf8_lossy(self.cell(index)).into_owned();
        (0..self.ends.len()).map(text).collect()
    }

    /// Takes the first `width` cells of a row in place of those that it has
    pub(super) fn fill(&mut self, row: &Row<'_>, width: usize) -> Result<()> {
        self.bytes.clear();
        self.ends.clear();
        for index in 0..width {
            values::print(row.get_ref(index)?, &mut self.bytes);
            self.ends.push(self.bytes.len());
        }
        Ok(())
    }
}

/// Which of two rows comes first; a missing row comes last, none when both are missing
fn order(key_length: usize, left: Option<&Row<'_>>, right: Option<&Row<'_>>) -> Result<Option<Ordering>> {
    let (left, right) = match (left, right) {
        (None, None) => return Ok(None),
        (Some(_), None) => return Ok(Some(Ordering::Less)),
        (None, Some(_)) => return Ok(Some(Ordering::Greater)),
        (Some(left), Some(right)) => (left, right),
    };
    for index in 0..key_length {
        let ordering = bytes(left.get_ref(index)?).cmp(bytes(right.get_ref(index)?));
        if ordering.is_ne() {
            return Ok(Some(ordering));
        }
    }
    Ok(Some(Ordering::Equal))
}

fn bytes(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        _ => &[],
    }
}

fn differ(columns: &[usize], left: Option<&Row<'_>>, right: Option<&Row<'_>>) -> Result<bool> {
    if let (Some(left), Some(right)) = (left, right) {
        for &index in columns {
            if left.get_ref(index)? != right.get_ref(index)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn change(entity: Entity, before: Option<&Row<'_>>, after: Option<&Row<'_>>) -> Result<RowChange> {
    let width = entity.columns().len();
    let read = |row: Option<&Row<'_>>| row.map(|row| values::read_row(row, width)).transpose();
    Ok(RowChange { before: read(before)?, after: read(after)? })
}
