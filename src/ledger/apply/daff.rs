//! Reads daff's highlighter diffs, our own and those that daff itself writes: `@@`, `+++`, `---`, `->`, context, `...`.

use std::path::Path;

use crate::domain::entity::Entity;
use crate::domain::guard::unguard;
use crate::ledger::Result;
use crate::ledger::apply::edit::{CellText, Edit, What, each_record, place};
use crate::ledger::import::meaning::find;
use crate::sheets::record::Record;
use crate::sheets::tab::Tab;
use crate::text::Failure;

/// How far down and to the right the header may begin
const ROWS_BEFORE: usize = 5;
const FIELDS_BEFORE: usize = 3;

const SKIPPED: &str = "...";

/// A diff of one table, with its header read
#[derive(Debug)]
pub struct DaffReader {
    entity: Entity,
    /// The field that says what a row is
    action: usize,
    /// The field of each column that the diff has
    fields: Vec<(usize, usize)>,
    /// The line of the header
    header: u64,
}

impl DaffReader {
    /// Reads the header; none for a file that is no such diff
    pub fn find(path: &Path, tab: &Tab, table: Option<Entity>) -> Result<Option<DaffReader>> {
        let mut found = None;
        let mut rows = 0;
        each_record(path, tab, &mut |record| {
            rows += 1;
            let is = |action: &str| (0..FIELDS_BEFORE).find(|index| record.field(*index) == action);
            if is("!").is_some() {
                return Err(Failure::DifferenceOfColumns { place: place(path, record.line(0)) }.into());
            }
            if let Some(action) = is("@@") {
                let shown = || path.display().to_string();
                let entity = table.ok_or_else(|| Failure::DifferenceNeedsTable { path: shown() })?;
                found = Some(DaffReader::of_header(path, record, entity, action)?);
            }
            Ok(found.is_none() && rows < ROWS_BEFORE)
        })?;
        Ok(found)
    }

    fn of_header(path: &Path, record: &Record, entity: Entity, action: usize) -> Result<DaffReader> {
        let mut fields = Vec::new();
        let place = place(path, record.line(0));
        for index in action + 1..record.len() {
            let name = record.field(index);
            if name == SKIPPED || name.is_empty() {
                continue;
            }
            let column = entity.position(name).or_else(|| find(entity, name).map(|meaning| meaning.column));
            let Some(column) = column else {
                return Err(Failure::DifferenceColumn { place, column: name.to_owned() }.into());
            };
            fields.push((column, index));
        }
        let has = |column: usize| fields.iter().any(|(known, _)| *known == column);
        if !(0..entity.key_length()).all(has) {
            return Err(Failure::DifferenceKey { place }.into());
        }
        Ok(DaffReader { entity, action, fields, header: record.line(0) })
    }

    /// The field of a column
    pub fn field_of(&self, column: usize) -> Option<usize> {
        self.fields.iter().find(|(known, _)| *known == column).map(|(_, field)| *field)
    }

    /// Calls `on_edit` for each row that says something
    pub fn each_edit(
        &self,
        path: &Path,
        tab: &Tab,
        guarded: bool,
        on_edit: &mut dyn FnMut(Entity, Edit) -> Result<()>,
    ) -> Result<()> {
        let mut held: Option<Edit> = None;
        each_record(path, tab, &mut |record| {
            if record.line(0) > self.header
                && let Some(edit) = self.edit(path, record, guarded)?
            {
                match held.take() {
                    Some(before) => match joined(self.entity, &before, &edit) {
                        Some(change) => on_edit(self.entity, change)?,
                        None => {
                            on_edit(self.entity, before)?;
                            held = Some(edit);
                        }
                    },
                    None => held = Some(edit),
                }
            }
            Ok(true)
        })?;
        held.map_or(Ok(()), |last| on_edit(self.entity, last))
    }

    fn edit(&self, path: &Path, record: &Record, guarded: bool) -> Result<Option<Edit>> {
        let action = record.field(self.action);
        let line = record.line(0);
        let what = match action {
            // Context, rows left out, and rows that only moved: the ledger's rows have no order.
            "" | SKIPPED | ":" => return Ok(None),
            "+++" => What::Add(self.whole(record, guarded)),
            "---" => What::Remove(self.whole(record, guarded)),
            "+" | "!" => return Err(Failure::DifferenceOfColumns { place: place(path, line) }.into()),
            arrow if is_arrow(arrow) => self.changes(path, record, arrow, guarded)?,
            _ => {
                let action = action.to_owned();
                return Err(Failure::DifferenceAction { place: place(path, line), action }.into());
            }
        };
        let key = (0..self.entity.key_length()).map(|column| self.text(record, column).to_owned());
        let key: Vec<String> = key.collect();
        if key.iter().any(|part| part.is_empty()) {
            return Err(Failure::DifferenceKey { place: place(path, line) }.into());
        }
        Ok(Some(Edit { key, line, what }))
    }

