//! A stamped sheet in the order of its key, walked beside what was exported: only what somebody touched is staged.
//!
//! ```text
//! sheet ────┬─ the same row in both ──────── counted
//!           ├─ in both, and they differ ──── staged, and so is what was exported
//!           ├─ only in the sheet ─────────── staged
//! exported ─┴─ only in the export ────────── staged as exported, where missing rows are looked for
//! ```

use std::cmp::Ordering;

use crate::domain::entity::Entity;
use crate::ledger::Result;
use crate::ledger::import::load::{Loader, STAGE, is_behind};
use crate::ledger::import::read::ReadThrough;
use crate::ledger::import::row::ReadRow;
use crate::ledger::stamp::Stamp;
use crate::storage::base::{BASE, SheetRows};
use crate::storage::exported::ExportedRows;
use crate::storage::staging::{Cell, StageInsert};

/// What became of a sheet that was walked through
#[derive(Debug, Default)]
pub struct Walked {
    /// Rows that are as they were exported, and still there
    pub known: i64,
    /// Rows that are as they were exported, and that the ledger has removed since
    pub gone: i64,
    /// What was read
    pub read: ReadThrough,
}

/// A sheet and its export, each at a row
struct Walk<'w> {
    exported: ExportedRows<'w>,
    base: StageInsert<'w>,
    stage: StageInsert<'w>,
    /// The columns to compare, and whether a blank there says nothing
    compared: Vec<(usize, bool)>,
    key_length: usize,
    walked: Walked,
}

impl Loader<'_> {
    /// The position of the only sheet of a table, if it may be walked through: a text with a stamp
    ///
    /// A workbook is in the order of people, and the names of units must all be staged.
    pub fn walkable(&self, entity: Entity) -> Option<(usize, Stamp)> {
        let mut sheets = self.sheets.iter().enumerate().filter(|(_, (_, sheet))| sheet.entity == entity);
        let (Some((position, (_, sheet))), None) = (sheets.next(), sheets.next()) else { return None };
        let stamp = sheet.base().filter(|_| entity != Entity::Units && sheet.tab.name.is_none())?;
        Some((position, stamp.clone()))
    }

    /// The same for a sheet whose rows have had no other keys since
    pub fn walkable_as_named(&self, entity: Entity) -> Result<Option<(usize, Stamp)>> {
        let Some((position, stamp)) = self.walkable(entity) else { return Ok(None) };
        let has_moved = self.store.find_moved(entity, stamp.revision)?
            || self.store.find_moved(Entity::Units, stamp.revision)?;
        Ok(Some((position, stamp)).filter(|_| !has_moved))
    }

    /// Stages the rows of a sheet that are not as they were exported, and what was exported of them and of those that
    /// are missing; none where the sheet is not in the order of its key
    ///
    /// With `faulty` rows that cannot be read are staged like others, else they are passed over, here and there.
    pub fn walk(&mut self, position: usize, stamp: &Stamp, faulty: bool) -> Result<Option<Walked>> {
        let (source, sheet) = &self.sheets[position];
        let entity = sheet.entity;
        let columns = &sheet.header.written;
        let keeps_blanks = self.rules.keeps_blanks;
        let rows = SheetRows { stage: STAGE, entity, source: *source, columns, keeps_blanks };
        let (store, compared) = (self.store, rows.compared().collect());
        store.create_stage(STAGE, entity)?;
        store.create_stage(BASE, entity)?;
        let mut exported = store.exported(entity, stamp.revision, &stamp.units)?;
        let mut walk = Walk {
            exported: exported.rows()?,
            base: store.stage_insert(BASE, entity)?,
            stage: store.stage_insert(STAGE, entity)?,
            compared,
            key_length: entity.key_length(),
            walked: Walked::default(),
        };
        let (mut last, mut in_order) = (Vec::new(), true);
        let read = self.each_row(position, false, &mut |row, _, source, line, _| {
            in_order = !row.needs_stage && is_behind(&row.cells[..entity.key_length()], &mut last);
            if in_order {
                walk.take(row, faulty, source, line)?;
            }
            Ok(in_order)
        })?;
        if !in_order {
            return Ok(None);
        }
        walk.pass_until(None)?;
        let walked = Walked { read, ..walk.walked };
        store.index_base(entity)?;
        Ok(Some(walked))
    }
}

impl Walk<'_> {
    fn take(&mut self, row: &ReadRow<'_>, faulty: bool, source: i64, line: i64) -> Result<()> {
        let key = &row.cells[..self.key_length];
        let is_keyed = key.iter().all(|cell| cell.text().is_some());
        let is_exported = is_keyed && self.pass_until(Some(row))?;
        let is_wanted = row.findings.is_empty() || faulty;
        if is_exported {
            let is_same = row.findings.is_empty() && self.is_same(row)?;
            match (is_same, self.exported.stays()?) {
                (true, true) => self.walked.known += 1,
                (true, false) => self.walked.gone += 1,
                (false, _) if is_wanted => self.base.put(&self.exported.cells()?, 0, 0)?,
                (false, _) => {}
            }
            self.exported.advance()?;
            if is_same {
                return Ok(());
            }
        }
        if is_wanted { self.stage.put(&row.cells, source, line) } else { Ok(()) }
    }

    /// Stages what was exported before a row, or all that is left: it is missing; whether the row itself was exported
    fn pass_until(&mut self, row: Option<&ReadRow<'_>>) -> Result<bool> {
        let key = row.map(|row| &row.cells[..self.key_length]);
        loop {
            // Without a key, every row is one before the end.
            match self.exported.compare(key.unwrap_or_default())? {
                None => return Ok(false),
                Some(Ordering::Less) => {}
                Some(Ordering::Equal) if key.is_none() => {}
                Some(ordering) => return Ok(ordering == Ordering::Equal),
            }
            self.base.put(&self.exported.cells()?, 0, 0)?;
            self.exported.advance()?;
        }
    }

    fn is_same(&self, row: &ReadRow<'_>) -> Result<bool> {
        for &(column, may_be_blank) in &self.compared {
            let cell = &row.cells[column];
            let says_nothing = may_be_blank && *cell == Cell::Null;
            if !says_nothing && !self.exported.has(column, cell)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
