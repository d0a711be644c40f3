//! Rows into their table, each with the columns that its sheet has.

use crate::domain::entity::Entity;
use crate::domain::rule::Rule;
use crate::ledger::import::finding::Findings;
use crate::ledger::import::read::refuse;
use crate::ledger::import::sheet::{Sheet, row_finding};
use crate::storage::staging::Cell;
use crate::storage::upsert::{Outcome, Upsert};
use crate::storage::{Result, Store};
use crate::text::FindingText;

/// Writes rows of one table, each with the columns that its sheet has
pub struct Writer<'s> {
    store: &'s Store,
    revision: i64,
    entity: Entity,
    keeps_blanks: bool,
    /// How many rows were there already
    pub unchanged: i64,
    /// One statement for each set of columns
    upserts: Vec<Upsert<'s>>,
}

impl<'s> Writer<'s> {
    /// Writes rows of a table; a blank cell may leave what the ledger has
    pub fn new(store: &'s Store, revision: i64, entity: Entity, keeps_blanks: bool) -> Writer<'s> {
        Writer { store, revision, entity, keeps_blanks, unchanged: 0, upserts: Vec::new() }
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
                self.upserts.push(self.store.upsert(self.entity, &columns, self.keeps_blanks)?);
                self.upserts.len() - 1
            }
        };
        Ok(&mut self.upserts[position])
    }

    fn unit_column(&self) -> Option<usize> {
        self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name))
    }

    /// Whether a staged row has a unit that its sheet has no column for
    pub fn is_unit_from_cell(&self, cells: &[Cell<'_>], sheet: &Sheet) -> bool {
        self.unit_column()
            .is_some_and(|column| !sheet.header.written.contains(&column) && cells[column] != Cell::Null)
    }

    /// Writes a row; what its unit makes impossible is a finding
    pub fn write(
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
        let line = place.1.unsigned_abs();
        findings.add(row_finding(sheet, line, column, Rule::V2, said));
        findings.refuse(sheet, line)?;
        refuse(self.store, self.entity, cells)
    }
}

/// The first value that the row states, for a finding about its unit
fn money_field(sheet: &Sheet, cells: &[Cell<'_>]) -> Option<usize> {
    let mut columns = sheet.header.written.iter().copied();
    columns.find(|&column| matches!(cells[column], Cell::Decimal(_) | Cell::Stored(_)))
}
