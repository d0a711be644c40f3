//! Undo, redo, restore, revert, remove and rename held against a naive model: a list of states with a cursor.

use std::collections::{BTreeMap, BTreeSet};
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

/// A row of the model: the cells that the steps write
type Row = BTreeMap<&'static str, String>;

/// A table's name and a key with slashes
type Key = (&'static str, String);

type State = BTreeMap<Key, Row>;

#[derive(Debug, Clone)]
enum Step {
    /// The unit, where there is none
    Unit,
    Goals(BTreeMap<usize, u8>),
    /// Goals of metrics that have them, in a sheet without values
    Linked(BTreeMap<usize, usize>),
    /// Metrics with a value and a goal, or none
    Metrics(BTreeMap<usize, (u8, usize)>),
    Outside(usize, Option<u8>),
    Undo,
    Redo,
    /// A revision that many back
    Restore(usize),
    /// A revision that many back
    Revert(usize),
    Remove(bool, Vec<usize>),
    RenameGoal(usize, usize),
    RenameMetric(usize, usize),
    RenameUnit(bool),
    /// Any of the others, only tried
    Try(Box<Step>),
}

const GOALS: [&str; 6] = ["G1", "G1.1", "G1.1.1", "G1.2", "G2", "G3"];
const METRICS: [&str; 3] = ["M1", "M2", "M3"];

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

/// What a step comes to
enum Outcome {
    Refused,
    /// Nothing was written
    Same,
    /// A new state on top
    Next(State),
    /// The cursor goes there
    Moved(usize),
}

/// The states in a line with a cursor, and the state after every revision
#[derive(Default)]
struct Model {
    line: Vec<State>,
    cursor: usize,
    log: Vec<State>,
    /// Whether the last revision was an undo or redo
    moved: bool,
    /// Whether the last revision is another tool's and still open
    open: bool,
    /// Keys that a rename took away, with its revision
    renamed: Vec<(usize, Key)>,
}

impl Model {
    fn new() -> Model {
        Model { line: vec![State::new()], log: vec![State::new()], ..Model::default() }
    }

    fn now(&self) -> &State {
        &self.line[self.cursor]
    }

    fn settle(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Refused | Outcome::Same => return,
            Outcome::Moved(cursor) => {
                self.cursor = cursor;
                self.moved = true;
            }
            Outcome::Next(state) => {
                self.line.truncate(self.cursor + 1);
                self.line.push(state);
                self.cursor += 1;
                self.moved = false;
            }
        }
        self.open = false;
        self.log.push(self.now().clone());
    }

    fn back(&self, steps: usize) -> Option<usize> {
        (self.log.len() - 1).checked_sub(steps)
    }

    fn unit(&self) -> Option<String> {
        self.now().keys().find(|(table, _)| *table == "units").map(|(_, key)| key.clone())
    }

    /// Another tool's change goes into the revision that it has open
    fn outside(&mut self, state: State) {
        if state == *self.now() {
            return;
        }
        if self.open {
            self.line[self.cursor] = state.clone();
            *self.log.last_mut().unwrap() = state;
        } else {
            self.settle(Outcome::Next(state));
            self.open = true;
        }
    }

    fn outcome(&self, step: &Step) -> Outcome {
        let written = |state: State| if state == *self.now() { Outcome::Same } else { Outcome::Next(state) };
        let Some(next) = self.next(step) else { return Outcome::Refused };
        match step {
            Step::Undo => Outcome::Moved(self.cursor - 1),
            Step::Redo => Outcome::Moved(self.cursor + 1),
            _ if dangling(&next).difference(&dangling(self.now())).next().is_some() => Outcome::Refused,
            _ => written(next),
        }
    }

    /// The state that a step wants; none where it is refused
    fn next(&self, step: &Step) -> Option<State> {
        let mut next = self.now().clone();
        let key = |code: &str| self.unit().map(|unit| format!("{unit}/{code}"));
        let metric = |index: usize| key(METRICS[index]).map(|key| ("metrics", format!("{key}/2022")));
        match step {
            Step::Unit => {
                next.insert(("units", "1".to_owned()), Row::from([("aliases", String::new())]));
            }
            Step::Goals(goals) => {
                for (index, title) in goals {
                    let row = Row::from([("title", format!("题{title}"))]);
                    next.insert(("goals", key(GOALS[*index])?), row);
                }
            }
            Step::Metrics(metrics) => {
                for (index, (value, goal)) in metrics {
                    let goal = GOALS.get(*goal).copied().unwrap_or("");
                    if !goal.is_empty() && !next.contains_key(&("goals", key(goal)?)) {
                        return None;
                    }
                    let row = Row::from([("actual", value.to_string()), ("goal", goal.to_owned())]);
                    next.insert(metric(*index)?, row);
                }
            }
            Step::Linked(metrics) => {
                for (index, goal) in metrics {
                    let goal = GOALS.get(*goal).copied().unwrap_or("");
                    if !goal.is_empty() && !next.contains_key(&("goals", key(goal)?)) {
                        return None;
                    }
                    // A new metric without a value says nothing, and is refused.
                    next.get_mut(&metric(*index)?)?.insert("goal", goal.to_owned());
                }
            }
            Step::Undo => return self.cursor.checked_sub(1).map(|below| self.line[below].clone()),
            Step::Redo => return self.line.get(self.cursor + 1).filter(|_| self.moved).cloned(),
            Step::Restore(back) => return self.log.get(self.back(*back)?).cloned(),
            Step::Revert(back) => return self.reverted(self.back(*back)?),
            Step::Remove(goals, rows) => {
                for &index in rows {
                    let key = if *goals { ("goals", key(GOALS[index])?) } else { metric(index % 3)? };
                    self.now().get(&key)?;
                    next.remove(&key);
                }
            }
            Step::RenameGoal(old, new) => return self.renamed(&key(GOALS[*old])?, &key(GOALS[*new])?),
            Step::RenameMetric(old, new) => {
                let (old, new) = (metric(*old)?, metric(*new)?);
                let row = next.remove(&old)?;
                next.insert(new, row).is_none().then_some(())?;
            }
            Step::RenameUnit(third) => {
                let (old, new) = (self.unit()?, if *third { "3" } else { "1" });
                let moved = |key: &str| format!("{new}{}", &key[old.len()..]);
                next = next.into_iter().map(|((table, key), row)| ((table, moved(&key)), row)).collect();
                let aliases = next.get_mut(&("units", new.to_owned()))?.get_mut("aliases")?;
                let known = aliases.split('、').chain([old.as_str()]);
                let known: BTreeSet<&str> =
                    known.filter(|alias| !alias.is_empty() && *alias != new).collect();
                *aliases = known.into_iter().collect::<Vec<_>>().join("、");
            }
            Step::Outside(..) | Step::Try(_) => return None,
        }
        Some(next)
    }

    fn renamed(&self, old: &str, new: &str) -> Option<State> {
        self.now().get(&("goals", old.to_owned()))?;
        let code = |key: &str| key.split_once('/').unwrap().1.to_owned();
        let moved = |from: &str| {
            let rest = from.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with('.'));
            rest.map(|rest| format!("{new}{rest}"))
        };
        let mut next = State::new();
        for ((table, key), row) in self.now() {
            let mut row = row.clone();
            if let Some(goal) = row.get_mut("goal").filter(|goal| !goal.is_empty()) {
                let unit = key.split_once('/').unwrap().0;
                if let Some(key) = moved(&format!("{unit}/{goal}")) {
                    *goal = code(&key);
                }
            }
            let key = if *table == "goals" { moved(key).unwrap_or(key.clone()) } else { key.clone() };
            next.insert((*table, key), row).is_none().then_some(())?;
        }
        Some(next)
    }

    /// Cell by cell: what the revision changed goes back, unless it was changed again
    fn reverted(&self, id: usize) -> Option<State> {
        let (was, became) = (self.log.get(id.checked_sub(1)?)?, self.log.get(id)?);
        let mut next = self.now().clone();
        let keys: BTreeSet<&Key> = was.keys().chain(became.keys()).collect();
        for key in keys {
            match (was.get(key), became.get(key), self.now().get(key)) {
                (was, became, _) if was == became => {}
                (None, Some(_), None) if self.renamed.iter().any(|(at, old)| *at > id && old == key) => {
                    return None;
                }
                (None, _, None) => {}
                (None, became, now) if became == now => drop(next.remove(key)),
                (None, ..) | (Some(_), Some(_), None) => return None,
                (Some(was), None, None) => drop(next.insert(key.clone(), was.clone())),
                (Some(was), None, Some(now)) => (was == now).then_some(())?,
                (Some(was), Some(became), Some(now)) => {
                    for (column, cell) in was.iter().filter(|(column, cell)| became[**column] != **cell) {
                        (now[column] == became[column] || now[column] == *cell).then_some(())?;
                        next.get_mut(key).unwrap().insert(column, cell.clone());
                    }
                }
            }
        }
        Some(next)
    }
}

