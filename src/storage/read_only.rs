//! Ledgers that are only looked at, as the operands of a comparison.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::storage::{Error, Header, Result, Store, header};
use crate::text::Failure;

impl Store {
    /// Opens the ledger at `path` so that nothing can be written to it
    pub fn open_read_only(path: &Path, wait: Duration) -> Result<Store> {
        if header(path)? != Header::Ledger {
            return Err(Failure::NotALedger { path: path.display().to_string() }.into());
        }
        Store::connect_read_only(path, wait)
    }

    /// The same of a file that is known to be a ledger
    ///
    /// It opens the file by SQLite alone: who closes a file by other means gives up all locks that this process has on it.
    pub(super) fn connect_read_only(path: &Path, wait: Duration) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| Error::at(path, error))?;
        let mut store = Store::on(connection, path);
        let opened = store.configure(wait).and_then(|()| store.verify_version());
        opened.map_err(|error| about(path, error))?;
        Ok(store)
    }

    /// Whether the file at `path` says that it is a ledger
    pub fn is_ledger(path: &Path) -> bool {
        header(path).is_ok_and(|header| header == Header::Ledger)
    }

    /// Where the file is
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What went wrong, with the name of this ledger, which is not the one at hand
fn about(path: &Path, error: Error) -> Error {
    let path = path.display().to_string();
    match error {
        // What cannot be read without writing is what an interrupted command left half done.
        Error::Refused(Failure::NotWritable { .. }) => Failure::LeftHalfDone { path }.into(),
        Error::Refused(Failure::Busy { .. }) => Failure::Busy { path }.into(),
        Error::Refused(Failure::Damaged { .. }) => Failure::Damaged { path }.into(),
        Error::Sqlite(error) => Error::at(Path::new(&path), error),
        other => other,
    }
}
