//! What a workbook is made of, and what a cell of it can hold at all.

use std::io;

use unicode_width::UnicodeWidthStr;

/// Room beside a title for the button of the filter, in columns of a terminal
const BUTTON: usize = 4;

/// The most digits of a number that a spreadsheet keeps
const DIGITS: usize = 15;

/// The most characters of a cell, in UTF-16, as a spreadsheet counts them
pub const LONGEST_TEXT: usize = 32_767;

/// A cell to be written
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing, in the column's style
    Blank,
    /// A text, whatever it looks like
    Text(&'a str),
    /// A plain decimal of at most 15 digits, written as a number
    Number(&'a str),
    /// Such a number, and how it is shown
    Figure(&'a str, Show),
    /// A day since March 1900, `2022-09-30`, written as the number by which a spreadsheet counts days
    Day(&'a str),
}

/// How a number is shown: never with fewer digits than it has
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Show {
    /// Whether whole digits stand in groups of three
    pub grouped: bool,
    /// At least so many digits behind the point
    pub decimals: usize,
}

impl<'a> Cell<'a> {
    /// A number where the text is one that a spreadsheet keeps exactly; else the text, or nothing
    pub fn number(text: &'a str) -> Cell<'a> {
        if is_number(text) { Cell::Number(text) } else { Cell::text(text) }
    }

    /// The same where it is one, and how it is shown
    pub fn figure(text: &'a str, show: Show) -> Cell<'a> {
        if is_number(text) { Cell::Figure(text, show) } else { Cell::text(text) }
    }

    /// A day where the text is one that every spreadsheet counts alike; else the text, or nothing
    pub fn day(text: &'a str) -> Cell<'a> {
        if is_day(text) { Cell::Day(text) } else { Cell::text(text) }
    }

    /// A text, or nothing
    pub fn text(text: &'a str) -> Cell<'a> {
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }
}

/// What marks a cell of a row
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark<'a> {
    /// The column, from 0
    pub column: usize,
    /// The colour behind it
    pub fill: Fill,
    /// The comment on it
    pub note: &'a str,
}

/// The texts that a column's drop-down offers
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The texts
    pub words: Vec<String>,
    /// Whose they are, where a row is offered only those of its owner
    pub owners: Option<Owners>,
    /// What a spreadsheet says when anything else is typed; none where that is allowed
    pub refusal: Option<String>,
}

/// Whose words a drop-down offers: a row those that belong to what stands in its own column of owners
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owners {
    /// The column of the sheet in which the row's owner stands, from 0
    pub column: u16,
    /// The owner of each word; those of one stand together
    pub names: Vec<String>,
}

/// How wide a column is, in columns of a terminal, in which a Chinese character takes two
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width {
    /// Where the sheet has no rows
    pub usual: u16,
    /// At least so wide
    pub least: u16,
    /// At most so wide, however long its texts are; they are wrapped
    pub most: u16,
}

impl Width {
    /// The same for all rows
    pub const fn fixed(width: u16) -> Width {
        Width { usual: width, least: width, most: width }
    }
}

/// How wide a column is for its title and, beside it, the button of the filter
pub fn width_of_title(title: &str) -> u16 {
    u16::try_from(title.width() + BUTTON).unwrap_or(u16::MAX)
}

/// A column of a sheet
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetColumn {
    /// The header
    pub title: String,
    /// The comment on the header, blank for none
    pub note: String,
    /// How wide it is
    pub width: Width,
    /// What its cells hold
    pub holds: Holds,
    /// Whether its header has the style of what must be filled in
    pub required: bool,
    /// What its drop-down offers
    pub choices: Option<Choices>,
    /// Whether its cells are locked where the sheet is protected
    pub locked: bool,
}

/// A sheet of a workbook
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLayout {
    /// The name, made safe and unique when it is written
    pub name: String,
    /// The rows above the header: a title, the date, the unit of measure
    pub above: Vec<Vec<String>>,
    /// The columns
    pub columns: Vec<SheetColumn>,
    /// How many of the first columns stay in sight
    pub frozen: u16,
    /// How many empty rows below the last one get the drop-downs
    pub spare_rows: u32,
    /// Whether only unlocked columns can be typed into
    pub protected: bool,
}

/// Why a cell cannot be written
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unwritable {
    /// A control character
    Character(char),
    /// More characters than a spreadsheet keeps
    TooLong {
        /// So many it keeps
        most: usize,
    },
    /// Not a plain decimal of at most 15 digits
    NotANumber(String),
}

/// Why a workbook cannot be written
#[derive(Debug)]
pub enum WorkbookFault {
    /// A cell cannot be written
    Cell {
        /// The sheet's name
        sheet: String,
        /// The row, from 1
        row: u32,
        /// The column, from 1
        column: u16,
        /// Why
        reason: Unwritable,
    },
    /// More rows or columns than a sheet of a workbook can have
    TooLarge {
        /// The sheet's name
        sheet: String,
    },
    /// The output failed
    Io(io::Error),
    /// What else the writer says
    Other(String),
}

/// What a column's cells hold, which decides how a spreadsheet takes what is typed into them
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Free text
    Text,
    /// Codes and names: `005` and `1-1` stay what was typed
    Code,
    /// Words of a list and periods, which stay what was typed too
    Word,
    /// Months and days as they are written, which a spreadsheet must not rewrite
    Date,
    /// Numbers
    Number,
}

/// The colour behind a marked cell
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Something is wrong
    Error,
    /// Something is doubtful
    Warning,
}

/// Whether no workbook can hold a character: XML has no way to write it
pub fn is_unwritable(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        _ => character < ' ' || matches!(character, '\u{fffe}' | '\u{ffff}'),
    }
}

/// Refuses a text that a workbook cannot hold, or that is longer than `most`
pub fn verify(text: &str, most: usize) -> Result<(), Unwritable> {
    if let Some(character) = text.chars().find(|&character| is_unwritable(character)) {
        return Err(Unwritable::Character(character));
    }
    // A character takes at least a byte, so that most texts need no counting.
    if text.len() > most && text.encode_utf16().count() > most {
        return Err(Unwritable::TooLong { most });
    }
    Ok(())
}

/// Whether a text is a day that Excel and the others count alike: not before March 1900, which for one of them had a leap day
fn is_day(text: &str) -> bool {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_plain && text >= "1900-03-01" && text.parse::<jiff::civil::Date>().is_ok()
}

/// Whether a text is a plain decimal that a spreadsheet's number gives back exactly
pub fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_spelled_once = whole == "0" || !whole.starts_with('0');
    let significant = digits.trim_start_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count();
    plain(whole) && plain(fraction) && is_spelled_once && significant <= DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain_decimals_of_at_most_fifteen_digits() {
        for text in ["0", "-3", "73.82", "0.001", "100", "999999999999999", "0.00123456789012345"] {
            assert_eq!(Cell::number(text), Cell::Number(text));
        }
        for text in ["-", "005", "1e5", "+1", "1.", ".5", "1,000", "1234567890.1234567", "NaN", "inf"] {
            assert_eq!(Cell::number(text), Cell::Text(text));
        }
        assert_eq!(Cell::number(""), Cell::Blank);
    }

    #[test]
    fn what_no_cell_can_hold_is_refused() {
        assert_eq!(verify("一\t行\n又一行\r\n", LONGEST_TEXT), Ok(()));
        assert_eq!(verify("铃\u{7}", LONGEST_TEXT), Err(Unwritable::Character('\u{7}')));
        assert_eq!(verify(&"字".repeat(LONGEST_TEXT), LONGEST_TEXT), Ok(()));
        let too_long = Err(Unwritable::TooLong { most: LONGEST_TEXT });
        assert_eq!(verify(&"字".repeat(LONGEST_TEXT + 1), LONGEST_TEXT), too_long);
        // Two of UTF-16 each.
        assert_eq!(verify(&"🀄".repeat(LONGEST_TEXT / 2 + 1), LONGEST_TEXT), too_long);
    }
}
