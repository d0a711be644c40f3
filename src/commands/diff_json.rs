//! A difference as one JSON object: per table, what was added, removed and changed, as CSV differs have it.

use std::io::{self, BufWriter, Seek, Write};

use serde_json::{Map, Value as Json};
use tempfile::SpooledTempFile;

use crate::commands::diff_rows::What;
use crate::domain::entity::Entity;
use crate::error::CommandError;
use crate::ledger::apply::plan::{PLAN, Plan};
use crate::ledger::diff::{CellChange, Change};
use crate::table::Value;

/// What stays in memory of one list
const SPOOL: usize = 1 << 20;

/// The lists of a difference, each written down until all of them are complete
#[derive(Debug)]
pub struct JsonLists {
    /// For each table the rows added, removed and changed
    lists: [[List; 3]; 4],
}

/// Rows of one table to which one thing happened
#[derive(Debug)]
struct List {
    rows: BufWriter<SpooledTempFile>,
    is_empty: bool,
}

/// The order of the lists
const KINDS: [What; 3] = [What::Added, What::Removed, What::Changed];

impl JsonLists {
    /// Empty lists
    pub fn new() -> JsonLists {
        let list = |_| List { rows: BufWriter::new(SpooledTempFile::new(SPOOL)), is_empty: true };
        JsonLists { lists: Entity::ALL.map(|_| KINDS.map(list)) }
    }

    /// Takes a change, and tells of it the number of its list and its row
    pub fn take(&mut self, change: &Change) -> io::Result<(usize, String)> {
        let what = What::of(change);
        let place = KINDS.iter().position(|kind| *kind == what).unwrap_or(0);
        let list = &mut self.lists[change.entity as usize][place];
        let separator = if list.is_empty { "" } else { "," };
        list.is_empty = false;
        let row = row_of(change).to_string();
        write!(list.rows, "{separator}\n      {row}")?;
        Ok((place, row))
    }

    /// Writes the whole difference as one object: per table, what was added, removed and changed; of a plan, first what
    /// it is
    pub fn write(&mut self, plan: Option<&Plan>, output: &mut dyn Write) -> Result<(), CommandError> {
        writeln!(output, "{{")?;
        if let Some(plan) = plan {
            let head = serde_json::to_string_pretty(plan).map_err(io::Error::from)?;
            writeln!(output, "  \"{PLAN}\": {},", head.replace('\n', "\n  "))?;
        }
        for (index, (entity, lists)) in Entity::ALL.into_iter().zip(&mut self.lists).enumerate() {
            write!(output, "  \"{}\": {{", entity.name())?;
            for (place, (kind, list)) in KINDS.into_iter().zip(lists).enumerate() {
                write!(output, "{}\n    \"{}\": [", if place == 0 { "" } else { "," }, kind.code())?;
                list.rows.rewind()?;
                io::copy(list.rows.get_mut(), output)?;
                write!(output, "{}", if list.is_empty { "]" } else { "\n    ]" })?;
            }
            writeln!(output, "\n  }}{}", if index + 1 < Entity::ALL.len() { "," } else { "" })?;
        }
        writeln!(output, "}}")?;
        Ok(())
    }
}

/// A row of the lists, in the de-facto shape of CSV differs
fn row_of(change: &Change) -> Json {
    let whole = |cells: &Vec<Value>| {
        let names = change.entity.columns().iter().map(|column| column.name.to_owned());
        Json::Object(names.zip(cells.iter().map(plain)).collect())
    };
    match (&change.row.before, &change.row.after) {
        (Some(before), None) => whole(before),
        (None, Some(after)) => whole(after),
        _ => {
            let changes: Map<String, Json> = change.cells().iter().map(|cell| pair(change, cell)).collect();
            serde_json::json!({ "key": change.key(), "changes": changes })
        }
    }
}

fn pair(change: &Change, cell: &CellChange) -> (String, Json) {
    let name = change.entity.columns()[cell.column].name.to_owned();
    (name, Json::Array(vec![plain(&cell.old), plain(&cell.new)]))
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(number) if number.fract().is_zero() => {
            i64::try_from(*number).map_or_else(|_| Json::from(number.to_string()), Json::from)
        }
        // Fifteen digits survive a double, and its shortest spelling is the decimal again.
        Value::Decimal(number) => {
            let digits = number.to_string();
            serde_json::from_str(&digits).unwrap_or(Json::String(digits))
        }
    }
}
