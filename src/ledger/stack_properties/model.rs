//! The naive model of a ledger's history: a list of states with a cursor, and the state after every revision.

use std::collections::{BTreeMap, BTreeSet};

/// A row of the model: the cells that the steps write
pub type Row = BTreeMap<&'static str, String>;

/// A table's name and a key with slashes
pub type Key = (&'static str, String);

pub type State = BTreeMap<Key, Row>;

#[derive(Debug, Clone)]
pub enum Step {
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

pub const GOALS: [&str; 6] = ["G1", "G1.1", "G1.1.1", "G1.2", "G2", "G3"];
pub const METRICS: [&str; 3] = ["M1", "M2", "M3"];

/// What a step comes to
pub enum Outcome {
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
pub struct Model {
    line: Vec<State>,
    cursor: usize,
    pub log: Vec<State>,
    /// Whether the last revision was an undo or redo
    moved: bool,
    /// Whether the last revision is another tool's and still open
    open: bool,
    /// Keys that a rename took away, with its revision
    pub renamed: Vec<(usize, Key)>,
    /// Keys that a rename gave to another row, as G1.1 is G1 once that is moved into itself, with its revision
    pub replaced: Vec<(usize, Key)>,
}

impl Model {
    pub fn new() -> Model {
        Model { line: vec![State::new()], log: vec![State::new()], ..Model::default() }
    }

    pub fn now(&self) -> &State {
        &self.line[self.cursor]
    }

    pub fn settle(&mut self, outcome: Outcome) {
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

    pub fn unit(&self) -> Option<String> {
        self.now().keys().find(|(table, _)| *table == "units").map(|(_, key)| key.clone())
    }

    /// Another tool's change goes into the revision that it has open
    pub fn outside(&mut self, state: State) {
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

    pub fn outcome(&self, step: &Step) -> Outcome {
        let written = |state: State| if state == *self.now() { Outcome::Same } else { Outcome::Next(state) };
        let Some(next) = self.next(step) else { return Outcome::Refused };
        match step {
            Step::Undo => Outcome::Moved(self.cursor - 1),
            Step::Redo => Outcome::Moved(self.cursor + 1),
            _ if dangling(&next).difference(&dangling(self.now())).next().is_some() => Outcome::Refused,
            _ => written(next),
        }
    }

    /// The state that an import wants
    fn imported(&self, step: &Step) -> Option<State> {
        let mut next = self.now().clone();
        let goal_of = |index: &usize| GOALS.get(*index).copied().unwrap_or("");
        let refers = |goal: &str| goal.is_empty() || self.has_goal(goal);
        match step {
            Step::Unit => {
                next.insert(("units", "1".to_owned()), Row::from([("aliases", String::new())]));
            }
            Step::Goals(goals) => {
                for (index, title) in goals {
                    next.insert(
                        ("goals", self.key(GOALS[*index])?),
                        Row::from([("title", format!("题{title}"))]),
                    );
                }
            }
            Step::Linked(metrics) => {
                for (index, goal) in metrics {
                    refers(goal_of(goal)).then_some(())?;
                    // A new metric without a value says nothing, and is refused.
                    next.get_mut(&self.metric(*index)?)?.insert("goal", goal_of(goal).to_owned());
                }
            }
            Step::Metrics(metrics) => {
                for (index, (value, goal)) in metrics {
                    refers(goal_of(goal)).then_some(())?;
                    let cells = [("actual", value.to_string()), ("goal", goal_of(goal).to_owned())];
                    next.insert(self.metric(*index)?, Row::from(cells));
                }
            }
            _ => return None,
        }
        Some(next)
    }

    fn key(&self, code: &str) -> Option<String> {
        self.unit().map(|unit| format!("{unit}/{code}"))
    }

    fn metric(&self, index: usize) -> Option<Key> {
        self.key(METRICS[index]).map(|key| ("metrics", format!("{key}/2022")))
    }

    fn has_goal(&self, code: &str) -> bool {
        self.key(code).is_some_and(|key| self.now().contains_key(&("goals", key)))
    }

    /// The state that a step wants; none where it is refused
    fn next(&self, step: &Step) -> Option<State> {
        let mut next = self.now().clone();
        match step {
            Step::Unit | Step::Goals(_) | Step::Linked(_) | Step::Metrics(_) => return self.imported(step),
            Step::Undo => return self.cursor.checked_sub(1).map(|below| self.line[below].clone()),
            Step::Redo => return self.line.get(self.cursor + 1).filter(|_| self.moved).cloned(),
            Step::Restore(back) => return self.log.get(self.back(*back)?).cloned(),
            Step::Revert(back) => return self.reverted(self.back(*back)?),
            Step::Remove(goals, rows) => {
                for &index in rows {
                    let key =
                        if *goals { ("goals", self.key(GOALS[index])?) } else { self.metric(index % 3)? };
                    self.now().get(&key)?;
                    next.remove(&key);
                }
            }
            Step::RenameGoal(old, new) => {
                return self.renamed(&self.key(GOALS[*old])?, &self.key(GOALS[*new])?);
            }
            Step::RenameMetric(old, new) => {
                let (old, new) = (self.metric(*old)?, self.metric(*new)?);
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
                (Some(_), Some(_), None) if self.replaced.contains(&(id, key.clone())) => return None,
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
