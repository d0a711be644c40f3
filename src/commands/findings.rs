//! Findings as a clerk reads them: one line each, by place, with the rule and the way out.

use crate::commands::Context;
use crate::domain::rule::Severity;
use crate::error::CommandError;
use crate::ledger::import::finding::{Finding, Findings};
use crate::text::{Language, News, Text};

/// Findings that are printed
const SHOWN: usize = 200;

/// Prints the findings and their exact counts
pub fn show(context: &Context, findings: &Findings) -> Result<(), CommandError> {
    let sorted = findings.sorted();
    let total = findings.errors() + findings.warnings();
    for finding in sorted.iter().take(SHOWN) {
        if finding.severity == Severity::Error || !context.ui.quiet {
            context.ui.line(&line(finding, context.ui.language))?;
        }
    }
    let shown = sorted.len().min(SHOWN);
    if u64::try_from(shown).is_ok_and(|shown| shown < total) {
        context.ui.news(&News::FindingsCut { shown, total })?;
    }
    if total > 0 {
        context
            .ui
            .news(&News::FindingsCounted { errors: findings.errors(), warnings: findings.warnings() })?;
    }
    Ok(())
}

fn line(finding: &Finding, language: Language) -> String {
    let severity = match finding.severity {
        Severity::Error => Text::new("error", "错误"),
        Severity::Warning => Text::new("warning", "警告"),
    };
    let (rule, title) = (finding.rule.id(), finding.rule.title().get(language));
    let said = finding.said.text(language);
    format!("{}: {} {rule} {title}: {said}", finding.place.print(), severity.get(language))
}
