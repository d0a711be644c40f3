//! A report ready to be read: which of its columns are shown, and its rows as their reader gets them.

use std::ops::Range;

use crate::ledger::{Ledger, Result};
use crate::reports::ahead::Ahead;
use crate::reports::cells::{self, Shown};
use crate::reports::definition::{Definition, Presence};
use crate::reports::parameters::Parameters;
use crate::storage::crew::{self, Crew};
use crate::storage::select::{Query, Selected};
use crate::table::{Column, Value};
use crate::text::Language;

/// For whom a report is laid out
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A person: titles, words and amounts in a language; columns without any value are left out
    Person(Language),
    /// A person with a spreadsheet: titles and words in a language, amounts as numbers with their units beside them
    Sheet(Language),
    /// A program: codes, and amounts in three columns
    Program,
}

impl Reader {
    /// The language of a person; none for a program
    pub fn language(self) -> Option<Language> {
        match self {
            Reader::Person(language) | Reader::Sheet(language) => Some(language),
            Reader::Program => None,
        }
    }
}

/// How cells are printed
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print {
    /// For whom
    pub reader: Reader,
    /// Whether rates have all their digits, and not one decimal
    pub exact: bool,
}

/// A report ready to be read: its columns, and what each of them shows
#[derive(Debug)]
pub struct Prepared {
    report: Definition,
    query: Query,
    print: Print,
    shown: Vec<usize>,
    /// The rows, where it had to be seen which columns hold something
    ahead: Option<Ahead>,
}

impl Definition {
    /// Readies the report
    pub fn prepare(
        self,
        ledger: &Ledger,
        parameters: &Parameters,
        limit: Option<u64>,
        print: Print,
    ) -> Result<Prepared> {
        let (_, mentioned) = ledger.store().describe(&self.sql)?;
        let query = Query { sql: self.sql.clone(), parameters: parameters.of(&mentioned), limit };
        let (shown, ahead) = match print.reader {
            Reader::Person(_) | Reader::Sheet(_)
                if self.columns.iter().any(|column| column.presence != Presence::Always) =>
            {
                let (shown, ahead) = self.read_ahead(ledger, &query)?;
                (shown, Some(ahead))
            }
            _ => ((0..self.columns.len()).collect(), None),
        };
        Ok(Prepared { report: self, query, print, shown, ahead })
    }
}

impl Prepared {
    /// The columns as the reader gets them
    pub fn columns(&self) -> Vec<Column> {
        let columns = &self.report.columns;
        self.shown.iter().flat_map(|&index| cells::columns(&columns[index], self.print.reader)).collect()
    }

    /// Whether all that it shows has been read
    pub fn is_read(&self) -> bool {
        self.ahead.is_some()
    }

    /// Hands on the rows
    pub fn each_row(
        &self,
        ledger: &Ledger,
        mut on_row: impl FnMut(&[Value]) -> Result<()>,
    ) -> Result<Selected> {
        let shown = || self.shown.iter().map(|&index| Shown::new(&self.report, index, self.print));
        match (self.print.reader, &self.ahead) {
            (Reader::Program, _) => {
                let (shown, mut cells) = self.for_programs();
                ledger.store().select(&self.query, |row| {
                    hand_on(&shown, row, &mut cells);
                    on_row(&cells)
                })
            }
            (Reader::Person(language) | Reader::Sheet(language), ahead) => {
                let shown: Vec<Shown<'_>> = shown().collect();
                let in_sheet = matches!(self.print.reader, Reader::Sheet(_));
                let mut cells = Vec::new();
                let mut show = |row: &[Value]| {
                    cells.clear();
                    for shown in &shown {
                        match in_sheet {
                            true => shown.enter(row, language, &mut cells),
                            false => cells.push(shown.tell(row, language)),
                        }
                    }
                    on_row(&cells)
                };
                match ahead {
                    Some(ahead) => ahead.each_row(show),
                    None => ledger.store().select(&self.query, |row| show(row)),
                }
            }
        }
    }
}

impl Prepared {
    /// Readers who may each read a share of it, where that is worth while
    pub fn crew(&self, ledger: &Ledger) -> Result<Option<Crew>> {
        if self.print.reader == Reader::Program { self.report.crew(ledger, &self.query) } else { Ok(None) }
    }

    /// Hands on the rows of one reader's share, each with the number by which it is placed among those of the others
    pub fn each_row_of_share(
        &self,
        reader: &crew::Reader,
        mut on_row: impl FnMut(&[Value], i64) -> Result<()>,
    ) -> Result<Selected> {
        let (shown, mut cells) = self.for_programs();
        reader.select(&self.query, |row, number| {
            hand_on(&shown, row, &mut cells);
            on_row(&cells, number)
        })
    }

    /// What makes a row for programs of a row of the SELECT, and a row for it
    fn for_programs(&self) -> (Vec<(Shown<'_>, Range<usize>)>, Vec<Value>) {
        let shown = self.shown.iter().map(|&index| Shown::new(&self.report, index, self.print));
        let shown: Vec<(Shown<'_>, Range<usize>)> = placed(shown).collect();
        let cells = vec![Value::Null; shown.last().map_or(0, |(_, range)| range.end)];
        (shown, cells)
    }
}

fn hand_on(shown: &[(Shown<'_>, Range<usize>)], row: &mut [Value], cells: &mut [Value]) {
    shown.iter().for_each(|(shown, range)| shown.hand_on(row, &mut cells[range.clone()]));
}

/// Columns with the places of their cells in a row as programs get it
fn placed<'r>(shown: impl Iterator<Item = Shown<'r>>) -> impl Iterator<Item = (Shown<'r>, Range<usize>)> {
    shown.scan(0, |end, shown| {
        let start = *end;
        *end += shown.width();
        Some((shown, start..*end))
    })
}
