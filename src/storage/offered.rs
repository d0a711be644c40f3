//! What drop-downs of a sheet offer of what the ledger has: measures, and codes of rows.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::{Result, Store};

impl Store {
    /// The measures of all metrics or of one unit's, each once; none where there are more than `most`
    pub fn measures_used(&self, unit: Option<&str>, most: usize) -> Result<Vec<String>> {
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT DISTINCT measure FROM metrics WHERE {} ORDER BY measure LIMIT {}",
            of_unit("unit", unit),
            most + 1
        ))?;
        let rows = statement.query_map(named_params! { ":unit": unit }, |row| row.get(0))?;
        let found: Vec<String> = rows.collect::<Result<_, _>>()?;
        Ok(if found.len() > most { Vec::new() } else { found })
    }

    /// The units and codes of the rows of a table, or of one unit, in the order of people; nothing where there are more
    /// than `most`
    pub fn codes_of(&self, entity: Entity, unit: Option<&str>, most: usize) -> Result<Vec<(String, String)>> {
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT owned.unit, owned.code FROM {} AS owned LEFT JOIN units ON units.code = owned.unit
             WHERE {}
             ORDER BY units.sort IS NULL, units.sort, owned.unit COLLATE natural_order,
                 owned.code COLLATE natural_order LIMIT {}",
            entity.name(),
            of_unit("owned.unit", unit),
            most + 1
        ))?;
        let rows =
            statement.query_map(named_params! { ":unit": unit }, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<_> = rows.collect::<Result<_, _>>()?;
        Ok(if found.len() > most { Vec::new() } else { found })
    }
}

/// The condition that a row is of that unit, or none: one condition for both would be in no index's order
fn of_unit(column: &str, unit: Option<&str>) -> String {
    match unit {
        Some(_) => format!("{column} = :unit"),
        None => ":unit IS NULL".to_owned(),
    }
}
