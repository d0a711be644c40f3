//! A row as it was exported, as the sheet has it and as the ledger has it: what somebody changed, and what comes of it.

use crate::domain::entity::{Entity, Kind};
use crate::ledger::apply::decide::Decisions;
use crate::ledger::apply::edit::{Edit, What};
use crate::ledger::apply::merge::{Merged, merge_onto};
use crate::storage::base::Touched;

/// A touched row from its three sides
pub struct Sides<'t> {
    /// The table
    pub entity: Entity,
    /// The columns that the sheet has
    pub written: &'t [usize],
    /// Whether a blank cell says nothing
    pub keeps_blanks: bool,
    /// The sides
    pub touched: &'t Touched,
}

impl Sides<'_> {
    /// The row that is to be written, or what keeps it from being
    pub fn merge(&self, decisions: &Decisions) -> Merged {
        let Touched { base, sheet, now, line } = self.touched;
        let what = match base {
            None => What::Add(self.added()),
            Some(base) => What::Change(self.changed(base)),
        };
        let key = sheet[..self.entity.key_length()].to_vec();
        let edit = Edit { key, line: line.unsigned_abs(), what };
        // A row that comes back comes back whole.
        merge_onto(self.entity, &edit, now.as_deref(), base.as_deref(), decisions)
    }

    /// The column of the unit that the row's amounts are in
    fn unit(&self) -> Option<usize> {
        self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name))
    }

    /// What the sheet says of a cell; what it does not say is as it was exported
    fn theirs<'s>(&'s self, column: usize, base: &'s str) -> &'s str {
        let text = self.touched.sheet[column].as_str();
        let is_written = self.written.contains(&column);
        let says = if text.is_empty() { is_written && !self.keeps_blanks } else { true };
        if says { text } else { base }
    }

    /// The cells of a row that both sides added: what is blank was not said, but where it is part of an amount
    fn added(&self) -> Vec<(usize, String)> {
        let sheet = &self.touched.sheet;
        let is_said = |column: usize| !self.theirs(column, "").is_empty();
        let units_differ = self.unit().is_some_and(|unit| {
            is_said(unit) && self.touched.now.as_ref().is_some_and(|now| now[unit] != sheet[unit])
        });
        let wanted = |column: &usize| {
            is_said(*column)
                || self.other_half(*column).is_some_and(is_said)
                || units_differ && self.entity.is_of_amounts(*column)
        };
        self.cells().filter(wanted).map(|column| (column, sheet[column].clone())).collect()
    }

    /// The cells that were edited by hand, and with a part of an amount all of it
    ///
    /// Where a unit has changed on either side, all amounts of the row are one with it: a number alone says nothing.
    fn changed(&self, base: &[String]) -> Vec<(usize, String, String)> {
        let theirs = |column: usize| self.theirs(column, &base[column]);
        let is_edited = |column: usize| theirs(column) != base[column];
        let amount_edited = self.cells().any(|column| self.entity.is_of_amounts(column) && is_edited(column));
        let unit_moved = self.unit().is_some_and(|unit| {
            is_edited(unit) || self.touched.now.as_ref().is_some_and(|now| now[unit] != base[unit])
        });
        let wanted = |column: &usize| {
            is_edited(*column)
                || self.other_half(*column).is_some_and(is_edited)
                || amount_edited && unit_moved && self.entity.is_of_amounts(*column)
        };
        let cell = |column: usize| (column, base[column].clone(), theirs(column).to_owned());
        let there = self.touched.now.is_some();
        self.cells()
            .filter(|column| if there { wanted(column) } else { is_edited(*column) })
            .map(cell)
            .collect()
    }

    fn cells(&self) -> impl Iterator<Item = usize> {
        self.entity.key_length()..self.entity.columns().len()
    }

    /// The bound of a value, or the value of a bound
    fn other_half(&self, column: usize) -> Option<usize> {
        match self.entity.columns()[column].kind {
            Kind::Value(Some(_)) => Some(column + 1),
            Kind::Bound => Some(column - 1),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::apply::conflict::Reason;

    const AMOUNTS: [&str; 5] =
        ["total_investment", "total_investment_bound", "annual_plan", "annual_done", "money_unit"];

    /// A project of these amounts
    fn project(amounts: [&str; 5]) -> Vec<String> {
        let mut row = vec![String::new(); Entity::Projects.columns().len()];
        for (name, text) in ["unit", "code", "name"]
            .into_iter()
            .zip(["1", "P1", "路"])
            .chain(AMOUNTS.into_iter().zip(amounts))
        {
            row[Entity::Projects.position(name).unwrap()] = text.to_owned();
        }
        row
    }

    /// The amounts that come out, or the columns in conflict with `=` behind those that are so only with others
    fn merged(sides: [Option<[&str; 5]>; 3], columns: &[&str]) -> String {
        let [base, sheet, now] = sides.map(|side| side.map(project));
        let name = |column: usize| Entity::Projects.columns()[column].name;
        let position = |name: &&str| Entity::Projects.position(name).unwrap();
        let written: Vec<usize> = ["unit", "code"].iter().chain(columns).map(position).collect();
        let mut sheet = sheet.unwrap();
        for (column, cell) in sheet.iter_mut().enumerate().filter(|(column, _)| !written.contains(column)) {
            if column > 1 {
                cell.clear();
            }
        }
        let touched = Touched { base, sheet, now, line: 2 };
        let sides =
            Sides { entity: Entity::Projects, written: &written, keeps_blanks: false, touched: &touched };
        let merged = sides.merge(&Decisions::default());
        if merged.conflicts.is_empty() {
            let row = merged.row.or(touched.now).unwrap_or_default();
            return AMOUNTS.map(|name| row[position(&name)].clone()).join(" ");
        }
        let mark = |reason| if reason == Reason::Together { "=" } else { "" };
        let names = merged
            .conflicts
            .iter()
            .map(|conflict| format!("{}{}", name(conflict.column), mark(conflict.reason)));
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_value_and_its_bound_are_one_cell() {
        let base = Some(["100", "over", "", "", "万元"]);
        let (bound, value) = (Some(["100", "about", "", "", "万元"]), Some(["120", "over", "", "", "万元"]));
        assert_eq!(merged([base, value, bound], &AMOUNTS), "total_investment= total_investment_bound=");
        assert_eq!(merged([base, bound, value], &AMOUNTS), "total_investment= total_investment_bound=");
        assert_eq!(merged([base, value, base], &AMOUNTS), "120 over   万元");
        assert_eq!(merged([base, value, value], &AMOUNTS), "120 over   万元");
    }

    #[test]
    fn an_amount_is_one_with_its_unit() {
        let base = Some(["100", "", "", "", "万元"]);
        let converted = Some(["0.01", "", "", "", "亿元"]);
        let typed = Some(["100", "", "5", "", "万元"]);
        // 5 was typed as 万元, and the row has moved to 亿元.
        assert_eq!(merged([base, typed, converted], &AMOUNTS), "total_investment= annual_plan= money_unit=");
        let without_unit = &AMOUNTS[..4];
        assert_eq!(
            merged([base, typed, converted], without_unit),
            "total_investment= annual_plan= money_unit="
        );
        let moved = Some(["100", "", "", "", "亿元"]);
        let other = Some(["100", "", "", "7", "万元"]);
        assert_eq!(merged([base, moved, other], &AMOUNTS), "annual_done= money_unit=");
        assert_eq!(merged([base, typed, other], &AMOUNTS), "100  5 7 万元");
    }

    #[test]
    fn a_row_that_both_added_is_one_where_they_say_the_same() {
        let one = Some(["100", "", "", "", "万元"]);
        assert_eq!(merged([None, one, one], &AMOUNTS), "100    万元");
        let more = Some(["100", "", "7", "", "万元"]);
        assert_eq!(merged([None, one, more], &AMOUNTS), "100  7  万元");
        assert_eq!(
            merged([None, Some(["100", "over", "", "", "万元"]), one], &AMOUNTS),
            "total_investment_bound"
        );
        assert_eq!(
            merged([None, Some(["100", "", "", "", "亿元"]), more], &AMOUNTS),
            "annual_plan money_unit"
        );
    }

    #[test]
    fn a_row_that_is_gone_comes_back_only_by_decision() {
        let base = Some(["100", "", "3", "", "万元"]);
        assert_eq!(merged([base, Some(["100", "", "4", "", "万元"]), None], &AMOUNTS), "annual_plan");
    }
}
