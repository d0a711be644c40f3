//! The names of a workbook's sheets: what Excel takes, each one once.

use std::collections::HashSet;

/// Excel's limit for the name of a sheet, in UTF-16
const LONGEST_NAME: usize = 31;

/// A name that Excel takes for a sheet and that no other sheet has
pub fn safe_name(name: &str, taken: &mut HashSet<String>) -> String {
    let kept = |letter: &char| !letter.is_control() && !"[]:*?/\\".contains(*letter);
    let plain: String = name.chars().filter(kept).collect();
    let plain = plain.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace());
    let plain = if plain.is_empty() { "Sheet" } else { plain };
    let mut ending = String::new();
    for number in 2.. {
        let room = LONGEST_NAME - ending.len();
        let mut length = 0;
        let fits = |letter: &char| {
            length += letter.len_utf16();
            length <= room
        };
        let mut safe: String = plain.chars().take_while(fits).collect();
        safe.truncate(safe.trim_end_matches('\'').len());
        safe.push_str(&ending);
        if taken.insert(safe.to_lowercase()) {
            return safe;
        }
        ending = format!(" ({number})");
    }
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_made_safe_and_unique() {
        let mut taken = HashSet::new();
        let names = ["a/b:c", "AB[C]", "'引'", "", "?"].map(|name| safe_name(name, &mut taken));
        assert_eq!(names, ["abc", "ABC (2)", "引", "Sheet", "Sheet (2)"]);
        let long = "某某市某某区".repeat(9);
        assert_eq!(safe_name(&long, &mut taken).chars().count(), LONGEST_NAME);
        let second = safe_name(&long, &mut taken);
        assert!(second.ends_with(" (2)") && second.chars().count() == LONGEST_NAME);
    }
}
