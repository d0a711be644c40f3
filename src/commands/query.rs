//! `taizhang query`: an analyst's own SELECT, read-only and bounded.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::output::OutputArgs;
use crate::commands::shape_args::ShapeArgs;
use crate::commands::sql_hints::with_near_names;
use crate::error::{CommandError, Exit, file_fault};
use crate::ledger::{Error, Ledger};
use crate::reports::Definition;
use crate::reports::parameters::Parameters;
use crate::reports::prepared::{Print, Reader};
use crate::table::Value;
use crate::text::{Failure, Hint, News};

#[derive(Debug, Args)]
pub struct QueryArgs {
    #[arg(value_name = "SQL")]
    sql: Option<String>,
    #[arg(short, long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    #[arg(short, long, value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    #[arg(long, value_name = "SECONDS", default_value_t = 30, hide_default_value = true)]
    timeout: u64,
    #[command(flatten)]
    shape: ShapeArgs,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How the SQL of a report begins
const REPORT: &str = "-- report:";

pub fn run(context: &Context, args: &QueryArgs) -> Result<Exit, CommandError> {
    let sql = args.sql()?;
    let mut parameters = Parameters::default();
    for text in &args.parameter {
        let (name, value) = parameter(text)?;
        parameters.set(&name, value);
    }
    let mut ledger = args.as_of.open(context)?;
    ledger.confine(Duration::from_secs(args.timeout))?;
    let is_report = sql.trim_start().starts_with(REPORT);
    answer(context, args, sql, &parameters, &ledger).map_err(|error| match is_report {
        true => CommandError { hint: Some(Hint::AskAsReport {}), ..error },
        false => with_near_names(error, &ledger, None),
    })
}

fn answer(
    context: &Context,
    args: &QueryArgs,
    sql: String,
    parameters: &Parameters,
    ledger: &Ledger,
) -> Result<Exit, CommandError> {
    let (names, wanted) = ledger.store().describe(&sql)?;
    let missing: Vec<String> =
        wanted.iter().filter(|name| !parameters.has(name)).map(|name| format!(":{name}")).collect();
    if !missing.is_empty() {
        return Err(Failure::ParameterMissing { names: missing.join(", ") }.into());
    }
    if let Some(name) = parameters.names().find(|name| !wanted.iter().any(|wanted| wanted == name)) {
        return Err(Failure::UnknownParameter { name: name.to_owned() }.into());
    }
    let people = args.output.format()?.for_people();
    let reader = if people { Reader::Person(context.ui.language) } else { Reader::Program };
    let result = Definition::of_query(sql, &names);
    let report = args
        .shape
        .apply(&args.shape.shape(None)?, result.clone(), parameters, ledger)
        .map_err(|error| with_near_names(error, ledger, Some(&result)))?;
    let prepared = report.prepare(ledger, parameters, args.limit, Print { reader, exact: true })?;
    let mut cut = None;
    args.output.table(context, &prepared.columns(), |rows| {
        let selected = prepared.each_row(ledger, |row| {
            rows.row(row).map_err(|source| Error::Io { path: "query".into(), source })
        })?;
        cut = selected.cut.then_some(selected.rows);
        Ok(())
    })?;
    if let Some(rows) = cut {
        context.ui.news(&News::CutAt { rows })?;
    }
    Ok(Exit::Done)
}

impl QueryArgs {
    /// The SQL itself, or what the file holds
    fn sql(&self) -> Result<String, CommandError> {
        match (&self.sql, &self.file) {
            (Some(sql), None) => Ok(sql.clone()),
            (None, Some(path)) => {
                std::fs::read_to_string(path).map_err(|error| file_fault(path, &error).into())
            }
            _ => Err(Failure::BadQuery {}.into()),
        }
    }
}

/// `name=value`: a number where it is one to the letter, else text
pub fn parameter(text: &str) -> Result<(String, Value), CommandError> {
    let Some((name, value)) = text.split_once('=') else {
        let reason = format!("-p {text}: NAME=VALUE");
        return Err(Failure::CommandLine { reason }.into());
    };
    let value = match (value.parse::<i64>(), value.parse::<rust_decimal::Decimal>()) {
        (Ok(number), _) if number.to_string() == value => Value::Integer(number),
        (_, Ok(number)) if number.to_string() == value => Value::Decimal(number),
        _ => value.into(),
    };
    Ok((name.trim_start_matches(':').to_owned(), value))
}
