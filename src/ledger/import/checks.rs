//! Checks of whole tables at the end of an import, on the rows that it wrote.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings, KEPT_A_GROUP, Place, Said};
use crate::ledger::import::load::Loader;
use crate::ledger::import::sheet::row_finding;
use crate::storage::Result;
use crate::storage::rules::{self, Among, Breach};
use crate::text::FindingText;

/// Holds the rows that the revision wrote against every rule, as of a day
pub fn check(loader: &mut Loader<'_>, today: Date) -> Result<()> {
    let among = Among::Revision(loader.revision);
    let mut findings = Findings::default();
    let groups = rules::all(among, today);
    let mut told: HashMap<(usize, Option<i64>), u64> = HashMap::new();
    let mut kept = Vec::new();
    loader.store.each_breach(&groups, among, |breach| {
        let count = told.entry((breach.number, breach.source)).or_default();
        *count += 1;
        // A rule may be broken by every row of a table; only those that are shown are worth a sentence.
        if *count <= KEPT_A_GROUP {
            kept.push(breach)
        } else {
            findings.count(breach.check.severity)
        }
        Ok(())
    })?;
    for breach in kept {
        findings.add(finding(loader, &breach, among)?);
    }
    loader.store.each_cycle(among, |entity, key, place| {
        let parent = entity.position("parent");
        let said = FindingText::Cycle { key: key.clone() }.into();
        findings.add(placed(loader, (entity, &key), place, parent, (Rule::K2, Severity::Error), said));
        Ok(())
    })?;
    loader.findings.append(findings);
    Ok(())
}

fn finding(loader: &Loader<'_>, breach: &Breach<'_>, among: Among) -> Result<Finding> {
    let told = loader.store.tell(breach, among)?;
    let said = match told.said {
        rules::Said::Rule(text) => Said::Rule(Box::new(text)),
        rules::Said::Finding(text) => text.into(),
    };
    let rule = (breach.check.rule, breach.check.severity);
    Ok(placed(loader, (breach.entity, &told.key), told.place, Some(told.column), rule, said))
}

/// The finding at the cell of the sheet that the row came from; at its key, for a row of an earlier import
fn placed(
    loader: &Loader<'_>,
    (entity, key): (Entity, &str),
    place: rules::Place,
    column: Option<usize>,
    (rule, severity): (Rule, Severity),
    said: Said,
) -> Finding {
    let sheet = place.0.and_then(|source| loader.sheet_of(source));
    if let (Some(sheet), Some(line)) = (sheet, place.1) {
        return Finding { severity, ..row_finding(sheet, line.unsigned_abs(), column, rule, said) };
    }
    let place = Place { file: format!("{} {key}", entity.name()).into(), line: 0, row: None, field: None };
    Finding { rule, severity, place, said }
}
