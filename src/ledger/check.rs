//! Whether a ledger is whole: the file, the history against itself, and the data against every rule.

use std::collections::BTreeMap;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::quality::{Broken, Told};
use crate::ledger::{Ledger, Result};
use crate::storage::integrity::Miscount;
use crate::storage::rules::Said;
use crate::text::FindingText;

/// Something that is not as it should be
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// SQLite's word on the file
    File(String),
    /// Rows of a table whose unit does not exist: the table, how many
    ForeignKey(String, i64),
    /// A reference into nothing: the table, the key, the column, what it says
    Reference(Entity, String, &'static str, String),
    /// A row inside itself: the table and the key
    Cycle(Entity, String),
    /// A row that breaks a rule in a way that no import lets through: the table, the key, the rule, the sentence
    Rule(Entity, String, Rule, Said),
    /// A revision whose versions are not the ones it counted
    History(Miscount),
}

/// What a check found
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The faults, at most [`KEPT`] of a kind
    pub faults: Vec<Fault>,
    /// How many there are in all
    pub count: usize,
    /// How many rows each rule warns of
    pub warnings: BTreeMap<Rule, u64>,
    /// How many revisions the history holds
    pub revisions: i64,
}

/// Faults of one kind that are listed
pub const KEPT: usize = 100;

impl Ledger {
    /// Looks at everything; nothing is written
    pub fn check(&self) -> Result<Checked> {
        let mut checked = Checked { faults: Vec::new(), count: 0, warnings: BTreeMap::new(), revisions: 0 };
        for sentence in self.store.file_faults()? {
            checked.add(Fault::File(sentence));
        }
        if checked.count > 0 {
            // Nothing that a damaged file says about its rows can be relied on.
            return Ok(checked);
        }
        self.store.at_once(|| self.check_rows(&mut checked))?;
        Ok(checked)
    }

    fn check_rows(&self, checked: &mut Checked) -> Result<()> {
        checked.revisions = self.store.latest_revision()?;
        for (table, count) in self.store.broken_foreign_keys()? {
            checked.add(Fault::ForeignKey(table, count));
        }
        for broken in self.broken(KEPT)? {
            checked.add_broken(broken);
        }
        for miscount in self.store.miscounted_revisions()? {
            checked.add(Fault::History(miscount));
        }
        Ok(())
    }
}

impl Checked {
    fn add(&mut self, fault: Fault) {
        self.count += 1;
        self.faults.push(fault);
    }

    fn add_broken(&mut self, broken: Broken) {
        let Broken { entity, rule, severity, told, untold } = broken;
        if severity != Severity::Error {
            *self.warnings.entry(rule).or_default() += told.len() as u64 + untold;
            return;
        }
        self.count += untold as usize;
        for Told { key, column, said, .. } in told {
            self.add(match said {
                Said::Finding(FindingText::NoSuchRow { reference, .. }) => {
                    Fault::Reference(entity, key, column, reference)
                }
                Said::Finding(FindingText::Cycle { key, .. }) => Fault::Cycle(entity, key),
                said => Fault::Rule(entity, key, rule, said),
            });
        }
    }
}
