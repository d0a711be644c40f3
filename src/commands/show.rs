//! `taizhang show`: what one revision changed, and where it came from.

use clap::Args;

use crate::commands::Context;
use crate::commands::diff_view::DiffView;
use crate::commands::output::OutputArgs;
use crate::commands::past_view::did;
use crate::error::{CommandError, Exit};
use crate::ledger::diff::State;
use crate::ledger::history::LogEntry;
use crate::text::{Failure, News};

#[derive(Debug, Args)]
pub struct ShowArgs {
    #[arg(value_name = "REVISION", default_value = "@", hide_default_value = true)]
    revision: String,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &ShowArgs) -> Result<Exit, CommandError> {
    let ledger = context.open()?;
    let missing = || Failure::NoSuchRevision { operand: args.revision.clone() };
    let id = ledger.revision_named(&args.revision)?.ok_or_else(missing)?;
    let revision = ledger.store().revision(id)?.ok_or_else(missing)?;
    introduce(context, &ledger.log_entry(revision)?)?;
    let mut view = DiffView::new(context, &args.output)?;
    ledger.diff(&State::Revision(id - 1), &State::Revision(id), true, |change| view.take(&change))?;
    view.show()?;
    Ok(Exit::Done)
}

fn introduce(context: &Context, entry: &LogEntry) -> Result<(), CommandError> {
    let (ui, revision) = (&context.ui, &entry.revision);
    ui.news(&News::RevisionLine {
        id: revision.id,
        at: revision.at.clone(),
        author: revision.author.clone().unwrap_or_else(|| "-".to_owned()),
        command: revision.command.clone(),
    })?;
    if let Some(did) = did(revision) {
        ui.news(&News::DidLine { did: did.text(ui.language) })?;
    }
    if let Some(message) = &revision.message {
        ui.news(&News::MessageLine { message: message.clone() })?;
    }
    for source in &entry.sources {
        ui.news(&News::SourceLine {
            name: source.name.clone(),
            table: source.entity.title().get(ui.language).to_owned(),
            rows: source.rows,
            encoding: source.encoding.clone(),
            digest: source.sha256.chars().take(12).collect(),
        })?;
    }
    Ok(())
}
