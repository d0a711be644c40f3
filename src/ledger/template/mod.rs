//! Templates: the sheets that units are given to fill in, empty or with what the ledger holds of the unit.
//!
//! What it writes, import reads: an untouched template changes nothing.

mod rows;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::entity::Entity;
use crate::domain::guard::guard;
use crate::domain::period::Period;
use crate::ledger::export::{put, refuse_foreign};
use crate::ledger::table_sheet::{Codes, Offers, Row, TableSheet};
use crate::ledger::wording::{Wording, header};
use crate::ledger::{Error, Ledger, Result};
use crate::sheets::csv_writer::CsvWriter;
use crate::sheets::whole_file::WholeFile;
use crate::sheets::workbook_writer::WorkbookWriter;
use crate::storage::ordered_rows::Order;
use crate::text::Language;

/// The sheets of all tables, before they are written
#[derive(Debug)]
pub struct Template {
    headers: Language,
    offers: Offers,
    tables: Vec<(Entity, Vec<Row>)>,
}

/// A file to be written
#[derive(Debug)]
pub struct TemplateFile {
    /// Where it goes
    pub path: PathBuf,
    /// Its tables
    pub tables: Vec<Entity>,
    /// Whether it is a workbook; else it is the CSV of its one table
    pub is_workbook: bool,
}

impl Ledger {
    /// The sheets of a unit, given by its code; with a period, its metrics of that period
    pub fn template(&self, unit: &str, period: Option<&Period>, headers: Language) -> Result<Template> {
        self.store.at_once(|| {
            let mut wording = Wording::new(&self.store, headers);
            let mut offers = Offers { units: vec![wording.unit(unit)?], ..Offers::default() };
            let mut tables = Vec::new();
            for entity in Entity::ALL {
                let mut rows: Vec<Row> = Vec::new();
                self.store.each_ordered_row(entity, Some(unit), Order::People, |row| {
                    rows.push(row.texts());
                    Ok(())
                })?;
                if let (Entity::Metrics, Some(period)) = (entity, period) {
                    rows = rows::for_period(&rows, period);
                }
                match entity {
                    Entity::Units => {}
                    Entity::Goals => offers.goals = codes(entity, &rows),
                    Entity::Projects => offers.projects = codes(entity, &rows),
                    Entity::Metrics => offers.measures = cells(entity, "measure", &rows),
                }
                for row in &mut rows {
                    for (column, text) in entity.columns().iter().zip(row) {
                        *text = wording.cell(column, text)?.into_owned();
                    }
                }
                tables.push((entity, rows));
            }
            Ok(Template { headers, offers, tables })
        })
    }
}

impl Template {
    /// Empty sheets
    pub fn blank(headers: Language) -> Template {
        let tables = Entity::ALL.map(|entity| (entity, Vec::new())).into();
        Template { headers, offers: Offers::default(), tables }
    }

    /// How many rows of those tables are filled in
    pub fn row_count(&self, tables: &[Entity]) -> usize {
        tables.iter().map(|entity| self.rows(*entity).len()).sum()
    }

    /// Writes the files, each whole or not at all
    ///
    /// What a unit has filled in is not written over: only what is empty, or as a template left it.
    pub fn save(&self, files: &[TemplateFile], force: bool) -> Result<()> {
        let mut contents = Vec::new();
        for file in files {
            let bytes = self.bytes(file)?;
            refuse_foreign(&file.path, force, || {
                let blanks = [Language::English, Language::Chinese].map(Template::blank);
                holds(&file.path, &bytes)
                    || blanks
                        .iter()
                        .any(|blank| blank.bytes(file).is_ok_and(|bytes| holds(&file.path, &bytes)))
            })?;
            contents.push((&file.path, bytes));
        }
        for (path, bytes) in contents {
            let io = |source| Error::Io { path: path.clone(), source };
            let mut file = WholeFile::create(path).map_err(io)?;
            std::io::Write::write_all(&mut file, &bytes).map_err(io)?;
            put(file.finish().map_err(io)?, path)?;
        }
        Ok(())
    }

    /// A table as the CSV that a spreadsheet opens right, with the formula guard
    pub fn csv(&self, entity: Entity) -> Result<Vec<u8>> {
        let io = |source| Error::Io { path: entity.name().into(), source };
        let mut bytes = Vec::new();
        let mut writer = CsvWriter::for_spreadsheets(&mut bytes).map_err(io)?;
        for column in entity.columns() {
            writer.cell(header(column, self.headers).as_bytes()).map_err(io)?;
        }
        writer.end_row().map_err(io)?;
        for row in self.rows(entity) {
            for (column, text) in entity.columns().iter().zip(row) {
                let text = if column.is_number() { text.into() } else { guard(text) };
                writer.cell(text.as_bytes()).map_err(io)?;
            }
            writer.end_row().map_err(io)?;
        }
        writer.flush().map_err(io)?;
        drop(writer);
        Ok(bytes)
    }

    fn workbook(&self, tables: &[Entity]) -> Result<Vec<u8>> {
        let mut book = WorkbookWriter::new()?;
        for &entity in tables {
            let columns: Vec<usize> = (0..entity.columns().len()).collect();
            let (headers, offers) = (self.headers, &self.offers);
            let table = TableSheet { entity, columns: &columns, headers, offers, protected: false };
            let mut sheet = book.sheet(table.layout())?;
            for row in self.rows(entity) {
                let key = row[..entity.key_length()].iter().cloned();
                sheet.row(&table.cells(row), &[]).map_err(|fault| table.fault(fault, key))?;
            }
            sheet.finish()?;
        }
        let mut bytes = Vec::new();
        book.finish(&mut bytes)?;
        Ok(bytes)
    }

    fn bytes(&self, file: &TemplateFile) -> Result<Vec<u8>> {
        match file.tables.as_slice() {
            [entity] if !file.is_workbook => self.csv(*entity),
            tables => self.workbook(tables),
        }
    }

    fn rows(&self, entity: Entity) -> &[Row] {
        let table = self.tables.iter().find(|(known, _)| *known == entity);
        table.map_or(&[], |(_, rows)| rows)
    }
}

/// The codes of one unit's rows
fn codes(entity: Entity, rows: &[Row]) -> Codes {
    Codes { codes: cells(entity, "code", rows), units: Vec::new() }
}

/// The texts of a column, each once, in the order of the rows
fn cells(entity: Entity, column: &str, rows: &[Row]) -> Vec<String> {
    let index = entity.position(column).unwrap_or(0);
    let mut seen = HashSet::new();
    rows.iter().map(|row| &row[index]).filter(|text| seen.insert(*text)).cloned().collect()
}

/// Whether a file holds just these bytes
fn holds(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|there| there == bytes)
}
