//! Export: tables as canonical CSV, as CSV for a spreadsheet, or as a workbook; in one file, in a folder, or a unit at
//! a time.
//!
//! What it writes, import reads: the same rows come back, whatever the form.

mod csv;
pub mod existing;
mod file_name;
mod files;
mod never_held;
#[cfg(test)]
mod properties;
mod workbook;

use std::io::Write;
use std::path::PathBuf;

use crate::domain::entity::Entity;
use crate::ledger::filter::Filter;
use crate::ledger::{Error, Ledger, Result};
use crate::storage::ordered_rows::Order;
use crate::text::{ExportFault, Language};

use files::Beside;

pub use existing::{put, refuse_foreign};

/// What to export, and how
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Which tables, columns and unit; the unit by its code
    pub filter: Filter,
    /// The language of the headers, and of what stands for codes
    pub headers: Language,
    /// In which form
    pub form: Form,
    /// Whether a stamp is put beside each CSV file, as it is into every workbook
    pub stamped: bool,
    /// Whether files are written over that are not a former export
    pub force: bool,
}

/// The form of an export
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A CSV file a table
    Csv(CsvForm),
    /// A workbook with a sheet a table
    Workbook {
        /// Whether the keys of its rows can only be typed over after the protection was taken off
        protected: bool,
    },
}

/// The form of CSV files
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvForm {
    /// Whether texts that a spreadsheet would run get the formula guard
    pub guarded: bool,
    /// Whether a spreadsheet is to open them: with a byte order mark, CRLF, and rows in the order of people
    pub for_excel: bool,
    /// Their encoding, by any of its names
    pub encoding: String,
}

/// Where an export goes
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One file
    File(PathBuf),
    /// A folder with a file a table
    Folder(PathBuf),
    /// A folder with a workbook, a folder or a file a unit
    FolderOfUnits(PathBuf),
}

/// What was written
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// How many files
    pub files: u64,
    /// How many rows of each table
    pub rows: Vec<(Entity, u64)>,
}

/// A table with those of its columns that are exported, the key's first
type Table = (Entity, Vec<usize>);

impl Export {
    /// The canonical CSV of all tables
    #[cfg(test)]
    pub fn canonical() -> Export {
        let csv = CsvForm { guarded: true, for_excel: false, encoding: "utf-8".to_owned() };
        let (filter, headers) = (Filter::default(), Language::English);
        Export { filter, headers, form: Form::Csv(csv), stamped: false, force: false }
    }

    /// The tables that are exported
    fn tables(&self) -> Vec<Table> {
        let columns = |entity: Entity| {
            let all = (0..entity.columns().len()).collect();
            Some((entity, self.filter.columns(entity, all)?))
        };
        Entity::ALL.into_iter().filter_map(columns).collect()
    }

    fn order(&self) -> Order {
        match &self.form {
            Form::Csv(CsvForm { for_excel: false, .. }) => Order::Key,
            _ => Order::People,
        }
    }
}

impl Exported {
    fn add(&mut self, entity: Entity, count: u64) {
        match self.rows.iter_mut().find(|(known, _)| *known == entity) {
            Some((_, rows)) => *rows += count,
            None => self.rows.push((entity, count)),
        }
    }
}

impl Ledger {
    /// Writes files, each of which is there whole or not at all, all from the same revision
    pub fn export(&self, export: &Export, target: &Target) -> Result<Exported> {
        export.filter.verify()?;
        let mut exported = Exported::default();
        let mut files = Beside::default();
        self.store.at_once(|| {
            let places = self.export_files(export, target)?;
            exported.files = places.len() as u64;
            for place in places {
                self.export_beside(export, &place, &mut exported, &mut files)?;
            }
            Ok::<_, Error>(())
        })?;
        files.put()?;
        Ok(exported)
    }

    /// Writes the one table that is exported as CSV
    pub fn export_csv(&self, export: &Export, output: &mut dyn Write) -> Result<()> {
        export.filter.verify()?;
        let Form::Csv(form) = &export.form else { return Err(no_target("-")) };
        let tables = export.tables();
        let [table] = tables.as_slice() else { return Err(no_target("-")) };
        self.store.at_once(|| self.write_csv(export, form, table, export.filter.unit.as_deref(), output))?;
        Ok(())
    }

    /// Writes all that is exported into one workbook
    pub fn export_workbook(&self, export: &Export, output: &mut (dyn Write + Send)) -> Result<()> {
        export.filter.verify()?;
        let (tables, unit) = (export.tables(), export.filter.unit.as_deref());
        self.store.at_once(|| self.write(export, &tables, unit, output, &mut Exported::default()))
    }

    /// Writes tables, or one unit's rows of them
    fn write(
        &self,
        export: &Export,
        tables: &[Table],
        unit: Option<&str>,
        output: &mut (dyn Write + Send),
        exported: &mut Exported,
    ) -> Result<()> {
        match &export.form {
            Form::Workbook { protected } => {
                self.write_workbook(export, *protected, tables, unit, output, exported)
            }
            Form::Csv(form) => {
                for table in tables {
                    let count = self.write_csv(export, form, table, unit, output)?;
                    exported.add(table.0, count);
                }
                Ok(())
            }
        }
    }
}

fn no_target(path: &str) -> Error {
    ExportFault::ExportTarget { path: path.to_owned() }.into()
}
