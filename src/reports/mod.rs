//! Reports: each is a SQL file that says its own titles, parameters and columns.
//!
//! To add one, add its file and its line in [`BUILT_IN`]. A report gives columns and rows; it knows no format.

pub mod definition;
pub mod heading;
pub mod parameters;
pub mod pivot;
pub mod prepared;
pub mod shape;
pub mod units;

mod ahead;
mod beforehand;
mod cells;
mod drawn;
mod header;
mod own;
mod verify;

pub use definition::Definition;
pub use own::own_folder;

use std::path::Path;

use crate::ledger::Result;
use crate::text::ReportFault;

/// The built-in reports
const BUILT_IN: &[&str] = &[
    include_str!("overview.sql"),
    include_str!("unit.sql"),
    include_str!("goals.sql"),
    include_str!("projects.sql"),
    include_str!("ranking.sql"),
    include_str!("milestones.sql"),
    include_str!("metrics.sql"),
    include_str!("trend.sql"),
    include_str!("missing.sql"),
    include_str!("warnings.sql"),
    include_str!("quality.sql"),
    include_str!("evidence.sql"),
];

/// All built-in reports, in the order of the list
pub fn built_in() -> Result<Vec<Definition>> {
    BUILT_IN.iter().map(|sql| Definition::parse(sql)).collect()
}

/// A report that is there, or what is called one
#[derive(Debug)]
pub struct Found {
    /// Its name, or that of its file
    pub name: String,
    /// The report, or why it is none
    pub report: Result<Definition>,
}

/// All reports: those that are built in, then an analyst's own in that folder; one that is wrong is told as such
pub fn every(folder: &Path) -> Result<Vec<Found>> {
    let found = |report: Definition| Found { name: report.name.clone(), report: Ok(report) };
    let mut all: Vec<Found> = built_in()?.into_iter().map(found).collect();
    for (path, report) in own::reports(folder)? {
        let mut known = all.iter().filter_map(|found| found.report.as_ref().ok());
        let report = report.and_then(|report| match known.find(|other| other.name == report.name) {
            Some(other) => Err(twice(&report, other).into()),
            None => Ok(report),
        });
        let file_name = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = report.as_ref().map_or_else(|_| file_name(), |report| report.name.clone());
        all.push(Found { name, report });
    }
    Ok(all)
}

/// Why a report cannot have the name that another one has
fn twice(report: &Definition, other: &Definition) -> ReportFault {
    let file = |report: &Definition| report.file.as_ref().map(|path| path.display().to_string());
    let (name, path) = (report.name.clone(), file(report).unwrap_or_default());
    match file(other) {
        Some(other) => ReportFault::ReportTwice { name, path, other },
        None => ReportFault::ReportIsBuiltIn { name, path },
    }
}

/// The report of that name or title
///
/// A report of an analyst's own that is wrong is no reason not to print another.
pub fn named(name: &str, folder: &Path) -> Result<Definition> {
    let is_called = |found: &Found| {
        let title = found.report.as_ref().ok().map(|report| &report.title);
        found.name == name
            || title.is_some_and(|title| title.zh == name || title.en.eq_ignore_ascii_case(name))
    };
    match every(folder)?.into_iter().find(is_called) {
        Some(found) => found.report,
        None => Err(ReportFault::NoSuchReport { name: name.to_owned() }.into()),
    }
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
