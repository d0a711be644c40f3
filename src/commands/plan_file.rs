//! The file of a plan: what an import would change, for a second person to read and `taizhang apply` to write.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::commands::Context;
use crate::commands::diff_json::JsonLists;
use crate::commands::output::write_whole;
use crate::error::CommandError;
use crate::ledger::apply::plan::{PLAN, Plan, RowsDigest};
use crate::ledger::diff::Change;
use crate::ledger::import::Imported;
use crate::ledger::{Error, Result};
use crate::storage::Store;
use crate::text::News;

/// Whether a file begins as [`PlanFile::write`] has it
pub fn is_plan(path: &Path) -> bool {
    let start = format!("{{\n  \"{PLAN}\": {{");
    let mut read = vec![0; start.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut read)).is_ok() && read == start.as_bytes()
}

/// A plan that is being made
#[derive(Debug)]
pub struct PlanFile<'p> {
    path: &'p Path,
    new_measures: bool,
    plan: Option<Plan>,
    lists: JsonLists,
    rows: RowsDigest,
}

impl<'p> PlanFile<'p> {
    /// A plan that will be in that file
    pub fn new(path: &'p Path, new_measures: bool) -> PlanFile<'p> {
        PlanFile { path, new_measures, plan: None, lists: JsonLists::new(), rows: RowsDigest::default() }
    }

    /// Takes down what the plan is, while the revision that is tried stands
    pub fn begin(&mut self, store: &Store, revision: i64) -> Result<()> {
        self.plan = Some(Plan::of(store, revision, self.new_measures)?);
        Ok(())
    }

    /// Takes one change
    pub fn take(&mut self, change: &Change) -> Result<()> {
        let fault = |source| Error::Io { path: self.path.to_owned(), source };
        let (list, row) = self.lists.take(change).map_err(fault)?;
        self.rows.take(change.entity, list, &row);
        Ok(())
    }

    /// Writes the plan, if the import came so far as to have one
    pub fn write(mut self, context: &Context, imported: &Imported) -> Result<(), CommandError> {
        let Some(mut plan) = self.plan else { return Ok(()) };
        plan.complete(&imported.tables, self.rows);
        plan.rejected = imported.rejected;
        write_whole(context, self.path, |output| self.lists.write(Some(&plan), output))?;
        let path = self.path.display().to_string();
        context.ui.news(&News::PlanWritten { path, base: plan.base.revision })
    }
}
