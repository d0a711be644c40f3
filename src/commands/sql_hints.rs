//! What an analyst may have meant by a name in SQL that nobody knows.

use crate::domain::near::nearest;
use crate::error::CommandError;
use crate::ledger::Ledger;
use crate::reports::Definition;
use crate::text::{Failure, Hint, ReportFault};

/// The error with the nearest names as its hint; `report` is the result that the SQL is about, if it is about one
pub fn with_near_names(error: CommandError, ledger: &Ledger, report: Option<&Definition>) -> CommandError {
    let Some(failure) = &error.failure else { return error };
    let hint = match (failure, failure.of_report(), report) {
        (Failure::BadSql { reason, .. } | Failure::QueryFailed { reason }, ..)
        | (_, Some(ReportFault::ReportSql { reason, .. } | ReportFault::ReportFailed { reason, .. }), _) => {
            let near = ledger.store().names_near(&reason.en).unwrap_or_default();
            (!near.is_empty()).then(|| Hint::SqlNear { names: near.join(", ") })
        }
        (_, Some(ReportFault::BadExpression { reason, .. }), Some(report)) => {
            let names: Vec<String> = report.columns.iter().flat_map(|column| column.output_names()).collect();
            // What SQL cannot read at all may be a title that wants quotes.
            let near = reason.en.strip_prefix("no such column: ").map(|name| nearest(&names, name));
            Some(match near.unwrap_or_default() {
                near if near.is_empty() => Hint::SqlColumns { names: all_names(names, report) },
                near => Hint::NearColumns { names: near.join(", ") },
            })
        }
        _ => None,
    };
    match hint {
        None => error,
        hint => CommandError { hint, ..error },
    }
}

/// The names of a result's columns and their Chinese titles, those in quotes that SQL takes only so
fn all_names(names: Vec<String>, report: &Definition) -> String {
    let is_plain =
        |title: &str| title.chars().all(|character| character.is_alphanumeric() || character == '_');
    let titles = report.columns.iter().filter_map(|column| column.title.as_ref()).map(|title| &title.zh);
    let written = titles.map(|title| if is_plain(title) { title.clone() } else { format!("\"{title}\"") });
    names.into_iter().chain(written).collect::<Vec<_>>().join(", ")
}
