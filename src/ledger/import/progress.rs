//! A long import seen from outside: how many rows it has read, and whether it is to stop.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::storage::Result;
use crate::text::Failure;

/// Rows between two looks at the outside
const STEP: u64 = 1024;

/// Who watches, and who may stop it
#[derive(Clone, Default)]
pub struct Progress {
    stop: Arc<AtomicBool>,
    watcher: Option<Arc<dyn Watcher>>,
}

/// Who wants to know how far an import has come
pub trait Watcher {
    /// The ledger is about to be written to; from here on the flag stops it in an orderly way
    fn begin(&self, stop: Arc<AtomicBool>);

    /// So many rows of the sheet at hand have been read
    fn rows(&self, rows: u64);

    /// All rows are in, and are held against each other
    fn checking(&self);
}

impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Progress {{ stopped: {} }}", self.is_stopped())
    }
}

impl Progress {
    /// Tells a watcher
    pub fn watched(watcher: impl Watcher + 'static) -> Progress {
        Progress { stop: Arc::default(), watcher: Some(Arc::new(watcher)) }
    }

    /// The ledger is about to be written to
    pub fn begin(&self) {
        if let Some(watcher) = &self.watcher {
            watcher.begin(self.stop.clone());
        }
    }

    /// The flag that stops it
    pub fn stop(&self) -> Arc<AtomicBool> {
        self.stop.clone()
    }

    /// All rows are in
    pub fn checking(&self) {
        if let Some(watcher) = &self.watcher {
            watcher.checking();
        }
    }

    /// Whether it is to stop
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// So many rows of a sheet have been read
    pub fn rows(&self, rows: u64) -> Result<()> {
        if rows.is_multiple_of(STEP) {
            if let Some(watcher) = &self.watcher {
                watcher.rows(rows);
            }
            if self.is_stopped() {
                return Err(Failure::Interrupted {}.into());
            }
        }
        Ok(())
    }
}
