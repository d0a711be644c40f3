//! Names of units, measures and rows while a sheet is read: looked up, the last answer remembered.

use std::collections::HashSet;

use crate::domain::code::{excerpt, read_code, without_wide_setting};
use crate::domain::entity::Entity;
use crate::domain::measure::Measure;
use crate::domain::rule::Rule;
use crate::ledger::import::finding::Said;
use crate::ledger::import::left_out::LeftOut;
use crate::ledger::import::trouble::{Trouble, trouble};
use crate::storage::Store;
use crate::storage::unit_names::Meaning;
use crate::text::{CellFault, FindingText};

/// Candidates are looked for that many times; a search reads all names
const SEARCHES: u32 = 20;

/// Words behind the name of a unit that speak of its office
const OFFICES: [&str; 6] = ["人民政府", "街道办事处", "办事处", "政府", "党工委", "党委"];

/// Resolves names of units, measures and rows
#[derive(Debug)]
pub struct Names<'s> {
    store: &'s Store,
    last: Option<(String, String)>,
    /// The last name of no unit, and what was found to say of it
    last_unknown: Option<(String, Rule, Said)>,
    /// The last measure that was found
    last_measure: Option<Measure>,
    /// The last name of no measure, and what was found to say of it
    last_unknown_measure: Option<(String, FindingText)>,
    searches: u32,
    /// Whether a measure that nobody knows is taken as a counter
    takes_measures: bool,
    /// Measures that only this ledger knows; none until one is asked for
    own_measures: Option<HashSet<String>>,
    /// Whether the rows are staged, so that a name may be one of a later row
    is_staged: bool,
    unresolved: bool,
    /// Units that the call left out
    left_out: LeftOut,
}

impl<'s> Names<'s> {
    /// Resolves by what the store knows
    pub fn new(store: &'s Store, takes_measures: bool, is_staged: bool) -> Names<'s> {
        Names {
            store,
            last: None,
            last_unknown: None,
            last_measure: None,
            last_unknown_measure: None,
            searches: 0,
            takes_measures,
            own_measures: None,
            is_staged,
            unresolved: false,
            left_out: LeftOut::default(),
        }
    }

    /// Knows of units that the call left out
    pub fn with(self, left_out: LeftOut) -> Names<'s> {
        Names { left_out, ..self }
    }

    /// The code of the unit that a trimmed and normalised name means
    pub fn code(&mut self, name: &str) -> Result<String, Trouble> {
        if let Some((last, code)) = &self.last
            && last == name
        {
            return Ok(code.clone());
        }
        if let Some((last, rule, said)) = &self.last_unknown
            && last == name
        {
            return trouble(*rule, said.clone());
        }
        match self.meaning(name)? {
            Meaning::Unit(code) => {
                self.last = Some((name.to_owned(), code.clone()));
                Ok(code)
            }
            Meaning::Several(codes) => {
                let text = FindingText::AmbiguousUnit { name: excerpt(name), codes: codes.join(", ") };
                trouble(Rule::K2, text)
            }
            Meaning::Unknown => {
                let (rule, said) = self.unknown(name)?;
                self.last_unknown = Some((name.to_owned(), rule, said.clone()));
                trouble(rule, said)
            }
        }
    }

    /// What a name means: 内坑镇人民政府 and 内 坑 镇 are 内坑镇, 西园街道办事处 is 西园街道
    fn meaning(&self, name: &str) -> Result<Meaning, Trouble> {
        let meaning = self.store.unit_named(name)?;
        if meaning != Meaning::Unknown {
            return Ok(meaning);
        }
        if let Some(name) = without_wide_setting(name) {
            return self.meaning(&name);
        }
        for office in OFFICES {
            let Some(rest) = name.strip_suffix(office).filter(|rest| !rest.is_empty()) else { continue };
            let rest = if office == "街道办事处" { format!("{rest}街道") } else { rest.to_owned() };
            let meaning = self.store.unit_named(&rest)?;
            if meaning != Meaning::Unknown {
                return Ok(meaning);
            }
        }
        Ok(Meaning::Unknown)
    }

    /// The code of a row that a reference names by its code or by its name
    ///
    /// A name in the table that is being read may be one of a row to come: it is kept, and noted as unresolved.
    pub fn row(&mut self, entity: Entity, target: Entity, unit: &str, text: &str) -> Result<String, Trouble> {
        let code = read_code(text);
        if text.is_ascii() || self.store.has_row(target, unit, text)? {
            return code.or_else(|_| trouble(Rule::V1, FindingText::BadReference { value: excerpt(text) }));
        }
        let mut codes = self.store.codes_named(target, unit, text)?;
        match codes.len() {
            1 => return Ok(codes.remove(0)),
            0 => {}
            _ => {
                let text = FindingText::AmbiguousRow { name: excerpt(text), codes: codes.join(", ") };
                return trouble(Rule::K2, text);
            }
        }
        if entity == target {
            self.unresolved |= !self.is_staged;
            return Ok(text.to_owned());
        }
        code.or_else(|_| {
            let (table, title) = (target.name().to_owned(), target.title().zh.to_owned());
            trouble(Rule::K2, FindingText::NoSuchRow { table, title, reference: excerpt(text) })
        })
    }

    /// Whether a name was kept since the last time that this was asked
    pub fn take_unresolved(&mut self) -> bool {
        std::mem::take(&mut self.unresolved)
    }

    /// The canonical name of a measure
    pub fn measure(&mut self, name: &str) -> Result<String, Trouble> {
        if self.last_measure.as_ref().is_some_and(|last| last.name() == name) {
            return Ok(name.to_owned());
        }
        let narrow = || Measure::find(&without_wide_setting(name)?);
        if let Some(measure) = Measure::find(name).or_else(narrow) {
            return Ok(self.last_measure.insert(measure).name().to_owned());
        }
        if self.takes_measures || self.is_own_measure(name)? {
            return Ok(Measure::counter(name).name().to_owned());
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

    /// The measure of a canonical name; one that nobody knows is a counter of this ledger's
    pub fn known_measure(&mut self, name: &str) -> Measure {
        match &self.last_measure {
            Some(last) if last.name() == name => last.clone(),
            _ => {
                let measure = Measure::find(name).unwrap_or_else(|| Measure::counter(name));
                self.last_measure.insert(measure).clone()
            }
        }
    }

    /// Whether the ledger has the measure already: one stored once is known
    fn is_own_measure(&mut self, name: &str) -> Result<bool, Trouble> {
        let own = match self.own_measures.take() {
            Some(own) => own,
            None => self.store.measures()?,
        };
        let is_own = own.contains(name);
        self.own_measures = Some(own);
        Ok(is_own)
    }

    fn may_search(&mut self) -> bool {
        self.searches += 1;
        self.searches <= SEARCHES
    }

    fn unknown(&mut self, name: &str) -> Result<(Rule, Said), Trouble> {
        if let Err(fault @ CellFault::CodeScientific { .. }) = read_code(name) {
            return Ok((Rule::F6, fault.into()));
        }
        if let Some(text) = self.left_out.unit(name) {
            return Ok((Rule::K2, text.into()));
        }
        let near = if self.may_search() { self.store.similar_unit_names(name)? } else { Vec::new() };
        let name = excerpt(name);
        let text = match near.is_empty() {
            true => FindingText::UnknownUnit { name },
            false => FindingText::UnknownUnitNear { name, near: near.join(", ") },
        };
        Ok((Rule::K2, text.into()))
    }
}
