//! Exported sheets held against what was exported: which cells somebody has edited since, whatever the ledger did.

use std::path::PathBuf;

use crate::domain::entity::Entity;
use crate::ledger::import::find::{Find, find_sheets};
use crate::ledger::import::finding::{Findings, Place};
use crate::ledger::import::load::{Loader, STAGE};
use crate::ledger::import::row::RowRules;
use crate::ledger::import::sheet::Sheet;
use crate::ledger::import::stamped::{Came, settle};
use crate::ledger::stamp::Stamp;
use crate::ledger::{Error, Ledger, Result};
use crate::storage::base::{BASE, SheetRows, Touched};
use crate::storage::relation::Relation;

/// Where the units stand as they were when the sheets left
const FORMER: &str = "former";

/// What was done to a sheet by hand
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// A cell has another value
    Cell,
    /// A row has come
    RowAdded,
    /// A row stands there once more
    RowRepeated,
    /// A row has gone
    RowRemoved,
    /// A column has gone
    ColumnRemoved,
    /// The sheet of a table has gone
    TableRemoved,
}

/// An edit by hand
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandEdit {
    /// What was done
    pub edited: Edited,
    /// The file as the user named it
    pub file: String,
    /// Where; the file or sheet alone for what has gone
    pub place: Option<Place>,
    /// The table
    pub entity: Entity,
    /// The row's key, with slashes
    pub key: String,
    /// The column; of a row the one of its name
    pub column: Option<usize>,
    /// What was exported
    pub old: String,
    /// What the sheet says, readable or not
    pub new: String,
    /// Whether the ledger has it by now, or nothing is lost with it
    pub is_taken: bool,
}

/// What was found in exported sheets
#[derive(Debug, Default)]
pub struct CheckedSheets {
    /// The stamps that came with them
    pub stamps: Vec<Came>,
    /// Files without a stamp
    pub unstamped: Vec<String>,
    /// How many edits there are
    pub edits: u64,
    /// What cannot be read
    pub findings: Findings,
}

/// Takes edits by hand, one after the other
pub type OnEdit<'e> = &'e mut dyn FnMut(HandEdit) -> Result<()>;

impl Ledger {
    /// Holds exported sheets against what was exported; nothing is written
    pub fn check_sheets(
        &self,
        paths: &[PathBuf],
        guarded: bool,
        on_edit: OnEdit<'_>,
    ) -> Result<CheckedSheets> {
        let mut checked = CheckedSheets::default();
        let mut sheets =
            find_sheets(paths, &Find { as_exported: true, ..Find::default() }, &mut checked.findings)?;
        self.store.at_once(|| {
            checked.stamps = settle(&self.store, &mut sheets)?;
            for sheet in &sheets {
                let shown = sheet.shown.to_string();
                let came = checked.stamps.iter().any(|came| came.file == sheet.shown);
                if !came && !checked.unstamped.contains(&shown) {
                    checked.unstamped.push(shown);
                }
            }
            for came in checked.stamps.clone() {
                let Ok(stamp) = &came.stamp else { continue };
                let of_file = sheets.iter().filter(|sheet| sheet.shown == came.file).cloned();
                let sheets = (0..).zip(of_file).collect();
                let rules = RowRules { guarded, shows_faults: true, ..RowRules::default() };
                let findings = std::mem::take(&mut checked.findings);
                let loader = Loader { sheets, ..Loader::new(&self.store, 0, rules, findings) };
                let mut file = File { came: &came, stamp, loader, edits: 0, on_edit };
                file.check()?;
                checked.edits += file.edits;
                checked.findings = file.loader.findings;
            }
            Ok::<_, Error>(())
        })?;
        Ok(checked)
    }
}

/// A file with a stamp that can be used
struct File<'f> {
    came: &'f Came,
    stamp: &'f Stamp,
    loader: Loader<'f>,
    edits: u64,
    on_edit: OnEdit<'f>,
}

