//! The past: what the log says of a revision.

use crate::domain::entity::Entity;
use crate::ledger::{Ledger, Result};
use crate::storage::revisions::{Counts, Revision, Source};

/// A revision with how much it did
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The revision
    pub revision: Revision,
    /// What it did to each table
    pub counts: Vec<(Entity, Counts)>,
    /// The sheets that it read
    pub sources: Vec<Source>,
}

impl LogEntry {
    /// Rows added, changed and removed in all tables together
    pub fn total(&self) -> Counts {
        self.counts.iter().fold(Counts::default(), |total, (_, counts)| Counts {
            added: total.added + counts.added,
            changed: total.changed + counts.changed,
            removed: total.removed + counts.removed,
        })
    }
}

impl Ledger {
    /// The revisions, the latest first, at most `limit` of them
    pub fn each_log_entry(
        &self,
        limit: Option<i64>,
        mut on_entry: impl FnMut(LogEntry) -> Result<()>,
    ) -> Result<()> {
        self.store.at_once(|| self.store.each_revision(limit, |revision| on_entry(self.log_entry(revision)?)))
    }

    /// A revision with how much it did, counted anew while it is still open
    pub fn log_entry(&self, revision: Revision) -> Result<LogEntry> {
        let mut counts = Vec::with_capacity(4);
        let is_outside = revision.command == "outside";
        for entity in Entity::ALL {
            let counted = if is_outside {
                self.store.counts_of(entity, revision.id)?
            } else {
                self.store.recorded_counts(entity, revision.id)?
            };
            counts.push((entity, counted));
        }
        Ok(LogEntry { counts, sources: self.store.sources_of(revision.id)?, revision })
    }
}
