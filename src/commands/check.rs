//! `taizhang check`: whether the ledger is whole, or exported sheets are as they were.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use crate::commands::output::OutputArgs;
use crate::commands::{Context, check_sheet};
use crate::error::{CommandError, Exit};
use crate::ledger::check::Fault;
use crate::storage::revisions::Counts;
use crate::text::{Language, News};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("of_sheets").args(["format", "output", "no_guard"]).multiple(true).requires("paths")))]
pub struct CheckArgs {
    #[arg(value_name = "FILE")]
    pub paths: Vec<PathBuf>,
    #[arg(long, conflicts_with = "paths")]
    strict: bool,
    #[arg(long)]
    no_guard: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &CheckArgs) -> Result<Exit, CommandError> {
    let ledger = context.open()?;
    if !args.paths.is_empty() {
        return check_sheet::check(context, &ledger, &args.paths, !args.no_guard, &args.output);
    }
    let checked = ledger.check()?;
    context.mention_pending_rows(&ledger)?;
    let language = context.ui.language;
    for fault in &checked.faults {
        context.ui.line(&wording(fault, language).text(language))?;
    }
    for (rule, count) in &checked.warnings {
        let (rule, title) = (rule.id().to_owned(), rule.title().get(language).to_owned());
        context.ui.news(&News::WarningsOfRule { rule, title, count: *count })?;
    }
    if !checked.warnings.is_empty() {
        context.ui.news(&News::SeeQuality {})?;
    }
    match checked.count {
        0 => context.ui.news(&News::Whole { revisions: checked.revisions })?,
        count => context.ui.line(&News::FaultsFound { count }.text(language))?,
    }
    let is_found = checked.count > 0 || args.strict && !checked.warnings.is_empty();
    Ok(if is_found { Exit::Found } else { Exit::Done })
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
        Fault::Rule(entity, key, rule, said) => News::RuleBroken {
            table: title(*entity),
            key: key.clone(),
            rule: rule.id().to_owned(),
            sentence: said.text(language),
        },
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
