//! Sheets that could not be read at all: what refers to their rows is one finding, not one for every reference.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Place, Said};
use crate::text::FindingText;

/// The sheets of a call that could not be read
#[derive(Debug, Clone, Default)]
pub struct Unread {
    sheets: Vec<(Entity, Place)>,
    /// References into each table that found nothing
    untold: [u64; 4],
}

impl Unread {
    /// A sheet that is of that table, as far as one can tell
    pub fn add(&mut self, entity: Entity, place: Place) {
        self.sheets.push((entity, place));
    }

    /// Whether a finding is only that a row is not there which such a sheet may have; it is counted then
    pub fn takes(&mut self, said: &Said) -> bool {
        let target = match said {
            Said::Finding(FindingText::UnknownUnit { .. } | FindingText::UnknownUnitNear { .. }) => {
                Some(Entity::Units)
            }
            Said::Finding(FindingText::NoSuchRow { table, .. }) => Entity::named(table),
            _ => None,
        };
        let of_unread = target.filter(|target| self.sheets.iter().any(|(entity, _)| entity == target));
        of_unread.inspect(|target| self.untold[*target as usize] += 1).is_some()
    }

    /// How often that was, for the first sheet of each table; counted from nothing again
    pub fn tell(&mut self) -> Vec<Finding> {
        let mut told = Vec::new();
        for (entity, place) in &self.sheets {
            let count = std::mem::take(&mut self.untold[*entity as usize]);
            if count > 0 {
                let said = FindingText::UnreadReferred { count }.into();
                told.push(Finding { rule: Rule::F3, severity: Severity::Note, place: place.clone(), said });
            }
        }
        told
    }

    /// Counts from nothing again
    pub fn begin(&mut self) {
        self.untold = Default::default();
    }
}
