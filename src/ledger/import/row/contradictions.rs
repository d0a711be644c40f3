//! What the cells of one row contradict in each other.

use crate::domain::division::kind_of_code;
use crate::domain::entity::Entity;
use crate::domain::measure::Measure;
use crate::domain::rule::Rule;
use crate::domain::words;
use crate::ledger::import::row::CellFinding;
use crate::storage::staging::Cell;
use crate::text::FindingText;

/// Cells that are right by themselves and wrong together
pub fn contradictions(entity: Entity, cells: &[Cell<'_>]) -> Vec<CellFinding> {
    let text = |name: &str| match entity.position(name).map(|column| &cells[column]) {
        Some(Cell::Text(text)) => Some(text.as_ref()),
        _ => None,
    };
    let mut found = Vec::new();
    if entity == Entity::Units
        && let (Some(code), Some(kind)) = (text("code"), text("kind"))
        && let Some(meant) = kind_of_code(code)
        && matches!(kind, "subdistrict" | "town" | "township")
        && meant != kind
    {
        let in_words = |kind| words::in_words(words::UNIT_KINDS, kind);
        let text =
            FindingText::KindAgainstCode { kind: in_words(kind), code: code.into(), meant: in_words(meant) };
        found.push((entity.position("kind").unwrap_or(0), Rule::U1, text.into()));
    }
    if entity == Entity::Metrics
        && text("agg") == Some("sum")
        && let Some(measure) = text("measure").and_then(Measure::find)
        && !measure.may_sum()
    {
        let text = FindingText::NotSummable { measure: measure.name().to_owned() };
        found.push((entity.position("agg").unwrap_or(0), Rule::V6, text.into()));
    }
    found
}
