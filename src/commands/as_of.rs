//! `--as-of`: the ledger as it was, for every command that reads.

use clap::Args;

use crate::commands::Context;
use crate::error::CommandError;
use crate::ledger::Ledger;
use crate::text::News;

#[derive(Debug, Clone, Default, Args)]
pub struct AsOfArgs {
    #[arg(long, value_name = "REVISION")]
    as_of: Option<String>,
}

impl AsOfArgs {
    /// Whether the past is asked for
    pub fn is_given(&self) -> bool {
        self.as_of.is_some()
    }

    /// Opens the ledger, which must exist, as it was then
    pub fn open(&self, context: &Context) -> Result<Ledger, CommandError> {
        let mut ledger = context.open()?;
        let Some(operand) = &self.as_of else { return Ok(ledger) };
        context.mention_pending_rows(&ledger)?;
        let past = ledger.look_back(operand)?;
        let news = match past.revision {
            Some(revision) => News::AsOf { id: revision.id, at: revision.at, command: revision.command },
            None => News::AsOfNothing { operand: operand.clone() },
        };
        context.ui.news(&news)?;
        if past.lacks_rows {
            context.ui.line(&News::PastIncomplete {}.text(context.ui.language))?;
        }
        Ok(ledger)
    }
}
