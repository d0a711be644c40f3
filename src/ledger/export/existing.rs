//! What may be written over: nothing but what an export or another command of ours has written, as it was left.

use std::fs;
use std::path::Path;

use crate::domain::entity::Entity;
use crate::ledger::filter::is_called;
use crate::ledger::import::stamped::{beside, on_sheet};
use crate::ledger::{Error, Result};
use crate::sheets::encoding::first_line;
use crate::sheets::magic::{Kind, kind_of};
use crate::sheets::tab::{Reading, tabs_of};
use crate::sheets::whole_file::FinishedFile;
use crate::sheets::workbook_writer::is_untouched;
use crate::text::ExportFault;

/// Moves a finished file to its place
pub fn put(file: FinishedFile, path: &Path) -> Result<()> {
    file.put().map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// A file that is not one of ours, or a link to somewhere else, is not written over
pub fn refuse_foreign(path: &Path, force: bool, is_ours: impl FnOnce() -> bool) -> Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    if !metadata.is_file() {
        return Err(ExportFault::OutputLeadsElsewhere { path: path.display().to_string() }.into());
    }
    let may_go = force || metadata.len() == 0 || is_ours();
    if may_go { Ok(()) } else { Err(ExportFault::OutputExists { path: path.display().to_string() }.into()) }
}

/// Whether a file with something in it is there
pub fn has_content(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0)
}

/// Whether an export that bears a stamp may have been edited since: not where its bytes say that nobody touched it
pub fn may_be_edited(path: &Path) -> bool {
    match beside(path) {
        Some(stamp) => path.is_file() && stamp.is_ok_and(|stamp| !stamp.is_beside(path)),
        None => {
            let is_stamped =
                || tabs_of(path, &Reading::default()).is_ok_and(|tabs| on_sheet(&tabs).is_some());
            path.is_file() && matches!(kind_of(path), Ok(Kind::Zip)) && !is_untouched(path) && is_stamped()
        }
    }
}

/// Whether a CSV file begins with the header of an export: columns of the table and no others, the key among them
pub fn is_export(entity: Entity, path: &Path) -> bool {
    let Ok(Some(line)) = first_line(path) else { return false };
    let titles: Vec<&str> = line.split(',').collect();
    let is_title = |title: &&str| entity.columns().iter().any(|column| is_called(column, title));
    let has = |name: &str| titles.contains(&name);
    titles.iter().all(is_title) && entity.key().iter().all(|key| has(key.name) || has(key.title.zh))
}

/// Whether an export stands in a file, edited or not: a workbook with a stamp, or a table's columns as CSV
///
/// A few columns of a table may as well be what a query gave: without a stamp, only all of them are an export.
pub fn is_any_export(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let has_all = |entity: Entity| {
        first_line(path)
            .is_ok_and(|line| line.is_some_and(|line| line.split(',').count() == entity.columns().len()))
    };
    let is_text = |entity: Entity| is_export(entity, path) && (has_all(entity) || beside(path).is_some());
    Entity::ALL.into_iter().any(is_text)
        || tabs_of(path, &Reading::default()).is_ok_and(|tabs| on_sheet(&tabs).is_some())
}
