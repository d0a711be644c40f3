//! A difference as one JSON object: per table, what was added, removed and changed, as CSV differs have it.

use std::io::{self, BufRead, BufReader, Seek, Write};

use serde_json::{Map, Value as Json};
use tempfile::SpooledTempFile;

use crate::commands::diff_rows::What;
use crate::domain::entity::Entity;
use crate::error::CommandError;
use crate::ledger::diff::{CellChange, Change};
use crate::table::Value;

/// `{"kind": …, "row": …}` of one change, in the de-facto shape of CSV differs
pub fn json_line(change: &Change) -> Json {
    let what = What::of(change);
    let whole = |cells: &Vec<Value>| {
        let names = change.entity.columns().iter().map(|column| column.name.to_owned());
        Json::Object(names.zip(cells.iter().map(plain)).collect())
    };
    let row = match (&change.row.before, &change.row.after) {
        (Some(before), None) => whole(before),
        (None, Some(after)) => whole(after),
        _ => {
            let changes: Map<String, Json> = change.cells().iter().map(|cell| pair(change, cell)).collect();
            serde_json::json!({ "key": change.key(), "changes": changes })
        }
    };
    serde_json::json!({ "table": change.entity.name(), "kind": what.code(), "row": row })
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

/// The whole difference as one object: per table, what was added, removed and changed
pub fn write_json(spool: &mut SpooledTempFile, output: &mut dyn Write) -> Result<(), CommandError> {
    writeln!(output, "{{")?;
    for (index, entity) in Entity::ALL.into_iter().enumerate() {
        write!(output, "  \"{}\": {{", entity.name())?;
        for (place, kind) in [What::Added, What::Removed, What::Changed].into_iter().enumerate() {
            write!(output, "{}\n    \"{}\": [", if place == 0 { "" } else { "," }, kind.code())?;
            let count = write_json_rows(spool, entity, kind, output)?;
            write!(output, "{}", if count == 0 { "]" } else { "\n    ]" })?;
        }
        writeln!(output, "\n  }}{}", if index + 1 < Entity::ALL.len() { "," } else { "" })?;
    }
    writeln!(output, "}}")?;
    Ok(())
}

fn write_json_rows(
    spool: &mut SpooledTempFile,
    entity: Entity,
    kind: What,
    output: &mut dyn Write,
) -> Result<u64, CommandError> {
    spool.rewind()?;
    let mut count = 0;
    for line in BufReader::new(spool).lines() {
        let line: Json = serde_json::from_str(&line?).map_err(io::Error::from)?;
        if line["table"] == entity.name() && line["kind"] == kind.code() {
            write!(output, "{}\n      {}", if count == 0 { "" } else { "," }, line["row"])?;
            count += 1;
        }
    }
    Ok(count)
}
