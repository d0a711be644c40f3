//! Sheets that are the whole truth of their table: what they lack is taken away, unless that is suspiciously much.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::Import;
use crate::ledger::import::finding::Finding;
use crate::ledger::import::load::{Loader, STAGE};
use crate::ledger::import::names::Names;
use crate::ledger::import::trouble::Trouble;
use crate::storage::Result;
use crate::text::{Failure, FindingText};

/// Rows that may always go
const FEW: i64 = 5;

/// Of so many rows one may go without being asked for
const ONE_OF: i64 = 20;

/// Takes away the rows of the sheets' tables that no sheet has; whether there were any
pub fn remove_absent(loader: &mut Loader<'_>, import: &Import) -> Result<bool> {
    let unit = match &import.rules.unit {
        None => None,
        Some(name) => match Names::new(loader.store, false, true).code(&crate::domain::code::normalise(name))
        {
            Ok(code) => Some(code),
            Err(Trouble::Store(error)) => return Err(error),
            Err(Trouble::Cell(..)) => return Err(Failure::UnknownUnit { name: name.clone() }.into()),
        },
    };
    let mut any = false;
    // The tables that refer to others first, so that nothing is left pointing at what goes.
    for entity in Entity::ALL.into_iter().rev() {
        if !loader.sheets.iter().any(|(_, sheet)| sheet.entity == entity) {
            continue;
        }
        let found = loader.store.count_absent(STAGE, entity, unit.as_deref())?;
        let is_much = found.absent > FEW && found.absent * ONE_OF > found.rows;
        if is_much && !import.allows_removals {
            let (table, absent, rows) = (entity.name().to_owned(), found.absent, found.rows);
            if import.dry_run {
                // Nothing goes, and the rows are what whoever asks wants to see.
                tell_many(loader, entity, FindingText::WouldRemoveMany { table, absent, rows });
                loader.store.remove_absent(STAGE, entity, unit.as_deref())?;
                any = true;
                continue;
            }
            return Err(Failure::ManyRemovals { table, absent, rows }.into());
        }
        loader.store.remove_absent(STAGE, entity, unit.as_deref())?;
        any |= found.absent > 0;
    }
    Ok(any)
}

fn tell_many(loader: &mut Loader<'_>, entity: Entity, said: FindingText) {
    let place = loader.sheets.iter().find(|(_, sheet)| sheet.entity == entity);
    let Some(place) = place.map(|(_, sheet)| sheet.place(0, None)) else { return };
    let (rule, severity) = (Rule::C1, Severity::Note);
    loader.findings.add(Finding { rule, severity, place, said: said.into() });
}
