//! Undo, redo, restore, revert, remove and rename held against a naive model: a list of states with a cursor.

mod model;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::domain::entity::Entity;
use crate::ledger::import::Import;
use crate::ledger::revert::Part;
use crate::ledger::revise::Asked;
use crate::ledger::{Ledger, Result, Writing};
use crate::storage::relation::Relation;
use crate::storage::select::Query;

use model::{GOALS, Key, METRICS, Model, Outcome, State, Step};

fn step() -> impl Strategy<Value = Step> {
    let plain = prop_oneof![
        1 => Just(Step::Unit),
        3 => proptest::collection::btree_map(0_usize..6, 0_u8..3, 1..4).prop_map(Step::Goals),
        3 => proptest::collection::btree_map(0_usize..3, (0_u8..3, 0_usize..8), 1..3)
            .prop_map(Step::Metrics),
        3 => proptest::collection::btree_map(0_usize..3, 0_usize..8, 1..3).prop_map(Step::Linked),
        1 => (0_usize..3, proptest::option::of(0_u8..3)).prop_map(|(code, value)| Step::Outside(code, value)),
        4 => Just(Step::Undo),
        4 => Just(Step::Redo),
        1 => (0_usize..6).prop_map(Step::Restore),
        6 => (0_usize..4).prop_map(Step::Revert),
        2 => (any::<bool>(), proptest::collection::vec(0_usize..6, 1..3))
            .prop_map(|(goals, rows)| Step::Remove(goals, rows)),
        3 => (0_usize..6, 0_usize..6).prop_map(|(old, new)| Step::RenameGoal(old, new)),
        1 => (0_usize..3, 0_usize..3).prop_map(|(old, new)| Step::RenameMetric(old, new)),
        1 => any::<bool>().prop_map(Step::RenameUnit),
    ];
    (plain, proptest::bool::weighted(0.1)).prop_map(|(step, dry)| match step {
        Step::Outside(..) | Step::Unit | Step::Goals(_) | Step::Linked(_) | Step::Metrics(_) => step,
        step if dry => Step::Try(Box::new(step)),
        step => step,
    })
}

fn open(folder: &Path) -> Ledger {
    let now = "2026-11-23T08:00:00Z".parse().unwrap();
    let writing = Writing { author: "test".to_owned(), now };
    Ledger::open_or_create(&folder.join("plan.db"), Duration::from_secs(1), writing).unwrap()
}

fn import(folder: &Path, name: &str, text: &str) -> Result<()> {
    std::fs::write(folder.join(name), text).unwrap();
    let import = Import { paths: vec![folder.join(name)], ..Import::default() };
    open(folder).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(()))?;
    Ok(())
}

/// Writes the sheet of a step and imports it
fn sheet(folder: &Path, step: &Step, unit: &str) -> Result<()> {
    match step {
        Step::Unit => import(folder, "units.csv", "code,name,kind\n1,甲,town\n"),
        Step::Goals(goals) => {
            let rows: String =
                goals.iter().map(|(code, title)| format!("{unit},{},题{title}\n", GOALS[*code])).collect();
            import(folder, "goals.csv", &format!("unit,code,title\n{rows}"))
        }
        Step::Metrics(metrics) => {
            let row = |(code, (value, goal)): (&usize, &(u8, usize))| {
                let goal = GOALS.get(*goal).unwrap_or(&"");
                format!("{unit},{},2022,数,个,{value},{goal}\n", METRICS[*code])
            };
            let rows: String = metrics.iter().map(row).collect();
            import(folder, "metrics.csv", &format!("unit,code,period,name,measure,actual,goal\n{rows}"))
        }
        Step::Linked(metrics) => {
            let row = |(code, goal): (&usize, &usize)| {
                format!("{unit},{},2022,数,个,{}\n", METRICS[*code], GOALS.get(*goal).unwrap_or(&""))
            };
            let rows: String = metrics.iter().map(row).collect();
            import(folder, "metrics.csv", &format!("unit,code,period,name,measure,goal\n{rows}"))
        }
        _ => Ok(()),
    }
}

