//! How headers and stored cells are written under Chinese headers: words for codes, short names for units. Import
//! reads them back as what is stored.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::domain::bound::Bound;
use crate::domain::code::normalise;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::words::Word;
use crate::ledger::Result;
use crate::storage::Store;
use crate::storage::unit_names::{Meaning, NAME_SEPARATOR};
use crate::text::Language;

/// What a short name must not have in it, because lists and references are cut there
const SEPARATORS: [char; 6] = [NAME_SEPARATOR, ',', ';', '，', '；', '/'];

/// A column's header
pub fn header(column: &Column, headers: Language) -> &'static str {
    match headers {
        Language::English => column.name,
        Language::Chinese => column.title.zh,
    }
}

/// What stands in a sheet for a code of a list
pub fn word(word: &Word, headers: Language) -> &'static str {
    match headers {
        Language::English => word.code,
        Language::Chinese => word.title.zh,
    }
}

/// What stands in a sheet for a bound
pub fn bound(bound: Bound, headers: Language) -> &'static str {
    match headers {
        Language::English => bound.code().unwrap_or_default(),
        Language::Chinese => bound.word().zh,
    }
}

/// What stands in a sheet for a stored cell of a list or a bound; any other cell as it is
pub fn coded<'c>(column: &Column, text: &'c str, headers: Language) -> &'c str {
    match column.kind {
        Kind::Word(words) => {
            let known = words.iter().find(|known| known.code == text);
            known.map_or(text, |known| word(known, headers))
        }
        Kind::Bound if !text.is_empty() => Bound::from_code(text).map_or(text, |known| bound(known, headers)),
        _ => text,
    }
}

/// A stored cell as failures name it: its row, `goals A/G1`, and its column, `title (目标名称)`
pub fn place(entity: Entity, key: impl Iterator<Item = String>, column: &Column) -> (String, String) {
    let row = format!("{} {}", entity.name(), key.collect::<Vec<_>>().join("/"));
    (row, format!("{} ({})", column.name, column.title.zh))
}

/// Words the cells of a ledger's rows
#[derive(Debug)]
pub struct Wording<'s> {
    store: &'s Store,
    headers: Language,
    /// What units are called, by their codes
    names: HashMap<String, String>,
}

impl<'s> Wording<'s> {
    /// Words cells for sheets with such headers
    pub fn new(store: &'s Store, headers: Language) -> Wording<'s> {
        Wording { store, headers, names: HashMap::new() }
    }

    /// What stands in a sheet for a stored cell
    pub fn cell<'c>(&mut self, column: &Column, text: &'c str) -> Result<Cow<'c, str>> {
        if text.is_empty() || self.headers == Language::English {
            return Ok(Cow::Borrowed(text));
        }
        Ok(match column.kind {
            Kind::Word(_) | Kind::Bound => Cow::Borrowed(coded(column, text, self.headers)),
            Kind::Unit => Cow::Owned(self.unit(text)?),
            Kind::Units => {
                let units = text.split(NAME_SEPARATOR).map(|code| self.unit(code));
                Cow::Owned(units.collect::<Result<Vec<_>>>()?.join("、"))
            }
            Kind::Reference(_) => match text.split_once('/') {
                Some((unit, code)) => Cow::Owned(format!("{}/{code}", self.unit(unit)?)),
                None => Cow::Borrowed(text),
            },
            _ => Cow::Borrowed(text),
        })
    }

    /// What a unit is called: its short name where that means no other unit, else its code
    pub fn unit(&mut self, code: &str) -> Result<String> {
        if self.headers == Language::English {
            return Ok(code.to_owned());
        }
        if let Some(name) = self.names.get(code) {
            return Ok(name.clone());
        }
        let short = self.store.short_name(code)?;
        let is_plain = !short.is_empty() && !short.contains(SEPARATORS);
        let means_it =
            is_plain && self.store.unit_named(&normalise(&short))? == Meaning::Unit(code.to_owned());
        let name = if means_it { short } else { code.to_owned() };
        self.names.insert(code.to_owned(), name.clone());
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entity::Entity;
    use crate::domain::words;

    #[test]
    fn the_words_of_every_list_are_read_back_as_their_codes() {
        for column in Entity::ALL.into_iter().flat_map(Entity::columns) {
            let Kind::Word(list) = column.kind else { continue };
            for known in list {
                for headers in [Language::English, Language::Chinese] {
                    assert_eq!(words::find(list, word(known, headers)), Some(known), "{}", column.name);
                }
            }
        }
        for known in Bound::STATED {
            for headers in [Language::English, Language::Chinese] {
                assert_eq!(Bound::from_code(bound(known, headers)), Some(known));
            }
        }
    }
}
