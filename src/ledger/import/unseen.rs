//! Characters of a cell that nobody sees: left out and told, so that two names are never one to the eye alone.

use crate::domain::code::{excerpt, is_invisible};
use crate::domain::entity::{Column, Entity, Kind};
use crate::sheets::workbook_layout::is_unwritable;
use crate::text::FindingText;

/// The cell without characters that nobody sees, and what is to be said of that; none where it has none of them
///
/// What no workbook can hold is left out everywhere. A character of no width is part of a free text, which is kept as
/// it is written, and of nothing else.
pub fn without_unseen(entity: Entity, column: &Column, raw: &str) -> Option<(String, FindingText)> {
    let is_free = column.kind == Kind::Text && column != entity.label();
    let is_unseen = |character: char| is_unwritable(character) || !is_free && is_invisible(character);
    let mut left_out: Vec<char> = raw.chars().filter(|&character| is_unseen(character)).collect();
    if left_out.is_empty() {
        return None;
    }
    left_out.sort_unstable();
    left_out.dedup();
    let seen: String = raw.chars().filter(|&character| !is_unseen(character)).collect();
    let seen = if is_free { seen } else { seen.trim().to_owned() };
    let names: Vec<String> =
        left_out.iter().take(3).map(|&found| format!("U+{:04X}", u32::from(found))).collect();
    let characters = format!("{}{}", names.join(", "), if left_out.len() > 3 { " …" } else { "" });
    let said = FindingText::UnseenLeftOut { characters, seen: excerpt(seen.trim()) };
    Some((seen, said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entity::Entity;

    /// What a cell of goals reads as, and how the characters that were left out are named
    fn read(column: &str, raw: &str) -> Option<(String, String)> {
        let column = &Entity::Goals.columns()[Entity::Goals.position(column).unwrap()];
        match without_unseen(Entity::Goals, column, raw)? {
            (seen, FindingText::UnseenLeftOut { characters, .. }) => Some((seen, characters)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out_of_names_and_codes_and_stays_in_free_text() {
        let left_out = |seen: &str, characters: &str| Some((seen.to_owned(), characters.to_owned()));
        assert_eq!(read("title", "内\u{200b}坑 镇"), left_out("内坑 镇", "U+200B"));
        assert_eq!(read("title", "\u{feff} 内\u{ad}坑"), left_out("内坑", "U+00AD, U+FEFF"));
        assert_eq!(read("code", "G1\u{200e}"), left_out("G1", "U+200E"));
        assert_eq!(read("note", "内\u{200b}坑"), None);
        assert_eq!(read("note", "内\u{7}坑\n镇 \u{ffff}"), left_out("内坑\n镇 ", "U+0007, U+FFFF"));
        assert_eq!(read("note", "内坑“镇”，\t甲\r\n乙"), None);
        assert_eq!(read("title", "\u{1}\u{2}\u{3}\u{4}甲"), left_out("甲", "U+0001, U+0002, U+0003 …"));
    }
}
