//! Parts of a report that several readers read at the same time, before it runs. How they do so is the storage floor's.

use std::time::Duration;

use crate::ledger::{Ledger, Result};
use crate::reports::definition::Definition;
use crate::reports::parameters::Parameters;
use crate::storage::beforehand::Part;
use crate::storage::crew::SHARES;
use crate::storage::select::Query;

impl Definition {
    /// The report with the parts that its header names read from a large ledger beforehand, which then holds the state
    /// that they are of
    ///
    /// Before the ledger is confined; a report of an analyst's own is read in one go.
    pub fn read_beforehand(
        &self,
        ledger: &Ledger,
        parameters: &Parameters,
        timeout: Duration,
    ) -> Result<Definition> {
        match ledger.store().worthy_crew() {
            Some(size) if self.file.is_none() && !self.beforehand.is_empty() => {
                self.read_parts(ledger, parameters, size, timeout)
            }
            _ => Ok(self.clone()),
        }
    }

    /// The same of a ledger of any size, by that many readers for each part that can be divided
    pub fn read_parts(
        &self,
        ledger: &Ledger,
        parameters: &Parameters,
        size: usize,
        timeout: Duration,
    ) -> Result<Definition> {
        // Held before the readers come: they give way where a writer waits for this.
        ledger.store().hold()?;
        let mut parts = Vec::new();
        for name in &self.beforehand {
            let Some((sql, is_divisible)) = self.part(name) else { continue };
            let (_, mentioned) = ledger.store().describe(&sql)?;
            let query = Query { sql, parameters: parameters.of(&mentioned), limit: None };
            let part = |query| Part { table: table(name), query };
            match is_divisible {
                true => parts.extend((0..size).map(|share| part(query.for_share(share, size)))),
                false => parts.push(part(query)),
            }
        }
        let Some(crew) = ledger.store().crew_of(parts.len())? else { return Ok(self.clone()) };
        crew.fill(ledger.store(), &parts, timeout)?;
        let taken = self.beforehand.iter().fold(self.sql.clone(), |sql, name| taken(&sql, name));
        Ok(Definition { sql: taken, ..self.clone() })
    }

    /// The SELECT that gives a part's rows, which is the report up to that part, and whether it can be read in shares
    fn part(&self, name: &str) -> Option<(String, bool)> {
        let lines: Vec<&str> = self.sql.lines().collect();
        let at = lines.iter().position(|line| is_part(line, name))?;
        let upto = lines[..=at].join("\n");
        // Others above it may name shares; they are read whole, or not at all.
        let is_divisible = SHARES.iter().all(|share| lines[at].contains(&format!(":{share}")));
        Some((format!("{}\nSELECT * FROM {name}", upto.trim_end_matches(',')), is_divisible))
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
