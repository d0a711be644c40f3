//! Rows in a temporary file, a line each, until there are no more and they can be shown. Cells come back as they were.

use std::io;

use serde::{Deserialize, Serialize};

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

/// A row as one line
pub fn line_of(cells: &[Value]) -> io::Result<String> {
    let spooled: Vec<Spooled> = cells.iter().map(Spooled::from).collect();
    Ok(serde_json::to_string(&spooled)?)
}

/// The row of a line
pub fn row_of(line: &str) -> io::Result<Vec<Value>> {
    let spooled: Vec<Spooled> = serde_json::from_str(line)?;
    Ok(spooled.into_iter().map(Value::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were() {
        let row =
            [Value::Null, Value::Integer(-7), "7\n“中”".into(), Value::Decimal("10.0".parse().unwrap())];
        let back = row_of(&line_of(&row).unwrap()).unwrap();
        assert_eq!(format!("{back:?}"), format!("{row:?}"));
    }
}
