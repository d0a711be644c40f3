//! An edit held against the row that is there.

use crate::domain::entity::{Entity, Kind};
use crate::ledger::apply::conflict::{Conflict, Reason};
use crate::ledger::apply::decide::{At, Choice, Decisions};
use crate::ledger::apply::edit::{CellText, Edit, What};
use crate::ledger::apply::sides::{Sides, add_amounts, amounts, drop_unconcerned, is_same, is_unit};

/// What comes of an edit
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The row to be written; none while anything is undecided
    pub row: Option<Vec<String>>,
    /// Whether the row goes
    pub goes: bool,
    /// Of what nothing was decided
    pub conflicts: Vec<Conflict>,
    /// Columns whose text was chosen from neither side, and where that stands
    pub chosen: Vec<(usize, At)>,
    /// Columns of amounts that choices would take from several sides, and where the first of them stands
    pub torn: Option<(Vec<usize>, At)>,
    /// Values that would stay in a unit that goes, and of which the edit does not say that they do
    pub unsaid: Vec<usize>,
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
    let mut merge = Merge {
        entity,
        edit,
        current,
        remembered,
        decisions,
        row: None,
        decided: Vec::new(),
        merged: Merged::default(),
    };
    match &edit.what {
        What::Add(cells) => merge.add(cells),
        What::Remove(cells) => merge.remove(cells),
        What::Change(cells) => merge.change(cells),
    }
    let is_settled = merge.merged.conflicts.is_empty();
    // A row that comes out as it is needs no writing.
    let row = merge.row.filter(|row| is_settled && current.is_none_or(|current| row.as_slice() != current));
    Merged { row, ..merge.merged }
}

struct Merge<'m> {
    entity: Entity,
    edit: &'m Edit,
    current: Option<&'m [String]>,
    remembered: Option<&'m [String]>,
    decisions: &'m Decisions,
    row: Option<Vec<String>>,
    /// The columns that a table of conflicts decides, and where
    decided: Vec<(usize, At)>,
    merged: Merged,
}

impl<'m> Merge<'m> {
    fn add(&mut self, cells: &'m [CellText]) {
        let Some(current) = self.current else {
            return cells.iter().for_each(|(column, new)| self.set(*column, new));
        };
        let mut cells: Vec<Sides<'m>> = cells
            .iter()
            .map(|(column, new)| Sides { column: *column, base: "", ours: &current[*column], theirs: new })
            .collect();
        add_amounts(self.entity, current, &mut cells);
        for cell in &cells {
            if !self.is_same(cell.column, cell.ours, cell.theirs) {
                self.settle(cell, Reason::Present);
            }
        }
        self.keep_amounts_whole(&cells);
    }

    fn change(&mut self, cells: &'m [(usize, String, String)]) {
        let ours = |column: usize| self.current.map_or("", |row| row[column].as_str());
        let cells = cells.iter().map(|(column, old, new)| Sides {
            column: *column,
            base: old,
            ours: ours(*column),
            theirs: new,
        });
        let mut cells: Vec<Sides<'m>> = cells.collect();
        let Some(current) = self.current else {
            cells.retain(Sides::is_edited);
            return cells.iter().for_each(|cell| self.settle(cell, Reason::Absent));
        };
        let stated: Vec<usize> = cells.iter().map(|cell| cell.column).collect();
        drop_unconcerned(self.entity, &mut cells);
        let unit_is_open = self.unit_is_open(&cells);
        for cell in &cells {
            let Sides { column, base, ours, theirs } = *cell;
            if self.is_same(column, ours, theirs) {
                continue;
            }
            match self.is_same(column, ours, base) {
                true if unit_is_open && self.entity.is_of_amounts(column)
                    || self.is_half_open(column, &cells) =>
                {
                    self.settle(cell, Reason::Together);
                }
                true => self.set(column, theirs),
                // What stays as it was is here with the rest of its amount.
                false if base == theirs => self.settle(cell, Reason::Together),
                false => self.settle(cell, Reason::Changed),
            }
        }
        self.keep_amounts_whole(&cells);
        self.find_unsaid(current, &stated);
    }

    /// Finds values of which nothing is said while their unit becomes another: digits that stay are another amount
    fn find_unsaid(&mut self, current: &[String], stated: &[usize]) {
        let Some(row) = &self.row else { return };
        let columns = || 0..self.entity.columns().len();
        if columns().any(|column| is_unit(self.entity, column) && row[column] != current[column]) {
            let is_unsaid = |column: &usize| {
                matches!(self.entity.columns()[*column].kind, Kind::Value(_))
                    && !current[*column].is_empty()
                    && !stated.contains(column)
            };
            self.merged.unsaid = columns().filter(is_unsaid).collect();
        }
    }

    fn is_same(&self, column: usize, one: &str, other: &str) -> bool {
        is_same(self.entity, column, one, other)
    }

