//! A table on its way to a reader: columns, cell values, and what stands around them. It knows neither the ledger
//! nor any format.

pub mod row_spool;

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
    /// How something stands
    Light(Light),
}

/// How something stands, as a light; people see its mark and its word, and its colour only besides
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// On course or met
    Green,
    /// A little behind
    Yellow,
    /// Behind or not met
    Red,
    /// Due soon
    Blue,
    /// Cannot be said
    Grey,
}

impl Light {
    /// Every light, the worst first
    pub const ALL: &[Light] = &[Light::Red, Light::Yellow, Light::Blue, Light::Green, Light::Grey];

    /// The code in the ledger's SQL, in CSV and in JSON
    pub const fn code(self) -> &'static str {
        match self {
            Light::Green => "green",
            Light::Yellow => "yellow",
            Light::Red => "red",
            Light::Blue => "blue",
            Light::Grey => "grey",
        }
    }

    /// Its word for people
    pub const fn word(self) -> Text {
        match self {
            Light::Green => Text::new("green", "绿"),
            Light::Yellow => Text::new("yellow", "黄"),
            Light::Red => Text::new("red", "红"),
            Light::Blue => Text::new("blue", "蓝"),
            Light::Grey => Text::new("grey", "灰"),
        }
    }

    /// The light of that code
    pub fn of_code(code: &str) -> Option<Light> {
        Light::ALL.iter().copied().find(|light| light.code() == code)
    }
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
    /// A percentage, rounded by whoever gives it; as a text it may begin with a mark, such as `≥105.0`
    Percent,
    /// Percentage points: people see the sign of gains too
    Points,
    /// The code of a [`Light`]
    Light,
    /// What a row is: `total`, `group`, or any other word for a row by itself. Formats for people do not show
    /// it: they set totals apart, and never draw them beside what they are the total of.
    Level,
    /// Where a row leads, as a link from the page that is written. Formats for people do not show it: a page makes
    /// the name of the row the link.
    Address,
    /// One of these words: never wrapped; colour may say it once more
    Word(&'static [(Text, Tone)]),
    /// Left for the reader to fill in, with one of these words or anything else
    Choice(&'static [Text]),
}

impl ColumnKind {
    /// Whether its cells are numbers, which stand to the right
    pub const fn is_number(self) -> bool {
        matches!(self, ColumnKind::Number | ColumnKind::Percent | ColumnKind::Points)
    }
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
    #[cfg(test)]
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
            Value::Decimal(number) => digits(*number),
            Value::Text(text) => text.clone(),
        }
    }

    /// Puts a number's text behind another one
    pub fn push_number(&self, text: &mut String) {
        match self {
            Value::Decimal(number) => push_digits(*number, text),
            Value::Integer(number) => push_digits(Decimal::from(*number), text),
            Value::Null | Value::Text(_) => {}
        }
    }
}

/// What `Decimal` prints
fn digits(number: Decimal) -> String {
    let mut text = String::new();
    push_digits(number, &mut text);
    text
}

/// Puts what `Decimal` prints behind a text, sooner for a number that fits a machine word: a report has millions of them
fn push_digits(number: Decimal, text: &mut String) {
    let (scale, mantissa) = (number.scale(), number.mantissa().unsigned_abs());
    let Some(mut rest) = u64::try_from(mantissa).ok().filter(|mantissa| scale < 19 && *mantissa > 0) else {
        return text.push_str(&number.to_string());
    };
    // Twenty digits, a point and a sign, from behind.
    let (mut bytes, mut at, mut written) = ([b'0'; 22], 22, 0);
    while rest > 0 || written <= scale {
        if written == scale && scale > 0 {
            at -= 1;
            bytes[at] = b'.';
        }
        at -= 1;
        bytes[at] = b'0' + (rest % 10) as u8;
        (rest, written) = (rest / 10, written + 1);
    }
    if number.is_sign_negative() {
        at -= 1;
        bytes[at] = b'-';
    }
    text.push_str(str::from_utf8(&bytes[at..]).unwrap_or_default());
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

/// What stands above and below a table, in the reader's language already; only formats for people carry it
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// What the table is
    pub title: String,
    /// What it rests on, a line each: period, thresholds, ledger, print date
    pub lines: Vec<String>,
    /// What the reader must know of the figures, below them
    pub notes: Vec<String>,
}

/// How a page draws its table: the names of the columns that it takes
///
/// A column that the table does not have is a drawing left out, never an error: people do not see every column. A
/// name may be that of several columns with `+` between them, of which those that are there are read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chart {
    /// A bar a row, in their order: how long, what line to reach (the pace), and how it stands
    Bars { name: String, value: String, mark: Option<String>, light: Option<String> },
    /// Two bars a row: the target, and how much of it is there
    Targets { name: String, target: String, actual: String, light: Option<String> },
    /// A line a series, over all `x`
    Lines { x: String, value: String, series: String },
    /// What is set in by two spaces more is part of the row above that is set in less
    Tree { name: String, light: Option<String> },
}

impl Chart {
    /// The column, or the columns with `+` between them, that name what is drawn
    pub fn name(&self) -> &str {
        match self {
            Chart::Bars { name, .. } | Chart::Targets { name, .. } | Chart::Tree { name, .. } => name,
            Chart::Lines { series, .. } => series,
        }
    }
}

/// What a format is told besides columns and rows
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// What stands around the table
    pub heading: Option<Heading>,
    /// How to draw it, where the format draws
    pub chart: Option<Chart>,
    /// Names of the columns that can be spared on a narrow terminal, those that can be spared most last
    pub spare: Vec<String>,
    /// Rows of their own to be drawn, where the drawing is not of the table's
    pub drawn: Option<Drawn>,
    /// Where the list of pages is that it belongs to, as a link
    pub home: Option<String>,
}

/// A small table that is only drawn
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// Its columns
    pub columns: Vec<Column>,
    /// Its rows, a cell a column
    pub rows: Vec<Vec<Value>>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_decimal_is_printed_as_it_is(mantissa in any::<i64>(), few in -99_i64..=99, scale in 0_u32..=28) {
            for mantissa in [mantissa, few] {
                let number = Decimal::new(mantissa, scale);
                prop_assert_eq!(Value::Decimal(number).to_text(), number.to_string());
            }
        }
    }
}
