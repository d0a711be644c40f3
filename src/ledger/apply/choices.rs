//! What is said of edits and choices that would make another amount of one, and of choices that cannot be followed.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::apply::decide::{Decisions, Fate};
use crate::ledger::apply::merge::Merged;
use crate::ledger::import::finding::{Finding, Findings};
use crate::ledger::import::sheet::{Sheet, row_finding};
use crate::text::FindingText;

/// Tells of amounts that the edit or choices tear apart, and has what is wrong with a chosen text told where it was chosen
pub fn tell_choices(
    findings: &mut Findings,
    decisions: &Decisions,
    sheet: &mut Sheet,
    (key, line): (&[String], u64),
    merged: &Merged,
) {
    if !merged.unsaid.is_empty() {
        let columns = list(sheet.entity, &merged.unsaid);
        let said = FindingText::UnsaidAmounts { key: key.join("/"), columns };
        findings.add(row_finding(sheet, line, None, Rule::V1, said));
    }
    for (column, at) in &merged.chosen {
        if let Some(place) = decisions.place(*at) {
            sheet.chosen.insert((line, *column), place);
        }
    }
    if let Some((columns, at)) = &merged.torn
        && let Some(place) = decisions.place(*at)
    {
        let said = FindingText::TornAmount { key: key.join("/"), columns: list(sheet.entity, columns) };
        findings.add(Finding { rule: Rule::V1, severity: Severity::Error, place, said: said.into() });
    }
}

/// Tells of choices for which there was no conflict
///
/// Only where all rows were looked at: one that cannot be read is no conflict yet.
pub fn tell_not_followed(findings: &mut Findings, decisions: &Decisions) {
    if findings.errors() > 0 {
        return;
    }
    for (at, entity, key, column, how) in decisions.not_followed() {
        let Some(place) = decisions.place(at) else { continue };
        let (row, column) = (format!("{} {key}", entity.name()), named(entity, column));
        let said = match how {
            Fate::Outdated => FindingText::ChoiceOutdated { row, column },
            _ => FindingText::ChoiceUnneeded { row, column },
        };
        findings.add(Finding { rule: Rule::K2, severity: Severity::Warning, place, said: said.into() });
    }
}

fn list(entity: Entity, columns: &[usize]) -> String {
    columns.iter().map(|&column| named(entity, column)).collect::<Vec<_>>().join(", ")
}

fn named(entity: Entity, column: usize) -> String {
    entity.columns()[column].in_words()
}
