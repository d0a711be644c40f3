//! Staged rows held against the state that their sheet was exported from, and against what the table holds now.
//!
//! ```text
//! temp.base_goals ── what the sheet said when it left ─┐
//! temp.incoming_goals ── what it says now ─────────────┼─ joined by key ── rows that somebody touched
//! goals ── what the ledger holds now ──────────────────┘
//! ```

use rusqlite::{Row, named_params};

use crate::domain::entity::{Column, Entity, Kind};
use crate::storage::content::{as_json, of_units};
use crate::storage::relation::{Relation, column_list, has_whole_key, join, key_list, same_key};
use crate::storage::{Result, Store, values};

/// The stage of the state that sheets were exported from
pub const BASE: &str = "base";

/// A row of a sheet that is not as it was exported, or is not in the export: the texts of all columns of each side
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// What was exported; none for a row that was not
    pub base: Option<Vec<String>>,
    /// What the sheet says, blank in columns that it does not have
    pub sheet: Vec<String>,
    /// What the table holds; none where it has no such row
    pub now: Option<Vec<String>>,
    /// The line of the sheet
    pub line: i64,
}

/// The rows of one sheet in a stage
#[derive(Debug, Clone, Copy)]
pub struct SheetRows<'s> {
    /// The stage
    pub stage: &'static str,
    /// The table
    pub entity: Entity,
    /// The number of the sheet
    pub source: i64,
    /// The columns that it has
    pub columns: &'s [usize],
    /// Whether a blank cell of it says nothing
    pub keeps_blanks: bool,
}

impl SheetRows<'_> {
    fn table(self) -> String {
        format!("temp.{}_{}", self.stage, self.entity.name())
    }

    /// The columns in which a row of the sheet is held against what was exported, and whether a blank there says nothing
    ///
    /// A unit that only a cell gives counts although the sheet has no column for it. What has a key is joined by it.
    pub fn compared(self) -> impl Iterator<Item = (usize, bool)> {
        let unit = self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name));
        let other = unit.filter(|unit| !self.columns.contains(unit));
        let is_in_key = move |column: usize| column < self.entity.key_length();
        let columns = self.columns.iter().copied().chain(other).filter(move |&column| !is_in_key(column));
        columns.map(move |column| (column, self.keeps_blanks || other == Some(column)))
    }

    /// The condition that a row of the sheet is what was exported
    fn is_as_exported(self) -> String {
        let same = self.compared().map(|(column, may_be_blank)| {
            let same = is_same(self.entity, column);
            let name = self.entity.columns()[column].name;
            if may_be_blank { format!("(sheet.{name} IS NULL OR {same})") } else { same }
        });
        join(same.chain(["TRUE".to_owned()]), " AND ")
    }

    /// The cells of the sheet; a text in which a spreadsheet has only written other line ends is the one exported
    fn cells(self) -> String {
        let cells = self.entity.columns().iter().enumerate().map(|(column, definition)| {
            let name = definition.name;
            match definition.kind {
                Kind::Text => format!("iif({}, base.{name}, sheet.{name})", is_same(self.entity, column)),
                _ => format!("sheet.{name}"),
            }
        });
        join(cells, ", ")
    }
}

/// The condition that a cell of the sheet is what was exported; lines of a text may end in any way
fn is_same(entity: Entity, column: usize) -> String {
    let Column { name, kind, .. } = &entity.columns()[column];
    let same = format!("sheet.{name} IS base.{name}");
    let lines = |side| format!("replace(replace({side}.{name}, char(13, 10), char(10)), char(13), char(10))");
    match kind {
        Kind::Text => format!("({same} OR {} IS {})", lines("sheet"), lines("base")),
        _ => same,
    }
}

impl Store {
    /// Puts the rows of those units, or of all, as a revision left them, where sheets are held against them
    pub fn stage_base(&self, entity: Entity, revision: i64, units: &[String]) -> Result<()> {
        self.create_stage(BASE, entity)?;
        let (name, columns) = (entity.name(), column_list(entity, ""));
        let sql = format!(
            "INSERT INTO temp.{BASE}_{name} ({columns}) {}",
            Relation::At(revision).select_where(entity, &columns, &of_units(entity, units))
        );
        self.connection().execute(&sql, named_params! { ":units": as_json(units) })?;
        self.index_base(entity)
    }

