//! The ledger file: opening it, its tables and its transactions. The only floor that names rusqlite.
//!
//! It knows rows and revisions as the file holds them. It does not know what a clerk's sheet looks like, what an
//! import may refuse, or what anybody reads on a terminal.

pub mod base;
pub mod beforehand;
pub mod compare;
pub mod content;
pub mod crew;
pub mod error;
pub mod exported;
mod file_header;
mod file_identity;
pub mod finding_log;
pub mod functions;
pub mod hand_edited;
pub mod integrity;
pub mod keys;
mod moved;
pub mod offered;
pub mod ordered_rows;
mod past;
pub mod quality;
mod read_only;
pub mod relation;
pub mod removal;
pub mod rename;
pub mod restore;
pub mod revert;
pub mod revision_log;
pub mod revisions;
pub mod row_by_key;
pub mod row_names;
pub mod rules;
pub mod select;
pub mod sql_names;
pub mod staging;
pub mod state_stage;
pub mod statements;
pub mod tags;
mod transaction;
pub mod unit_names;
pub mod upsert;
pub mod values;
pub mod versions;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::hooks::{AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};

pub use error::{Error, Result};
pub use transaction::Transaction;

use crate::storage::file_header::{Header, header};
use crate::storage::file_identity::FileIdentity;
use crate::storage::past::Past;
use crate::text::Failure;

/// The whole schema of a ledger
pub const SCHEMA: &str = include_str!("../../schema.sql");

/// The version of [`SCHEMA`], in the file's `user_version`
const VERSION: i32 = 1;

/// "TZLG" in the file's header: what says that an SQLite file is a ledger
const APPLICATION: i32 = 0x545A_4C47;

/// Pages that a connection keeps, in SQLite's words: 64 MiB of them
const CACHE: i64 = -65_536;

/// Steps of SQLite's machine between two looks at whether it is to stop
const STEPS: i32 = 100_000;

/// An open ledger file
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// Whether the names of units have been collected
    knows_unit_names: Cell<bool>,
    /// The state that is shown, where it is not the present
    past: Option<Past>,
    /// Whether a query was refused because it asked for the present instead
    past_evaded: Arc<AtomicBool>,
    /// When a confined connection has to be done
    confined_until: Option<Instant>,
    path: PathBuf,
    /// Which file it was that was opened
    file: Option<FileIdentity>,
    /// How long it waits for who holds a lock
    wait: Duration,
    /// Whether there was no ledger when the file was opened
    is_new: bool,
}

