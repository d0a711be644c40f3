//! What is said of a sheet's records beside the cells of its rows: what is no row, what no column holds, whose it is.

use crate::domain::code::{excerpt, normalise};
use crate::domain::entity::{Entity, Kind};
use crate::domain::guard::{guard, is_guarded};
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::find::years::span_of;
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::load::Loader;
use crate::ledger::import::names::Names;
use crate::ledger::import::office::RowKind;
use crate::ledger::import::office::labels::{bare_heading, numeral_level};
use crate::ledger::import::read::in_row;
use crate::ledger::import::row::ReadRow;
use crate::ledger::import::sheet::{Sheet, row_finding};
use crate::ledger::import::trouble::Trouble;
use crate::sheets::record::{Merged, Record};
use crate::storage::staging::Cell;
use crate::storage::{Result, Store};
use crate::text::FindingText;

/// Says that a record is no row of the table, and what else it may mean; false where none below it is one either
pub fn pass_over(
    sheet: &Sheet,
    record: &Record,
    kind: &RowKind,
    names: &mut Names<'_>,
    findings: &mut Findings,
) -> Result<bool> {
    if let RowKind::Second(entity) = kind {
        findings.add_beyond_rows(second_table(sheet, record, *entity));
        return Ok(false);
    }
    findings.add(passed_over(sheet, record, kind));
    if matches!(kind, RowKind::Group(..) | RowKind::Note) {
        let other = section_of_other_unit(sheet, record, names)?;
        other.into_iter().for_each(|finding| findings.add(finding));
    }
    Ok(true)
}

/// A row that lacks the number that the others have
pub fn without_number(sheet: &Sheet, record: &Record) -> Finding {
    let finding = row_finding(sheet, record.line(0), None, Rule::F2, FindingText::RowWithoutNumber {});
    in_row(record, Finding { severity: Severity::Warning, ..finding })
}

/// The header of another table; what stands under it is not read
fn second_table(sheet: &Sheet, record: &Record, entity: Entity) -> Finding {
    let said = FindingText::SecondTable { table: entity.title() };
    in_row(record, row_finding(sheet, record.line(0), None, Rule::F3, said))
}

/// A row that is no row of the table, and why
fn passed_over(sheet: &Sheet, record: &Record, kind: &RowKind) -> Finding {
    let mut texts = record.iter().map(str::trim).filter(|text| !text.is_empty());
    let mut text = texts.next().map(excerpt).unwrap_or_default();
    // A numeral alone is no heading: `一` before `续建项目`.
    if matches!(kind, RowKind::Group(..))
        && numeral_level(&text).is_some()
        && let Some(words) = texts.next()
    {
        text = format!("{text} {}", excerpt(words));
    }
    let said = match kind {
        RowKind::Total(_) | RowKind::Subtotal(_) => FindingText::TotalRow { text },
        RowKind::Group(..) => FindingText::GroupRow { text },
        RowKind::OfWhich => FindingText::PartRow { text },
        RowKind::Header => FindingText::HeaderAgain {},
        RowKind::Numbers => FindingText::ColumnNumbers {},
        RowKind::Blank => FindingText::RowWithoutContent {},
        RowKind::Note | RowKind::Data | RowKind::Second(_) => FindingText::NoteRow { text },
    };
    let finding = in_row(record, row_finding(sheet, record.line(0), None, Rule::F2, said));
    Finding { severity: Severity::Note, ..finding }
}

/// Refuses a figure whose header names another year than the row's period
pub fn hold_against_years(sheet: &Sheet, row: &mut ReadRow<'_>) {
    for &(column, year) in &sheet.header.years {
        let period = sheet.entity.position("period").and_then(|period| row.cells[period].text());
        let Some((period, (first, last))) = period.and_then(|period| Some((period, span_of(period)?))) else {
            return;
        };
        if row.cells[column] != Cell::Null && !(first..=last).contains(&year) {
            let header = sheet.header.field(column).map_or_else(String::new, |field| field.header.clone());
            let text = FindingText::YearAgainstPeriod { header, period: period.to_owned() };
            row.findings.push((column, Rule::D2, text.into()));
        }
    }
}

/// Refuses a sheet that says itself that it is of another unit than the call
pub fn hold_against_unit(
    sheet: &Sheet,
    only: Option<&str>,
    names: &mut Names<'_>,
) -> Result<Option<Finding>> {
    let (Some(stated), Some(only)) = (&sheet.header.stated_unit, only) else { return Ok(None) };
    let other = known_unit(stated, names)?.filter(|code| code != only);
    Ok(other.map(|_| {
        let text = FindingText::SheetOfOtherUnit { unit: stated.clone(), only: only.to_owned() };
        row_finding(sheet, 0, None, Rule::K2, text)
    }))
}

