//! Rename: a row gets another code, and everything that refers to it follows, as one revision.
//!
//! A goal or project takes along what its dotted code has inside it: G1.1 of a G1 that becomes G9 becomes G9.1. A unit
//! takes along its rows, and its former code and name become aliases, so that sheets may still call it by them. In
//! the tables a renamed row is one removed and one added; `renames` says which became which.

use crate::domain::code::normalise;
use crate::domain::entity::Entity;
use crate::ledger::key::{cells, code_named, key_named, no_row};
use crate::ledger::revise::{Asked, Intent, Made, some_of};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::rename::{Recoding, UnitNames};
use crate::storage::unit_names::{Meaning, NAME_SEPARATOR};
use crate::text::Failure;

/// A row renamed, or that would be
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// Its key before, with slashes
    pub old: String,
    /// Its key now, with slashes
    pub new: String,
    /// The revision
    pub made: Made,
}

impl Ledger {
    /// Gives the row that a text names another code, and a unit also another name
    ///
    /// A metric is named with its period, or without one for all periods of that indicator in that unit.
    pub fn rename(
        &mut self,
        entity: Entity,
        text: &str,
        code: &str,
        name: Option<&str>,
        asked: Asked<'_>,
    ) -> Result<Renamed> {
        match entity {
            Entity::Units => self.rename_unit(text, code, name, asked),
            _ => self.recode(entity, text, code, asked),
        }
    }

    fn rename_unit(
        &mut self,
        text: &str,
        code: &str,
        name: Option<&str>,
        asked: Asked<'_>,
    ) -> Result<Renamed> {
        let decide = |store: &Store| {
            let old = key_named(store, Entity::Units, text, false)?.concat();
            for taken in [Some(code), name].into_iter().flatten() {
                refuse_taken(store, &old, taken)?;
            }
            if code != old && store.has_rows_of_unit(code)? {
                return Err(Failure::CodeTaken { keys: code.to_owned() }.into());
            }
            let names = new_names(store.names_of_unit(&old)?, code, name);
            Ok((Intent::default(), (old, names)))
        };
        let (made, (old, names)) =
            self.revise("rename", asked, decide, |store, revision, (old, names)| {
                store.rename_unit(old, names, revision)
            })?;
        Ok(Renamed { old, new: names.code, made })
    }

    fn recode(&mut self, entity: Entity, text: &str, new: &str, asked: Asked<'_>) -> Result<Renamed> {
        let decide = |store: &Store| {
            let key = row_or_indicator(store, entity, text)?;
            if key[1] == new {
                return Ok((Intent::default(), key));
            }
            let clashes = store.recoding_clashes(&recoding(entity, &key, new))?;
            if !clashes.is_empty() {
                return Err(Failure::CodeTaken { keys: some_of(&clashes) }.into());
            }
            Ok((Intent { moves_rows: entity != Entity::Metrics, ..Intent::default() }, key))
        };
        let (made, key) =
            self.revise("rename", asked, decide, |store, revision, key| match key[1] == new {
                true => Ok(()),
                false => store.recode(&recoding(entity, key, new), revision),
            })?;
        let mut renamed = key.clone();
        new.clone_into(&mut renamed[1]);
        Ok(Renamed { old: key.join("/"), new: renamed.join("/"), made })
    }
}

/// The key of a row, or of a metric the unit and code alone
fn row_or_indicator(store: &Store, entity: Entity, text: &str) -> Result<Vec<String>> {
    if entity != Entity::Metrics || cells(entity, text).len() > 2 {
        return key_named(store, entity, text, false);
    }
    let key = code_named(store, entity, text)?.to_vec();
    match store.has_row(entity, &key[0], &key[1])? {
        true => Ok(key),
        false => Err(no_row(store, entity, &key)?.into()),
    }
}

fn recoding<'c>(entity: Entity, key: &'c [String], new: &'c str) -> Recoding<'c> {
    Recoding { entity, unit: &key[0], old: &key[1], new, period: key.get(2).map(String::as_str) }
}

/// A code or name that already means another unit would make two of one
fn refuse_taken(store: &Store, unit: &str, name: &str) -> Result<()> {
    let codes = match store.unit_named(&normalise(name))? {
        Meaning::Unknown => return Ok(()),
        Meaning::Unit(code) if code == unit => return Ok(()),
        Meaning::Unit(code) => code,
        Meaning::Several(codes) => codes.join(", "),
    };
    Err(Failure::NameTaken { name: name.to_owned(), codes }.into())
}

/// What a unit is called once it is renamed: what it was called before goes to the end of its aliases
fn new_names(old: UnitNames, code: &str, name: Option<&str>) -> UnitNames {
    let name = name.map_or_else(|| old.name.clone(), str::to_owned);
    let known = old.aliases.as_deref().unwrap_or("").split(NAME_SEPARATOR).map(str::trim);
    let mut aliases: Vec<&str> = Vec::new();
    for alias in known.chain([old.name.as_str(), old.code.as_str()]) {
        if !alias.is_empty() && alias != code && alias != name && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    let aliases = (!aliases.is_empty()).then(|| aliases.join(&NAME_SEPARATOR.to_string()));
    UnitNames { code: code.to_owned(), name, aliases }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_former_name_becomes_an_alias_and_a_name_taken_up_again_is_none() {
        let unit = |code: &str, name: &str, aliases: Option<&str>| UnitNames {
            code: code.to_owned(),
            name: name.to_owned(),
            aliases: aliases.map(str::to_owned),
        };
        let once = new_names(unit("1", "甲镇", Some("甲")), "2", Some("甲街道"));
        assert_eq!(once, unit("2", "甲街道", Some("甲、甲镇、1")));
        let code_alone = new_names(unit("1", "甲镇", None), "2", None);
        assert_eq!(code_alone, unit("2", "甲镇", Some("1")));
        assert_eq!(new_names(once, "1", Some("甲镇")), unit("1", "甲镇", Some("甲、甲街道、2")));
    }
}
