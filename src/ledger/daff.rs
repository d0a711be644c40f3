//! A difference of one table in the highlighter format, so that `daff patch` makes one export of the other.
//!
//! What daff applies correctly, each point of it tested with daff itself:
//!
//! - two neighbours in the diff are taken for neighbours in the table, so a row `...` stands where rows are left out;
//! - an added row must follow a row that daff can find, so the unchanged row before it is written as context;
//! - a modified cell is `old->new`, and the arrow is as long as no cell of the row holds it;
//! - daff marks changed spaces in the cell itself, so a row with such a change is taken out and put in anew;
//! - `NULL` without quotes is no text: it gets a `_` in modified cells, and quotes in added rows.

use std::io::{self, Write};

use crate::domain::entity::Entity;
use crate::domain::guard::guard;
use crate::ledger::change::Change;
use crate::table::Value;

const SKIPPED: &str = "...";

/// Writes the diff of one table
pub struct DaffWriter<W: Write> {
    entity: Entity,
    output: W,
    /// Rows left out since the last one that was written
    skipped: u64,
    /// The last of them
    before: Vec<Value>,
    /// Whether anything differs
    differs: bool,
}

impl<W: Write> DaffWriter<W> {
    /// Writes the header
    pub fn new(entity: Entity, output: W) -> io::Result<DaffWriter<W>> {
        let mut writer = DaffWriter { entity, output, skipped: 0, before: Vec::new(), differs: false };
        let names = entity.columns().iter().map(|column| column.name.to_owned());
        writer.line("@@", names.collect(), false)?;
        Ok(writer)
    }

    /// Takes the next row of the table, in the order of the key: one that differs, or one that does not
    pub fn take(&mut self, change: &Change) -> io::Result<()> {
        match (&change.row.before, &change.row.after) {
            (Some(before), Some(_)) if change.is_unchanged() => {
                self.before.clone_from(before);
                self.skipped += 1;
                return Ok(());
            }
            (Some(before), Some(after)) => {
                self.skip(0)?;
                let after = after_of(change, before, after);
                self.modified(before, &after)?;
            }
            (Some(before), None) => {
                self.skip(0)?;
                self.whole("---", before)?;
            }
            (None, Some(after)) => {
                self.skip(1)?;
                self.whole("+++", after)?;
            }
            (None, None) => return Ok(()),
        }
        self.differs = true;
        Ok(())
    }

    /// What it was written to, and whether anything differs
    pub fn finish(mut self) -> io::Result<(W, bool)> {
        self.output.flush()?;
        Ok((self.output, self.differs))
    }

    /// Says that rows were left out; the last of them is context, where one is needed
    fn skip(&mut self, context: u64) -> io::Result<()> {
        if self.skipped > context {
            self.line(SKIPPED, vec![SKIPPED.to_owned(); self.entity.columns().len()], false)?;
        }
        if self.skipped > 0 && context > 0 {
            let row = std::mem::take(&mut self.before);
            self.whole("", &row)?;
        }
        self.skipped = 0;
        Ok(())
    }

    fn whole(&mut self, action: &str, row: &[Value]) -> io::Result<()> {
        let cells = self.texts(row);
        self.line(action, cells, action == "+++")
    }

    fn modified(&mut self, before: &[Value], after: &[Value]) -> io::Result<()> {
        let (old, new) = (self.texts(before), self.texts(after));
        if old.iter().zip(&new).any(|(old, new)| old != new && without_spaces(old) == without_spaces(new)) {
            self.whole("---", before)?;
            return self.whole("+++", after);
        }
        let mut arrow = "->".to_owned();
        while old.iter().chain(&new).any(|cell| cell.contains(&arrow)) {
            arrow.insert(0, '-');
        }
        let cells = old.into_iter().zip(new).map(|(old, new)| match old == new {
            true => old,
            false => format!("{}{arrow}{}", escaped(&old), escaped(&new)),
        });
        self.line(&arrow, cells.collect(), false)
    }

    /// The cells as an export writes them
    fn texts(&self, row: &[Value]) -> Vec<String> {
        let columns = self.entity.columns().iter();
        let cells = columns.zip(row).map(|(column, cell)| match cell {
            Value::Text(text) if !column.is_number() => guard(text).into_owned(),
            other => other.to_text(),
        });
        cells.collect()
    }

    fn line(&mut self, action: &str, cells: Vec<String>, quotes_null: bool) -> io::Result<()> {
        let mut line = action.to_owned();
        for cell in cells {
            line.push(',');
            let is_quoted = cell.contains([',', '"', '\r', '\n'])
                || cell.starts_with(' ')
                || cell.ends_with(' ')
                || quotes_null && is_null(&cell);
            match is_quoted {
                true => line.extend(["\"", &cell.replace('"', "\"\""), "\""]),
                false => line.push_str(&cell),
            }
        }
        line.push('\n');
        self.output.write_all(line.as_bytes())
    }
}

/// The row after, with the former values where nothing was compared
fn after_of(change: &Change, before: &[Value], after: &[Value]) -> Vec<Value> {
    let mut row = before.to_vec();
    for &column in &change.compared {
        row[column] = after[column].clone();
    }
    row
}

fn without_spaces(text: &str) -> String {
    text.replace(' ', "")
}

/// Whether daff takes the text, or what is left of it without a `_`, for nothing
fn is_null(text: &str) -> bool {
    text.trim_start_matches('_') == "NULL"
}

fn escaped(text: &str) -> String {
    if is_null(text) { format!("_{text}") } else { text.to_owned() }
}
