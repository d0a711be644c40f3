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
const TOLD: u64 = 3;

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
    /// Calls `on_breach` for every row that breaks a rule, or that one; of each check `most` rows are told
    pub fn each_breach(
        &self,
        only: Option<Rule>,
        most: u64,
        mut on_breach: impl FnMut(Breach) -> Result<()>,
    ) -> Result<()> {
        let mut groups = rules::of_the_whole(self.writing.today());
        if let Some(rule) = only {
            groups.iter_mut().for_each(|group| group.keep(rule));
        }
        let checks = groups.iter().map(rules::Group::len).sum();
        let mut seen = vec![0; checks];
        self.store.each_breach(&groups, Among::All, |breach| {
            seen[breach.number] += 1;
            let told = match seen[breach.number] <= most {
                true => Some(self.store.tell(&breach, Among::All)?),
                false => None,
            };
            let columns = breach.entity.columns();
            let told = told.map(|told| Told {
                key: told.key,
                place: told.place,
                column: columns[told.column].name,
                said: told.said,
            });
            let (rule, severity) = (breach.check.rule, breach.check.severity);
            on_breach(Breach { entity: breach.entity, rule, severity, check: breach.number, told })
        })?;
        if only.is_some_and(|rule| rule != Rule::K2) {
            return Ok(());
        }
        let mut seen = 0;
        self.store.each_cycle(Among::All, |entity, row| {
            seen += 1;
            let said = Said::Finding(FindingText::Cycle { key: row.key.clone(), way: row.way });
            let told = Told { key: row.key, place: row.place, column: "parent", said };
            let told = (seen <= most).then_some(told);
            // A check of its own, behind all others, one a table.
            let check = checks + entity as usize;
            on_breach(Breach { entity, rule: Rule::K2, severity: Severity::Error, check, told })
        })
    }

    /// Makes the TEMP tables `found_kinds` and `found`, which the report `quality` reads; sentences are in a language
    ///
    /// Of one rule that is asked for every row is told.
    pub fn collect_findings(&self, only: Option<Rule>, language: Language) -> Result<()> {
        self.store.settle_past()?;
        self.store.create_found()?;
        let mut kinds: Vec<Kind> = Vec::new();
        let mut of_checks: Vec<Option<usize>> = Vec::new();
        self.each_breach(only, if only.is_some() { u64::MAX } else { TOLD }, |breach| {
            of_checks.resize(of_checks.len().max(breach.check + 1), None);
            if let Some(told) = &breach.told {
                let sentence = told.said.code();
                let is_kind = |kind: &Kind| {
                    (kind.entity, kind.rule, kind.severity, kind.sentence)
                        == (breach.entity, breach.rule, breach.severity, sentence)
                };
                let known = kinds.iter().position(is_kind).unwrap_or_else(|| {
                    let Breach { entity, rule, severity, .. } = breach;
                    kinds.push(Kind { entity, rule, severity, sentence, rows: 0 });
                    kinds.len() - 1
                });
                of_checks[breach.check] = Some(known);
                self.store.add_found(&Found {
                    kind: known,
                    key: &told.key,
                    place: told.place,
                    column: told.column,
                    sentence: &told.said.text(language),
                })?;
            }
            if let Some(kind) = of_checks[breach.check] {
                kinds[kind].rows += 1;
            }
            Ok(())
        })?;
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
