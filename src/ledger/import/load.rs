//! Rows of sheets into their table: straight in while the sheets are in key order, else sorted in TEMP first.
//!
//! ```text
//! sheet ── record ── row ──┬─ in key order ──────────────────────────▶ upsert
//!                          └─ else ─▶ stage ─▶ sorted, twins found ──▶ upsert
//! ```
//!
//! A key that comes again is not in order, so twins are always found in the stage.

use std::cmp::Ordering;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::names::UnitNames;
use crate::ledger::import::row::{ReadRow, RowReader};
use crate::ledger::import::sheet::{Sheet, csv_finding, io_error, row_finding};
use crate::ledger::import::trouble::Trouble;
use crate::sheets::record::Record;
use crate::storage::staging::Cell;
use crate::storage::upsert::{Outcome, Upsert};
use crate::storage::{Result, Store};
use crate::text::FindingText;

/// Where sheets wait to be sorted
pub const STAGE: &str = "incoming";

/// Sheets on their way into the open revision
#[derive(Debug)]
pub struct Loader<'s> {
    /// The ledger
    pub store: &'s Store,
    /// The open revision; 0 where sheets are only staged
    pub revision: i64,
    /// Whether texts carry the formula guard
    pub guarded: bool,
    /// The sheets with their numbers in `sources`
    pub sheets: Vec<(i64, Sheet)>,
    /// What was found
    pub findings: Findings,
}

/// A sheet that was read to its end
#[derive(Debug)]
struct ReadThrough {
    rows: u64,
    sha256: String,
}

