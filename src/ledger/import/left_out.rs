//! Rows that this call left out for their own errors: what refers to them is told so, and not that nobody knows them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::domain::code::{name_key, normalise};
use crate::domain::entity::Entity;
use crate::storage::staging::Cell;
use crate::storage::unit_names::NAME_SEPARATOR;
use crate::text::FindingText;

/// Names and keys that are remembered; of rows beyond that it is said that they are not there
const MOST: usize = 50_000;

/// The rows that were left out so far, by what others call them, with their places
#[derive(Debug, Clone, Default)]
pub struct LeftOut(Rc<RefCell<HashMap<(Entity, String), String>>>);

impl LeftOut {
    /// Remembers a row
    pub fn add(&self, entity: Entity, cells: &[Cell<'_>], place: &str) {
        let text = |name: &str| entity.position(name).and_then(|column| cells[column].text());
        let mut known = self.0.borrow_mut();
        let mut add = |name: String| {
            if known.len() < MOST {
                known.entry((entity, name)).or_insert_with(|| place.to_owned());
            }
        };
        match entity {
            Entity::Units => {
                for column in ["code", "name", "short_name"] {
                    text(column).into_iter().for_each(|name| add(name_key(name)));
                }
                let aliases = text("aliases").unwrap_or_default();
                aliases
                    .split(NAME_SEPARATOR)
                    .filter(|name| !name.is_empty())
                    .for_each(|name| add(name_key(name)));
            }
            Entity::Goals | Entity::Projects => {
                if let (Some(unit), Some(code)) = (text("unit"), text("code")) {
                    add(format!("{unit}/{code}"));
                }
            }
            Entity::Metrics => {}
        }
    }

    /// What is to be said of the name of a unit that was left out
    pub fn unit(&self, name: &str) -> Option<FindingText> {
        let known = self.0.borrow();
        let place = known.get(&(Entity::Units, name_key(&normalise(name))))?.clone();
        Some(FindingText::UnitLeftOut { name: name.to_owned(), place })
    }

    /// What is to be said of a reference, from a row of that unit, to a row that was left out
    pub fn row(&self, unit: &str, said: FindingText) -> FindingText {
        let FindingText::NoSuchRow { table, title, reference } = said else { return said };
        let key = if reference.contains('/') { reference.clone() } else { format!("{unit}/{reference}") };
        let place = Entity::named(&table).and_then(|target| self.0.borrow().get(&(target, key)).cloned());
        match place {
            Some(place) => FindingText::RowLeftOut { table, title, reference, place },
            None => FindingText::NoSuchRow { table, title, reference },
        }
    }
}
