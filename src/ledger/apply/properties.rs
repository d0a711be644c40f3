//! Whatever is chosen cell by cell, an amount comes out as it is on one side, or is a conflict again.

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::domain::entity::Entity;
use crate::ledger::apply::decide::{Choice, Decisions};
use crate::ledger::apply::edit::{Edit, What};
use crate::ledger::apply::merge::{Merged, merge};

const COLUMNS: [&str; 4] = ["total_investment", "total_investment_bound", "annual_plan", "money_unit"];

type Amounts = [String; 4];

fn amounts() -> impl Strategy<Value = Amounts> {
    let number = || prop::sample::select(vec!["", "1", "2"]);
    let (bound, unit) = (prop::sample::select(vec!["", "over"]), prop::sample::select(vec!["万元", "亿元"]));
    (number(), bound, number(), unit).prop_map(|(total, bound, plan, unit)| {
        let bound = if total.is_empty() { "" } else { bound };
        [total, bound, plan, unit].map(str::to_owned)
    })
}

fn position(name: &str) -> usize {
    Entity::Projects.position(name).unwrap()
}

fn row(amounts: &Amounts) -> Vec<String> {
    let mut row = vec![String::new(); Entity::Projects.columns().len()];
    (row[0], row[1]) = ("1".to_owned(), "P1".to_owned());
    for (name, text) in COLUMNS.into_iter().zip(amounts) {
        row[position(name)].clone_from(text);
    }
    row
}

/// The choices as a clerk fills them in, for every cell that may be a conflict
fn decided(base: &Amounts, ours: &Amounts, theirs: &Amounts, choices: [&str; 4]) -> Decisions {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("冲突.csv");
    let mut text = "table,key,column,reason,base,ours,theirs,choose\n".to_owned();
    for (index, name) in COLUMNS.into_iter().enumerate() {
        let (base, ours, theirs) = (&base[index], &ours[index], &theirs[index]);
        text += &format!("projects,1/P1,{name},changed,{base},{ours},{theirs},{}\n", choices[index]);
    }
    fs::write(&path, text).unwrap();
    let mut decisions = Decisions::default();
    decisions.read(&path).unwrap();
    decisions
}

fn change(base: &Amounts, theirs: &Amounts) -> Edit {
    let cells = COLUMNS.into_iter().zip(base.iter().zip(theirs));
    let cells = cells.map(|(name, (base, theirs))| (position(name), base.clone(), theirs.clone()));
    Edit { key: vec!["1".to_owned(), "P1".to_owned()], line: 2, what: What::Change(cells.collect()) }
}

fn added(theirs: &Amounts) -> Edit {
    let cells = COLUMNS.into_iter().zip(theirs).filter(|(_, text)| !text.is_empty());
    let cells = cells.map(|(name, text)| (position(name), text.clone()));
    Edit { key: vec!["1".to_owned(), "P1".to_owned()], line: 2, what: What::Add(cells.collect()) }
}

/// Each amount as it comes out: a value, its bound and its unit
fn stated(row: &[String]) -> [[&str; 3]; 2] {
    let text = |name| row[position(name)].as_str();
    let unit = text("money_unit");
    [[text("total_investment"), text("total_investment_bound"), unit], [text("annual_plan"), "", unit]]
}

fn hold(merged: &Merged, ours: &Amounts, sides: &[&Amounts]) -> Result<(), TestCaseError> {
    let sides: Vec<Vec<String>> = sides.iter().map(|side| row(side)).collect();
    let ours = row(ours);
    if !merged.conflicts.is_empty() {
        prop_assert!(merged.row.is_none());
        return Ok(());
    }
    let result = merged.row.as_ref().unwrap_or(&ours);
    for (index, amount) in stated(result).into_iter().enumerate() {
        let is_on_a_side = sides.iter().any(|side| stated(side)[index] == amount);
        prop_assert!(is_on_a_side || amount[..2] == ["", ""], "{amount:?} of {sides:?}");
    }
    Ok(())
}

fn choices() -> impl Strategy<Value = [&'static str; 4]> {
    let choice = || prop::sample::select(vec!["ours", "theirs", "base", ""]);
    [choice(), choice(), choice(), choice()]
}

proptest! {
    #[test]
    fn an_amount_comes_from_one_side_or_is_a_conflict(
        base in amounts(), ours in amounts(), theirs in amounts(), choices in choices(),
    ) {
        let current = row(&ours);
        let decisions = decided(&base, &ours, &theirs, choices);
        let merged = merge(Entity::Projects, &change(&base, &theirs), Some(&current), &decisions);
        hold(&merged, &ours, &[&base, &ours, &theirs])?;
        let nothing = Amounts::default();
        let decisions = decided(&nothing, &ours, &theirs, choices);
        let merged = merge(Entity::Projects, &added(&theirs), Some(&current), &decisions);
        hold(&merged, &ours, &[&ours, &theirs])?;
    }

    #[test]
    fn one_side_for_all_is_always_a_decision(
        base in amounts(), ours in amounts(), theirs in amounts(), for_ours: bool,
    ) {
        let current = row(&ours);
        let choice = if for_ours { Choice::Ours } else { Choice::Theirs };
        let mut decisions = Decisions::default();
        decisions.otherwise = Some(choice);
        for edit in [change(&base, &theirs), added(&theirs)] {
            let merged = merge(Entity::Projects, &edit, Some(&current), &decisions);
            prop_assert_eq!(&merged.conflicts, &[]);
            hold(&merged, &ours, &[&base, &ours, &theirs])?;
        }
    }
}
