//! Text on a screen: how wide it is, where it may wrap, and what must be escaped to be seen. It knows no table.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A tab on the screen: a real one would break the alignment
const TAB: &str = "    ";
/// Marks that may not begin a line
const CLOSING: &str = "，。、；：！？）》」』】〕”’％…—,.;:!?)]}%";
/// Marks that may not end a line
const OPENING: &str = "（《「『【〔“‘￥([{";

/// The columns that a line takes on a screen
pub fn width(line: &str) -> usize {
    if line.is_ascii() { line.len() } else { line.width() }
}

/// The columns that the widest line of `text` takes
pub fn widest(text: &str) -> usize {
    text.split('\n').map(width).max().unwrap_or(0)
}

/// The text with everything that would act on a terminal instead of showing on it escaped as `\u{1b}`;
/// newlines stay, tabs become spaces
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '\t' => shown.push_str(TAB),
            _ if acts(char) => shown.extend(char.escape_unicode()),
            _ => shown.push(char),
        }
    }
    Cow::Owned(shown)
}

/// The text in bold
pub fn bold(text: &str) -> String {
    format!("\u{1b}[1m{}\u{1b}[0m", text.trim_end())
}

/// Whether a terminal obeys the character: C0, DEL, C1, line separators, directional embeddings and isolates
fn acts(char: char) -> bool {
    matches!(
        char,
        '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// `text` in lines of at most `room` columns: words and numbers stay whole where they fit, Chinese breaks
/// between any two characters but not before a closing mark; only blanks at a break are dropped
pub fn wrap(text: &str, room: usize) -> Vec<&str> {
    text.split('\n')
        .flat_map(|line| if width(line) > room { wrap_line(line, room) } else { vec![line] })
        .collect()
}

fn wrap_line(line: &str, room: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut used, mut stop) = (0, 0, 0);
    let mut before = "";
    for (at, cluster) in clusters(line) {
        let columns = width(cluster);
        if may_break(before, cluster) {
            stop = at;
        }
        while cluster != " " && at > start && used + columns > room {
            let end = if stop > start { stop } else { at };
            lines.push(line[start..end].trim_end_matches(' '));
            (start, used) = (end, width(&line[end..at]));
        }
        used += columns;
        before = cluster;
    }
    lines.push(line[start..].trim_end_matches(' '));
    lines
}

/// Whether a line may end between two neighbours
fn may_break(before: &str, after: &str) -> bool {
    let wide = |cluster: &str| width(cluster) > 1;
    let word_ends = matches!(before, " " | "_") && after != " ";
    word_ends
        || (wide(before) || wide(after))
            && !(after == " " || CLOSING.contains(after) || OPENING.contains(before))
}

/// What a reader sees as one character, with its place: a base with its marks, joiners and modifiers
fn clusters(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &line[start..];
        let mut chars = rest.char_indices();
        chars.next()?;
        let more = chars.find(|(at, char)| !joins(&rest[..*at], *char, &rest[..at + char.len_utf8()]));
        let cluster = &rest[..more.map_or(rest.len(), |(at, _)| at)];
        let at = start;
        start += cluster.len();
        Some((at, cluster))
    })
}

/// Whether `char` belongs to the cluster before it: it takes no room, alone or there
fn joins(cluster: &str, char: char, both: &str) -> bool {
    !char.is_ascii() && (char.width() == Some(0) || both.width() <= cluster.width())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::samples::any_text;

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        assert_eq!(
            visible("\u{1b}[2J\r\u{7f}\u{9b}\u{202e}\u{2069}"),
            "\\u{1b}[2J\\u{d}\\u{7f}\\u{9b}\\u{202e}\\u{2069}"
        );
        assert_eq!(visible("a\tb\n中文"), "a    b\n中文");
    }

    #[test]
    fn widths_are_those_of_the_screen() {
        assert_eq!(["中文", "２", "e\u{301}", "🧪", "👩\u{200d}🔬", ""].map(width), [4, 2, 1, 2, 2, 0]);
    }

    #[test]
    fn words_and_numbers_stay_whole() {
        assert_eq!(wrap("采购Agilent 1260液相色谱仪", 12), ["采购Agilent", "1260液相色谱", "仪"]);
        assert_eq!(wrap("one two  three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("item_category_code", 14), ["item_category_", "code"]);
        assert_eq!(wrap("a\n\nb", 1), ["a", "", "b"]);
    }

    #[test]
    fn no_line_begins_with_a_closing_mark() {
        assert_eq!(wrap("已完成，待验收（二期）", 6), ["已完", "成，待", "验收", "（二", "期）"]);
    }

    #[test]
    fn a_joined_emoji_stays_whole() {
        assert_eq!(wrap("👩\u{200d}🔬👩\u{200d}🔬", 3), ["👩\u{200d}🔬", "👩\u{200d}🔬"]);
    }

    proptest! {
        #[test]
        fn wrapping_drops_only_blanks_and_keeps_to_the_room(text in any_text(), room in 2..40_usize) {
            let text = visible(&text);
            let lines = wrap(&text, room);
            let letters = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in lines {
                prop_assert!(width(line) <= room || clusters(line).count() == 1, "{:?}", line);
            }
        }
    }
}
