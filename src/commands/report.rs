//! `taizhang report`: a report on the ledger.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::output::OutputArgs;
use crate::commands::past_view::moment;
use crate::commands::report_all;
use crate::commands::report_crew::write_at_once;
use crate::commands::report_list::list;
use crate::commands::report_parameters::ReportParameterArgs;
use crate::commands::shape_args::ShapeArgs;
use crate::commands::sql_hints::with_near_names;
use crate::domain::near::nearest;
use crate::domain::rule::Rule;
use crate::error::{CommandError, Exit};
use crate::ledger::{Error, Ledger};
use crate::reports::heading::{HeadingParts, latest_revision};
use crate::reports::parameters::Parameters;
use crate::reports::prepared::{Prepared, Print, Reader};
use crate::reports::shape::Shape;
use crate::reports::{self, Definition, own_folder};
use crate::table::Page;
use crate::text::{Failure, Hint, News, ReportFault, ReportText};

/// What a report may take; ours are made for less
const TIMEOUT: Duration = Duration::from_secs(600);

/// The report of no name
const DEFAULT: &str = "overview";

#[derive(Debug, Default, Args)]
pub struct ReportArgs {
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[arg(long, conflicts_with_all = ["unit", "period", "scope", "sql", "as_of", "columns", "filter", "sort", "top"])]
    list: bool,
    #[arg(long, requires = "output", conflicts_with_all = [
        "name", "list", "sql", "format", "group_by", "filter", "columns", "sort", "top", "pivot", "totals", "no_totals"
    ])]
    pub all: bool,
    #[arg(long, requires = "all")]
    pub force: bool,
    #[arg(long)]
    sql: bool,
    #[arg(long, value_name = "DIR")]
    reports: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: ReportParameterArgs,
    #[command(flatten)]
    shape: ShapeArgs,
    #[arg(long, conflicts_with = "no_totals")]
    totals: bool,
    #[arg(long)]
    no_totals: bool,
    #[arg(long)]
    pub exact: bool,
    #[command(flatten)]
    pub as_of: AsOfArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

impl ReportArgs {
    /// A report as it is, to there
    pub fn to(output: OutputArgs) -> ReportArgs {
        ReportArgs { output, ..ReportArgs::default() }
    }

    fn folder(&self, context: &Context) -> PathBuf {
        self.reports.clone().unwrap_or_else(|| own_folder(&context.ledger))
    }

