//! Findings as a clerk reads them: one line each, by place, with the rule and the way out; or all of them in a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::commands::Context;
use crate::commands::besides::spare;
use crate::commands::output::{format_of, write_table};
use crate::domain::rule::Severity;
use crate::error::CommandError;
use crate::ledger::import::finding::{Finding, Findings, Group, Place};
use crate::sheets::place::column_letters;
use crate::sheets::record::Record;
use crate::sheets::tab::{Reading, tabs_of};
use crate::storage::finding_log::Logged;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Language, News, Text};
use crate::ui::Tone;

/// Findings that are printed unless another number is asked for
pub const SHOWN: usize = 200;

/// What is read of a file to know whose it is
const HEAD: u64 = 1 << 16;

/// What is printed of the findings
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// At most so many
    pub limit: usize,
    /// Whether warnings and notes are
    pub warnings: bool,
}

impl Default for Shown {
    fn default() -> Shown {
        Shown { limit: SHOWN, warnings: true }
    }
}

/// Prints the findings and their exact counts
pub fn show(context: &Context, findings: &Findings, shown: Shown) -> Result<(), CommandError> {
    let (ui, language) = (&context.ui, context.ui.language);
    let is_told = |severity| severity == Severity::Error || shown.warnings && !ui.quiet;
    let mut told: Vec<&Finding> =
        findings.sorted().into_iter().filter(|finding| is_told(finding.severity)).collect();
    if told.len() > shown.limit {
        // Where not all can be shown, errors are: they are what keeps the sheet out.
        told.sort_by_key(|finding| finding.severity);
        told.truncate(shown.limit);
        told.sort_by_key(|finding| finding.order());
    }
    for finding in &told {
        print(context, finding)?;
    }
    let left = shown.limit - told.len();
    for group in findings.groups().iter().filter(|group| is_told(group.first.severity)).take(left) {
        ui.line(&cut(group, language))?;
    }
    let total = findings.errors() + findings.warnings();
    let kept = findings.sorted().len() + findings.groups().len();
    if kept > shown.limit {
        ui.news(&News::FindingsCut { shown: shown.limit, total: total + findings.notes() })?;
    }
    if total > 0 {
        ui.news(&News::FindingsCounted { errors: findings.errors(), warnings: findings.warnings() })?;
    }
    Ok(())
}

/// How many more there are of a group than are shown, and in which rows; notes break no rule
fn cut(group: &Group, language: Language) -> String {
    let (rule, first, more) = (group.first.rule, &group.first, group.more);
    let whole = Place { line: 0, ..first.place.clone() };
    let header = first.place.field.as_ref().map_or_else(String::new, |(field, header)| {
        format!(" ({})", format!("{} {header}", column_letters(*field)).trim_end())
    });
    let mut rows: Vec<String> = group.rows.iter().map(ToString::to_string).collect();
    if more > rows.len() as u64 {
        rows.push("…".to_owned());
    }
    let (place, rows) = (format!("{}{header}", whole.print()), rows.join(", "));
    if first.severity == Severity::Note {
        return News::NotesCut { place, more, rows }.text(language);
    }
    let (rule, title) = (rule.id().to_owned(), rule.title().get(language).to_owned());
    News::GroupCut { place, rule, title, more, rows }.text(language)
}

fn severity_word(severity: Severity) -> Text {
    match severity {
        Severity::Error => Text::new("error", "错误"),
        Severity::Warning => Text::new("warning", "警告"),
        Severity::Note => Text::new("note", "说明"),
    }
}

/// `goals.csv:3:2 (B3 code): error V1 value: …`; what was passed over breaks no rule
fn print(context: &Context, finding: &Finding) -> Result<(), CommandError> {
    let language = context.ui.language;
    let (rule, title) = (finding.rule.id(), finding.rule.title().get(language));
    let said = finding.said.text(language);
    let (tone, after) = match finding.severity {
        Severity::Error => (Tone::Error, format!(" {rule} {title}: {said}")),
        Severity::Warning => (Tone::Warning, format!(" {rule} {title}: {said}")),
        Severity::Note => (Tone::Note, format!(": {said}")),
    };
    let word = severity_word(finding.severity).get(language);
    context.ui.toned_line(&format!("{}: ", finding.place.print()), word, tone, &after)
}

/// Refuses a path whose ending names no format, or where something else stands
pub fn check(path: &Path) -> Result<(), CommandError> {
    format_of(path)?;
    spare(path, || is_list(path))
}

/// Whether a file is a list of findings that an earlier import wrote
fn is_list(path: &Path) -> bool {
    let is_header = |text: &str| {
        let has = |names: [&str; 3]| names.iter().any(|name| text.contains(name));
        has(["severity", "Severity", "级别"])
            && has(["rule", "Rule", "规则"])
            && has(["about", "About", "类别"])
    };
    let first = |path: &Path| {
        let mut record = Record::default();
        let mut tab = tabs_of(path, &Reading::default()).ok()?.first()?.open().ok()?;
        tab.read(&mut record).ok()?.then(|| record.iter().collect::<Vec<_>>().join(" "))
    };
    let mut head = Vec::new();
    let is_read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)).is_ok();
    is_read && is_header(&String::from_utf8_lossy(&head)) || first(path).is_some_and(|text| is_header(&text))
}

/// Writes every finding into a file; its ending chooses the format
pub fn write(context: &Context, findings: &mut Findings, path: &Path) -> Result<(), CommandError> {
    let format = format_of(path)?;
    let language = context.ui.language;
    let mut total = 0;
    write_table(context, path, format, &columns(), |rows| {
        let Some(log) = findings.log() else { return Ok(()) };
        let mut fault = None;
        log.each(|finding| {
            total += 1;
            if fault.is_none() {
                fault = rows.row(&cells(&finding, language)).err();
            }
            Ok(())
        })?;
        fault.map_or(Ok(()), |fault| Err(fault.into()))
    })?;
    context.ui.news(&News::FindingsWritten { path: path.display().to_string(), total })
}

fn columns() -> Vec<Column> {
    use ColumnKind::{Code, Number, Text as Words};
    let column = |name: &str, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    vec![
        column("severity", "Severity", "级别", Code),
        column("rule", "Rule", "规则", Code),
        column("about", "About", "类别", Words),
        column("file", "File", "文件", Words),
        column("sheet", "Sheet", "工作表", Words),
        column("line", "Line", "行", Number),
        column("cell", "Cell", "单元格", Code),
        column("header", "Header", "列名", Words),
        column("message", "Message", "说明", Words),
    ]
}

fn cells(finding: &Logged, language: Language) -> Vec<Value> {
    let cell = finding.field.zip(finding.row).map(|(field, row)| format!("{}{row}", column_letters(field)));
    let message = match language {
        Language::English => &finding.english,
        Language::Chinese => &finding.chinese,
    };
    vec![
        severity_word(finding.severity).get(language).into(),
        finding.rule.id().into(),
        finding.rule.title().get(language).into(),
        finding.file.as_str().into(),
        Value::from(finding.tab.clone()),
        i64::try_from(finding.line).ok().filter(|line| *line > 0).into(),
        Value::from(cell),
        finding.header.as_str().into(),
        message.as_str().into(),
    ]
}
