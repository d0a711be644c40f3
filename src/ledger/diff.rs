//! What differs between two states of the plan: revisions of this or another ledger, or sheets.
//!
//! A change set is the rows of a comparison, handed on one by one; it is never held in memory.

use crate::domain::code::normalise;
use crate::domain::entity::Entity;
use crate::ledger::filter::Filter;
use crate::ledger::import::find::{Find, find_sheets};
use crate::ledger::import::finding::Findings;
use crate::ledger::import::load::Loader;
use crate::ledger::import::row::RowRules;
use crate::ledger::import::sheet::Sheet;
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::compare::{Compared, Version, compare};
use crate::storage::relation::Relation;
use crate::storage::unit_names::Meaning;
use crate::text::Failure;

pub use crate::ledger::change::{CellChange, Change};
pub use crate::ledger::state::State;

/// Where the units of a former state stand while sheets are read against it
const FORMER_UNITS: &str = "former";

/// How two states are compared
#[derive(Debug, Default)]
pub struct Comparison {
    /// Whether the texts of sheets carry the formula guard
    pub guarded: bool,
    /// What is looked at
    pub filter: Filter,
    /// Whether rows that do not differ are handed on as well
    pub with_unchanged: bool,
}

/// One side of a comparison, ready to be read
struct Side<'s> {
    /// The ledger that holds the state, or in whose TEMP tables the sheets are read
    store: &'s Store,
    stage: Option<&'static str>,
    revision: i64,
    sheets: Vec<Sheet>,
}

impl Side<'_> {
    fn has(&self, entity: Entity) -> bool {
        self.stage.is_none() || self.sheets.iter().any(|sheet| sheet.entity == entity)
    }

    /// The columns that all of the side's sheets of a table have
    fn columns(&self, entity: Entity) -> Vec<usize> {
        let all = 0..entity.columns().len();
        all.filter(|column| {
            self.sheets
                .iter()
                .filter(|sheet| sheet.entity == entity)
                .all(|sheet| sheet.header.written.contains(column))
        })
        .collect()
    }

    /// The stage with its own units, if it has any
    fn own_units(&self) -> Option<&'static str> {
        self.stage.filter(|_| self.has(Entity::Units))
    }

    fn version(&self, relation: Relation) -> Version<'_> {
        Version { store: self.store, relation }
    }
}

/// Calls `on_change` for every row that a revision has otherwise than another
pub fn between_revisions(
    store: &Store,
    from: i64,
    to: i64,
    mut on_change: impl FnMut(Change) -> Result<()>,
) -> Result<()> {
    let side = |revision| Side { store, stage: None, revision, sheets: Vec::new() };
    compare_sides(&side(from), &side(to), &Comparison::default(), None, &mut on_change)
}

fn compare_sides(
    before: &Side<'_>,
    after: &Side<'_>,
    comparison: &Comparison,
    unit: Option<&str>,
    on_change: &mut impl FnMut(Change) -> Result<()>,
) -> Result<()> {
    let Some((left, right)) = relations(before, after, comparison.with_unchanged) else { return Ok(()) };
    let (left, right) = (before.version(left), after.version(right));
    let filter = &comparison.filter;
    for entity in Entity::ALL.into_iter().filter(|entity| before.has(*entity) && after.has(*entity)) {
        let columns = before.columns(entity);
        let compared = after.columns(entity).into_iter().filter(|column| columns.contains(column));
        let Some(columns) = filter.columns(entity, compared.collect()) else { continue };
        let with_unchanged = comparison.with_unchanged;
        compare(Compared { entity, columns: &columns, with_unchanged }, &left, &right, |row| {
            let change = Change { entity, row, compared: columns.clone() };
            let kept = filter.apply(change, unit);
            kept.filter(|change| with_unchanged || !change.is_unchanged()).map_or(Ok(()), &mut *on_change)
        })?;
    }
    Ok(())
}

impl Ledger {
    /// Calls `on_change` for every row that differs between two states, table by table, in the order of the key
    ///
    /// Sheets with errors are refused: the findings come back, and nothing was compared. A table without a sheet and
    /// columns that a sheet lacks are not compared.
    pub fn diff(
        &self,
        before: &State,
        after: &State,
        guarded: bool,
        on_change: impl FnMut(Change) -> Result<()>,
    ) -> Result<Findings> {
        self.compare(before, after, &Comparison { guarded, ..Comparison::default() }, on_change)
    }

