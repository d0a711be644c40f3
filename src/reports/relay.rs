//! Rows from the thread that reads them to one that writes them: SQLite goes on while a page of rows is printed.
//!
//! It does not know what a row is of, nor how it is written.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, Scope, ScopedJoinHandle};

use crate::ledger::Result;
use crate::storage::select::Selected;
use crate::table::Value;

/// The rows of a page, and the bytes of text after which it is full before that
const ROWS: usize = 500;
const BYTES: usize = 1 << 18;

/// Pages on their way at most; with the one that is filled and the one that is printed, so many are in memory
const WAITING: usize = 2;

/// Rows on their way; what a page holds is written over when it comes back, so that texts are not made anew
#[derive(Default)]
struct Page {
    rows: Vec<Vec<Value>>,
    /// How many of the rows count
    filled: usize,
    bytes: usize,
}

impl Page {
    /// Takes a row's cells, and leaves others for the next row to be read into
    fn take(&mut self, row: &mut [Value]) {
        if self.filled == self.rows.len() {
            self.rows.push(vec![Value::Null; row.len()]);
        }
        for (cell, place) in row.iter_mut().zip(&mut self.rows[self.filled]) {
            if let Value::Text(text) = cell {
                self.bytes += text.len();
            }
            std::mem::swap(cell, place);
        }
        self.filled += 1;
    }

    fn is_full(&self) -> bool {
        self.filled == ROWS || self.bytes >= BYTES
    }

    fn write(&mut self, write: &mut impl FnMut(&mut [Value]) -> Result<()>) -> Result<()> {
        self.rows[..self.filled].iter_mut().try_for_each(|row| write(row))
    }

    /// The page to be filled again; long texts are not kept
    fn emptied(self) -> Page {
        let rows = if self.bytes < BYTES { self.rows } else { Vec::new() };
        Page { rows, filled: 0, bytes: 0 }
    }
}

/// The thread that writes, and the ways to it and back
struct Writer<'scope> {
    full: SyncSender<Page>,
    empty: Receiver<Page>,
    thread: ScopedJoinHandle<'scope, Result<()>>,
}

impl<'scope> Writer<'scope> {
    fn start<'a>(
        scope: &'scope Scope<'scope, 'a>,
        mut write: impl FnMut(&mut [Value]) -> Result<()> + Send + 'scope,
    ) -> Writer<'scope> {
        let (full, pages) = sync_channel::<Page>(WAITING);
        let (back, empty) = sync_channel(WAITING + 2);
        let thread = scope.spawn(move || {
            for mut page in pages {
                page.write(&mut write)?;
                // Who reads may have stopped reading.
                let _ = back.send(page.emptied());
            }
            Ok(())
        });
        Writer { full, empty, thread }
    }

    /// Sends a page; none comes back where the thread has stopped
    fn send(&self, page: Page) -> Option<Page> {
        self.full.send(page).ok()?;
        Some(self.empty.try_recv().unwrap_or_default())
    }

    fn finish(self) -> Result<()> {
        drop(self.full);
        self.thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
}

/// Reads rows with one function and writes them with the other, in a thread of its own once a page is full
///
/// The rows that were read before an error are written. An error of writing stops the reading, and is the one that counts.
pub fn relay(
    read: impl FnOnce(&mut dyn FnMut(&mut [Value]) -> Result<()>) -> Result<Selected>,
    write: impl FnMut(&mut [Value]) -> Result<()> + Send,
) -> Result<Selected> {
    thread::scope(|scope| {
        let (mut page, mut writer, mut idle) = (Page::default(), None, Some(write));
        let read = read(&mut |row| {
            page.take(row);
            if !page.is_full() {
                return Ok(());
            }
            if let Some(write) = idle.take() {
                writer = Some(Writer::start(scope, write));
            }
            let Some(running) = &writer else { return Ok(()) };
            match running.send(std::mem::take(&mut page)) {
                Some(empty) => page = empty,
                None => writer.take().map_or(Ok(()), Writer::finish)?,
            }
            Ok(())
        });
        match (writer, idle) {
            (Some(writer), _) => {
                writer.send(page);
                writer.finish()?;
            }
            (None, Some(mut write)) => page.write(&mut write)?,
            (None, None) => {}
        }
        read
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Error;
    use crate::text::Failure;

    fn fault(text: &str) -> Error {
        Failure::CommandLine { reason: text.to_owned() }.into()
    }

    /// What is written of `count` rows, the row at which writing fails and the one at which reading does
    fn relayed(count: i64, unwritable: i64, unreadable: i64) -> (Vec<i64>, Result<u64>) {
        let mut written = Vec::new();
        let selected = relay(
            |hand| {
                let mut cells = vec![Value::Null, Value::Null];
                for number in 0..count {
                    if number == unreadable {
                        return Err(fault("read"));
                    }
                    cells[0] = Value::Integer(number);
                    cells[1] = Value::Text("长".repeat(number as usize % 97));
                    hand(&mut cells)?;
                }
                Ok(Selected { rows: count as u64, cut: false })
            },
            |row| {
                let Value::Integer(number) = row[0] else { return Err(fault("a row of nothing")) };
                assert_eq!(row[1], Value::Text("长".repeat(number as usize % 97)));
                if number == unwritable {
                    return Err(fault("write"));
                }
                written.push(number);
                Ok(())
            },
        );
        (written, selected.map(|selected| selected.rows))
    }

    #[test]
    fn rows_come_whole_and_in_order() {
        for count in [0, 1, 499, 500, 501, 20_000] {
            let (written, selected) = relayed(count, -1, -1);
            assert_eq!(written, (0..count).collect::<Vec<_>>());
            assert_eq!(selected.unwrap(), count as u64);
        }
    }

    #[test]
    fn what_cannot_be_written_stops_the_reading() {
        for unwritable in [0, 499, 500, 19_999] {
            let (written, selected) = relayed(20_000, unwritable, -1);
            assert_eq!(written, (0..unwritable).collect::<Vec<_>>());
            assert!(format!("{:?}", selected.unwrap_err()).contains("write"));
        }
    }

    #[test]
    fn what_was_read_before_an_error_is_written() {
        for unreadable in [0, 3, 500, 1_700] {
            let (written, selected) = relayed(20_000, -1, unreadable);
            assert_eq!(written, (0..unreadable).collect::<Vec<_>>());
            assert!(format!("{:?}", selected.unwrap_err()).contains("read"));
        }
    }
}
