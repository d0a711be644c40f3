//! Codes: the tokens that name rows, compared as text and never as numbers.
//!
//! Reading them, warning of what a spreadsheet would do to them, and their order for people; and the normal
//! form (trimmed, NFKC) in which codes, numbers, periods and dates are read. Free text never passes through
//! here. Which row a code names, and whether it exists, is not known.

use std::borrow::Cow;
use std::cmp::Ordering;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::text::CellFault;

/// English months, whose first three letters are the short names
pub const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The longest code, in characters
const LONGEST: usize = 64;

/// How many characters of a cell a fault quotes, so that a hostile cell cannot fill the screen
const QUOTED: usize = 40;

/// The cell trimmed, in NFKC and without zero-width characters: `　１２３ ` is `123`
///
/// Borrowed, and without a look at Unicode tables, when the cell is ASCII.
pub fn normalise(cell: &str) -> Cow<'_, str> {
    if cell.is_ascii() {
        return Cow::Borrowed(cell.trim_ascii());
    }
    let trimmed = cell.trim_matches(is_margin);
    if is_nfkc_quick(trimmed.chars()) == IsNormalized::Yes && !trimmed.contains(is_invisible) {
        return Cow::Borrowed(trimmed);
    }
    let folded: String = trimmed.nfkc().filter(|character| !is_invisible(*character)).collect();
    Cow::Owned(folded.trim_matches(is_margin).to_owned())
}

