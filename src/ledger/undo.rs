//! Undo, redo and restore: a former state brought back as a further revision. Nothing is erased.
//!
//! An undo or redo stands where the revision stands whose state it brought back; every other revision stands for
//! itself, on top of where the one before it stood. So there is a line of states with a place on it: undo goes one
//! back, redo one forward, and anything else that is written cuts off what lies ahead and goes on from the place.
//!
//! ```text
//! revision      1       2       3       4 undo  5 undo  6 redo  7 import   8 undo  9 undo
//! stands at     1       2       3       2       1       2       7          2       1
//! the line      1       1─2     1─2─3   1─2─3   1─2─3   1─2─3   1─2─7      1─2─7   1─2─7
//! ```
//!
//! The line is never stored: it is read off the revisions. What lies below a revision is where the one before it
//! stood; the tip is the last revision that is neither undo nor redo. A restore and a revert are revisions like an
//! import, so undo takes them back as a whole.

use crate::ledger::operand::revision_named;
use crate::ledger::revise::{Asked, Intent, Made};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::revisions::Revision;
use crate::text::Failure;

/// A state that was brought back, or that would be
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The revision taken back or made anew; none for a restore
    pub moved: Option<Revision>,
    /// The revision whose state is back; none for the empty plan
    pub restored: Option<Revision>,
    /// The revision that did it
    pub made: Made,
}

impl Restored {
    /// The revision that did it, and the two that it is about
    pub fn split(self) -> (Made, (Option<Revision>, Option<Revision>)) {
        (self.made, (self.moved, self.restored))
    }
}

impl Ledger {
    /// Takes back the last revision that is not taken back yet
    pub fn undo(&mut self, asked: Asked<'_>) -> Result<Restored> {
        self.bring_back("undo", asked, |store| {
            let undone = position(store, store.latest_revision()?)?;
            if undone == 0 {
                return Err(Failure::NothingToUndo {}.into());
            }
            Ok(Aim { undoes: Some(undone), moved: undone, restored: below(store, undone)? })
        })
    }

    /// Makes the revision anew that was taken back last, as long as nothing else was written since
    pub fn redo(&mut self, asked: Asked<'_>) -> Result<Restored> {
        self.bring_back("redo", asked, |store| {
            let redone = above(store)?;
            Ok(Aim { undoes: None, moved: redone, restored: redone })
        })
    }

    /// Brings back the whole state of a revision; 0 is the empty plan
    pub fn restore(&mut self, operand: &str, asked: Asked<'_>) -> Result<Restored> {
        self.bring_back("restore", asked, |store| {
            let missing = || Failure::NoSuchRevision { operand: operand.to_owned() };
            let restored = revision_named(store, operand)?.ok_or_else(missing)?;
            Ok(Aim { undoes: None, moved: 0, restored })
        })
    }

    fn bring_back(
        &mut self,
        command: &'static str,
        asked: Asked<'_>,
        aim: impl FnOnce(&Store) -> Result<Aim>,
    ) -> Result<Restored> {
        let decide = |store: &Store| {
            let Aim { undoes, moved, restored } = aim(store)?;
            // An undo or redo moves along the line even where the two states are the same.
            let counts_when_empty = moved > 0;
            let restores = Some(restored);
            let intent = Intent { undoes, restores, counts_when_empty, ..Intent::default() };
            Ok((intent, (store.revision(moved)?, store.revision(restored)?, restored)))
        };
        let (made, (moved, restored, _)) =
            self.revise(command, asked, decide, |store, revision, &(_, _, restored)| {
                store.restore_state(restored, revision)?;
                match store.has_rows_of(restored)? {
                    true => Ok(()),
                    false => Err(Failure::HistoryIncomplete { revision: restored }.into()),
                }
            })?;
        Ok(Restored { moved, restored, made })
    }
}

/// Where to go: the revision taken back or made anew, and the one whose state comes back
#[derive(Debug, Clone, Copy)]
struct Aim {
    undoes: Option<i64>,
    moved: i64,
    restored: i64,
}

fn is_move(revision: &Revision) -> bool {
    matches!(revision.command.as_str(), "undo" | "redo")
}

/// Where a revision stands; 0 is the empty plan
fn position(store: &Store, revision: i64) -> Result<i64> {
    let mut at = revision;
    while at > 0 {
        match store.revision(at)? {
            Some(found) if is_move(&found) => at = found.restores.unwrap_or(0),
            _ => break,
        }
    }
    Ok(at)
}

/// What lies below a revision that stands for itself
fn below(store: &Store, revision: i64) -> Result<i64> {
    position(store, revision - 1)
}

/// What lies above the place on the line; refused where nothing does
fn above(store: &Store) -> Result<i64> {
    let latest = store.latest_revision()?;
    match store.revision(latest)? {
        None => return Err(Failure::NothingToRedo {}.into()),
        Some(found) if !is_move(&found) => {
            return Err(Failure::NothingUndone { revision: latest, command: found.command }.into());
        }
        Some(_) => {}
    }
    let place = position(store, latest)?;
    let mut at = tip(store, latest)?;
    while at > 0 && at != place {
        let next = below(store, at)?;
        if next == place {
            return Ok(at);
        }
        at = next;
    }
    Err(Failure::NothingToRedo {}.into())
}

/// The last revision that stands for itself
fn tip(store: &Store, latest: i64) -> Result<i64> {
    let mut at = latest;
    while store.revision(at)?.is_some_and(|found| is_move(&found)) {
        at -= 1;
    }
    Ok(at)
}
