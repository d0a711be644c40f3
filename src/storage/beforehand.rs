//! Parts of a query that several readers read at the same time, into TEMP tables of the connection that runs it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::storage::crew::Crew;
use crate::storage::select::{Query, bind, query_error};
use crate::storage::statements::quoted;
use crate::storage::{Error, Result, Store};
use crate::text::Failure;

/// A TEMP table and a query whose rows it gets; several may fill one
#[derive(Debug, Clone)]
pub struct Part {
    /// What the table is called
    pub table: String,
    /// What fills it
    pub query: Query,
}

/// Rows that are handed on together
const BATCH: usize = 512;

/// Batches that wait to be taken in
const WAITING: usize = 16;

/// What a reader hands on for the part of that number
enum Piece {
    Columns(usize, Vec<String>),
    Rows(usize, Vec<Vec<Value>>),
}

impl Crew {
    /// Reads the parts, as many as there are readers, into the store; in the transaction that it
    /// holds
    ///
    /// # Errors
    /// What a reader met, or that the time was over
    pub fn fill(mut self, store: &Store, parts: &[Part], timeout: Duration) -> Result<()> {
        thread::scope(|scope| {
            let (send, pieces) = sync_channel(WAITING);
            for (number, (reader, part)) in self.readers().zip(parts).enumerate() {
                let send = send.clone();
                scope.spawn(move || {
                    if let Err(error) = read(reader, &part.query, timeout, number, &send) {
                        // Whoever has gone does not want to know.
                        let _ = send.send(Err(error));
                    }
                });
            }
            drop(send);
            store.take_in(parts, &pieces)
        })
    }
}

fn read(
    store: &mut Store,
    query: &Query,
    timeout: Duration,
    number: usize,
    send: &SyncSender<Result<Piece>>,
) -> Result<()> {
    store.confine(timeout)?;
    let send = |piece| send.send(Ok(piece)).map_err(|_| Error::from(Failure::QueryTooLong {}));
    let mut statement = store.prepared(&query.sql)?;
    bind(&mut statement, &query.parameters)?;
    let width = statement.column_count();
    send(Piece::Columns(number, statement.column_names().map(str::to_owned).collect()))?;
    let mut found = statement.raw_query();
    let mut rows = Vec::with_capacity(BATCH);
    while let Some(row) = found.next().map_err(query_error)? {
        rows.push((0..width).map(|index| row.get(index)).collect::<rusqlite::Result<Vec<Value>>>()?);
        if rows.len() == BATCH {
            send(Piece::Rows(number, std::mem::replace(&mut rows, Vec::with_capacity(BATCH))))?;
        }
    }
    send(Piece::Rows(number, rows))
}

impl Store {
    /// Puts what the readers hand on into the TEMP tables of the parts
    fn take_in(&self, parts: &[Part], pieces: &Receiver<Result<Piece>>) -> Result<()> {
        for piece in pieces {
            match piece? {
                Piece::Columns(number, names) => {
                    let columns: Vec<String> = names.iter().map(|name| quoted(name, '"')).collect();
                    let table = quoted(&parts[number].table, '"');
                    let create = format!("CREATE TEMP TABLE IF NOT EXISTS {table} ({})", columns.join(", "));
                    self.connection().execute_batch(&create)?;
                }
                Piece::Rows(number, rows) => {
                    let Some(width) = rows.first().map(Vec::len) else { continue };
                    let (table, marks) = (quoted(&parts[number].table, '"'), vec!["?"; width].join(", "));
                    let insert = format!("INSERT INTO temp.{table} VALUES ({marks})");
                    let mut insert = self.connection().prepare_cached(&insert)?;
                    for row in rows {
                        insert.execute(params_from_iter(row))?;
                    }
                }
            }
        }
        Ok(())
    }
}
