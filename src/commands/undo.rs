//! `taizhang undo`: takes the last revision back by a further one.

use clap::Args;

use crate::commands::Context;
use crate::commands::diff_view::DiffView;
use crate::commands::output::OutputArgs;
use crate::error::{CommandError, Exit};
use crate::text::News;

#[derive(Debug, Args)]
pub struct UndoArgs {
    #[arg(long)]
    dry_run: bool,
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: UndoArgs) -> Result<Exit, CommandError> {
    let mut ledger = context.open()?;
    let mut view = DiffView::new(context, &args.output)?;
    let made = ledger.undo(args.message, args.dry_run, &mut |change| view.take(&change))?;
    if let Some(revision) = made.taken_in.filter(|_| !args.dry_run) {
        context.ui.news(&News::TookIn { revision })?;
    }
    let (undone, restored) = (made.undone, made.restored);
    match made.revision {
        Some(revision) if restored == 0 => context.ui.news(&News::UndoneAll { undone, revision })?,
        Some(revision) => context.ui.news(&News::Undone { undone, restored, revision })?,
        None => {
            context.ui.news(&News::WouldUndo { undone, restored })?;
            view.show()?;
        }
    }
    Ok(Exit::Done)
}
