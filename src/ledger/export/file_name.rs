//! The names of files that are called after units: what every file system takes, each one once.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// The most bytes of a name; file systems take 255, and endings come behind it
const LONGEST: usize = 180;

/// What a file of Windows cannot be called, whatever its ending
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Names for the files of units, given by their codes; where several would be called alike, the code tells them apart
pub fn stems<E>(
    units: &[String],
    mut name_of: impl FnMut(&str) -> Result<String, E>,
) -> Result<Vec<String>, E> {
    let names = units.iter().map(|unit| Ok(safe(&name_of(unit)?))).collect::<Result<Vec<_>, E>>()?;
    let mut counts: HashMap<String, u32> = HashMap::new();
    names.iter().for_each(|name| *counts.entry(folded(name)).or_default() += 1);
    let mut taken: HashMap<String, u32> = HashMap::new();
    let stem = |(unit, name): (&String, &String)| {
        let is_alone = !name.is_empty() && counts[&folded(name)] == 1;
        let called = if is_alone { name.clone() } else { safe(&format!("{name} {unit}")) };
        let mut stem = called.clone();
        // Codes that differ in case alone, or a unit that is called as another with its code.
        while taken.insert(folded(&stem), 1).is_some() {
            let count = taken.entry(folded(&called)).or_default();
            *count += 1;
            stem = format!("{called} ({count})");
        }
        stem
    };
    Ok(units.iter().zip(&names).map(stem).collect())
}

/// A name as a file system holds it that tells no small letter from a capital
fn folded(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

/// A name without what leads to another folder, ends a name early, or is not seen
fn safe(name: &str) -> String {
    let kept =
        |letter: &char| !letter.is_control() && !is_unseen(*letter) && !"<>:\"/\\|?*".contains(*letter);
    let kept: String = name.chars().filter(kept).collect();
    let mut length = 0;
    let fits = |letter: &char| {
        length += letter.len_utf8();
        length <= LONGEST
    };
    let cut: String = kept.trim_start_matches(is_loose).chars().take_while(fits).collect();
    let plain = cut.trim_end_matches(is_loose);
    if is_reserved(plain) { format!("{plain}_") } else { plain.to_owned() }
}

/// What a name neither begins nor ends with: a hidden file, an option, a space that Windows drops
fn is_loose(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '.' | '-' | '~')
}

/// Marks of direction and width, by which a name looks like another
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let (word, number) = stem.split_at(stem.len().min(3));
    let is_port = matches!(word, "com" | "lpt");
    RESERVED.contains(&word) && if is_port { number.len() == 1 && number != "0" } else { number.is_empty() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(units: &[(&str, &str)]) -> Vec<String> {
        let codes: Vec<String> = units.iter().map(|(code, _)| (*code).to_owned()).collect();
        let name = |code: &str| -> Result<String, ()> {
            let unit = units.iter().find(|(known, _)| *known == code);
            Ok(unit.map_or(String::new(), |(_, name)| (*name).to_owned()))
        };
        stems(&codes, name).unwrap()
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        let long = "某".repeat(200);
        for (name, expected) in [
            ("内坑镇", "内坑镇"),
            ("../../etc/passwd", "etcpasswd"),
            ("-rf", "rf"),
            (".. ", "1"),
            ("a\u{1b}[31m\u{202e}b\n", "a[31mb"),
            ("CON", "CON_"),
            ("com1.txt", "com1.txt_"),
            ("common", "common"),
            ("com", "com"),
            ("C:\\Windows", "CWindows"),
            (long.as_str(), &long[..180]),
        ] {
            assert_eq!(named(&[("1", name)]), [expected], "{name}");
        }
    }

    #[test]
    fn units_that_are_called_alike_are_told_apart() {
        assert_eq!(
            named(&[("1", "教育局"), ("2", "教育局"), ("3", "卫健局")]),
            ["教育局 1", "教育局 2", "卫健局"]
        );
        assert_eq!(named(&[("a", "Café"), ("A", "cafe\u{301}")]), ["Café a", "cafe\u{301} A (2)"]);
        assert_eq!(named(&[("1", "?"), ("2", ""), ("3", "2")]), ["1", "2", "2 (2)"]);
    }
}
