//! Findings: what is wrong with a sheet, each with its place. Many are counted, few are kept.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::unread::Unread;
use crate::sheets::place::column_letters;
use crate::storage::Result;
use crate::storage::finding_log::{FindingLog, Logged};
use crate::text::{CellFault, FindingText, Language, RuleText};

/// Findings of one rule in one column that are kept; the rest are counted
pub const KEPT_A_GROUP: u64 = 10;

/// Rows of a group that are named besides those kept
pub const NAMED_ROWS: usize = 12;

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

/// Where something is: a file, a sheet of it, and in it a physical line and a field
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it
    pub file: Arc<str>,
    /// The sheet of a workbook
    pub tab: Option<Arc<str>>,
    /// The physical line, from 1; 0 for the whole file
    pub line: u64,
    /// The row that a spreadsheet shows it in, where that is known: quoted line ends make lines and no rows
    pub row: Option<u64>,
    /// The field, from 0, and the header over it
    pub field: Option<(usize, String)>,
}

impl Place {
    /// A whole file or sheet
    pub fn whole(file: &Arc<str>, tab: Option<&Arc<str>>) -> Place {
        Place { file: file.clone(), tab: tab.cloned(), line: 0, row: None, field: None }
    }

    /// The cell as a spreadsheet calls it: `G5`
    pub fn cell(&self) -> Option<String> {
        let (field, _) = self.field.as_ref()?;
        self.row.map(|row| format!("{}{row}", column_letters(*field)))
    }

