//! 数据质量: the whole ledger held against every rule, those among them that an import leaves alone.
//!
//! A rule may be broken by every row of a table. So what is broken is counted, and only the first rows are told.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::{Ledger, Result};
use crate::storage::quality::{Found, FoundKind};
use crate::storage::rules::{self, Among, Place, Said};
use crate::text::{FindingText, Language};

/// Rows of a check that are told where nobody asks for all of them
const TOLD: usize = 3;

/// A row that breaks a rule
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// The table of the row
    pub entity: Entity,
    /// The rule
    pub rule: Rule,
    /// How bad it is
    pub severity: Severity,
    /// Which of all checks it is
    check: usize,
    /// What is told of it; nothing where enough of the check has been told
    pub told: Option<Told>,
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
    fn code(&self) -> &'static str {
        match self {
            Said::Rule(text) => text.code(),
            Said::Finding(text) => text.code(),
        }
    }
}

impl Ledger {
    /// Calls `on_breach` for every row that breaks a rule, or that one; of each check `most` rows are told, or all
    ///
    /// Those told are the first in the sheets that they came from; they come when all rows have been looked at.
    pub fn each_breach(
        &self,
        only: Option<Rule>,
        most: Option<usize>,
        mut on_breach: impl FnMut(Breach) -> Result<()>,
    ) -> Result<()> {
        let mut groups = rules::of_the_whole(self.writing.today());
        if let Some(rule) = only {
            groups.iter_mut().for_each(|group| group.keep(rule));
        }
        let checks = groups.iter().map(rules::Group::len).sum();
        let mut firsts: Vec<Vec<rules::Breach<'_>>> = vec![Vec::new(); checks];
        self.store.each_breach(&groups, Among::All, |breach| {
            let Some(most) = most else { return on_breach(self.told(&breach)?) };
            let left = keep_first(&mut firsts[breach.number], breach, most);
            left.map_or(Ok(()), |breach| on_breach(untold(&breach)))
        })?;
        for breach in firsts.iter().flatten() {
            on_breach(self.told(breach)?)?;
        }
        if only.is_some_and(|rule| rule != Rule::K2) {
            return Ok(());
        }
        let mut seen = 0;
        self.store.each_cycle(Among::All, |entity, row| {
            seen += 1;
            let said = Said::Finding(FindingText::Cycle { key: row.key.clone(), way: row.way });
            let told = Told { key: row.key, place: row.place, column: "parent", said };
            let told = most.is_none_or(|most| seen <= most).then_some(told);
            // A check of its own, behind all others, one a table.
            let check = checks + entity as usize;
            on_breach(Breach { entity, rule: Rule::K2, severity: Severity::Error, check, told })
        })
    }

    /// A row that breaks a rule, with what is told of it
    fn told(&self, breach: &rules::Breach<'_>) -> Result<Breach> {
        let told = self.store.tell(breach, Among::All)?;
        let column = breach.entity.columns()[told.column].name;
        let told = Told { key: told.key, place: told.place, column, said: told.said };
        Ok(Breach { told: Some(told), ..untold(breach) })
    }

    /// Makes the TEMP tables `found_kinds` and `found`, which the report `quality` reads; sentences are in a language
    ///
    /// Of one rule that is asked for every row is told.
    pub fn collect_findings(&self, only: Option<Rule>, language: Language) -> Result<()> {
        self.store.settle_past()?;
        self.store.create_found()?;
        let mut kinds: Vec<Kind> = Vec::new();
        // What is said of the rows of each check, and how many of them are not told.
        let mut checks: Vec<(Option<usize>, u64)> = Vec::new();
        self.each_breach(only, if only.is_some() { None } else { Some(TOLD) }, |breach| {
            checks.resize(checks.len().max(breach.check + 1), (None, 0));
            let Some(told) = &breach.told else {
                checks[breach.check].1 += 1;
                return Ok(());
            };
            let kind = kind_of(&mut kinds, &breach, told.said.code());
            kinds[kind].rows += 1;
            checks[breach.check].0 = Some(kind);
            self.store.add_found(&Found {
                kind,
                key: &told.key,
                place: told.place,
                column: told.column,
                sentence: &told.said.text(language),
            })?;
            Ok(())
        })?;
        for (kind, untold) in checks {
            if let Some(kind) = kind {
                kinds[kind].rows += untold;
            }
        }
        kinds.iter().enumerate().try_for_each(|(number, kind)| {
            self.store.add_found_kind(&FoundKind {
                number,
                entity: kind.entity,
                rule: kind.rule,
                severity: kind.severity,
                sentence: kind.sentence,
                title: kind.rule.title().get(language),
                rows: kind.rows,
            })
        })
    }
}

/// Breaches that one sentence is said of
struct Kind {
    entity: Entity,
    rule: Rule,
    severity: Severity,
    sentence: &'static str,
    rows: u64,
}

/// The kind of a breach of which that sentence is said
fn kind_of(kinds: &mut Vec<Kind>, breach: &Breach, sentence: &'static str) -> usize {
    let Breach { entity, rule, severity, .. } = *breach;
    let is_it = |kind: &Kind| {
        (kind.entity, kind.rule, kind.severity, kind.sentence) == (entity, rule, severity, sentence)
    };
    kinds.iter().position(is_it).unwrap_or_else(|| {
        kinds.push(Kind { entity, rule, severity, sentence, rows: 0 });
        kinds.len() - 1
    })
}

/// A row that breaks a rule, as it is counted
fn untold(breach: &rules::Breach<'_>) -> Breach {
    let (rule, severity) = (breach.check.rule, breach.check.severity);
    Breach { entity: breach.entity, rule, severity, check: breach.number, told: None }
}

/// Keeps a breach among the first ones of its check, by the sheets and lines they came from; gives back the one left out
fn keep_first<'c>(
    firsts: &mut Vec<rules::Breach<'c>>,
    breach: rules::Breach<'c>,
    most: usize,
) -> Option<rules::Breach<'c>> {
    // What came from no sheet comes last.
    let spot = |breach: &rules::Breach<'_>| (breach.place.0.is_none(), breach.place);
    let at = firsts.partition_point(|known| spot(known) <= spot(&breach));
    if at >= most {
        return Some(breach);
    }
    firsts.insert(at, breach);
    if firsts.len() > most { firsts.pop() } else { None }
}
