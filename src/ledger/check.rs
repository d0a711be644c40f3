//! Whether a ledger is whole: the file, its references, and the history against itself.

use crate::domain::entity::Entity;
use crate::ledger::{Ledger, Result};
use crate::storage::integrity::Miscount;
use crate::storage::rules::references::of_all_rows;
use crate::storage::rules::{Among, Said};
use crate::text::FindingText;

/// Something that is not as it should be
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// SQLite's word on the file
    File(String),
    /// Rows of a table whose unit does not exist: the table, how many
    ForeignKey(String, i64),
    /// A reference into nothing: the table, the key, the column, what it says
    Reference(Entity, String, &'static str, String),
    /// A row inside itself: the table and the key
    Cycle(Entity, String),
    /// A revision whose versions are not the ones it counted
    History(Miscount),
}

/// What a check found
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The faults, at most [`KEPT`] of a kind
    pub faults: Vec<Fault>,
    /// How many there are in all
    pub count: usize,
    /// How many revisions the history holds
    pub revisions: i64,
}

/// Faults of one kind that are listed
pub const KEPT: usize = 100;

impl Ledger {
    /// Looks at everything; nothing is written
    pub fn check(&self) -> Result<Checked> {
        let mut checked = Checked { faults: Vec::new(), count: 0, revisions: 0 };
        for sentence in self.store.file_faults()? {
            checked.add(Fault::File(sentence), 0);
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
            checked.add(Fault::ForeignKey(table, count), 0);
        }
        let mut seen = 0;
        self.store.each_breach(&of_all_rows(), Among::All, |breach| {
            seen += 1;
            if seen > KEPT {
                checked.count += 1;
                return Ok(());
            }
            let told = self.store.tell(&breach, Among::All)?;
            if let Said::Finding(FindingText::NoSuchRow { reference, .. }) = told.said {
                let column = breach.entity.columns()[told.column].name;
                checked.add(Fault::Reference(breach.entity, told.key, column, reference), 0);
            }
            Ok(())
        })?;
        self.store.each_cycle(Among::All, |entity, row| {
            checked.add(Fault::Cycle(entity, row.key), 0);
            Ok(())
        })?;
        for miscount in self.store.miscounted_revisions()? {
            checked.add(Fault::History(miscount), 0);
        }
        Ok(())
    }
}

impl Checked {
    fn add(&mut self, fault: Fault, seen: usize) {
        self.count += 1;
        if seen < KEPT {
            self.faults.push(fault);
        }
    }
}
