//! Colour for words that say what happened to a row or how it stands. It says nothing that the word does not.

use std::ops::Range;

use super::display::width;
use super::people::MARK;
use crate::table::{ColumnKind, Light, Tone};
use crate::text::{Language, Text};

/// What a word of a column says of its row
pub fn tone_of(kind: ColumnKind, text: &str) -> Option<Tone> {
    let is = |word: Text, text| [Language::English, Language::Chinese].iter().any(|&l| word.get(l) == text);
    match kind {
        ColumnKind::Word(words) => words.iter().find(|(word, _)| is(*word, text)).map(|(_, tone)| *tone),
        ColumnKind::Light => {
            let word = text.strip_prefix(MARK)?;
            Light::ALL.iter().copied().find(|light| is(light.word(), word)).map(Tone::Light)
        }
        _ => None,
    }
}

/// The text in the colour of its tone
pub fn coloured(text: &str, tone: Tone) -> String {
    let colour = match tone {
        Tone::Added | Tone::Light(Light::Green) => 32,
        Tone::Removed | Tone::Light(Light::Red) => 31,
        Tone::Changed | Tone::Light(Light::Yellow) => 33,
        Tone::Light(Light::Blue) => 34,
        Tone::Light(Light::Grey) => 90,
    };
    format!("\u{1b}[{colour}m{text}\u{1b}[0m")
}

/// Colours the words of a column in finished lines, of which it takes these columns of the screen
pub fn colour_column(lines: &mut [String], kind: ColumnKind, columns: Range<usize>) {
    if !matches!(kind, ColumnKind::Word(_) | ColumnKind::Light) {
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

    #[test]
    fn a_light_is_coloured_with_its_mark() {
        let mut lines = ["甲  ● 红  x".to_owned(), "乙  ● 绿".to_owned()];
        colour_column(&mut lines, ColumnKind::Light, 4..8);
        assert_eq!(lines, ["甲  \u{1b}[31m● 红\u{1b}[0m  x", "乙  \u{1b}[32m● 绿\u{1b}[0m"]);
    }
}
