//! A report's header: comment lines above its SELECT, of the form `-- word: …`, and how they are read.
//!
//! ```text
//! -- report: ranking
//! -- title: Ranking | 排名
//! -- about: who has done most of the year's plan | 各单位年度投资完成率排名
//! -- parameter: unit                        (`required` after the name: the report needs it)
//! -- group-by: unit | Unit | 单位           (what --group-by takes; the first is what holds unasked)
//! -- word: total | All | 合计
//! -- reads: findings                        (what is collected before it runs: see ledger::quality)
//! -- beforehand: figures counts            (parts brought in by `with` that readers of a large ledger read at the
//!                                           same time; several read one that names `:share` and `:shares`)
//! -- merged-by: spot                       (the SELECT's last column: see below)
//! -- with: figures                          (in the list of WITH: a part that several reports share)
//! -- column: name KIND [optional | data | unless WORD] | Title | 标题
//! -- note: {} rows without a plan are left out | 未计入无计划的 {} 行 | SELECT count(*) FROM …
//!                                           (its SQL may begin `WITH -- with: chosen_units x AS …` as well)
//! -- chart: bars NAME VALUE [MARK [LIGHT]]  (or targets, lines, tree; NAME may be several, as unit+name)
//! -- drawn: SELECT …                        (rows of their own to be drawn, with the columns of the chart)
//! -- judged: at the end of {} | 按 {} 底评判  (when it judges if --on is not given; else: at the end of each period)
//! -- empty: nothing has a plan | 没有年度计划
//! -- example: taizhang report ranking --top 5
//! SELECT …
//! -- grouped: sums of units               (below it: columns, notes and the SELECT for --group-by)
//! ```
//!
//! Programs get every column. People see an `optional` one only if it holds something, one `unless` a word only if it
//! holds another (the word itself is left blank), a `data` one never. KIND is `text`, `code`, `number`, `percent`,
//! `points`, `amount`, `light`, or `word` or `tree` with the plan columns whose code lists they use; the leading
//! spaces of a `tree` are layout, for people. Of a percent column X, a `data` column X_bound holds the bound. An `amount`
//! is a text as amount() makes it; where the report has a column X_unit, X is a number, and X_bound and X_unit hold the
//! rest of it. A `change` is such a number too, a difference. A line that begins with `--` and five spaces goes on with the
//! one above it. Nothing here runs a report.
//!
//! Of a report with `merged-by` a large ledger may be read by several readers at once. Each is given the units whose place
//! leaves `:share` when it is divided by `:shares`; both are blank where one reader reads all. The column is a whole number
//! by which the rows are sorted first, and of which no two units have the same.
//!
//! A line of a SELECT that ends with `-- of all` is left out where only --top is asked for: it is made for reading all rows.

use std::result::Result as StdResult;

use crate::domain::entity::{Entity, Kind};
use crate::domain::words::Word;
use crate::ledger::Result;
use crate::reports::definition::{Cut, Definition, Note, Parameter, Presence, ReportColumn};
use crate::table::Chart;
use crate::text::{OwnText, ReportFault, Text};

/// Common table expressions that several reports use, each ending in a comma
const SHARED: &[(&str, &str)] = &[
    ("inside_figures", include_str!("inside_figures.cte")),
    ("placed_projects", include_str!("placed_projects.cte")),
    ("parts", include_str!("parts.cte")),
    ("chosen_units", include_str!("chosen_units.cte")),
    ("rated", include_str!("rated.cte")),
    ("asked", include_str!("asked.cte")),
    ("picked", include_str!("picked.cte")),
    ("of_another", include_str!("of_another.cte")),
    ("dated", include_str!("dated.cte")),
    ("standing", include_str!("standing.cte")),
    ("today", include_str!("today.cte")),
    ("stepped", include_str!("stepped.cte")),
    ("late", include_str!("late.cte")),
    ("first_places", include_str!("first_places.cte")),
    ("served_by_metrics", include_str!("served_by_metrics.cte")),
    ("served_by_others", include_str!("served_by_others.cte")),
    ("metric_counts", include_str!("metric_counts.cte")),
    ("accounts", include_str!("accounts.cte")),
    ("due_figures", include_str!("due_figures.cte")),
];

