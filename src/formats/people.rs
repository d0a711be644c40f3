//! What people see of a table: which columns, and a cell as its column's kind shows it. It knows no format.

use std::borrow::Cow;

use super::plain;
use crate::table::{Column, ColumnKind, Light, Value};
use crate::text::Language;

/// Stands before a light's word, and takes its colour where there is colour
pub const MARK: &str = "● ";

/// The columns that people see, with their places in a row
pub fn seen(columns: &[Column]) -> impl Iterator<Item = (usize, &Column)> {
    let is_seen = |column: &Column| !matches!(column.kind, ColumnKind::Level | ColumnKind::Address);
    columns.iter().enumerate().filter(move |(_, column)| is_seen(column))
}

/// Whether the cell of a level column says that its row is a total, of all or of a group
pub fn is_total(level: &Value) -> bool {
    matches!(level, Value::Text(level) if level == "total" || level == "group")
}

/// The cell in the reader's words
pub fn shown(kind: ColumnKind, cell: &Value, language: Language) -> Cow<'_, str> {
    match (kind, cell) {
        (ColumnKind::Points, Value::Integer(_) | Value::Decimal(_)) => {
            let text = cell.to_text();
            let gain = !text.starts_with('-') && text.contains(|digit| ('1'..='9').contains(&digit));
            if gain { Cow::Owned(format!("+{text}")) } else { Cow::Owned(text) }
        }
        (ColumnKind::Light, Value::Text(code)) => match Light::of_code(code) {
            Some(light) => Cow::Owned(format!("{MARK}{}", light.word().get(language))),
            None => Cow::Borrowed(code),
        },
        _ => plain(cell),
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    fn shown_in_chinese(kind: ColumnKind, cell: impl Into<Value>) -> String {
        shown(kind, &cell.into(), Language::Chinese).into_owned()
    }

    #[test]
    fn points_have_a_sign_and_lights_a_word() {
        assert_eq!(shown_in_chinese(ColumnKind::Points, Decimal::new(141, 1)), "+14.1");
        assert_eq!(shown_in_chinese(ColumnKind::Points, Decimal::new(-32, 1)), "-3.2");
        assert_eq!(shown_in_chinese(ColumnKind::Points, Decimal::new(0, 1)), "0.0");
        assert_eq!(shown_in_chinese(ColumnKind::Percent, Decimal::new(724, 1)), "72.4");
        assert_eq!(shown_in_chinese(ColumnKind::Percent, "≥105.0"), "≥105.0");
        assert_eq!(shown_in_chinese(ColumnKind::Light, "red"), "● 红");
        assert_eq!(shown_in_chinese(ColumnKind::Light, "mauve"), "mauve");
        assert_eq!(shown_in_chinese(ColumnKind::Light, Value::Null), "");
    }
}