/// The start of a text, short enough to be quoted in a message
pub fn excerpt(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// A name as names are compared: NFKC, without white space, zero-width characters and marks of importance
pub fn name_key(name: &str) -> String {
    let folded = name.nfkc().filter(|character| !is_margin(*character));
    folded.filter(|character| !matches!(character, '★' | '☆' | '※' | '▲' | '△' | '●')).collect()
}

/// White space, and the invisible characters that copying from web pages and PDFs leaves
pub fn is_margin(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// A character of no width: the soft hyphen, joiners, marks of direction, the byte order mark
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// A text of Chinese words without the spaces that set them wide (`在 建`), where it has any; English is left alone
pub fn without_wide_setting(text: &str) -> Option<String> {
    let is_set_wide = !text.is_ascii() && text.contains(char::is_whitespace);
    is_set_wide.then(|| text.split_whitespace().collect())
}

/// A code in its stored form: NFKC, of letters (Chinese too), digits, `-`, `_` and `.`
///
/// A fault names the first character that may not stand in a code.
pub fn read_code(text: &str) -> Result<String, CellFault> {
    let text = text.trim();
    if text.len() > 16 * LONGEST {
        return Err(CellFault::CodeTooLong { code: excerpt(text), most: LONGEST });
    }
    let code = normalise(text);
    if code.is_empty() {
        return Err(CellFault::CodeBlank {});
    }
    if let Some(character) = code.chars().find(|&character| !may_stand(character)) {
        let code = excerpt(&code);
        let cut_short = character == '+' && is_scientific(&code);
        return Err(if cut_short {
            CellFault::CodeScientific { code }
        } else {
            CellFault::CodeCharacter { code, character }
        });
    }
    if code.len() > LONGEST && code.chars().count() > LONGEST {
        return Err(CellFault::CodeTooLong { code: excerpt(&code), most: LONGEST });
    }
    if !code.chars().any(char::is_alphanumeric) {
        return Err(CellFault::CodeOnlyMarks { code: excerpt(&code) });
    }
    Ok(code.into_owned())
}

fn may_stand(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// Whether a spreadsheet would damage the code when it opens a CSV file (domain.md 2.6)
///
/// It reads `1-1` and `MAR1` as dates, `1.10`, `007` and `1E5` as numbers, and shortens 12 digits.
pub fn is_fragile(code: &str) -> bool {
    match code.bytes().next() {
        Some(b'-') => true,
        Some(b'0'..=b'9' | b'.') => {
            is_date_like(code) || is_month_like(code) || is_scientific(code) || is_changed_number(code)
        }
        Some(_) => is_month_like(code),
        None => false,
    }
}

/// `1-1`, `10-20-3`: two or three short runs of digits
fn is_date_like(code: &str) -> bool {
    let parts = code.split('-').count();
    let short = |part: &str| part.len() <= 4 && is_digits(part);
    (2..=3).contains(&parts) && code.split('-').all(short)
}

/// `MAR1`, `Sep-22`, `1-mar`: an English month with a number on either side
fn is_month_like(code: &str) -> bool {
    let is_name = |text: &str| text.len() >= 3 && MONTH_NAMES.iter().any(|month| starts_month(month, text));
    let is_number = |text: &str| text.len() <= 4 && is_digits(text);
    let letters = code.trim_matches(|character: char| !character.is_ascii_alphabetic());
    let Some((before, after)) = code.split_once(letters).filter(|_| !letters.is_empty()) else {
        return false;
    };
    let (before, after) = (before.trim_end_matches(['-', '.']), after.trim_start_matches(['-', '.']));
    is_name(letters) && (before.is_empty() && is_number(after) || is_number(before) && after.is_empty())
}

/// Whether `text` is a month's short or full name, in any case
fn starts_month(month: &str, text: &str) -> bool {
    text.eq_ignore_ascii_case(month) || text.eq_ignore_ascii_case(&month[..3])
}

/// `1E5`, `3.50582E+11`
fn is_scientific(code: &str) -> bool {
    let Some((mantissa, exponent)) = code.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    is_digits(whole) && is_digits(fraction) && is_digits(exponent)
}

/// A number that a spreadsheet writes in another way: `007`, `1.10`, `350582109000`
fn is_changed_number(code: &str) -> bool {
    let (whole, fraction) = code.split_once('.').unwrap_or((code, ""));
    let numeric = (is_digits(whole) || whole.is_empty()) && (is_digits(fraction) || fraction.is_empty());
    let padded = whole.is_empty() || whole.len() > 1 && whole.starts_with('0');
    let shortened = fraction.ends_with('0') || code.ends_with('.');
    numeric && (padded || shortened || whole.len() + fraction.len() > 11)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The order for people: runs of digits as numbers (`G2` before `G10`), ties by text
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while let (Some(&first), Some(&second)) = (left.first(), right.first()) {
        let order = if first.is_ascii_digit() && second.is_ascii_digit() {
            compare_numbers(split_number(&mut left), split_number(&mut right))
        } else {
            (left, right) = (&left[1..], &right[1..]);
            first.cmp(&second)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// Takes the run of digits off the front, without its leading zeros
fn split_number<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    let (number, rest) = bytes.split_at(end);
    *bytes = rest;
    let start = number.iter().position(|&byte| byte != b'0').unwrap_or(number.len());
    &number[start..]
}

/// Digits without leading zeros: the longer run is the greater number
fn compare_numbers(a: &[u8], b: &[u8]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn full_width_text_becomes_half_width_and_loses_its_margins() {
        assert_eq!(normalise("\u{3000}１２３．５％\u{feff} "), "123.5%");
        assert_eq!(normalise("（㎡）"), "(m2)");
        assert_eq!(normalise(" 内坑镇\u{200b}"), "内坑镇");
        assert_eq!(normalise("内\u{200b}坑\u{feff}镇"), "内坑镇");
        assert_eq!(name_key("\u{200e}★内\u{2060}坑 镇"), "内坑镇");
    }

    #[test]
    fn ascii_and_plain_chinese_are_borrowed() {
        assert!(matches!(normalise(" 2022 "), Cow::Borrowed("2022")));
        assert!(matches!(normalise("亿元"), Cow::Borrowed("亿元")));
    }

    #[test]
    fn a_long_text_is_quoted_by_its_start() {
        assert_eq!(excerpt("超百亿元"), "超百亿元");
        assert_eq!(excerpt(&"长".repeat(1000)).chars().count(), QUOTED + 1);
    }

    #[test]
    fn codes_of_letters_digits_and_three_marks_are_read() {
        for code in ["350582109", "350582-SLJ", "G1.2", "EDU.SEAT.NEW", "005", "1.a", "内坑_1"] {
            assert_eq!(read_code(code).as_deref(), Ok(code));
        }
        assert_eq!(read_code("　Ｇ１ ").as_deref(), Ok("G1"));
    }

    #[test]
    fn a_bad_code_is_named_for_what_it_is() {
        let fault = |text: &str| read_code(text).unwrap_err();
        assert_eq!(fault(" "), CellFault::CodeBlank {});
        assert_eq!(fault("G1/2"), CellFault::CodeCharacter { code: "G1/2".into(), character: '/' });
        assert_eq!(fault("3.50582E+11"), CellFault::CodeScientific { code: "3.50582E+11".into() });
        assert_eq!(fault("—"), CellFault::CodeCharacter { code: "—".into(), character: '—' });
        assert_eq!(fault(".-"), CellFault::CodeOnlyMarks { code: ".-".into() });
        assert_eq!(fault(&"a".repeat(65)).code(), "CodeTooLong");
        assert!(read_code(&"镇".repeat(64)).is_ok());
    }

    #[test]
    fn codes_that_a_spreadsheet_rewrites_are_fragile() {
        for code in ["1-1", "10-20", "2022-9", "1.10", "17.10", "MAR1", "SEP2", "Sep-22", "1-mar", "1E5"] {
            assert!(is_fragile(code), "{code}");
        }
        for code in ["350582109000", "007", "3.50582E+11", "-A1", ".5", "december3"] {
            assert!(is_fragile(code), "{code}");
        }
    }

    #[test]
    fn codes_that_survive_a_spreadsheet_are_not_fragile() {
        for code in ["350582109", "350582-SLJ", "G1", "G1.10", "17.1", "1.1.1", "MARK1", "P7", "0", "1.a"] {
            assert!(!is_fragile(code), "{code}");
        }
        for code in ["350582-001", "E5", "MAR", "A1E5", "内坑", "EDU.SEAT.NEW"] {
            assert!(!is_fragile(code), "{code}");
        }
    }

    #[test]
    fn runs_of_digits_are_ordered_as_numbers() {
        let mut codes = ["17.10", "G10", "17.2", "G2", "g1", "G02", "G2.1"];
        codes.sort_by(|a, b| natural_order(a, b));
        assert_eq!(codes, ["17.2", "17.10", "G02", "G2", "G2.1", "G10", "g1"]);
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(cell in "\\PC{0,12}") {
            let once = normalise(&cell).into_owned();
            prop_assert_eq!(normalise(&once).into_owned(), once);
        }

        #[test]
        fn natural_order_is_a_total_order(a in "[0-3A.]{0,5}", b in "[0-3A.]{0,5}", c in "[0-3A.]{0,5}") {
            prop_assert_eq!(natural_order(&a, &b), natural_order(&b, &a).reverse());
            prop_assert_eq!(natural_order(&a, &b) == Ordering::Equal, a == b);
            if natural_order(&a, &b).is_le() && natural_order(&b, &c).is_le() {
                prop_assert!(natural_order(&a, &c).is_le());
            }
        }

        #[test]
        fn a_stored_code_reads_back_as_itself(text in "\\PC{0,8}") {
            if let Ok(code) = read_code(&text) {
                prop_assert_eq!(read_code(&code), Ok(code));
            }
        }
    }
}
