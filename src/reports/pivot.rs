//! A label column spread over the page: each of its values becomes a column. Two rows that meet in one cell are refused.

use crate::ledger::{Ledger, Result};
use crate::reports::definition::{Cut, Definition, Presence, ReportColumn};
use crate::storage::select::Query;
use crate::table::Value;
use crate::text::{OwnText, ReportFault};

/// Labels that a table may be spread over; SQLite takes some more columns
const MOST_LABELS: usize = 500;

/// How a report is spread
struct Spread<'r> {
    report: &'r Definition,
    keys: Vec<usize>,
    label: usize,
    value: usize,
    /// The bounds of the values, which rates have in a column beside them
    bound: Option<usize>,
}

/// The report with a column for every value of the one called `label`, filled with the last of the other columns
///
/// `parameters` are those of the report: the labels are found by running it.
pub fn pivot(
    report: Definition,
    label: &str,
    parameters: &[(String, Value)],
    ledger: &Ledger,
) -> Result<Definition> {
    let unknown = || ReportFault::PivotColumn { name: label.to_owned(), names: names(&report) };
    let at = report.column_called(label).ok_or_else(unknown)?;
    let mut keys: Vec<usize> = (0..report.columns.len()).filter(|&index| index != at).collect();
    let bound = keys.last().copied().filter(|&last| is_bound_of_the_last(&report, &keys, last));
    keys.truncate(keys.len() - usize::from(bound.is_some()));
    let value = keys.pop().ok_or_else(unknown)?;
    let spread = Spread { keys, label: at, value, bound, report: &report };
    spread.refuse_meetings(parameters, ledger)?;
    let labels = spread.labels(parameters, ledger)?;
    Ok(spread.table(&labels))
}

/// Whether a column holds the bounds of the one before it
fn is_bound_of_the_last(report: &Definition, columns: &[usize], last: usize) -> bool {
    let before = columns.iter().rev().nth(1).map(|&at| &report.columns[at]);
    before.is_some_and(|before| {
        before.cut == Cut::Percent && report.columns[last].name == format!("{}_bound", before.name)
    })
}

fn names(report: &Definition) -> String {
    report.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}

impl Spread<'_> {
    /// The rows of the report, as `came`: its columns c0, c1 …, and `place`, the order that they came in
    fn rows(&self) -> String {
        let names: Vec<String> = (0..self.report.columns.len()).map(|at| format!("c{at}")).collect();
        format!(
            "WITH came ({}, place) AS (SELECT *, row_number() OVER () FROM ({}\n))",
            names.join(", "),
            self.report.sql
        )
    }

    fn key_list(&self) -> String {
        match self.keys.is_empty() {
            true => "NULL".to_owned(),
            false => self.keys.iter().map(|at| format!("c{at}")).collect::<Vec<_>>().join(", "),
        }
    }

    /// Says which two rows would stand in one cell, if any do
    fn refuse_meetings(&self, parameters: &[(String, Value)], ledger: &Ledger) -> Result<()> {
        let (keys, label) = (self.key_list(), self.label);
        let sql = format!(
            "{} SELECT {keys}, c{label}, count(*) FROM came GROUP BY {keys}, c{label} HAVING count(*) > 1 \
             ORDER BY min(place) LIMIT 1",
            self.rows()
        );
        let query = Query { sql, parameters: parameters.to_vec(), limit: None };
        let mut meeting = None;
        ledger.store().select(&query, |row| {
            let (count, cells) =
                row.split_last().map_or((Value::Null, &*row), |(count, cells)| (count.clone(), cells));
            let said = |cell: &Value| if cell.to_text().is_empty() { "-".to_owned() } else { cell.to_text() };
            let cells: Vec<String> = cells.iter().map(said).collect();
            meeting = Some(ReportFault::PivotMeets { cell: cells.join(" / "), rows: count.to_text() });
            Ok(())
        })?;
        meeting.map_or(Ok(()), |failure| Err(failure.into()))
    }

    /// The labels, with runs of digits in the order of numbers; those that are blank last
    fn labels(&self, parameters: &[(String, Value)], ledger: &Ledger) -> Result<Vec<Value>> {
        let label = self.label;
        let sql = format!(
            "{} SELECT c{label} FROM came GROUP BY 1 ORDER BY c{label} IS NULL, c{label} COLLATE natural_order",
            self.rows()
        );
        let query = Query { sql, parameters: parameters.to_vec(), limit: Some(MOST_LABELS as u64) };
        let mut labels = Vec::new();
        let selected = ledger.store().select(&query, |row| {
            labels.extend(row.first().cloned());
            Ok(())
        })?;
        match selected.cut {
            true => {
                let name = self.report.columns[label].name.clone();
                Err(ReportFault::PivotTooWide { name, most: MOST_LABELS }.into())
            }
            false => Ok(labels),
        }
    }

    fn table(&self, labels: &[Value]) -> Definition {
        let label = self.label;
        let cells = labels.iter().flat_map(|text| {
            let is_it = match text {
                Value::Null => format!("c{label} IS NULL"),
                Value::Text(text) => format!("c{label} = '{}'", text.replace('\'', "''")),
                number => format!("c{label} = {}", number.to_text()),
            };
            let filled = [Some(self.value), self.bound].into_iter().flatten();
            filled.map(move |at| format!("max(c{at}) FILTER (WHERE {is_it})"))
        });
        let keys = self.keys.iter().map(|at| format!("c{at}"));
        let list: Vec<String> = keys.chain(cells).collect();
        let sql = format!(
            "{} SELECT {} FROM came GROUP BY {} ORDER BY min(place)",
            self.rows(),
            list.join(", "),
            self.key_list()
        );
        let columns = self.keys.iter().map(|&at| self.report.columns[at].clone());
        let spread = labels.iter().flat_map(|label| {
            let column = self.column(label);
            let beside = self.bound.map(|bound| ReportColumn {
                name: format!("{}_bound", column.name),
                ..self.report.columns[bound].clone()
            });
            [Some(column), beside].into_iter().flatten()
        });
        Definition { columns: columns.chain(spread).collect(), sql, chart: None, ..self.report.clone() }
    }

    /// The column of a label, which is called by it
    fn column(&self, label: &Value) -> ReportColumn {
        let value = &self.report.columns[self.value];
        let text = match label {
            Value::Null => "-".to_owned(),
            other => other.to_text(),
        };
        let title = match &self.report.columns[self.label].cut {
            Cut::Word(lists) | Cut::Tree(lists) => self.report.word(&text).cloned().or_else(|| {
                let words = lists.iter().flat_map(|list| list.iter());
                words.into_iter().find(|word| word.code == text).map(|word| word.title.into())
            }),
            _ => None,
        };
        let name = text.trim().to_owned();
        let title = Some(title.unwrap_or_else(|| OwnText { en: name.clone(), zh: name.clone() }));
        ReportColumn { name, title, cut: value.cut.clone(), presence: Presence::Always }
    }
}
