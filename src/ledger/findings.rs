//! What breaks the rules, put into the TEMP tables that the report `quality` reads: what is said, and of which rows.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::quality::{Broken, Told};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::quality::{Found, FoundKind};
use crate::text::Language;

/// Rows that are told of each way in which a rule is broken, where nobody asks for all of them
const TOLD: usize = 3;

/// Breaches that one sentence is said of
#[derive(Debug, PartialEq)]
struct Kind {
    entity: Entity,
    rule: Rule,
    severity: Severity,
    sentence: &'static str,
}

/// What has been found so far
struct Findings<'l> {
    store: &'l Store,
    language: Language,
    kinds: Vec<(Kind, u64)>,
}

impl Ledger {
    /// Makes the TEMP tables `found_kinds` and `found`, with sentences in a language; of one rule that is asked for every
    /// row is told
    ///
    /// From then on it holds the state that it has looked at.
    pub fn collect_findings(&self, only: Option<Rule>, language: Language) -> Result<()> {
        self.store.hold()?;
        self.store.settle_past()?;
        self.store.create_found()?;
        let mut findings = Findings { store: &self.store, language, kinds: Vec::new() };
        match only {
            Some(rule) => {
                self.each_told(rule, |entity, severity, told| findings.add((entity, rule, severity), &told))?
            }
            None => {
                for Broken { entity, rule, severity, told, untold } in self.broken(TOLD)? {
                    for told in &told {
                        findings.add((entity, rule, severity), told)?;
                    }
                    if let Some(last) = told.last() {
                        findings.count((entity, rule, severity), last, untold);
                    }
                }
            }
        }
        findings.finish()
    }
}

impl Findings<'_> {
    /// Writes down a row
    fn add(&mut self, way: (Entity, Rule, Severity), told: &Told) -> Result<()> {
        let kind = self.count(way, told, 1);
        let sentence = &told.said.text(self.language);
        let Told { key, place, column, .. } = told;
        self.store.add_found(&Found { kind, key, place: *place, column, sentence })?;
        Ok(())
    }

    /// Counts rows of which the same is said; gives the number of that
    fn count(&mut self, (entity, rule, severity): (Entity, Rule, Severity), told: &Told, rows: u64) -> usize {
        let kind = Kind { entity, rule, severity, sentence: told.said.code() };
        let at = self.kinds.iter().position(|(known, _)| *known == kind).unwrap_or(self.kinds.len());
        if at == self.kinds.len() {
            self.kinds.push((kind, 0));
        }
        self.kinds[at].1 += rows;
        at
    }

    /// Writes down what is said, and of how many rows
    fn finish(self) -> Result<()> {
        for (number, (Kind { entity, rule, severity, sentence }, rows)) in self.kinds.into_iter().enumerate()
        {
            let title = rule.title().get(self.language);
            self.store.add_found_kind(&FoundKind {
                number,
                entity,
                rule,
                severity,
                sentence,
                title,
                rows,
            })?;
        }
        Ok(())
    }
}
