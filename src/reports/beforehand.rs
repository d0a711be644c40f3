//! Parts of a report that several readers read at the same time, before it runs. How they do so is the storage floor's.

use std::time::Duration;

use crate::ledger::{Ledger, Result};
use crate::reports::definition::Definition;
use crate::reports::parameters::Parameters;
use crate::storage::Store;
use crate::storage::beforehand::Part;
use crate::storage::select::Query;

impl Definition {
    /// The report with the parts that its header names read from a large ledger beforehand; and who keeps the state that
    /// they are of, for as long as the report is read
    ///
    /// Before the ledger is confined; a report of an analyst's own is read in one go.
    pub fn read_beforehand(
        &self,
        ledger: &Ledger,
        parameters: &Parameters,
        timeout: Duration,
    ) -> Result<(Definition, Option<Store>)> {
        let is_large = ledger.store().worthy_crew().is_some();
        if self.file.is_some() || self.beforehand.len() < 2 || !is_large {
            return Ok((self.clone(), None));
        }
        self.read_parts(ledger, parameters, timeout)
    }

    /// The same of a ledger of any size
    pub fn read_parts(
        &self,
        ledger: &Ledger,
        parameters: &Parameters,
        timeout: Duration,
    ) -> Result<(Definition, Option<Store>)> {
        let Some(crew) = ledger.store().crew_of(self.beforehand.len())? else {
            return Ok((self.clone(), None));
        };
        let parts = self.beforehand.iter().filter_map(|name| self.part(name));
        let parts = parts.map(|(table, sql)| {
            let (_, mentioned) = ledger.store().describe(&sql)?;
            Ok(Part { table, query: Query { sql, parameters: parameters.of(&mentioned), limit: None } })
        });
        let parts = parts.collect::<Result<Vec<Part>>>()?;
        let state = crew.fill(ledger.store(), &parts, timeout)?;
        let taken = self.beforehand.iter().fold(self.sql.clone(), |sql, name| taken(&sql, name));
        Ok((Definition { sql: taken, ..self.clone() }, state))
    }

    /// The TEMP table of a part and the SELECT that fills it: the report up to that part, which has a line to itself
    fn part(&self, name: &str) -> Option<(String, String)> {
        let lines: Vec<&str> = self.sql.lines().collect();
        let at = lines.iter().position(|line| is_part(line, name))?;
        let upto = lines[..=at].join("\n");
        Some((table(name), format!("{}\nSELECT * FROM {name}", upto.trim_end_matches(','))))
    }
}

/// The SELECT with a part's rows taken from its TEMP table
fn taken(sql: &str, name: &str) -> String {
    let line = |line: &str| match is_part(line, name) {
        true => format!("{name} AS (SELECT * FROM temp.\"{}\"),", table(name)),
        false => line.to_owned(),
    };
    sql.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn is_part(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with(" AS "))
}

/// No table of a ledger has a blank in its name
fn table(name: &str) -> String {
    format!("{name} read")
}
