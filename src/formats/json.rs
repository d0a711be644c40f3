//! JSON: an array of objects, or an object a line. Numbers keep exactly the digits they have; texts are data
//! and unchanged. It knows no titles.

use std::collections::HashSet;
use std::io::{self, Write};

use super::{RowWriter, check_length};
use crate::table::{Column, Value};

/// What stands around the objects
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// One array
    Array,
    /// Part of an array, behind other objects of it
    Behind,
    /// Nothing: an object a line
    Lines,
}

/// What stands before the first object of an array, before any other, and behind the last
pub const OPENED: &[u8] = b"[\n";
pub const BETWEEN: &[u8] = b",\n";
pub const CLOSED: &[u8] = b"\n]\n";

/// An array of nothing
pub const EMPTY: &[u8] = b"[]\n";

/// Writes JSON
pub struct JsonWriter<'a> {
    keys: Vec<Vec<u8>>,
    frame: Frame,
    empty: bool,
    line: Vec<u8>,
    out: &'a mut dyn Write,
}

impl<'a> JsonWriter<'a> {
    /// Prepares the keys; writes nothing yet
    pub fn new(columns: &[Column], frame: Frame, out: &'a mut dyn Write) -> io::Result<JsonWriter<'a>> {
        let mut keys = Vec::with_capacity(columns.len());
        for name in unique(columns) {
            let mut key = serde_json::to_vec(&name)?;
            key.push(b':');
            keys.push(key);
        }
        Ok(JsonWriter { keys, frame, empty: true, line: Vec::new(), out })
    }

    fn object(&mut self, cells: &[Value]) -> io::Result<()> {
        self.line.push(b'{');
        for (index, (key, cell)) in self.keys.iter().zip(cells).enumerate() {
            if index > 0 {
                self.line.push(b',');
            }
            self.line.extend_from_slice(key);
            match cell {
                Value::Null => self.line.extend_from_slice(b"null"),
                Value::Integer(number) => write!(self.line, "{number}")?,
                Value::Decimal(number) => write!(self.line, "{number}")?,
                Value::Text(text) => serde_json::to_writer(&mut self.line, text)?,
            }
        }
        self.line.push(b'}');
        Ok(())
    }
}

impl RowWriter for JsonWriter<'_> {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        check_length(cells, self.keys.len())?;
        self.line.clear();
        match (self.frame, self.empty) {
            (Frame::Array, true) => self.line.extend_from_slice(OPENED),
            (Frame::Array | Frame::Behind, _) => self.line.extend_from_slice(BETWEEN),
            (Frame::Lines, _) => {}
        }
        self.empty = false;
        self.object(cells)?;
        if self.frame == Frame::Lines {
            self.line.push(b'\n');
        }
        self.out.write_all(&self.line)
    }

    fn finish(&mut self) -> io::Result<()> {
        match (self.frame, self.empty) {
            (Frame::Array, true) => self.out.write_all(EMPTY)?,
            (Frame::Array, false) => self.out.write_all(CLOSED)?,
            (Frame::Behind | Frame::Lines, _) => {}
        }
        self.out.flush()
    }
}

/// The names of the columns; a name that repeats gets a number, for an object has each key once
fn unique(columns: &[Column]) -> Vec<String> {
    let names: HashSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut used = HashSet::new();
    let mut keys = Vec::with_capacity(columns.len());
    for column in columns {
        let mut key = column.name.clone();
        let mut copy = 1;
        while !used.insert(key.clone()) {
            copy += 1;
            key = format!("{}_{copy}", column.name);
            while names.contains(key.as_str()) {
                copy += 1;
                key = format!("{}_{copy}", column.name);
            }
        }
        keys.push(key);
    }
    keys
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use crate::formats::Format;
    use crate::formats::samples::{PIPE, any_rows, columns, rows, write};
    use crate::table::{Column, Value};

    fn meant(rows: &[Vec<Value>]) -> Vec<Json> {
        let cell = |cell: &Value| match cell {
            Value::Null => Json::Null,
            Value::Integer(number) => Json::from(*number),
            Value::Decimal(number) => serde_json::from_str(&number.to_string()).unwrap(),
            Value::Text(text) => Json::from(text.as_str()),
        };
        let names = columns();
        let row = |row: &Vec<Value>| names.iter().map(|c| c.name.clone()).zip(row.iter().map(cell)).collect();
        rows.iter().map(row).collect()
    }

    #[test]
    fn an_object_a_line_with_the_digits_of_the_numbers() {
        assert_snapshot!(write(Format::Json, &columns(), PIPE, &rows()[..5]), @r#"
        [
        {"code":"P-01","item_name":"plain","amount":12345.00,"n":7},
        {"code":"P-02","item_name":"","amount":null,"n":null},
        {"code":"P-03","item_name":"a, \"b\" | c\\d","amount":-0.5,"n":-1},
        {"code":"P-04","item_name":"two\nlines\there","amount":0.000,"n":0},
        {"code":"计-05","item_name":"高效液相色谱仪（２台）🧪","amount":1000000,"n":"文"}
        ]
        "#);
    }

    #[test]
    fn ndjson_has_no_frame() {
        assert_snapshot!(write(Format::Ndjson, &columns(), PIPE, &rows()[..2]), @r#"
        {"code":"P-01","item_name":"plain","amount":12345.00,"n":7}
        {"code":"P-02","item_name":"","amount":null,"n":null}
        "#);
    }

    #[test]
    fn json_escapes_by_itself() {
        let text = write(Format::Ndjson, &columns()[..2], PIPE, &[rows()[5][..2].to_vec()]);
        assert_eq!(text, "{\"code\":\"P-06\",\"item_name\":\"\\u001b[31mred\u{202e}e\u{301}\"}\n");
    }

    #[test]
    fn an_empty_result_is_an_empty_array() {
        assert_eq!(write(Format::Json, &columns(), PIPE, &[]), "[]\n");
        assert_eq!(write(Format::Ndjson, &columns(), PIPE, &[]), "");
    }

    #[test]
    fn a_repeated_name_loses_no_cell() {
        let columns = ["a", "a", "a_2", "a"].map(Column::named);
        let text = write(Format::Ndjson, &columns, PIPE, &[vec![1.into(), 2.into(), 3.into(), 4.into()]]);
        assert_eq!(text, "{\"a\":1,\"a_3\":2,\"a_2\":3,\"a_4\":4}\n");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(rows in any_rows()) {
            let array: Vec<Json> = serde_json::from_str(&write(Format::Json, &columns(), PIPE, &rows)).unwrap();
            prop_assert_eq!(array, meant(&rows));
            let lines = write(Format::Ndjson, &columns(), PIPE, &rows);
            let lines: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            prop_assert_eq!(lines, meant(&rows));
        }
    }
}
