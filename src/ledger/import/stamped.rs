//! Stamps that come with files: found on a workbook's hidden sheet or beside a CSV, and held against the ledger.

use std::path::Path;
use std::sync::Arc;

use crate::ledger::import::sheet::Sheet;
use crate::ledger::stamp::{Stamp, Unreadable, in_file, sidecar};
use crate::sheets::stamp_sheet::{is_stamp, read_stamp};
use crate::sheets::tab::Tab;
use crate::storage::content::Part;
use crate::storage::relation::Relation;
use crate::storage::{Result, Store};

/// A stamp as it came with a file
pub type Found = std::result::Result<Stamp, Unreadable>;

/// The stamp that came with a file, and what became of it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// The file as the user named it
    pub file: Arc<str>,
    /// The stamp, if it can be used
    pub stamp: std::result::Result<Stamp, Ignored>,
}

/// Why a stamp is ignored
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// It cannot be read
    Unreadable(Unreadable),
    /// It is of another ledger
    OtherLedger,
    /// The ledger has no such revision
    UnknownRevision(i64),
    /// The ledger's revision of that number held something else
    OtherContent(i64),
}

/// The stamp among the sheets of a workbook
pub fn on_sheet(tabs: &[Tab]) -> Option<Found> {
    let tab = tabs.iter().find(|tab| is_stamp(tab))?;
    Some(read_stamp(tab).map_err(|_| Unreadable::Damaged).and_then(|lines| Stamp::read(lines.into_iter())))
}

/// The stamp beside a text file
pub fn beside(sheet: &Path) -> Option<Found> {
    in_file(&sidecar(sheet))
}

/// Holds the stamps of sheets against the ledger; a sheet whose stamp cannot be used loses it
pub fn settle(store: &Store, sheets: &mut [Sheet]) -> Result<Vec<Came>> {
    let mut came: Vec<(Arc<Found>, Came)> = Vec::new();
    for sheet in sheets {
        let Some(found) = &sheet.stamp else { continue };
        let known = came.iter().find(|(known, _)| Arc::ptr_eq(known, found));
        let usable = match known {
            Some((_, came)) => came.stamp.is_ok(),
            None => {
                let stamp = match found.as_ref() {
                    Err(unreadable) => Err(Ignored::Unreadable(*unreadable)),
                    Ok(stamp) => why_ignored(store, stamp)?.map_or_else(|| Ok(stamp.clone()), Err),
                };
                let usable = stamp.is_ok();
                came.push((found.clone(), Came { file: sheet.shown.clone(), stamp }));
                usable
            }
        };
        if !usable {
            sheet.stamp = None;
        }
    }
    Ok(came.into_iter().map(|(_, came)| came).collect())
}

/// Why a stamp is none of this ledger's, if it is not
fn why_ignored(store: &Store, stamp: &Stamp) -> Result<Option<Ignored>> {
    if stamp.ledger != store.ledger_id()? {
        return Ok(Some(Ignored::OtherLedger));
    }
    if !(0..=store.latest_revision()?).contains(&stamp.revision) {
        return Ok(Some(Ignored::UnknownRevision(stamp.revision)));
    }
    // A copy of a ledger goes its own way under the same id.
    for entity in stamp.tables() {
        let Some((columns, content)) = stamp.content(entity) else { continue };
        let part = Part { entity, columns: &columns, units: &stamp.units };
        if store.content(part, &Relation::At(stamp.revision))? != content {
            return Ok(Some(Ignored::OtherContent(stamp.revision)));
        }
    }
    Ok(None)
}
