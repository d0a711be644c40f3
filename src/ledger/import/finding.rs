//! Findings: what is wrong with a sheet, each with its place. Many are counted, few are kept.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::rule::{Rule, Severity};
use crate::sheets::place::column_letters;
use crate::text::{CellFault, FindingText, Language, RuleText};

/// Findings of one rule in one column that are kept; the rest are counted
pub const KEPT_A_GROUP: u64 = 20;

/// What was found
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// About a row or a sheet
    Finding(FindingText),
    /// About what a cell holds
    Cell(CellFault),
    /// About a rule that stored rows break; large and rare
    Rule(Box<RuleText>),
}

impl Said {
    /// The sentence in `language`
    pub fn text(&self, language: Language) -> String {
        match self {
            Said::Finding(text) => text.text(language),
            Said::Cell(fault) => fault.text(language),
            Said::Rule(text) => text.text(language),
        }
    }
}

impl From<FindingText> for Said {
    fn from(text: FindingText) -> Said {
        Said::Finding(text)
    }
}

impl From<CellFault> for Said {
    fn from(fault: CellFault) -> Said {
        Said::Cell(fault)
    }
}

/// Where something is: a file, and in it a physical line and a field
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it
    pub file: Arc<str>,
    /// The physical line, from 1; 0 for the whole file
    pub line: u64,
    /// The row that a spreadsheet shows it in, where that is known: quoted line ends make lines and no rows
    pub row: Option<u64>,
    /// The field, from 0, and the header over it
    pub field: Option<(usize, String)>,
}

impl Place {
    /// `metrics.csv:5:7 (G5 目标值)`
    pub fn print(&self) -> String {
        match (&self.field, self.line) {
            (_, 0) => self.file.to_string(),
            (None, line) => format!("{}:{line}", self.file),
            (Some((field, header)), line) => {
                let cell = self.row.map(|row| format!("{}{row}", column_letters(*field)));
                let title = Some(header.clone()).filter(|header| !header.is_empty());
                let names: Vec<String> = cell.into_iter().chain(title).collect();
                let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(" ")) };
                format!("{}:{line}:{}{names}", self.file, field + 1)
            }
        }
    }
}

/// One finding
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// By which rule
    pub rule: Rule,
    /// How bad it is
    pub severity: Severity,
    /// Where
    pub place: Place,
    /// What
    pub said: Said,
}

/// The findings of one import, with exact counts and a bounded list
#[derive(Debug, Clone, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    errors: u64,
    warnings: u64,
    groups: HashMap<(Rule, Arc<str>, Option<usize>), u64>,
}

impl Findings {
    /// Adds a finding
    pub fn add(&mut self, finding: Finding) {
        self.count(finding.severity);
        let field = finding.place.field.as_ref().map(|(field, _)| *field);
        let group = self.groups.entry((finding.rule, finding.place.file.clone(), field)).or_default();
        *group += 1;
        if *group <= KEPT_A_GROUP {
            self.kept.push(finding);
        }
    }

    /// Counts one more like those that are kept already
    pub fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }

    /// Adds other findings behind these
    pub fn append(&mut self, other: Findings) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.kept.extend(other.kept);
    }

    /// How many errors there are
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// How many warnings there are
    pub fn warnings(&self) -> u64 {
        self.warnings
    }

    /// The kept findings, by file, line and field
    pub fn sorted(&self) -> Vec<&Finding> {
        let mut sorted: Vec<&Finding> = self.kept.iter().collect();
        sorted.sort_by_key(|finding| {
            let field = finding.place.field.as_ref().map(|(field, _)| *field);
            (finding.place.file.clone(), finding.place.line, field, finding.rule)
        });
        sorted
    }
}
