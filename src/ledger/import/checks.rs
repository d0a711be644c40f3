//! Checks of whole tables at the end of an import, on the rows that it wrote.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::load::Loader;
use crate::ledger::import::sheet::row_finding;
use crate::storage::Result;
use crate::storage::references::Among;
use crate::text::FindingText;

/// References into nothing, cycles, metrics that state nothing, codes that a spreadsheet would damage
pub fn check(loader: &mut Loader<'_>) -> Result<()> {
    let mut findings = Findings::default();
    loader.store.each_dangling(Among::Revision(loader.revision), |row| {
        let target = row.entity.target(row.column);
        let (table, title) = (target.name().to_owned(), target.title().zh.to_owned());
        let text = FindingText::NoSuchRow { table, title, reference: row.reference.clone() };
        findings.add(placed(loader, row.entity, &row.key, row.place, Some(row.column), Rule::K2, text));
        Ok(())
    })?;
    loader.store.each_cycle(|entity, key, place| {
        let text = FindingText::Cycle { key: key.clone() };
        findings.add(placed(loader, entity, &key, place, Some("parent"), Rule::K2, text));
        Ok(())
    })?;
    loader.store.each_empty_metric(loader.revision, |key, place| {
        let text = FindingText::NothingStated {};
        findings.add(placed(loader, Entity::Metrics, &key, place, Some("actual"), Rule::O1, text));
        Ok(())
    })?;
    loader.store.each_fragile_code(loader.revision, |entity, key, code, place| {
        let text = FindingText::FragileCode { code };
        let finding = placed(loader, entity, &key, place, Some("code"), Rule::F6, text);
        findings.add(Finding { severity: Severity::Warning, ..finding });
        Ok(())
    })?;
    loader.findings.append(findings);
    Ok(())
}

/// The finding at the cell of the sheet that the row came from; at its key, for a row of an earlier import
fn placed(
    loader: &Loader<'_>,
    entity: Entity,
    key: &str,
    place: (Option<i64>, Option<i64>),
    column: Option<&str>,
    rule: Rule,
    text: FindingText,
) -> Finding {
    let column = column.and_then(|column| entity.position(column));
    let sheet = place.0.and_then(|source| loader.sheet_of(source));
    if let (Some(sheet), Some(line)) = (sheet, place.1) {
        return row_finding(sheet, line.unsigned_abs(), column, rule, text);
    }
    let place = Place { file: format!("{} {key}", entity.name()).into(), line: 0, field: None };
    Finding { rule, severity: Severity::Error, place, said: text.into() }
}
