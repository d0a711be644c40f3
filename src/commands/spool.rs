//! Rows in a temporary file, a line each, until there are no more and they can be shown. Cells come back as they were.

use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

use crate::table::Value;

/// A cell as it is written down; a decimal keeps its digits
#[derive(Debug, Serialize, Deserialize)]
enum Spooled {
    Null,
    Integer(i64),
    Decimal(String),
    Text(String),
}

impl From<&Value> for Spooled {
    fn from(value: &Value) -> Spooled {
        match value {
            Value::Null => Spooled::Null,
            Value::Integer(number) => Spooled::Integer(*number),
            Value::Decimal(number) => Spooled::Decimal(number.to_string()),
            Value::Text(text) => Spooled::Text(text.clone()),
        }
    }
}

impl From<Spooled> for Value {
    fn from(spooled: Spooled) -> Value {
        match spooled {
            Spooled::Null => Value::Null,
            Spooled::Integer(number) => Value::Integer(number),
            Spooled::Decimal(digits) => digits.parse().map_or(Value::Text(digits), Value::Decimal),
            Spooled::Text(text) => Value::Text(text),
        }
    }
}

/// What stays in memory of rows
const SPOOL: usize = 1 << 20;

/// Rows that wait, in memory as long as they are few
#[derive(Debug)]
pub struct RowSpool {
    lines: BufWriter<SpooledTempFile>,
}

impl RowSpool {
    /// Without rows
    pub fn new() -> RowSpool {
        RowSpool { lines: BufWriter::new(SpooledTempFile::new(SPOOL)) }
    }

    /// Puts a row behind those that are there
    pub fn put(&mut self, cells: &[Value]) -> io::Result<()> {
        let spooled: Vec<Spooled> = cells.iter().map(Spooled::from).collect();
        serde_json::to_writer(&mut self.lines, &spooled)?;
        self.lines.write_all(b"\n")
    }

    /// Hands the rows on, in their order
    pub fn each<E: From<io::Error>>(
        &mut self,
        mut on_row: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.lines.rewind()?;
        for line in BufReader::new(self.lines.get_mut()).lines() {
            let spooled: Vec<Spooled> = serde_json::from_str(&line?).map_err(io::Error::from)?;
            on_row(spooled.into_iter().map(Value::from).collect())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were() {
        let row =
            [Value::Null, Value::Integer(-7), "7\n“中”".into(), Value::Decimal("10.0".parse().unwrap())];
        let (mut spool, mut back) = (RowSpool::new(), Vec::new());
        for row in [&row[..], &[], &row[2..]] {
            spool.put(row).unwrap();
        }
        let taken = spool.each(|row| {
            back.push(row);
            io::Result::Ok(())
        });
        taken.unwrap();
        assert_eq!(format!("{back:?}"), format!("{:?}", [&row[..], &[], &row[2..]]));
    }
}
