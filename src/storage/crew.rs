//! Several readers of one state of the ledger: a connection and a thread each, and what they read is put together.
//!
//! It does not know what they read, nor what they make of it. In the rollback journal nobody commits while anybody reads,
//! so that all of them see the same state: the first holds it until the last one does. A writer who waits for the first
//! lets no other reader in; then there is one reader, as if there were no crew, and neither waits for the other.

use std::io::{self, Write};
use std::mem;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::Duration;

use rusqlite::InterruptHandle;

use crate::storage::file_identity::FileIdentity;
use crate::storage::select::{Query, Selected};
use crate::storage::{CACHE, Error, Result, Store};
use crate::table::Value;
use crate::text::Failure;

/// The parameters that say which share of the units a reader reads, and of how many; of one reader both are blank
pub const SHARES: [&str; 2] = ["share", "shares"];

/// Bytes from which on a ledger is worth more than one reader: below, they take longer to come than to read
const LARGE: u64 = 32 << 20;

/// At most so many readers: each takes memory
const MOST: usize = 4;

/// Bytes that are handed on together
const BATCH: usize = 1 << 16;

/// Batches that a reader may be ahead of who takes them
const AHEAD: usize = 8;

/// Readers that see the same state
#[derive(Debug)]
pub struct Crew(Vec<Reader>);

/// One of them
#[derive(Debug)]
pub struct Reader {
    /// Its own connection
    pub store: Store,
    share: usize,
    shares: usize,
}

impl Store {
    /// As many readers as there are processors, where they make a large ledger's rows come sooner
    ///
    /// None for a small ledger, for the past, which stands in the TEMP views of one connection, where another tool has set a
    /// write-ahead log, in which others commit while the readers come, and where another file has come into the place of
    /// this one.
    pub fn crew(&self) -> Result<Option<Crew>> {
        self.worthy_crew().map_or(Ok(None), |size| self.crew_of(size))
    }

    /// How many readers that are
    pub fn worthy_crew(&self) -> Option<usize> {
        let size = thread::available_parallelism().map_or(1, |count| count.get().min(MOST));
        let is_large = std::fs::metadata(&self.path).is_ok_and(|about| about.len() >= LARGE);
        (size > 1 && is_large).then_some(size)
    }

    /// That many readers of a ledger of any size; none where a writer waits for those who read already
    pub fn crew_of(&self, size: usize) -> Result<Option<Crew>> {
        self.mustered(size, CACHE / size as i64)
    }

    fn mustered(&self, size: usize, cache: i64) -> Result<Option<Crew>> {
        match self.muster(size, cache) {
            Err(Error::Refused(Failure::Busy { .. })) => Ok(None),
            gathered => gathered,
        }
    }

    /// One more reader of the state that this one holds, for what can be read meanwhile, where a crew would be worth while
    pub fn companion(&self) -> Result<Option<Store>> {
        let crew = self.worthy_crew().map_or(Ok(None), |_| self.mustered(1, CACHE / MOST as i64))?;
        Ok(crew.and_then(|Crew(mut readers)| readers.pop()).map(|reader| reader.store))
    }

    fn muster(&self, size: usize, cache: i64) -> Result<Option<Crew>> {
        if self.past.is_some() || self.path.as_os_str().is_empty() {
            return Ok(None);
        }
        let mut readers = Vec::with_capacity(size);
        for share in 0..size {
            let mut store = Store::connect_read_only(&self.path, Duration::ZERO)?;
            let journal: String =
                store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            if journal != "delete" {
                return Ok(None);
            }
            store.connection.pragma_update(None, "cache_size", cache)?;
            store.hold()?;
            if let Some(end) = self.confined_until {
                store.confine_until(end)?;
            }
            readers.push(Reader { store, share, shares: size });
        }
        // They have opened what the path leads to now.
        let is_same = self.file.is_some() && self.file == FileIdentity::of(&self.path);
        Ok(is_same.then_some(Crew(readers)))
    }
}

impl Reader {
    /// Runs the query for this reader's share, and hands on its rows, each with the number behind its cells by which it is
    /// placed among those of the other readers
    pub fn select(
        &self,
        query: &Query,
        mut on_row: impl FnMut(&mut [Value], i64) -> Result<()>,
    ) -> Result<Selected> {
        self.store.select(&query.for_share(self.share, self.shares), |row| {
            let number = match row.last() {
                Some(Value::Integer(number)) => *number,
                _ => i64::MIN,
            };
            on_row(row, number)
        })
    }
}

impl Query {
    /// The query for one of so many shares
    pub fn for_share(&self, share: usize, shares: usize) -> Query {
        let mut query = self.clone();
        for (name, number) in SHARES.into_iter().zip([share, shares]) {
            let named = query.parameters.iter_mut().filter(|(other, _)| other == name);
            named.for_each(|(_, value)| *value = Value::Integer(number as i64));
        }
        query
    }
}

impl Crew {
    /// Their connections
    pub fn readers(&mut self) -> impl Iterator<Item = &mut Store> {
        self.0.iter_mut().map(|reader| &mut reader.store)
    }

