//! A sheet from its header to its end: rows read, what is no row passed over and said, stated sums compared.

mod beside;

use crate::domain::entity::{Entity, Kind};
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::load::Loader;
use crate::ledger::import::names::Names;
use crate::ledger::import::office::{RowKind, RowTeller};
use crate::ledger::import::row::{ReadRow, RowReader};
use crate::ledger::import::sheet::{Sheet, fault_finding, io_error, row_finding};
use crate::ledger::import::totals::Totals;
use crate::ledger::import::trouble::Trouble;
use crate::sheets::record::Record;
use crate::sheets::tab::TabReader;
use crate::storage::rules::refused::Reference;
use crate::storage::staging::Cell;
use crate::storage::{Result, Store};
use crate::text::{Failure, FindingText};
use beside::{Lost, hold_against_guard, hold_against_unit, hold_against_years, pass_over, without_number};

/// A sheet that was read to its end
#[derive(Debug, Default)]
pub struct ReadThrough {
    /// Rows of the table
    pub rows: u64,
    /// Rows that are none
    pub skipped: u64,
    /// The hash of the file
    pub sha256: String,
}

/// What to do with a row that was read: whether to go on
pub type OnRow<'f> = &'f mut dyn FnMut(&ReadRow<'_>, &Sheet, i64, i64, &mut Findings) -> Result<bool>;

impl Loader<'_> {
    /// Reads a sheet row by row; `on_row` is given each with its source and line, and says whether to go on
    pub fn each_row(&mut self, position: usize, is_staged: bool, on_row: OnRow<'_>) -> Result<ReadThrough> {
        let (source, sheet) = &self.sheets[position];
        let mut names = Names::new(self.store, self.takes_measures, is_staged).with(self.absent.clone());
        let only_unit = only_unit(self.rules.unit.as_deref(), sheet.entity, &mut names)?;
        if let Some(finding) = hold_against_unit(sheet, only_unit.as_deref(), &mut names)? {
            self.findings.add_beyond_rows(finding);
        }
        let rules =
            self.rules.for_sheet(sheet.tab.name.is_some(), sheet.base().and_then(|stamp| stamp.guarded));
        let mut reader = RowReader::new(sheet.entity, &sheet.header, &rules, only_unit);
        let teller = teller(sheet)?;
        let mut totals = Totals::new(sheet);
        let mut lost = Lost::new(sheet);
        let mut input = sheet.open()?;
        let (mut record, mut read) = (Record::default(), ReadThrough::default());
        while next_record(&mut input, sheet, &mut record, &mut self.findings)? {
            let kind = teller.tell(&record, read.rows + read.skipped == 0);
            if kind != RowKind::Data {
                read.skipped += 1;
                totals.claim(&kind, sheet, &record, &mut self.findings);
                if !pass_over(sheet, &record, &kind, &mut names, &mut self.findings)? {
                    break;
                }
                continue;
            }
            read.rows += 1;
            self.progress.rows(read.rows)?;
            if self.findings.is_refused(sheet, record.line(0))? {
                totals.lose();
                // What a row says of those below it, it says although it is left out.
                self.remember_absent(sheet, &record, &reader.read(&record, &mut names)?);
                continue;
            }
            if teller.lacks_number(&record) {
                self.findings.add(without_number(sheet, &record));
            }
            lost.tell(sheet, &record, &mut self.findings);
            let mut row = reader.read(&record, &mut names)?;
            hold_against_years(sheet, &mut row);
            hold_against_guard(self.store, sheet, rules.guarded, &mut row)?;
            self.hold_against_warnings(&mut row);
            self.findings.add_cells(sheet, &record, &mut row)?;
            totals.add(&row);
            let line = i64::try_from(record.line(0)).unwrap_or(i64::MAX);
            self.remember_refused(sheet, (*source, line), &record, &row)?;
            if !on_row(&row, sheet, *source, line, &mut self.findings)? {
                return Ok(read);
            }
        }
        totals.finish(sheet, &mut self.findings);
        read.sha256 = input.finish().map_err(|fault| io_error(&sheet.path, &fault))?;
        Ok(read)
    }

    /// Remembers a row with errors, and what it refers to
    fn remember_refused(
        &self,
        sheet: &Sheet,
        place: (i64, i64),
        record: &Record,
        row: &ReadRow<'_>,
    ) -> Result<()> {
        if row.findings.is_empty() || self.revision == 0 {
            return Ok(());
        }
        self.remember_absent(sheet, record, row);
        refuse_row(self.store, sheet.entity, &row.cells, place)
    }

    /// Remembers a row that is left out, for those that refer to it
    fn remember_absent(&self, sheet: &Sheet, record: &Record, row: &ReadRow<'_>) {
        if self.left_out.is_some() {
            self.absent.add(sheet.entity, &row.cells, &sheet.place(record.line(0), None).print());
        }
    }
}