    /// Makes what was exported ready to be looked up
    pub fn index_base(&self, entity: Entity) -> Result<()> {
        let name = entity.name();
        self.connection().execute_batch(&format!(
            "CREATE INDEX temp.{BASE}_{name}_by_key ON {BASE}_{name} ({})",
            key_list(entity, "")
        ))?;
        Ok(())
    }

    /// Takes the rows that were exported out of the stage, and those that the table has; how many of them are as they
    /// were exported and still there, and how many as exported and gone since
    ///
    /// What stays was added by hand.
    pub fn take_known(&self, rows: SheetRows<'_>) -> Result<(i64, i64)> {
        let (table, name) = (rows.table(), rows.entity.name());
        let (in_base, in_now) =
            (same_key(rows.entity, "base", "sheet"), same_key(rows.entity, "now", "sheet"));
        let is_there = format!("EXISTS (SELECT 1 FROM {name} AS now WHERE {in_now})");
        let known = self.connection().query_row(
            &format!(
                "SELECT count(*) FILTER (WHERE {is_there}), count(*) FILTER (WHERE NOT {is_there})
                 FROM {table} AS sheet CROSS JOIN temp.{BASE}_{name} AS base ON {in_base}
                 WHERE sheet.origin = :source AND {}",
                rows.is_as_exported()
            ),
            named_params! { ":source": rows.source },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        self.connection().execute(
            &format!(
                "DELETE FROM {table} AS sheet WHERE origin = :source
                     AND (EXISTS (SELECT 1 FROM temp.{BASE}_{name} AS base WHERE {in_base}) OR {is_there})"
            ),
            named_params! { ":source": rows.source },
        )?;
        Ok(known)
    }

    /// How many rows of a sheet the table neither holds nor ever held, by the columns that the sheet has
    pub fn count_never_held(&self, rows: SheetRows<'_>) -> Result<u64> {
        let (table, name) = (rows.table(), rows.entity.name());
        let held = format!("{} AND {}", same_key(rows.entity, "base", "sheet"), rows.is_as_exported());
        let count: i64 = self.connection().query_row(
            &format!(
                "SELECT count(*) FROM {table} AS sheet WHERE sheet.origin = :source
                     AND NOT EXISTS (SELECT 1 FROM {name} AS base WHERE {held})
                     AND NOT EXISTS (SELECT 1 FROM {name}_history AS base WHERE {held})"
            ),
            named_params! { ":source": rows.source },
            |row| row.get(0),
        )?;
        Ok(count.unsigned_abs())
    }

    /// Calls `on_row` for every row of a sheet that is not what was exported, in the order of the sheet
    pub fn each_touched(
        &self,
        rows: SheetRows<'_>,
        mut on_row: impl FnMut(Touched) -> Result<()>,
    ) -> Result<()> {
        let (entity, name) = (rows.entity, rows.entity.name());
        let key = entity.key()[0].name;
        let sql = format!(
            "SELECT {}, {}, {}, base.{key} IS NOT NULL, now.{key} IS NOT NULL, sheet.origin_line
             FROM {} AS sheet LEFT JOIN temp.{BASE}_{name} AS base ON {} LEFT JOIN {name} AS now ON {}
             WHERE sheet.origin = :source AND NOT (base.{key} IS NOT NULL AND {})
             ORDER BY sheet.rowid",
            rows.cells(),
            column_list(entity, "base."),
            column_list(entity, "now."),
            rows.table(),
            same_key(entity, "base", "sheet"),
            same_key(entity, "now", "sheet"),
            rows.is_as_exported()
        );
        let mut statement = self.connection().prepare(&sql)?;
        let width = entity.columns().len();
        let mut found = statement.query(named_params! { ":source": rows.source })?;
        while let Some(row) = found.next()? {
            let (in_base, in_now): (bool, bool) = (row.get(3 * width)?, row.get(3 * width + 1)?);
            on_row(Touched {
                sheet: texts(row, 0, width)?,
                base: in_base.then(|| texts(row, width, width)).transpose()?,
                now: in_now.then(|| texts(row, 2 * width, width)).transpose()?,
                line: row.get(3 * width + 2)?,
            })?;
        }
        Ok(())
    }

    /// Calls `on_row` for every row that was exported and that a stage lacks, with what the table holds of it, by key
    pub fn each_missing(
        &self,
        stage: &'static str,
        entity: Entity,
        mut on_row: impl FnMut(Vec<String>, Option<Vec<String>>) -> Result<()>,
    ) -> Result<()> {
        let (name, key) = (entity.name(), entity.key()[0].name);
        let sql = format!(
            "SELECT {}, {}, now.{key} IS NOT NULL FROM temp.{BASE}_{name} AS base LEFT JOIN {name} AS now ON {}
             WHERE {} ORDER BY {}",
            column_list(entity, "base."),
            column_list(entity, "now."),
            same_key(entity, "now", "base"),
            is_missing(stage, entity),
            key_list(entity, "base.")
        );
        let mut statement = self.connection().prepare(&sql)?;
        let width = entity.columns().len();
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let in_now: bool = row.get(2 * width)?;
            let now = in_now.then(|| texts(row, width, width)).transpose()?;
            on_row(texts(row, 0, width)?, now)?;
        }
        Ok(())
    }