/// A ledger that was to be made and was not leaves no file behind
///
/// The file goes while it is locked: whoever waits for it finds it gone, and does not write into nowhere.
impl Drop for Store {
    fn drop(&mut self) {
        if self.is_new
            && self.connection.busy_timeout(Duration::ZERO).is_ok()
            && self.connection.execute_batch("BEGIN IMMEDIATE").is_ok()
            && self.is_empty().is_ok_and(|is_empty| is_empty)
        {
            // An empty file that stays is taken for none by the next command.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Store {
    /// Opens the ledger at `path`; it must exist and be one
    pub fn open(path: &Path, wait: Duration) -> Result<Store> {
        match header(path)? {
            Header::Absent => return Err(Failure::NoLedger { path: path.display().to_string() }.into()),
            Header::Foreign => return Err(Failure::NotALedger { path: path.display().to_string() }.into()),
            Header::Ledger => {}
        }
        let store = Store::connect(path, wait)?;
        store.verify_version()?;
        Ok(store)
    }

    /// The same ledger once more, in the present and without anything that is remembered here
    ///
    /// Its file is not looked at but by SQLite: to close it would give up the locks that this process has on it.
    pub fn beside(&self) -> Result<Store> {
        let store = Store::connect(&self.path, self.wait)?;
        store.verify_version()?;
        Ok(store)
    }

    /// Opens the ledger at `path` for writing, or prepares an empty one there
    ///
    /// A new ledger is part of the first transaction: until that commits, the file stays empty.
    pub fn open_or_create(path: &Path, wait: Duration) -> Result<Store> {
        match header(path)? {
            Header::Absent => {
                let mut store = Store::connect(path, wait)?;
                store.is_new = true;
                Ok(store)
            }
            _ => Store::open(path, wait),
        }
    }

    /// A ledger in memory, for comparing sheets without one
    pub fn in_memory() -> Result<Store> {
        let mut store = Store::on(Connection::open_in_memory()?, Path::new(""));
        store.configure(Duration::ZERO)?;
        store.create_schema("1970-01-01T00:00:00Z")?;
        Ok(store)
    }

    fn on(connection: Connection, path: &Path) -> Store {
        Store {
            connection,
            knows_unit_names: Cell::new(false),
            past: None,
            past_evaded: Arc::default(),
            confined_until: None,
            path: path.to_owned(),
            file: None,
            wait: Duration::ZERO,
            is_new: false,
        }
    }

    fn connect(path: &Path, wait: Duration) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
        // Before it is opened: what comes into its place meanwhile is noticed then, and not taken for it.
        let file = FileIdentity::of(path);
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_CREATE)
            .or_else(|_| {
                Connection::open_with_flags(
                    path,
                    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
                )
            })
            .map_err(|error| Error::at(path, error))?;
        let mut store = Store::on(connection, path);
        store.file = file.or_else(|| FileIdentity::of(path));
        store.configure(wait)?;
        Ok(store)
    }

    fn configure(&mut self, wait: Duration) -> Result<()> {
        self.wait = wait;
        self.connection.busy_timeout(wait)?;
        self.connection.set_prepared_statement_cache_capacity(64);
        self.connection.pragma_update(None, "foreign_keys", true)?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.pragma_update(None, "cache_size", CACHE)?;
        self.connection.pragma_update(None, "trusted_schema", false)?;
        functions::register(&self.connection)?;
        Ok(())
    }

    fn verify_version(&self) -> Result<()> {
        let version: i32 = self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 && self.is_empty()? {
            return Err(Failure::NoLedger { path: self.path.display().to_string() }.into());
        }
        if version > VERSION {
            return Err(Failure::NewerLedger { path: self.path.display().to_string() }.into());
        }
        Ok(())
    }

    fn is_empty(&self) -> Result<bool> {
        Ok(self.connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?)
    }

    fn create_schema(&self, now: &str) -> Result<()> {
        self.connection.execute_batch(SCHEMA)?;
        self.connection.pragma_update(None, "application_id", APPLICATION)?;
        self.connection.pragma_update(None, "user_version", VERSION)?;
        self.connection.execute(
            "INSERT INTO ledger (one, id, created) VALUES (1, lower(hex(randomblob(16))), :now)",
            rusqlite::named_params! { ":now": now },
        )?;
        Ok(())
    }

    /// Keeps TEMP tables in memory, or in a file; before a transaction, and without any of them
    ///
    /// In memory goes also SQLite's journal of the statement, which in a file takes a third of an import's time. A
    /// stage of a large table belongs in a file.
    pub fn keep_temp_in_memory(&self, in_memory: bool) -> Result<()> {
        self.knows_unit_names.set(false);
        Ok(self.connection.pragma_update(None, "temp_store", if in_memory { "MEMORY" } else { "FILE" })?)
    }

    /// Runs something that reads, so that all of it sees the same revision
    pub fn at_once<T, E: From<Error>>(
        &self,
        read: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.connection.execute_batch("BEGIN").map_err(Error::from)?;
        let result = read();
        self.connection.execute_batch("COMMIT").map_err(Error::from)?;
        result
    }

    /// Sees the revision that it sees now until it is closed, whatever is written meanwhile
    ///
    /// For readers that are confined afterwards, and may end nothing themselves. What is held already stays so.
    pub fn hold(&self) -> Result<()> {
        if !self.holds() {
            self.connection.execute_batch("BEGIN; SELECT 1 FROM revisions LIMIT 1")?;
        }
        Ok(())
    }