/// What tells the sheet's rows from the rest, having looked at how they are numbered
fn teller(sheet: &Sheet) -> Result<RowTeller<'_>> {
    let mut teller = RowTeller::new(sheet.entity, &sheet.header);
    if teller.wants_to_look() {
        let mut ahead = sheet.open()?;
        // A fault is met again, and told, when the rows are read.
        teller.look_ahead(|record| matches!(ahead.read(record), Ok(true)));
    }
    Ok(teller)
}

/// Reads the next record that is not blank; a fault of the sheet is a finding, and reading goes on behind it
fn next_record(
    input: &mut TabReader,
    sheet: &Sheet,
    record: &mut Record,
    findings: &mut Findings,
) -> Result<bool> {
    loop {
        match input.read(record) {
            Ok(false) => return Ok(false),
            Ok(true) => {
                sheet.note(record);
                if !record.is_blank() {
                    return Ok(true);
                }
            }
            Err(fault) => match fault_finding(sheet.place(0, None), &sheet.header.texts, record, &fault) {
                Some(finding) => findings.add_beyond_rows(finding),
                None => return Err(io_error(&sheet.path, &fault)),
            },
        }
    }
}

/// The code of the only unit that rows may be of; a sheet of units may be about to bring it in
fn only_unit(unit: Option<&str>, entity: Entity, names: &mut Names<'_>) -> Result<Option<String>> {
    let Some(name) = unit else { return Ok(None) };
    match names.code(&crate::domain::code::normalise(name)) {
        Ok(code) => Ok(Some(code)),
        Err(Trouble::Store(error)) => Err(error),
        Err(Trouble::Cell(..)) if entity == Entity::Units => Ok(Some(name.to_owned())),
        Err(Trouble::Cell(..)) => Err(Failure::UnknownUnit { name: name.to_owned() }.into()),
    }
}

impl Findings {
    /// Whether a row was refused by an earlier attempt
    fn is_refused(&mut self, sheet: &Sheet, line: u64) -> Result<bool> {
        match self.log() {
            None => Ok(false),
            Some(log) => log.is_refused(&sheet.shown, sheet.tab_name.as_deref(), line),
        }
    }

    /// Remembers that a row is not written
    pub fn refuse(&mut self, sheet: &Sheet, line: u64) -> Result<()> {
        if let Some(log) = self.log() {
            log.refuse(&sheet.shown, sheet.tab_name.as_deref(), line)?;
        }
        Ok(())
    }

    /// Adds what is said of the cells of a row, and of the row as a whole
    fn add_cells(&mut self, sheet: &Sheet, record: &Record, row: &mut ReadRow<'_>) -> Result<()> {
        let width = sheet.header.width;
        if (width..record.len()).any(|index| !record.field(index).trim().is_empty()) {
            let text = FindingText::TooManyCells { cells: record.len(), headers: width };
            self.add(in_row(record, row_finding(sheet, record.line(0), None, Rule::F5, text.clone())));
            row.findings.clear();
            row.findings.push((0, Rule::F5, text.into()));
            return self.refuse(sheet, record.line(0));
        }
        let errors = row.findings.iter().map(|finding| (Severity::Error, finding));
        let remarks = row.remarks.iter().map(|(severity, finding)| (*severity, finding));
        for (severity, (column, rule, said)) in errors.chain(remarks) {
            let line = sheet.header.field(*column).map_or(record.line(0), |field| record.line(field.index));
            let finding = row_finding(sheet, line, Some(*column), *rule, said.clone());
            self.add(in_row(record, Finding { severity, ..finding }));
        }
        if row.findings.is_empty() { Ok(()) } else { self.refuse(sheet, record.line(0)) }
    }
}

/// Remembers a row that is not written, so that nobody is told that it does not exist
pub fn refuse(store: &Store, entity: Entity, cells: &[Cell<'_>]) -> Result<()> {
    if let (Some(unit), Some(code)) = (cells[0].text(), cells[1].text())
        && matches!(entity, Entity::Goals | Entity::Projects)
    {
        store.add_refused_key(entity, unit, code)?;
    }
    Ok(())
}

/// Remembers a row of a sheet that is not written, and what it refers to
fn refuse_row(store: &Store, entity: Entity, cells: &[Cell<'_>], place: (i64, i64)) -> Result<()> {
    refuse(store, entity, cells)?;
    refuse_references(store, entity, cells, place)
}

/// Remembers what a row refers to that is not written, so that it is looked for all the same
fn refuse_references(store: &Store, entity: Entity, cells: &[Cell<'_>], place: (i64, i64)) -> Result<()> {
    for (column, definition) in entity.columns().iter().enumerate() {
        if let (Kind::Reference(target), Some(unit), Some(text)) =
            (definition.kind, cells[0].text(), cells[column].text())
        {
            store.add_refused_reference(Reference { entity, place, column, target, unit, text })?;
        }
    }
    Ok(())
}

/// The finding with the row that a spreadsheet shows the record in
fn in_row(record: &Record, finding: Finding) -> Finding {
    Finding { place: Place { row: Some(record.row()), ..finding.place }, ..finding }
}
