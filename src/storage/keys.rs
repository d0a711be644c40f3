//! Rows by their keys: whether one is there or ever was, and which keys look like one.

use rusqlite::params_from_iter;

use crate::domain::code::name_key;
use crate::domain::entity::Entity;
use crate::storage::relation::{join, key_list};
use crate::storage::{Result, Store};

/// Keys that are suggested
const SUGGESTED: usize = 3;

impl Store {
    /// Whether a row of that key is there
    pub fn has_key(&self, entity: Entity, key: &[String]) -> Result<bool> {
        self.has_key_in(entity.name(), entity, key)
    }

    /// Whether a row of that key was once there and is superseded or gone
    pub fn had_key(&self, entity: Entity, key: &[String]) -> Result<bool> {
        self.has_key_in(&format!("{}_history", entity.name()), entity, key)
    }

    fn has_key_in(&self, table: &str, entity: Entity, key: &[String]) -> Result<bool> {
        let sql = format!("SELECT 1 FROM {table} WHERE {}", is_key(entity, key.len()));
        Ok(self.connection().prepare_cached(&sql)?.exists(params_from_iter(key))?)
    }

    /// Keys of rows that look like that one, with slashes, the nearest first
    ///
    /// They are looked for inside the unit, by code and by name. Where a metric's unit and code are right, its other periods are near.
    pub fn similar_keys(&self, entity: Entity, key: &[String]) -> Result<Vec<String>> {
        let Some((unit, rest)) = key.split_first().filter(|(_, rest)| !rest.is_empty()) else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {}, {} FROM {} WHERE {}",
            key_list(entity, ""),
            entity.label().name,
            entity.name(),
            is_key(entity, 1)
        );
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query([unit])?;
        let mut near: Vec<(usize, String)> = Vec::new();
        let wanted = name_key(&rest[0]);
        while let Some(row) = rows.next()? {
            let code: String = row.get(1)?;
            let period: Option<String> = if rest.len() > 1 { Some(row.get(2)?) } else { None };
            let label: Option<String> = row.get(entity.key_length())?;
            let is_meant = name_key(&label.unwrap_or_default()) == wanted
                || code.to_lowercase() == wanted.to_lowercase();
            let of_code = if is_meant { 0 } else { strsim::osa_distance(&rest[0], &code) };
            if of_code > 1.max(rest[0].chars().count() / 3) {
                continue;
            }
            let of_period = period.as_deref().map_or(0, |period| strsim::osa_distance(&rest[1], period));
            let period = period.map_or(String::new(), |period| format!("/{period}"));
            near.push((100 * of_code + of_period, format!("{unit}/{code}{period}")));
            near.sort();
            near.dedup();
            near.truncate(SUGGESTED);
        }
        Ok(near.into_iter().map(|(_, key)| key).collect())
    }
}

/// The condition that the first columns of a row's key are the parameters
pub fn is_key(entity: Entity, length: usize) -> String {
    let columns = entity.key().iter().take(length).enumerate();
    join(columns.map(|(index, column)| format!("{} = ?{}", column.name, index + 1)), " AND ")
}
