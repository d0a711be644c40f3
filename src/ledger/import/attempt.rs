//! One attempt at an import: everything in one transaction, which is committed or taken back at the end.

use jiff::civil::Date;

use crate::domain::entity::Entity;
use crate::ledger::Ledger;
use crate::ledger::apply::choices::tell_not_followed;
use crate::ledger::apply::conflict::Conflict;
use crate::ledger::import::finding::Findings;
use crate::ledger::import::load::Loader;
use crate::ledger::import::mapping::Mapping;
use crate::ledger::import::sheet::Sheet;
use crate::ledger::import::stamped::settle;
use crate::ledger::import::three_way::ThreeWay;
use crate::ledger::import::{Import, Imported, Mode, Preview, ReadSheet, TableOutcome, checks, snapshot};
use crate::storage::revisions::{Counts, Draft, Source};
use crate::storage::{Result, Transaction};

/// The mark behind what was there before the import, which lasts also where the import does not
const MARK: &str = "import";

/// Who looks on while an import is made
pub struct Onlookers<'o> {
    /// Takes the conflicts of which nothing was decided
    pub on_conflict: &'o mut dyn FnMut(Conflict) -> Result<()>,
    /// Shows what an import that is only tried would change
    pub preview: Preview<'o>,
}

/// How an attempt at an import ended
pub enum Attempt {
    /// With a result
    Done(Box<Imported>),
    /// The sheets of this table are not in key order: everything was taken back
    Unordered(Entity, Findings),
    /// Rows turned out to have errors when they, or others that may refer to them, were in: everything was taken back
    Refused(Findings),
}

impl Ledger {
    /// Imports the sheets in one transaction, those of the `sorted` tables by way of a stage
    pub(super) fn attempt(
        &mut self,
        import: &Import,
        mut sheets: Vec<Sheet>,
        findings: Findings,
        sorted: &[Entity],
        onlookers: &mut Onlookers<'_>,
    ) -> Result<Attempt> {
        let draft = Draft { message: import.message.clone(), ..self.draft("import") };
        let transaction = self.store.begin(&draft.at)?;
        let store = transaction.store();
        let taken_in = store.adopt_outside_writes()?;
        if taken_in.is_some() || import.plans {
            store.mark(MARK)?;
        }
        let revision = store.open_revision(&draft)?;
        let stamps = settle(store, &mut sheets)?;
        let mut loader = Loader::new(store, revision, import.rules.clone(), findings);
        loader.takes_measures = import.takes_measures;
        loader.progress = import.progress.clone();
        loader.left_out = import.skips.then(|| loader.findings.refused());
        register(&mut loader, sheets)?;
        let decisions = import.decisions.known_to(store)?;
        let mut three_way = ThreeWay {
            decisions: &decisions,
            removes: import.mode == Mode::Snapshot,
            conflicts: 0,
            stays_gone: 0,
            missing: Vec::new(),
            on_conflict: onlookers.on_conflict,
        };
        let unchanged = match load_all(&mut loader, sorted, &mut three_way)? {
            Loaded::All(unchanged) => unchanged,
            Loaded::Unordered(entity) => {
                return taken_back(Attempt::Unordered(entity, loader.findings), transaction);
            }
            Loaded::WithoutUnits => return taken_back(Attempt::Refused(loader.findings), transaction),
        };
        let (conflicts, stays_gone, missing) = (three_way.conflicts, three_way.stays_gone, three_way.missing);
        tell_not_followed(&mut loader.findings, &decisions);
        let refused = match conflicts {
            0 => check(&mut loader, import, self.writing.today())?,
            _ => Some(Refusal::OfSheets),
        };
        let mut findings = std::mem::take(&mut loader.findings);
        findings.tell_unread();
        let mut imported =
            Imported { findings, stamps, conflicts, stays_gone, missing, taken_in, ..summary(&loader)? };
        match refused {
            None => {
                close(import, &loader, &unchanged, &mut imported, onlookers)?;
                end(import, imported, transaction).map(|imported| Attempt::Done(Box::new(imported)))
            }
            Some(Refusal::OfRows) => taken_back(Attempt::Refused(imported.findings), transaction),
            Some(Refusal::OfSheets) => {
                taken_back(Attempt::Done(Box::new(Imported { taken_in: None, ..imported })), transaction)
            }
        }
    }
}

/// Ends an attempt that writes nothing
fn taken_back(attempt: Attempt, transaction: Transaction<'_>) -> Result<Attempt> {
    transaction.roll_back().map(|()| attempt)
}

/// Closes the revision of an import that is not refused, and shows what it changes if it is only tried
fn close(
    import: &Import,
    loader: &Loader<'_>,
    unchanged: &[i64],
    imported: &mut Imported,
    onlookers: &mut Onlookers<'_>,
) -> Result<()> {
    let (store, revision) = (loader.store, loader.revision);
    let counts = store.close_revision(revision)?;
    imported.rejected = imported.findings.refused();
    imported.tables = outcomes(loader, &counts, unchanged);
    let changed = counts.iter().any(|(_, counts)| !counts.is_nothing());
    imported.revision = changed.then_some(revision);
    if import.dry_run { (onlookers.preview)(store, revision - 1, revision) } else { Ok(()) }
}

