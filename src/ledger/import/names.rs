//! Unit names while a sheet is read: looked up in the ledger, the last answer remembered.

use crate::domain::rule::Rule;
use crate::ledger::import::row::{Trouble, trouble};
use crate::storage::Store;
use crate::storage::unit_names::Meaning;
use crate::text::FindingText;

/// Candidates are looked for that many times; a search reads all names
const SEARCHES: u32 = 100;

/// Resolves names of units
#[derive(Debug)]
pub struct UnitNames<'s> {
    store: &'s Store,
    last: Option<(String, String)>,
    searches: u32,
}

impl<'s> UnitNames<'s> {
    /// Resolves by the names that the store has collected
    pub fn new(store: &'s Store) -> UnitNames<'s> {
        UnitNames { store, last: None, searches: 0 }
    }

    /// The code of the unit that a trimmed and normalised name means
    pub fn code(&mut self, name: &str) -> Result<String, Trouble> {
        if let Some((last, code)) = &self.last
            && last == name
        {
            return Ok(code.clone());
        }
        match self.store.unit_named(name)? {
            Meaning::Unit(code) => {
                self.last = Some((name.to_owned(), code.clone()));
                Ok(code)
            }
            Meaning::Several(codes) => {
                let text = FindingText::AmbiguousUnit { name: name.to_owned(), codes: codes.join(", ") };
                trouble(Rule::K2, text)
            }
            Meaning::Unknown => trouble(Rule::K2, self.unknown(name)?),
        }
    }

    fn unknown(&mut self, name: &str) -> Result<FindingText, Trouble> {
        self.searches += 1;
        let near = if self.searches <= SEARCHES { self.store.similar_unit_names(name)? } else { Vec::new() };
        let name = name.to_owned();
        Ok(match near.is_empty() {
            true => FindingText::UnknownUnit { name },
            false => FindingText::UnknownUnitNear { name, near: near.join(", ") },
        })
    }
}
