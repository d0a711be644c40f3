//! Rows of the units, one unit after the other, in the order in which people read them or in that of their keys.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::compare::RowText;
use crate::storage::relation::{Relation, column_list, join, key_list};
use crate::storage::{Result, Store};

/// The order in which rows come
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The binary order of the key alone, as every line tool sorts
    Key,
    /// Units by their `sort`, then codes with their runs of digits as numbers
    People,
}

impl Store {
    /// Calls `on_row` for every row of a table, or of one unit in it, as texts
    pub fn each_ordered_row(
        &self,
        entity: Entity,
        unit: Option<&str>,
        order: Order,
        mut on_row: impl FnMut(&RowText) -> Result<()>,
    ) -> Result<()> {
        match unit {
            Some(unit) => self.each_row_of(entity, unit, order, &mut on_row),
            None if order == Order::Key => self.each_row(entity, &Relation::Now, on_row),
            None => {
                // Unit by unit, nothing has to be sorted but the rows of one.
                self.units_with_rows(&[entity])?
                    .iter()
                    .try_for_each(|unit| self.each_row_of(entity, unit, order, &mut on_row))
            }
        }
    }

    /// The codes of the units that have rows in any of the tables, in the order in which people read them
    pub fn units_with_rows(&self, entities: &[Entity]) -> Result<Vec<String>> {
        let owners = entities
            .iter()
            .map(|entity| format!("SELECT {} AS code FROM {}", entity.key()[0].name, entity.name()));
        let mut statement = self.connection().prepare(&format!(
            "SELECT owner.code FROM ({}) AS owner LEFT JOIN units ON units.code = owner.code
             GROUP BY owner.code ORDER BY units.sort IS NULL, units.sort, owner.code COLLATE natural_order",
            join(owners, " UNION ")
        ))?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn each_row_of(
        &self,
        entity: Entity,
        unit: &str,
        order: Order,
        on_row: &mut impl FnMut(&RowText) -> Result<()>,
    ) -> Result<()> {
        let (name, columns, owner) = (entity.name(), column_list(entity, ""), entity.key()[0].name);
        let order = match (order, entity) {
            (Order::Key, _) => key_list(entity, ""),
            (Order::People, Entity::Metrics) => "code COLLATE natural_order, period".to_owned(),
            (Order::People, _) => "code COLLATE natural_order".to_owned(),
        };
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT {columns} FROM {name} WHERE {owner} = :unit ORDER BY {order}"
        ))?;
        let mut rows = statement.query(named_params! { ":unit": unit })?;
        let mut text = RowText::default();
        while let Some(row) = rows.next()? {
            text.fill(row, entity.columns().len())?;
            on_row(&text)?;
        }
        Ok(())
    }
}
