//! A report as its file defines it: titles, parameters, columns, notes, and the SELECT. How the file says so is
//! [`header`](super::header)'s; nothing here runs.

use std::path::PathBuf;

use crate::domain::words::Word;
use crate::reports::parameters::Parameters;
use crate::table::Chart;
use crate::text::{Language, OwnText};

/// What a column of a report shows
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Whatever comes, as an analyst's own expression gives it
    Plain,
    /// Free text
    Text,
    /// A code, key, period or date
    Code,
    /// A number as it is
    Number,
    /// A rate in percent, with one decimal
    Percent,
    /// A difference of rates in percentage points, with one decimal and its sign
    Points,
    /// An amount with bound and unit, as one text
    Amount,
    /// An amount whose bound and unit are the columns of its name with `_bound` and `_unit` behind it
    Parts,
    /// The same of a difference: people see the sign of gains too
    Change,
    /// A light: green, yellow, red, blue or grey
    Light,
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
    /// Its titles; the name is its title where there are none
    pub title: Option<OwnText>,
    /// What it shows
    pub cut: Cut,
    /// When people see it
    pub presence: Presence,
}

impl ReportColumn {
    /// A column that only has a name, as an analyst's SQL gives it
    pub fn named(name: &str) -> ReportColumn {
        ReportColumn { name: name.to_owned(), title: None, cut: Cut::Plain, presence: Presence::Always }
    }

    /// The names of the columns that programs get for it: an amount has three
    pub fn output_names(&self) -> Vec<String> {
        match self.cut {
            Cut::Amount => AMOUNT_PARTS.iter().map(|(ending, _)| format!("{}{ending}", self.name)).collect(),
            _ => vec![self.name.clone()],
        }
    }
}

/// The column that says what a row is: `total`, `group`, or a row by itself
pub const LEVEL: &str = "level";

/// What an amount becomes for programs: the ending of the column's name, and the function that gives the part
pub const AMOUNT_PARTS: [(&str, &str); 3] =
    [("", "amount_value"), ("_bound", "amount_bound"), ("_unit", "amount_unit")];

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

/// Something that readers should know of the whole, with a number: how many rows were left out, and why
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text; `{}` stands for the number
    pub text: OwnText,
    /// A SELECT of one number; nothing is said where it is 0 or NULL
    pub sql: String,
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
    /// What its rows may be grouped by: code and texts; the first is what it does unasked
    pub groupings: Vec<(String, OwnText)>,
    /// Its own words: code and texts
    pub words: Vec<(String, OwnText)>,
    /// Whether it reads what breaks the rules, which is to be collected before it runs
    pub reads_findings: bool,
    /// Parts of its SELECT that a large ledger's readers read at the same time, before it runs
    pub beforehand: Vec<String>,
    /// The number behind its columns by which rows that several readers have read are put together, where they may
    pub merged_by: Option<String>,
    /// Its columns, in the order of the SELECT
    pub columns: Vec<ReportColumn>,
    /// What to say of what it leaves out
    pub notes: Vec<Note>,
    /// How a page draws it, if it does
    pub chart: Option<Chart>,
    /// When it judges, where nobody said `--on`; `{}` stands for the last full month
    pub judged: Option<OwnText>,
    /// A SELECT of rows of their own to be drawn, with the columns that the chart names; without it the report's are
    pub drawn: Option<String>,
    /// What to say where it has no rows
    pub empty: Option<OwnText>,
    /// Command lines that show what it can do
    pub examples: Vec<String>,
    /// The whole file, with every shared part in its place, to be read
    pub text: String,
    /// The same to be run: a shared part takes one line, so that lines are those of the file
    pub sql: String,
    /// The report that stands for it where `--group-by` is given, if its file has one
    pub grouped: Option<Box<Definition>>,
    /// The file, where it is an analyst's own
    pub file: Option<PathBuf>,
}

impl Definition {
    /// A report made of an analyst's SELECT with these columns
    pub fn of_query(sql: String, columns: &[String]) -> Definition {
        Definition {
            name: "query".to_owned(),
            columns: columns.iter().map(|name| ReportColumn::named(name)).collect(),
            text: sql.clone(),
            sql,
            ..Definition::default()
        }
    }

    /// The place of the column of that name or title, in any language
    pub fn column_called(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        let is_title = |title: &OwnText| {
            [Language::English, Language::Chinese].into_iter().any(|language| title.get(language) == name)
        };
        self.columns
            .iter()
            .position(|column| column.name == name)
            .or_else(|| self.columns.iter().position(|column| column.title.as_ref().is_some_and(is_title)))
    }

    /// Whether the report takes an option or parameter
    pub fn takes(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }

    /// The report that these parameters ask for: the one for groups, or itself
    pub fn asked(&self, parameters: &Parameters) -> &Definition {
        let plain = self.groupings.first().map(|(code, _)| code.as_str());
        let grouping = parameters.text("group_by").filter(|code| Some(*code) != plain);
        grouping.and(self.grouped.as_deref()).unwrap_or(self)
    }

    /// The columns that can be spared where there is no room: the optional ones, from the right; judgements last
    pub fn spare(&self) -> Vec<String> {
        let is_spare = |column: &&ReportColumn| !matches!(column.presence, Presence::Always | Presence::Data);
        let judges = |column: &&ReportColumn| matches!(column.cut, Cut::Light | Cut::Percent | Cut::Points);
        let (judging, telling): (Vec<_>, Vec<_>) = self.columns.iter().filter(is_spare).partition(judges);
        judging.into_iter().chain(telling).map(|column| column.name.clone()).collect()
    }

    /// What the report says with a word of its own
    pub fn word(&self, code: &str) -> Option<&OwnText> {
        self.words.iter().find(|(own, _)| own == code).map(|(_, text)| text)
    }
}

impl Default for Definition {
    fn default() -> Definition {
        let nothing = || OwnText { en: String::new(), zh: String::new() };
        Definition {
            name: String::new(),
            title: nothing(),
            about: nothing(),
            parameters: Vec::new(),
            groupings: Vec::new(),
            words: Vec::new(),
            reads_findings: false,
            beforehand: Vec::new(),
            merged_by: None,
            columns: Vec::new(),
            notes: Vec::new(),
            chart: None,
            drawn: None,
            judged: None,
            empty: None,
            examples: Vec::new(),
            text: String::new(),
            sql: String::new(),
            grouped: None,
            file: None,
        }
    }
}
