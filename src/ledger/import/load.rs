//! Rows of sheets into their table: straight in while the sheets are in key order, else sorted in TEMP first.
//!
//! ```text
//! sheet ── record ── row ──┬─ in key order ────────────────────────────────────▶ upsert
//!                          └─ else ─▶ stage ─▶ codes found, sorted, twins found ─▶ upsert
//! ```
//!
//! A key that comes again is not in order, so twins are always found in the stage. A row without a code waits there
//! until all names are known.

mod twins;

use std::cmp::Ordering;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings};
use crate::ledger::import::left_out::LeftOut;
use crate::ledger::import::names::Names;
use crate::ledger::import::progress::Progress;
use crate::ledger::import::read::ReadThrough;
use crate::ledger::import::row::RowRules;
use crate::ledger::import::sheet::{Chosen, Sheet, row_finding};
use crate::ledger::import::three_way::ThreeWay;
use crate::ledger::import::trouble::Trouble;
use crate::ledger::import::write::Writer;
use crate::storage::staging::Cell;
use crate::storage::{Result, Store};
use crate::text::FindingText;
use twins::{Held, Twins};

/// Where sheets wait to be sorted
pub const STAGE: &str = "incoming";

/// Where the keys of rows stand that are to go
pub const GONE: &str = "gone";

/// Sheets on their way into the open revision
#[derive(Debug)]
pub struct Loader<'s> {
    /// The ledger
    pub store: &'s Store,
    /// The open revision; 0 where sheets are only staged
    pub revision: i64,
    /// How rows are read
    pub rules: RowRules,
    /// Whether a measure that nobody knows is taken as a counter
    pub takes_measures: bool,
    /// Who watches
    pub progress: Progress,
    /// The sheets with their numbers in `sources`
    pub sheets: Vec<(i64, Sheet)>,
    /// What was found
    pub findings: Findings,
    /// Rows of the sheets that are no rows of a table
    pub skipped: u64,
    /// How many rows earlier attempts left out; none where one error takes all rows back
    pub left_out: Option<u64>,
    /// Which rows those are
    pub absent: LeftOut,
}

