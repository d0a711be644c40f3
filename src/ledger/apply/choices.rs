//! What is said of choices that cannot be followed, at their place in the table of conflicts.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::apply::decide::{Decisions, Use};
use crate::ledger::apply::merge::Merged;
use crate::ledger::import::finding::{Finding, Findings};
use crate::ledger::import::sheet::Sheet;
use crate::text::FindingText;

/// Tells of amounts that choices tear apart, and has what is wrong with a chosen text told where it was chosen
pub fn tell_choices(
    findings: &mut Findings,
    decisions: &Decisions,
    sheet: &mut Sheet,
    (key, line): (&[String], u64),
    merged: &Merged,
) {
    for (column, at) in &merged.chosen {
        if let Some(place) = decisions.place(*at) {
            sheet.chosen.insert((line, *column), place);
        }
    }
    if let Some((columns, at)) = &merged.torn
        && let Some(place) = decisions.place(*at)
    {
        let columns = columns.iter().map(|column| named(sheet.entity, *column)).collect::<Vec<_>>();
        let said = FindingText::TornAmount { key: key.join("/"), columns: columns.join(", ") };
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
            Use::Outdated => FindingText::ChoiceOutdated { row, column },
            _ => FindingText::ChoiceUnneeded { row, column },
        };
        findings.add(Finding { rule: Rule::K2, severity: Severity::Warning, place, said: said.into() });
    }
}

fn named(entity: Entity, column: usize) -> String {
    let column = &entity.columns()[column];
    format!("{} {}", column.name, column.title.zh)
}
