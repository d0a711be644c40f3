//! `taizhang import`: reads sheets into the ledger.

use std::path::PathBuf;

use clap::Args;

use crate::commands::diff_view::DiffView;
use crate::commands::output::OutputArgs;
use crate::commands::{Context, findings, report};
use crate::domain::entity::Entity;
use crate::error::{CommandError, Exit};
use crate::ledger::Ledger;
use crate::ledger::diff::between_revisions;
use crate::ledger::import::{ENCODING, Import, Imported};
use crate::text::{Failure, News};

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, requires = "dry_run")]
    exit_code: bool,
    #[arg(long, value_name = "REPORT", conflicts_with = "dry_run")]
    then: Option<String>,
    #[arg(long)]
    no_guard: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: ImportArgs) -> Result<Exit, CommandError> {
    if let Some(report) = &args.then {
        let definition = report::known(report)?;
        if let Some(parameter) = definition.parameters.iter().find(|parameter| parameter.required) {
            let (report, name) = (report.clone(), parameter.name.clone());
            return Err(Failure::ParameterNeeded { report, name }.into());
        }
    }
    let import = Import {
        table: args.table.as_deref().map(table_named).transpose()?,
        paths: args.paths,
        guarded: !args.no_guard,
        message: args.message,
        dry_run: args.dry_run,
    };
    let mut ledger = Ledger::open_or_create(&context.ledger, context.wait, context.writing.clone())?;
    let mut view = DiffView::new(context, &args.output)?;
    let imported = ledger.import(&import, &mut |store, revision| {
        between_revisions(store, revision - 1, revision, |change| view.take(&change))
    })?;
    say(context, &imported, args.dry_run)?;
    findings::show(context, &imported.findings)?;
    let errors = imported.findings.errors();
    if errors > 0 {
        return Err(Failure::ImportRefused { errors }.into());
    }
    if args.dry_run {
        let differs = view.show()?;
        return Ok(if differs && args.exit_code { Exit::Found } else { Exit::Done });
    }
    match args.then {
        Some(name) => report::print(context, ledger, &name, &[], &args.output),
        None => Ok(Exit::Done),
    }
}

/// The table of that name
pub fn table_named(name: &str) -> Result<Entity, CommandError> {
    Entity::named(name).ok_or_else(|| Failure::NoTable { name: name.to_owned() }.into())
}

fn say(context: &Context, imported: &Imported, dry_run: bool) -> Result<(), CommandError> {
    let (ui, language) = (&context.ui, context.ui.language);
    for (file, entity, rows) in &imported.sheets {
        let table = entity.title().get(language).to_owned();
        ui.news(&News::ReadAs { file: file.clone(), table, rows: *rows, encoding: ENCODING.to_owned() })?;
    }
    if let Some(revision) = imported.taken_in {
        ui.news(&News::TookIn { revision })?;
    }
    for outcome in &imported.tables {
        let (table, counts) = (outcome.entity.title().get(language).to_owned(), outcome.counts);
        ui.news(&News::Counted {
            table,
            added: counts.added,
            changed: counts.changed,
            unchanged: outcome.unchanged,
            removed: counts.removed,
        })?;
    }
    match imported.revision {
        _ if imported.findings.errors() > 0 => Ok(()),
        _ if dry_run => ui.news(&News::WouldChange {}),
        Some(revision) => ui.news(&News::Imported { revision }),
        None => ui.news(&News::ImportedNothing {}),
    }
}
