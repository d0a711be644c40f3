//! What can go wrong with a ledger file, as a typed error. How it is worded is the catalog's matter.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::text::{ExportFault, Failure, Language, ReportFault};

/// A result of this floor
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the storage could not do what it was asked
#[derive(Debug)]
pub enum Error {
    /// Something the user can mend
    Refused(Failure),
    /// The file system said no
    Io {
        /// Which file
        path: PathBuf,
        /// What it said
        source: std::io::Error,
    },
    /// SQLite said no, for a reason that no user can mend
    Sqlite(rusqlite::Error),
}

impl Error {
    /// The error of SQLite on that file: in use, damaged, full, or something else
    pub fn at(path: &Path, error: rusqlite::Error) -> Error {
        let path = path.display().to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Failure::Busy { path }.into(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Failure::Damaged { path }.into(),
            Some(ErrorCode::DiskFull) => Failure::DiskFull { path }.into(),
            Some(ErrorCode::ReadOnly) => Failure::NotWritable { path }.into(),
            Some(ErrorCode::SystemIoFailure) => Failure::DiskFailed { path }.into(),
            Some(ErrorCode::CannotOpen) => Failure::CannotOpen { path }.into(),
            _ => Error::Sqlite(error),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        Error::Refused(failure)
    }
}

impl From<ReportFault> for Error {
    fn from(fault: ReportFault) -> Error {
        Error::Refused(fault.into())
    }
}

impl From<ExportFault> for Error {
    fn from(fault: ExportFault) -> Error {
        Error::Refused(fault.into())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen,
            ) => Error::at(Path::new(""), error),
            _ => Error::Sqlite(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(failure) => formatter.write_str(&failure.text(Language::English)),
            Error::Io { path, source } => write!(formatter, "{}: {source}", path.display()),
            Error::Sqlite(error) => write!(formatter, "{error}"),
        }
    }
}

impl std::error::Error for Error {}
