//! What breaks the rules of a ledger, in TEMP tables that a report reads.
//!
//! `found_kinds` has a row for every sentence that is said of rows of a table, with how many they are; `found` has the
//! rows that are told.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::storage::rules::Place;
use crate::storage::{Result, Store};

/// What is said of rows of a table
#[derive(Debug, Clone, Copy)]
pub struct FoundKind<'a> {
    /// Its number, by which the rows name it
    pub number: usize,
    /// The table
    pub entity: Entity,
    /// The rule
    pub rule: Rule,
    /// How bad it is
    pub severity: Severity,
    /// The stable name of the sentence
    pub sentence: &'a str,
    /// What the rule is about
    pub title: &'a str,
    /// How many rows there are
    pub rows: u64,
}

/// A row of which something is said
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The number of what is said
    pub kind: usize,
    /// The row's key, with slashes
    pub key: &'a str,
    /// Where the row came from
    pub place: Place,
    /// The column at fault
    pub column: &'a str,
    /// What is said
    pub sentence: &'a str,
}

impl Store {
    /// Makes the tables, empty
    pub fn create_found(&self) -> Result<()> {
        self.connection().execute_batch(
            "DROP TABLE IF EXISTS temp.found;
             CREATE TEMP TABLE found (
                 kind INTEGER, key TEXT, origin INTEGER, line INTEGER, column_name TEXT, sentence TEXT);
             DROP TABLE IF EXISTS temp.found_kinds;
             CREATE TEMP TABLE found_kinds (
                 kind INTEGER PRIMARY KEY, dimension TEXT, rule TEXT, rule_number INTEGER, title TEXT,
                 severity TEXT, table_name TEXT, table_number INTEGER, sentence_name TEXT, findings INTEGER);",
        )?;
        Ok(())
    }

    /// Writes a row down
    pub fn add_found(&self, found: &Found<'_>) -> Result<()> {
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO temp.found (kind, key, origin, line, column_name, sentence)
             VALUES (:kind, :key, :origin, :line, :column, :sentence)",
        )?;
        statement.execute(named_params! {
            ":kind": found.kind as i64, ":key": found.key, ":origin": found.place.0, ":line": found.place.1,
            ":column": found.column, ":sentence": found.sentence,
        })?;
        Ok(())
    }

    /// Writes down what is said of some of the rows
    pub fn add_found_kind(&self, kind: &FoundKind<'_>) -> Result<()> {
        self.connection().execute(
            "INSERT INTO temp.found_kinds
                 (kind, dimension, rule, rule_number, title, severity, table_name, table_number, sentence_name, findings)
             VALUES (:kind, :dimension, :rule, :number, :title, :severity, :table, :place, :sentence, :findings)",
            named_params! {
                ":kind": kind.number as i64, ":dimension": kind.rule.dimension().code(), ":rule": kind.rule.id(),
                ":number": kind.rule as i64, ":title": kind.title, ":severity": kind.severity.code(),
                ":table": kind.entity.name(), ":place": kind.entity as i64, ":sentence": kind.sentence,
                ":findings": kind.rows as i64,
            },
        )?;
        Ok(())
    }
}
