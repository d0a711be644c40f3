//! Apply: a difference that was reviewed, written into the ledger as one revision, or not at all.
//!
//! ```text
//! file ── edit ── held against the row that is there ──┬─ already so
//!                                                      ├─ row ── read and checked like a sheet's ──▶ upsert
//!                                                      ├─ gone ─────────────────────────────────────▶ delete
//!                                                      └─ conflict ── decided, or handed back
//! ```

pub(super) mod choices;
pub mod conflict;
mod daff;
pub mod decide;
pub(super) mod edit;
pub mod json;
pub(super) mod merge;
pub mod plan;
#[cfg(test)]
mod properties;
pub(super) mod rows;
mod sides;

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::entity::Entity;
use crate::ledger::import::Preview;
use crate::ledger::import::checks;
use crate::ledger::import::finding::Findings;
use crate::ledger::import::load::{GONE, Loader};
use crate::ledger::import::row::RowRules;
use crate::ledger::{Error, Ledger, Result};
use crate::sheets::digest::DigestReader;
use crate::storage::revisions::{Counts, Draft, Source};
use crate::text::Failure;

use choices::tell_not_followed;
use conflict::Conflict;
use decide::{Choice, Decisions};
use edit::Difference;
use plan::{Plan, RowsDigest};
use rows::apply_edits;

/// The mark behind what other tools wrote, which lasts also where nothing is applied
const MARK: &str = "apply";

/// What to apply, and how
#[derive(Debug, Default)]
pub struct Apply {
    /// The difference
    pub path: PathBuf,
    /// The table of a difference that does not say it; of one that does, the only one to apply
    pub table: Option<Entity>,
    /// Whether texts carry the formula guard, as those of an export do
    pub guarded: bool,
    /// Whether a measure that nobody knows is taken as a counter
    pub takes_measures: bool,
    /// What was decided of conflicts
    pub decisions: Decisions,
    /// Whether conflicts are to be handed out in a file
    pub hands_out: bool,
    /// Why
    pub message: Option<String>,
    /// Whether to take everything back at the end
    pub dry_run: bool,
}

impl Apply {
    fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// Refuses what would make something else of a plan, or already has
    fn take_whole(&self, plan: Plan, edits: [i64; 4], rows: RowsDigest) -> Result<Plan> {
        let asked = [
            (self.table.is_some(), "--table"),
            (self.hands_out, "--conflicts"),
            (self.decisions.otherwise == Some(Choice::Ours), "--ours"),
            (self.decisions.otherwise == Some(Choice::Theirs), "--theirs"),
            (self.decisions != Decisions::default(), "--decide"),
        ];
        match asked.into_iter().find(|(is_asked, _)| *is_asked) {
            Some((_, option)) => {
                Err(Failure::PlanWhole { path: self.shown(), option: option.to_owned() }.into())
            }
            None => plan.verify(&self.shown(), edits, rows).map(|()| plan),
        }
    }
}

/// What became of it
#[derive(Debug, Default)]
pub struct Applied {
    /// The revision made; none if nothing changed, or if it was refused or tried only
    pub revision: Option<i64>,
    /// The revision that other tools' writes were taken into
    pub taken_in: Option<i64>,
    /// What was done to each table
    pub counts: Vec<(Entity, Counts)>,
    /// Rows of each table that were so already
    pub unchanged: [i64; 4],
    /// Cells and rows that are otherwise than the difference expects, and of which nothing was decided
    pub conflicts: u64,
    /// What was found
    pub findings: Findings,
    /// The plan that the file is
    pub plan: Option<Plan>,
    /// The revision that the ledger has moved to since the plan was made, which is refused for it
    pub moved_to: Option<i64>,
}

impl Applied {
    fn is_refused(&self) -> bool {
        self.conflicts > 0 || self.findings.errors() > 0
    }
}

