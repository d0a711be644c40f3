//! The rows of one unit, for the sheets that it is given to fill in.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::relation::column_list;
use crate::storage::{Result, Store, values};

impl Store {
    /// The rows of a unit as texts, in the order in which people read codes; of units, its own row
    pub fn rows_of_unit(&self, entity: Entity, unit: &str) -> Result<Vec<Vec<String>>> {
        let (name, columns, owner) = (entity.name(), column_list(entity, ""), entity.key()[0].name);
        let then = if entity == Entity::Metrics { ", period" } else { "" };
        let mut statement = self.connection().prepare(&format!(
            "SELECT {columns} FROM {name} WHERE {owner} = :unit ORDER BY code COLLATE natural_order{then}"
        ))?;
        let mut rows = statement.query(named_params! { ":unit": unit })?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let cell = |index| {
                let mut bytes = Vec::new();
                values::print(row.get_ref(index)?, &mut bytes);
                Ok(String::from_utf8_lossy(&bytes).into_owned())
            };
            found.push((0..entity.columns().len()).map(cell).collect::<Result<Vec<String>>>()?);
        }
        Ok(found)
    }

    /// The short name of the unit of that code, blank for none
    pub fn short_name(&self, code: &str) -> Result<String> {
        let mut statement =
            self.connection().prepare_cached("SELECT short_name FROM units WHERE code = :code")?;
        let mut rows = statement.query(named_params! { ":code": code })?;
        let name: Option<String> = rows.next()?.map(|row| row.get(0)).transpose()?.flatten();
        Ok(name.unwrap_or_default())
    }
}
