//! The rows of a report read ahead: people are not shown columns that hold nothing, and only the last row says which do.
//!
//! The rows wait in a file meanwhile, so that a report is run once, however long it is.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::ledger::{Error, Ledger, Result};
use crate::reports::definition::{Definition, LEVEL, Presence};
use crate::storage::crew::{Crew, Port, Reader};
use crate::storage::select::{Query, Selected};
use crate::table::Value;
use crate::table::row_spool::{RowSpool, write_row};

/// Rows that have been read
#[derive(Debug)]
pub struct Ahead {
    rows: Mutex<RowSpool>,
    selected: Selected,
}

impl Ahead {
    /// Hands on the rows
    pub fn each_row(&self, mut on_row: impl FnMut(&[Value]) -> Result<()>) -> Result<Selected> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.each(|row| on_row(row).map_err(Stop::Error)).map_err(|stop| match stop {
            Stop::Error(error) => error,
            Stop::Spool(source) => fault(source),
        })?;
        Ok(self.selected)
    }
}

/// Why rows are not read back to the end
enum Stop {
    Error(Error),
    Spool(io::Error),
}

impl From<io::Error> for Stop {
    fn from(source: io::Error) -> Stop {
        Stop::Spool(source)
    }
}

fn fault(source: io::Error) -> Error {
    Error::Io { path: "report".into(), source }
}

impl Definition {
    /// Several readers for the rows of the query, which is this report's, where they read them sooner than one
    pub fn crew(&self, ledger: &Ledger, query: &Query) -> Result<Option<Crew>> {
        let is_divisible = self.merged_by.is_some() && self.file.is_none() && query.limit.is_none();
        if is_divisible { ledger.store().crew() } else { Ok(None) }
    }

    /// Reads the rows, and says which columns are to be shown to a person
    pub fn read_ahead(&self, ledger: &Ledger, query: &Query) -> Result<(Vec<usize>, Ahead)> {
        self.read_ahead_by(self.crew(ledger, query)?, ledger, query)
    }

    /// The same by those readers, or by the ledger itself
    pub fn read_ahead_by(
        &self,
        crew: Option<Crew>,
        ledger: &Ledger,
        query: &Query,
    ) -> Result<(Vec<usize>, Ahead)> {
        let mut rows = RowSpool::new();
        let held = Mutex::new(vec![false; self.columns.len()]);
        let selected = match crew {
            None => {
                let mut holds = vec![false; self.columns.len()];
                let selected = ledger.store().select(query, |row| {
                    self.see(row, &mut holds);
                    rows.put(self.cells(row)).map_err(fault)
                })?;
                note(&held, &holds);
                selected
            }
            Some(crew) => {
                let read = |reader: &Reader, port| self.read_share(reader, port, query, &held);
                let count = crew.run(read, |text| rows.put_written(text).map_err(fault))?;
                Selected { rows: count, cut: false }
            }
        };
        let holds = held.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_shown = |index: &usize| match &self.columns[*index].presence {
            // People do not see it, but a page sets totals apart by it.
            _ if self.columns[*index].name == LEVEL => true,
            Presence::Always => true,
            Presence::Data => false,
            Presence::Optional | Presence::Unless(_) => holds[*index],
        };
        let shown = (0..self.columns.len()).filter(is_shown).collect();
        Ok((shown, Ahead { rows: Mutex::new(rows), selected }))
    }

    /// Reads the rows of one reader, and counts them
    fn read_share(
        &self,
        reader: &Reader,
        mut port: Port,
        query: &Query,
        held: &Mutex<Vec<bool>>,
    ) -> Result<u64> {
        let mut holds = vec![false; self.columns.len()];
        let selected = reader.select(query, |row, number| {
            port.at(number)?;
            self.see(row, &mut holds);
            write_row(&mut port, self.cells(row)).map_err(fault)
        })?;
        port.finish()?;
        note(held, &holds);
        Ok(selected.rows)
    }

    /// The cells of a row that are the columns': behind them may stand what it is merged by
    fn cells<'r>(&self, row: &'r [Value]) -> &'r [Value] {
        &row[..self.columns.len()]
    }

    /// Notes which columns hold something
    fn see(&self, row: &[Value], holds: &mut [bool]) {
        for (held, (column, cell)) in holds.iter_mut().zip(self.columns.iter().zip(row)) {
            *held |= match (&column.presence, cell) {
                (_, Value::Null) => false,
                (Presence::Unless(word), Value::Text(text)) => text != word,
                _ => true,
            };
        }
    }
}

fn note(held: &Mutex<Vec<bool>>, holds: &[bool]) {
    let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
    held.iter_mut().zip(holds).for_each(|(held, holds)| *held |= holds);
}
