//! An analyst's own reports: the `.sql` files of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::ledger::{Error, Result};
use crate::reports::Definition;
use crate::text::{Failure, ReportFault};

/// The most bytes that a report's file may have; one that is larger is something else
const LARGEST: u64 = 1 << 20;

/// Where own reports lie unless it is said otherwise: `reports` beside the ledger
pub fn own_folder(ledger: &Path) -> PathBuf {
    ledger.parent().unwrap_or(Path::new("")).join("reports")
}

/// The files of a folder and the report that each of them is, or why it is none, in the order of their names; none
/// where there is no such folder
pub fn reports(folder: &Path) -> Result<Vec<(PathBuf, Result<Definition>)>> {
    let fault = |source: io::Error| Error::Io { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(fault)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql")));
    paths.sort();
    Ok(paths.into_iter().map(|path| (path.clone(), report(&path))).collect())
}

fn report(path: &Path) -> Result<Definition> {
    let about = || path.display().to_string();
    let fault = |source| Error::Io { path: path.to_owned(), source };
    if fs::metadata(path).map_err(fault)?.len() > LARGEST {
        return Err(ReportFault::ReportTooLarge { path: about(), most: LARGEST / 1024 }.into());
    }
    let text = fs::read_to_string(path).map_err(fault)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
    let mut report = Definition::parse(&text).map_err(|error| match error {
        Error::Refused(Failure::Report { fault }) => match *fault {
            ReportFault::BadReport { line, reason, .. } => {
                ReportFault::BadReport { name: about(), line, reason }.into()
            }
            other => other.into(),
        },
        other => other,
    })?;
    report.file = Some(path.to_owned());
    Ok(report)
}
