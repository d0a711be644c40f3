//! The rules that look at stored rows: one list of conditions in SQL, and who reads it.
//!
//! ```text
//! lists of checks, by table ──▶ one pass a group: which rows, which checks ──▶ the few that are told, with their texts
//! ```
//!
//! Checks that need the same things beside a row share a group, and a group is answered in one pass. What they need is
//! made first, as small TEMP tables. A pass only says which check a row breaks, for that may be every row of a table;
//! the texts are read row by row, for the breaches that somebody is going to be told.

mod beside;
mod breach;
mod changes;
mod completeness;
mod cycles;
mod evidence;
mod goals;
mod indicators;
mod metrics;
mod projects;
pub mod references;
pub mod refused;
mod units;
mod unusual;
mod usual;

use jiff::civil::Date;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::text::{FindingText, RuleText};

use beside::Beside;

pub use breach::Breach;

/// Where a row came from: the source and the line in it
pub type Place = (Option<i64>, Option<i64>);

/// Which rows to look at
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// The rows that a revision wrote
    Revision(i64),
    /// All rows
    All,
}

impl Among {
    /// The condition that a row is one of them
    fn includes(self, row: &str) -> String {
        match self {
            Among::Revision(revision) => format!("({row}.revision = {revision})"),
            Among::All => "TRUE".to_owned(),
        }
    }
}

/// The sentence that a check says of a row
#[derive(Debug, Clone, Copy)]
enum Says {
    /// A rule of the rule book is broken
    Rule(fn(&mut Texts) -> RuleText),
    /// The row does not fit the ledger
    Finding(fn(&mut Texts) -> FindingText),
}

/// What a check said of a row
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Which rule of the rule book is broken, and how
    Rule(RuleText),
    /// How the row does not fit the ledger
    Finding(FindingText),
}

/// One thing to look for
#[derive(Debug)]
pub struct Check {
    /// The rule that it is part of
    pub rule: Rule,
    /// How bad a breach is
    pub severity: Severity,
    /// The column whose cell is at fault: of several, the first that the row fills
    columns: &'static [&'static str],
    /// The condition of a breach over `this`, the row
    condition: String,
    /// What to tell of it, as SQL over `this`
    texts: Vec<String>,
    /// The sentence, from those texts
    says: Says,
}

impl Check {
    /// A check of the rule book
    fn new(
        (rule, severity): (Rule, Severity),
        columns: &'static [&'static str],
        condition: impl Into<String>,
        texts: &[&str],
        says: fn(&mut Texts) -> RuleText,
    ) -> Check {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Check { rule, severity, columns, condition: condition.into(), texts, says: Says::Rule(says) }
    }
}

/// The texts of a breach, in the order of the check's list; blank where the row is
#[derive(Debug)]
struct Texts(std::vec::IntoIter<Option<String>>);

impl Texts {
    fn next(&mut self) -> String {
        self.0.next().flatten().unwrap_or_default()
    }
}

/// Checks of one table that need the same beside the row, and are answered in one pass
#[derive(Debug)]
pub struct Group {
    /// The table
    pub entity: Entity,
    beside: Beside,
    checks: Vec<Check>,
}

impl Group {
    /// Keeps the checks of one rule
    pub fn keep(&mut self, rule: Rule) {
        self.checks.retain(|check| check.rule == rule);
    }

    /// How many checks it has
    pub fn len(&self) -> usize {
        self.checks.len()
    }
}

/// Every rule that looks at stored rows, as of a day
pub fn all(among: Among, today: Date) -> Vec<Group> {
    let day = Day::new(today);
    let mut groups = vec![units::alone(among)];
    groups.extend(goals::groups(among));
    groups.extend(projects::groups(among, &day));
    groups.extend(metrics::groups(among, &day));
    groups
}

/// Every rule that looks at all rows of a ledger: those of [`all`], and what only the whole can show
///
/// A plan is filled in bit by bit: an import says nothing of what is still missing.
pub fn of_the_whole(today: Date) -> Vec<Group> {
    let mut groups = all(Among::All, today);
    for group in completeness::groups().into_iter().chain(evidence::groups()) {
        let is_same = |other: &&mut Group| (other.entity, other.beside) == (group.entity, group.beside);
        match groups.iter_mut().find(is_same) {
            Some(other) => other.checks.extend(group.checks),
            None => groups.push(group),
        }
    }
    groups
}

/// A day as SQL texts, in the spellings that dates and periods have
#[derive(Debug)]
struct Day {
    /// `'2022-09-30'`
    day: String,
    /// `'2022-M09'`
    month: String,
    /// The same month of the year before
    year_ago: String,
    /// `'2022'`
    year: String,
}

impl Day {
    fn new(today: Date) -> Day {
        let (year, month) = (today.year(), today.month());
        Day {
            day: format!("'{today}'"),
            month: format!("'{year:04}-M{month:02}'"),
            year_ago: format!("'{:04}-M{month:02}'", year - 1),
            year: format!("'{year:04}'"),
        }
    }
}
