//! An analyst's own condition, columns, order and length on a report: SQL over the report's result.
//!
//! The result has the columns that programs get, by their names, and by their Chinese titles too; an amount is a number
//! in the usual unit of its kind (亿元, 亩, 个 …), since rows may state it in several, with its bound and its own unit. It makes SQL and asks the ledger only whether it is right.
//!
//! ```text
//! SELECT "cell 0", … FROM (SELECT name AS "cell 0", …, usual_value(…) AS total, … FROM (the report)) WHERE …
//! ```

use crate::ledger::{Error, Ledger, Result};
use crate::reports::definition::{AMOUNT_PARTS, Cut, Definition, LEVEL, Presence, ReportColumn};
use crate::storage::select::Query;
use crate::table::Light;
use crate::text::{Failure, ReportFault};

/// What to make of a report's result
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// A condition on its rows
    pub filter: Option<String>,
    /// Its columns or expressions over them, between commas
    pub columns: Option<String>,
    /// The order of its rows
    pub sort: Option<String>,
    /// How many rows at most
    pub top: Option<u64>,
    /// Whether totals stay or go; unsaid, they go where rows are chosen or sorted
    pub totals: Option<bool>,
}

/// The names that options have on the command line, for errors that point into them
const FILTER: &str = "--where";
const COLUMNS: &str = "--columns";
const SORT: &str = "--sort";

/// A total among the rows of a report
const IS_TOTAL: &str = "level IN ('total', 'group')";

/// With what a line of a SELECT ends that is left out where --top asks for some of its rows
const OF_ALL: &str = "-- of all";

/// Where totals stand among sorted rows: behind all of them, the total of all last
const TOTALS_LAST: &str = "CASE level WHEN 'group' THEN 1 WHEN 'total' THEN 2 ELSE 0 END";

impl Shape {
    /// Whether totals are left out of a report that has some
    pub fn drops_totals(&self, report: &Definition) -> bool {
        let chooses = self.filter.is_some() || self.sort.is_some() || self.top.is_some();
        has_totals(report) && !self.totals.unwrap_or(!chooses)
    }

    /// Whether totals stay although rows are sorted or cut: then they are no rows that are sorted or counted
    fn sets_totals_apart(&self, report: &Definition) -> bool {
        has_totals(report) && self.totals == Some(true) && (self.sort.is_some() || self.top.is_some())
    }

    /// The report so shaped
    pub fn of(&self, mut report: Definition, ledger: &Ledger) -> Result<Definition> {
        let totals = self.drops_totals(&report);
        let merged_by = report.merged_by.take();
        let apart = self.sets_totals_apart(&report);
        if self.filter.is_none() && self.columns.is_none() && self.sort.is_none() && !totals && !apart {
            return Ok(match self.top {
                None => Definition { merged_by, ..report },
                // The lines of the report stay where they are, for errors that point at them.
                Some(top) => {
                    report.sql =
                        format!("SELECT * FROM ({}\n) LIMIT {top}", without_lines_of_all(&report.sql));
                    report
                }
            });
        }
        let inner = named_result(&report, self.sort.is_some() || apart);
        let names = names_only(&report);
        let chosen = match &self.columns {
            None => {
                report.columns.iter().enumerate().map(|(at, column)| (cell(at), column.clone())).collect()
            }
            Some(text) => chosen_columns(text, &report, &names, ledger)?,
        };
        let mut conditions = Vec::new();
        if let Some(filter) = &self.filter {
            verify(ledger, FILTER, &format!("SELECT 1 FROM ({names}) WHERE\n"), filter, "")?;
            conditions.push(format!("({filter}\n)"));
        }
        if totals {
            conditions.push(format!("NOT {IS_TOTAL}"));
        }
        if let Some(sort) = &self.sort {
            verify(ledger, SORT, &format!("SELECT 1 FROM ({names}) ORDER BY\n"), sort, "")?;
        }
        let rows = self.rows(&inner, &conditions, apart);
        let list: Vec<&str> = chosen.iter().map(|(expression, _)| expression.as_str()).collect();
        report.sql = format!("SELECT {} FROM {rows}", list.join(", "));
        report.columns = chosen.into_iter().map(|(_, column)| column).collect();
        Ok(report)
    }