    /// `metrics.csv:5:7 (G5 目标值)`, `projects.xlsx 台账!E12 (总投资)`
    pub fn print(&self) -> String {
        let header = self.field.as_ref().map(|(_, header)| header).filter(|header| !header.is_empty());
        if let Some(tab) = &self.tab {
            let sheet = format!("{} {tab}", self.file);
            return match (self.cell(), self.line) {
                (_, 0) => sheet,
                (None, line) => format!("{sheet}!{line}"),
                (Some(cell), _) => match header {
                    Some(header) => format!("{sheet}!{cell} ({header})"),
                    None => format!("{sheet}!{cell}"),
                },
            };
        }
        match (&self.field, self.line) {
            (_, 0) => self.file.to_string(),
            (None, line) => format!("{}:{line}", self.file),
            (Some((field, _)), line) => {
                let names: Vec<String> = self.cell().into_iter().chain(header.cloned()).collect();
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

impl Finding {
    /// Where it stands among others
    pub fn order(&self) -> Order {
        let field = self.place.field.as_ref().map(|(field, _)| *field);
        (self.place.file.clone(), self.place.tab.clone(), self.place.line, field, self.rule)
    }
}

/// Findings of one rule in one column, of which there were more than are kept
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// One of them
    pub first: Finding,
    /// How many more there are than those kept
    pub more: u64,
    /// Rows of some of the others
    pub rows: Vec<u64>,
}

/// The findings of one import, with exact counts and a bounded list
#[derive(Debug, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    errors: u64,
    warnings: u64,
    notes: u64,
    groups: HashMap<GroupKey, Group>,
    /// Errors that are not about a row of a sheet
    beyond_rows: u64,
    /// Whether a warning is an error
    pub strict: bool,
    /// Where all of them are written down, if anybody wants them all
    log: Option<FindingLog>,
    /// Sheets that could not be read
    pub unread: Unread,
}

/// How far findings had come
#[derive(Debug)]
pub struct Mark {
    kept: Vec<Finding>,
    counts: [u64; 4],
    groups: HashMap<GroupKey, Group>,
    logged: i64,
}

type GroupKey = (Rule, Severity, Arc<str>, Option<Arc<str>>, Option<usize>);

impl Findings {
    /// Findings of which every one is written down as well
    pub fn logged() -> Result<Findings> {
        Ok(Findings { log: Some(FindingLog::create()?), ..Findings::default() })
    }

    /// Adds a finding
    pub fn add(&mut self, finding: Finding) {
        if self.unread.takes(&finding.said) {
            return;
        }
        let finding = self.count(finding);
        if let Some(log) = &mut self.log {
            log.add(&logged(&finding));
        }
        let place = &finding.place;
        match self.groups.get_mut(&key_of(&finding)) {
            None => {
                let group = Group { first: finding.clone(), more: 0, rows: Vec::new() };
                self.groups.insert(key_of(&finding), group);
                self.kept.push(finding);
            }
            Some(group) => {
                group.more += 1;
                if group.more < KEPT_A_GROUP {
                    self.kept.push(finding);
                } else if group.rows.len() < NAMED_ROWS {
                    group.rows.push(place.row.unwrap_or(place.line));
                }
            }
        }
    }

    /// Counts a finding, which a strict import takes for worse than it is
    fn count(&mut self, finding: Finding) -> Finding {
        let is_raised = self.strict && finding.severity == Severity::Warning;
        let severity = if is_raised { Severity::Error } else { finding.severity };
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
        self.beyond_rows += u64::from(severity == Severity::Error && finding.place.line == 0);
        Finding { severity, ..finding }
    }

    /// Counts one more finding like one of which enough are kept
    pub fn add_like(&mut self, kept: &Finding) {
        if self.unread.takes(&kept.said) {
            return;
        }
        let kept = self.count(kept.clone());
        if let Some(group) = self.groups.get_mut(&key_of(&kept)) {
            group.more += 1;
        }
    }

    /// Tells how many references into sheets that could not be read were found to lead to nothing
    pub fn tell_unread(&mut self) {
        for finding in self.unread.tell() {
            self.add(finding);
        }
    }

    /// Whether every finding is written down
    pub fn is_logged(&self) -> bool {
        self.log.is_some()
    }

    /// Adds an error that leaving a row out does not mend
    pub fn add_beyond_rows(&mut self, finding: Finding) {
        self.add(finding);
        self.beyond_rows += 1;
    }

    /// Holds the errors so far against the sheets as they are, not against their rows
    pub fn hold_against_sheets(&mut self) {
        self.beyond_rows = self.errors;
    }

    /// Adds other findings, which are in no log, behind these
    pub fn append(&mut self, other: Findings) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        self.beyond_rows += other.beyond_rows;
        self.kept.extend(other.kept);
        self.groups.extend(other.groups);
    }

    /// The state to which an attempt that is made anew returns
    pub fn mark(&self) -> Mark {
        Mark {
            kept: self.kept.clone(),
            counts: [self.errors, self.warnings, self.notes, self.beyond_rows],
            groups: self.groups.clone(),
            logged: self.log.as_ref().map_or(0, FindingLog::len),
        }
    }

    /// Forgets what was found since a mark, but, if so wished, not the errors
    pub fn rewind(mut self, mark: &Mark, keep_errors: bool) -> Result<Findings> {
        let is_kept = |finding: &Finding| keep_errors && finding.severity == Severity::Error;
        let since: Vec<Finding> =
            self.kept.drain(..).skip(mark.kept.len()).filter(|finding| is_kept(finding)).collect();
        let mut groups = mark.groups.clone();
        groups.extend(self.groups.into_iter().filter(|(_, group)| is_kept(&group.first)));
        let [errors, warnings, notes, beyond_rows] = mark.counts;
        self.unread.begin();
        if let Some(log) = &mut self.log {
            log.forget_since(mark.logged, keep_errors)?;
        }
        Ok(Findings {
            kept: mark.kept.iter().cloned().chain(since).collect(),
            errors: if keep_errors { self.errors } else { errors },
            warnings,
            notes,
            groups,
            beyond_rows,
            ..self
        })
    }

    /// How many rows are not written
    pub fn refused(&self) -> u64 {
        self.log.as_ref().map_or(0, FindingLog::refused)
    }

    /// Whether an error is not about a row of a sheet, so that leaving rows out does not help
    pub fn has_errors_beyond_rows(&self) -> bool {
        self.beyond_rows > 0
    }

    /// Refuses the rows with errors since a mark; whether there are any that were not refused before
    pub fn refuse_rows_since(&mut self, mark: &Mark) -> Result<bool> {
        self.log.as_mut().map_or(Ok(false), |log| log.refuse_since(mark.logged))
    }

    /// How many errors there are
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// How many warnings there are
    pub fn warnings(&self) -> u64 {
        self.warnings
    }

    /// How many notes there are
    pub fn notes(&self) -> u64 {
        self.notes
    }

    /// Where all of them are written down
    pub fn log(&mut self) -> Option<&mut FindingLog> {
        self.log.as_mut()
    }

    /// The kept findings, by file, sheet, line and field
    pub fn sorted(&self) -> Vec<&Finding> {
        let mut sorted: Vec<&Finding> = self.kept.iter().collect();
        sorted.sort_by_key(|finding| finding.order());
        sorted
    }

    /// The groups that are larger than what is kept of them, in the same order
    pub fn groups(&self) -> Vec<Group> {
        let large = self.groups.values().filter(|group| group.more >= KEPT_A_GROUP);
        let mut groups: Vec<Group> =
            large.map(|group| Group { more: group.more + 1 - KEPT_A_GROUP, ..group.clone() }).collect();
        groups.sort_by_key(|group| group.first.order());
        groups
    }
}

fn key_of(finding: &Finding) -> GroupKey {
    let place = &finding.place;
    let field = place.field.as_ref().map(|(field, _)| *field);
    (finding.rule, finding.severity, place.file.clone(), place.tab.clone(), field)
}

/// File, sheet, line, field and rule, as a reader goes through findings
pub type Order = (Arc<str>, Option<Arc<str>>, u64, Option<usize>, Rule);

fn logged(finding: &Finding) -> Logged {
    let place = &finding.place;
    Logged {
        file: place.file.to_string(),
        tab: place.tab.as_ref().map(|tab| tab.to_string()),
        line: place.line,
        row: place.row,
        field: place.field.as_ref().map(|(field, _)| *field),
        header: place.field.as_ref().map(|(_, header)| header.clone()).unwrap_or_default(),
        severity: finding.severity,
        rule: finding.rule,
        english: finding.said.text(Language::English),
        chinese: finding.said.text(Language::Chinese),
    }
}
