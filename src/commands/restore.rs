//! `taizhang restore`: brings the whole state of a revision back.

use clap::Args;

use crate::commands::Context;
use crate::commands::revising::{RevisingArgs, spoken};
use crate::error::{CommandError, Exit};
use crate::ledger::undo::Restored;
use crate::text::StackNews;

#[derive(Debug, Args)]
pub struct RestoreArgs {
    #[arg(value_name = "REVISION")]
    revision: String,
    #[command(flatten)]
    pub revising: RevisingArgs,
}

pub fn run(context: &Context, args: &RestoreArgs) -> Result<Exit, CommandError> {
    let language = context.ui.language;
    args.revising.carry_out(
        context,
        |ledger, asked| ledger.restore(&args.revision, asked).map(Restored::split),
        |(_, restored), revision| {
            let restored = spoken(restored.as_ref(), language);
            match revision {
                Some(revision) => StackNews::Restored { restored, revision },
                None => StackNews::WouldRestore { restored },
            }
        },
    )
}
