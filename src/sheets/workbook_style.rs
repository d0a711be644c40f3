//! How the cells and notes of a workbook look. With `workbook_writer` and `workbook_lists`
//! the only files that name rust_xlsxwriter.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Note};
use unicode_width::UnicodeWidthStr;

use crate::sheets::workbook_layout::{Cell, Fill, Holds, Show, Unwritable, verify};

/// The most characters of a note
const LONGEST_NOTE: usize = 32_000;

const LINE: u32 = 0x00BF_BFBF;
const DARK: u32 = 0x001F_4E79;
const PALE: u32 = 0x00DD_EBF7;
const WHITE: u32 = 0x00FF_FFFF;

/// The columns of text that stand in a line of a note, and the pixels that they and a line take
const NOTE_COLUMNS: usize = 34;
const NOTE_WIDTH: u32 = 250;
const NOTE_LINE: u32 = 18;

/// Whose notes they are, and the size of their letters
const NOTE_AUTHOR: &str = "taizhang";
const NOTE_SIZE: u8 = 10;

/// The lines of the highest note
const NOTE_LINES: u32 = 20;

/// The format of a header
pub fn header(required: bool) -> Format {
    let (fill, ink) = if required { (DARK, WHITE) } else { (PALE, DARK) };
    bordered(Format::new())
        .set_bold()
        .set_background_color(Color::RGB(fill))
        .set_font_color(Color::RGB(ink))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// The format of what stands above a header
pub fn above() -> Format {
    Format::new().set_bold().set_align(FormatAlign::VerticalCenter)
}

/// The format of a column's cells where nothing has been written
pub fn blank(holds: Holds, locked: bool) -> Format {
    let format = Format::new().set_align(FormatAlign::VerticalCenter);
    let format = match holds {
        Holds::Text => format.set_text_wrap(),
        Holds::Code => format.set_num_format("@"),
        Holds::Word | Holds::Date => format.set_num_format("@").set_align(FormatAlign::Center),
        Holds::Number => format.set_align(FormatAlign::Right),
    };
    if locked { format } else { format.set_unlocked() }
}

/// The format of a column's written cells
pub fn cell(holds: Holds, locked: bool) -> Format {
    bordered(blank(holds, locked))
}

/// The same format for a number that is shown so
pub fn figure(format: &Format, show: Show) -> Format {
    let whole = if show.grouped { "#,##0" } else { "0" };
    let point = if show.decimals > 0 { "." } else { "" };
    format.clone().set_num_format(format!("{whole}{point}{}", "0".repeat(show.decimals)))
}

/// The same format for a day
pub fn day(format: &Format) -> Format {
    format.clone().set_num_format("yyyy-mm-dd")
}

/// The same format with the fill of a marked cell
pub fn filled(format: &Format, fill: Fill) -> Format {
    let colour = match fill {
        Fill::Error => 0x00FF_C7CE,
        Fill::Warning => 0x00FF_EB9C,
    };
    format.clone().set_background_color(Color::RGB(colour))
}

fn bordered(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE))
}

/// A note that is as large as its text
pub fn note(text: &str) -> Result<Note, Unwritable> {
    verify(text, LONGEST_NOTE)?;
    let lines = lines(text, NOTE_COLUMNS).min(NOTE_LINES);
    let note = Note::new(text).set_author(NOTE_AUTHOR).add_author_prefix(false).set_font_size(NOTE_SIZE);
    Ok(note.set_width(NOTE_WIDTH).set_height(NOTE_LINE * (lines + 1)))
}

/// How many columns of a terminal a cell's text takes
pub fn width(cell: Cell<'_>) -> usize {
    match cell {
        Cell::Blank => 0,
        Cell::Text(text) => text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0),
        Cell::Number(digits) | Cell::Day(digits) => digits.len(),
        // With a comma for every three of them, and what may be filled up behind the point.
        Cell::Figure(digits, show) => digits.len() * 4 / 3 + show.decimals,
    }
}

/// How many lines a text takes in so many columns
pub fn lines(text: &str, columns: usize) -> u32 {
    let lines: usize = text.lines().map(|line| line.width().div_ceil(columns.max(1)).max(1)).sum();
    u32::try_from(lines).unwrap_or(u32::MAX)
}
