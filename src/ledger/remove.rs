//! Remove: rows go by their keys, as one revision.

use crate::domain::entity::Entity;
use crate::ledger::key::key_named;
use crate::ledger::revise::{Asked, Intent, Made};
use crate::ledger::{Ledger, Result};
use crate::storage::Store;

impl Ledger {
    /// Removes the rows that the texts name; refused as a whole where a row that stays refers to one of them
    pub fn remove(&mut self, entity: Entity, keys: &[String], asked: Asked<'_>) -> Result<(Made, usize)> {
        let decide = |store: &Store| {
            let mut found: Vec<Vec<String>> = Vec::with_capacity(keys.len());
            for text in keys {
                let key = key_named(store, entity, text, false)?;
                if !found.contains(&key) {
                    found.push(key);
                }
            }
            Ok((Intent::default(), found))
        };
        let (made, found) = self.revise("remove", asked, decide, |store, _, found| {
            found.iter().try_for_each(|key| store.remove_row(entity, key))
        })?;
        Ok((made, found.len()))
    }
}
