//! Colour for words that say what happened to a row. It says nothing that the word does not.

use std::ops::Range;

use super::display::width;
use crate::table::{ColumnKind, Tone};
use crate::text::Language;

/// What a word of a column says of its row
pub fn tone_of(kind: ColumnKind, text: &str) -> Option<Tone> {
    let ColumnKind::Word(words) = kind else { return None };
    let is = |language, known: &crate::text::Text| known.get(language) == text;
    let known = words.iter().find(|(word, _)| is(Language::English, word) || is(Language::Chinese, word));
    known.map(|(_, tone)| *tone)
}

/// The text in the colour of its tone
pub fn coloured(text: &str, tone: Tone) -> String {
    let colour = match tone {
        Tone::Added => 32,
        Tone::Removed => 31,
        Tone::Changed => 33,
    };
    format!("\u{1b}[{colour}m{text}\u{1b}[0m")
}

/// Colours the words of a column in finished lines, of which it takes these columns of the screen
pub fn colour_column(lines: &mut [String], kind: ColumnKind, columns: Range<usize>) {
    if !matches!(kind, ColumnKind::Word(_)) {
        return;
    }
    for line in lines.iter_mut().filter(|line| !line.starts_with('\u{1b}')) {
        let Some(cell) = bytes_of(line, &columns) else { continue };
        let word = line[cell.clone()].trim_end();
        if let Some(tone) = tone_of(kind, word) {
            let end = cell.start + word.len();
            line.replace_range(cell.start..end, &coloured(&line[cell.start..end], tone));
        }
    }
}

/// Where some columns of the screen are in a line
fn bytes_of(line: &str, columns: &Range<usize>) -> Option<Range<usize>> {
    let (mut start, mut used) = (None, 0);
    for (at, character) in line.char_indices() {
        if used >= columns.start && start.is_none() {
            start = Some(at);
        }
        if used >= columns.end {
            return start.map(|start| start..at);
        }
        used += width(character.encode_utf8(&mut [0; 4]));
    }
    start.map(|start| start..line.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    const KIND: ColumnKind = ColumnKind::Word(&[(Text::new("added", "新增"), Tone::Added)]);

    #[test]
    fn a_word_of_the_list_is_coloured_where_its_column_is() {
        let mut lines =
            ["目标  新增  新增".to_owned(), "目标  added added".to_owned(), "目标  adding".to_owned()];
        colour_column(&mut lines, KIND, 6..11);
        assert_eq!(
            lines,
            ["目标  \u{1b}[32m新增\u{1b}[0m  新增", "目标  \u{1b}[32madded\u{1b}[0m added", "目标  adding"]
        );
    }
}