    /// Gives the table the rows back that a stage has and only the export knows, as they were exported
    pub fn revive_staged(&self, stage: &'static str, entity: Entity, revision: i64) -> Result<()> {
        let name = entity.name();
        let sql = format!(
            "INSERT INTO {name} ({}, revision, origin, origin_line)
             SELECT {}, :revision, staged.origin, staged.origin_line
             FROM temp.{stage}_{name} AS staged CROSS JOIN temp.{BASE}_{name} AS base ON {}
             WHERE NOT EXISTS (SELECT 1 FROM {name} AS now WHERE {}) AND {}",
            column_list(entity, ""),
            column_list(entity, "base."),
            same_key(entity, "base", "staged"),
            same_key(entity, "now", "staged"),
            has_unit(entity, "staged")
        );
        self.connection().execute(&sql, named_params! { ":revision": revision })?;
        Ok(())
    }

    /// Takes rows out of a stage whose unit is not there: their sources, lines and units
    pub fn take_homeless(&self, stage: &'static str, entity: Entity) -> Result<Vec<(i64, i64, String)>> {
        let sql = format!(
            "DELETE FROM temp.{stage}_{} AS staged WHERE NOT {} RETURNING origin, origin_line, {}",
            entity.name(),
            has_unit(entity, "staged"),
            entity.key()[0].name
        );
        let mut statement = self.connection().prepare(&sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Puts the rows of one stage into another
    pub fn move_staged(&self, from: &'static str, to: &'static str, entity: Entity) -> Result<()> {
        let name = entity.name();
        self.connection().execute_batch(&format!(
            "INSERT INTO temp.{to}_{name} SELECT * FROM temp.{from}_{name}; DELETE FROM temp.{from}_{name};"
        ))?;
        Ok(())
    }
}

/// The condition that the unit of a row is there; a unit is its own
fn has_unit(entity: Entity, row: &str) -> String {
    match entity {
        Entity::Units => "TRUE".to_owned(),
        _ => format!("EXISTS (SELECT 1 FROM units AS owner WHERE owner.code = {row}.unit)"),
    }
}

/// The condition that a stage has no row of the export's key; a sheet is as large as the export, and is sorted once
fn is_missing(stage: &str, entity: Entity) -> String {
    let (name, keys) = (entity.name(), key_list(entity, ""));
    format!(
        "({}) NOT IN (SELECT {keys} FROM temp.{stage}_{name} WHERE {})",
        key_list(entity, "base."),
        has_whole_key(entity)
    )
}

/// The texts of cells of a row of SQL, one after the other
pub fn texts(row: &Row<'_>, first: usize, width: usize) -> Result<Vec<String>> {
    let text = |index| {
        let mut bytes = Vec::new();
        values::print(row.get_ref(index)?, &mut bytes);
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    (first..first + width).map(text).collect()
}
