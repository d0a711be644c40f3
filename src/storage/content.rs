//! What a state of a table holds, in one number: the digest by which it is known again.

use rusqlite::named_params;
use sha2::{Digest, Sha256};

use crate::domain::entity::Entity;
use crate::storage::relation::{Relation, join, key_list};
use crate::storage::{Result, Store, values};

/// Behind every cell; no cell holds one
const END: [u8; 1] = [0];

/// The part of a table that is meant
#[derive(Debug, Clone, Copy)]
pub struct Part<'p> {
    /// The table
    pub entity: Entity,
    /// Its columns, in canonical order
    pub columns: &'p [usize],
    /// The codes of the units whose rows are meant; of all units where it is empty
    pub units: &'p [String],
}

/// What a part of a table holds
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// How many rows
    pub rows: i64,
    /// The SHA-256 of their cells as text, each with a NUL behind it, row by row in the binary order of the key
    pub sha256: String,
}

impl Store {
    /// What a state of a table holds
    pub fn content(&self, part: Part<'_>, relation: &Relation) -> Result<Content> {
        let entity = part.entity;
        // The key stands before them, in whose order a union comes only if it is among its columns.
        let names = part.columns.iter().map(|&column| entity.columns()[column].name.to_owned());
        let columns = join([key_list(entity, "")].into_iter().chain(names), ", ");
        let sql = relation.select_where(entity, &columns, &of_units(entity, part.units));
        let first = entity.key_length();
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query(named_params! { ":units": as_json(part.units) })?;
        let (mut hasher, mut count, mut text) = (Sha256::new(), 0, Vec::new());
        while let Some(row) = rows.next()? {
            text.clear();
            for index in first..first + part.columns.len() {
                values::print(row.get_ref(index)?, &mut text);
                text.extend_from_slice(&END);
            }
            hasher.update(&text);
            count += 1;
        }
        Ok(Content { rows: count, sha256: values::hex(&hasher.finalize()) })
    }
}

/// The condition that a row is of one of the units in the parameter `:units`
pub fn of_units(entity: Entity, units: &[String]) -> String {
    match units {
        [] => ":units = '[]'".to_owned(),
        _ => format!("{} IN (SELECT value FROM json_each(:units))", entity.key()[0].name),
    }
}

/// Codes of units as the value of the parameter `:units`
pub fn as_json(units: &[String]) -> String {
    serde_json::Value::from(units).to_string()
}
