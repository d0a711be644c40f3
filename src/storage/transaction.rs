//! The one write transaction of a command, and marks inside it.

use rusqlite::TransactionBehavior;

use crate::storage::{Error, Result, Store};
use crate::text::Failure;

/// A write transaction: everything it did is undone unless it is committed
#[derive(Debug)]
pub struct Transaction<'s> {
    inner: rusqlite::Transaction<'s>,
    store: &'s Store,
}

impl Transaction<'_> {
    /// The store inside the transaction
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Makes everything lasting
    pub fn commit(self) -> Result<()> {
        // What units are called may be something else now.
        self.store.knows_unit_names.set(false);
        let path = self.store.path.clone();
        self.inner.commit().map_err(|error| Error::at(&path, error))
    }

    /// Makes lasting what is to last: all of it, else what was there before the mark, else nothing
    pub fn end(self, mark: &'static str, changed: bool, marked: bool) -> Result<()> {
        if !changed && marked {
            self.store.return_to_mark(mark)?;
        }
        if changed || marked { self.commit() } else { self.roll_back() }
    }

    /// Takes everything back
    pub fn roll_back(self) -> Result<()> {
        // TEMP tables made inside are gone with it.
        self.store.knows_unit_names.set(false);
        Ok(self.inner.rollback()?)
    }
}

impl Store {
    /// Starts the one write transaction of a command, and makes the ledger if the file is still empty
    pub fn begin(&mut self, now: &str) -> Result<Transaction<'_>> {
        let path = self.path.clone();
        let inner = rusqlite::Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(|error| Error::at(&path, error))?;
        let fresh = self.is_empty()?;
        if fresh {
            if !path.exists() {
                // Another command made the file, was refused, and took it away while this one waited.
                return Err(Failure::Busy { path: path.display().to_string() }.into());
            }
            self.create_schema(now)?;
        }
        Ok(Transaction { inner, store: self })
    }

    /// Puts a mark inside the transaction, to which it can return
    pub fn mark(&self, name: &'static str) -> Result<()> {
        Ok(self.connection.execute_batch(&format!("SAVEPOINT {name}"))?)
    }

    /// Takes back everything since the mark, TEMP tables included
    pub fn return_to_mark(&self, name: &'static str) -> Result<()> {
        self.knows_unit_names.set(false);
        Ok(self.connection.execute_batch(&format!("ROLLBACK TO {name}; RELEASE {name}"))?)
    }
}
