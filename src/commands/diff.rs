//! `taizhang diff`: what differs between two states.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::diff_daff::DaffView;
use crate::commands::diff_stat::StatView;
use crate::commands::diff_view::{DiffView, Form};
use crate::commands::import::table_named;
use crate::commands::output::{OutputArgs, OutputFormat, format_of};
use crate::commands::{Context, findings, is_same_file};
use crate::error::{CommandError, Exit};
use crate::formats::Format;
use crate::ledger::Ledger;
use crate::ledger::diff::{Change, Comparison, State};
use crate::ledger::filter::{Filter, Threshold};
use crate::ledger::state::{is_outside, states_named};
use crate::text::{Failure, Hint, News};

#[derive(Debug, Args)]
pub struct DiffArgs {
    #[arg(value_name = "A")]
    pub before: Option<String>,
    #[arg(value_name = "B")]
    pub after: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    #[arg(long)]
    exit_code: bool,
    #[arg(long)]
    no_guard: bool,
    #[arg(long)]
    stat: bool,
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: Option<DiffFormat>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl DiffArgs {
    /// The format asked for, or the one that the file's ending says
    fn format(&self) -> Result<DiffFormat, CommandError> {
        match (self.format, &self.output) {
            (Some(format), _) => Ok(format),
            (None, Some(path)) if path.extension().is_some_and(|ending| ending == SQL) => Ok(DiffFormat::Sql),
            (None, Some(path)) => Ok(DiffFormat::Table(format_of(path)?)),
            (None, None) => Ok(DiffFormat::Table(OutputFormat::Text(Format::Table))),
        }
    }

    /// Whether the output, and so the errors too, are JSON
    pub fn is_json(&self) -> bool {
        matches!(self.format, Some(DiffFormat::Table(OutputFormat::Text(Format::Json | Format::Ndjson))))
    }
}

/// What a difference may be written as
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DiffFormat {
    /// Any form that a table has
    Table(OutputFormat),
    /// The highlighter format
    Daff,
    /// Statements
    Sql,
}

const DAFF: &str = "daff";
const SQL: &str = "sql";

fn formats() -> impl TypedValueParser<Value = DiffFormat> {
    PossibleValuesParser::new(OutputFormat::names().into_iter().chain([DAFF, SQL])).map(|name| {
        match name.as_str() {
            DAFF => DiffFormat::Daff,
            SQL => DiffFormat::Sql,
            name => DiffFormat::Table(OutputFormat::parse(name).unwrap_or(OutputFormat::Text(Format::Table))),
        }
    })
}

/// What of a difference is looked at
#[derive(Debug, Args)]
struct FilterArgs {
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    ignore: Vec<String>,
    #[arg(long, value_name = "N", value_parser = threshold)]
    min_delta: Option<Threshold>,
}

impl FilterArgs {
    fn filter(&self) -> Result<Filter, CommandError> {
        let filter = Filter {
            tables: self.tables.iter().map(|name| table_named(name)).collect::<Result<_, _>>()?,
            unit: self.unit.clone(),
            columns: self.columns.clone(),
            ignored: self.ignore.clone(),
            at_least: self.min_delta,
        };
        filter.verify()?;
        Ok(filter)
    }
}

fn threshold(text: &str) -> Result<Threshold, String> {
    Threshold::read(text).ok_or_else(|| text.to_owned())
}

pub fn run(context: &Context, args: DiffArgs) -> Result<Exit, CommandError> {
    let format = args.format()?;
    let filter = args.filter.filter()?;
    if let (true, DiffFormat::Daff | DiffFormat::Sql) = (args.stat, format) {
        return Err(Failure::SumsAreATable {}.into());
    }
    let with_unchanged = format == DiffFormat::Daff;
    let comparison = Comparison { guarded: !args.no_guard, filter, with_unchanged };
    let ledger = open(context, &args)?;
    context.mention_pending_rows(&ledger)?;
    let states = states(context, &ledger, &args)?;
    if let Some(path) = &args.output {
        states.iter().try_for_each(|state| spare(context, path, state))?;
    }
    let table = if let DiffFormat::Table(table) = format { Some(table) } else { None };
    let output = OutputArgs::new(table, args.output.clone());
    let differs = match format {
        _ if args.stat => {
            let mut view = StatView::new(context, &output)?;
            compare(context, &ledger, &states, &comparison, |change| view.take(change))?;
            view.show(&ledger)?
        }
        DiffFormat::Daff => {
            let tables = &comparison.filter.tables;
            let mut view = DaffView::new(context, &output, tables, args.output.as_deref())?;
            compare(context, &ledger, &states, &comparison, |change| view.take(change))?;
            view.show()?
        }
        _ => {
            let mut view = match format {
                DiffFormat::Sql => DiffView::of(context, &output, Form::Statements),
                _ => DiffView::new(context, &output)?,
            };
            compare(context, &ledger, &states, &comparison, |change| view.take(change))?;
            view.show()?
        }
    };
    if !differs && comparison.filter != Filter::default() {
        context.ui.news(&News::OnlyFiltered {})?;
    }
    Ok(if differs && args.exit_code { Exit::Found } else { Exit::Done })
}

/// Refuses an output that is one of the states
fn spare(context: &Context, path: &Path, state: &State) -> Result<(), CommandError> {
    let shown = || path.display().to_string();
    match state {
        State::Other { ledger, .. } if is_same_file(path, ledger.store().path()) => {
            Err(Failure::OutputIsLedger { path: shown() }.into())
        }
        State::Sheets(paths) => context.spare(path, paths),
        _ => Ok(()),
    }
}

/// Hands the differences to a view; sheets with errors are refused
fn compare(
    context: &Context,
    ledger: &Ledger,
    [before, after]: &[State; 2],
    comparison: &Comparison,
    mut on_change: impl FnMut(&Change) -> crate::ledger::Result<()>,
) -> Result<(), CommandError> {
    let found = ledger.compare(before, after, comparison, |change| on_change(&change))?;
    findings::show(context, &found, findings::Shown::default())?;
    match found.errors() {
        0 => Ok(()),
        errors => Err(Failure::SheetsRefused { errors }.into()),
    }
}

/// What is compared: from A to B, from A to now, or what the last revision changed
fn states(context: &Context, ledger: &Ledger, args: &DiffArgs) -> Result<[State; 2], CommandError> {
    let after = args.after.as_deref().unwrap_or("@");
    let before = match args.before.as_deref() {
        // An empty ledger has nothing before its last revision.
        None if ledger.store().latest_revision()? == 0 => "0",
        None => "@-",
        Some(before) => before,
    };
    states_named(ledger, [before, after], context.wait).map_err(|error| match CommandError::from(error) {
        CommandError { failure: Some(Failure::NoSuchRevision { operand }), .. }
            if Path::new(&operand).exists() =>
        {
            let path = operand.clone();
            CommandError::hinted(Failure::NoSuchRevision { operand }, Hint::WritePath { path })
        }
        other => other,
    })
}

/// What stands outside of the ledger can be compared without one
fn open(context: &Context, args: &DiffArgs) -> Result<Ledger, CommandError> {
    let is_outside = |operand: &Option<String>| operand.as_deref().is_some_and(is_outside);
    if !context.ledger.exists() && is_outside(&args.before) && is_outside(&args.after) {
        return Ok(Ledger::in_memory(context.writing.clone())?);
    }
    context.open()
}