    fn totals(&self) -> Option<bool> {
        match (self.totals, self.no_totals) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

pub fn run(context: &Context, args: &ReportArgs) -> Result<Exit, CommandError> {
    let folder = args.folder(context);
    if args.list {
        return list(context, &args.output, &folder);
    }
    if args.all {
        return report_all::run(context, args, &folder);
    }
    let report = known(args.name.as_deref().unwrap_or(DEFAULT), &folder)?;
    if args.sql {
        args.output.bytes(context, |output, _| Ok(output.write_all(report.text.as_bytes())?))?;
        return Ok(Exit::Done);
    }
    let ledger = args.as_of.open(context)?;
    print(context, ledger, &report, args)
}

/// The report of that name, or an error that names those there are
pub fn known(name: &str, folder: &Path) -> Result<Definition, CommandError> {
    reports::named(name, folder).map_err(|error| match error {
        Error::Refused(failure) if matches!(failure.of_report(), Some(ReportFault::NoSuchReport { .. })) => {
            let all = reports::every(folder).unwrap_or_default();
            let names: Vec<String> = all.into_iter().map(|found| found.name).collect();
            let near = nearest(&names, name);
            let hint = match near.is_empty() {
                true => Hint::SeeReports { names: names.join(", ") },
                false => Hint::NearColumns { names: near.join(", ") },
            };
            CommandError::hinted(failure, hint)
        }
        other => other.into(),
    })
}

/// Prints a report
pub fn print(
    context: &Context,
    mut ledger: Ledger,
    report: &Definition,
    args: &ReportArgs,
) -> Result<Exit, CommandError> {
    // What stands around the rows is of the state that they are of.
    ledger.store().hold()?;
    let parameters = args.parameters.read(context, report, &ledger)?;
    let report = report.asked(&parameters);
    let shape = args.shape.shape(args.totals())?;
    parameters.verify(report)?;
    let report = report.read_beforehand(&ledger, &parameters, TIMEOUT)?;
    let report = &report;
    if report.reads_findings {
        ledger.collect_findings(rule_named(&parameters)?, context.ui.language)?;
    } else {
        ledger.settle_past()?;
    }
    ledger.confine(TIMEOUT)?;
    report.verify(&ledger).map_err(|error| with_near_names(error.into(), &ledger, None))?;
    let reader = args.output.reader(context.ui.language)?;
    let shaped = args
        .shape
        .apply(&shape, report.clone(), &parameters, &ledger)
        .map_err(|error| with_near_names(error, &ledger, Some(report)))?;
    let print = Print { reader, exact: args.exact };
    let around = |ledger: &Ledger| match reader {
        Reader::Program => Ok(Page::default()),
        Reader::Person(_) | Reader::Sheet(_) => page(context, ledger, report, &parameters, &shape),
    };
    // What breaks the rules stands in TEMP tables of this connection, and a note may ask for it.
    let is_alone = reader == Reader::Program || report.reads_findings;
    let companion = if is_alone { None } else { ledger.companion()? };
    let (prepared, page) = beside(companion, around, || shaped.prepare(&ledger, &parameters, None, print))?;
    let page = page.map_or_else(|| around(&ledger), Ok)?;
    let page = Page { chart: page.chart.filter(|_| !args.shape.is_pivoted()), ..page };
    let rows = write(context, &mut ledger, &prepared, &page, &args.output)?;
    if rows == 0 {
        context.ui.news(&match &report.empty {
            _ if shape.filter.is_some() => News::NothingMeets {},
            Some(text) if shape.top != Some(0) => {
                News::NothingBecause { text: text.get(context.ui.language).to_owned() }
            }
            _ => News::NothingToShow {},
        })?;
        let chosen = parameters.choosing(report);
        if !chosen.is_empty() {
            context.ui.news(&News::ChosenBy { names: chosen.join(", ") })?;
        }
        let blanks = parameters.blanks_of(report);
        if !blanks.is_empty() {
            context.ui.news(&News::BlankParameters { names: blanks.join(", ") })?;
        }
    }
    Ok(Exit::Done)
}

/// What is read of the ledger, and what is read meanwhile of its companion, where it has one
fn beside<T, U: Send>(
    companion: Option<Ledger>,
    meanwhile: impl Fn(&Ledger) -> Result<U, CommandError> + Sync,
    read: impl FnOnce() -> Result<T, Error>,
) -> Result<(T, Option<U>), CommandError> {
    thread::scope(|scope| {
        let meanwhile = &meanwhile;
        let meanwhile = companion.map(|ledger| scope.spawn(move || meanwhile(&ledger)));
        let read = read()?;
        let joined = meanwhile.map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        Ok((read, joined.transpose()?))
    })
}

/// The rule whose findings are asked for
pub fn rule_named(parameters: &Parameters) -> Result<Option<Rule>, CommandError> {
    let Some(id) = parameters.text("rule") else { return Ok(None) };
    let all = || Rule::ALL.iter().map(|rule| rule.id()).collect::<Vec<_>>().join(", ");
    let unknown =
        || Failure::NotAnOption { name: "parameter".to_owned(), value: format!("rule={id}"), reason: all() };
    Ok(Some(Rule::named(&id.to_uppercase()).ok_or_else(unknown)?))
}

/// Writes a prepared report, and counts its rows; the ledger lets go of the state that it holds
pub fn write(
    context: &Context,
    ledger: &mut Ledger,
    prepared: &Prepared,
    page: &Page,
    output: &OutputArgs,
) -> Result<u64, CommandError> {
    if let Some(count) = write_at_once(context, ledger, prepared, output)? {
        return Ok(count);
    }
    if prepared.is_read() {
        ledger.release()?;
    }
    let mut count = 0;
    output.page(context, &prepared.columns(), page, |rows| {
        let selected = prepared.each_row(ledger, |row| {
            rows.row(row).map_err(|source| Error::Io { path: "report".into(), source })
        })?;
        count = selected.rows;
        Ok(ledger.release()?)
    })?;
    Ok(count)
}

/// What stands around a report for people
pub fn page(
    context: &Context,
    ledger: &Ledger,
    report: &Definition,
    parameters: &Parameters,
    shape: &Shape,
) -> Result<Page, CommandError> {
    let state = match latest_revision(ledger)? {
        Some((id, at)) => ReportText::Ledger { id, at: moment(&at, true) },
        None => ReportText::EmptyLedger {},
    };
    let parts = HeadingParts { report, parameters, shape, ledger: state.text(context.ui.language) };
    let heading = parts.heading(ledger, context.ui.language)?;
    // Of rows that an analyst has chosen, what all rows would draw is no picture.
    let is_whole = shape.filter.is_none() && shape.top.is_none();
    let chart = report.chart.clone().filter(|_| is_whole || report.drawn.is_none());
    let drawn = match chart {
        Some(_) => report.drawn(ledger, parameters, context.ui.language)?,
        None => None,
    };
    // Columns that an analyst has asked for are not spared.
    let spare = if shape.columns.is_some() { Vec::new() } else { report.spare() };
    Ok(Page { heading: Some(heading), chart, drawn, spare, home: None })
}
