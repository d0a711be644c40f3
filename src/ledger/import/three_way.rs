//! Sheets with a stamp, three-way: what they said when they left, what they say now, what the ledger says now.
//!
//! ```text
//! sheet's row ──┬─ as it was exported ───────────────────────── nothing: whatever the ledger has since, stays
//!               ├─ neither exported nor in the ledger ───────── added, as from any sheet
//!               └─ touched ── merged cell by cell, as `apply` does ──┬─ row ── read and checked like any other
//!                                                                    └─ conflict ── decided, or handed on
//! ```

mod sides;
mod walk;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::Result;
use crate::ledger::apply::choices::tell_choices;
use crate::ledger::apply::conflict::Conflict;
use crate::ledger::apply::decide::Decisions;
use crate::ledger::apply::edit::{Edit, What};
use crate::ledger::apply::merge::merge;
use crate::ledger::apply::rows::whole_header;
use crate::ledger::import::finding::{Finding, Findings};
use crate::ledger::import::load::{GONE, Loader, STAGE, numbered};
use crate::ledger::import::names::Names;
use crate::ledger::import::row::{CellFinding, RowReader, RowRules};
use crate::ledger::import::sheet::{Sheet, row_finding};
use crate::ledger::stamp::Stamp;
use crate::sheets::record::{Merged as MergedCell, Record};
use crate::storage::base::{BASE, SheetRows, Touched};
use crate::text::FindingText;

use sides::Sides;

/// Where merged rows wait until all are known
const MERGED: &str = "merged";

/// How sheets with a stamp are merged into the ledger
pub struct ThreeWay<'c> {
    /// What was decided of conflicts
    pub decisions: &'c Decisions,
    /// Whether a row that a sheet lacks was taken out of it
    pub removes: bool,
    /// Cells of which nothing was decided
    pub conflicts: u64,
    /// Rows that nobody touched in their sheets and that the ledger no longer has
    pub stays_gone: i64,
    /// Rows that were exported, that no sheet has any more, and that stay in the ledger, table by table
    pub missing: Vec<Missing>,
    /// Takes them
    pub on_conflict: &'c mut dyn FnMut(Conflict) -> Result<()>,
}

/// So many keys of missing rows are named
const NAMED: usize = 3;

/// Rows of a table that were taken out of its sheets, and stay in the ledger
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The table
    pub entity: Entity,
    /// How many
    pub rows: u64,
    /// The first keys, with slashes
    pub keys: Vec<String>,
}

impl ThreeWay<'_> {
    fn add_missing(&mut self, entity: Entity, key: &[String]) {
        if self.missing.last().is_none_or(|missing| missing.entity != entity) {
            self.missing.push(Missing { entity, rows: 0, keys: Vec::new() });
        }
        if let Some(missing) = self.missing.last_mut() {
            missing.rows += 1;
            if missing.keys.len() < NAMED {
                missing.keys.push(key.join("/"));
            }
        }
    }

    fn hand_on(&mut self, conflicts: Vec<Conflict>) -> Result<()> {
        self.conflicts += conflicts.len() as u64;
        conflicts.into_iter().try_for_each(&mut *self.on_conflict)
    }
}

/// Sheets of one table that were exported from the same revision
struct Exported {
    /// The stamp of one of them, with the units of all
    stamp: Stamp,
    /// Their numbers in `sources`
    sources: Vec<i64>,
}

impl Exported {
    fn add(&mut self, source: i64, units: &[String]) {
        self.sources.push(source);
        // No units are all of them.
        match (self.stamp.units.is_empty(), units.is_empty()) {
            (false, false) => self.stamp.units.extend_from_slice(units),
            _ => self.stamp.units.clear(),
        }
    }
}

