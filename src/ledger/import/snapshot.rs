//! Sheets that are the whole truth of their table: what they lack is taken away, unless that is suspiciously much.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::Import;
use crate::ledger::import::finding::Finding;
use crate::ledger::import::load::GONE;
use crate::ledger::import::load::{Loader, STAGE};
use crate::ledger::import::names::Names;
use crate::ledger::import::sheet::Sheet;
use crate::ledger::import::trouble::Trouble;
use crate::storage::Result;
use crate::storage::removal::Going;
use crate::text::{Failure, FindingText};

/// Rows that may always go
const FEW: i64 = 5;

/// Of so many rows one may go without being asked for
const ONE_OF: i64 = 20;

/// Takes away the rows of the sheets' tables that no sheet has; whether there were any
pub fn remove_absent(loader: &mut Loader<'_>, import: &Import) -> Result<bool> {
    let unit = loader.only_unit()?;
    let mut any = false;
    // The tables that refer to others first, so that nothing is left pointing at what goes.
    for entity in Entity::ALL.into_iter().rev() {
        if !loader.sheets.iter().any(|(_, sheet)| sheet.entity == entity) {
            continue;
        }
        let going = if loader.has_stamped(entity) {
            loader.refuse_mixture(entity)?;
            Going::In(GONE)
        } else {
            Going::AbsentFrom(STAGE)
        };
        let found = loader.store.count_absent(going, entity, unit.as_deref())?;
        let is_much = found.absent > FEW && found.absent * ONE_OF > found.rows;
        if is_much && !import.allows_removals {
            let (table, absent, rows) = (entity.name().to_owned(), found.absent, found.rows);
            if import.dry_run {
                // Nothing goes, and the rows are what whoever asks wants to see.
                tell_many(loader, entity, FindingText::WouldRemoveMany { table, absent, rows });
                loader.store.remove_absent(going, entity, unit.as_deref())?;
                any = true;
                continue;
            }
            return Err(Failure::ManyRemovals { table, absent, rows }.into());
        }
        loader.store.remove_absent(going, entity, unit.as_deref())?;
        any |= found.absent > 0;
    }
    Ok(any)
}

/// Rows that were handed back are not the whole of anything: what they lack was imported
pub fn refuse_partial(sheets: &[Sheet]) -> Result<()> {
    match sheets.iter().find(|sheet| sheet.base().is_some_and(|stamp| stamp.partial)) {
        None => Ok(()),
        Some(sheet) => Err(Failure::SnapshotOfRejects { sheet: sheet.place(0, None).print() }.into()),
    }
}

impl Loader<'_> {
    /// The code of the unit whose rows alone are meant
    pub fn only_unit(&self) -> Result<Option<String>> {
        let Some(name) = &self.rules.unit else { return Ok(None) };
        match Names::new(self.store, false, true).code(&crate::domain::code::normalise(name)) {
            Ok(code) => Ok(Some(code)),
            Err(Trouble::Store(error)) => Err(error),
            Err(Trouble::Cell(..)) => Err(Failure::UnknownUnit { name: name.clone() }.into()),
        }
    }

    /// Of a table, what a stamped sheet lacks was taken out, and what another lacks was perhaps never in it
    fn refuse_mixture(&self, entity: Entity) -> Result<()> {
        match self.sheets.iter().find(|(_, sheet)| sheet.entity == entity && sheet.base().is_none()) {
            None => Ok(()),
            Some((_, sheet)) => {
                let (table, sheet) = (entity.name().to_owned(), sheet.place(0, None).print());
                Err(Failure::SnapshotMixed { table, sheet }.into())
            }
        }
    }
}

fn tell_many(loader: &mut Loader<'_>, entity: Entity, said: FindingText) {
    let place = loader.sheets.iter().find(|(_, sheet)| sheet.entity == entity);
    let Some(place) = place.map(|(_, sheet)| sheet.place(0, None)) else { return };
    let (rule, severity) = (Rule::C1, Severity::Note);
    loader.findings.add(Finding { rule, severity, place, said: said.into() });
}
