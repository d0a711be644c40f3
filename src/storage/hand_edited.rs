//! Staged rows whose keys somebody has touched by hand: rows that stand there twice, and rows without their code.

use crate::domain::entity::Entity;
use crate::storage::base::{BASE, texts};
use crate::storage::relation::{has_whole_key, join, key_list};
use crate::storage::{Result, Store};

/// A staged row that is told by its place
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedRow {
    /// The number of its sheet
    pub source: i64,
    /// Its line there
    pub line: i64,
    /// Its key
    pub key: Vec<String>,
    /// What it is called
    pub label: String,
}

impl Store {
    /// Gives rows of a stage without a code the one of the only exported row that is called so, with the rest of its key
    pub fn code_as_exported(&self, stage: &'static str, entity: Entity) -> Result<Vec<StagedRow>> {
        let (name, label) = (entity.name(), entity.label().name);
        let rest = entity.key().iter().filter(|column| column.name != "code");
        let rest = rest.map(|column| format!("base.{0} = sheet.{0}", column.name));
        let called = [format!("name_key(base.{label}) = name_key(sheet.{label})")];
        let meant = format!("FROM temp.{BASE}_{name} AS base WHERE {}", join(rest.chain(called), " AND "));
        self.staged_rows(
            &format!(
                "UPDATE temp.{stage}_{name} AS sheet SET code = (SELECT base.code {meant})
                 WHERE code IS NULL AND 1 = (SELECT count(*) {meant})"
            ),
            entity,
        )
    }

    /// Takes rows out of a stage whose key stands there before them
    pub fn take_repeated(&self, stage: &'static str, entity: Entity) -> Result<Vec<StagedRow>> {
        let (table, key) = (format!("temp.{stage}_{}", entity.name()), key_list(entity, ""));
        let is_whole = has_whole_key(entity);
        self.staged_rows(
            &format!(
                "DELETE FROM {table} WHERE rowid IN (SELECT row FROM (
                     SELECT rowid AS row, row_number() OVER (PARTITION BY {key} ORDER BY rowid) AS time
                     FROM {table} WHERE {is_whole}) WHERE time > 1)"
            ),
            entity,
        )
    }

    /// The rows that a statement changes, in the order of their sheets
    fn staged_rows(&self, sql: &str, entity: Entity) -> Result<Vec<StagedRow>> {
        let (key, label) = (key_list(entity, ""), entity.label().name);
        let mut statement =
            self.connection().prepare(&format!("{sql} RETURNING origin, origin_line, {label}, {key}"))?;
        let mut found = statement.query([])?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let label = texts(row, 2, 1)?.concat();
            let key = texts(row, 3, entity.key_length())?;
            rows.push(StagedRow { source: row.get(0)?, line: row.get(1)?, key, label });
        }
        rows.sort_by_key(|row| (row.source, row.line));
        Ok(rows)
    }
}