/// What stands before the name of a part: in a line by itself, or in the SELECT of a note
const WITH: &str = "-- with: ";

/// With what a line of the header begins that goes on with the one above it
const CONTINUED: &str = "--     ";

/// With what the line begins below which the report for groups stands
const GROUPED: &str = "-- grouped:";

/// A line that was read, or what is wrong with it
type Read<T> = StdResult<T, Text>;

impl Definition {
    /// Reads a report's file
    pub fn parse(file: &str) -> Result<Definition> {
        let text = with_shared_parts(file, |part| part.trim_end().to_owned())?;
        let (own, grouped) = divided(file);
        let mut report = Definition { text, ..Definition::default() };
        report.read(own)?;
        if let Some(part) = grouped {
            let (columns, notes, chart, merged_by, beforehand) = Default::default();
            let mut grouped = Definition { columns, notes, chart, merged_by, beforehand, ..report.clone() };
            grouped.read(&part)?;
            report.grouped = Some(Box::new(grouped));
        }
        Ok(report)
    }

    /// Reads what is one report: its header and its SELECT
    fn read(&mut self, part: &str) -> Result<()> {
        self.sql = with_shared_parts(part, one_line)?;
        for (line, word, rest) in header_lines(part) {
            self.take(&word, &rest).map_err(|reason| ReportFault::BadReport {
                name: self.name.clone(),
                line,
                reason,
            })?;
        }
        if self.name.is_empty() || self.columns.is_empty() {
            let reason = Text::new("no `-- report:` or no `-- column:`", "缺少 `-- report:` 或 `-- column:`");
            return Err(ReportFault::BadReport { name: self.name.clone(), line: 1, reason }.into());
        }
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        let has_unit = |name: &str| names.iter().any(|other| other.strip_suffix("_unit") == Some(name));
        for column in self.columns.iter_mut().filter(|column| column.cut == Cut::Amount) {
            if has_unit(&column.name) {
                column.cut = Cut::Parts;
            }
        }
        Ok(())
    }

    fn take(&mut self, word: &str, rest: &str) -> Read<()> {
        match word {
            "report" => self.name = rest.trim().to_owned(),
            "title" => self.title = texts(rest)?,
            "about" => self.about = texts(rest)?,
            "parameter" => self.parameters.push(parameter(rest)?),
            "group-by" => self.groupings.push(coded(rest)?),
            "word" => self.words.push(coded(rest)?),
            "column" => self.columns.push(column(rest)?),
            "note" => self.notes.push(note(rest)?),
            "chart" => self.chart = Some(chart(rest)?),
            "drawn" => self.drawn = Some(with_parts_in_line(rest)),
            "judged" => self.judged = Some(texts(rest)?),
            "empty" => self.empty = Some(texts(rest)?),
            "reads" if rest.trim() == "findings" => self.reads_findings = true,
            "reads" => {
                return Err(Text::new(
                    "what a report reads beside the ledger is `findings`",
                    "报表在台账之外可读的只有 `findings`",
                ));
            }
            "beforehand" => self.beforehand = rest.split_whitespace().map(str::to_owned).collect(),
            "merged-by" => self.merged_by = Some(rest.trim().to_owned()),
            "example" => self.examples.push(rest.trim().to_owned()),
            _ => {}
        }
        Ok(())
    }
}

/// The report, and below blank lines in the place of the first the one for groups
fn divided(file: &str) -> (&str, Option<String>) {
    let starts = file.match_indices(GROUPED).map(|(at, _)| at);
    let start = starts.into_iter().find(|&at| file[..at].ends_with('\n'));
    match start {
        None => (file, None),
        Some(at) => (&file[..at], Some("\n".repeat(file[..at].matches('\n').count()) + &file[at..])),
    }
}

