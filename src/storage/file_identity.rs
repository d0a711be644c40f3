//! Which file a path leads to, so that it is noticed where another one has come into its place. No file is opened for that:
//! to close it would give up the locks that this process has on it.

use std::path::Path;

/// A file, whatever it is called
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileIdentity {
    disk: u64,
    number: u64,
}

impl FileIdentity {
    /// The file at the path; none where there is none
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<FileIdentity> {
        use std::os::unix::fs::MetadataExt;
        let about = std::fs::metadata(path).ok()?;
        Some(FileIdentity { disk: about.dev(), number: about.ino() })
    }

    /// Any file: elsewhere one that is open keeps its place
    #[cfg(not(unix))]
    pub fn of(path: &Path) -> Option<FileIdentity> {
        path.exists().then_some(FileIdentity { disk: 0, number: 0 })
    }
}
