//! `taizhang diff`: what differs between two states.

use std::path::PathBuf;

use clap::Args;

use crate::commands::diff_view::DiffView;
use crate::commands::output::OutputArgs;
use crate::commands::{Context, findings};
use crate::error::{CommandError, Exit};
use crate::ledger::Ledger;
use crate::ledger::diff::{State, state_named};
use crate::text::Failure;

#[derive(Debug, Args)]
pub struct DiffArgs {
    #[arg(value_name = "A")]
    before: Option<String>,
    #[arg(value_name = "B")]
    after: Option<String>,
    #[arg(long)]
    exit_code: bool,
    #[arg(long)]
    no_guard: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: DiffArgs) -> Result<Exit, CommandError> {
    let ledger = open(context, &args)?;
    context.mention_pending_rows(&ledger)?;
    let before = state_named(&ledger, args.before.as_deref().unwrap_or("@-"));
    let before = match (&args.before, before) {
        // An empty ledger has nothing before its last revision.
        (None, Err(_)) => State::Revision(0),
        (_, state) => state?,
    };
    let after = state_named(&ledger, args.after.as_deref().unwrap_or("@"))?;
    let mut view = DiffView::new(context, &args.output)?;
    let found = ledger.diff(&before, &after, !args.no_guard, |change| view.take(&change))?;
    findings::show(context, &found, findings::Shown::default())?;
    if found.errors() > 0 {
        return Err(Failure::SheetsRefused { errors: found.errors() }.into());
    }
    let differs = view.show()?;
    Ok(if differs && args.exit_code { Exit::Found } else { Exit::Done })
}

/// Two sheets need no ledger
fn open(context: &Context, args: &DiffArgs) -> Result<Ledger, CommandError> {
    let is_path =
        |operand: &Option<String>| operand.as_ref().is_some_and(|operand| PathBuf::from(operand).exists());
    if !context.ledger.exists() && is_path(&args.before) && is_path(&args.after) {
        return Ok(Ledger::in_memory(context.writing.clone())?);
    }
    context.open()
}