/// The lines of the header, each with its number, its word, and what it says, what goes on below it included
fn header_lines(file: &str) -> Vec<(usize, String, String)> {
    let mut lines: Vec<(usize, String, String)> = Vec::new();
    let mut open = false;
    for (index, line) in file.lines().enumerate() {
        if let (Some(more), true, Some(last)) = (line.strip_prefix(CONTINUED), open, lines.last_mut()) {
            last.2.push(' ');
            last.2.push_str(more.trim());
            continue;
        }
        let found = line.strip_prefix("-- ").and_then(|line| line.split_once(": "));
        open = found.is_some();
        if let Some((word, rest)) = found {
            lines.push((index + 1, word.to_owned(), rest.to_owned()));
        }
    }
    lines
}

/// The SQL with every line `-- with: NAME` made the common table expression of that name
fn with_shared_parts(sql: &str, layout: impl Fn(&str) -> String) -> Result<String> {
    let mut whole = String::with_capacity(sql.len());
    for (index, line) in sql.lines().enumerate() {
        match line.strip_prefix(WITH) {
            None => whole.push_str(line),
            Some(name) => {
                let part = SHARED.iter().find(|(known, _)| *known == name.trim());
                let (_, part) = part.ok_or_else(|| ReportFault::BadReport {
                    name: name.to_owned(),
                    line: index + 1,
                    reason: Text::new("there is no such part", "没有这个公用部分"),
                })?;
                whole.push_str(&layout(part));
            }
        }
        whole.push('\n');
    }
    Ok(whole)
}

/// A shared part without its comments, in one line
fn one_line(part: &str) -> String {
    let lines = part.lines().map(str::trim).filter(|line| !line.starts_with("--"));
    lines.collect::<Vec<_>>().join(" ")
}

fn texts(rest: &str) -> Read<OwnText> {
    let (en, zh) =
        rest.split_once('|').ok_or(Text::new("a text is `English | 中文`", "文字写作 `English | 中文`"))?;
    Ok(OwnText { en: en.trim().to_owned(), zh: zh.trim().to_owned() })
}

fn coded(rest: &str) -> Read<(String, OwnText)> {
    let (code, rest) = rest
        .split_once('|')
        .ok_or(Text::new("a word is `code | English | 中文`", "词语写作 `代码 | English | 中文`"))?;
    Ok((code.trim().to_owned(), texts(rest)?))
}

fn parameter(rest: &str) -> Read<Parameter> {
    let (name, required) = match rest.trim().split_once(' ') {
        Some((name, "required")) => (name, true),
        Some(_) => {
            return Err(Text::new(
                "a parameter is a name, and `required` or nothing",
                "参数只写名称，其后可加 `required`",
            ));
        }
        None => (rest.trim(), false),
    };
    Ok(Parameter { name: name.to_owned(), required })
}

/// A SELECT of the header with the shared parts that it names in their place
fn with_parts_in_line(sql: &str) -> String {
    SHARED.iter().fold(sql.to_owned(), |sql, (name, part)| {
        sql.replace(&format!("{WITH}{name} "), &format!("{} ", one_line(part)))
    })
}

fn note(rest: &str) -> Read<Note> {
    let mut parts = rest.splitn(3, '|').map(str::trim);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(en), Some(zh), Some(sql)) => {
            let text = OwnText { en: en.to_owned(), zh: zh.to_owned() };
            Ok(Note { text, sql: with_parts_in_line(sql) })
        }
        _ => Err(Text::new(
            "a note is `English | 中文 | SELECT of one number`",
            "注写作 `English | 中文 | 得出一个数的 SELECT`",
        )),
    }
}

