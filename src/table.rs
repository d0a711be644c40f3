//! A table on its way to a reader: columns and cell values. It knows neither the ledger nor any format.

use rust_decimal::Decimal;

use crate::text::{OwnText, Text};

/// What a word says of its row
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something came
    Added,
    /// Something went
    Removed,
    /// Something became another
    Changed,
}

/// What a column holds, which is all a format needs to lay it out
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Free text: may be wrapped
    Text,
    /// A code, key or date: never wrapped
    Code,
    /// A number: right aligned, never wrapped
    Number,
    /// One of these words: never wrapped; colour may say it once more
    Word(&'static [(Text, Tone)]),
}

/// A column: its stable English name and its title for people
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Stable name: SQL, CSV, JSON
    pub name: String,
    /// Title for people; the name where there is none
    pub title: Option<OwnText>,
    /// How to lay it out
    pub kind: ColumnKind,
}

impl Column {
    /// A column with a title in both languages
    pub fn new(name: &str, title: impl Into<OwnText>, kind: ColumnKind) -> Column {
        Column { name: name.to_owned(), title: Some(title.into()), kind }
    }

    /// A column that has only a name, as in ad-hoc SQL
    pub fn named(name: &str) -> Column {
        Column { name: name.to_owned(), title: None, kind: ColumnKind::Text }
    }
}

/// A cell
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value
    Null,
    /// A whole number
    Integer(i64),
    /// An exact decimal, printed with the digits it has
    Decimal(Decimal),
    /// A text
    Text(String),
}

impl Value {
    /// The cell as plain text, blank for null
    pub fn to_text(&self) -> String {
        match self {
            Value::Null => String::new(),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Text(text) => text.clone(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Integer(number)
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Value {
        Value::Decimal(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}
