//! Reports: each is a SQL file that says its own titles, parameters and columns.
//!
//! To add one, add its file and its line in [`BUILT_IN`]. A report gives columns and rows; it knows no format.

mod cells;
mod definition;

pub use definition::Definition;

use definition::Presence;

use crate::ledger::{Ledger, Result};
use crate::storage::select::{Query, Selected};
use crate::table::{Column, Value};
use crate::text::{Failure, Language};

/// The built-in reports
const BUILT_IN: &[&str] = &[
    include_str!("overview.sql"),
    include_str!("unit.sql"),
    include_str!("projects.sql"),
    include_str!("metrics.sql"),
];

/// All built-in reports, in the order of the list
pub fn all() -> Result<Vec<Definition>> {
    BUILT_IN.iter().map(|sql| Definition::parse(sql)).collect()
}

/// The report of that name
pub fn named(name: &str) -> Result<Definition> {
    let found = all()?.into_iter().find(|report| report.name == name);
    found.ok_or_else(|| Failure::NoSuchReport { name: name.to_owned() }.into())
}

/// For whom a report is laid out
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A person: titles, words and amounts in a language; columns without any value are left out
    Person(Language),
    /// A program: codes, and amounts in three columns
    Program,
}

/// Rows of a report that are kept
type Rows = Vec<Vec<Value>>;

/// A report ready to be read: its columns, and what each of them shows
#[derive(Debug)]
pub struct Prepared {
    report: Definition,
    query: Query,
    reader: Reader,
    shown: Vec<usize>,
    /// The rows, where they were few enough to look ahead
    rows: Option<Rows>,
}

/// Rows that are kept while it is found out which columns hold something; of more, the report is run twice
const LOOK_AHEAD: u64 = 50_000;

impl Definition {
    /// Readies the report; `parameters` are the ones that were given
    pub fn prepare(
        self,
        ledger: &Ledger,
        parameters: &[(String, Value)],
        reader: Reader,
    ) -> Result<Prepared> {
        let mut bound = Vec::with_capacity(self.parameters.len());
        for parameter in &self.parameters {
            let given = parameters.iter().find(|(name, _)| *name == parameter.name);
            if given.is_none() && parameter.required {
                let (report, name) = (self.name.clone(), parameter.name.clone());
                return Err(Failure::ParameterNeeded { report, name }.into());
            }
            bound.push((parameter.name.clone(), given.map_or(Value::Null, |(_, value)| value.clone())));
        }
        if let Some((name, _)) =
            parameters.iter().find(|(name, _)| self.parameters.iter().all(|known| known.name != *name))
        {
            return Err(Failure::ParameterNotTaken { report: self.name.clone(), name: name.clone() }.into());
        }
        let query = Query { sql: self.sql.clone(), parameters: bound, limit: None };
        let (shown, rows) = match reader {
            Reader::Program => ((0..self.columns.len()).collect(), None),
            Reader::Person(_) => self.look_ahead(ledger, &query)?,
        };
        Ok(Prepared { report: self, query, reader, shown, rows })
    }

    /// The columns to show a person, and the rows if there are not too many
    fn look_ahead(&self, ledger: &Ledger, query: &Query) -> Result<(Vec<usize>, Option<Rows>)> {
        let mut rows = Rows::new();
        let selected = ledger.store().select(&Query { limit: Some(LOOK_AHEAD), ..query.clone() }, |row| {
            rows.push(row.to_vec());
            Ok(())
        })?;
        if selected.cut {
            drop(rows);
            return Ok((self.columns_with_values(ledger, query)?, None));
        }
        let holds = |index: usize, test: &dyn Fn(&Value) -> bool| rows.iter().any(|row| test(&row[index]));
        let is_shown = |index: &usize| match &self.columns[*index].presence {
            Presence::Always => true,
            Presence::Data => false,
            Presence::Optional => holds(*index, &|cell| *cell != Value::Null),
            Presence::Unless(word) => {
                holds(*index, &|cell| *cell != Value::Null && *cell != Value::Text(word.clone()))
            }
        };
        Ok(((0..self.columns.len()).filter(is_shown).collect(), Some(rows)))
    }

    /// The columns to show: an optional one only if it has a value in some row
    fn columns_with_values(&self, ledger: &Ledger, query: &Query) -> Result<Vec<usize>> {
        let mut optional: Vec<usize> = Vec::new();
        let mut counts: Vec<String> = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            let name = &column.name;
            match &column.presence {
                Presence::Optional => counts.push(format!("max({name} IS NOT NULL)")),
                Presence::Unless(word) => counts.push(format!("max({name} <> '{word}')")),
                Presence::Always | Presence::Data => continue,
            }
            optional.push(index);
        }
        let for_people =
            (0..self.columns.len()).filter(|&index| self.columns[index].presence != Presence::Data);
        if optional.is_empty() {
            return Ok(for_people.collect());
        }
        let sql = format!("SELECT {} FROM (\n{}\n)", counts.join(", "), self.sql);
        let mut filled = Vec::new();
        ledger.store().select(&Query { sql, ..query.clone() }, |row| {
            filled = row.iter().map(|cell| *cell == Value::Integer(1)).collect();
            Ok(())
        })?;
        let is_empty =
            |index| optional.iter().position(|&other| other == index).is_some_and(|at| !filled[at]);
        Ok(for_people.filter(|&index| !is_empty(index)).collect())
    }
}

impl Prepared {
    /// The columns as the reader gets them
    pub fn columns(&self) -> Vec<Column> {
        self.shown
            .iter()
            .flat_map(|&index| cells::columns(&self.report.columns[index], self.reader))
            .collect()
    }

    /// Hands on the rows
    pub fn each_row(
        &self,
        ledger: &Ledger,
        mut on_row: impl FnMut(&[Value]) -> Result<()>,
    ) -> Result<Selected> {
        let mut show = |row: &[Value]| {
            let cells: Vec<Value> = self
                .shown
                .iter()
                .flat_map(|&index| cells::values(&self.report, index, &row[index], self.reader))
                .collect();
            on_row(&cells)
        };
        match &self.rows {
            None => ledger.store().select(&self.query, show),
            Some(rows) => {
                rows.iter().try_for_each(|row| show(row))?;
                Ok(Selected { rows: rows.len() as u64, cut: false })
            }
        }
    }
}