/// Does a step to the ledger; errors are refusals
fn perform(folder: &Path, step: &Step, unit: &str, dry_run: bool) -> Result<()> {
    let asked = Asked { message: None, dry_run, on_change: &mut |_| Ok(()) };
    let (goal, metric) = (
        |index: usize| format!("{unit}/{}", GOALS[index]),
        |index: usize| format!("{unit}/{}", METRICS[index % 3]),
    );
    match step {
        Step::Unit | Step::Goals(_) | Step::Linked(_) | Step::Metrics(_) => sheet(folder, step, unit),
        Step::Outside(code, value) => {
            let sql = match value {
                Some(value) => {
                    format!("UPDATE metrics SET actual = {value} WHERE code = '{}'", METRICS[*code])
                }
                None => format!("DELETE FROM metrics WHERE code = '{}'", METRICS[*code]),
            };
            crate::storage::outside_write(&folder.join("plan.db"), &sql)
        }
        Step::Undo => open(folder).undo(asked).map(drop),
        Step::Redo => open(folder).redo(asked).map(drop),
        Step::Restore(back) => open(folder).restore(&format!("@-{back}"), asked).map(drop),
        Step::Revert(back) => {
            open(folder).revert(&format!("@-{back}"), &Part::default(), asked, &mut |_| Ok(())).map(drop)
        }
        Step::Remove(true, rows) => {
            let keys: Vec<String> = rows.iter().map(|index| goal(*index)).collect();
            open(folder).remove(Entity::Goals, &keys, asked).map(drop)
        }
        Step::Remove(false, rows) => {
            let keys: Vec<String> = rows.iter().map(|index| format!("{}/2022", metric(*index))).collect();
            open(folder).remove(Entity::Metrics, &keys, asked).map(drop)
        }
        Step::RenameGoal(old, new) => {
            open(folder).rename(Entity::Goals, &goal(*old), GOALS[*new], None, asked).map(drop)
        }
        Step::RenameMetric(old, new) => {
            open(folder).rename(Entity::Metrics, &metric(*old), METRICS[*new], None, asked).map(drop)
        }
        Step::RenameUnit(third) => {
            open(folder).rename(Entity::Units, unit, if *third { "3" } else { "1" }, None, asked).map(drop)
        }
        Step::Try(step) => perform(folder, step, unit, true),
    }
}

/// The state of the ledger as the model sees it
fn state(ledger: &Ledger, relation: &Relation) -> State {
    let mut state = State::new();
    for entity in [Entity::Units, Entity::Goals, Entity::Metrics] {
        let columns: &[&str] = match entity {
            Entity::Units => &["aliases"],
            Entity::Goals => &["title"],
            _ => &["actual", "goal"],
        };
        let store = ledger.store();
        let read = |text: &crate::storage::compare::RowText| {
            let cell = |index: usize| String::from_utf8(text.cell(index).to_vec()).unwrap();
            let key: Vec<String> = (0..entity.key_length()).map(cell).collect();
            let row = columns.iter().map(|name| (*name, cell(entity.position(name).unwrap()))).collect();
            state.insert((entity.name(), key.join("/")), row);
            Ok(())
        };
        store.each_row(entity, relation, read).unwrap();
    }
    state
}

/// Every line of `renames` joins a row that its revision ended with one that it began
fn verify_renames(ledger: &Ledger, model: &Model) {
    let sql = "SELECT revision, entity, old_key, new_key FROM renames".to_owned();
    let query = Query { sql, ..Query::default() };
    let check = |row: &mut [crate::table::Value]| {
        let text = |index: usize| row[index].to_text();
        let id: usize = text(0).parse().unwrap();
        let has = |id: usize, key: usize| {
            model.log[id].keys().any(|(table, known)| *table == text(1) && *known == text(key))
        };
        assert!(has(id - 1, 2) && has(id, 3), "{row:?}");
        Ok(())
    };
    ledger.store().select(&query, check).unwrap();
}

