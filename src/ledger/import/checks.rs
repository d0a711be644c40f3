//! Checks of whole tables at the end of an import, on the rows that it wrote.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Place};
use crate::ledger::import::load::Loader;
use crate::ledger::import::sheet::row_finding;
use crate::storage::Result;
use crate::storage::references::{Among, Defect, Suspect};
use crate::text::FindingText;

/// References into nothing, cycles, metrics that state nothing, codes that a spreadsheet would damage
pub fn check(loader: &mut Loader<'_>) -> Result<()> {
    let mut findings = std::mem::take(&mut loader.findings);
    loader.store.each_suspect(Among::Revision(loader.revision), |row| {
        for defect in &row.defects {
            findings.add(finding(loader, &row, defect));
        }
        Ok(())
    })?;
    loader.store.each_cycle(Among::Revision(loader.revision), |entity, key, place| {
        let text = FindingText::Cycle { key: key.clone() };
        findings.add(placed(loader, entity, &key, place, "parent", Rule::K2, text));
        Ok(())
    })?;
    loader.findings = findings;
    Ok(())
}

fn finding(loader: &Loader<'_>, row: &Suspect, defect: &Defect) -> Finding {
    let place = |column, rule, text| placed(loader, row.entity, &row.key, row.place, column, rule, text);
    match defect {
        Defect::Dangling { column, reference } => {
            let target = row.entity.target(column);
            let (table, title) = (target.name().to_owned(), target.title().zh.to_owned());
            let text = FindingText::NoSuchRow { table, title, reference: reference.clone() };
            place(column, Rule::K2, text)
        }
        Defect::TwoParents(stated) => place(
            "parent",
            Rule::K2,
            FindingText::TwoParents { key: row.key.clone(), stated: stated.clone() },
        ),
        Defect::Empty => place("actual", Rule::O1, FindingText::NothingStated {}),
        Defect::Fragile(code) => {
            let finding = place("code", Rule::F6, FindingText::FragileCode { code: code.clone() });
            Finding { severity: Severity::Warning, ..finding }
        }
    }
}

/// The finding at the cell of the sheet that the row came from; at its key, for a row of an earlier import
fn placed(
    loader: &Loader<'_>,
    entity: Entity,
    key: &str,
    place: (Option<i64>, Option<i64>),
    column: &str,
    rule: Rule,
    text: FindingText,
) -> Finding {
    let column = entity.position(column);
    let sheet = place.0.and_then(|source| loader.sheet_of(source));
    if let (Some(sheet), Some(line)) = (sheet, place.1) {
        return row_finding(sheet, line.unsigned_abs(), column, rule, text);
    }
    let place = Place::whole(&format!("{} {key}", entity.name()).into(), None);
    Finding { rule, severity: Severity::Error, place, said: text.into() }
}
