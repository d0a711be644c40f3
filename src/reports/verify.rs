//! Whether a report's SELECT is what its header says: its columns, its parameters, and SQL that runs.

use crate::ledger::{Error, Ledger, Result};
use crate::reports::definition::{Definition, ReportColumn};
use crate::reports::parameters::is_bound;
use crate::text::{Failure, ReportFault};

impl Definition {
    /// Refuses a report whose header and SELECT say different things; an error in its SQL is placed in its file
    pub fn verify(&self, ledger: &Ledger) -> Result<()> {
        let (columns, mentioned) = ledger.store().describe(&self.sql).map_err(|error| self.placed(error))?;
        let said = self.columns.iter().map(|column: &ReportColumn| &column.name).chain(&self.merged_by);
        let said: Vec<&str> = said.map(String::as_str).collect();
        if said != columns {
            let (name, said, given) = (self.called(), said.join(", "), columns.join(", "));
            return Err(ReportFault::ReportColumns { name, said, given }.into());
        }
        let of_notes = self
            .notes
            .iter()
            .map(|note| &note.sql)
            .chain(&self.drawn)
            .map(|sql| ledger.store().describe(sql));
        let of_notes = of_notes.collect::<Result<Vec<_>, _>>().map_err(|error| self.placed(error))?;
        let all = mentioned.into_iter().chain(of_notes.into_iter().flat_map(|(_, mentioned)| mentioned));
        match all.into_iter().find(|parameter| !is_bound(self, parameter)) {
            None => self.grouped.as_ref().map_or(Ok(()), |grouped| grouped.verify(ledger)),
            Some(parameter) => Err(ReportFault::ReportParameter { name: self.called(), parameter }.into()),
        }
    }

    /// What people are told it is: its file, if it is an analyst's own
    fn called(&self) -> String {
        self.file.as_ref().map_or_else(|| self.name.clone(), |path| path.display().to_string())
    }

    fn placed(&self, error: Error) -> Error {
        match error {
            Error::Refused(Failure::BadSql { reason, line, column, shown }) => {
                ReportFault::ReportSql { name: self.called(), reason, line, column, shown }.into()
            }
            Error::Refused(Failure::QueryFailed { reason }) => {
                ReportFault::ReportFailed { name: self.called(), reason }.into()
            }
            other => other,
        }
    }
}
