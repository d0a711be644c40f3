//! `--expected FILE`: which figures units are to report, as a sheet lists them: a unit, an indicator and, if it says so, a
//! period. It knows no report; what it reads is one value of the query, a JSON array of arrays.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::commands::Context;
use crate::domain::code::normalise;
use crate::domain::entity::Entity;
use crate::domain::period::Period;
use crate::error::{CommandError, file_fault};
use crate::ledger::Ledger;
use crate::ledger::import::meaning::normalise_header;
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::{Reading, tabs_of};
use crate::text::{Failure, ReportFault};

/// The most rows of a list, which is one value of the query
const MOST_ROWS: usize = 200_000;

/// The columns of a list: those of metrics of the same names
const COLUMNS: [&str; 3] = ["unit", "code", "period"];

/// The list of a file: CSV, TSV or the first sheet of a workbook
pub fn expected_list(path: &Path, context: &Context, ledger: &Ledger) -> Result<String, CommandError> {
    let told = |fault: Fault| match fault {
        Fault::Io(error) => file_fault(path, &error),
        _ => Failure::NotAText { path: path.display().to_string() },
    };
    let tabs = tabs_of(path, &Reading::default()).map_err(told)?;
    let Some(tab) = tabs.first() else { return Err(bad(path, 1).into()) };
    let mut reader = tab.open().map_err(told)?;
    let (mut record, mut rows) = (Record::default(), Vec::new());
    let mut columns: Option<[Option<usize>; 3]> = None;
    let mut codes: HashMap<String, String> = HashMap::new();
    while reader.read(&mut record).map_err(told)? {
        let Some(columns) = columns else {
            columns = Some(header(&record).ok_or_else(|| bad(path, record.line(0)))?);
            continue;
        };
        let cell = |column: usize| columns[column].map_or("", |at| record.field(at).trim());
        let (unit, code, period) = (cell(0), normalise(cell(1)), cell(2));
        if unit.is_empty() && code.is_empty() {
            continue;
        }
        if unit.is_empty() || code.is_empty() || rows.len() == MOST_ROWS {
            return Err(bad(path, record.line(0)).into());
        }
        if !codes.contains_key(unit) {
            codes.insert(unit.to_owned(), ledger.unit_named(unit)?);
        }
        let period = match period {
            "" => Value::Null,
            text => Period::read(text).map(|period| Value::from(period.to_string())).map_err(|fault| {
                let (path, line) = (path.display().to_string(), record.line(0));
                ReportFault::BadListCell { path, line, reason: fault.text(context.ui.language) }
            })?,
        };
        rows.push(json!([codes[unit], code, period]));
    }
    Ok(Value::Array(rows).to_string())
}

/// Where the columns of a list are; none of a header that does not name unit and code
fn header(record: &Record) -> Option<[Option<usize>; 3]> {
    let cells: Vec<String> = record.iter().map(normalise_header).collect();
    let found = COLUMNS.map(|name| {
        let column = &Entity::Metrics.columns()[Entity::Metrics.position(name)?];
        let words = [column.name, column.title.zh].into_iter().chain(column.aliases.iter().copied());
        let words: Vec<String> = words.map(normalise_header).collect();
        // What 单位 is in a list of indicators is no measure.
        cells.iter().position(|cell| words.contains(cell) || (name == "unit" && cell == "单位"))
    });
    (found[0].is_some() && found[1].is_some()).then_some(found)
}

fn bad(path: &Path, line: u64) -> Failure {
    let fault = ReportFault::NotAList { path: path.display().to_string(), line, most: MOST_ROWS };
    fault.into()
}
