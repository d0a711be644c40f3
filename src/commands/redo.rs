//! `taizhang redo`: makes the revision anew that was undone last.

use clap::Args;

use crate::commands::Context;
use crate::commands::revising::{RevisingArgs, spoken};
use crate::error::{CommandError, Exit};
use crate::ledger::undo::Restored;
use crate::text::StackNews;

#[derive(Debug, Args)]
pub struct RedoArgs {
    #[command(flatten)]
    pub revising: RevisingArgs,
}

pub fn run(context: &Context, args: &RedoArgs) -> Result<Exit, CommandError> {
    let language = context.ui.language;
    args.revising.carry_out(
        context,
        |ledger, asked| ledger.redo(asked).map(Restored::split),
        |(redone, _), revision| {
            let redone = spoken(redone.as_ref(), language);
            match revision {
                Some(revision) => StackNews::Redone { redone, revision },
                None => StackNews::WouldRedo { redone },
            }
        },
    )
}