impl Ledger {
    /// Applies a difference; each conflict of which nothing was decided is handed on, and then nothing is written
    ///
    /// A plan is applied only to the state that it was made against. `preview` is shown what a dry run would change,
    /// or how the ledger has moved since.
    pub fn apply(
        &mut self,
        apply: &Apply,
        on_conflict: &mut dyn FnMut(Conflict) -> Result<()>,
        preview: Preview<'_>,
    ) -> Result<Applied> {
        let difference = Difference::find(&apply.path, apply.table, apply.guarded)?;
        let (edits, plan) = difference.count()?;
        let plan = plan.map(|(plan, rows)| apply.take_whole(plan, edits, rows)).transpose()?;
        let planned = plan.as_ref().and_then(|plan| plan.message.clone());
        let draft = Draft { message: apply.message.clone().or(planned), ..self.draft("apply") };
        let today = self.writing.today();
        let transaction = self.store.begin(&draft.at)?;
        let store = transaction.store();
        let taken_in = store.adopt_outside_writes()?;
        if taken_in.is_some() {
            store.mark(MARK)?;
        }
        if let Some(plan) = &plan
            && plan.has_moved(store, &apply.shown())?
        {
            let latest = store.latest_revision()?;
            preview(store, plan.base.revision, latest)?;
            transaction.roll_back()?;
            return Ok(Applied { plan: Some(plan.clone()), moved_to: Some(latest), ..Applied::default() });
        }
        store.defer_references()?;
        let revision = store.open_revision(&draft)?;
        let mut loader = Loader::new(store, revision, RowRules::default(), Findings::default());
        loader.takes_measures = apply.takes_measures || plan.as_ref().is_some_and(|plan| plan.new_measures);
        register(&mut loader, &difference, edits, plan.as_ref())?;
        store.create_refused_keys()?;
        let mut applied = Applied { plan, ..Applied::default() };
        let decisions = apply.decisions.known_to(store)?;
        write_edits(&mut loader, (&difference, edits), &decisions, &mut applied, on_conflict)?;
        tell_not_followed(&mut loader.findings, &decisions);
        if applied.conflicts == 0 {
            checks::check(&mut loader, today)?;
        }
        applied.findings = std::mem::take(&mut loader.findings);
        if applied.is_refused() {
            transaction.roll_back()?;
            return Ok(applied);
        }
        applied.counts = store.close_revision(revision)?;
        let changed = applied.counts.iter().any(|(_, counts)| !counts.is_nothing());
        if apply.dry_run {
            preview(store, revision - 1, revision)?;
            transaction.roll_back()?;
            return Ok(applied);
        }
        (applied.taken_in, applied.revision) = (taken_in, changed.then_some(revision));
        transaction.end(MARK, changed, taken_in.is_some())?;
        Ok(applied)
    }
}

/// Writes the file down as the source of what it changes, once a table, and the sheets that a plan was made from
fn register(
    loader: &mut Loader<'_>,
    difference: &Difference,
    edits: [i64; 4],
    plan: Option<&Plan>,
) -> Result<()> {
    let sha256 = digest(&difference.path)?;
    let name = difference.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for entity in Entity::ALL.into_iter().filter(|entity| edits[*entity as usize] > 0) {
        let source = Source {
            entity,
            name: name.clone(),
            sheet: None,
            sha256: sha256.clone(),
            encoding: difference.encoding().to_owned(),
            rows: edits[entity as usize],
        };
        let id = loader.store.add_source(loader.revision, &source)?;
        loader.sheets.push((id, difference.sheet(entity)));
    }
    for source in plan.into_iter().flat_map(Plan::sources) {
        loader.store.add_source(loader.revision, &source?)?;
    }
    Ok(())
}

fn digest(path: &Arc<std::path::Path>) -> Result<String> {
    let fault = |source| Error::Io { path: path.to_path_buf(), source };
    let mut reader = DigestReader::new(File::open(path).map_err(fault)?);
    io::copy(&mut reader, &mut io::sink()).map_err(fault)?;
    Ok(reader.hexadecimal())
}

/// Makes all edits; rows go last, and only if nothing else is wrong
fn write_edits(
    loader: &mut Loader<'_>,
    (difference, edits): (&Difference, [i64; 4]),
    decisions: &Decisions,
    applied: &mut Applied,
    on_conflict: &mut dyn FnMut(Conflict) -> Result<()>,
) -> Result<()> {
    for entity in Entity::ALL.into_iter().filter(|entity| edits[*entity as usize] > 0) {
        apply_edits(loader, difference, entity, decisions, applied, on_conflict)?;
    }
    if applied.conflicts == 0 && loader.findings.errors() == 0 {
        remove_gone(loader, edits)?;
    }
    Ok(())
}

/// Takes rows away, those first that refer to others; no row may go that another refers to
fn remove_gone(loader: &mut Loader<'_>, edits: [i64; 4]) -> Result<()> {
    let mut removed = 0;
    for entity in Entity::ALL.into_iter().rev().filter(|entity| edits[*entity as usize] > 0) {
        removed += loader.store.remove_staged(GONE, entity)?;
    }
    if removed > 0 {
        checks::check_references(loader)?;
    }
    Ok(())
}
