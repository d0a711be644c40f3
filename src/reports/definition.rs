//! A report's header: comment lines above its SELECT, of the form `-- word: …`.
//!
//! ```text
//! -- report: overview
//! -- title: Overview | 总览
//! -- about: what the units plan, in numbers | 各单位计划总览
//! -- parameter: unit                        (required after the name: the report needs it)
//! -- word: total | all | 全市
//! -- with: figures                          (in the list of WITH: a part that several reports share)
//! -- column: name KIND [optional | data | unless WORD] | Title | 标题
//! ```
//!
//! Programs get every column. People see an `optional` one only if it holds something, one `unless` a word only if it
//! holds another (the word itself is left blank), a `data` one never. KIND is `text`, `code`, `number`, `percent`, `amount`, or `word` or
//! `tree` with the plan columns whose code lists they use; the leading spaces of a `tree` are layout, for people.

use crate::domain::entity::{Entity, Kind};
use crate::domain::words::Word;
use crate::ledger::Result;
use crate::text::{Failure, OwnText};

/// Common table expressions that several reports use, each ending in a comma
const SHARED: &[(&str, &str)] = &[("figures", include_str!("figures.cte"))];

/// What a column of a report shows
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Free text
    Text,
    /// A code, key, period or date
    Code,
    /// A number as it is
    Number,
    /// A rate, with one decimal
    Percent,
    /// An amount with bound and unit
    Amount,
    /// A code of these lists, or of the report's own words
    Word(Vec<&'static [Word]>),
    /// The same or a text, set in by spaces that say its level
    Tree(Vec<&'static [Word]>),
}

/// A column of a report
#[derive(Debug, Clone, PartialEq)]
pub struct ReportColumn {
    /// Its name in the SQL, in CSV and JSON
    pub name: String,
    /// Its titles
    pub title: OwnText,
    /// What it shows
    pub cut: Cut,
    /// When people see it
    pub presence: Presence,
}

/// When people see a column; programs always do
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Always
    Always,
    /// Only if it holds something
    Optional,
    /// Only if it holds something other than this word
    Unless(String),
    /// Never
    Data,
}

/// A parameter of a report
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, in the SQL behind a colon
    pub name: String,
    /// Whether the report needs it
    pub required: bool,
}

/// A report as its file defines it
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// What it is called on the command line
    pub name: String,
    /// Its titles
    pub title: OwnText,
    /// What it shows, in a line
    pub about: OwnText,
    /// What it takes
    pub parameters: Vec<Parameter>,
    /// Its own words: code and texts
    pub words: Vec<(String, OwnText)>,
    /// Its columns, in the order of the SELECT
    pub columns: Vec<ReportColumn>,
    /// The whole file
    pub sql: String,
}

impl Definition {
    /// Reads a report's file
    pub fn parse(sql: &str) -> Result<Definition> {
        let mut report = Definition {
            name: String::new(),
            title: OwnText { en: String::new(), zh: String::new() },
            about: OwnText { en: String::new(), zh: String::new() },
            parameters: Vec::new(),
            words: Vec::new(),
            columns: Vec::new(),
            sql: with_shared_parts(sql)?,
        };
        for (index, line) in sql.lines().enumerate() {
            let Some((word, rest)) = line.strip_prefix("-- ").and_then(|line| line.split_once(": ")) else {
                continue;
            };
            report.take(word, rest).map_err(|reason| Failure::BadReport {
                name: report.name.clone(),
                line: index + 1,
                reason: reason.to_owned(),
            })?;
        }
        if report.name.is_empty() || report.columns.is_empty() {
            let reason = "no `-- report:` or no `-- column:`".to_owned();
            return Err(Failure::BadReport { name: report.name, line: 1, reason }.into());
        }
        Ok(report)
    }

    fn take(&mut self, word: &str, rest: &str) -> std::result::Result<(), &'static str> {
        match word {
            "report" => self.name = rest.trim().to_owned(),
            "title" => self.title = texts(rest)?,
            "about" => self.about = texts(rest)?,
            "parameter" => {
                let (name, required) = match rest.trim().split_once(' ') {
                    Some((name, "required")) => (name, true),
                    Some(_) => return Err("a parameter is a name, and `required` or nothing"),
                    None => (rest.trim(), false),
                };
                self.parameters.push(Parameter { name: name.to_owned(), required });
            }
            "word" => {
                let (code, rest) = rest.split_once('|').ok_or("a word is `code | English | 中文`")?;
                self.words.push((code.trim().to_owned(), texts(rest)?));
            }
            "column" => self.columns.push(column(rest)?),
            _ => {}
        }
        Ok(())
    }
}

/// The SQL with every line `-- with: NAME` made the common table expression of that name
fn with_shared_parts(sql: &str) -> Result<String> {
    let mut whole = String::with_capacity(sql.len());
    for (index, line) in sql.lines().enumerate() {
        match line.strip_prefix("-- with: ") {
            None => whole.push_str(line),
            Some(name) => {
                let part =
                    SHARED.iter().find(|(known, _)| *known == name.trim()).map(|(_, part)| part.trim_end());
                whole.push_str(part.ok_or_else(|| Failure::BadReport {
                    name: name.to_owned(),
                    line: index + 1,
                    reason: "there is no such part".to_owned(),
                })?);
            }
        }
        whole.push('\n');
    }
    Ok(whole)
}

fn texts(rest: &str) -> std::result::Result<OwnText, &'static str> {
    let (en, zh) = rest.split_once('|').ok_or("a text is `English | 中文`")?;
    Ok(OwnText { en: en.trim().to_owned(), zh: zh.trim().to_owned() })
}

fn column(rest: &str) -> std::result::Result<ReportColumn, &'static str> {
    let (what, titles) = rest.split_once('|').ok_or("a column is `name kind | English | 中文`")?;
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
        Some(["amount"]) => Cut::Amount,
        Some(["word", lists @ ..]) => Cut::Word(code_lists(lists)?),
        Some(["tree", lists @ ..]) => Cut::Tree(code_lists(lists)?),
        _ => return Err("a column's kind is text, code, number, percent, amount, word or tree"),
    };
    Ok(ReportColumn { name: words[0].to_owned(), title: texts(titles)?, cut, presence })
}

fn code_lists(paths: &[&str]) -> std::result::Result<Vec<&'static [Word]>, &'static str> {
    paths.iter().map(|path| code_list(path)).collect()
}

/// The code list of a plan column: `projects.stage`
fn code_list(path: &str) -> std::result::Result<&'static [Word], &'static str> {
    let (table, column) = path.split_once('.').ok_or("a code list is `table.column`")?;
    let entity = Entity::named(table).ok_or("there is no such table")?;
    let column = entity.position(column).map(|index| &entity.columns()[index]);
    match column.map(|column| column.kind) {
        Some(Kind::Word(words)) => Ok(words),
        _ => Err("that column has no code list"),
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
    fn the_built_in_reports_are_well_formed() {
        for report in crate::reports::all().unwrap() {
            assert!(!report.title.zh.is_empty() && !report.about.en.is_empty(), "{}", report.name);
        }
    }
}
