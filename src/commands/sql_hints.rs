//! What an analyst may have meant by a name in SQL that nobody knows.

use crate::error::CommandError;
use crate::ledger::Ledger;
use crate::reports::Definition;
use crate::storage::sql_names::nearest;
use crate::text::{Failure, Hint, ReportFault};

/// The error with the nearest names as its hint; `report` is the result that the SQL is about, if it is about one
pub fn with_near_names(error: CommandError, ledger: &Ledger, report: Option<&Definition>) -> CommandError {
    let Some(failure) = &error.failure else { return error };
    let hint = match (failure, failure.of_report(), report) {
        (Failure::BadSql { reason, .. } | Failure::QueryFailed { reason }, ..)
        | (_, Some(ReportFault::ReportSql { reason, .. } | ReportFault::ReportFailed { reason, .. }), _) => {
            let near = ledger.store().names_near(reason).unwrap_or_default();
            (!near.is_empty()).then(|| Hint::SqlNear { names: near.join(", ") })
        }
        (_, Some(ReportFault::BadExpression { reason, .. }), Some(report)) => {
            let unknown = reason.strip_prefix("no such column: ");
            let names: Vec<String> = report.columns.iter().flat_map(|column| column.output_names()).collect();
            unknown.map(|name| {
                let near = nearest(names.clone(), name);
                match near.is_empty() {
                    true => Hint::SqlColumns { names: names.join(", ") },
                    false => Hint::NearColumns { names: near.join(", ") },
                }
            })
        }
        _ => None,
    };
    match hint {
        None => error,
        hint => CommandError { hint, ..error },
    }
}
