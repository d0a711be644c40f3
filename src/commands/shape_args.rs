//! `--where`, `--columns`, `--sort`, `--top`, `--pivot` and the totals: what an analyst makes of a result.

use clap::Args;

use crate::error::CommandError;
use crate::ledger::Ledger;
use crate::reports::Definition;
use crate::reports::parameters::Parameters;
use crate::reports::pivot::pivot;
use crate::reports::shape::Shape;
use crate::text::Failure;

#[derive(Debug, Clone, Default, Args)]
pub struct ShapeArgs {
    #[arg(long = "where", value_name = "SQL")]
    filter: Option<String>,
    #[arg(long, value_name = "COLUMNS")]
    columns: Option<String>,
    #[arg(long, value_name = "SQL")]
    sort: Option<String>,
    #[arg(long, value_name = "N")]
    top: Option<u64>,
    #[arg(long, value_name = "COLUMN", requires = "columns")]
    pivot: Option<String>,
}

impl ShapeArgs {
    /// Whether a column is spread
    pub fn is_pivoted(&self) -> bool {
        self.pivot.is_some()
    }

    /// What is asked for, with what becomes of totals
    pub fn shape(&self, totals: Option<bool>) -> Result<Shape, CommandError> {
        for (name, text) in [("where", &self.filter), ("columns", &self.columns), ("sort", &self.sort)] {
            if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
                return Err(Failure::BlankOption { name: name.to_owned() }.into());
            }
        }
        Ok(Shape {
            filter: self.filter.clone(),
            columns: self.columns.clone(),
            sort: self.sort.clone(),
            top: self.top,
            totals,
        })
    }

    /// The report so shaped, and spread if that is asked for
    pub fn apply(
        &self,
        shape: &Shape,
        report: Definition,
        parameters: &Parameters,
        ledger: &Ledger,
    ) -> Result<Definition, CommandError> {
        let report = shape.of(report, ledger)?;
        let Some(label) = &self.pivot else { return Ok(report) };
        let (_, mentioned) = ledger.store().describe(&report.sql)?;
        Ok(pivot(report, label, &parameters.of(&mentioned), ledger)?)
    }
}