    fn text<'r>(&self, record: &'r Record, column: usize) -> &'r str {
        self.field_of(column).map_or("", |field| record.field(field))
    }

    fn is_guarded(&self, column: usize, guarded: bool) -> bool {
        guarded && !self.entity.columns()[column].is_number()
    }

    fn plain(&self, column: usize, text: &str, guarded: bool) -> String {
        let text = if self.is_guarded(column, guarded) { unguard(text) } else { text };
        text.to_owned()
    }

    fn whole(&self, record: &Record, guarded: bool) -> Vec<CellText> {
        let fields = self.fields.iter();
        fields.map(|(column, field)| (*column, self.plain(*column, record.field(*field), guarded))).collect()
    }

    fn changes(&self, path: &Path, record: &Record, arrow: &str, guarded: bool) -> Result<What> {
        let mut changes = Vec::new();
        for (column, field) in &self.fields {
            let text = record.field(*field);
            let Some((old, new)) = text.split_once(arrow) else {
                if self.entity.is_of_amounts(*column) {
                    let text = self.plain(*column, &unescaped(text), guarded);
                    changes.push((*column, text.clone(), text));
                }
                continue;
            };
            if *column < self.entity.key_length() {
                return Err(Failure::DifferenceOfKey { place: place(path, record.line(0)) }.into());
            }
            let side = |text: &str| self.plain(*column, &unescaped(text), guarded);
            changes.push((*column, side(old), side(new)));
        }
        Ok(What::Change(changes))
    }
}

/// The change that two edits are where a row goes and comes again in the next line, as one with changed spaces does
fn joined(entity: Entity, before: &Edit, edit: &Edit) -> Option<Edit> {
    let (What::Remove(old), What::Add(new)) = (&before.what, &edit.what) else { return None };
    let cells = old.iter().zip(new).filter(|(old, new)| old != new || entity.is_of_amounts(old.0));
    let changes = cells.map(|((column, old), (_, new))| (*column, old.clone(), new.clone())).collect();
    let is_one = before.key == edit.key;
    is_one.then(|| Edit { key: edit.key.clone(), line: edit.line, what: What::Change(changes) })
}

/// `->`, `-->`, `--->` …
fn is_arrow(action: &str) -> bool {
    action.strip_suffix("->").is_some_and(|rest| rest.bytes().all(|byte| byte == b'-'))
}

/// `NULL` is nothing, `_NULL` is the text `NULL`
fn unescaped(text: &str) -> String {
    match text.strip_prefix('_') {
        _ if text == "NULL" => String::new(),
        Some(rest) if text.trim_start_matches('_') == "NULL" => rest.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_are_as_long_as_they_must_be() {
        assert!(["->", "-->", "---->"].into_iter().all(is_arrow));
        assert!(!["!->", "-", ">", "+++", "---", "=>"].into_iter().any(is_arrow));
    }

    #[test]
    fn a_row_that_goes_and_comes_again_is_a_change() {
        let edit = |key: &str, what: fn(Vec<CellText>) -> What, title: &str| Edit {
            key: vec!["1".to_owned(), key.to_owned()],
            line: 2,
            what: what(vec![(1, key.to_owned()), (2, title.to_owned())]),
        };
        let gone = || edit("G1", What::Remove, " 题");
        let change = joined(Entity::Goals, &gone(), &edit("G1", What::Add, "题")).unwrap();
        assert_eq!(change.what, What::Change(vec![(2, " 题".to_owned(), "题".to_owned())]));
        assert!(joined(Entity::Goals, &gone(), &edit("G2", What::Add, "题")).is_none());
        assert!(joined(Entity::Goals, &edit("G1", What::Add, "题"), &gone()).is_none());
    }

    #[test]
    fn a_null_with_a_mark_is_a_text() {
        assert_eq!(["NULL", "_NULL", "__NULL", "_x", ""].map(unescaped), ["", "NULL", "_NULL", "_x", ""]);
    }
}