    /// The rows of a result that meet the conditions, in their order, as many as are wanted
    fn rows(&self, inner: &str, conditions: &[String], apart: bool) -> String {
        let mut rows = format!("({inner})");
        if !conditions.is_empty() {
            rows.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
        }
        let order = match &self.sort {
            Some(sort) if apart => format!("{TOTALS_LAST}, {sort}\n, \"place\""),
            Some(sort) => format!("{sort}\n, \"place\""),
            None => "\"place\"".to_owned(),
        };
        match self.top {
            // A total is none of the rows that are counted, and is not cut off.
            Some(top) if apart => {
                let count = format!("sum(NOT {IS_TOTAL}) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING)");
                rows = format!(
                    "(SELECT *, {count} AS \"number of rows\" FROM {rows}) \
                     WHERE {IS_TOTAL} OR \"number of rows\" <= {top} ORDER BY {order}"
                );
            }
            top => {
                if self.sort.is_some() {
                    rows.push_str(&format!(" ORDER BY {order}"));
                }
                rows.extend(top.map(|top| format!(" LIMIT {top}")));
            }
        }
        rows
    }
}

/// The SELECT without the lines that are only right for all its rows, each left blank
fn without_lines_of_all(sql: &str) -> String {
    let kept = sql.lines().map(|line| if line.ends_with(OF_ALL) { "" } else { line });
    kept.collect::<Vec<_>>().join("\n")
}

fn has_totals(report: &Definition) -> bool {
    report.columns.iter().any(|column| column.name == LEVEL)
}

