//! From one period to another: the same one of another year, the one before (同比, 环比).
//!
//! It does not know which figures stand in them.

use crate::domain::date::YEARS;
use crate::domain::period::{OPEN, Period};

impl Period {
    /// The same period that many years later, or earlier; none beyond the years that periods may name
    pub fn years_later(&self, years: i32) -> Option<Period> {
        self.shifted(years.checked_mul(12)?)
    }

    /// The period of equal length just before this one
    ///
    /// None for an open one, and none where a year runs up to some month: the figures of January to September do not
    /// follow upon those of any nine months before. A first quarter, a first half or a January is a whole of its kind.
    pub fn before(&self) -> Option<Period> {
        let months = i32::try_from(self.months()?).ok()?;
        let is_whole = matches!(months, 1 | 3 | 6 | 12);
        if self.is_year_to_date() && !is_whole { None } else { self.shifted(-months) }
    }

    /// Whether it begins in January and ends in the same year
    pub fn is_year_to_date(&self) -> bool {
        self.last != OPEN && self.first % 12 == 0 && self.last / 12 == self.first / 12
    }

    fn shifted(&self, months: i32) -> Option<Period> {
        let last = if self.last == OPEN { OPEN } else { self.last.checked_add(months)? };
        let period = Period { first: self.first.checked_add(months)?, last };
        let known = |year: i16| YEARS.contains(&year);
        let is_known = known(period.start().0) && period.end().is_none_or(|(year, _)| known(year));
        is_known.then_some(period)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Period {
        Period::read(text).unwrap()
    }

    fn print(period: Option<Period>) -> String {
        period.map_or("none".to_owned(), |period| period.to_string())
    }

    #[test]
    fn the_period_before_has_the_same_length() {
        for (period, before) in [
            ("2022", "2021"),
            ("2022-H1", "2021-H2"),
            ("2022-Q3", "2022-Q2"),
            ("2022-Q1", "2021-Q4"),
            ("2022-M01", "2021-M12"),
            ("2021/2025", "2016/2020"),
            ("2022-M11/2023-M02", "2022-M07/2022-M10"),
            ("2022-M01/2022-M09", "none"),
            ("2022-M01/2022-M02", "none"),
            ("2022/..", "none"),
            ("1900", "none"),
        ] {
            assert_eq!(print(read(period).before()), before, "{period}");
        }
    }

    #[test]
    fn the_same_period_of_another_year() {
        assert_eq!(print(read("2022-Q3").years_later(-1)), "2021-Q3");
        assert_eq!(print(read("2022-M01/2022-M09").years_later(-1)), "2021-M01/2021-M09");
        assert_eq!(print(read("2022/..").years_later(3)), "2025/..");
        assert_eq!(print(read("2022").years_later(i32::MAX)), "none");
    }

    #[test]
    fn a_year_to_date_begins_in_january_and_stays_in_its_year() {
        assert!(
            ["2022", "2022-M01", "2022-H1", "2022-M01/2022-M09"]
                .iter()
                .all(|text| read(text).is_year_to_date())
        );
        assert!(
            !["2022-H2", "2022-M09", "2021/2025", "2022/.."].iter().any(|text| read(text).is_year_to_date())
        );
    }

    proptest! {
        #[test]
        fn before_ends_where_it_begins(first in 22_900_i32..26_300, length in 1_i32..60) {
            let period = Period { first, last: first + length - 1 };
            if let Some(before) = period.before() {
                prop_assert_eq!(before.last + 1, period.first);
                prop_assert_eq!(before.months(), period.months());
            }
            if let Some(later) = period.years_later(2) {
                prop_assert_eq!(later.years_later(-2), Some(period));
            }
        }
    }
}
