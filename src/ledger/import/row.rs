//! One record of a sheet as one row of a table: every cell read by the kind of its column.

mod contradictions;

use std::borrow::Cow;

use crate::domain::code::{excerpt, normalise};
use crate::domain::damage::has_lost_digits;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::guard::unguard;
use crate::domain::measure::Measure;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::cell::{CellRead, blank, read_cell};
use crate::ledger::import::finding::Said;
use crate::ledger::import::header::Header;
use crate::ledger::import::names::Names;
use crate::ledger::import::trouble::{Trouble, trouble};
use crate::ledger::import::unseen::without_unseen;
use crate::ledger::import::value_cell::ValueCell;
use crate::sheets::record::{Merged, Record, Typed};
use crate::storage::Error;
use crate::storage::staging::Cell;
use crate::text::{CellFault, FindingText};
use contradictions::contradictions;

/// What is said of a cell: its column, the rule and the words
pub type CellFinding = (usize, Rule, Said);

/// How rows are read
#[derive(Debug, Clone, Default)]
pub struct RowRules {
    /// Whether texts carry the formula guard
    pub guarded: bool,
    /// Whether a blank cell leaves what the ledger has
    pub keeps_blanks: bool,
    /// Whether a blank unit is the one above it
    pub fills_down: bool,
    /// The unit of rows that name none, and the only one allowed
    pub unit: Option<String>,
    /// Whether a cell that cannot be read stands in its row as its text
    pub shows_faults: bool,
}

impl RowRules {
    /// The rules for a sheet; a workbook knows texts from formulas and needs no guard, and a stamp knows whether its
    /// sheet has it
    pub fn for_sheet(&self, is_workbook: bool, stamped: Option<bool>) -> RowRules {
        RowRules { guarded: stamped.unwrap_or(self.guarded) && !is_workbook, ..self.clone() }
    }
}

/// Reads records of one sheet into rows, in their order
#[derive(Debug)]
pub struct RowReader<'a> {
    entity: Entity,
    header: &'a Header,
    rules: &'a RowRules,
    /// For each column that the sheet says, the field or the text of all rows, in canonical order
    slots: Vec<(usize, Slot<'a>)>,
    /// The units that headers of values say, each once
    header_units: Vec<Measure>,
    /// The last unit that a row named
    last_unit: Option<String>,
    /// The code of the only unit allowed
    only_unit: Option<String>,
}

#[derive(Debug, Clone, Copy)]
enum Slot<'a> {
    Field(usize),
    Fixed(&'a str),
}

/// A row with what is wrong with it
#[derive(Debug)]
pub struct ReadRow<'r> {
    /// The cells of all columns, in canonical order
    pub cells: Vec<Cell<'r>>,
    /// Errors; the row is written only if there are none
    pub findings: Vec<CellFinding>,
    /// Warnings and notes
    pub remarks: Vec<(Severity, CellFinding)>,
    /// Whether a cell gave the unit that no column and no header gives
    pub unit_from_cell: bool,
    /// Whether its code, or that of its parent, can be found only once all rows have been read
    pub needs_stage: bool,
    /// Whether its record may hold what nobody sees
    may_hold_unseen: bool,
}

