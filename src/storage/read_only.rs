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
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| Error::at(path, error))?;
        let store = Store::on(connection, path);
        store.configure(wait).and_then(|()| store.verify_version()).map_err(|error| match error {
            // What cannot be read without writing is what an interrupted command left half done.
            Error::Sqlite(error) => Error::at(path, error),
            other => other,
        })?;
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
