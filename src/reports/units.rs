//! The units that `--unit`, `--tree` and `--kind` choose, one by one, for reports that are about one unit.

use crate::ledger::{Ledger, Result};
use crate::reports::parameters::Parameters;
use crate::storage::select::Query;
use crate::table::Value;

/// The part that all reports choose their units by
const CHOSEN: &str = include_str!("chosen_units.cte");

/// A unit that was chosen
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenUnit {
    /// Its code
    pub code: String,
    /// Its short name, or its name
    pub name: String,
    /// The code of its kind
    pub kind: String,
}

/// The units that the parameters choose, all where they choose none, in the order in which people list them
pub fn chosen_units(ledger: &Ledger, parameters: &Parameters) -> Result<Vec<ChosenUnit>> {
    let sql = format!(
        "WITH\n{}\nSELECT code, name, kind FROM chosen_units ORDER BY sort IS NULL, sort, code",
        CHOSEN.trim_end().trim_end_matches(',')
    );
    let (_, mentioned) = ledger.store().describe(&sql)?;
    let query = Query { sql, parameters: parameters.of(&mentioned), limit: None };
    let mut units = Vec::new();
    ledger.store().select(&query, |row| {
        let cell = |at: usize| row.get(at).map_or_else(String::new, Value::to_text);
        units.push(ChosenUnit { code: cell(0), name: cell(1), kind: cell(2) });
        Ok(())
    })?;
    Ok(units)
}