impl<'s> Loader<'s> {
    /// With nothing but sheets
    pub fn new(store: &'s Store, revision: i64, rules: RowRules, findings: Findings) -> Loader<'s> {
        Loader {
            store,
            revision,
            rules,
            takes_measures: false,
            progress: Progress::default(),
            sheets: Vec::new(),
            findings,
            skipped: 0,
            left_out: None,
            absent: LeftOut::default(),
        }
    }
}

impl Loader<'_> {
    /// Brings in all sheets of a table; returns how many of their rows were there already
    ///
    /// `sorted` has them sorted first. Without it, none comes back when they turn out not to be in key order; then
    /// all that was written must be taken back.
    pub fn load(
        &mut self,
        entity: Entity,
        sorted: bool,
        three_way: &mut ThreeWay<'_>,
    ) -> Result<Option<i64>> {
        if !self.sheets.iter().any(|(_, sheet)| sheet.entity == entity) {
            return Ok(Some(0));
        }
        let is_stamped = self.has_stamped(entity);
        if entity != Entity::Units && !sorted && !is_stamped && !three_way.removes {
            return self.load_in_order(entity);
        }
        let walkable = if sorted { None } else { self.walkable_as_named(entity)? };
        let walked = match &walkable {
            None => None,
            Some((position, stamp)) => match self.walk(*position, stamp, false)? {
                None => return Ok(None),
                Some(walked) => {
                    self.complete(*position, &walked.read)?;
                    three_way.stays_gone += walked.gone;
                    Some(walked)
                }
            },
        };
        if walked.is_none() {
            self.stage(entity, STAGE)?;
            if is_stamped {
                self.follow_renames(entity)?;
            }
            if entity == Entity::Units {
                self.resolve_parents(STAGE)?;
            }
        }
        let as_exported =
            if is_stamped { self.hold_against_bases(entity, walked.is_some(), three_way)? } else { 0 };
        Ok(Some(walked.map_or(0, |walked| walked.known) + as_exported + self.write_staged(entity)?))
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
            let mut writer = Writer::new(self.store, self.revision, entity, self.rules.keeps_blanks);
            let read = self.each_row(position, false, &mut |row, sheet, source, line, findings| {
                in_order = !row.needs_stage && is_behind(&row.cells[..entity.key_length()], &mut last);
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
            let read = self.each_row(position, true, &mut |row, _, source, line, _| {
                let is_named = entity == Entity::Units && row.cells[0] != Cell::Null;
                if row.findings.is_empty() || is_named {
                    insert.put(&row.cells, source, line)?;
                }
                Ok(true)
            })?;
            self.complete(position, &read)?;
        }
        drop(insert);
        self.find_codes(entity, stage)
    }

    /// Gives rows that have no code that of the row of their name, or a new one
    pub fn find_codes(&mut self, entity: Entity, stage: &'static str) -> Result<()> {
        let (ambiguous, coded) = self.store.code_staged(stage, entity)?;
        if matches!(entity, Entity::Goals | Entity::Projects) {
            self.store.resolve_staged_names(stage, entity)?;
        }
        let label = entity.position(entity.label().name);
        let mut found = Vec::new();
        for row in ambiguous {
            let said = FindingText::AmbiguousRow { name: row.name, codes: row.codes };
            found.push((row.source, row.line, label, Severity::Error, said));
        }
        for row in coded {
            let code = row.code;
            let said =
                if row.is_known { FindingText::CodeByName { code } } else { FindingText::NewCode { code } };
            found.push((row.source, row.line, None, Severity::Note, said));
        }
        for (source, line, column, severity, said) in found {
            let Some(sheet) = numbered(&self.sheets, source) else { continue };
            let line = line.unsigned_abs();
            let finding = row_finding(sheet, line, column, Rule::K2, said);
            self.findings.add(Finding { severity, ..finding });
            if severity == Severity::Error {
                self.findings.refuse(sheet, line)?;
            }
        }
        Ok(())
    }

    /// Units may name parents that come later, so names are collected once all of them are staged
    pub fn resolve_parents(&mut self, stage: &'static str) -> Result<()> {
        self.store.collect_unit_names(Some(stage))?;
        let parent = Entity::Units.position("parent");
        for (source, line, name) in self.store.resolve_staged_parents(stage)? {
            let said = match Names::new(self.store, false, true).code(&name) {
                Ok(_) => continue,
                Err(Trouble::Cell(_, said)) => said,
                Err(Trouble::Store(error)) => return Err(error),
            };
            if let Some(sheet) = numbered(&self.sheets, source) {
                let line = line.unsigned_abs();
                self.findings.add(row_finding(sheet, line, parent, Rule::K2, said));
                self.findings.refuse(sheet, line)?;
            }
        }
        Ok(())
    }

    /// Writes the staged rows in key order; returns how many were there already
    pub fn write_staged(&mut self, entity: Entity) -> Result<i64> {
        let mut writer = Writer::new(self.store, self.revision, entity, self.rules.keeps_blanks);
        let is_writable = entity != Entity::Units || self.has_whole_units();
        self.each_single(entity, STAGE, |cells, sheet, place, findings| {
            if !is_writable {
                return Ok(());
            }
            let unit_from_cell = writer.is_unit_from_cell(cells, sheet);
            writer.write(cells, sheet, place, unit_from_cell, findings)
        })?;
        Ok(writer.unchanged)
    }

    /// Whether every staged unit can be written
    ///
    /// The stage has the names of all units, also of rows with a fault, which are not complete enough to be written.
    /// Errors of an earlier attempt are about rows that this one does not read.
    pub fn has_whole_units(&self) -> bool {
        match self.left_out {
            None => self.findings.errors() == 0,
            Some(before) => self.findings.refused() == before,
        }
    }

    /// Calls `on_row` for the staged row of every key; a second one is a finding
    ///
    /// Of two that differ nobody knows which is right: where rows are left out, both are.
    pub fn each_single(
        &mut self,
        entity: Entity,
        stage: &'static str,
        mut on_row: impl FnMut(&[Cell<'_>], &Sheet, (i64, i64), &mut Findings) -> Result<()>,
    ) -> Result<()> {
        let mut has_twins = false;
        let mut held: Option<Held> = None;
        let mut findings = std::mem::take(&mut self.findings);
        // Without a list of rows that are left out, one error takes all of them back.
        let leaves_out = findings.is_logged();
        let mut pass_on = |held: Held, findings: &mut Findings| match self.sheet_of(held.place.0) {
            Some(sheet) if !(held.disputed.is_some() && leaves_out) => {
                on_row(&held.cells, sheet, held.place, findings)
            }
            _ => Ok(()),
        };
        self.store.each_staged(stage, entity, |cells, source, line| {
            let Some(sheet) = self.sheet_of(source) else { return Ok(()) };
            if let Some(first) = &mut held
                && key_of(entity, &first.cells) == key_of(entity, &cells)
            {
                has_twins = true;
                let first_sheet = self.sheet_of(first.place.0).unwrap_or(sheet);
                let place = (source, line);
                let twins = Twins { entity, first, first_sheet, cells: &cells, sheet, place };
                for (source, line) in twins.tell(&mut findings)? {
                    if let Some(sheet) = self.sheet_of(source) {
                        findings.refuse(sheet, line.unsigned_abs())?;
                    }
                }
                return Ok(());
            }
            let cells = cells.into_iter().map(Cell::into_owned).collect();
            let next = Held { cells, place: (source, line), disputed: None, repeated: Vec::new() };
            held.replace(next).map_or(Ok(()), |held| pass_on(held, &mut findings))
        })?;
        if let Some(held) = held {
            pass_on(held, &mut findings)?;
        }
        self.findings = findings;
        if has_twins {
            self.store.drop_staged_twins(stage, entity)?;
        }
        Ok(())
    }

    fn complete(&mut self, position: usize, read: &ReadThrough) -> Result<()> {
        self.skipped += read.skipped;
        if self.revision == 0 {
            return Ok(());
        }
        let rows = i64::try_from(read.rows).unwrap_or(i64::MAX);
        self.store.complete_source(self.sheets[position].0, &read.sha256, rows)
    }

    /// Has what is wrong with cells of a sheet told where their texts were chosen
    pub fn remember_chosen(&mut self, source: i64, chosen: Chosen) {
        if let Some((_, sheet)) = self.sheets.iter_mut().find(|(id, _)| *id == source) {
            sheet.chosen.extend(chosen);
        }
    }

    /// The sheet of that number in `sources`
    pub fn sheet_of(&self, source: i64) -> Option<&Sheet> {
        numbered(&self.sheets, source)
    }
}

/// The sheet of that number in `sources`, where only the sheets can be lent
pub fn numbered(sheets: &[(i64, Sheet)], source: i64) -> Option<&Sheet> {
    sheets.iter().find(|(id, _)| *id == source).map(|(_, sheet)| sheet)
}

/// The texts of a row's key; none where one is blank
fn key_of(entity: Entity, cells: &[Cell<'_>]) -> Option<Vec<String>> {
    cells[..entity.key_length()].iter().map(|cell| cell.text().map(str::to_owned)).collect()
}

/// Whether a key is behind the last one, which it then replaces; a row without a key is not in anybody's way
pub fn is_behind(key: &[Cell<'_>], last: &mut Vec<String>) -> bool {
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
