//! 数据质量: the whole ledger held against every rule, those among them that an import leaves alone.
//!
//! A rule may be broken by every row of a table. So what is broken is counted, and only the first rows are told.

use std::cmp::Reverse;
use std::slice;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::{Ledger, Result};
use crate::storage::crew::Crew;
use crate::storage::rules::{self, Among, Breach, Group, Place, Said};
use crate::storage::{self, Store};
use crate::text::{FindingText, Language};

/// Rows of a table that break a rule in one way
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The table
    pub entity: Entity,
    /// The rule
    pub rule: Rule,
    /// How bad it is
    pub severity: Severity,
    /// The first of them in the sheets that they came from; of those inside themselves, the first in their table
    pub told: Vec<Told>,
    /// How many more there are
    pub untold: u64,
}

/// What is told of a row that breaks a rule
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The row's key, with slashes
    pub key: String,
    /// Where the row came from
    pub place: Place,
    /// The name of the column at fault
    pub column: &'static str,
    /// The sentence
    pub said: Said,
}

impl Said {
    /// The sentence in a language
    pub fn text(&self, language: Language) -> String {
        match self {
            Said::Rule(text) => text.text(language),
            Said::Finding(text) => text.text(language),
        }
    }

    /// Which sentence it is, whatever it tells
    pub fn code(&self) -> &'static str {
        match self {
            Said::Rule(text) => text.code(),
            Said::Finding(text) => text.code(),
        }
    }
}

impl Ledger {
    /// What breaks the rules, by the tables and the list of rules; of each way in which it does `most` rows are told,
    /// at least one
    ///
    /// It is of the state that is held. A large ledger is looked at by several readers.
    pub fn broken(&self, most: usize) -> Result<Vec<Broken>> {
        debug_assert!(self.store.holds());
        self.broken_by(self.store.crew()?, most)
    }

    /// The same, as those readers find it, or as this one does
    fn broken_by(&self, crew: Option<Crew>, most: usize) -> Result<Vec<Broken>> {
        let groups = rules::of_the_whole(self.writing.today());
        let mut turns: Vec<usize> = (0..groups.len()).collect();
        // The later tables are the larger ones: what takes long is begun first, and the rest goes beside it.
        turns.sort_by_key(|group| Reverse(groups[*group].entity));
        let look = |store: &Store, turn: usize| broken_of(store, &groups[turns[turn]], most);
        let found = match crew {
            Some(crew) => crew.share_out(turns.len(), look)?,
            None => (0..turns.len()).map(|turn| look(&self.store, turn)).collect::<storage::Result<_>>()?,
        };
        let mut found: Vec<(&usize, Vec<Broken>)> = turns.iter().zip(found).collect();
        found.sort_by_key(|(group, _)| **group);
        let mut broken: Vec<Broken> = found.into_iter().flat_map(|(_, broken)| broken).collect();
        let first_cycle = broken.len();
        self.each_cycle(|entity, told| {
            match broken[first_cycle..].last_mut().filter(|cycles| cycles.entity == entity) {
                Some(cycles) if cycles.told.len() < most => cycles.told.push(told),
                Some(cycles) => cycles.untold += 1,
                None => broken.push(Broken {
                    entity,
                    rule: Rule::K2,
                    severity: Severity::Error,
                    told: vec![told],
                    untold: 0,
                }),
            }
            Ok(())
        })?;
        Ok(broken)
    }

    /// Calls `on_told` for every row that breaks that rule
    pub fn each_told(
        &self,
        rule: Rule,
        mut on_told: impl FnMut(Entity, Severity, Told) -> Result<()>,
    ) -> Result<()> {
        let mut groups = rules::of_the_whole(self.writing.today());
        groups.iter_mut().for_each(|group| group.keep(rule));
        self.store.each_breach(&groups, Among::All, |breach| {
            on_told(breach.entity, breach.check.severity, told(&self.store, &breach)?)
        })?;
        if rule != Rule::K2 {
            return Ok(());
        }
        self.each_cycle(|entity, told| on_told(entity, Severity::Error, told))
    }

    fn each_cycle(&self, mut on_cycle: impl FnMut(Entity, Told) -> Result<()>) -> Result<()> {
        self.store.each_cycle(Among::All, |entity, row| {
            let said = Said::Finding(FindingText::Cycle { key: row.key.clone(), way: row.way });
            on_cycle(entity, Told { key: row.key, place: row.place, column: "parent", said })
        })
    }
}