/// Commits the import, or what is to last of one that was only tried
fn end(import: &Import, imported: Imported, transaction: Transaction<'_>) -> Result<Imported> {
    let (revision, taken_in) = (imported.revision, imported.taken_in);
    match (import.dry_run, import.plans) {
        (false, _) => transaction.end(MARK, revision.is_some(), taken_in.is_some())?,
        (true, true) => transaction.end(MARK, false, true)?,
        (true, false) => transaction.roll_back()?,
    }
    Ok(match (import.dry_run, import.plans) {
        (false, _) => imported,
        (true, plans) => Imported { revision: None, taken_in: taken_in.filter(|_| plans), ..imported },
    })
}

/// What an import is refused for
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// Rows, which another attempt can do without
    OfRows,
    /// The sheets as they are
    OfSheets,
}

/// Takes away what a snapshot lacks, and looks at whole tables; says whether and why the attempt must be taken back
fn check(loader: &mut Loader<'_>, import: &Import, today: Date) -> Result<Option<Refusal>> {
    let (before, errors) = (loader.findings.mark(), loader.findings.errors());
    if import.mode == Mode::Snapshot && errors == 0 && snapshot::remove_absent(loader, import)? {
        checks::check_references(loader)?;
        if loader.findings.errors() > 0 {
            return Ok(Some(Refusal::OfSheets));
        }
    }
    import.progress.checking();
    if import.skips {
        // Rows with errors stay out, and a row that refers to one of them must not be written.
        loader.store.forget_refused_keys()?;
    }
    checks::check(loader, today)?;
    if !import.skips {
        loader.findings.refuse_rows_since(&before)?;
        return Ok((loader.findings.errors() > 0).then_some(Refusal::OfSheets));
    }
    if loader.findings.has_errors_beyond_rows() {
        return Ok(Some(Refusal::OfSheets));
    }
    if loader.findings.refuse_rows_since(&before)? {
        return Ok(Some(Refusal::OfRows));
    }
    // What no row can be left out for refuses the sheets.
    Ok((loader.findings.errors() > errors).then_some(Refusal::OfSheets))
}

fn register(loader: &mut Loader<'_>, sheets: Vec<Sheet>) -> Result<()> {
    for sheet in sheets {
        let source = Source {
            entity: sheet.entity,
            name: sheet.name(),
            sheet: sheet.tab.name.clone(),
            sha256: String::new(),
            encoding: sheet.tab.encoding.clone(),
            rows: 0,
        };
        let id = loader.store.add_source(loader.revision, &source)?;
        loader.sheets.push((id, sheet));
    }
    Ok(())
}

/// What became of the tables
enum Loaded {
    /// For each table, how many rows were there already
    All(Vec<i64>),
    /// The sheets of this table must be sorted
    Unordered(Entity),
    /// Units have errors, and without them the other rows must be read anew
    WithoutUnits,
}

/// Loads the tables in the order of their references
fn load_all(loader: &mut Loader<'_>, sorted: &[Entity], three_way: &mut ThreeWay<'_>) -> Result<Loaded> {
    loader.store.create_refused_keys()?;
    let mut unchanged = Vec::with_capacity(4);
    for entity in Entity::ALL {
        match loader.load(entity, sorted.contains(&entity), three_way)? {
            Some(count) => unchanged.push(count),
            None => return Ok(Loaded::Unordered(entity)),
        }
        if entity == Entity::Units {
            let leaves_out = loader.left_out.is_some() && !loader.has_whole_units();
            if leaves_out && three_way.conflicts == 0 && !loader.findings.has_errors_beyond_rows() {
                return Ok(Loaded::WithoutUnits);
            }
            loader.remember_units()?;
        }
    }
    Ok(Loaded::All(unchanged))
}

/// What was read, and how
fn summary(loader: &Loader<'_>) -> Result<Imported> {
    let sources = loader.store.sources_of(loader.revision)?;
    let read = loader.sheets.iter().zip(sources).map(|((_, sheet), source)| ReadSheet {
        shown: sheet.place(0, None).print(),
        entity: sheet.entity,
        encoding: source.encoding,
        rows: source.rows.unsigned_abs(),
    });
    Ok(Imported {
        read: read.collect(),
        mapping: Mapping::used(loader.sheets.iter().map(|(_, sheet)| sheet)),
        skipped: loader.skipped,
        ..Imported::default()
    })
}

fn outcomes(loader: &Loader<'_>, counts: &[(Entity, Counts)], unchanged: &[i64]) -> Vec<TableOutcome> {
    counts
        .iter()
        .zip(unchanged)
        .filter(|((entity, _), _)| loader.sheets.iter().any(|(_, sheet)| sheet.entity == *entity))
        .map(|((entity, counts), unchanged)| TableOutcome {
            entity: *entity,
            counts: *counts,
            unchanged: *unchanged,
        })
        .collect()
}
