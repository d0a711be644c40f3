//! Names of units and measures while a sheet is read: looked up, the last answer remembered.

use crate::domain::code::{excerpt, read_code};
use crate::domain::measure::Measure;
use crate::domain::rule::Rule;
use crate::ledger::import::trouble::{Trouble, trouble};
use crate::storage::Store;
use crate::storage::unit_names::Meaning;
use crate::text::{CellFault, FindingText};

/// Candidates are looked for that many times; a search reads all names
const SEARCHES: u32 = 20;

/// Resolves names of units
#[derive(Debug)]
pub struct UnitNames<'s> {
    store: &'s Store,
    last: Option<(String, String)>,
    /// The last name of no measure, and what was found to say of it
    last_unknown_measure: Option<(String, FindingText)>,
    searches: u32,
}

impl<'s> UnitNames<'s> {
    /// Resolves by the names that the store has collected
    pub fn new(store: &'s Store) -> UnitNames<'s> {
        UnitNames { store, last: None, last_unknown_measure: None, searches: 0 }
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

    /// The canonical name of a measure
    pub fn measure(&mut self, name: &str) -> Result<String, Trouble> {
        if let Some(measure) = Measure::find(name) {
            return Ok(measure.name().to_owned());
        }
        if let Some((last, text)) = &self.last_unknown_measure
            && last == name
        {
            return trouble(Rule::V1, text.clone());
        }
        let near = if self.may_search() { Measure::nearest(name).join(", ") } else { String::new() };
        let short = excerpt(name);
        let text = match near.is_empty() {
            true => FindingText::UnknownMeasure { name: short },
            false => FindingText::UnknownMeasureNear { name: short, near },
        };
        self.last_unknown_measure = Some((name.to_owned(), text.clone()));
        trouble(Rule::V1, text)
    }

    fn may_search(&mut self) -> bool {
        self.searches += 1;
        self.searches <= SEARCHES
    }

    fn unknown(&mut self, name: &str) -> Result<FindingText, Trouble> {
        if let Err(fault @ CellFault::CodeScientific { .. }) = read_code(name) {
            return trouble(Rule::F6, fault);
        }
        let near = if self.may_search() { self.store.similar_unit_names(name)? } else { Vec::new() };
        let name = excerpt(name);
        Ok(match near.is_empty() {
            true => FindingText::UnknownUnit { name },
            false => FindingText::UnknownUnitNear { name, near: near.join(", ") },
        })
    }
}