/// Rows that refer to nothing
fn dangling(state: &State) -> BTreeSet<Key> {
    let refers = |((_, key), row): &(&Key, &Row)| {
        let Some((unit, _)) = key.split_once('/') else { return false };
        let goal = row.get("goal").filter(|goal| !goal.is_empty());
        !state.contains_key(&("units", unit.to_owned()))
            || goal.is_some_and(|goal| !state.contains_key(&("goals", format!("{unit}/{goal}"))))
    };
    state.iter().filter(refers).map(|(key, _)| key.clone()).collect()
}

fn open(folder: &Path) -> Ledger {
    let now = "2026-11-23T08:00:00Z".parse().unwrap();
    let writing = Writing { author: "test".to_owned(), now };
    Ledger::open_or_create(&folder.join("plan.db"), Duration::from_secs(1), writing).unwrap()
}

fn import(folder: &Path, name: &str, text: &str) -> Result<()> {
    std::fs::write(folder.join(name), text).unwrap();
    let import = Import { paths: vec![folder.join(name)], ..Import::default() };
    open(folder).import(&import, &mut |_, _| Ok(()))?;
    Ok(())
}

/// Does a step to the ledger; errors are refusals
fn perform(folder: &Path, step: &Step, unit: &str, dry_run: bool) -> Result<()> {
    let asked = Asked { message: None, dry_run, on_change: &mut |_| Ok(()) };
    let (goal, metric) = (
        |index: usize| format!("{unit}/{}", GOALS[index]),
        |index: usize| format!("{unit}/{}", METRICS[index % 3]),
    );
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
    let check = |row: &[crate::table::Value]| {
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
