//! A report ready to be read: which of its columns are shown, and its rows as their reader gets them.

use std::ops::Range;

use crate::ledger::{Ledger, Result};
use crate::reports::cells::{self, Shown};
use crate::reports::definition::{Definition, LEVEL, Presence};
use crate::reports::parameters::Parameters;
use crate::storage::Store;
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

/// Rows of a report that are kept
type Rows = Vec<Vec<Value>>;

/// A report ready to be read: its columns, and what each of them shows
#[derive(Debug)]
pub struct Prepared {
    report: Definition,
    query: Query,
    print: Print,
    shown: Vec<usize>,
    /// The rows, where they were few enough to look ahead
    rows: Option<Rows>,
}

/// Rows that are kept while it is found out which columns hold something; of more, the report is run twice
const LOOK_AHEAD: u64 = 50_000;

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
        let (shown, rows) = match print.reader {
            Reader::Person(_) | Reader::Sheet(_)
                if self.columns.iter().any(|column| column.presence != Presence::Always) =>
            {
                self.look_ahead(ledger, &query)?
            }
            _ => ((0..self.columns.len()).collect(), None),
        };
        Ok(Prepared { report: self, query, print, shown, rows })
    }

    /// The columns to show a person, and the rows if there are not too many
    fn look_ahead(&self, ledger: &Ledger, query: &Query) -> Result<(Vec<usize>, Option<Rows>)> {
        let (mut rows, mut count) = (Rows::new(), 0);
        let mut holds = vec![false; self.columns.len()];
        let selected = ledger.store().select(query, |row| {
            for (held, (column, cell)) in holds.iter_mut().zip(self.columns.iter().zip(row.iter())) {
                *held |= match &column.presence {
                    Presence::Unless(word) => *cell != Value::Null && *cell != Value::Text(word.clone()),
                    _ => *cell != Value::Null,
                };
            }
            count += 1;
            match count <= LOOK_AHEAD {
                true => rows.push(row.to_vec()),
                false => rows = Rows::new(),
            }
            Ok(())
        })?;
        let is_shown = |index: &usize| match &self.columns[*index].presence {
            // People do not see it, but a page sets totals apart by it.
            _ if self.columns[*index].name == LEVEL => true,
            Presence::Always => true,
            Presence::Data => false,
            Presence::Optional | Presence::Unless(_) => holds[*index],
        };
        let shown = (0..self.columns.len()).filter(is_shown).collect();
        Ok((shown, (count <= LOOK_AHEAD && !selected.cut).then_some(rows)))
    }
}

impl Prepared {
    /// The columns as the reader gets them
    pub fn columns(&self) -> Vec<Column> {
        let columns = &self.report.columns;
        self.shown.iter().flat_map(|&index| cells::columns(&columns[index], self.print.reader)).collect()
    }

    /// Hands on the rows
    pub fn each_row(
        &self,
        ledger: &Ledger,
        mut on_row: impl FnMut(&[Value]) -> Result<()>,
    ) -> Result<Selected> {
        let shown = || self.shown.iter().map(|&index| Shown::new(&self.report, index, self.print));
        match (self.print.reader, &self.rows) {
            (Reader::Program, _) => self.for_programs(ledger.store(), &self.query, |cells, _| on_row(cells)),
            (Reader::Person(language) | Reader::Sheet(language), rows) => {
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
                let Some(rows) = rows else { return ledger.store().select(&self.query, |row| show(row)) };
                rows.iter().try_for_each(|row| show(row))?;
                Ok(Selected { rows: rows.len() as u64, cut: false })
            }
        }
    }
}

impl Prepared {
    /// Readers who may each read a share of it, where that is worth while
    pub fn crew(&self, ledger: &Ledger) -> Result<Option<Crew>> {
        let is_divisible = self.report.merged_by.is_some() && self.report.file.is_none();
        let is_whole = self.print.reader == Reader::Program && self.query.limit.is_none();
        if is_divisible && is_whole { ledger.store().crew() } else { Ok(None) }
    }

    /// Hands on the rows of one reader's share, each with the number by which it is placed among those of the others
    pub fn each_row_of_share(
        &self,
        reader: &crew::Reader,
        mut on_row: impl FnMut(&[Value], i64) -> Result<()>,
    ) -> Result<Selected> {
        self.for_programs(&reader.store, &reader.shared(&self.query), |cells, row| match row.last() {
            Some(Value::Integer(number)) => on_row(cells, *number),
            _ => on_row(cells, i64::MIN),
        })
    }

    /// Rows as programs get them; beside each, what is left of the row as the SELECT gives it
    fn for_programs(
        &self,
        store: &Store,
        query: &Query,
        mut on_row: impl FnMut(&[Value], &[Value]) -> Result<()>,
    ) -> Result<Selected> {
        let shown = self.shown.iter().map(|&index| Shown::new(&self.report, index, self.print));
        let shown: Vec<(Shown<'_>, Range<usize>)> = placed(shown).collect();
        let mut cells = vec![Value::Null; shown.last().map_or(0, |(_, range)| range.end)];
        store.select(query, |row| {
            shown.iter().for_each(|(shown, range)| shown.hand_on(row, &mut cells[range.clone()]));
            on_row(&cells, row)
        })
    }
}

/// Columns with the places of their cells in a row as programs get it
fn placed<'r>(shown: impl Iterator<Item = Shown<'r>>) -> impl Iterator<Item = (Shown<'r>, Range<usize>)> {
    shown.scan(0, |end, shown| {
        let start = *end;
        *end += shown.width();
        Some((shown, start..*end))
    })
}
