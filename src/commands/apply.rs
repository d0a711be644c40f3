//! `taizhang apply`: writes a difference that was reviewed.

use std::path::PathBuf;

use clap::Args;

use crate::commands::conflicts::{ConflictArgs, ConflictView};
use crate::commands::diff_view::DiffView;
use crate::commands::import::table_named;
use crate::commands::output::OutputArgs;
use crate::commands::past_view::moment;
use crate::commands::{Context, findings};
use crate::error::{CommandError, Exit};
use crate::ledger::apply::{Applied, Apply};
use crate::ledger::diff::between_revisions;
use crate::text::{Failure, News};

#[derive(Debug, Args)]
pub struct ApplyArgs {
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    #[command(flatten)]
    deciding: ConflictArgs,
    #[arg(long)]
    new_measures: bool,
    #[arg(long)]
    no_guard: bool,
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &ApplyArgs) -> Result<Exit, CommandError> {
    args.deciding.check(context, std::slice::from_ref(&args.path))?;
    let apply = apply_of(args)?;
    let mut ledger = context.open()?;
    let mut view = DiffView::new(context, &args.output)?;
    let mut conflicts = ConflictView::new();
    let applied =
        ledger.apply(&apply, &mut |conflict| conflicts.take(&conflict), &mut |store, from, to| {
            between_revisions(store, from, to, |change| view.take(&change))
        })?;
    if let Some(plan) = &applied.plan {
        let at = moment(&plan.at, true);
        context.ui.news(&News::PlanOf { author: plan.author.clone(), at, base: plan.base.revision })?;
        if let Some(latest) = applied.moved_to {
            view.show()?;
            let (path, base) = (args.path.display().to_string(), plan.base.revision);
            return Err(Failure::PlanMoved { path, base, latest }.into());
        }
    }
    findings::show(context, &applied.findings, findings::Shown::default())?;
    args.deciding.refuse(context, &ledger, (conflicts, applied.conflicts), &args.output)?;
    match applied.findings.errors() {
        0 => {}
        errors => return Err(Failure::ApplyRefused { errors }.into()),
    }
    say(context, &applied, args.dry_run)?;
    if args.dry_run {
        view.show()?;
    }
    Ok(Exit::Done)
}

/// What the options ask for
fn apply_of(args: &ApplyArgs) -> Result<Apply, CommandError> {
    Ok(Apply {
        path: args.path.clone(),
        table: args.table.as_deref().map(table_named).transpose()?,
        guarded: !args.no_guard,
        takes_measures: args.new_measures,
        decisions: args.deciding.decisions()?,
        hands_out: args.deciding.conflicts.is_some(),
        message: args.message.clone(),
        dry_run: args.dry_run,
    })
}

fn say(context: &Context, applied: &Applied, dry_run: bool) -> Result<(), CommandError> {
    let ui = &context.ui;
    if let Some(revision) = applied.taken_in {
        ui.news(&News::TookIn { revision })?;
    }
    for ((entity, counts), unchanged) in applied.counts.iter().zip(applied.unchanged) {
        if counts.is_nothing() && unchanged == 0 {
            continue;
        }
        ui.news(&News::Counted {
            table: entity.title().get(ui.language).to_owned(),
            added: counts.added,
            changed: counts.changed,
            unchanged,
            removed: counts.removed,
        })?;
    }
    match applied.revision {
        _ if dry_run => ui.news(&News::WouldChange {}),
        Some(revision) => ui.news(&News::Imported { revision }),
        None => ui.news(&News::ImportedNothing {}),
    }
}
