//! `taizhang undo`: takes the last revision back by a further one.

use clap::Args;

use crate::commands::Context;
use crate::commands::revising::{RevisingArgs, spoken};
use crate::error::{CommandError, Exit};
use crate::ledger::undo::Restored;
use crate::text::StackNews;

#[derive(Debug, Args)]
pub struct UndoArgs {
    #[command(flatten)]
    pub revising: RevisingArgs,
}

pub fn run(context: &Context, args: &UndoArgs) -> Result<Exit, CommandError> {
    let language = context.ui.language;
    args.revising.carry_out(
        context,
        |ledger, asked| ledger.undo(asked).map(Restored::split),
        |(undone, restored), revision| {
            let undone = spoken(undone.as_ref(), language);
            let restored = spoken(restored.as_ref(), language);
            match revision {
                Some(revision) => StackNews::Undone { undone, restored, revision },
                None => StackNews::WouldUndo { undone, restored },
            }
        },
    )
}
