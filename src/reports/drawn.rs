//! What a report's page draws where that is not the report's own rows: a few lines over time, say.

use crate::ledger::{Ledger, Result};
use crate::reports::definition::{Cut, Definition, Presence, ReportColumn};
use crate::reports::parameters::Parameters;
use crate::reports::prepared::{Print, Reader};
use crate::table::Drawn;
use crate::text::Language;

/// The most rows that are drawn
const MOST: u64 = 600;

impl Definition {
    /// The rows to be drawn in a person's language; none where the report's own are
    pub fn drawn(
        &self,
        ledger: &Ledger,
        parameters: &Parameters,
        language: Language,
    ) -> Result<Option<Drawn>> {
        let Some(sql) = &self.drawn else { return Ok(None) };
        let (names, _) = ledger.store().describe(sql)?;
        let columns = names.iter().map(|name| self.drawn_column(name)).collect();
        let words = self.words.clone();
        let report = Definition { sql: sql.clone(), columns, words, ..Definition::default() };
        let print = Print { reader: Reader::Person(language), exact: false };
        let prepared = report.prepare(ledger, parameters, Some(MOST), print)?;
        let mut rows = Vec::new();
        prepared.each_row(ledger, |row| {
            rows.push(row.to_vec());
            Ok(())
        })?;
        Ok(Some(Drawn { columns: prepared.columns(), rows }))
    }

    /// A column like the report's of that name, if it has one; an amount comes as a text
    fn drawn_column(&self, name: &str) -> ReportColumn {
        let Some(own) = self.columns.iter().find(|column| column.name == name) else {
            return ReportColumn::named(name);
        };
        let cut = if own.cut == Cut::Parts { Cut::Amount } else { own.cut.clone() };
        ReportColumn { cut, presence: Presence::Always, ..own.clone() }
    }
}
