//! Text that was damaged before it came: decoded as what it was not, or saved without characters that it had.
//!
//! Also numbers that lost digits on the way. It names the damage and, where that can be told, what was meant; it mends
//! nothing, and it does not know where the text stands.

use std::collections::HashSet;
use std::sync::LazyLock;

use encoding_rs::{Encoding, GBK, WINDOWS_1252};

use crate::domain::code::excerpt;

/// What has happened to a text
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// Characters are gone, and marks stand for them: U+FFFD, 锟斤拷, 烫烫烫, ????
    Lost,
    /// UTF-8 was read as something else and saved; what it said, as far as that can be told
    ReadWrongly(String),
}

/// What replacement characters and empty memory turn into when they are read as GBK
const RELICS: [&str; 4] = ["\u{fffd}", "锟斤拷", "烫烫烫", "屯屯屯"];

/// What an encoding without the characters leaves of a word
const MARKS: &str = "????";

/// The characters that the UTF-8 of a Chinese text begins with when it is read as GBK: 鏅 of 智, 锛 of a full-width mark
static GBK_BEGINNINGS: LazyLock<HashSet<char>> = LazyLock::new(|| {
    let leads = (0xE3..=0xE9_u8).chain([0xEF]);
    let pairs = leads.flat_map(|lead| (0x80..=0xBF).map(move |trail| [lead, trail]));
    let read = |pair: [u8; 2]| GBK.decode_without_bom_handling(&pair).0.chars().next();
    pairs.filter_map(read).collect()
});

/// What has happened to a text, if it shows
pub fn of(text: &str) -> Option<Damage> {
    if text.is_ascii() {
        let is_lost = text.contains(MARKS) && !text.bytes().any(|byte| byte.is_ascii_alphabetic());
        return is_lost.then_some(Damage::Lost);
    }
    if text.contains(MARKS) || RELICS.iter().any(|relic| text.contains(relic)) {
        return Some(Damage::Lost);
    }
    let first = text.chars().find(|character| !character.is_ascii())?;
    let meant = match first {
        'â'..='ï' => undone(text, WINDOWS_1252),
        first if GBK_BEGINNINGS.contains(&first) => undone(text, GBK),
        _ => None,
    };
    meant.map(Damage::ReadWrongly)
}

/// The start of a text whose bytes in an encoding are Chinese in UTF-8: what it was before it was read in that encoding
fn undone(text: &str, encoding: &'static Encoding) -> Option<String> {
    let (bytes, _, _) = encoding.encode(text);
    let end = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let meant = std::str::from_utf8(&bytes[..end]).ok()?;
    let hanzi = meant.chars().filter(|character| ('一'..='鿿').contains(character)).count();
    (hanzi >= 2 && hanzi * 9 >= bytes.len() - bytes.iter().filter(|byte| byte.is_ascii()).count())
        .then(|| excerpt(meant))
}

/// Whether a text is a number in scientific notation that does not show all of its digits: `3.50582199001011E+17`
pub fn has_lost_digits(text: &str) -> bool {
    let text = text.trim();
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent: Option<usize> = exponent.parse().ok().filter(|_| is_digits(exponent));
    whole.len() == 1
        && is_digits(whole)
        && is_digits(fraction)
        && exponent.is_some_and(|exponent| exponent > fraction.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_place_of_characters_are_seen() {
        for text in ["内坑\u{fffd}", "锟斤拷锟斤拷", "烫烫烫烫", "????", "????(2022)", "内????目"]
        {
            assert_eq!(of(text), Some(Damage::Lost), "{text}");
        }
    }

    #[test]
    fn utf_8_that_was_read_as_something_else_is_seen() {
        for meant in ["智慧城市", "（一）基础设施", "晋江市水利局", "产业项目"] {
            let (as_gbk, _) = GBK.decode_without_bom_handling(meant.as_bytes());
            let (as_latin, _) = WINDOWS_1252.decode_without_bom_handling(meant.as_bytes());
            for damaged in [as_gbk, as_latin] {
                let Some(Damage::ReadWrongly(found)) = of(&damaged) else { panic!("{damaged}") };
                assert!(meant.starts_with(&found) && found.chars().count() > 1, "{damaged}");
            }
        }
        assert_eq!(of("鏅烘収"), Some(Damage::ReadWrongly("智慧".to_owned())));
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "内坑镇",
            "晋江市水利局",
            "why????",
            "真的？？？？",
            "???",
            "",
            "café à l’été",
            "naïve",
            "洹河整治",
            "濮阳路",
            "锛孔加工",
            "琳琅山庄",
            "★①㎡",
            "锟铻",
            "滚烫",
            "æther",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        let seed = include_str!("../../seed/projects.csv");
        assert!(seed.lines().flat_map(|line| line.split(',')).all(|cell| of(cell).is_none()));
    }

    #[test]
    fn a_number_without_its_last_digits_is_seen() {
        assert!(has_lost_digits("3.50582199001011E+17") && has_lost_digits(" 3.50582E+11 "));
        for text in ["1.5E+1", "E+5", "3.5e17", "AE+17", "3.5E+17个", "-1", "1E+", "1.5E-7", ""] {
            assert!(!has_lost_digits(text), "{text}");
        }
    }
}