impl<'a> RowReader<'a> {
    /// Reads rows of a sheet with that header
    pub fn new(
        entity: Entity,
        header: &'a Header,
        rules: &'a RowRules,
        only_unit: Option<String>,
    ) -> RowReader<'a> {
        let fields = header.fields.iter().map(|field| (field.column, Slot::Field(field.index)));
        let fixed = header.fixed.iter().map(|fixed| (fixed.column, Slot::Fixed(fixed.text.as_str())));
        let mut slots: Vec<_> = fields.chain(fixed).collect();
        slots.sort_by_key(|(column, _)| *column);
        let header_units = header_units(entity, header);
        RowReader { entity, header, rules, slots, header_units, last_unit: None, only_unit }
    }

    /// Reads a record; only an error of the ledger itself is an `Err`
    pub fn read<'r>(&mut self, record: &'r Record, names: &mut Names<'_>) -> Result<ReadRow<'r>, Error>
    where
        'a: 'r,
    {
        let columns = self.entity.columns();
        let mut row = ReadRow {
            cells: vec![Cell::Null; columns.len()],
            findings: Vec::new(),
            remarks: Vec::new(),
            unit_from_cell: false,
            needs_stage: self.entity.position("code").is_some_and(|code| !self.header.has(code)),
            may_hold_unseen: record.may_hold_unseen(),
        };
        for at in 0..self.slots.len() {
            let (column, slot) = self.slots[at];
            if matches!(columns[column].kind, Kind::Value(_) | Kind::Bound) {
                continue;
            }
            match self.read_slot(column, slot, record, &mut row, names) {
                Ok(()) => {}
                Err(Trouble::Cell(rule, said)) => row.findings.push((column, rule, said)),
                Err(Trouble::Store(error)) => return Err(error),
            }
        }
        self.read_values(record, &mut row, names)?;
        row.needs_stage |= names.take_unresolved();
        row.findings.extend(contradictions(self.entity, &row.cells));
        let slot = |column: usize| self.slots.iter().find(|(known, _)| *known == column);
        for (column, ..) in row.findings.iter().filter(|_| self.rules.shows_faults) {
            let text = slot(*column).map_or("", |(_, slot)| self.text(record, *column, *slot));
            row.cells[*column] = if text.is_empty() { Cell::Null } else { Cell::Text(Cow::Borrowed(text)) };
        }
        Ok(row)
    }

    /// The text of a slot; the merged cell of figures belongs to its first row alone
    fn text<'r>(&self, record: &'r Record, column: usize, slot: Slot<'r>) -> &'r str {
        let index = match slot {
            Slot::Fixed(text) => return text,
            Slot::Field(index) => index,
        };
        let is_figure = self.entity.columns()[column].is_number();
        if is_figure && record.merged(index) == Merged::FromAbove {
            return "";
        }
        let text = record.field(index);
        if self.rules.guarded { unguard(text) } else { text }
    }

    fn read_slot<'r>(
        &mut self,
        column: usize,
        slot: Slot<'r>,
        record: &'r Record,
        row: &mut ReadRow<'r>,
        names: &mut Names<'_>,
    ) -> Result<(), Trouble>
    where
        'a: 'r,
    {
        let definition = &self.entity.columns()[column];
        refuse_uncalculated(record, slot)?;
        let written = self.text(record, column, slot);
        let seen = if row.may_hold_unseen { self.seen(column, written, row)? } else { None };
        let mut raw = seen.as_deref().unwrap_or(written);
        if definition.kind == Kind::Unit && column == 0 {
            if raw.trim().is_empty() {
                return self.read_missing_unit(column, row, names);
            }
            self.remember_unit(raw);
        }
        if raw.trim().is_empty() {
            raw = "";
        }
        if raw.is_empty() {
            if definition.kind == Kind::Code {
                row.needs_stage = true;
            } else if definition.required {
                return trouble(Rule::V1, required(definition));
            } else if !self.rules.keeps_blanks {
                row.cells[column] = blank(definition);
            }
            return Ok(());
        }
        if definition.kind == Kind::Text && has_lost_digits(raw) {
            let text = FindingText::DigitsLost { cell: excerpt(raw.trim()) };
            // A number of a workbook had digits that nobody can know; a text may have been written so.
            if is_number(record, slot) {
                return trouble(Rule::F6, text);
            }
            row.remarks.push((Severity::Warning, (column, Rule::F6, text.into())));
        }
        let read = match &seen {
            None => read_cell(self.entity, definition, written, row.cells.first(), names)?,
            Some(seen) => {
                let read = read_cell(self.entity, definition, seen, row.cells.first(), names)?;
                CellRead { cell: read.cell.into_owned(), ..read }
            }
        };
        if let Some((rule, is_warning, said)) = read.remark {
            let severity = if is_warning { Severity::Warning } else { Severity::Note };
            row.remarks.push((severity, (column, rule, said)));
        }
        row.cells[column] = read.cell;
        self.refuse_other_units(column, row)
    }

    /// The cell without what nobody sees, where it has any of that, which is said
    fn seen(&self, column: usize, written: &str, row: &mut ReadRow<'_>) -> Result<Option<String>, Trouble> {
        if written.contains('\0') {
            return trouble(Rule::V1, FindingText::NulCharacter {});
        }
        let seen = without_unseen(self.entity, &self.entity.columns()[column], written);
        Ok(seen.map(|(seen, said)| {
            row.remarks.push((Severity::Warning, (column, Rule::V1, said.into())));
            seen
        }))
    }

    fn remember_unit(&mut self, raw: &str) {
        if self.last_unit.as_deref() != Some(raw) {
            self.last_unit = Some(raw.to_owned());
        }
    }

    /// A blank unit is the one of the call, or the one above if that was asked for
    fn read_missing_unit(
        &mut self,
        column: usize,
        row: &mut ReadRow<'_>,
        names: &mut Names<'_>,
    ) -> Result<(), Trouble> {
        let stand_in = match (&self.rules.unit, &self.last_unit) {
            (Some(unit), _) => unit,
            (None, Some(unit)) if self.rules.fills_down => unit,
            (None, Some(unit)) => {
                let text = FindingText::UnitBlankUnder { unit: excerpt(unit.trim()) };
                return trouble(Rule::K3, text);
            }
            (None, None) => {
                let definition = &self.entity.columns()[column];
                return trouble(Rule::V1, required(definition));
            }
        };
        let code = names.code(&normalise(stand_in))?;
        row.cells[column] = Cell::Text(Cow::Owned(code));
        self.refuse_other_units(column, row)
    }

    /// With `--unit` only that unit's rows may come
    fn refuse_other_units(&self, column: usize, row: &ReadRow<'_>) -> Result<(), Trouble> {
        match (&self.only_unit, row.cells[0].text()) {
            (Some(only), Some(unit)) if column == 0 && unit != only => {
                let text = FindingText::OtherUnit { unit: unit.to_owned(), only: only.clone() };
                trouble(Rule::K2, text)
            }
            _ => Ok(()),
        }
    }

    /// The value columns, once the row's unit is known
    fn read_values<'r>(
        &self,
        record: &'r Record,
        row: &mut ReadRow<'r>,
        names: &mut Names<'_>,
    ) -> Result<(), Error>
    where
        'a: 'r,
    {
        let Some(unit_column) = self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name))
        else {
            return Ok(());
        };
        let states_unit = row.cells[unit_column] != Cell::Null;
        let mut unit = row.cells[unit_column].text().map(|name| names.known_measure(name));
        let mut bare = Vec::new();
        for &(column, slot) in &self.slots {
            let Kind::Value(bound) = self.entity.columns()[column].kind else { continue };
            let bound_column = bound.and_then(|bound| self.entity.position(bound));
            let cell = self.value_cell(record, (column, slot), bound_column, states_unit);
            match refuse_uncalculated(record, slot).and_then(|()| cell.read(&mut unit)) {
                Ok(read) => {
                    row.cells[column] = read.number.map_or(Cell::Null, Cell::Decimal);
                    if let Some(bound_column) = bound_column {
                        row.cells[bound_column] =
                            read.bound.code().map_or(Cell::Null, |code| Cell::Text(Cow::Borrowed(code)));
                    }
                    bare.extend(read.is_bare.then_some((column, slot)));
                    let remark = read.remark.map(|text| (Severity::Warning, (column, Rule::V2, text.into())));
                    row.remarks.extend(remark);
                }
                Err(Trouble::Cell(rule, said)) => row.findings.push((column, rule, said)),
                Err(Trouble::Store(error)) => return Err(error),
            }
            row.remarks.extend(self.merged_figure(record, column, slot));
        }
        if let (Cell::Null, Some(unit)) = (&row.cells[unit_column], &unit) {
            // The unit of one cell says nothing of another: 1.2亿元 often stands beside 5000, meaning 万元.
            for (column, slot) in bare {
                let cell = excerpt(self.text(record, column, slot).trim());
                let text = FindingText::BareBesideUnit { cell, unit: unit.name().to_owned() };
                row.findings.push((column, Rule::V2, text.into()));
            }
            row.cells[unit_column] = Cell::Text(Cow::Owned(unit.name().to_owned()));
            row.unit_from_cell = !self.header.written.contains(&unit_column);
        }
        Ok(())
    }

    /// A value with all that says its unit and its bound
    fn value_cell<'r>(
        &'r self,
        record: &'r Record,
        (column, slot): (usize, Slot<'a>),
        bound_column: Option<usize>,
        states_unit: bool,
    ) -> ValueCell<'r> {
        let stated = bound_column.and_then(|column| {
            let (_, slot) = self.slots.iter().find(|(slot, _)| *slot == column)?;
            Some(self.text(record, column, *slot))
        });
        let own_unit = self.header.field(column).and_then(|field| field.unit.as_ref());
        let header_unit = own_unit.or(self.header.unit.as_ref().filter(|_| !states_unit));
        let other_units = if states_unit { &[] } else { self.header_units.as_slice() };
        let raw = self.text(record, column, slot);
        ValueCell { column: &self.entity.columns()[column], raw, stated, header_unit, other_units }
    }

    /// A merged figure is read for its first row alone, which is said
    fn merged_figure(
        &self,
        record: &Record,
        column: usize,
        slot: Slot<'_>,
    ) -> Option<(Severity, CellFinding)> {
        let Slot::Field(index) = slot else { return None };
        if record.merged(index) != Merged::FromAbove {
            return None;
        }
        let text = FindingText::MergedFigure { value: excerpt(record.field(index)) };
        Some((Severity::Warning, (column, Rule::K3, text.into())))
    }
}

/// The units that headers of values say, each once
fn header_units(entity: Entity, header: &Header) -> Vec<Measure> {
    let mut units: Vec<Measure> = Vec::new();
    for field in &header.fields {
        let is_value = matches!(entity.columns()[field.column].kind, Kind::Value(_));
        units.extend(field.unit.clone().filter(|unit| is_value && !units.contains(unit)));
    }
    units
}

/// Whether the sheet holds a number there, whatever is shown of it
fn is_number(record: &Record, slot: Slot<'_>) -> bool {
    matches!(slot, Slot::Field(index) if record.typed(index) == Typed::Number)
}

/// A formula without its result says nothing of any kind
fn refuse_uncalculated(record: &Record, slot: Slot<'_>) -> Result<(), Trouble> {
    match slot {
        Slot::Field(index) if record.typed(index) == Typed::Formula => {
            trouble(Rule::F6, CellFault::FormulaAlone { cell: excerpt(record.field(index)) })
        }
        _ => Ok(()),
    }
}

/// What is said of a blank cell that every row needs
fn required(column: &Column) -> FindingText {
    FindingText::RequiredBlank { column: column.name.to_owned(), title: column.title.zh.to_owned() }
}
