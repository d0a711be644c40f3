//! An edit held against the row that is there.

use rust_decimal::Decimal;

use crate::domain::entity::{Entity, Kind};
use crate::ledger::apply::conflict::{Conflict, Reason};
use crate::ledger::apply::decide::{Choice, Decisions};
use crate::ledger::apply::edit::{Edit, What};

/// What comes of an edit
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The row to be written
    pub row: Option<Vec<String>>,
    /// Whether the row goes
    pub goes: bool,
    /// Of what nothing was decided
    pub conflicts: Vec<Conflict>,
}

/// Holds an edit against the row that is there, if it is
pub fn merge(entity: Entity, edit: &Edit, current: Option<&[String]>, decisions: &Decisions) -> Merged {
    merge_onto(entity, edit, current, None, decisions)
}

/// The same, where a row that is not there would come back as it is `remembered`
pub fn merge_onto(
    entity: Entity,
    edit: &Edit,
    current: Option<&[String]>,
    remembered: Option<&[String]>,
    decisions: &Decisions,
) -> Merged {
    let mut merge =
        Merge { entity, edit, current, remembered, decisions, row: None, merged: Merged::default() };
    match &edit.what {
        What::Add(cells) => merge.add(cells),
        What::Remove(cells) => merge.remove(cells),
        What::Change(cells) => merge.change(cells),
    }
    // A row that comes out as it is needs no writing.
    let row = merge.row.filter(|row| current.is_none_or(|current| row.as_slice() != current));
    Merged { row, ..merge.merged }
}

struct Merge<'m> {
    entity: Entity,
    edit: &'m Edit,
    current: Option<&'m [String]>,
    remembered: Option<&'m [String]>,
    decisions: &'m Decisions,
    row: Option<Vec<String>>,
    merged: Merged,
}

impl Merge<'_> {
    fn add(&mut self, cells: &[(usize, String)]) {
        for (column, new) in cells {
            match self.current.map(|row| row[*column].clone()) {
                None => self.set(*column, new),
                Some(ours) if is_same(self.entity, *column, &ours, new) => {}
                Some(ours) => self.settle(*column, Reason::Present, ["", &ours, new]),
            }
        }
    }

    fn change(&mut self, cells: &[(usize, String, String)]) {
        let unit_is_open = self.unit_is_open(cells);
        for (column, old, new) in cells {
            let Some(ours) = self.current.map(|row| row[*column].clone()) else {
                self.settle(*column, Reason::Absent, [old, "", new]);
                continue;
            };
            if is_same(self.entity, *column, &ours, new) {
                continue;
            }
            match is_same(self.entity, *column, &ours, old) {
                true if unit_is_open && self.entity.is_of_amounts(*column)
                    || self.is_half_open(*column, cells) =>
                {
                    self.settle(*column, Reason::Together, [old, &ours, new]);
                }
                true => self.set(*column, new),
                // What stays as it was is here with the rest of its amount.
                false if old == new => self.settle(*column, Reason::Together, [old, &ours, new]),
                false => self.settle(*column, Reason::Changed, [old, &ours, new]),
            }
        }
    }

    /// Whether the unit of the row's amounts changes while one of them is otherwise here
    ///
    /// An amount that stays and a unit that comes would be another amount: they stay or come together.
    fn unit_is_open(&self, cells: &[(usize, String, String)]) -> bool {
        let unit = self.entity.unit_of_values();
        let is_unit =
            |column: usize| unit.is_some_and(|unit| unit.name == self.entity.columns()[column].name);
        cells.iter().any(|(column, ..)| is_unit(*column))
            && cells.iter().any(|cell| self.entity.is_of_amounts(cell.0) && self.is_open(cell))
    }

    /// Whether the value of this bound, or the bound of this value, is otherwise here
    fn is_half_open(&self, column: usize, cells: &[(usize, String, String)]) -> bool {
        let other = match self.entity.columns()[column].kind {
            Kind::Value(Some(_)) => column + 1,
            Kind::Bound => column - 1,
            _ => return false,
        };
        cells.iter().any(|cell| cell.0 == other && self.is_open(cell))
    }

    /// Whether the ledger has neither what was there nor what is to come
    fn is_open(&self, (column, old, new): &(usize, String, String)) -> bool {
        let is = |ours: &[String], text| is_same(self.entity, *column, &ours[*column], text);
        self.current.is_some_and(|row| !is(row, old) && !is(row, new))
    }

    fn remove(&mut self, cells: &[(usize, String)]) {
        let Some(current) = self.current else { return };
        let mut goes = true;
        for (column, old) in cells {
            let ours = &current[*column];
            if is_same(self.entity, *column, ours, old) {
                continue;
            }
            match self.choice(*column, [old, ours, ""]) {
                Some(Choice::Theirs) => {}
                Some(Choice::Ours) => goes = false,
                Some(Choice::Value(value)) => {
                    goes = false;
                    self.set(*column, &value);
                }
                None => self.conflict(*column, Reason::Kept, [old, ours, ""]),
            }
        }
        self.merged.goes = goes && self.merged.conflicts.is_empty();
    }

    fn settle(&mut self, column: usize, reason: Reason, [base, ours, theirs]: [&str; 3]) {
        match self.choice(column, [base, ours, theirs]) {
            Some(Choice::Ours) => {}
            Some(Choice::Theirs) => self.set(column, theirs),
            Some(Choice::Value(value)) => self.set(column, &value),
            None => self.conflict(column, reason, [base, ours, theirs]),
        }
    }

    fn choice(&self, column: usize, texts: [&str; 3]) -> Option<Choice> {
        let name = self.entity.columns()[column].name;
        self.decisions.choice(self.entity, &self.edit.key.join("/"), name, texts)
    }

    fn conflict(&mut self, column: usize, reason: Reason, [base, ours, theirs]: [&str; 3]) {
        let (base, ours, theirs) = (base.to_owned(), ours.to_owned(), theirs.to_owned());
        let (entity, key) = (self.entity, self.edit.key.join("/"));
        self.merged.conflicts.push(Conflict { entity, key, column, reason, base, ours, theirs });
    }

    fn set(&mut self, column: usize, text: &str) {
        let row = self.row.get_or_insert_with(|| match self.current.or(self.remembered) {
            Some(row) => row.to_vec(),
            None => {
                let mut row = vec![String::new(); self.entity.columns().len()];
                row[..self.edit.key.len()].clone_from_slice(&self.edit.key);
                row
            }
        });
        row[column] = text.to_owned();
    }
}

/// Whether two texts of a column mean the same; numbers may be spelled in several ways
fn is_same(entity: Entity, column: usize, one: &str, other: &str) -> bool {
    let number = |text: &str| Decimal::from_str_exact(text).ok().map(|number| number.normalize());
    one == other
        || entity.columns()[column].is_number() && number(one).is_some() && number(one) == number(other)
}
