//! `taizhang check`: whether the ledger is whole.

use clap::Args;

use crate::commands::Context;
use crate::error::{CommandError, Exit};
use crate::ledger::check::Fault;
use crate::storage::revisions::Counts;
use crate::text::{Language, News};

#[derive(Debug, Args)]
pub struct CheckArgs {}

pub fn run(context: &Context, _: &CheckArgs) -> Result<Exit, CommandError> {
    let ledger = context.open()?;
    let checked = ledger.check()?;
    context.mention_pending_rows(&ledger)?;
    let language = context.ui.language;
    if checked.count == 0 {
        context.ui.news(&News::Whole { revisions: checked.revisions })?;
        return Ok(Exit::Done);
    }
    for fault in &checked.faults {
        context.ui.line(&wording(fault, language).text(language))?;
    }
    context.ui.line(&News::FaultsFound { count: checked.count }.text(language))?;
    Ok(Exit::Found)
}

fn wording(fault: &Fault, language: Language) -> News {
    let title = |entity: crate::domain::entity::Entity| entity.title().get(language).to_owned();
    match fault {
        Fault::File(reason) => News::FileFault { reason: reason.clone() },
        Fault::ForeignKey(table, count) => News::BrokenForeignKeys { table: table.clone(), count: *count },
        Fault::Reference(entity, key, column, reference) => News::Dangling {
            table: title(*entity),
            key: key.clone(),
            column: (*column).to_owned(),
            reference: reference.clone(),
        },
        Fault::Cycle(entity, key) => News::InCycle { table: title(*entity), key: key.clone() },
        Fault::History(miscount) => News::Miscounted {
            table: title(miscount.entity),
            revision: miscount.revision,
            recorded: versions(&miscount.recorded),
            found: versions(&miscount.found),
        },
    }
}

fn versions(counts: &Counts) -> i64 {
    counts.added + counts.changed + counts.removed
}
