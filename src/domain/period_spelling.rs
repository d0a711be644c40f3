//! The canonical spelling of periods, written and read back at the speed of a million rows.
//!
//! It knows no other notation: those are `period`'s.

use std::fmt;

use crate::domain::date::YEARS;
use crate::domain::period::{OPEN, Period};

impl Period {
    /// The period of a canonical text, without an allocation; `None` is no verdict
    pub fn read_canonical(text: &str) -> Option<Period> {
        match text.split_once('/') {
            None => part(text),
            Some((start, "..")) => part(start).map(|start| Period { last: OPEN, ..start }),
            Some((start, end)) => {
                let (start, end) = (part(start)?, part(end)?);
                (start.first <= end.last).then_some(Period { last: end.last, ..start })
            }
        }
    }
}

/// A year, half, quarter or month
fn part(text: &str) -> Option<Period> {
    let bytes = text.as_bytes();
    let (year, rest) = bytes.split_at_checked(4)?;
    let year = number(year).filter(|year| i16::try_from(*year).is_ok_and(|year| YEARS.contains(&year)))?;
    let (first, last) = match rest {
        [] => (1, 12),
        [b'-', b'H', half @ b'1'..=b'2'] => (i32::from(half - b'1') * 6 + 1, i32::from(half - b'0') * 6),
        [b'-', b'Q', quarter @ b'1'..=b'4'] => {
            (i32::from(quarter - b'1') * 3 + 1, i32::from(quarter - b'0') * 3)
        }
        [b'-', b'M', month @ ..] if month.len() == 2 => {
            let month = number(month).filter(|month| (1..=12).contains(month))?;
            (month, month)
        }
        _ => return None,
    };
    Some(Period::months_of(year, first, last))
}

fn number(digits: &[u8]) -> Option<i32> {
    digits
        .iter()
        .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + i32::from(digit - b'0')))
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.start();
        let Some((last_year, last_month)) = self.end() else {
            return if month == 1 { write!(f, "{year}/..") } else { write!(f, "{year}-M{month:02}/..") };
        };
        match (month, last_month, last_year - year) {
            (1, 12, 0) => write!(f, "{year}"),
            (1, 12, _) => write!(f, "{year}/{last_year}"),
            (1, 6, 0) => write!(f, "{year}-H1"),
            (7, 12, 0) => write!(f, "{year}-H2"),
            (1 | 4 | 7 | 10, _, 0) if last_month == month + 2 => write!(f, "{year}-Q{}", last_month / 3),
            (_, _, 0) if month == last_month => write!(f, "{year}-M{month:02}"),
            _ => write!(f, "{year}-M{month:02}/{last_year}-M{last_month:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_canonical_texts_go_the_short_way() {
        for text in ["2022", "2022-H2", "2022-Q3", "2022-M09", "2021/2025", "2022-M01/2022-M09", "2022/.."] {
            assert_eq!(Period::read_canonical(text).unwrap().to_string(), text);
        }
        for text in
            ["", "2022-9", "2022-M13", "2022-Q5", "2022-H3", "0000", "2025/2021", "2022年", "..", "2022-M+1"]
        {
            assert_eq!(Period::read_canonical(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_printed_period_goes_the_short_way(first in 22_800_i32..26_388, length in 1_i32..100, open: bool) {
            let last = if open { OPEN } else { (first + length - 1).min(26_399) };
            let period = Period { first, last };
            prop_assert_eq!(Period::read_canonical(&period.to_string()), Some(period));
        }

        #[test]
        fn no_text_panics(text in "[-0-9QHM/.年]{0,18}") {
            let _ = Period::read_canonical(&text);
        }
    }
}