    /// The same, of what a filter leaves
    pub fn compare(
        &self,
        before: &State,
        after: &State,
        comparison: &Comparison,
        mut on_change: impl FnMut(Change) -> Result<()>,
    ) -> Result<Findings> {
        let mut findings = Findings::default();
        let stores = (before.store(self), after.store(self));
        // Sheets are read where the other side's units and measures are known.
        let before = side(before, stores.0.or(stores.1).unwrap_or(&self.store), "before", &mut findings)?;
        let after = side(after, stores.1.or(stores.0).unwrap_or(&self.store), "after", &mut findings)?;
        if findings.errors() == 0 && (before.stage.is_some() || after.stage.is_some()) {
            // One transaction: each row of a stage would else be its own.
            let guarded = comparison.guarded;
            findings.append(before.store.at_once(|| stage_sides(&before, &after, guarded))?);
        }
        if findings.errors() > 0 {
            return Ok(findings);
        }
        let unit = comparison.filter.unit.as_deref().map(|unit| self.unit_of(unit, &before, &after));
        let unit = unit.transpose()?;
        let mut run = || compare_sides(&before, &after, comparison, unit.as_deref(), &mut on_change);
        before.store.at_once(|| match std::ptr::eq(before.store, after.store) {
            true => run(),
            false => after.store.at_once(run),
        })?;
        Ok(findings)
    }

    /// The code of the unit that a name means in one of the states, else here
    fn unit_of(&self, name: &str, before: &Side<'_>, after: &Side<'_>) -> Result<String> {
        let normal = normalise(name);
        let mut several = None;
        for store in [after.store, before.store, &self.store] {
            match store.unit_named(&normal)? {
                Meaning::Unit(code) => return Ok(code),
                Meaning::Several(codes) => several = Some(codes.join(", ")),
                Meaning::Unknown => {}
            }
        }
        let name = name.to_owned();
        Err(match several {
            Some(codes) => Failure::AmbiguousUnit { name, codes }.into(),
            None => Failure::UnknownUnit { name }.into(),
        })
    }
}

fn side<'s>(
    state: &State,
    store: &'s Store,
    stage: &'static str,
    findings: &mut Findings,
) -> Result<Side<'s>> {
    Ok(match state {
        State::Revision(revision) | State::Other { revision, .. } => {
            Side { store, stage: None, revision: *revision, sheets: Vec::new() }
        }
        State::Sheets(paths) => {
            let sheets = find_sheets(paths, &Find::default(), findings)?;
            Side { store, stage: Some(stage), revision: 0, sheets }
        }
    })
}

/// Reads the sheets of both sides; units are known by a side's own units.csv, else the other's, else the ledger's
fn stage_sides(before: &Side<'_>, after: &Side<'_>, guarded: bool) -> Result<Findings> {
    let mut findings = Findings::default();
    for side in [before, after] {
        if let Some(stage) = side.own_units() {
            findings.append(stage_tables(side, stage, &[Entity::Units], guarded)?);
        }
    }
    for (side, other) in [(before, after), (after, before)] {
        let Some(stage) = side.stage else { continue };
        let former = former_units(other)?;
        side.store.collect_unit_names(side.own_units().or(other.own_units()).or(former))?;
        findings.append(stage_tables(side, stage, &Entity::ALL[1..], guarded)?);
    }
    Ok(findings)
}

/// The units of a former revision, put where they can stand in for the present ones
fn former_units(side: &Side<'_>) -> Result<Option<&'static str>> {
    if side.stage.is_some() || side.revision == side.store.latest_revision()? {
        return Ok(None);
    }
    side.store.stage_state(FORMER_UNITS, Entity::Units, &Relation::At(side.revision))?;
    Ok(Some(FORMER_UNITS))
}

fn stage_tables(
    side: &Side<'_>,
    stage: &'static str,
    entities: &[Entity],
    guarded: bool,
) -> Result<Findings> {
    let sheets = (0..).zip(side.sheets.iter().cloned()).collect();
    let rules = RowRules { guarded, ..RowRules::default() };
    let mut loader = Loader { sheets, ..Loader::new(side.store, 0, rules, Findings::default()) };
    for &entity in entities {
        loader.stage(entity, stage)?;
        if entity == Entity::Units {
            loader.resolve_parents(stage)?;
        }
        loader.each_single(entity, stage, |_, _, _, _| Ok(()))?;
    }
    Ok(loader.findings)
}

/// What to read on both sides; none where they are the same revision
///
/// Of two revisions of one ledger only what changed between them is read, unless all rows are wanted.
fn relations(before: &Side<'_>, after: &Side<'_>, all: bool) -> Option<(Relation, Relation)> {
    let whole = |side: &Side<'_>| side.stage.map_or(Relation::At(side.revision), Relation::Staged);
    let is_between_revisions =
        before.stage.is_none() && after.stage.is_none() && std::ptr::eq(before.store, after.store);
    if !is_between_revisions || all {
        return Some((whole(before), whole(after)));
    }
    let (from, to) = (before.revision.min(after.revision), before.revision.max(after.revision));
    let (ended, born) = (Relation::Ended { from, to }, Relation::Born { from, to });
    match before.revision.cmp(&after.revision) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Less => Some((ended, born)),
        std::cmp::Ordering::Greater => Some((born, ended)),
    }
}
