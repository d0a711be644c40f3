//! Reports: each is a SQL file that says its own titles, parameters and columns.
//!
//! To add one, add its file and its line in [`BUILT_IN`]. A report gives columns and rows; it knows no format.

pub mod definition;
pub mod heading;
pub mod parameters;
pub mod pivot;
pub mod prepared;
pub mod shape;

mod cells;
mod header;
mod own;
mod verify;

pub use definition::Definition;
pub use own::own_folder;

use std::path::Path;

use crate::ledger::Result;
use crate::text::Failure;

/// The built-in reports
const BUILT_IN: &[&str] = &[
    include_str!("overview.sql"),
    include_str!("unit.sql"),
    include_str!("projects.sql"),
    include_str!("metrics.sql"),
    include_str!("trend.sql"),
    include_str!("ranking.sql"),
    include_str!("milestones.sql"),
    include_str!("warnings.sql"),
];

/// All built-in reports, in the order of the list
pub fn built_in() -> Result<Vec<Definition>> {
    BUILT_IN.iter().map(|sql| Definition::parse(sql)).collect()
}

/// All reports: those that are built in, then an analyst's own in that folder
pub fn all(folder: &Path) -> Result<Vec<Definition>> {
    let mut reports = built_in()?;
    for report in own::reports(folder)? {
        if let Some(other) = reports.iter().find(|other| other.name == report.name) {
            let file = |report: &Definition| report.file.as_ref().map(|path| path.display().to_string());
            let (name, path) = (report.name.clone(), file(&report).unwrap_or_default());
            return Err(match file(other) {
                Some(other) => Failure::ReportTwice { name, path, other },
                None => Failure::ReportIsBuiltIn { name, path },
            }
            .into());
        }
        reports.push(report);
    }
    Ok(reports)
}

/// The report of that name
pub fn named(name: &str, folder: &Path) -> Result<Definition> {
    let of_the_name = |reports: Vec<Definition>| reports.into_iter().find(|report| report.name == name);
    // A broken report of an analyst's own is no reason not to print another.
    if let Some(found) = of_the_name(built_in()?) {
        return Ok(found);
    }
    of_the_name(all(folder)?).ok_or_else(|| Failure::NoSuchReport { name: name.to_owned() }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_reports_are_well_formed() {
        for report in built_in().unwrap() {
            assert!(!report.title.zh.is_empty() && !report.about.en.is_empty(), "{}", report.name);
        }
    }
}
