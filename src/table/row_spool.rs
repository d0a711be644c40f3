//! Rows in a temporary file until there are no more, or until it is known how to show them. Cells come back as they were.
//!
//! A row is how many cells it has, and each of them: a byte that says what it is, and a whole number in 8 bytes, a decimal
//! in 16, or a text behind its length. The file is this program's own while it runs, so no other program reads it.

use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use rust_decimal::Decimal;
use tempfile::SpooledTempFile;

use super::Value;

/// What stays in memory of rows
const SPOOL: usize = 1 << 20;

/// What a cell is
const NULL: u8 = 0;
const INTEGER: u8 = 1;
const DECIMAL: u8 = 2;
const TEXT: u8 = 3;

/// Rows that wait, in memory as long as they are few
#[derive(Debug)]
pub struct RowSpool {
    bytes: BufWriter<SpooledTempFile>,
}

impl Default for RowSpool {
    fn default() -> RowSpool {
        RowSpool::new()
    }
}

impl RowSpool {
    /// Without rows
    pub fn new() -> RowSpool {
        RowSpool { bytes: BufWriter::new(SpooledTempFile::new(SPOOL)) }
    }

    /// Puts a row behind those that are there
    pub fn put(&mut self, cells: &[Value]) -> io::Result<()> {
        write_row(&mut self.bytes, cells)
    }

    /// Puts rows behind them that [`write_row`] has written elsewhere
    pub fn put_written(&mut self, rows: &[u8]) -> io::Result<()> {
        self.bytes.write_all(rows)
    }

    /// Hands the rows on, in their order; what is left in a row is where the next one is read into
    pub fn each<E: From<io::Error>>(
        &mut self,
        mut on_row: impl FnMut(&mut Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.bytes.rewind()?;
        let mut bytes = BufReader::new(self.bytes.get_mut());
        let mut row = Vec::new();
        while read_row(&mut bytes, &mut row)? {
            on_row(&mut row)?;
        }
        Ok(())
    }
}

/// Writes a row as [`RowSpool`] keeps it
pub fn write_row(out: &mut impl Write, cells: &[Value]) -> io::Result<()> {
    out.write_all(&length(cells.len())?)?;
    for cell in cells {
        match cell {
            Value::Null => out.write_all(&[NULL])?,
            Value::Integer(number) => {
                out.write_all(&[INTEGER])?;
                out.write_all(&number.to_le_bytes())?;
            }
            Value::Decimal(number) => {
                out.write_all(&[DECIMAL])?;
                out.write_all(&number.serialize())?;
            }
            Value::Text(text) => {
                out.write_all(&[TEXT])?;
                out.write_all(&length(text.len())?)?;
                out.write_all(text.as_bytes())?;
            }
        }
    }
    Ok(())
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    let length = u32::try_from(length).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    Ok(length.to_le_bytes())
}

/// Reads a row into what the one before left; false where there is none
fn read_row(bytes: &mut impl Read, row: &mut Vec<Value>) -> io::Result<bool> {
    let count = match read_length(bytes) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
        count => count?,
    };
    row.resize(count, Value::Null);
    row.iter_mut().try_for_each(|cell| read_cell(bytes, cell))?;
    Ok(true)
}

fn read_cell(bytes: &mut impl Read, cell: &mut Value) -> io::Result<()> {
    *cell = match array(bytes)? {
        [NULL] => Value::Null,
        [INTEGER] => Value::Integer(i64::from_le_bytes(array(bytes)?)),
        [DECIMAL] => Value::Decimal(Decimal::deserialize(array(bytes)?)),
        _ => {
            let mut text = match std::mem::replace(cell, Value::Null) {
                Value::Text(text) => text.into_bytes(),
                _ => Vec::new(),
            };
            text.resize(read_length(bytes)?, 0);
            bytes.read_exact(&mut text)?;
            Value::Text(String::from_utf8(text).map_err(|_| io::ErrorKind::InvalidData)?)
        }
    };
    Ok(())
}

fn read_length(bytes: &mut impl Read) -> io::Result<usize> {
    Ok(u32::from_le_bytes(array(bytes)?) as usize)
}

fn array<const LENGTH: usize>(bytes: &mut impl Read) -> io::Result<[u8; LENGTH]> {
    let mut array = [0; LENGTH];
    bytes.read_exact(&mut array)?;
    Ok(array)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_cell() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            (any::<i64>(), 0_u32..28).prop_map(|(number, scale)| Value::Decimal(Decimal::new(number, scale))),
            ".*".prop_map(Value::Text),
        ]
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were(
            rows in prop::collection::vec(prop::collection::vec(any_cell(), 0..5), 0..9), elsewhere in 0_usize..9
        ) {
            let (mut spool, mut back) = (RowSpool::new(), Vec::new());
            for (at, row) in rows.iter().enumerate() {
                let mut bytes = Vec::new();
                write_row(&mut bytes, row).unwrap();
                if at == elsewhere { spool.put_written(&bytes) } else { spool.put(row) }.unwrap();
            }
            for _ in 0..2 {
                back.clear();
                let taken = spool.each(|row| { back.push(row.clone()); io::Result::Ok(()) });
                taken.unwrap();
                // A decimal is also its digits: 10.0 is not 10.
                prop_assert_eq!(format!("{back:?}"), format!("{rows:?}"));
            }
        }
    }
}