impl File<'_> {
    fn check(&mut self) -> Result<()> {
        for entity in Entity::ALL {
            let has_sheet = self.loader.sheets.iter().any(|(_, sheet)| sheet.entity == entity);
            if entity == Entity::Goals {
                self.name_units()?;
            }
            match (has_sheet, self.stamp.has(entity)) {
                (false, true) => self.edit(HandEdit {
                    edited: Edited::TableRemoved,
                    is_taken: true,
                    ..self.blank(entity)
                })?,
                (false, false) => {}
                (true, _) => self.check_table(entity)?,
            }
        }
        Ok(())
    }

    /// Units are called what they were called when the sheets left, or what the file's own sheet of units says
    fn name_units(&self) -> Result<()> {
        let store = self.loader.store;
        if self.loader.sheets.iter().any(|(_, sheet)| sheet.entity == Entity::Units) {
            store.collect_unit_names(Some(STAGE))?;
        } else {
            store.stage_state(FORMER, Entity::Units, &Relation::At(self.stamp.revision))?;
            store.collect_unit_names(Some(FORMER))?;
        }
        store.prefer_names_of(self.stamp.revision, false)
    }

    fn check_table(&mut self, entity: Entity) -> Result<()> {
        let store = self.loader.store;
        self.stage(entity)?;
        let sheets: Vec<_> =
            self.loader.sheets.iter().filter(|(_, sheet)| sheet.entity == entity).cloned().collect();
        for (_, sheet) in &sheets {
            self.check_columns(sheet)?;
        }
        // Rows without the rest of their key can be held against nothing.
        let rest = |sheet: &Sheet| {
            let mut key = (0..entity.key_length()).filter(|&column| entity.columns()[column].name != "code");
            key.all(|column| sheet.header.has(column))
        };
        if !sheets.iter().all(|(_, sheet)| rest(sheet)) {
            return Ok(());
        }
        for row in store.code_as_exported(STAGE, entity)? {
            let code = entity.position("code");
            let is_blanked = |sheet: &Sheet| code.is_some_and(|code| sheet.header.has(code));
            if let Some(sheet) = self.loader.sheet_of(row.source).filter(|sheet| is_blanked(sheet)) {
                let place = Some(sheet.place(row.line.unsigned_abs(), code));
                let old = code.map_or(String::new(), |code| row.key[code].clone());
                let key = row.key.join("/");
                self.edit(HandEdit { place, column: code, key, old, is_taken: true, ..self.blank(entity) })?;
            }
        }
        for row in store.take_repeated(STAGE, entity)? {
            if let Some(sheet) = self.loader.sheet_of(row.source) {
                let place = Some(sheet.place(row.line.unsigned_abs(), None));
                let edit = HandEdit { edited: Edited::RowRepeated, place, ..self.blank(entity) };
                self.edit(HandEdit { key: row.key.join("/"), new: row.label, ..edit })?;
            }
        }
        for (source, sheet) in &sheets {
            self.check_rows(*source, sheet)?;
        }
        // What a sheet lacks into which rows were handed back was imported.
        if self.stamp.partial {
            return Ok(());
        }
        store.each_missing(STAGE, entity, |base, now| {
            let (key, old) = (base[..entity.key_length()].join("/"), label_of(entity, &base));
            let is_taken = now.is_none();
            self.edit(HandEdit { edited: Edited::RowRemoved, key, old, is_taken, ..self.blank(entity) })
        })
    }

    /// Stages what of a table's sheets may have been edited, readable or not, and what was exported of it
    fn stage(&mut self, entity: Entity) -> Result<()> {
        let store = self.loader.store;
        let before = self.loader.findings.mark();
        if let Some((position, stamp)) = self.loader.walkable(entity) {
            if self.loader.walk(position, &stamp, true)?.is_some() {
                return Ok(());
            }
            self.loader.findings = std::mem::take(&mut self.loader.findings).rewind(&before, false)?;
        }
        store.create_stage(STAGE, entity)?;
        let mut insert = store.stage_insert(STAGE, entity)?;
        for position in 0..self.loader.sheets.len() {
            if self.loader.sheets[position].1.entity == entity {
                self.loader.each_row(position, true, &mut |row, _, source, line, _| {
                    insert.put(&row.cells, source, line).map(|()| true)
                })?;
            }
        }
        if entity == Entity::Units {
            self.loader.resolve_parents(STAGE)?;
        }
        match self.stamp.has(entity) {
            true => store.stage_base(entity, self.stamp.revision, &self.stamp.units),
            // A sheet that was not exported is all by hand.
            false => store.create_stage(BASE, entity),
        }
    }

    fn check_columns(&mut self, sheet: &Sheet) -> Result<()> {
        let exported = self.stamp.content(sheet.entity).map_or(Vec::new(), |(columns, _)| columns);
        for column in exported.into_iter().filter(|column| !sheet.header.has(*column)) {
            let place = Some(sheet.place(0, None));
            let edited = Edited::ColumnRemoved;
            let is_taken = true;
            self.edit(HandEdit {
                edited,
                place,
                column: Some(column),
                is_taken,
                ..self.blank(sheet.entity)
            })?;
        }
        Ok(())
    }

    fn check_rows(&mut self, source: i64, sheet: &Sheet) -> Result<()> {
        let (entity, columns) = (sheet.entity, &sheet.header.written);
        let rows = SheetRows { stage: STAGE, entity, source, columns, keeps_blanks: false };
        self.loader.store.each_touched(rows, |Touched { base, sheet: cells, now, line }| {
            let is_taken = |column: &usize| now.as_ref().is_some_and(|now| now[*column] == cells[*column]);
            let key = cells[..entity.key_length()].join("/");
            let line = line.unsigned_abs();
            let edit = HandEdit { key, ..self.blank(entity) };
            let Some(base) = base else {
                let (place, new) = (Some(sheet.place(line, None)), label_of(entity, &cells));
                let is_taken = columns.iter().all(is_taken);
                return self.edit(HandEdit { edited: Edited::RowAdded, place, new, is_taken, ..edit });
            };
            for &column in columns.iter().filter(|&&column| cells[column] != base[column]) {
                let place = Some(sheet.place(line, Some(column)));
                let (old, new) = (base[column].clone(), cells[column].clone());
                let is_taken = is_taken(&column);
                self.edit(HandEdit { place, column: Some(column), old, new, is_taken, ..edit.clone() })?;
            }
            Ok(())
        })
    }

    fn blank(&self, entity: Entity) -> HandEdit {
        HandEdit {
            edited: Edited::Cell,
            file: self.came.file.to_string(),
            place: None,
            entity,
            key: String::new(),
            column: None,
            old: String::new(),
            new: String::new(),
            is_taken: false,
        }
    }

    fn edit(&mut self, edit: HandEdit) -> Result<()> {
        self.edits += 1;
        let is_row = matches!(edit.edited, Edited::RowAdded | Edited::RowRepeated | Edited::RowRemoved);
        let column = if is_row { edit.entity.position(edit.entity.label().name) } else { edit.column };
        (self.on_edit)(HandEdit { column, ..edit })
    }
}

/// What a row is called
fn label_of(entity: Entity, row: &[String]) -> String {
    entity.position(entity.label().name).map_or(String::new(), |label| row[label].clone())
}