    /// Lets the readers do so many things, whoever is free the next one; gives what came of each, in their order
    ///
    /// # Errors
    /// What one of them met; then nothing more is begun
    pub fn share_out<T: Send>(
        self,
        count: usize,
        work: impl Fn(&Store, usize) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let next = AtomicUsize::new(0);
        let take = |reader: Reader| {
            let mut done = Vec::new();
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= count {
                    return Ok(done);
                }
                let result = work(&reader.store, number).inspect_err(|_| next.store(count, Relaxed))?;
                done.push((number, result));
            }
        };
        let done = thread::scope(|scope| {
            let threads: Vec<_> = self.0.into_iter().map(|reader| scope.spawn(|| take(reader))).collect();
            threads.into_iter().map(joined).collect::<Result<Vec<_>>>()
        })?;
        let mut done: Vec<(usize, T)> = done.into_iter().flatten().collect();
        done.sort_by_key(|(number, _)| *number);
        Ok(done.into_iter().map(|(_, result)| result).collect())
    }

    /// Lets every reader do its work, and hands on what they write in the order of its numbers, of which no two readers
    /// have the same; gives the sum of what they count
    pub fn run(
        self,
        work: impl Fn(&Reader, Port) -> Result<u64> + Sync,
        mut on_text: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<u64> {
        thread::scope(|scope| {
            let mut lanes: Vec<Lane<'_>> =
                self.0.into_iter().map(|reader| Lane::of(scope, reader, &work)).collect();
            for lane in &mut lanes {
                lane.refill()?;
            }
            while let Some((_, lane)) = lanes
                .iter_mut()
                .filter_map(|lane| Some((lane.number()?, lane)))
                .min_by_key(|(number, _)| *number)
            {
                on_text(lane.text())?;
                lane.pass()?;
            }
            Ok(lanes.into_iter().map(Lane::count).sum())
        })
    }
}

/// What a thread has come to; if it broke off, so does this
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Texts that are handed on together: each has a number, and an end
#[derive(Debug, Default)]
struct Batch {
    text: Vec<u8>,
    ends: Vec<(i64, usize)>,
}

/// Where a reader hands over what it writes
#[derive(Debug)]
pub struct Port {
    batch: Batch,
    /// What is being written has this number
    number: Option<i64>,
    full: SyncSender<Result<Batch>>,
    spent: Receiver<Batch>,
}

impl Port {
    /// The number of what is being written
    pub fn number(&self) -> Option<i64> {
        self.number
    }

    /// What is written from now on has that number, which is not below the one before
    pub fn at(&mut self, number: i64) -> Result<()> {
        if self.number == Some(number) {
            return Ok(());
        }
        self.end();
        self.number = Some(number);
        if self.batch.text.len() < BATCH { Ok(()) } else { self.send() }
    }

    /// Hands over what is left
    pub fn finish(&mut self) -> Result<()> {
        self.end();
        self.send()
    }

    fn end(&mut self) {
        let ended = self.number.take().map(|number| (number, self.batch.text.len()));
        self.batch.ends.extend(ended);
    }

    fn send(&mut self) -> Result<()> {
        let mut next = self.spent.try_recv().unwrap_or_default();
        next.text.clear();
        next.ends.clear();
        let full = mem::replace(&mut self.batch, next);
        // Whoever does not take it any more has an error of its own to tell.
        self.full.send(Ok(full)).map_err(|_| Failure::QueryTooLong {}.into())
    }
}

impl Write for Port {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.batch.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What comes from one reader
struct Lane<'scope> {
    full: Receiver<Result<Batch>>,
    spent: SyncSender<Batch>,
    batch: Batch,
    at: usize,
    start: usize,
    stop: InterruptHandle,
    thread: Option<ScopedJoinHandle<'scope, u64>>,
}

impl<'scope> Lane<'scope> {
    fn of(
        scope: &'scope Scope<'scope, '_>,
        reader: Reader,
        work: &'scope (impl Fn(&Reader, Port) -> Result<u64> + Sync),
    ) -> Lane<'scope> {
        let (send, full) = sync_channel(AHEAD);
        let (spent, back) = sync_channel(AHEAD + 2);
        let stop = reader.store.connection.get_interrupt_handle();
        let thread = scope.spawn(move || {
            let port = Port { batch: Batch::default(), number: None, full: send.clone(), spent: back };
            work(&reader, port).unwrap_or_else(|error| {
                // Whoever has gone does not want to know.
                let _ = send.send(Err(error));
                0
            })
        });
        Lane { full, spent, batch: Batch::default(), at: 0, start: 0, stop, thread: Some(thread) }
    }

    /// The next batch, where there is one; the one that was taken goes back to be written over
    fn refill(&mut self) -> Result<()> {
        let next = self.full.recv().unwrap_or_else(|_| Ok(Batch::default()))?;
        // A reader that has ended wants none back.
        let _ = self.spent.try_send(mem::replace(&mut self.batch, next));
        (self.at, self.start) = (0, 0);
        Ok(())
    }

    /// By what the next text is placed among those of the other readers; none at the end
    fn number(&self) -> Option<i64> {
        self.batch.ends.get(self.at).map(|(number, _)| *number)
    }

    fn text(&self) -> &[u8] {
        let end = self.batch.ends.get(self.at).map_or(self.start, |(_, end)| *end);
        &self.batch.text[self.start..end]
    }

    fn pass(&mut self) -> Result<()> {
        (self.start, self.at) = (self.start + self.text().len(), self.at + 1);
        if self.number().is_some() { Ok(()) } else { self.refill() }
    }

    /// What the reader has counted
    fn count(mut self) -> u64 {
        self.thread.take().map_or(0, joined)
    }
}

/// A reader from whom nobody takes anything any more ends soon
impl Drop for Lane<'_> {
    fn drop(&mut self) {
        self.stop.interrupt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reader_comes_from_another_file_in_the_place_of_the_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["plan.db", "other.db"].map(|name| folder.path().join(name));
        for path in [&path, &other] {
            Store::open_or_create(path, Duration::ZERO)
                .unwrap()
                .begin("2026-11-24")
                .unwrap()
                .commit()
                .unwrap();
        }
        let store = Store::open(&path, Duration::ZERO).unwrap();
        assert!(store.crew_of(2).unwrap().is_some());
        std::fs::rename(&other, &path).unwrap();
        assert!(store.crew_of(2).unwrap().is_none());
    }
}
