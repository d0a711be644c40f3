//! `taizhang remove`: rows go by their keys, as one revision.

use clap::Args;

use crate::commands::Context;
use crate::commands::import::table_named;
use crate::commands::revising::RevisingArgs;
use crate::error::{CommandError, Exit};
use crate::text::StackNews;

#[derive(Debug, Args)]
pub struct RemoveArgs {
    #[arg(value_name = "TABLE")]
    table: String,
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<String>,
    #[command(flatten)]
    pub revising: RevisingArgs,
}

pub fn run(context: &Context, args: &RemoveArgs) -> Result<Exit, CommandError> {
    let entity = table_named(&args.table)?;
    let table = entity.title().get(context.ui.language).to_owned();
    args.revising.carry_out(
        context,
        |ledger, asked| ledger.remove(entity, &args.keys, asked),
        |rows, revision| match revision {
            Some(revision) => StackNews::Removed { table, rows, revision },
            None => StackNews::WouldChange {},
        },
    )
}
