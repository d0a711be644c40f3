//! Every finding of an import, however many, in a database of its own that is gone when the command ends.
//!
//! The ledger's own transaction may be taken back; what was found must outlive it. Nothing here is part of a ledger.

use rusqlite::{Connection, named_params};

use crate::domain::rule::{Rule, Severity};
use crate::storage::{Error, Result};

/// A finding as it is written down, with its words in both languages
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The file as the user named it
    pub file: String,
    /// The sheet of a workbook
    pub tab: Option<String>,
    /// The physical line, from 1; 0 for the whole file
    pub line: u64,
    /// The row that a spreadsheet shows
    pub row: Option<u64>,
    /// The field, from 0
    pub field: Option<usize>,
    /// The header over the field
    pub header: String,
    /// How bad it is
    pub severity: Severity,
    /// By which rule
    pub rule: Rule,
    /// What it says, in English
    pub english: String,
    /// What it says, in Chinese
    pub chinese: String,
}

/// The findings, and the rows that are not written because of them
#[derive(Debug)]
pub struct FindingLog {
    connection: Connection,
    /// The first failure to write; told to whoever reads
    failure: Option<Error>,
    refused: u64,
}

impl FindingLog {
    /// An empty one, in a temporary file of SQLite's
    pub fn create() -> Result<FindingLog> {
        let connection = Connection::open("")?;
        connection.execute_batch(
            "PRAGMA journal_mode = OFF;
             PRAGMA synchronous = OFF;
             CREATE TABLE findings (file TEXT, tab TEXT, line INTEGER, row INTEGER, field INTEGER, header TEXT,
                 severity INTEGER, rule TEXT, english TEXT, chinese TEXT) STRICT;
             CREATE TABLE refused (file TEXT, tab TEXT, line INTEGER, PRIMARY KEY (file, tab, line))
                 STRICT, WITHOUT ROWID;
             BEGIN;",
        )?;
        Ok(FindingLog { connection, failure: None, refused: 0 })
    }

    /// Writes a finding down
    pub fn add(&mut self, finding: &Logged) {
        if let Err(error) = self.try_add(finding) {
            self.failure.get_or_insert(error);
        }
    }

    fn try_add(&self, finding: &Logged) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO findings (file, tab, line, row, field, header, severity, rule, english, chinese)
             VALUES (:file, :tab, :line, :row, :field, :header, :severity, :rule, :english, :chinese)",
        )?;
        statement.execute(named_params! {
            ":file": finding.file, ":tab": finding.tab, ":line": number(finding.line),
            ":row": finding.row.map(number), ":field": finding.field.and_then(|field| i64::try_from(field).ok()),
            ":header": finding.header, ":severity": finding.severity as i64, ":rule": finding.rule.id(),
            ":english": finding.english, ":chinese": finding.chinese,
        })?;
        Ok(())
    }

    /// Notes that the row which begins on that line is not written; false if that was noted before
    pub fn refuse(&mut self, file: &str, tab: Option<&str>, line: u64) -> Result<bool> {
        let mut statement = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO refused (file, tab, line) VALUES (:file, :tab, :line)")?;
        let parameters =
            named_params! { ":file": file, ":tab": tab.unwrap_or_default(), ":line": number(line) };
        let is_new = statement.execute(parameters)? > 0;
        self.refused += u64::from(is_new);
        Ok(is_new)
    }

    /// How many findings were written down
    pub fn len(&self) -> i64 {
        self.connection
            .query_row("SELECT coalesce(max(rowid), 0) FROM findings", [], |row| row.get(0))
            .unwrap_or(0)
    }

    /// Forgets the findings behind the first `len`, and which rows are refused; or of both only what is no error
    pub fn forget_since(&mut self, len: i64, keep_errors: bool) -> Result<()> {
        self.connection.execute(
            "DELETE FROM findings WHERE rowid > :len AND NOT (:keep AND severity = 0)",
            named_params! { ":len": len, ":keep": keep_errors },
        )?;
        if !keep_errors {
            self.connection.execute("DELETE FROM refused", [])?;
            self.refused = 0;
        }
        Ok(())
    }

    /// Refuses the rows that have errors behind the first `len` findings; whether there were any new ones
    pub fn refuse_since(&mut self, len: i64) -> Result<bool> {
        let added = self.connection.execute(
            "INSERT OR IGNORE INTO refused (file, tab, line)
             SELECT DISTINCT file, coalesce(tab, ''), line FROM findings WHERE rowid > :len AND severity = 0",
            named_params! { ":len": len },
        )?;
        self.refused += added as u64;
        Ok(added > 0)
    }

    /// How many rows are not written
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Whether any row of a sheet is not written
    pub fn has_refused(&self, file: &str, tab: Option<&str>) -> Result<bool> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT 1 FROM refused WHERE file = :file AND tab = :tab LIMIT 1")?;
        Ok(statement.exists(named_params! { ":file": file, ":tab": tab.unwrap_or_default() })?)
    }

    /// Whether the row which begins on that line is not written
    pub fn is_refused(&self, file: &str, tab: Option<&str>, line: u64) -> Result<bool> {
        if self.refused == 0 {
            return Ok(false);
        }
        let mut statement = self
            .connection
            .prepare_cached("SELECT 1 FROM refused WHERE file = :file AND tab = :tab AND line = :line")?;
        let parameters =
            named_params! { ":file": file, ":tab": tab.unwrap_or_default(), ":line": number(line) };
        Ok(statement.exists(parameters)?)
    }

    /// Calls `on_finding` for every finding, by file, sheet, line and field
    pub fn each(&mut self, mut on_finding: impl FnMut(Logged) -> Result<()>) -> Result<()> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let mut statement = self.connection.prepare(
            "SELECT file, tab, line, row, field, header, severity, rule, english, chinese FROM findings
             ORDER BY file, tab, line, field, rowid",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            on_finding(read(row)?)?;
        }
        Ok(())
    }

    /// The findings about the row that begins and ends on those lines
    pub fn about(&self, file: &str, tab: Option<&str>, first: u64, last: u64) -> Result<Vec<Logged>> {
        self.connection
            .execute_batch("CREATE INDEX IF NOT EXISTS findings_by_place ON findings (file, line, field)")?;
        let mut statement = self.connection.prepare_cached(
            "SELECT file, tab, line, row, field, header, severity, rule, english, chinese FROM findings
             WHERE file = :file AND tab IS :tab AND line BETWEEN :first AND :last ORDER BY field, rowid",
        )?;
        let mut rows = statement.query(named_params! {
            ":file": file, ":tab": tab, ":first": number(first), ":last": number(last),
        })?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

fn number(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Logged> {
    let rule: String = row.get(7)?;
    Ok(Logged {
        file: row.get(0)?,
        tab: row.get(1)?,
        line: row.get::<_, i64>(2)?.unsigned_abs(),
        row: row.get::<_, Option<i64>>(3)?.map(i64::unsigned_abs),
        field: row.get::<_, Option<i64>>(4)?.and_then(|field| usize::try_from(field).ok()),
        header: row.get(5)?,
        severity: match row.get::<_, i64>(6)? {
            0 => Severity::Error,
            1 => Severity::Warning,
            _ => Severity::Note,
        },
        rule: Rule::named(&rule).unwrap_or(Rule::V1),
        english: row.get(8)?,
        chinese: row.get(9)?,
    })
}
