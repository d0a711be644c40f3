//! The past: what the log says of a revision, and the ledger as one of them left it.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::domain::entity::Entity;
use crate::ledger::{Ledger, Result};
use crate::storage::revision_log::Wanted;
use crate::storage::revisions::{Counts, Revision, Source};
use crate::text::Failure;

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

/// The past that a ledger shows
#[derive(Debug)]
pub struct Past {
    /// The revision that left it; none for the empty ledger
    pub revision: Option<Revision>,
    /// Whether another tool has dropped rows of it without a trace
    pub lacks_rows: bool,
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
    /// Shows the ledger as an operand says, from here on
    pub fn look_back(&mut self, operand: &str) -> Result<Past> {
        let id = self.last_until(operand)?;
        let (revision, open) = (self.store.revision(id)?, self.store.open_revision_id()?);
        let may_lack_rows = id != open && self.store.may_lack_rows()?;
        self.store.look_back(id)?;
        Ok(Past { revision, lacks_rows: may_lack_rows && !self.store.has_rows_of(id)? })
    }

    /// The first revision that a text names the beginning of: a date means the beginning of that day
    pub fn first_since(&self, text: &str) -> Result<i64> {
        match beginning(text) {
            Some(time) => Ok(self.store.revision_before(&time)? + 1),
            None => self.last_until(text),
        }
    }

    /// The last revision that a text names, as operands do
    pub fn last_until(&self, text: &str) -> Result<i64> {
        let missing = || Failure::NoSuchRevision { operand: text.to_owned() };
        Ok(self.revision_named(text)?.ok_or_else(missing)?)
    }

    /// The revisions that are wanted, the latest first
    pub fn each_log_entry(
        &self,
        wanted: &Wanted,
        mut on_entry: impl FnMut(LogEntry) -> Result<()>,
    ) -> Result<()> {
        self.store
            .at_once(|| self.store.each_revision(wanted, |revision| on_entry(self.log_entry(revision)?)))
    }

    /// A revision with how much it did, counted anew while it is still open
    pub fn log_entry(&self, revision: Revision) -> Result<LogEntry> {
        let mut counts = Vec::with_capacity(4);
        let is_open = revision.id == self.store.open_revision_id()?;
        for entity in Entity::ALL {
            let counted = if is_open {
                self.store.counts_of(entity, revision.id)?
            } else {
                self.store.recorded_counts(entity, revision.id)?
            };
            counts.push((entity, counted));
        }
        Ok(LogEntry { counts, sources: self.store.sources_of(revision.id)?, revision })
    }
}

/// The first second of a date or time, in UTC as the ledger writes it; none for another text
fn beginning(text: &str) -> Option<String> {
    let parsed: DateTime = match text.len() {
        10 => text.parse::<Date>().ok()?.at(0, 0, 0, 0),
        16 => DateTime::strptime("%Y-%m-%d %H:%M", text).ok()?,
        19 => DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?,
        _ => return None,
    };
    let zoned = parsed.to_zoned(TimeZone::system()).ok()?;
    Some(zoned.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
