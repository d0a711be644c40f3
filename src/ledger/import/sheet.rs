//! A sheet that holds one table: where it is, how it is read, and places in it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempPath;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Place, Said};
use crate::ledger::import::header::Header;
use crate::ledger::import::stamped::Found;
use crate::ledger::stamp::Stamp;
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::{Tab, TabReader};
use crate::storage::{Error, Result};
use crate::text::{Failure, FindingText};

/// Files that may have sheets in them
const ARCHIVES: [&str; 4] = ["ZIP", "RAR", "7Z", "GZIP"];

/// Places where lines get further ahead of rows that are remembered
const MOST_STEPS: usize = 1 << 16;

/// How far lines are ahead of the rows that a spreadsheet shows: a quoted line end makes a line and no row
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    /// Lines from which on they are that far ahead, as far as the sheet was read
    steps: RefCell<Vec<(u64, u64)>>,
}

impl Ahead {
    /// A record that was read
    fn note(&self, line: u64, row: u64) {
        let mut steps = self.steps.borrow_mut();
        let known = steps.last().copied().unwrap_or_default();
        if known.1 != line - row && line > known.0 && steps.len() <= MOST_STEPS {
            steps.push((line, line - row));
        }
    }

    /// The row of a record that begins on the line; none where too many places would have to be remembered
    fn row(&self, line: u64) -> Option<u64> {
        let steps = self.steps.borrow();
        let passed = steps.partition_point(|(from, _)| *from <= line);
        let ahead = passed.checked_sub(1).map_or(0, |last| steps[last].1);
        (passed <= MOST_STEPS).then(|| line - ahead)
    }
}

/// Where the texts of cells were chosen that a conflict was decided by, by line and column of the sheet
pub type Chosen = HashMap<(u64, usize), Place>;

/// A sheet of a file that holds one table
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Where the file is
    pub path: PathBuf,
    /// Its cells
    pub tab: Tab,
    /// The file as the user named it
    pub shown: Arc<str>,
    /// The sheet of a workbook
    pub tab_name: Option<Arc<str>>,
    /// Which table it holds
    pub entity: Entity,
    /// Its header
    pub header: Header,
    /// Records before the first that may be a row
    pub before: usize,
    /// How far its lines are ahead of its rows
    pub ahead: Ahead,
    /// Cells whose texts are not the sheet's
    pub chosen: Chosen,
    /// The stamp that came with the file
    pub stamp: Option<Arc<Found>>,
    /// What came on standard input, for as long as it is read
    pub kept: Option<Arc<TempPath>>,
}

impl Sheet {
    /// The name that the ledger keeps: the file's own, without the folders of this machine
    pub fn name(&self) -> String {
        match self.kept {
            Some(_) => self.shown.to_string(),
            None => self.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }

    /// What the sheet was exported from, if its stamp says so
    pub fn base(&self) -> Option<&Stamp> {
        match self.stamp.as_deref() {
            Some(Ok(stamp)) if stamp.has(self.entity) => Some(stamp),
            _ => None,
        }
    }

    /// A place in the sheet; the header's words say which column
    ///
    /// A cell whose text was chosen elsewhere is there.
    pub fn place(&self, line: u64, column: Option<usize>) -> Place {
        if let Some(place) = column.and_then(|column| self.chosen.get(&(line, column))) {
            return place.clone();
        }
        let field = column.and_then(|column| self.header.field(column));
        Place {
            file: self.shown.clone(),
            tab: self.tab_name.clone(),
            line,
            row: self.ahead.row(line),
            field: field.map(|field| (field.index, one_line(&field.header))),
        }
    }

    /// Notes where a record that was read stands
    pub fn note(&self, record: &Record) {
        if record.row() != record.line(0) {
            self.ahead.note(record.line(0), record.row());
        }
    }

    /// Opens the sheet behind its header
    pub fn open(&self) -> Result<TabReader> {
        let mut reader = self.tab.open().map_err(|fault| io_error(&self.path, &fault))?;
        let mut record = Record::default();
        for _ in 0..self.before {
            reader.read(&mut record).map_err(|fault| io_error(&self.path, &fault))?;
        }
        Ok(reader)
    }
}

/// A header without the line breaks that stand in it
pub fn one_line(header: &str) -> String {
    header.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fault of reading as an error of the file
pub fn io_error(path: &Path, fault: &Fault) -> Error {
    match fault {
        Fault::Io(source) => Error::Io {
            path: path.to_owned(),
            source: match source.raw_os_error() {
                Some(number) => std::io::Error::from_raw_os_error(number),
                None => std::io::Error::new(source.kind(), source.to_string()),
            },
        },
        Fault::UnknownEncoding { label, usable } => {
            Failure::UnknownEncoding { label: label.clone(), usable: usable.join(", ") }.into()
        }
        Fault::Lacks { character, encoding } => {
            Failure::EncodingLacks { character: *character, encoding: encoding.clone() }.into()
        }
        _ => Failure::NotAText { path: path.display().to_string() }.into(),
    }
}

/// The finding that a fault of reading is; none where the machine failed and not the sheet
pub fn fault_finding(place: Place, headers: &[String], record: &Record, fault: &Fault) -> Option<Finding> {
    let (rule, line, field, text) = match fault {
        Fault::Io(_) | Fault::UnknownEncoding { .. } | Fault::Lacks { .. } => return None,
        Fault::UnclosedQuote { line, field } => {
            (Rule::F5, *line, Some(*field), FindingText::UnclosedQuote {})
        }
        Fault::TextAfterQuote { line, field } => {
            (Rule::F5, *line, Some(*field), FindingText::TextAfterQuote {})
        }
        Fault::RecordTooLong { line } => (Rule::F5, *line, None, FindingText::RecordTooLong {}),
        Fault::NotText { line, offset } => (Rule::F1, *line, None, FindingText::NotText { offset: *offset }),
        Fault::OtherEncoding { line, offset, likelier } => {
            let (offset, likelier) = (*offset, likelier.clone());
            (Rule::F1, *line, None, FindingText::OtherEncoding { offset, likelier })
        }
        Fault::Unsupported { format } if ARCHIVES.contains(&format.as_str()) => {
            (Rule::F1, 0, None, FindingText::Archive { format: format.clone() })
        }
        Fault::Unsupported { format } => {
            (Rule::F1, 0, None, FindingText::Unsupported { format: format.clone() })
        }
        Fault::Protected => (Rule::F1, 0, None, FindingText::Protected {}),
        Fault::Damaged { reason } => (Rule::F1, 0, None, FindingText::Damaged { reason: reason.clone() }),
        Fault::TooLarge { part, limit } => {
            let megabytes = limit / (1 << 20);
            (Rule::F1, 0, None, FindingText::TooLarge { part: part.clone(), megabytes })
        }
    };
    let field =
        field.map(|index| (index, headers.get(index).map_or_else(String::new, |header| one_line(header))));
    let row = field.is_some().then(|| record.row());
    let place = Place { line, row, field, ..place };
    Some(Finding { rule, severity: Severity::Error, place, said: text.into() })
}

/// An error about a row of a sheet
pub fn row_finding(
    sheet: &Sheet,
    line: u64,
    column: Option<usize>,
    rule: Rule,
    said: impl Into<Said>,
) -> Finding {
    Finding { rule, severity: Severity::Error, place: sheet.place(line, column), said: said.into() }
}