impl Loader<'_> {
    /// Brings in all sheets of a table; returns how many of their rows were there already
    ///
    /// `sorted` has them sorted first. Without it, none comes back when they turn out not to be in key order; then
    /// all that was written must be taken back.
    pub fn load(&mut self, entity: Entity, sorted: bool) -> Result<Option<i64>> {
        if !self.sheets.iter().any(|(_, sheet)| sheet.entity == entity) {
            return Ok(Some(0));
        }
        if entity != Entity::Units && !sorted {
            return self.load_in_order(entity);
        }
        self.stage(entity, STAGE)?;
        if entity == Entity::Units {
            self.resolve_parents(STAGE)?;
        }
        self.write_staged(entity).map(Some)
    }

    /// Writes rows as they are read; none as soon as a key is not behind the one before it
    fn load_in_order(&mut self, entity: Entity) -> Result<Option<i64>> {
        let mut last: Vec<String> = Vec::new();
        let mut unchanged = 0;
        for position in 0..self.sheets.len() {
            if self.sheets[position].1.entity != entity {
                continue;
            }
            let mut in_order = true;
            let mut writer = Writer::new(self.store, self.revision, entity);
            let read = self.each_row(position, |row, sheet, source, line, findings| {
                in_order = is_behind(&row.cells[..entity.key_length()], &mut last);
                if in_order && row.findings.is_empty() {
                    writer.write(&row.cells, sheet, (source, line), row.unit_from_cell, findings)?;
                }
                Ok(in_order)
            })?;
            if !in_order {
                return Ok(None);
            }
            unchanged += writer.unchanged;
            self.complete(position, &read)?;
        }
        Ok(Some(unchanged))
    }

    /// Puts the good rows of all sheets of a table into a stage
    pub fn stage(&mut self, entity: Entity, stage: &'static str) -> Result<()> {
        self.store.create_stage(stage, entity)?;
        let mut insert = self.store.stage_insert(stage, entity)?;
        for position in 0..self.sheets.len() {
            if self.sheets[position].1.entity != entity {
                continue;
            }
            let read = self.each_row(position, |row, _, source, line, _| {
                let is_named = entity == Entity::Units && row.cells[0] != Cell::Null;
                if row.findings.is_empty() || is_named {
                    insert.put(&row.cells, source, line)?;
                }
                Ok(true)
            })?;
            self.complete(position, &read)?;
        }
        Ok(())
    }

    /// Units may name parents that come later, so names are collected once all of them are staged
    pub fn resolve_parents(&mut self, stage: &'static str) -> Result<()> {
        self.store.collect_unit_names(Some(stage))?;
        let parent = Entity::Units.position("parent");
        for (source, line, name) in self.store.resolve_staged_parents(stage)? {
            let said = match UnitNames::new(self.store).code(&name) {
                Ok(_) => continue,
                Err(Trouble::Cell(_, said)) => said,
                Err(Trouble::Store(error)) => return Err(error),
            };
            if let Some(sheet) = self.sheet_of(source) {
                let finding = row_finding(sheet, line.unsigned_abs(), parent, Rule::K2, said);
                self.findings.add(finding);
            }
        }
        Ok(())
    }

    /// Writes the staged rows in key order; returns how many were there already
    fn write_staged(&mut self, entity: Entity) -> Result<i64> {
        let mut writer = Writer::new(self.store, self.revision, entity);
        // Names of units are known from the stage; rows with a fault are not complete enough to be written.
        let is_writable = entity != Entity::Units || self.findings.errors() == 0;
        self.each_single(entity, STAGE, |cells, sheet, place, findings| {
            if !is_writable {
                return Ok(());
            }
            let unit_from_cell = writer.is_unit_from_cell(cells, sheet);
            writer.write(cells, sheet, place, unit_from_cell, findings)
        })?;
        Ok(writer.unchanged)
    }

    /// Calls `on_row` for the first staged row of every key; a second one is a finding
    pub fn each_single(
        &mut self,
        entity: Entity,
        stage: &'static str,
        mut on_row: impl FnMut(&[Cell<'_>], &Sheet, (i64, i64), &mut Findings) -> Result<()>,
    ) -> Result<()> {
        let mut has_twins = false;
        let mut last: Option<(Vec<Cell<'static>>, i64, i64)> = None;
        let mut findings = std::mem::take(&mut self.findings);
        self.store.each_staged(stage, entity, |cells, source, line| {
            let Some(sheet) = self.sheet_of(source) else { return Ok(()) };
            if let Some((first, first_source, first_line)) = &last
                && key_of(entity, first) == key_of(entity, &cells)
            {
                let first_sheet = self.sheet_of(*first_source);
                let place = first_sheet.map(|sheet| sheet.place(first_line.unsigned_abs(), None).print());
                has_twins = true;
                findings.add(twin(entity, sheet, line, (first, &cells), place.unwrap_or_default()));
                return Ok(());
            }
            on_row(&cells, sheet, (source, line), &mut findings)?;
            last = Some((cells.into_iter().map(Cell::into_owned).collect(), source, line));
            Ok(())
        })?;
        self.findings = findings;
        if has_twins {
            self.store.drop_staged_twins(stage, entity)?;
        }
        Ok(())
    }

    /// Reads a sheet row by row; `on_row` says whether to go on
    fn each_row(
        &mut self,
        position: usize,
        mut on_row: impl FnMut(&ReadRow<'_>, &Sheet, i64, i64, &mut Findings) -> Result<bool>,
    ) -> Result<ReadThrough> {
        let (source, sheet) = &self.sheets[position];
        let reader = RowReader { entity: sheet.entity, header: &sheet.header, guarded: self.guarded };
        let mut names = UnitNames::new(self.store);
        let mut input = sheet.open()?;
        let mut record = Record::default();
        let mut rows = 0;
        loop {
            match input.read(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => match csv_finding(&sheet.shown, Some(sheet), &record, &fault) {
                    Some(finding) => {
                        self.findings.add(finding);
                        continue;
                    }
                    None => return Err(io_error(&sheet.path, fault)),
                },
            }
            if record.row() != record.line(0) {
                sheet.is_straight.set(false);
            }
            if record.is_blank() {
                continue;
            }
            rows += 1;
            let mut row = reader.read(&record, &mut names)?;
            self.findings.add_cells(sheet, &record, &mut row);
            if !row.findings.is_empty() && self.revision > 0 {
                refuse(self.store, sheet.entity, &row.cells)?;
            }
            let line = i64::try_from(record.line(0)).unwrap_or(i64::MAX);
            if !on_row(&row, sheet, *source, line, &mut self.findings)? {
                return Ok(ReadThrough { rows, sha256: String::new() });
            }
        }
        let sha256 = input.finish().map_err(|fault| io_error(&sheet.path, fault))?;
        Ok(ReadThrough { rows, sha256 })
    }

    fn complete(&self, position: usize, read: &ReadThrough) -> Result<()> {
        if self.revision == 0 {
            return Ok(());
        }
        let rows = i64::try_from(read.rows).unwrap_or(i64::MAX);
        self.store.complete_source(self.sheets[position].0, &read.sha256, rows)
    }

    /// The sheet of that number in `sources`
    pub fn sheet_of(&self, source: i64) -> Option<&Sheet> {
        self.sheets.iter().find(|(id, _)| *id == source).map(|(_, sheet)| sheet)
    }
}

impl Findings {
    /// Adds what is wrong with the cells of a row, and with the row as a whole
    fn add_cells(&mut self, sheet: &Sheet, record: &Record, row: &mut ReadRow<'_>) {
        let width = sheet.header.width;
        if (width..record.len()).any(|index| !record.field(index).trim().is_empty()) {
            let text = FindingText::TooManyCells { cells: record.len(), headers: width };
            self.add(in_row(record, row_finding(sheet, record.line(0), None, Rule::F5, text.clone())));
            row.findings.clear();
            row.findings.push((0, Rule::F5, text.into()));
            return;
        }
        for (column, rule, said) in &row.findings {
            let line = sheet.header.field(*column).map_or(record.line(0), |field| record.line(field.index));
            self.add(in_row(record, row_finding(sheet, line, Some(*column), *rule, said.clone())));
        }
    }
}

/// Remembers a row that is not written, so that nobody is told that it does not exist
fn refuse(store: &Store, entity: Entity, cells: &[Cell<'_>]) -> Result<()> {
    if let (Some(unit), Some(code)) = (cells[0].text(), cells[1].text())
        && matches!(entity, Entity::Goals | Entity::Projects)
    {
        store.add_refused_key(entity, unit, code)?;
    }
    Ok(())
}

/// The finding with the row that a spreadsheet shows the record in
fn in_row(record: &Record, finding: Finding) -> Finding {
    Finding { place: Place { row: Some(record.row()), ..finding.place }, ..finding }
}

/// Writes rows of one table, each with the columns that its sheet has
struct Writer<'s> {
    store: &'s Store,
    revision: i64,
    entity: Entity,
    unchanged: i64,
    /// One statement for each set of columns
    upserts: Vec<Upsert<'s>>,
}

impl<'s> Writer<'s> {
    fn new(store: &'s Store, revision: i64, entity: Entity) -> Writer<'s> {
        Writer { store, revision, entity, unchanged: 0, upserts: Vec::new() }
    }

    /// The statement for a sheet's rows; a unit that only a cell gives is written as well
    fn upsert(&mut self, sheet: &Sheet, unit_from_cell: bool) -> Result<&mut Upsert<'s>> {
        let unit = self.unit_column().filter(|_| unit_from_cell);
        let written = &sheet.header.written;
        let known = self.upserts.iter().position(|upsert| upsert.writes(written, unit));
        let position = match known {
            Some(position) => position,
            None => {
                let mut columns = written.clone();
                columns.extend(unit);
                columns.sort_unstable();
                self.upserts.push(self.store.upsert(self.entity, &columns)?);
                self.upserts.len() - 1
            }
        };
        Ok(&mut self.upserts[position])
    }

    fn unit_column(&self) -> Option<usize> {
        self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name))
    }

    /// Whether a staged row has a unit that its sheet has no column for
    fn is_unit_from_cell(&self, cells: &[Cell<'_>], sheet: &Sheet) -> bool {
        self.unit_column()
            .is_some_and(|column| !sheet.header.written.contains(&column) && cells[column] != Cell::Null)
    }

    fn write(
        &mut self,
        cells: &[Cell<'_>],
        sheet: &Sheet,
        place: (i64, i64),
        unit_from_cell: bool,
        findings: &mut Findings,
    ) -> Result<()> {
        let revision = self.revision;
        let outcome = self.upsert(sheet, unit_from_cell)?.put(cells, revision, place.0, place.1)?;
        let unit = self.unit_column();
        let said = match outcome {
            Outcome::Written => return Ok(()),
            Outcome::Unchanged => {
                self.unchanged += 1;
                return Ok(());
            }
            Outcome::MoneyWithoutUnit => FindingText::MoneyWithoutUnit {},
            Outcome::NotConvertible => FindingText::StoredNotConvertible {
                unit: unit.and_then(|unit| cells[unit].text()).unwrap_or_default().to_owned(),
            },
        };
        let column =
            unit.filter(|unit| sheet.header.field(*unit).is_some()).or_else(|| money_field(sheet, cells));
        findings.add(row_finding(sheet, place.1.unsigned_abs(), column, Rule::V2, said));
        refuse(self.store, self.entity, cells)
    }
}

/// The first value that the row states, for a finding about its unit
fn money_field(sheet: &Sheet, cells: &[Cell<'_>]) -> Option<usize> {
    let mut columns = sheet.header.written.iter().copied();
    columns.find(|&column| matches!(cells[column], Cell::Decimal(_) | Cell::Stored(_)))
}

fn key_of(entity: Entity, cells: &[Cell<'_>]) -> Option<Vec<String>> {
    cells[..entity.key_length()].iter().map(|cell| cell.text().map(str::to_owned)).collect()
}

/// Whether a key is behind the last one, which it then replaces; a row without a key is not in anybody's way
fn is_behind(key: &[Cell<'_>], last: &mut Vec<String>) -> bool {
    if key.iter().any(|cell| cell.text().is_none()) {
        return true;
    }
    let texts = || key.iter().filter_map(Cell::text);
    let behind = texts().cmp(last.iter().map(String::as_str)) == Ordering::Greater;
    if behind {
        last.resize(key.len(), String::new());
        for (last, text) in last.iter_mut().zip(texts()) {
            last.clear();
            last.push_str(text);
        }
    }
    behind
}

fn twin(
    entity: Entity,
    sheet: &Sheet,
    line: i64,
    (first, second): (&[Cell<'_>], &[Cell<'_>]),
    first_place: String,
) -> Finding {
    let key = key_of(entity, second).unwrap_or_default().join("/");
    let differing: Vec<String> = entity
        .columns()
        .iter()
        .zip(first.iter().zip(second))
        .filter(|(_, (one, other))| one != other)
        .map(|(column, _)| format!("{} {}", column.name, column.title.zh))
        .collect();
    let column = entity.key_length() - 1;
    let line = line.unsigned_abs();
    if differing.is_empty() {
        let text = FindingText::RepeatedRow { key, first: first_place };
        let finding = row_finding(sheet, line, Some(column), Rule::K1, text);
        return Finding { severity: Severity::Warning, ..finding };
    }
    let text = FindingText::DuplicateKey { key, first: first_place, columns: differing.join(", ") };
    row_finding(sheet, line, Some(column), Rule::K1, text)
}
