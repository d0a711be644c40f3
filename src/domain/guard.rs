//! The formula guard: a mark before texts that a spreadsheet would run as a formula.
//!
//! Let G be the texts that are any run of `'` and then one of `= + - @ TAB CR ＝ ＋ － ＠`, where what follows the
//! run is not a plain signed number. Writing puts one `'` before every text in G; reading takes one from every text
//! in G that begins with `'`. G is closed under both, so each undoes the other. Numbers are never touched.

use std::borrow::Cow;

const STARTERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The text as a guarded sheet holds it
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_guarded(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that a guarded sheet's cell stands for
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_guarded(text) => rest,
        _ => text,
    }
}

/// Whether a guarded sheet holds the text in another form
pub fn is_guarded(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.starts_with(STARTERS) && !is_signed_number(rest)
}

fn is_signed_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_marked_and_negative_numbers_are_not() {
        assert_eq!(guard("=1+1"), "'=1+1");
        assert_eq!(guard("－减"), "'－减");
        assert_eq!(guard("-73.82"), "-73.82");
        assert_eq!(guard("'quoted'"), "'quoted'");
    }

    #[test]
    fn whatever_begins_a_formula_anywhere_is_marked() {
        // LibreOffice runs few of them; other programs run the rest.
        for starter in "=+-@\t\r＝＋－＠".chars() {
            for text in [format!("{starter}A1"), format!("{starter}1+1"), format!("{starter}")] {
                assert_eq!(guard(&text), format!("'{text}"));
                assert_eq!(guard(&format!("'{text}")), format!("''{text}"));
                assert_eq!(unguard(&format!("''{text}")), format!("'{text}"));
            }
        }
        for text in ["\n=1", " =1", "a=1", "减-1", "-1", "+1.5", "'-1"] {
            assert_eq!(guard(text), text);
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(text in "['=+@＝0-9.a\\t中-]{0,8}") {
            let guarded = guard(&text);
            prop_assert_eq!(unguard(&guarded), text.as_str());
        }
    }
}
