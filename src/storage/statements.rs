//! Changes as SQL for any tool that runs SQLite: one transaction that does all of them or nothing.
//!
//! Every statement is held against the old values. One that meets other values is written down, and at the end that
//! breaks a CHECK whose name says what is wrong, and takes the transaction back. A tool that goes on after an error, as
//! `sqlite3` does, then finds nothing more to do.

use std::io::{self, Write};

use crate::domain::entity::Entity;
use crate::storage::compare::RowChange;
use crate::storage::relation::{column_list, join};
use crate::table::Value;

/// The statements before the changes; the reader learns in the CHECK's name what went wrong
pub fn begin(refusal: &str, output: &mut dyn Write) -> io::Result<()> {
    write!(
        output,
        "BEGIN IMMEDIATE;\n\
         PRAGMA defer_foreign_keys = ON;\n\
         CREATE TEMP TABLE taizhang_unmet (row TEXT);\n\
         CREATE TEMP TABLE taizhang_verdict (row TEXT CONSTRAINT {} CHECK (row IS NULL));\n",
        quoted(refusal, '"')
    )
}

/// The statements after the changes
pub fn finish(output: &mut dyn Write) -> io::Result<()> {
    output.write_all(
        b"INSERT OR ROLLBACK INTO temp.taizhang_verdict SELECT row FROM temp.taizhang_unmet LIMIT 1;\n\
          DROP TABLE temp.taizhang_verdict;\n\
          DROP TABLE temp.taizhang_unmet;\n\
          COMMIT;\n",
    )
}

/// The statements of one change
pub fn change(
    entity: Entity,
    row: &RowChange,
    compared: &[usize],
    key: &str,
    output: &mut dyn Write,
) -> io::Result<()> {
    let statement = match (&row.before, &row.after) {
        (Some(before), Some(after)) => update(entity, before, after, compared),
        (Some(before), None) => delete(entity, before, compared),
        (None, Some(after)) => insert(entity, after, compared),
        (None, None) => return Ok(()),
    };
    let row = literal(&Value::Text(format!("{} {key}", entity.name())));
    writeln!(output, "{statement};\nINSERT INTO temp.taizhang_unmet SELECT {row} WHERE changes() <> 1;")
}

fn update(entity: Entity, before: &[Value], after: &[Value], compared: &[usize]) -> String {
    let differing: Vec<usize> =
        compared.iter().copied().filter(|&column| before[column] != after[column]).collect();
    let set = join(differing.iter().map(|&column| equation(entity, column, "=", after)), ", ");
    let unmet = join(differing.iter().map(|&column| equation(entity, column, "IS", before)), " AND ");
    format!("UPDATE {} SET {set} WHERE {} AND {unmet}", entity.name(), same_key(entity, before))
}

fn delete(entity: Entity, before: &[Value], compared: &[usize]) -> String {
    let values = compared.iter().filter(|&&column| column >= entity.key_length());
    let old = values.map(|&column| format!(" AND {}", equation(entity, column, "IS", before)));
    format!("DELETE FROM {} WHERE {}{}", entity.name(), same_key(entity, before), join(old, ""))
}

/// A row comes whole, whichever columns are looked at; one that a sheet lacks is not written, so that it gets its default
fn insert(entity: Entity, after: &[Value], compared: &[usize]) -> String {
    let name = entity.name();
    let is_known = |column: &usize| compared.contains(column) || after[*column] != Value::Null;
    let written: Vec<usize> = (0..entity.columns().len()).filter(is_known).collect();
    let columns = match written.len() == entity.columns().len() {
        true => column_list(entity, ""),
        false => join(written.iter().map(|&column| entity.columns()[column].name.to_owned()), ", "),
    };
    let values = join(written.iter().map(|&column| literal(&after[column])), ", ");
    let known = same_key(entity, after);
    format!(
        "INSERT INTO {name} ({columns}) SELECT {values} WHERE NOT EXISTS (SELECT 1 FROM {name} WHERE {known})"
    )
}

fn equation(entity: Entity, column: usize, sign: &str, row: &[Value]) -> String {
    format!("{} {sign} {}", entity.columns()[column].name, literal(&row[column]))
}

fn same_key(entity: Entity, row: &[Value]) -> String {
    join((0..entity.key_length()).map(|column| equation(entity, column, "=", row)), " AND ")
}

/// A value as SQL; each stays on one line, whatever is in it
fn literal(value: &Value) -> String {
    let text = match value {
        Value::Null => return "NULL".to_owned(),
        Value::Integer(number) => return number.to_string(),
        Value::Decimal(number) if number.fract().is_zero() => return format!("{}.0", number.trunc()),
        Value::Decimal(number) => return number.to_string(),
        Value::Text(text) => text,
    };
    if !text.contains(char::is_control) {
        return quoted(text, '\'');
    }
    let is_lines = text.chars().all(|letter| letter == '\n' || !letter.is_control());
    if is_lines && !text.contains("\\n") {
        return format!("replace({}, '\\n', char(10))", quoted(&text.replace('\n', "\\n"), '\''));
    }
    let digits: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
    format!("CAST(x'{digits}' AS TEXT)")
}

pub(super) fn quoted(text: &str, mark: char) -> String {
    let doubled = text.replace(mark, &format!("{mark}{mark}"));
    format!("{mark}{doubled}{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_one_line_whatever_the_text() {
        let text = |text: &str| literal(&Value::Text(text.to_owned()));
        assert_eq!(text("O'Neil"), "'O''Neil'");
        assert_eq!(text("一\n二"), "replace('一\\n二', '\\n', char(10))");
        assert_eq!(text("a\\n\nb\r"), "CAST(x'615C6E0A620D' AS TEXT)");
        assert_eq!(literal(&Value::Decimal("10.0".parse().unwrap())), "10.0");
    }

    #[test]
    fn a_literal_says_what_the_text_was() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for meant in ["", "'", "''\"", "a\nb", "\\n\n", "\r\n\t\u{85}", "𠮷😀", "-- ; \n/*", "NULL"] {
            let sql = format!("SELECT {}", literal(&Value::Text(meant.to_owned())));
            let said: String = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
            assert_eq!(said, meant);
        }
    }
}
