//! A difference as one JSON object: per table, what was added, removed and changed, as CSV differs have it.

use std::io::{self, BufWriter, Seek, Write};

use serde_json::{Map, Value as Json};
use tempfile::SpooledTempFile;

use crate::commands::diff_rows::What;
use crate::domain::entity::Entity;
use crate::error::CommandError;
use crate::ledger::apply::json::UNCHANGED;
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
            let cells = change.cells();
            let changes: Map<String, Json> = cells.iter().map(|cell| pair(change, cell)).collect();
            let mut row = serde_json::json!({ "key": change.key(), "changes": changes });
            if let Some(unchanged) = unchanged(change, &cells) {
                row[UNCHANGED] = Json::Object(unchanged);
            }
            row
        }
    }
}

/// What stays of the row's amounts, where one of them changes: whoever applies the change must not give it another
/// meaning by a unit or a bound of its own. What is blank is not named; none where not all of it was compared.
fn unchanged(change: &Change, cells: &[CellChange]) -> Option<Map<String, Json>> {
    let (entity, before) = (change.entity, change.row.before.as_ref()?);
    let is_changed = |column: usize| cells.iter().any(|cell| cell.column == column);
    let amounts = || (0..entity.columns().len()).filter(|&column| entity.is_of_amounts(column));
    let is_known = amounts().all(|column| change.compared.contains(&column));
    let stays = amounts().filter(|&column| !is_changed(column) && before[column] != Value::Null);
    let named = stays.map(|column| (entity.columns()[column].name.to_owned(), plain(&before[column])));
    (is_known && amounts().any(is_changed)).then(|| named.collect())
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
