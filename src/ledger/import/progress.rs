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
    tell: Option<Arc<dyn Fn(u64)>>,
}

impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Progress {{ stopped: {} }}", self.is_stopped())
    }
}

impl Progress {
    /// Tells `tell` the rows of the sheet at hand, and stops once `stop` is set
    pub fn new(stop: Arc<AtomicBool>, tell: impl Fn(u64) + 'static) -> Progress {
        Progress { stop, tell: Some(Arc::new(tell)) }
    }

    /// The flag that stops it
    pub fn stop(&self) -> Arc<AtomicBool> {
        self.stop.clone()
    }

    /// Whether it is to stop
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// So many rows of a sheet have been read
    pub fn rows(&self, rows: u64) -> Result<()> {
        if rows % STEP == 0 {
            if let Some(tell) = &self.tell {
                tell(rows);
            }
            if self.is_stopped() {
                return Err(Failure::Interrupted {}.into());
            }
        }
        Ok(())
    }
}
