//! `taizhang query`: an analyst's own SELECT, read-only and bounded.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::output::OutputArgs;
use crate::error::{CommandError, Exit};
use crate::ledger::Error;
use crate::storage::select::Query;
use crate::table::{Column, Value};
use crate::text::{Failure, News};

#[derive(Debug, Args)]
pub struct QueryArgs {
    #[arg(value_name = "SQL")]
    sql: Option<String>,
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[arg(short, long, value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    #[arg(long, value_name = "SECONDS", default_value_t = 30, hide_default_value = true)]
    timeout: u64,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: QueryArgs) -> Result<Exit, CommandError> {
    let sql = match (args.sql, args.file) {
        (Some(sql), None) => sql,
        (None, Some(path)) => std::fs::read_to_string(&path).map_err(|error| {
            CommandError::from(Failure::FileFault {
                path: path.display().to_string(),
                reason: error.to_string(),
            })
        })?,
        _ => return Err(Failure::BadQuery {}.into()),
    };
    let parameters = args.parameter.iter().map(|text| parameter(text)).collect::<Result<Vec<_>, _>>()?;
    let mut ledger = args.as_of.open(context)?;
    ledger.confine(Duration::from_secs(args.timeout))?;
    let (names, wanted) = ledger.store().describe(&sql)?;
    let missing: Vec<String> = wanted
        .into_iter()
        .filter(|name| parameters.iter().all(|(given, _)| given != name))
        .map(|name| format!(":{name}"))
        .collect();
    if !missing.is_empty() {
        return Err(Failure::ParameterMissing { names: missing.join(", ") }.into());
    }
    let columns: Vec<Column> = names.iter().map(|name| Column::named(name)).collect();
    let query = Query { sql, parameters, limit: args.limit };
    let mut cut = None;
    args.output.table(context, &columns, |rows| {
        let selected = ledger.store().select(&query, |row| {
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

/// `name=value`: a number where it is one to the letter, else text
fn parameter(text: &str) -> Result<(String, Value), CommandError> {
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