    /// Whether the unit of the row's amounts is to be another while one of them is otherwise here
    ///
    /// An amount that stays and a unit that comes would be another amount: they stay or come together.
    fn unit_is_open(&self, cells: &[Sides<'_>]) -> bool {
        cells.iter().any(|cell| is_unit(self.entity, cell.column) && cell.ours != cell.theirs)
            && cells.iter().any(|cell| self.entity.is_of_amounts(cell.column) && self.is_open(cell))
    }

    /// Whether the value of this bound, or the bound of this value, is otherwise here
    fn is_half_open(&self, column: usize, cells: &[Sides<'_>]) -> bool {
        let other = self.entity.other_half(column);
        other.is_some_and(|other| cells.iter().any(|cell| cell.column == other && self.is_open(cell)))
    }

    /// Whether the ledger has neither what was there nor what is to come
    fn is_open(&self, cell: &Sides<'_>) -> bool {
        let is = |text| self.is_same(cell.column, cell.ours, text);
        !is(cell.base) && !is(cell.theirs)
    }

    /// Makes conflicts again of what was decided cell by cell, where an amount would come out as it is on no side
    ///
    /// A number and a unit from two sides are another amount, as a number and a bound are.
    fn keep_amounts_whole(&mut self, cells: &[Sides<'m>]) {
        let amounts = amounts(self.entity, cells);
        let torn: Vec<&Sides<'_>> = amounts.iter().filter(|amount| self.is_torn(amount)).flatten().collect();
        let differs = |cell: &Sides<'_>| !self.is_same(cell.column, cell.ours, cell.theirs);
        // Where a unit is to be chosen again, so is all that is in it.
        let unit_is_torn = torn.iter().any(|cell| is_unit(self.entity, cell.column) && differs(cell));
        let is_open_again = |cell: &&Sides<'_>| {
            differs(cell)
                && (torn.iter().any(|torn| torn.column == cell.column)
                    || unit_is_torn && self.entity.is_of_amounts(cell.column))
        };
        let open: Vec<Sides<'_>> = cells.iter().filter(is_open_again).copied().collect();
        let columns: Vec<usize> = open.iter().map(|cell| cell.column).collect();
        let decided = self.decided.iter().filter(|(column, _)| columns.contains(column));
        let first = decided.map(|(_, at)| *at).min();
        open.iter().for_each(|cell| self.conflict(cell, Reason::Together));
        self.merged.torn = first.map(|at| (columns, at));
    }

    /// Whether the cells of an amount come from no side together, though all are decided
    fn is_torn(&self, amount: &[Sides<'m>]) -> bool {
        let is_decided =
            |cell: &Sides<'_>| !self.merged.conflicts.iter().any(|conflict| conflict.column == cell.column);
        let settled =
            |column: usize| self.row.as_deref().or(self.current).map_or("", |row| row[column].as_str());
        let is_from = |cell: &Sides<'_>, text: &str| self.is_same(cell.column, settled(cell.column), text);
        let is_own = |cell: &Sides<'_>| !cell.texts().iter().any(|text| is_from(cell, text));
        // Who writes a number writes what it means, and no number means nothing.
        let is_free = |cell: &Sides<'_>| {
            let is_blank = |column: usize| settled(column).is_empty();
            let other = self.entity.other_half(cell.column);
            self.entity.columns()[cell.column].kind != Kind::Bound
                && !is_unit(self.entity, cell.column)
                && (is_own(cell) || is_blank(cell.column) && other.is_none_or(is_blank))
        };
        let fits = |side: usize| amount.iter().all(|cell| is_own(cell) || is_from(cell, cell.texts()[side]));
        amount.iter().all(is_decided) && !amount.iter().any(is_free) && !(0..3).any(fits)
    }

    fn remove(&mut self, cells: &'m [CellText]) {
        let Some(current) = self.current else { return };
        let mut goes = true;
        for (column, old) in cells {
            let cell = Sides { column: *column, base: old, ours: &current[*column], theirs: "" };
            if self.is_same(cell.column, cell.ours, cell.base) {
                continue;
            }
            match self.choice(&cell) {
                Some(Choice::Theirs) => continue,
                Some(Choice::Ours) => {}
                Some(Choice::Base) => self.set(cell.column, cell.base),
                Some(Choice::Value(value)) => self.set(cell.column, &value),
                None => self.conflict(&cell, Reason::Kept),
            }
            goes = false;
        }
        self.merged.goes = goes;
    }

    fn settle(&mut self, cell: &Sides<'_>, reason: Reason) {
        match self.choice(cell) {
            Some(Choice::Ours) => {}
            Some(Choice::Theirs) => self.set(cell.column, cell.theirs),
            Some(Choice::Base) => self.set(cell.column, cell.base),
            Some(Choice::Value(value)) => self.set(cell.column, &value),
            None => self.conflict(cell, reason),
        }
    }

    fn choice(&mut self, cell: &Sides<'_>) -> Option<Choice> {
        let key = self.edit.key.join("/");
        let (choice, at) = self.decisions.choice(self.entity, &key, cell.column, cell.texts())?;
        self.decided.extend(at.map(|at| (cell.column, at)));
        if matches!(choice, Choice::Base | Choice::Value(_)) {
            self.merged.chosen.extend(at.map(|at| (cell.column, at)));
        }
        Some(choice)
    }

    fn conflict(&mut self, cell: &Sides<'_>, reason: Reason) {
        let Sides { column, base, ours, theirs } = *cell;
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