    /// Lets go of the state that [`hold`](Store::hold) keeps: the last thing that a confined reader does
    pub fn release(&mut self) -> Result<()> {
        self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// Whether it sees one state until it lets go
    pub fn holds(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Stops whatever SQLite is doing once the flag is set
    pub fn stop_on(&mut self, flag: Arc<AtomicBool>) -> Result<()> {
        let stops = move || flag.load(Ordering::Relaxed);
        Ok(self.connection.progress_handler(STEPS, Some(stops))?)
    }

    /// The connection, for the other files of this floor
    fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// What another SQLite tool would do to the file
#[cfg(test)]
pub fn outside_write(path: &Path, sql: &str) -> Result<()> {
    Ok(Connection::open(path)?.execute_batch(sql)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entity::{Entity, Kind};

    /// The SQL of `CREATE TABLE name`, up to its end
    fn definition(name: &str) -> &'static str {
        let start = SCHEMA.find(&format!("CREATE TABLE {name} (")).unwrap();
        &SCHEMA[start..start + SCHEMA[start..].find(") STRICT").unwrap()]
    }

    #[test]
    fn the_schema_has_the_columns_of_the_one_list() {
        let store = Store::in_memory().unwrap();
        for entity in Entity::ALL {
            for table in [entity.name().to_owned(), format!("{}_history", entity.name())] {
                let mut statement = store
                    .connection
                    .prepare("SELECT name, type FROM pragma_table_info(:table) ORDER BY cid")
                    .unwrap();
                let found: Vec<(String, String)> = statement
                    .query_map(rusqlite::named_params! { ":table": table }, |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .unwrap()
                    .map(|row| row.unwrap())
                    .collect();
                let expected: Vec<(String, String)> = entity
                    .columns()
                    .iter()
                    .map(|column| (column.name.to_owned(), column.sql_type().to_owned()))
                    .collect();
                assert_eq!(found[..expected.len()], expected, "{table}");
            }
        }
    }

    #[test]
    fn the_views_have_the_words_of_the_bounds() {
        let store = Store::in_memory().unwrap();
        for bound in ["about", "over", "at_least", "under", "at_most"] {
            let word: String = store
                .connection
                .query_row(
                    "SELECT word FROM bound_words WHERE code = :code",
                    rusqlite::named_params! { ":code": bound },
                    |row| row.get(0),
                )
                .unwrap();
            let known = crate::domain::bound::Bound::from_code(bound).unwrap();
            assert_eq!((known.code(), known.word().zh), (Some(bound), word.as_str()));
        }
    }

    #[test]
    fn the_schema_has_the_code_lists_and_defaults_of_the_one_list() {
        for entity in Entity::ALL {
            let sql = definition(entity.name()).split_whitespace().collect::<Vec<_>>().join(" ");
            for column in entity.columns() {
                if let Kind::Word(words) = column.kind {
                    let list: Vec<String> =
                        words.iter().map(|word| format!("{} = '{}'", column.name, word.code)).collect();
                    let check = list.join(" OR ");
                    let found = [format!("CHECK ({check})"), format!("CHECK ( {check} )")];
                    assert!(
                        found.iter().any(|check| sql.contains(check)),
                        "{}.{}: {check}",
                        entity.name(),
                        column.name
                    );
                }
                if let Some(default) = column.default {
                    let quoted = [format!("DEFAULT '{default}'"), format!("DEFAULT {default}")];
                    let line = sql.split(", ").find(|line| {
                        line.contains(&format!(" {} ", column.name))
                            || line.starts_with(&format!("{} ", column.name))
                    });
                    assert!(
                        line.is_some_and(|line| quoted.iter().any(|text| line.contains(text))),
                        "{}",
                        column.name
                    );
                }
            }
        }
    }
}