fn follow(folder: &Path, model: &mut Model, step: &Step) -> std::result::Result<(), TestCaseError> {
    let unit = model.unit().unwrap_or_else(|| "1".to_owned());
    if matches!(step, Step::Unit) && model.unit().is_some() {
        return Ok(());
    }
    if let Step::Outside(code, value) = step {
        let mut next = model.now().clone();
        let key = ("metrics", format!("{unit}/{}/2022", METRICS[*code]));
        match value {
            None => drop(next.remove(&key)),
            Some(value) => {
                if let Some(row) = next.get_mut(&key) {
                    row.insert("actual", value.to_string());
                }
            }
        }
        model.outside(next);
        perform(folder, step, &unit, false).unwrap();
        return Ok(());
    }
    let (tried, dry_run) = match step {
        Step::Try(step) => (step.as_ref(), true),
        step => (step, false),
    };
    let outcome = model.outcome(tried);
    let refused = matches!(outcome, Outcome::Refused);
    let is_import = matches!(tried, Step::Unit | Step::Goals(_) | Step::Linked(_) | Step::Metrics(_));
    let result = perform(folder, step, &unit, false);
    // An import that is refused says so in its findings.
    prop_assert_eq!(refused && !is_import, result.is_err(), "{:?}: {:?}", step, result);
    if !dry_run {
        if matches!(tried, Step::RenameGoal(..) | Step::RenameMetric(..) | Step::RenameUnit(_))
            && let Outcome::Next(next) = &outcome
        {
            let gone = model.now().keys().filter(|key| !next.contains_key(*key)).cloned();
            let at = model.log.len();
            let gone: Vec<(usize, Key)> = gone.map(|key| (at, key)).collect();
            model.renamed.extend(gone);
            if let Step::RenameGoal(_, new) = tried {
                // Into its own inside: what bore such a key has moved on, and another row bears it.
                let new = format!("{unit}/{}", GOALS[*new]);
                let is_inside =
                    |key: &Key| key.0 == "goals" && key.1.starts_with(&new) && next.contains_key(key);
                let taken: Vec<(usize, Key)> =
                    model.now().keys().filter(|key| is_inside(key)).map(|key| (at, key.clone())).collect();
                model.replaced.extend(taken);
            }
        }
        model.settle(outcome);
    }
    Ok(())
}

#[test]
fn a_revert_leaves_the_cells_of_a_row_that_later_revisions_wrote() {
    let folder = TempDir::new().unwrap();
    let mut model = Model::new();
    let value = |value| Step::Metrics(BTreeMap::from([(0, (value, 7))]));
    let goals = Step::Goals(BTreeMap::from([(0, 0)]));
    let linked = Step::Linked(BTreeMap::from([(0, 0)]));
    for step in [Step::Unit, goals, value(1), value(2), linked, Step::Revert(1)] {
        follow(folder.path(), &mut model, &step).unwrap();
        assert_eq!(&state(&open(folder.path()), &Relation::Now), model.now(), "{step:?}");
    }
    let row = &model.now()[&("metrics", "1/M1/2022".to_owned())];
    assert_eq!((row["actual"].as_str(), row["goal"].as_str()), ("1", "G1"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_is_a_list_of_states_with_a_cursor(steps in proptest::collection::vec(step(), 1..20)) {
        let folder = TempDir::new().unwrap();
        let mut model = Model::new();
        for step in [Step::Unit, Step::Goals(BTreeMap::from([(0, 0), (1, 0), (4, 0)]))].iter().chain(&steps) {
            follow(folder.path(), &mut model, step)?;
            let ledger = open(folder.path());
            prop_assert_eq!(&state(&ledger, &Relation::Now), model.now(), "{:?}", step);
            prop_assert_eq!(ledger.store().latest_revision().unwrap(), model.log.len() as i64 - 1, "{:?}", step);
            prop_assert_eq!(ledger.check().unwrap().faults, vec![], "{:?}", step);
        }
        let ledger = open(folder.path());
        for (id, then) in model.log.iter().enumerate() {
            prop_assert_eq!(&state(&ledger, &Relation::At(id as i64)), then, "revision {}", id);
        }
        verify_renames(&ledger, &model);
    }
}