impl Loader<'_> {
    /// Whether a table has a sheet with a stamp
    pub fn has_stamped(&self, entity: Entity) -> bool {
        self.sheets.iter().any(|(_, sheet)| sheet.entity == entity && sheet.base().is_some())
    }

    /// Gives staged rows of sheets with a stamp the keys that renames have given them since, and those they refer to
    pub fn follow_renames(&mut self, entity: Entity) -> Result<()> {
        for exported in self.exported(entity) {
            let since = exported.stamp.revision;
            if self.store.find_moved(entity, since)? {
                for source in &exported.sources {
                    self.store.follow_moved(STAGE, entity, *source)?;
                }
            }
            for target in entity.targets() {
                if self.store.find_moved(target, since)? {
                    for source in &exported.sources {
                        self.store.follow_referred(STAGE, entity, target, Some(*source))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Holds staged rows of sheets with a stamp against what was exported and what the ledger has; what is to be
    /// written stays in the stage
    ///
    /// With `is_based` what was exported is staged already, as far as it matters. Returns how many staged rows are as
    /// they were exported, and still there.
    pub fn hold_against_bases(
        &mut self,
        entity: Entity,
        is_based: bool,
        three_way: &mut ThreeWay<'_>,
    ) -> Result<i64> {
        let exported = self.exported(entity);
        if exported.is_empty() {
            return Ok(0);
        }
        // Twins are told before the rows that nobody touched go.
        self.each_single(entity, STAGE, |_, _, _, _| Ok(()))?;
        if self.sheets.len() > 1 {
            self.store.index_sources(STAGE, entity)?;
        }
        self.store.create_stage(MERGED, entity)?;
        self.store.create_stage(GONE, entity)?;
        let mut unchanged = 0;
        // Rows that one sheet lacks may be in another, which is merged later.
        for exported in &exported {
            if !is_based {
                self.stage_base(entity, &exported.stamp)?;
            }
            self.find_missing(entity, exported, three_way)?;
        }
        for exported_once in &exported {
            if exported.len() > 1 {
                self.stage_base(entity, &exported_once.stamp)?;
            }
            for source in &exported_once.sources {
                unchanged += self.merge_sheet(entity, *source, three_way)?;
            }
            self.store.revive_staged(MERGED, entity, self.revision)?;
            self.store.move_staged(MERGED, STAGE, entity)?;
        }
        self.refuse_homeless(entity)?;
        Ok(unchanged)
    }

    /// Lets rows name units as they were called when their sheets left, also those that are gone
    pub fn remember_units(&mut self) -> Result<()> {
        let stamped = self.sheets.iter().filter_map(|(_, sheet)| sheet.base());
        let mut revisions: Vec<i64> = stamped.map(|stamp| stamp.revision).collect();
        revisions.sort_unstable();
        revisions.dedup();
        if revisions.is_empty() {
            return Ok(());
        }
        if !self.sheets.iter().any(|(_, sheet)| sheet.entity == Entity::Units) {
            self.store.create_stage(STAGE, Entity::Units)?;
        }
        for revision in &revisions {
            self.store.stage_gone_units(STAGE, *revision)?;
        }
        self.store.collect_unit_names(Some(STAGE))?;
        for revision in revisions {
            self.store.find_moved(Entity::Units, revision)?;
            self.store.prefer_names_of(revision, true)?;
        }
        Ok(())
    }

    /// Rows of units that are gone were touched, but cannot be written
    fn refuse_homeless(&mut self, entity: Entity) -> Result<()> {
        for (source, line, unit) in self.store.take_homeless(STAGE, entity)? {
            let Some(sheet) = numbered(&self.sheets, source) else { continue };
            let said = FindingText::UnknownUnit { name: unit };
            self.findings.add(row_finding(sheet, line.unsigned_abs(), Some(0), Rule::K2, said));
            self.findings.refuse(sheet, line.unsigned_abs())?;
        }
        Ok(())
    }

    fn exported(&self, entity: Entity) -> Vec<Exported> {
        let mut groups: Vec<Exported> = Vec::new();
        for (source, sheet) in self.sheets.iter().filter(|(_, sheet)| sheet.entity == entity) {
            let Some(stamp) = sheet.base() else { continue };
            let is_same = |known: &&mut Exported| {
                known.stamp.revision == stamp.revision && known.stamp.partial == stamp.partial
            };
            match groups.iter_mut().find(is_same) {
                Some(group) => group.add(*source, &stamp.units),
                None => groups.push(Exported { stamp: stamp.clone(), sources: vec![*source] }),
            }
        }
        groups
    }

    /// What was exported, under the names of today
    fn stage_base(&self, entity: Entity, stamp: &Stamp) -> Result<()> {
        self.store.stage_base(entity, stamp.revision, &stamp.units)?;
        let moved = self.store.find_moved(entity, stamp.revision)?;
        if entity != Entity::Units && self.store.find_moved(Entity::Units, stamp.revision)? || moved {
            self.store.move_base(entity)?;
        }
        for target in entity.targets() {
            if self.store.find_moved(target, stamp.revision)? {
                self.store.follow_referred(BASE, entity, target, None)?;
            }
        }
        Ok(())
    }

    /// Finds the rows that were exported and that no sheet has: in a snapshot they go, else that is said
    fn find_missing(
        &mut self,
        entity: Entity,
        exported: &Exported,
        three_way: &mut ThreeWay<'_>,
    ) -> Result<()> {
        if three_way.removes {
            return self.find_gone(entity, exported, three_way);
        }
        // A row that was handed back, or that is left out for its errors, is not missing.
        if exported.stamp.partial || self.findings.errors() > 0 {
            return Ok(());
        }
        let only = self.only_unit()?;
        self.store.each_missing(STAGE, entity, |base, now| {
            if now.is_some() && only.as_ref().is_none_or(|unit| *unit == base[0]) {
                three_way.add_missing(entity, &base[..entity.key_length()]);
            }
            Ok(())
        })
    }

    fn find_gone(&mut self, entity: Entity, exported: &Exported, three_way: &mut ThreeWay<'_>) -> Result<()> {
        let Some(source) = exported.sources.first() else { return Ok(()) };
        let only = self.only_unit()?;
        let mut gone = self.store.stage_insert(GONE, entity)?;
        self.store.each_missing(STAGE, entity, |base, now| {
            let (Some(now), true) = (now, only.as_ref().is_none_or(|unit| *unit == base[0])) else {
                return Ok(());
            };
            let key = base[..entity.key_length()].to_vec();
            let cells = base.into_iter().enumerate().skip(entity.key_length()).collect();
            let edit = Edit { key: key.clone(), line: 0, what: What::Remove(cells) };
            let merged = merge(entity, &edit, Some(&now), three_way.decisions);
            three_way.hand_on(merged.conflicts)?;
            if !merged.goes {
                return Ok(());
            }
            gone.put_key(&key, *source, 0)
        })
    }

    /// Merges the touched rows of a sheet; returns how many need not be written
    fn merge_sheet(&mut self, entity: Entity, source: i64, three_way: &mut ThreeWay<'_>) -> Result<i64> {
        let Some(mut sheet) = self.sheet_of(source).cloned() else { return Ok(0) };
        let written = sheet.header.written.clone();
        let rows = SheetRows {
            stage: STAGE,
            entity,
            source,
            columns: &written,
            keeps_blanks: self.rules.keeps_blanks,
        };
        let header = whole_header(entity);
        let rules = RowRules::default();
        let mut reader = RowReader::new(entity, &header, &rules, None);
        let mut names = Names::new(self.store, self.takes_measures, true);
        let mut insert = self.store.stage_insert(MERGED, entity)?;
        let (mut unchanged, findings) = (0, &mut self.findings);
        self.store.each_touched(rows, |touched| {
            if touched.base.is_none() && touched.now.is_none() {
                return Ok(());
            }
            let sides =
                Sides { entity, written: rows.columns, keeps_blanks: rows.keeps_blanks, touched: &touched };
            let merged = sides.merge(three_way.decisions);
            let (key, line) = (&touched.sheet[..entity.key_length()], touched.line.unsigned_abs());
            tell_choices(findings, three_way.decisions, &mut sheet, (key, line), &merged);
            unchanged += i64::from(merged.conflicts.is_empty() && merged.row.is_none());
            three_way.hand_on(merged.conflicts)?;
            let Some(texts) = merged.row else { return Ok(()) };
            let mut record = Record::default();
            record.begin(line);
            texts.iter().for_each(|text| record.push(text, MergedCell::Own));
            let row = reader.read(&record, &mut names)?;
            for (column, rule, said) in &row.findings {
                findings.add(row_finding(&sheet, line, Some(*column), *rule, said.clone()));
                findings.refuse(&sheet, line)?;
            }
            tell_decided(findings, &sheet, &touched, &texts, &row.remarks);
            if row.findings.is_empty() { insert.put(&row.cells, source, touched.line) } else { Ok(()) }
        })?;
        drop(insert);
        self.remember_chosen(source, sheet.chosen);
        let (known, gone) = self.store.take_known(rows)?;
        three_way.stays_gone += gone;
        Ok(unchanged + known)
    }
}

/// Says what is remarkable of cells that were decided otherwise; of the others it was said before, or long ago
fn tell_decided(
    findings: &mut Findings,
    sheet: &Sheet,
    touched: &Touched,
    texts: &[String],
    remarks: &[(Severity, CellFinding)],
) {
    for (severity, (column, rule, said)) in remarks {
        let is_known = |side: &Vec<String>| side[*column] == texts[*column];
        if is_known(&touched.sheet) || touched.now.as_ref().is_some_and(is_known) {
            continue;
        }
        let finding = row_finding(sheet, touched.line.unsigned_abs(), Some(*column), *rule, said.clone());
        findings.add(Finding { severity: *severity, ..finding });
    }
}