/// What breaks the checks of one group
fn broken_of(store: &Store, group: &Group, most: usize) -> storage::Result<Vec<Broken>> {
    let mut found: Vec<(Vec<Breach<'_>>, u64)> = vec![(Vec::new(), 0); group.len()];
    store.each_breach(slice::from_ref(group), Among::All, |breach| {
        let (firsts, untold) = &mut found[breach.number];
        *untold += u64::from(!keep_first(firsts, breach, most));
        Ok(())
    })?;
    let broken = found.iter().filter_map(|(firsts, untold)| Some((firsts, firsts.first()?.check, *untold)));
    broken
        .map(|(firsts, check, untold)| {
            let told = firsts.iter().map(|breach| told(store, breach)).collect::<storage::Result<_>>()?;
            Ok(Broken { entity: group.entity, rule: check.rule, severity: check.severity, told, untold })
        })
        .collect()
}

fn told(store: &Store, breach: &Breach<'_>) -> storage::Result<Told> {
    let told = store.tell(breach, Among::All)?;
    let column = breach.entity.columns()[told.column].name;
    Ok(Told { key: told.key, place: told.place, column, said: told.said })
}

/// Keeps a breach among the first ones of its check, by the sheets and lines they came from; false where one is left out
fn keep_first<'c>(firsts: &mut Vec<Breach<'c>>, breach: Breach<'c>, most: usize) -> bool {
    // What came from no sheet comes last.
    let spot = |breach: &Breach<'_>| (breach.place.0.is_none(), breach.place);
    let at = firsts.partition_point(|known| spot(known) <= spot(&breach));
    firsts.insert(at, breach);
    let fits = firsts.len() <= most;
    firsts.truncate(most);
    fits
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::ledger::Writing;

    /// A ledger with rows that another tool has put there, and the state that it holds
    fn ledger(folder: &Path, rows: &str) -> Ledger {
        let path = folder.join("plan.db");
        let writing = Writing { author: "test".to_owned(), now: "2026-11-24T08:00:00Z".parse().unwrap() };
        Store::open_or_create(&path, Duration::ZERO).unwrap().begin("2026-11-24").unwrap().commit().unwrap();
        crate::storage::outside_write(&path, rows).unwrap();
        let ledger = Ledger::open(&path, Duration::ZERO, writing).unwrap();
        ledger.store.hold().unwrap();
        ledger
    }

    #[test]
    fn of_every_table_the_first_rows_inside_themselves_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(
            folder.path(),
            "INSERT INTO units (code, name, kind, parent) VALUES
                 ('1', '甲', 'town', '2'), ('2', '乙', 'town', '1'), ('3', '丙', 'town', '3');
             INSERT INTO goals (unit, code, title, parent) VALUES ('1', 'G1', '目标', 'G2'), ('1', 'G2', '目标', 'G1');
             INSERT INTO projects (unit, code, name, parent) VALUES ('1', 'P1', '项目', 'P1');",
        );
        let broken = ledger.broken(1).unwrap();
        let cycles =
            broken.iter().filter(|broken| (broken.rule, broken.severity) == (Rule::K2, Severity::Error));
        let counted: Vec<(Entity, usize, u64)> =
            cycles.map(|broken| (broken.entity, broken.told.len(), broken.untold)).collect();
        assert_eq!(counted, [(Entity::Units, 1, 2), (Entity::Goals, 1, 1), (Entity::Projects, 1, 0)]);
    }

    #[test]
    fn several_readers_find_what_one_finds() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(
            folder.path(),
            "INSERT INTO units (code, name, kind, parent) VALUES
                 ('1', '甲', 'town', NULL), ('2', '乙', 'town', '3'), ('3', '丙', 'town', '2');
             INSERT INTO goals (unit, code, title) VALUES ('1', 'G1', '目标'), ('1', 'G2', '目标'), ('2', 'G3', '目标');
             INSERT INTO projects (unit, code, name, annual_plan, total_investment, money_unit) VALUES
                 ('1', 'P1', '项目', 3, 2, '亿元'), ('1', 'P2', '项目', 4, 2, '亿元'), ('2', 'P3', '项目', 5, 2, '亿元');
             INSERT INTO metrics (unit, code, period, name, measure, target, goal) VALUES
                 ('1', 'M1', '2022', '产值', '亿元', 5, 'G9'), ('2', 'M1', '2022', '产量', '亿元', 50000, NULL),
                 ('3', 'M1', '2022', '产值', '吨', 6, NULL);",
        );
        let rows =
            |broken: &[Broken]| broken.iter().map(|broken| broken.told.len() as u64 + broken.untold).sum();
        let all: u64 = rows(&ledger.broken_by(None, 100).unwrap());
        for most in [1, 2, 100] {
            let crew = ledger.store.crew_of(3).unwrap();
            assert!(crew.is_some());
            let broken = ledger.broken_by(crew, most).unwrap();
            assert_eq!(broken, ledger.broken_by(None, most).unwrap());
            assert_eq!(rows(&broken), all);
            assert!(broken.iter().all(|broken| (1..=most).contains(&broken.told.len())));
            let of = |entity| broken.iter().any(|broken| broken.entity == entity);
            assert!(Entity::ALL.into_iter().all(of));
        }
    }
}