/// Warns of a heading that names another unit than the one that all rows are read as
fn section_of_other_unit(sheet: &Sheet, record: &Record, names: &mut Names<'_>) -> Result<Option<Finding>> {
    let fixed =
        sheet.header.fixed.iter().find(|fixed| sheet.entity.columns()[fixed.column].kind == Kind::Unit);
    let Some(fixed) = fixed.filter(|fixed| fixed.column == 0) else { return Ok(None) };
    let Some(own) = known_unit(&fixed.text, names)? else { return Ok(None) };
    for text in record.iter().map(str::trim).filter(|text| !text.is_empty()).take(2) {
        if known_unit(bare_heading(text), names)?.is_some_and(|code| code != own) {
            let said = FindingText::SectionOfOtherUnit { text: excerpt(text) };
            let finding = in_row(record, row_finding(sheet, record.line(0), None, Rule::K2, said));
            return Ok(Some(Finding { severity: Severity::Warning, ..finding }));
        }
    }
    Ok(None)
}

/// The code of the unit of that name, or nothing
fn known_unit(name: &str, names: &mut Names<'_>) -> Result<Option<String>> {
    match names.code(&normalise(name)) {
        Ok(code) => Ok(Some(code)),
        Err(Trouble::Store(error)) => Err(error),
        Err(Trouble::Cell(..)) => Ok(None),
    }
}

impl Loader<'_> {
    /// Refuses a row for warnings of its cells where they are errors and rows with errors are left out
    pub fn hold_against_warnings(&self, row: &mut ReadRow<'_>) {
        if self.findings.strict && self.left_out.is_some() {
            let warnings = row.remarks.extract_if(.., |(severity, _)| *severity == Severity::Warning);
            row.findings.extend(warnings.map(|(_, said)| said));
        }
    }
}

/// The columns with nothing in their header, in which a figure would be lost without a word
#[derive(Debug)]
pub struct Lost {
    columns: Vec<usize>,
}

impl Lost {
    /// Of a sheet
    pub fn new(sheet: &Sheet) -> Lost {
        let texts = sheet.header.texts.iter().enumerate();
        let is_read = |index: usize| sheet.header.fields.iter().any(|field| field.index == index);
        let blank = texts.filter(|(index, text)| text.trim().is_empty() && !is_read(*index));
        Lost { columns: blank.map(|(index, _)| index).collect() }
    }

    /// Names such a column with the first row that fills it
    pub fn tell(&mut self, sheet: &Sheet, record: &Record, findings: &mut Findings) {
        self.columns.retain(|&index| {
            let is_filled = record.merged(index) == Merged::Own && !record.field(index).trim().is_empty();
            if is_filled {
                let text = FindingText::ColumnWithoutHeader { value: excerpt(record.field(index).trim()) };
                let finding = row_finding(sheet, record.line(index), None, Rule::F4, text);
                let place = Place { field: Some((index, String::new())), ..finding.place };
                findings.add(in_row(record, Finding { severity: Severity::Warning, place, ..finding }));
            }
            !is_filled
        });
    }
}

/// Doubts that a text bore the formula guard which the ledger has with the very mark that was taken for it
///
/// A workbook bears none: a CSV that a spreadsheet saved from one looks like an export and is none, and nothing else
/// would tell. A stamp knows whether its sheet is guarded.
pub fn hold_against_guard(store: &Store, sheet: &Sheet, guarded: bool, row: &mut ReadRow<'_>) -> Result<()> {
    let entity = sheet.entity;
    let is_guarded_text = |column: usize, cell: &Cell<'_>| {
        entity.columns()[column].kind == Kind::Text && cell.text().is_some_and(is_guarded)
    };
    let is_meant = guarded && sheet.base().is_none();
    if !is_meant || !row.cells.iter().enumerate().any(|(column, cell)| is_guarded_text(column, cell)) {
        return Ok(());
    }
    let key = row.cells[..entity.key_length()].iter().map(|cell| cell.text().map(str::to_owned));
    let Some(key) = key.collect::<Option<Vec<_>>>() else { return Ok(()) };
    let Some(known) = store.row_by_key(entity, &key)? else { return Ok(()) };
    for (column, cell) in row.cells.iter().enumerate().filter(|(column, cell)| is_guarded_text(*column, cell))
    {
        let text = cell.text().unwrap_or_default();
        let marked = guard(text);
        if known[column] == marked {
            let said = FindingText::GuardOfNobody { cell: excerpt(&marked), text: excerpt(text) };
            row.remarks.push((Severity::Warning, (column, Rule::F6, said.into())));
        }
    }
    Ok(())
}
