//! A place in an analyst's SQL, and the line of it that shows the place. It knows no SQL.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// Columns of the screen that the shown part of a long line takes
const ROOM: usize = 100;

/// Where in a text something is wrong
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlPlace {
    /// The line, from 1
    pub line: u32,
    /// The character in the line, from 1
    pub column: u32,
    text: String,
}

impl SqlPlace {
    /// The place of a byte offset in a text
    pub fn at(text: &str, offset: usize) -> SqlPlace {
        let before = text.get(..offset).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        SqlPlace {
            line: count(before.matches('\n').count()) + 1,
            column: count(before[start..].chars().count()) + 1,
            text: text[start..end].to_owned(),
        }
    }
}

/// No SQL has more lines, or a line more characters, than this can count
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX - 1)
}

/// The line with a mark under the place, on lines of their own
impl fmt::Display for SqlPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String =
            self.text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        let mut before: String = shown.chars().take(self.column as usize - 1).collect();
        let mut rest: String = shown.chars().skip(self.column as usize - 1).collect();
        while before.width() > ROOM / 2 {
            before.remove(0);
        }
        while before.width() + rest.width() > ROOM {
            rest.pop();
        }
        write!(f, "\n  {before}{rest}\n  {:1$}^", "", before.width())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_the_place_in_chinese_too() {
        let place = SqlPlace::at("SELECT 1,\n  单位 AS x, nme FROM units", 25);
        assert_eq!((place.line, place.column), (2, 12));
        assert_eq!(place.to_string(), "\n    单位 AS x, nme FROM units\n               ^");
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let text = format!("SELECT {}, nme", "x".repeat(500));
        let shown = SqlPlace::at(&text, 509).to_string();
        assert!(shown.lines().all(|line| line.width() <= ROOM + 2), "{shown}");
        assert!(shown.contains("nme"));
    }
}
