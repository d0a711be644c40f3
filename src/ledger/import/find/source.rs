//! A file of the call, or standard input kept in one: what it is called, and where it lies. It does not know what is in it.

use std::cell::Cell;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::{NamedTempFile, TempPath};

use crate::storage::{Error, Result};

/// A file of the call
pub struct Source {
    /// Where it lies
    pub path: PathBuf,
    /// What it is called
    pub shown: Arc<str>,
    /// What was kept of standard input, until nobody needs it
    pub kept: Option<Arc<TempPath>>,
    /// Whether the office's own mapping says something of it
    pub is_mapped: Cell<bool>,
}

/// The file of that path
pub fn source(path: &Path) -> Source {
    Source {
        path: path.to_owned(),
        shown: path.display().to_string().into(),
        kept: None,
        is_mapped: Cell::default(),
    }
}

/// Standard input
///
/// What comes on it is kept in a file, since a sheet is read more than once
pub fn standard_input() -> Result<Source> {
    let io_fault = |source| Error::Io { path: "-".into(), source };
    let mut file = NamedTempFile::new().map_err(io_fault)?;
    io::copy(&mut io::stdin().lock(), &mut file).map_err(io_fault)?;
    let kept = file.into_temp_path();
    Ok(Source {
        path: kept.to_path_buf(),
        shown: "-".into(),
        kept: Some(Arc::new(kept)),
        is_mapped: Cell::default(),
    })
}
