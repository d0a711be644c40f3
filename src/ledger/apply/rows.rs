//! The edits of one table: each held against its row, and the rows that come of them read and checked like a sheet's.

use crate::domain::code::normalise;
use crate::domain::entity::Entity;
use crate::domain::rule::Severity;
use crate::ledger::Result;
use crate::ledger::apply::Applied;
use crate::ledger::apply::choices::tell_choices;
use crate::ledger::apply::conflict::Conflict;
use crate::ledger::apply::decide::Decisions;
use crate::ledger::apply::edit::{Difference, Edit, What};
use crate::ledger::apply::merge::merge;
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::header::{Field, Header};
use crate::ledger::import::load::{GONE, Loader, STAGE};
use crate::ledger::import::names::Names;
use crate::ledger::import::row::{ReadRow, RowReader, RowRules};
use crate::ledger::import::sheet::Sheet;
use crate::sheets::record::{Merged, Record};
use crate::storage::Store;
use crate::storage::unit_names::Meaning;

/// Makes all edits of a table
pub fn apply_edits(
    loader: &mut Loader<'_>,
    difference: &Difference,
    entity: Entity,
    decisions: &Decisions,
    applied: &mut Applied,
    on_conflict: &mut dyn FnMut(Conflict) -> Result<()>,
) -> Result<()> {
    let store = loader.store;
    for stage in [STAGE, GONE] {
        store.create_stage(stage, entity)?;
    }
    let Some((source, mut sheet)) = loader.sheets.iter().find(|(_, sheet)| sheet.entity == entity).cloned()
    else {
        return Ok(());
    };
    let header = whole_header(entity);
    let rules = RowRules::default();
    let mut reader = RowReader::new(entity, &header, &rules, None);
    let mut names = Names::new(store, loader.takes_measures, true);
    let mut insert = store.stage_insert(STAGE, entity)?;
    let mut gone = store.stage_insert(GONE, entity)?;
    let findings = &mut loader.findings;
    difference.each(Some(entity), &mut |_, mut edit| {
        name_unit(store, &mut edit)?;
        let line = i64::try_from(edit.line).unwrap_or(i64::MAX);
        let current = store.row_by_key(entity, &edit.key)?;
        let merged = merge(entity, &edit, current.as_deref(), decisions);
        tell_choices(findings, decisions, &mut sheet, (&edit.key, edit.line), &merged);
        applied.conflicts += merged.conflicts.len() as u64;
        let is_so = merged.conflicts.is_empty() && merged.row.is_none() && !merged.goes;
        applied.unchanged[entity as usize] += i64::from(is_so);
        merged.conflicts.into_iter().try_for_each(&mut *on_conflict)?;
        if merged.goes {
            return gone.put_key(&edit.key, source, line);
        }
        let Some(texts) = merged.row else { return Ok(()) };
        let mut record = Record::default();
        record.begin(edit.line);
        texts.iter().for_each(|text| record.push(text, Merged::Own));
        let row = reader.read(&record, &mut names)?;
        tell(findings, &sheet, edit.line, &row);
        if row.findings.is_empty() { insert.put(&row.cells, source, line) } else { Ok(()) }
    })?;
    drop((insert, gone));
    loader.remember_chosen(source, sheet.chosen);
    loader.find_codes(entity, STAGE)?;
    if entity == Entity::Units {
        loader.resolve_parents(STAGE)?;
    }
    loader.write_staged(entity)?;
    Ok(())
}

/// A key may name its unit by any of its names
fn name_unit(store: &Store, edit: &mut Edit) -> Result<()> {
    if edit.key.len() > 1
        && let Meaning::Unit(code) = store.unit_named(&normalise(&edit.key[0]))?
    {
        if let What::Add(cells) | What::Remove(cells) = &mut edit.what {
            cells.iter_mut().filter(|(column, _)| *column == 0).for_each(|(_, text)| text.clone_from(&code));
        }
        edit.key[0] = code;
    }
    Ok(())
}

/// The header of a sheet that has every column, in order
pub fn whole_header(entity: Entity) -> Header {
    let field = |(index, column): (usize, &crate::domain::entity::Column)| Field {
        index,
        column: index,
        header: column.name.to_owned(),
        unit: None,
    };
    let width = entity.columns().len();
    Header {
        fields: entity.columns().iter().enumerate().map(field).collect(),
        width,
        written: (0..width).collect(),
        ..Header::default()
    }
}

/// Says what is wrong with a row's cells
fn tell(findings: &mut Findings, sheet: &Sheet, line: u64, row: &ReadRow<'_>) {
    let errors = row.findings.iter().map(|finding| (Severity::Error, finding));
    let remarks = row.remarks.iter().map(|(severity, finding)| (*severity, finding));
    for (severity, (column, rule, said)) in errors.chain(remarks) {
        let mut place = sheet.place(line, Some(*column));
        if place.field.is_none() {
            // A line of JSON has no fields: the column is named all the same.
            let name = sheet.entity.columns()[*column].name.to_owned();
            place = Place { row: None, field: Some((0, name)), ..place };
        }
        findings.add(Finding { rule: *rule, severity, place, said: said.clone() });
    }
}
