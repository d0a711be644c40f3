//! Read-only SQL from outside the program: reports and an analyst's own queries, in a sandbox.
//!
//! `sqlite3_stmt_readonly` is true for ATTACH and for pragmas, so an authorizer decides: SELECT, reading the
//! ledger's tables and calling functions, and nothing else.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{CachedStatement, ErrorCode, Statement};

use crate::storage::{Error, Result, Store, values};
use crate::table::Value;
use crate::text::{Failure, SqlPlace, SqlReason};

/// Bytes that one value of a query may have
const VALUE_LIMIT: i32 = 16_000_000;

/// Virtual machine steps between two looks at the clock
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// A statement of SQL with its parameters
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// One SELECT
    pub sql: String,
    /// Names without the colon, and values
    pub parameters: Vec<(String, Value)>,
    /// At most so many rows
    pub limit: Option<u64>,
}

/// What came of a query besides its rows
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected {
    /// How many rows were handed on
    pub rows: u64,
    /// Whether there were more
    pub cut: bool,
}

impl Store {
    /// Shuts the connection in: from here on it can only read the ledger, for at most that long
    pub fn confine(&mut self, timeout: Duration) -> Result<()> {
        self.confine_until(Instant::now() + timeout)
    }

    /// The same, at the latest until then
    pub fn confine_until(&mut self, end: Instant) -> Result<()> {
        self.confined_until = Some(end);
        let connection = &mut self.connection;
        connection.pragma_update(None, "query_only", true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_LIMIT)?;
        connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 1_000)?;
        connection.set_limit(Limit::SQLITE_LIMIT_COMPOUND_SELECT, 100)?;
        connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || Instant::now() > end))?;
        let (past, evaded) = (self.past.clone(), Arc::clone(&self.past_evaded));
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            if let (Some(past), AuthAction::Read { table_name, .. }) = (&past, &context.action)
                && past.is_evaded(context.database_name, table_name, context.accessor)
            {
                evaded.store(true, Ordering::Relaxed);
                return Authorization::Deny;
            }
            allow(&context.action)
        }))?;
        Ok(())
    }

    /// The names of a query's columns and of the parameters that it mentions
    pub fn describe(&self, sql: &str) -> Result<(Vec<String>, Vec<String>)> {
        let statement = self.prepared(sql)?;
        if statement.column_count() == 0 {
            // VACUUM asks no authorizer before it runs; what is nothing at all only reads.
            let is_nothing = statement.readonly();
            return Err(if is_nothing { Failure::BlankSql {} } else { Failure::QueryMayOnlyRead {} }.into());
        }
        let columns = statement.column_names().map(str::to_owned).collect();
        let parameters = (1..=statement.parameter_count())
            .map(|index| statement.parameter_name(index).map_or("?", |name| &name[1..]).to_owned())
            .collect();
        Ok((columns, parameters))
    }

    /// The statement, kept for the next time: what is described is run afterwards, and to prepare a report takes long
    pub(super) fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>> {
        let connection = self.connection();
        // What is kept is trimmed; the place of a fault is looked for in the text as it was written.
        let placed = |error| self.query_error(connection.prepare(sql).err().unwrap_or(error));
        connection.prepare_cached(sql).map_err(placed)
    }

    fn query_error(&self, error: rusqlite::Error) -> Error {
        // A refusal is told as what it was: a table of the present, asked for in the past.
        match self.past_evaded.swap(false, Ordering::Relaxed) {
            true => Failure::PastEvaded {}.into(),
            false => query_error(error),
        }
    }

    /// Runs a query and hands on its rows
    ///
    /// What is left in a row is where the next one is read into: texts that stay there are not made anew.
    pub fn select(
        &self,
        query: &Query,
        mut on_row: impl FnMut(&mut [Value]) -> Result<()>,
    ) -> Result<Selected> {
        let mut statement = self.prepared(&query.sql)?;
        bind(&mut statement, &query.parameters)?;
        let mut cells = vec![Value::Null; statement.column_count()];
        let mut rows = statement.raw_query();
        let mut selected = Selected { rows: 0, cut: false };
        while let Some(row) = rows.next().map_err(query_error)? {
            if query.limit == Some(selected.rows) {
                selected.cut = true;
                break;
            }
            for (index, cell) in cells.iter_mut().enumerate() {
                values::read_into(row.get_ref(index)?, cell);
            }
            on_row(&mut cells)?;
            selected.rows += 1;
        }
        Ok(selected)
    }
}

/// Gives the statement its parameters
pub(super) fn bind(statement: &mut Statement<'_>, parameters: &[(String, Value)]) -> Result<()> {
    for (name, value) in parameters {
        let written =
            [":", "@", "$"].map(|mark| statement.parameter_index(&format!("{mark}{name}")).ok().flatten());
        let places: Vec<usize> = written.into_iter().flatten().collect();
        if places.is_empty() {
            return Err(Failure::UnknownParameter { name: name.clone() }.into());
        }
        for index in places {
            match value {
                Value::Null => statement.raw_bind_parameter(index, rusqlite::types::Null)?,
                Value::Integer(number) => statement.raw_bind_parameter(index, number)?,
                Value::Decimal(number) => statement.raw_bind_parameter(index, values::to_real(*number))?,
                Value::Text(text) => statement.raw_bind_parameter(index, text)?,
            }
        }
    }
    Ok(())
}

fn allow(action: &AuthAction<'_>) -> Authorization {
    const KEPT_FROM_QUERIES: [&str; 4] = ["load_extension", "fts3_tokenizer", "randomblob", "zeroblob"];
    match action {
        AuthAction::Select | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Read { table_name, .. } if is_readable(table_name) => Authorization::Allow,
        AuthAction::Function { function_name } if !KEPT_FROM_QUERIES.contains(function_name) => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }
}

/// Tables that a query may read: all but those in which SQLite keeps its own books, of which one lists the tables
fn is_readable(table: &str) -> bool {
    !table.starts_with("sqlite_") || ["sqlite_schema", "sqlite_master"].contains(&table)
}

/// Says what is wrong with the SQL, and where
pub(super) fn query_error(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => return Failure::QueryTooLong {}.into(),
        Some(ErrorCode::AuthorizationForStatementDenied) => return Failure::QueryMayOnlyRead {}.into(),
        Some(ErrorCode::TooBig) => return Failure::QueryValueTooBig {}.into(),
        _ => {}
    }
    match error {
        rusqlite::Error::SqlInputError { msg, sql, offset, .. } => {
            let place = SqlPlace::at(&sql, usize::try_from(offset).unwrap_or(0));
            let (line, column, shown) = (place.line, place.column, place.to_string().into_boxed_str());
            Failure::BadSql { reason: Box::new(SqlReason::read(&msg)), line, column, shown }.into()
        }
        rusqlite::Error::MultipleStatement => Failure::SeveralStatements {}.into(),
        rusqlite::Error::SqliteFailure(_, Some(reason)) => {
            Failure::QueryFailed { reason: Box::new(SqlReason::read(&reason)) }.into()
        }
        other => Error::from(other),
    }
}
