//! Checks of whole tables at the end of an import, on the rows that it wrote.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, KEPT_A_GROUP, NAMED_ROWS, Place, Said};
use crate::ledger::import::load::Loader;
use crate::ledger::import::sheet::row_finding;
use crate::storage::Result;
use crate::storage::rules::references::of_all_rows;
use crate::storage::rules::{self, Among, Breach, Group};
use crate::text::FindingText;

/// Holds the rows that the revision wrote against every rule, as of a day
pub fn check(loader: &mut Loader<'_>, today: Date) -> Result<()> {
    let among = Among::Revision(loader.revision);
    tell_breaches(loader, &rules::all(among, today), among)?;
    let mut findings = std::mem::take(&mut loader.findings);
    loader.store.each_refused_dangling(|row| {
        let (table, title) = (row.target.name().to_owned(), row.target.title().zh.to_owned());
        let said = FindingText::NoSuchRow { table, title, reference: row.text };
        let said = loader.absent.row(&row.unit, said);
        let place = (Some(row.place.0), Some(row.place.1));
        let rule = (Rule::K2, Severity::Error);
        findings.add(placed(loader, (row.entity, ""), place, Some(row.column), rule, said.into()));
        Ok(())
    })?;
    loader.store.each_cycle(among, |entity, row| {
        let (parent, key) = (entity.position("parent"), row.key);
        let said = FindingText::Cycle { key: key.clone(), way: row.way }.into();
        findings.add(placed(loader, (entity, &key), row.place, parent, (Rule::K2, Severity::Error), said));
        Ok(())
    })?;
    loader.findings = findings;
    Ok(())
}

/// Holds all rows against the rules of references, after some of them were removed
pub fn check_references(loader: &mut Loader<'_>) -> Result<()> {
    tell_breaches(loader, &of_all_rows(), Among::All)
}

/// Tells which rows break which check
///
/// A check may be broken by every row of a table: where nobody wants them all, those beyond what is kept and named are counted.
fn tell_breaches(loader: &mut Loader<'_>, groups: &[Group], among: Among) -> Result<()> {
    let mut findings = std::mem::take(&mut loader.findings);
    let tells_all = findings.is_logged();
    // Rows of earlier imports have no lines to be named by.
    let enough = KEPT_A_GROUP + if among == Among::All { 0 } else { NAMED_ROWS as u64 };
    let mut told: HashMap<(usize, Option<i64>), (u64, Finding)> = HashMap::new();
    loader.store.each_breach(groups, among, |breach| {
        let key = (breach.number, breach.place.0);
        match told.get_mut(&key) {
            Some((count, last)) if !tells_all && *count >= enough => findings.add_like(last),
            known => {
                let finding = finding(loader, &breach, among)?;
                findings.add(finding.clone());
                match known {
                    Some((count, _)) => *count += 1,
                    None => drop(told.insert(key, (1, finding))),
                }
            }
        }
        Ok(())
    })?;
    loader.findings = findings;
    Ok(())
}

fn finding(loader: &Loader<'_>, breach: &Breach<'_>, among: Among) -> Result<Finding> {
    let told = loader.store.tell(breach, among)?;
    let said = match told.said {
        rules::Said::Rule(text) => Said::Rule(Box::new(text)),
        rules::Said::Finding(text) if among == Among::All => {
            of_removed(loader, breach.entity, &told.key, text)?.into()
        }
        rules::Said::Finding(text) => {
            loader.absent.row(told.key.split('/').next().unwrap_or_default(), text).into()
        }
    };
    let rule = (breach.check.rule, breach.check.severity);
    Ok(placed(loader, (breach.entity, &told.key), told.place, Some(told.column), rule, said))
}

/// What is to be said of a row that refers to nothing, where the snapshot has just taken away what it refers to
fn of_removed(loader: &Loader<'_>, entity: Entity, key: &str, said: FindingText) -> Result<FindingText> {
    let FindingText::NoSuchRow { table, reference, .. } = &said else { return Ok(said) };
    let unit = key.split('/').next().unwrap_or_default();
    let is_bare = !reference.contains('/') && *table != Entity::Units.name();
    let target = if is_bare { format!("{unit}/{reference}") } else { reference.clone() };
    if !loader.store.was_removed(table, &target)? {
        return Ok(said);
    }
    let by = format!("{} {key}", entity.name());
    Ok(FindingText::RemovedReferred { table: table.clone(), key: target, by })
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
    let place = Place::whole(&format!("{} {key}", entity.name()).into(), None);
    Finding { rule, severity, place, said }
}
