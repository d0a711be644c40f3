//! A difference in a file: which form it has, and its edits one by one.

use std::path::Path;
use std::sync::Arc;

use crate::domain::entity::Entity;
use crate::ledger::apply::daff::DaffReader;
use crate::ledger::apply::json;
use crate::ledger::apply::plan::Planned;
use crate::ledger::import::header::{Field, Header};
use crate::ledger::import::sheet::{Ahead, Chosen, Sheet, io_error};
use crate::ledger::{Error, Result};
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::{Reading, Tab, tabs_of};
use crate::text::Failure;

/// A cell of a row: its column's number and its text
pub type CellText = (usize, String);

/// What is to be done to a row
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It comes, with these cells
    Add(Vec<CellText>),
    /// It goes; these are the cells that it had
    Remove(Vec<CellText>),
    /// Cells change: column, old and new
    Change(Vec<(usize, String, String)>),
}

/// One row of a difference
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The row's key
    pub key: Vec<String>,
    /// The line of the file that says so
    pub line: u64,
    /// What is to be done
    pub what: What,
}

/// Which form a difference has
#[derive(Debug)]
enum Form {
    Json,
    Daff(DaffReader),
}

/// A difference in a file
#[derive(Debug)]
pub struct Difference {
    /// Where it is
    pub path: Arc<Path>,
    tab: Tab,
    form: Form,
    /// The only table that is looked at
    table: Option<Entity>,
    /// Whether it is read as an export is, with texts that a spreadsheet would run marked
    pub guarded: bool,
}

impl Difference {
    /// Finds out what a file holds
    pub fn find(path: &Path, table: Option<Entity>, guarded: bool) -> Result<Difference> {
        let shown = path.display().to_string();
        if !path.exists() {
            return Err(Failure::NoSuchFile { path: shown }.into());
        }
        let unusable = || Error::from(Failure::NotADifference { path: shown.clone() });
        if !path.is_file() {
            return Err(unusable());
        }
        let tabs = tabs_of(path, &Reading::default()).map_err(|_| unusable())?;
        let tab = tabs.into_iter().find(|tab| tab.name.is_none()).ok_or_else(unusable)?;
        let path: Arc<Path> = Arc::from(path);
        if json::is_json(&path)? {
            return Ok(Difference { path, tab, form: Form::Json, table, guarded: false });
        }
        let named = table.or_else(|| table_of(&path));
        let reader = DaffReader::find(&path, &tab, named)?.ok_or_else(unusable)?;
        Ok(Difference { path, tab, form: Form::Daff(reader), table: named, guarded })
    }

    /// What it was read as
    pub fn encoding(&self) -> &str {
        &self.tab.encoding
    }

    /// How many edits there are of each table, and the plan that they are; a file that cannot be read to its end is
    /// refused
    pub fn count(&self) -> Result<([i64; 4], Planned)> {
        let mut counts = [0; 4];
        let plan = self.each(None, &mut |entity, _| {
            counts[entity as usize] += 1;
            Ok(())
        })?;
        Ok((counts, plan))
    }

    /// Calls `on_edit` for each edit of a table, or of all, in the order of the file
    pub fn each(
        &self,
        entity: Option<Entity>,
        on_edit: &mut dyn FnMut(Entity, Edit) -> Result<()>,
    ) -> Result<Planned> {
        let is_wanted = |found: Entity| {
            entity.is_none_or(|wanted| wanted == found) && self.table.is_none_or(|wanted| wanted == found)
        };
        match &self.form {
            Form::Json => json::each_edit(&self.path, &is_wanted, on_edit),
            Form::Daff(reader) => {
                reader.each_edit(&self.path, &self.tab, self.guarded, on_edit)?;
                Ok(None)
            }
        }
    }

    /// The file as a sheet of a table, for places in it
    pub fn sheet(&self, entity: Entity) -> Sheet {
        let columns = entity.columns().iter().enumerate();
        let fields = match &self.form {
            // A line of JSON has no fields that can be counted.
            Form::Json => Vec::new(),
            Form::Daff(reader) => columns
                .filter_map(|(column, definition)| {
                    let index = reader.field_of(column)?;
                    Some(Field { index, column, header: definition.name.to_owned(), unit: None })
                })
                .collect(),
        };
        let written = (0..entity.columns().len()).collect();
        Sheet {
            path: self.path.to_path_buf(),
            tab: self.tab.clone(),
            shown: self.path.display().to_string().into(),
            tab_name: None,
            entity,
            header: Header { fields, written, ..Header::default() },
            before: 0,
            ahead: Ahead::default(),
            chosen: Chosen::new(),
            stamp: None,
            kept: None,
        }
    }
}

/// The one table whose word is in a file's name
fn table_of(path: &Path) -> Option<Entity> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let mut meant =
        Entity::ALL.into_iter().filter(|entity| entity.file_words().iter().any(|word| stem.contains(word)));
    meant.next().filter(|_| meant.next().is_none())
}

/// Reads the records of a text file
pub fn each_record(path: &Path, tab: &Tab, on_record: &mut dyn FnMut(&Record) -> Result<bool>) -> Result<()> {
    let mut reader = tab.open().map_err(|fault| io_error(path, &fault))?;
    let mut record = Record::default();
    while reader.read(&mut record).map_err(|fault| unreadable(path, &record, &fault))? {
        if !on_record(&record)? {
            break;
        }
    }
    Ok(())
}

fn unreadable(path: &Path, record: &Record, fault: &Fault) -> Error {
    let line = match fault {
        Fault::UnclosedQuote { line, .. }
        | Fault::TextAfterQuote { line, .. }
        | Fault::RecordTooLong { line }
        | Fault::NotText { line, .. }
        | Fault::OtherEncoding { line, .. } => *line,
        other => return io_error(path, other),
    };
    Failure::DifferenceText { place: place(path, line.max(record.line(0))) }.into()
}

/// A place in the file, for what is wrong there
pub fn place(path: &Path, line: u64) -> String {
    format!("{}:{line}", path.display())
}
