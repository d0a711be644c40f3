//! 序时进度: which part of a period is over at a moment, in whole months (domain.md 4.2).
//!
//! Official bulletins count months: July of a year is 7/12. It does not know what was to be done in the period.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::date::read_date;
use crate::domain::period::{OPEN, Period};
use crate::domain::ratio::Ratio;

/// The moment at which a plan is judged: the end of a month, or a day
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// the month it lies in, in months since year 0
    month: i32,
    /// the last month that is over by then
    complete: i32,
}

/// Where a moment lies in a period
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// the period has not begun
    Before,
    /// it is running
    Running,
    /// it is running, and nearly over
    Due,
    /// it is over
    Closed,
}

impl Course {
    const ALL: [Course; 4] = [Course::Before, Course::Running, Course::Due, Course::Closed];

    /// The code of it
    pub fn code(self) -> &'static str {
        match self {
            Course::Before => "before",
            Course::Running => "running",
            Course::Due => "due",
            Course::Closed => "closed",
        }
    }

    /// The course of a code
    pub fn from_code(code: &str) -> Option<Course> {
        Course::ALL.into_iter().find(|course| course.code() == code)
    }
}

impl Moment {
    /// The moment of a month (`2023-M07`: its end) or of a day (`2023-07-31`: when that day is over)
    pub fn read(text: &str) -> Option<Moment> {
        let canonical = |text: &str| month(text).or_else(|| day(text));
        canonical(text).or_else(|| canonical(&read_date(text).ok()?))
    }

    /// The month it lies in, written as dates are
    pub fn month(self) -> String {
        format!("{:04}-M{:02}", self.month.div_euclid(12), self.month.rem_euclid(12) + 1)
    }

    /// How many months after another moment's month this one's lies
    pub fn months_after(self, other: Moment) -> i32 {
        self.month - other.month
    }
}

fn month(text: &str) -> Option<Moment> {
    let period = Period::read_canonical(text).filter(|period| period.first == period.last)?;
    Some(Moment { month: period.first, complete: period.first })
}

fn day(text: &str) -> Option<Moment> {
    let date: Date = Some(text).filter(|text| text.len() == 10)?.parse().ok()?;
    let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let complete = if date.day() == date.days_in_month() { month } else { month - 1 };
    Some(Moment { month, complete })
}

/// The part of a period's months that is over, from 0 to 1; none for a period without an end
pub fn pace(period: &Period, moment: Moment) -> Option<Ratio> {
    let months = i32::try_from(period.months()?).ok()?;
    let over = (moment.complete - period.first + 1).clamp(0, months);
    Ratio::new(over.into(), months.into())
}

/// Digits that a quotient has in the ledger's SQL
const DIGITS: u32 = 15;

/// A percentage less another, as far as both are certain
///
/// What has been divided has 15 digits, and the last of them is rounded: it is left out, or the difference of two equal
/// paces would not be 0. Of figures with fewer digits the difference is exact. None where it is too large for a decimal.
pub fn difference(rate: Decimal, pace: Decimal) -> Option<Decimal> {
    let certain = |number: Decimal| {
        let digits = number.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
        (digits >= DIGITS).then(|| number.scale().saturating_sub(1))
    };
    let exact = rate.checked_sub(pace)?;
    let places = [rate, pace].into_iter().filter_map(certain).min();
    let rounded = |places| exact.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    Some(places.map_or(exact, rounded).normalize())
}

/// Where the moment lies; with `near` months left or fewer, the period is due
pub fn course(period: &Period, moment: Moment, near: i32) -> Course {
    if moment.month < period.first {
        Course::Before
    } else if period.last == OPEN {
        Course::Running
    } else if moment.complete >= period.last {
        Course::Closed
    } else if moment.complete >= period.last - near {
        Course::Due
    } else {
        Course::Running
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn percent(period: &str, on: &str) -> Option<String> {
        let pace = pace(&Period::read(period).unwrap(), Moment::read(on).unwrap())?;
        Some(pace.percent().round().unwrap().normalize().to_string())
    }

    fn state(period: &str, on: &str) -> &'static str {
        course(&Period::read(period).unwrap(), Moment::read(on).unwrap(), 0).code()
    }

    #[test]
    fn the_pace_is_counted_in_whole_months() {
        for (period, on, pace) in [
            ("2023", "2023-M07", "58.3333333333333"),
            ("2024", "2024-M04", "33.3333333333333"),
            ("2023", "2023-07-31", "58.3333333333333"),
            ("2023", "2023-07-30", "50"),
            ("2024", "2024-02-29", "16.6666666666667"),
            ("2023", "2022-M12", "0"),
            ("2023", "2023-01-15", "0"),
            ("2023", "2024-M02", "100"),
            ("2021/2025", "2023-M07", "51.6666666666667"),
            ("2022-M01/2022-M09", "2022-M03", "33.3333333333333"),
        ] {
            assert_eq!(percent(period, on).as_deref(), Some(pace), "{period} on {on}");
        }
        assert_eq!(percent("2023/..", "2024-M07"), None);
    }

    #[test]
    fn a_moment_lies_before_in_or_behind_a_period() {
        assert_eq!(state("2023", "2022-M12"), "before");
        assert_eq!(state("2023", "2023-01-01"), "running");
        assert_eq!(state("2023", "2023-12-30"), "running");
        assert_eq!(state("2023", "2023-M12"), "closed");
        assert_eq!(state("2023/..", "2099-M12"), "running");
        let year = Period::read("2023").unwrap();
        let near = |on| course(&year, Moment::read(on).unwrap(), 1).code();
        assert_eq!((near("2023-M10"), near("2023-M11"), near("2023-12-05")), ("running", "due", "due"));
    }

    #[test]
    fn a_moment_is_a_month_or_a_day() {
        assert_eq!(Moment::read("2023年7月").map(Moment::month).as_deref(), Some("2023-M07"));
        assert_eq!(Moment::read("2023-07-31").map(Moment::month).as_deref(), Some("2023-M07"));
        for text in ["2023", "2023-Q1", "2023-02-30", "today", "", "2023-M01/2023-M07"] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_pace_only_grows(first in 22_900_i32..26_000, length in 1_i32..99, on in 22_900_i32..26_000) {
            let period = Period { first, last: first + length - 1 };
            let at = |month| Moment { month, complete: month };
            let (now, later) = (pace(&period, at(on)).unwrap(), pace(&period, at(on + 1)).unwrap());
            prop_assert!(now <= later);
            prop_assert_eq!(course(&period, at(on), 0) == Course::Closed, now == Ratio::new(1, 1).unwrap());
        }

        #[test]
        fn no_text_panics(text in "[-0-9M年月日/.]{0,12}") {
            let _ = Moment::read(&text);
        }
    }

    #[test]
    fn a_difference_of_quotients_has_no_noise() {
        let of = |rate: &str, pace: &str| {
            difference(rate.parse().unwrap(), pace.parse().unwrap()).unwrap().to_string()
        };
        assert_eq!(of("6.66666666666667", "16.6666666666667"), "-10");
        assert_eq!(of("66.6333333333333", "50"), "16.633333333333");
        assert_eq!(of("83.3", "83.4"), "-0.1");
        assert_eq!(of("33.3333333333333", "33.3333333333333"), "0");
        assert_eq!(of("12345.6789012345", "0.5"), "12345.178901235");
    }
}