/// The columns that a chart takes are names of the report's columns
fn chart(rest: &str) -> Read<Chart> {
    let mut words = rest.split_whitespace().map(str::to_owned);
    let form = words.next().unwrap_or_default();
    let columns: Vec<String> = words.collect();
    let (optional, named) = (|at: usize| columns.get(at).cloned(), |at: usize| columns[at].clone());
    Ok(match (form.as_str(), columns.len()) {
        ("bars", 2..=4) => {
            Chart::Bars { name: named(0), value: named(1), mark: optional(2), light: optional(3) }
        }
        ("targets", 3..=4) => {
            Chart::Targets { name: named(0), target: named(1), actual: named(2), light: optional(3) }
        }
        ("lines", 3) => Chart::Lines { x: named(0), value: named(1), series: named(2) },
        ("tree", 1..=2) => Chart::Tree { name: named(0), light: optional(1) },
        _ => {
            return Err(Text::new(
                "a chart is `bars NAME VALUE [MARK [LIGHT]]`, `targets NAME TARGET ACTUAL [LIGHT]`, `lines X VALUE \
                 SERIES` or `tree NAME [LIGHT]`, by names of columns",
                "图写作 `bars 名称 数值 [标线 [灯]]`、`targets 名称 目标 实际 [灯]`、`lines 横轴 数值 系列` 或 \
                 `tree 名称 [灯]`，均为列名",
            ));
        }
    })
}

fn column(rest: &str) -> Read<ReportColumn> {
    let (what, titles) = rest.split_once('|').ok_or(Text::new(
        "a column is `name kind | English | 中文`",
        "列写作 `名称 类型 | English | 中文`",
    ))?;
    let mut words: Vec<&str> = what.split_whitespace().collect();
    let (presence, tail) = match words.as_slice() {
        [.., "optional"] => (Presence::Optional, 1),
        [.., "data"] => (Presence::Data, 1),
        [.., "unless", word] => (Presence::Unless((*word).to_owned()), 2),
        _ => (Presence::Always, 0),
    };
    words.truncate(words.len() - tail);
    let cut = match words.get(1..) {
        Some(["text"]) => Cut::Text,
        Some(["code"]) => Cut::Code,
        Some(["number"]) => Cut::Number,
        Some(["percent"]) => Cut::Percent,
        Some(["points"]) => Cut::Points,
        Some(["amount"]) => Cut::Amount,
        Some(["change"]) => Cut::Change,
        Some(["light"]) => Cut::Light,
        Some(["word", lists @ ..]) => Cut::Word(code_lists(lists)?),
        Some(["tree", lists @ ..]) => Cut::Tree(code_lists(lists)?),
        _ => {
            return Err(Text::new(
                "a column's kind is text, code, number, percent, points, amount, change, light, word or tree",
                "列的类型为 text、code、number、percent、points、amount、change、light、word 或 tree",
            ));
        }
    };
    Ok(ReportColumn { name: words[0].to_owned(), title: Some(texts(titles)?), cut, presence })
}

fn code_lists(paths: &[&str]) -> Read<Vec<&'static [Word]>> {
    paths.iter().map(|path| code_list(path)).collect()
}

/// The code list of a plan column: `projects.stage`
fn code_list(path: &str) -> Read<&'static [Word]> {
    let (table, column) =
        path.split_once('.').ok_or(Text::new("a code list is `table.column`", "代码表写作 `表.列`"))?;
    let entity = Entity::named(table).ok_or(Text::new("there is no such table", "没有这个表"))?;
    let column = entity.position(column).map(|index| &entity.columns()[index]);
    match column.map(|column| column.kind) {
        Some(Kind::Word(words)) => Ok(words),
        _ => Err(Text::new("that column has no code list", "该列没有代码表")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_without_a_kind_is_refused_with_its_line() {
        let error = Definition::parse("-- report: x\n-- column: a | A | 甲\nSELECT 1 AS a\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn a_line_goes_on_below_itself() {
        let file = "-- report: x\n-- column: a code | A | 甲\n-- note: {} left | 余 {} |\n--     SELECT 1\nSELECT 1 AS a";
        let report = Definition::parse(file).unwrap();
        assert_eq!(report.notes[0].sql, "SELECT 1");
        assert_eq!(report.notes[0].text.zh, "余 {}");
    }

    #[test]
    fn a_shared_part_keeps_the_lines_of_the_file() {
        let file = "-- report: x\n-- column: a code | A | 甲\nWITH\n-- with: parts\nb AS (SELECT 1)\nSELECT 1 AS a\n";
        let report = Definition::parse(file).unwrap();
        assert_eq!(report.sql.lines().count(), file.lines().count());
        assert!(report.text.lines().count() > file.lines().count());
    }
}
