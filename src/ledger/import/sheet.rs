//! The sheets of one call: found on disk, told apart by table, opened and read record by record.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings, Place, Said};
use crate::ledger::import::header::{Header, HeaderFault, likeness};
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::{Reading, Tab, TabReader, tabs_of};
use crate::storage::{Error, Result};
use crate::text::{Failure, FindingText};

/// A file that holds one table
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Where it is
    pub path: PathBuf,
    /// Its cells
    pub tab: Tab,
    /// As the user named it
    pub shown: Arc<str>,
    /// Which table it holds
    pub entity: Entity,
    /// Its header
    pub header: Header,
    /// Whether its lines are its rows, as far as it was read
    pub is_straight: Cell<bool>,
}

impl Sheet {
    /// The name that the ledger keeps: the file's own, without the folders of this machine
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// A place in the sheet; the header's words say which column
    pub fn place(&self, line: u64, column: Option<usize>) -> Place {
        let field = column.and_then(|column| self.header.field(column));
        Place {
            file: self.shown.clone(),
            line,
            row: self.is_straight.get().then_some(line),
            field: field.map(|field| (field.index, field.header.trim().to_owned())),
        }
    }

    /// Opens the sheet behind its header
    pub fn open(&self) -> Result<TabReader> {
        let mut reader = self.tab.open().map_err(|fault| io_error(&self.path, fault))?;
        let mut header = Record::default();
        reader.read(&mut header).map_err(|fault| io_error(&self.path, fault))?;
        Ok(reader)
    }
}

/// A fault of reading as an error of the file, where it is one
pub fn io_error(path: &Path, fault: Fault) -> Error {
    match fault {
        Fault::Io(source) => Error::Io { path: path.to_owned(), source },
        _ => Failure::FileFault { path: path.display().to_string(), reason: format!("{fault:?}") }.into(),
    }
}

/// The finding that a fault of reading is
pub fn csv_finding(
    shown: &Arc<str>,
    sheet: Option<&Sheet>,
    record: &Record,
    fault: &Fault,
) -> Option<Finding> {
    let (rule, line, field, text) = match fault {
        Fault::Io(_) => return None,
        Fault::UnclosedQuote { line, field } => {
            (Rule::F5, *line, Some(*field), FindingText::UnclosedQuote {})
        }
        Fault::TextAfterQuote { line, field } => {
            (Rule::F5, *line, Some(*field), FindingText::TextAfterQuote {})
        }
        Fault::NotText { line, offset } => (Rule::F1, *line, None, FindingText::NotUtf8 { offset: *offset }),
        // The other faults are of the file, and end the import.
        _ => return None,
    };
    let title = |index| sheet.and_then(|sheet| sheet.header.fields.iter().find(|field| field.index == index));
    let field =
        field.map(|index| (index, title(index).map_or_else(String::new, |field| field.header.clone())));
    let row = Some(record.row());
    let place = Place { file: shown.clone(), line, row, field };
    Some(Finding { rule, severity: Severity::Error, place, said: text.into() })
}

/// Finds the sheets that the paths name; what is wrong with their headers becomes findings
pub fn find_sheets(paths: &[PathBuf], table: Option<Entity>, findings: &mut Findings) -> Result<Vec<Sheet>> {
    let mut sheets = Vec::new();
    for path in paths {
        let metadata =
            fs::metadata(path).map_err(|_| Failure::NoSuchFile { path: path.display().to_string() })?;
        if metadata.is_dir() {
            let before = sheets.len();
            for file in files_in(path)? {
                sheets.extend(find_sheet(&file, table, findings)?);
            }
            if sheets.len() == before && findings.errors() == 0 {
                return Err(Failure::NoSheets { path: path.display().to_string() }.into());
            }
        } else if !metadata.is_file() {
            return Err(Failure::NotAFile { path: path.display().to_string() }.into());
        } else {
            sheets.extend(find_sheet(path, table, findings)?);
        }
    }
    Ok(sheets)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let io = |source| Error::Io { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let is_sheet = path.extension().is_some_and(|extension| {
            ["csv", "tsv"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        });
        if is_sheet {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn find_sheet(path: &Path, table: Option<Entity>, findings: &mut Findings) -> Result<Option<Sheet>> {
    let shown: Arc<str> = path.display().to_string().into();
    let mut record = Record::default();
    let mut refuse = |line, text: FindingText| {
        let place = Place { file: shown.clone(), line, row: Some(line), field: None };
        findings.add(Finding { rule: Rule::F3, severity: Severity::Error, place, said: text.into() });
    };
    let tab = tabs_of(path, &Reading::default()).map_err(|fault| io_error(path, fault))?.remove(0);
    match tab.open().map_err(|fault| io_error(path, fault))?.read(&mut record) {
        Ok(true) => {}
        Ok(false) => {
            refuse(1, FindingText::NoHeader {});
            return Ok(None);
        }
        Err(fault) => match csv_finding(&shown, None, &record, &fault) {
            Some(finding) => {
                findings.add(finding);
                return Ok(None);
            }
            None => return Err(io_error(path, fault)),
        },
    }
    let headers: Vec<String> = (0..record.len()).map(|index| record.field(index).to_owned()).collect();
    let Some(entity) = table.or_else(|| by_name(path)).or_else(|| by_headers(&headers)) else {
        refuse(record.line(0), FindingText::UnknownTable {});
        return Ok(None);
    };
    let (header, faults) = Header::map(entity, &headers);
    let broken = faults.iter().any(|(_, _, severity, _)| *severity == Severity::Error);
    report(&shown, record.line(0), faults, findings);
    Ok((!broken).then(|| Sheet {
        path: path.to_owned(),
        tab,
        shown,
        entity,
        header,
        is_straight: Cell::new(true),
    }))
}

fn report(shown: &Arc<str>, line: u64, faults: Vec<HeaderFault>, findings: &mut Findings) {
    for (field, rule, severity, said) in faults {
        let place = Place { file: shown.clone(), line, row: Some(line), field };
        findings.add(Finding { rule, severity, place, said });
    }
}

/// The one table whose word is in the file's name
fn by_name(path: &Path) -> Option<Entity> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let mut meant =
        Entity::ALL.into_iter().filter(|entity| entity.file_words().iter().any(|word| stem.contains(word)));
    meant.next().filter(|_| meant.next().is_none())
}

/// The table that knows most of the headers
fn by_headers(headers: &[String]) -> Option<Entity> {
    Entity::ALL
        .into_iter()
        .filter_map(|entity| likeness(entity, headers).map(|likeness| (likeness, entity)))
        .max_by_key(|(likeness, entity)| (*likeness, std::cmp::Reverse(*entity)))
        .map(|(_, entity)| entity)
}

/// A finding about a row of a sheet
pub fn row_finding(
    sheet: &Sheet,
    line: u64,
    column: Option<usize>,
    rule: Rule,
    said: impl Into<Said>,
) -> Finding {
    Finding { rule, severity: Severity::Error, place: sheet.place(line, column), said: said.into() }
}
