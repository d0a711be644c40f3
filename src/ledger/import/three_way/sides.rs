//! A row as it was exported, as the sheet has it and as the ledger has it: what somebody changed, and what comes of it.

use crate::domain::entity::Entity;
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

    /// What the sheet says of a cell; what it does not say is as it was exported
    fn theirs<'s>(&'s self, column: usize, base: &'s str) -> &'s str {
        let text = self.touched.sheet[column].as_str();
        let is_written = self.written.contains(&column);
        let says = if text.is_empty() { is_written && !self.keeps_blanks } else { true };
        if says { text } else { base }
    }

    /// The cells of a row that both sides added: what is blank was not said
    fn added(&self) -> Vec<(usize, String)> {
        let sheet = &self.touched.sheet;
        let is_said = |column: &usize| !self.theirs(*column, "").is_empty();
        self.cells().filter(is_said).map(|column| (column, sheet[column].clone())).collect()
    }

    /// The cells that were edited by hand, and all amounts: what becomes of one may depend on the others
    fn changed(&self, base: &[String]) -> Vec<(usize, String, String)> {
        let cell =
            |column: usize| (column, base[column].clone(), self.theirs(column, &base[column]).to_owned());
        self.cells()
            .map(cell)
            .filter(|(column, base, theirs)| base != theirs || self.entity.is_of_amounts(*column))
            .collect()
    }

    fn cells(&self) -> impl Iterator<Item = usize> {
        self.entity.key_length()..self.entity.columns().len()
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
