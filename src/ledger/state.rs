//! The states that can be compared, and how people name them: revisions, other ledgers, sheets.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::text::Failure;

/// A state of the plan
#[derive(Debug, Clone)]
pub enum State {
    /// As a revision left it; 0 is the empty plan
    Revision(i64),
    /// As a revision of another ledger left it
    Other {
        /// The other ledger, which is only read
        ledger: Rc<Ledger>,
        /// Its revision
        revision: i64,
    },
    /// As sheets say it
    Sheets(Vec<PathBuf>),
}

impl State {
    /// The ledger that holds the state; none for sheets
    pub fn store<'s>(&'s self, own: &'s Ledger) -> Option<&'s Store> {
        match self {
            State::Revision(_) => Some(&own.store),
            State::Other { ledger, .. } => Some(&ledger.store),
            State::Sheets(_) => None,
        }
    }
}

/// Whether a text names a state that stands outside of the ledger at hand: sheets, or another ledger
pub fn is_outside(operand: &str) -> bool {
    Path::new(operand).exists() || revision_behind_path(operand).is_some()
}

/// The states that two texts name: a revision or date, another ledger, or sheets
///
/// A ledger that both name is opened once, so that its revisions are compared like our own.
pub fn states_named(ledger: &Ledger, [before, after]: [&str; 2], wait: Duration) -> Result<[State; 2]> {
    let before = state_named(ledger, before, wait, None)?;
    let after = state_named(ledger, after, wait, Some(&before))?;
    Ok([before, after])
}

fn state_named(ledger: &Ledger, operand: &str, wait: Duration, other: Option<&State>) -> Result<State> {
    if let Some(revision) = ledger.revision_named(operand)? {
        return Ok(State::Revision(revision));
    }
    let path = Path::new(operand);
    let (path, revision) = match revision_behind_path(operand) {
        Some((path, revision)) if !path.exists() || Store::is_ledger(&path) => (path, revision),
        _ if !path.exists() => return Err(Failure::SameOperand { operand: operand.to_owned() }.into()),
        _ if Store::is_ledger(path) => (path.to_owned(), "@".to_owned()),
        _ => return Ok(State::Sheets(vec![path.to_owned()])),
    };
    state_of_ledger(ledger, &path, &revision, wait, other)
}

/// A state of the ledger at a path, which may be the one at hand or one that is open already
fn state_of_ledger(
    ledger: &Ledger,
    path: &Path,
    revision: &str,
    wait: Duration,
    other: Option<&State>,
) -> Result<State> {
    let is_at = |store: &Store| path.canonicalize().ok() == store.path().canonicalize().ok();
    let missing = || Failure::NoSuchRevision { operand: revision.to_owned() };
    if is_at(&ledger.store) {
        return Ok(State::Revision(ledger.revision_named(revision)?.ok_or_else(missing)?));
    }
    let known = match other {
        Some(State::Other { ledger, .. }) if is_at(&ledger.store) => Some(Rc::clone(ledger)),
        _ => None,
    };
    let ledger = match known {
        Some(ledger) => ledger,
        None => {
            Rc::new(Ledger { store: Store::open_read_only(path, wait)?, writing: ledger.writing.clone() })
        }
    };
    let revision = ledger.revision_named(revision)?.ok_or_else(missing)?;
    Ok(State::Other { ledger, revision })
}

/// `plan.db@3`, `plan.db@-2`, `plan.db@2026-06-01`: the path of a ledger and the name of its revision
fn revision_behind_path(operand: &str) -> Option<(PathBuf, String)> {
    let mut places: Vec<usize> = operand.match_indices('@').map(|(at, _)| at).collect();
    places.reverse();
    let at = places.into_iter().find(|&at| Store::is_ledger(Path::new(&operand[..at])))?;
    let name = operand[at + 1..].trim_start_matches('@');
    let is_back = name.is_empty() || name.starts_with('-');
    Some((PathBuf::from(&operand[..at]), if is_back { format!("@{name}") } else { name.to_owned() }))
}