/// The name of a cell as the report gives it
fn cell(at: usize) -> String {
    format!("\"cell {at}\"")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What a column is called by, each with the expression over the report's own column
fn called(report: &Definition) -> Vec<(String, String)> {
    let mut called: Vec<(String, String)> = Vec::new();
    for column in &report.columns {
        let own = quoted(&column.name);
        for (name, (ending, function)) in column.output_names().into_iter().zip(AMOUNT_PARTS) {
            let expression = match (&column.cut, ending) {
                (Cut::Amount, "") => format!("usual_value(amount_value({own}), amount_unit({own}))"),
                (Cut::Amount, _) => format!("{function}({own})"),
                (Cut::Parts, _) => {
                    format!("usual_value({own}, {})", quoted(&format!("{}_unit", column.name)))
                }
                (Cut::Tree(_), _) => format!("ltrim({own})"),
                _ => own.clone(),
            };
            called.push((name, expression));
        }
    }
    for column in &report.columns {
        let Some(title) = &column.title else { continue };
        if called.iter().all(|(name, _)| *name != title.zh)
            && let Some((_, expression)) = called.iter().find(|(name, _)| *name == column.name).cloned()
        {
            called.push((title.zh.clone(), in_chinese(column, expression, report)));
        }
    }
    called
}

/// A column as its Chinese title calls it: codes of words are the Chinese words, which is what its reader sees
fn in_chinese(column: &ReportColumn, expression: String, report: &Definition) -> String {
    let mut words: Vec<(&str, &str)> = match &column.cut {
        Cut::Light => Light::ALL.iter().map(|light| (light.code(), light.word().zh)).collect(),
        Cut::Word(lists) | Cut::Tree(lists) => {
            let own = report.words.iter().map(|(code, text)| (code.as_str(), text.zh.as_str()));
            own.chain(lists.iter().flat_map(|list| list.iter()).map(|word| (word.code, word.title.zh)))
                .collect()
        }
        _ => Vec::new(),
    };
    words.retain(|(code, word)| code != word);
    if words.is_empty() {
        return expression;
    }
    let literal = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let arms: Vec<String> =
        words.iter().map(|(code, word)| format!("WHEN {} THEN {}", literal(code), literal(word))).collect();
    format!("CASE {expression} {} ELSE {expression} END", arms.join(" "))
}

/// The report with its cells, and again with the columns as they are called; in a sorted one, the places of its rows
fn named_result(report: &Definition, is_sorted: bool) -> String {
    let cells = report.columns.iter().enumerate().map(|(at, column)| {
        let name = quoted(&column.name);
        format!("{name} AS {}", cell(at))
    });
    let names =
        called(report).into_iter().map(|(name, expression)| format!("{expression} AS {}", quoted(&name)));
    let place = is_sorted.then(|| "row_number() OVER () AS \"place\"".to_owned());
    let list: Vec<String> = cells.chain(names).chain(place).collect();
    format!("SELECT {} FROM ({}\n)", list.join(", "), report.sql)
}

/// A relation without rows that has the names of the result, to see whether an expression is right
fn names_only(report: &Definition) -> String {
    let names: Vec<String> =
        called(report).into_iter().map(|(name, _)| format!("NULL AS {}", quoted(&name))).collect();
    format!("SELECT {}", names.join(", "))
}

/// Points an error of an analyst's expression at the place in that expression, which stands on lines of its own
fn verify(ledger: &Ledger, option: &str, before: &str, expression: &str, after: &str) -> Result<Vec<String>> {
    let lines_of = |text: &str| text.matches('\n').count() as u32;
    let lines_before = lines_of(before);
    let described = ledger.store().describe(&format!("{before}{expression}\n{after}"));
    described.map(|(columns, _)| columns).map_err(|error| match error {
        Error::Refused(Failure::BadSql { reason, line, column, shown }) => {
            // What is wrong behind the expression is that it does not end.
            let last = lines_before + lines_of(expression) + 1;
            let is_in_it = line > lines_before && line <= last;
            let shown = if is_in_it { shown } else { Box::default() };
            let (line, column) = if is_in_it { (line - lines_before, column) } else { (1, 1) };
            ReportFault::BadExpression { option: option.to_owned(), reason, line, column, shown }.into()
        }
        Error::Refused(Failure::QueryFailed { reason }) => {
            let (option, shown) = (option.to_owned(), Box::default());
            ReportFault::BadExpression { option, reason, line: 1, column: 1, shown }.into()
        }
        other => other,
    })
}

/// The columns that `--columns` names: cells of the report, or expressions over them
fn chosen_columns(
    text: &str,
    report: &Definition,
    names: &str,
    ledger: &Ledger,
) -> Result<Vec<(String, ReportColumn)>> {
    let mut chosen: Vec<(String, ReportColumn)> = Vec::new();
    for part in parts(text) {
        if let Some(at) = report.column_called(part) {
            // The bound of a rate that is named after it stays where it is, and is shown.
            if let Some((_, bound)) = chosen
                .iter_mut()
                .find(|(expression, column)| *expression == cell(at) && column.presence == Presence::Data)
            {
                bound.presence = Presence::Always;
                continue;
            }
            let column = ReportColumn { presence: Presence::Always, ..report.columns[at].clone() };
            let bound = bound_of(&column, report);
            chosen.push(whole(column, at, report));
            chosen.extend(bound);
            continue;
        }
        let found = verify(ledger, COLUMNS, "SELECT\n", part, &format!("FROM ({names})"))?;
        if puts_rows_together(ledger, part, names) {
            return Err(ReportFault::ColumnOfAllRows { expression: part.to_owned() }.into());
        }
        chosen.extend(found.iter().map(|name| (part.to_owned(), ReportColumn::named(name.trim()))));
    }
    Ok(chosen)
}

/// Whether an expression makes one row of two: totals would be put together with what they are of
fn puts_rows_together(ledger: &Ledger, expression: &str, names: &str) -> bool {
    let sql = format!("SELECT\n{expression}\nFROM ({names} UNION ALL {names})");
    let selected = ledger.store().select(&Query { sql, ..Query::default() }, |_| Ok(()));
    // What cannot be asked of blanks is a cell's.
    selected.is_ok_and(|selected| selected.rows == 1)
}

/// The column of the bounds of a rate that is chosen by itself, for a rate takes its bound with it
fn bound_of(column: &ReportColumn, report: &Definition) -> Option<(String, ReportColumn)> {
    let name = format!("{}_bound", column.name);
    let at = report.columns.iter().position(|other| other.name == name && column.cut == Cut::Percent)?;
    Some((cell(at), ReportColumn { presence: Presence::Data, ..report.columns[at].clone() }))
}

/// A column by itself: an amount takes its bound and unit with it
fn whole(column: ReportColumn, at: usize, report: &Definition) -> (String, ReportColumn) {
    if !matches!(column.cut, Cut::Parts | Cut::Change) {
        return (cell(at), column);
    }
    let part = |ending: &str| {
        let name = format!("{}{ending}", column.name);
        let at = report.columns.iter().position(|other| other.name == name);
        at.map_or_else(|| "NULL".to_owned(), cell)
    };
    let amount = format!("amount({}, {}, {})", cell(at), part("_bound"), part("_unit"));
    (amount, ReportColumn { cut: Cut::Amount, ..column })
}

/// The parts of a list between its commas, those inside brackets and quotes excepted
pub fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0, None);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, ',' | '，') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_divided_outside_of_brackets_and_quotes() {
        assert_eq!(parts("a, max(b, c) AS d,'x,y' AS e，f"), ["a", "max(b, c) AS d", "'x,y' AS e", "f"]);
        assert!(parts(" , ").is_empty());
    }
}
