//! The row that a key on the command line means, with its versions.

use crate::domain::entity::Entity;
use crate::error::CommandError;
use crate::ledger::Ledger;
use crate::ledger::row_history::RowHistory;

/// A row that is there, or once was
pub struct FoundRow {
    /// Its key with slashes, the unit by its code
    pub key: String,
    /// Its versions
    pub history: RowHistory,
}

/// The row with that key, or an error that names the keys near it
pub fn row_named(ledger: &Ledger, entity: Entity, text: &str) -> Result<FoundRow, CommandError> {
    let key = ledger.key_named(entity, text)?;
    Ok(FoundRow { history: ledger.row_history(entity, &key)?, key: key.join("/") })
}
