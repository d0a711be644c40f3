//! The commands: one file a verb, each a few plain steps. They know no SQL and print nothing themselves.

mod apply;
mod as_of;
mod besides;
mod blame;
mod check;
mod check_sheet;
mod conflicts;
mod diff;
mod diff_daff;
mod diff_json;
mod diff_rows;
mod diff_stat;
mod diff_view;
mod expected_list;
mod export;
mod findings;
mod hand_back;
mod headers;
mod history;
mod import;
mod log;
mod output;
mod past_view;
mod plan_file;
mod query;
mod redo;
mod remove;
mod rename;
mod report;
mod report_all;
mod report_book;
mod report_crew;
mod report_list;
mod report_pages;
mod report_parameters;
mod report_units;
mod restore;
mod revert;
mod revising;
mod row_key;
mod schema;
mod shape_args;
mod show;
mod sql_hints;
mod tag;
mod template;
mod undo;
mod workbook_rows;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use report_list::help_of as help_of_report;

use clap::Subcommand;

use crate::commands::besides::spare_exports;
use crate::commands::output::OutputArgs;
use crate::error::{CommandError, Exit};
use crate::ledger::{Ledger, Writing};
use crate::text::{Failure, News};
use crate::ui::Ui;

/// What every command is given
#[derive(Debug)]
pub struct Context {
    /// The terminal
    pub ui: Ui,
    /// Where the ledger is
    pub ledger: PathBuf,
    /// How long to wait for another writer
    pub wait: Duration,
    /// The author that the command line itself names
    pub named_author: Option<String>,
    /// Who writes, and when
    pub writing: Writing,
}

impl Context {
    /// Opens the ledger, which must exist
    pub fn open(&self) -> Result<Ledger, CommandError> {
        Ok(Ledger::open(&self.ledger, self.wait, self.writing.clone())?)
    }

    /// Says what no revision tells yet, to the readers of the history
    pub fn mention_pending_rows(&self, ledger: &Ledger) -> Result<(), CommandError> {
        if ledger.store().has_pending_rows()? {
            self.ui.news(&News::PendingRows {})?;
        }
        Ok(())
    }

    /// Refuses a path that is the ledger itself, or the journal beside it
    pub fn spare_the_ledger(&self, path: &Path) -> Result<(), CommandError> {
        let mut journal = self.ledger.clone().into_os_string();
        journal.push("-journal");
        if is_same_file(path, &self.ledger) || is_same_file(path, Path::new(&journal)) {
            return Err(Failure::OutputIsLedger { path: path.display().to_string() }.into());
        }
        Ok(())
    }

    /// Refuses an output that is the ledger, or one of the files that the command reads
    pub fn spare(&self, path: &Path, read: &[PathBuf]) -> Result<(), CommandError> {
        self.spare_the_ledger(path)?;
        if read.iter().any(|read| read.is_file() && is_same_file(path, read)) {
            return Err(Failure::OutputIsSheet { path: path.display().to_string() }.into());
        }
        Ok(())
    }
}

/// Whether two paths lead to one file
pub fn is_same_file(path: &Path, other: &Path) -> bool {
    match (path.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => path == other,
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Import(import::ImportArgs),
    Report(report::ReportArgs),
    Query(query::QueryArgs),
    Diff(diff::DiffArgs),
    Apply(apply::ApplyArgs),
    Export(export::ExportArgs),
    Log(log::LogArgs),
    Show(show::ShowArgs),
    History(history::HistoryArgs),
    Blame(blame::BlameArgs),
    Undo(undo::UndoArgs),
    Redo(redo::RedoArgs),
    Revert(revert::RevertArgs),
    Restore(restore::RestoreArgs),
    Remove(remove::RemoveArgs),
    Rename(rename::RenameArgs),
    Tag(tag::TagArgs),
    Schema(schema::SchemaArgs),
    Template(template::TemplateArgs),
    Check(check::CheckArgs),
}

impl Command {
    /// Where its table goes, and how; none for a command without one
    fn output(&self) -> Option<&OutputArgs> {
        Some(match self {
            Command::Report(args) => &args.output,
            Command::Query(args) => &args.output,
            Command::Apply(args) => &args.output,
            Command::Check(args) => &args.output,
            Command::Log(args) => &args.output,
            Command::Import(args) => &args.output,
            Command::Undo(args) => &args.revising.output,
            Command::Redo(args) => &args.revising.output,
            Command::Revert(args) => &args.revising.output,
            Command::Restore(args) => &args.revising.output,
            Command::Remove(args) => &args.revising.output,
            Command::Rename(args) => &args.revising.output,
            Command::Tag(args) => &args.output,
            Command::Show(args) => &args.output,
            Command::History(args) => &args.output,
            Command::Blame(args) => &args.output,
            Command::Schema(args) => &args.output,
            Command::Diff(_) | Command::Export(_) | Command::Template(_) => return None,
        })
    }

    /// Whether errors are wanted as JSON, like the output
    pub fn wants_json(&self) -> bool {
        match self {
            Command::Diff(args) => args.is_json(),
            other => other.output().is_some_and(OutputArgs::is_json),
        }
    }

    /// The file that its table goes to; what writes several files, or a sheet, looks after them itself
    fn output_path(&self) -> Option<&Path> {
        match self {
            Command::Report(args) if args.all => None,
            Command::Diff(args) => args.output.as_deref(),
            other => other.output().and_then(OutputArgs::path),
        }
    }

    /// What it reads besides the ledger
    fn reads(&self) -> Vec<PathBuf> {
        match self {
            Command::Import(args) => args.paths.clone(),
            Command::Check(args) => args.paths.clone(),
            Command::Apply(args) => vec![args.path.clone()],
            Command::Query(args) => args.file.iter().cloned().collect(),
            Command::Diff(args) => args.before.iter().chain(&args.after).map(PathBuf::from).collect(),
            _ => Vec::new(),
        }
    }
}

/// Runs a command
pub fn run(context: &Context, command: Command) -> Result<Exit, CommandError> {
    spare_output(context, &command)
        .and_then(|()| dispatch(context, command))
        .map_err(|error| error.about(&context.ledger))
}

/// Refuses, before anything is done, to write over the ledger, what the command reads, or an export
fn spare_output(context: &Context, command: &Command) -> Result<(), CommandError> {
    let Some(path) = command.output_path() else { return Ok(()) };
    context.spare(path, &command.reads())?;
    spare_exports(path)
}

fn dispatch(context: &Context, command: Command) -> Result<Exit, CommandError> {
    match command {
        Command::Import(args) => import::run(context, args),
        Command::Report(args) => report::run(context, &args),
        Command::Query(args) => query::run(context, &args),
        Command::Diff(args) => diff::run(context, args),
        Command::Apply(args) => apply::run(context, &args),
        Command::Export(args) => export::run(context, &args),
        Command::Log(args) => log::run(context, &args),
        Command::Show(args) => show::run(context, &args),
        Command::Undo(args) => undo::run(context, &args),
        Command::Redo(args) => redo::run(context, &args),
        Command::Revert(args) => revert::run(context, &args),
        Command::Restore(args) => restore::run(context, &args),
        Command::Remove(args) => remove::run(context, &args),
        Command::Rename(args) => rename::run(context, &args),
        Command::Tag(args) => tag::run(context, &args),
        Command::History(args) => history::run(context, &args),
        Command::Blame(args) => blame::run(context, &args),
        Command::Schema(args) => schema::run(context, &args),
        Command::Template(args) => template::run(context, &args),
        Command::Check(args) => check::run(context, &args),
    }
}
