//! `taizhang report`: a report on the ledger.

use std::time::Duration;

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::output::OutputArgs;
use crate::domain::code::normalise;
use crate::domain::entity::{Entity, Kind};
use crate::domain::period::Period;
use crate::domain::words;
use crate::error::{CommandError, Exit};
use crate::ledger::{Error, Ledger};
use crate::reports::{self, Reader};
use crate::storage::unit_names::Meaning;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Failure, Hint, News, Text};

/// What a report may take; ours are made for less
const TIMEOUT: Duration = Duration::from_secs(600);

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[arg(value_name = "NAME", default_value = "overview", hide_default_value = true)]
    name: String,
    #[arg(long, conflicts_with_all = ["unit", "period", "scope", "sql", "as_of"])]
    list: bool,
    #[arg(long)]
    sql: bool,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: ReportArgs) -> Result<Exit, CommandError> {
    if args.list {
        return list(context, &args.output);
    }
    let report = known(&args.name)?;
    if args.sql {
        args.output.bytes(context, |output, _| Ok(output.write_all(report.sql.as_bytes())?))?;
        return Ok(Exit::Done);
    }
    let ledger = args.as_of.open(context)?;
    let mut parameters = Vec::new();
    if let Some(unit) = &args.unit {
        parameters.push(("unit".to_owned(), unit_code(&ledger, unit)?.into()));
    }
    if let Some(period) = &args.period {
        parameters.push(("period".to_owned(), read_period(period, context)?.to_string().into()));
    }
    if let Some(scope) = &args.scope {
        parameters.push(("scope".to_owned(), read_scope(scope)?.into()));
    }
    print(context, ledger, &args.name, &parameters, &args.output)
}

/// The report of that name, or an error that names those there are
pub fn known(name: &str) -> Result<reports::Definition, CommandError> {
    reports::named(name).map_err(|error| match error {
        Error::Refused(failure @ Failure::NoSuchReport { .. }) => {
            let names =
                reports::all().map(|all| all.into_iter().map(|report| report.name).collect::<Vec<_>>());
            CommandError::hinted(failure, Hint::SeeReports { names: names.unwrap_or_default().join(", ") })
        }
        other => other.into(),
    })
}

/// Prints a report
pub fn print(
    context: &Context,
    mut ledger: Ledger,
    name: &str,
    parameters: &[(String, Value)],
    output: &OutputArgs,
) -> Result<Exit, CommandError> {
    let people = output.format()?.for_people();
    let reader = if people { Reader::Person(context.ui.language) } else { Reader::Program };
    ledger.confine(TIMEOUT)?;
    let prepared = known(name)?.prepare(&ledger, parameters, reader)?;
    let mut count = 0;
    output.table(context, &prepared.columns(), |rows| {
        let selected = prepared.each_row(&ledger, |row| {
            rows.row(row).map_err(|source| Error::Io { path: "report".into(), source })
        })?;
        count = selected.rows;
        Ok(())
    })?;
    if count == 0 {
        context.ui.news(&News::NothingToShow {})?;
    }
    Ok(Exit::Done)
}

fn list(context: &Context, output: &OutputArgs) -> Result<Exit, CommandError> {
    let columns = [
        Column::new("name", Text::new("Name", "名称"), ColumnKind::Code),
        Column::new("title", Text::new("Title", "标题"), ColumnKind::Code),
        Column::new("takes", Text::new("Takes", "参数"), ColumnKind::Text),
        Column::new("about", Text::new("About", "说明"), ColumnKind::Text),
    ];
    output.table(context, &columns, |rows| {
        for report in reports::all()? {
            let takes: Vec<String> =
                report.parameters.iter().map(|parameter| format!("--{}", parameter.name)).collect();
            let language = context.ui.language;
            rows.row(&[
                report.name.as_str().into(),
                report.title.get(language).into(),
                takes.join(" ").into(),
                report.about.get(language).into(),
            ])?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The code of the unit that a name on the command line means
pub fn unit_code(ledger: &Ledger, name: &str) -> Result<String, CommandError> {
    let normal = normalise(name);
    match ledger.store().unit_named(&normal)? {
        Meaning::Unit(code) => Ok(code),
        Meaning::Several(codes) => {
            Err(Failure::AmbiguousUnit { name: name.to_owned(), codes: codes.join(", ") }.into())
        }
        Meaning::Unknown => {
            let near = ledger.store().similar_unit_names(&normal)?;
            let failure = Failure::UnknownUnit { name: name.to_owned() };
            match near.is_empty() {
                true => Err(failure.into()),
                false => Err(CommandError::hinted(failure, Hint::NearUnits { names: near.join(", ") })),
            }
        }
    }
}

/// The period that an option names
pub fn read_period(text: &str, context: &Context) -> Result<Period, CommandError> {
    Period::read(text).map_err(|fault| {
        let reason = fault.text(context.ui.language);
        Failure::NotAnOption { name: "period".to_owned(), value: text.to_owned(), reason }.into()
    })
}

fn read_scope(text: &str) -> Result<&'static str, CommandError> {
    let column = Entity::Projects.position("scope").map(|index| &Entity::Projects.columns()[index]);
    let words = match column.map(|column| column.kind) {
        Some(Kind::Word(words)) => words,
        _ => &[],
    };
    words::find(words, text).map(|word| word.code).ok_or_else(|| {
        let reason = words.iter().map(|word| format!("{} {}", word.code, word.title.zh)).collect::<Vec<_>>();
        Failure::NotAnOption { name: "scope".to_owned(), value: text.to_owned(), reason: reason.join(", ") }
            .into()
    })
}
