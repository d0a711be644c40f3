//! What is in a folder: sheets, and folders that are not looked into but may hold some.

use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Place};
use crate::storage::{Error, Result};
use crate::text::FindingText;

/// Endings of the files that are looked at in a folder
const SHEETS: [&str; 9] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "et"];

/// What is in a folder, by name
#[derive(Debug, Default)]
pub struct Inside {
    /// Files that look like sheets
    pub sheets: Vec<PathBuf>,
    /// Folders
    pub folders: Vec<PathBuf>,
}

impl Inside {
    /// Looks into a folder
    pub fn of(folder: &Path) -> Result<Inside> {
        let io = |source| Error::Io { path: folder.to_owned(), source };
        let mut inside = Inside::default();
        for entry in fs::read_dir(folder).map_err(io)? {
            let path = entry.map_err(io)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // `~$台账.xlsx` is what Excel leaves beside an open workbook.
            if name.starts_with(['.', '~']) {
                continue;
            }
            if path.is_dir() {
                inside.folders.push(path);
            } else if is_sheet(&path) {
                inside.sheets.push(path);
            }
        }
        inside.sheets.sort();
        inside.folders.sort();
        Ok(inside)
    }
}

fn is_sheet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| SHEETS.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// What is said of a folder in a folder
pub fn passed_over(folder: &Path) -> Finding {
    let place = Place::whole(&folder.display().to_string().into(), None);
    Finding { rule: Rule::F3, severity: Severity::Note, place, said: FindingText::FolderPassedOver {}.into() }
}
