//! 达标: whether a figure has reached its target, as far as its bounds let one say (domain.md 4.2).
//!
//! It needs no formula, so it also speaks where there is no completion; of the calendar it needs to know only whether the
//! period runs.

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::figure::{Figure, Gauge, Stated};
use crate::domain::pace::Course;

/// What can be said of a figure and its target
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 达标
    Met,
    /// 未达标
    NotMet,
    /// 基本达到: a value that is about the target
    AboutMet,
    /// 尚未达标: not met, and the period is not over
    NotYet,
    /// 未超上限: a cap is kept, and the period is not over
    WithinCap,
    /// 未开始: the period has not begun
    NotBegun,
    /// 无定额: more was wanted, and the target is 0
    NoQuota,
    /// there is no target
    NoTarget,
    /// 未报
    NotReported,
    /// 不适用, or counted with another figure
    NotApplicable,
    /// the bounds overlap: over 100 of 120
    Unknown,
}

impl Verdict {
    /// All of them
    pub const ALL: [Verdict; 11] = [
        Verdict::Met,
        Verdict::NotMet,
        Verdict::AboutMet,
        Verdict::NotYet,
        Verdict::WithinCap,
        Verdict::NotBegun,
        Verdict::NoQuota,
        Verdict::NoTarget,
        Verdict::NotReported,
        Verdict::NotApplicable,
        Verdict::Unknown,
    ];

    /// The code of it
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::NotMet => "not_met",
            Verdict::AboutMet => "about_met",
            Verdict::NotYet => "not_yet",
            Verdict::WithinCap => "within_cap",
            Verdict::NotBegun => "not_begun",
            Verdict::NoQuota => "no_quota",
            Verdict::NoTarget => "no_target",
            Verdict::NotReported => "not_reported",
            Verdict::NotApplicable => "not_applicable",
            Verdict::Unknown => "unknown",
        }
    }

    /// The verdict of a code
    pub fn from_code(code: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// The verdict on a figure with that status; a status that nobody knows says nothing
pub fn verdict(figure: &Figure, status: Option<&str>) -> Verdict {
    match status {
        Some("na" | "included") => return Verdict::NotApplicable,
        Some("missing") => return Verdict::NotReported,
        _ if figure.gauge == Gauge::Words => return Verdict::NotApplicable,
        _ => {}
    }
    let Some(target) = figure.target else { return Verdict::NoTarget };
    let Some(actual) = figure.actual else { return Verdict::NotReported };
    if figure.is_down() {
        // Less is better: the same turned round, so that -actual is to reach -target.
        reached(turned(actual), turned(target))
    } else if target.number.is_zero() {
        Verdict::NoQuota
    } else {
        reached(actual, target)
    }
}

/// The verdict as far as it can be given while the period is there (`course`; none is over)
///
/// What is not met in a period that runs may still be; a cap that is exceeded stays so, and one that is kept may still be
/// exceeded. Nothing is judged before its period begins.
pub fn verdict_by(figure: &Figure, status: Option<&str>, course: Option<Course>) -> Verdict {
    use Verdict::{AboutMet, Met, NotBegun, NotMet, NotYet, Unknown, WithinCap};
    match (verdict(figure, status), course) {
        (verdict, None | Some(Course::Closed)) => verdict,
        (Met | NotMet | AboutMet | Unknown, Some(Course::Before)) => NotBegun,
        (Met, _) if figure.is_cap() => WithinCap,
        (NotMet, _) if !figure.is_cap() => NotYet,
        (verdict, _) => verdict,
    }
}

fn turned(stated: Stated) -> Stated {
    Stated { number: -stated.number, bound: stated.bound.flipped() }
}

/// Whether the actual value is as great as the target
///
/// A target of over or at least n wants just that. One of about n is met from n on, and about met by what is at most one
/// unit of its last digit short of it: 5.4 of about 5.5, 99 of about 100.
/// One that is only known to be below n is met from n on, and nobody can say by what else.
fn reached(actual: Stated, target: Stated) -> Verdict {
    let (lowest, highest) = (lower(actual), upper(actual));
    let wanted = target.number;
    // What lies above a number is at least the wanted one if that number is; over n wants more than n.
    let strict = target.bound == Bound::Over;
    if lowest.is_some_and(|(low, open)| low > wanted || (low == wanted && (open || !strict))) {
        return Verdict::Met;
    }
    let missed_below = match target.bound {
        Bound::Exact | Bound::AtLeast | Bound::Over => Some(wanted),
        Bound::About => Some(wanted - digit(wanted)),
        Bound::Under | Bound::AtMost => None,
    };
    let is_missed = missed_below
        .zip(highest)
        .is_some_and(|(least, (high, open))| high < least || (high == least && (open || strict)));
    if is_missed {
        Verdict::NotMet
    } else if actual.bound == Bound::About || (target.bound == Bound::About && actual.bound == Bound::Exact) {
        Verdict::AboutMet
    } else {
        Verdict::Unknown
    }
}

/// What the true value is not below, and whether it is above that
fn lower(stated: Stated) -> Option<(Decimal, bool)> {
    match stated.bound {
        Bound::Exact | Bound::AtLeast => Some((stated.number, false)),
        Bound::Over => Some((stated.number, true)),
        Bound::About => Some((stated.number - half_a_digit(stated.number), false)),
        Bound::Under | Bound::AtMost => None,
    }
}

/// What the true value is not above, and whether it is below that
fn upper(stated: Stated) -> Option<(Decimal, bool)> {
    match stated.bound {
        Bound::Exact | Bound::AtMost => Some((stated.number, false)),
        Bound::Under => Some((stated.number, true)),
        Bound::About => Some((stated.number + half_a_digit(stated.number), true)),
        Bound::Over | Bound::AtLeast => None,
    }
}

/// A unit of the last decimal place that a number states
fn digit(number: Decimal) -> Decimal {
    Decimal::try_from_i128_with_scale(1, number.normalize().scale()).unwrap_or_default()
}

/// Half a unit of the last decimal place that a number states: 约5.5 is 5.45 to 5.55, 约100 is 99.5 to 100.5
fn half_a_digit(number: Decimal) -> Decimal {
    let scale = number.normalize().scale();
    // The 28th decimal has no half that a decimal holds; then about is exactly.
    Decimal::try_from_i128_with_scale(5, scale + 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::domain::figure::Direction::{self, Down, Up};
    use crate::domain::figure::tests::figure;

    fn of(text: &str, direction: Direction) -> &'static str {
        verdict(&figure(text, "个", direction, None), None).code()
    }

    #[test]
    fn plain_numbers_are_compared() {
        for (text, direction, code) in [
            ("100/100", Up, "met"),
            ("99.9/100", Up, "not_met"),
            ("100/100", Down, "met"),
            ("100.1/100", Down, "not_met"),
            ("0/0", Up, "no_quota"),
            ("7/0", Up, "no_quota"),
            ("0/0", Down, "met"),
            ("1/0", Down, "not_met"),
            ("/0", Down, "not_reported"),
            ("/5", Up, "not_reported"),
            ("5/", Up, "no_target"),
            ("/", Up, "no_target"),
            ("-3/-2", Up, "not_met"),
        ] {
            assert_eq!(of(text, direction), code, "{text} {direction:?}");
        }
    }

    #[test]
    fn bounds_say_as_much_as_they_say() {
        for (text, direction, code) in [
            (">100/100", Up, "met"),
            (">=100/100", Up, "met"),
            ("<100/100", Up, "not_met"),
            ("<=100/100", Up, "unknown"),
            ("<=99/100", Up, "not_met"),
            ("~100/100", Up, "about_met"),
            ("~120/100", Up, "met"),
            ("~80/100", Up, "not_met"),
            (">100/120", Up, "unknown"),
            ("<150/120", Up, "unknown"),
            // A target of over 100 wants more than 100.
            ("100/>100", Up, "not_met"),
            ("101/>100", Up, "met"),
            (">100/>100", Up, "met"),
            (">=100/>100", Up, "unknown"),
            ("100/>=100", Up, "met"),
            // 5.5%左右, 5.5%以内
            ("5.5/~5.5", Up, "met"),
            ("5.46/~5.5", Up, "about_met"),
            ("5.4/~5.5", Up, "about_met"),
            ("5.39/~5.5", Up, "not_met"),
            ("5.6/~5.5", Down, "about_met"),
            ("5.7/~5.5", Down, "not_met"),
            ("99/~100", Up, "about_met"),
            ("98/~100", Up, "not_met"),
            ("101/~100", Up, "met"),
            ("101/~100", Down, "about_met"),
            ("5.2/~5.5", Up, "not_met"),
            ("5.5/<=5.5", Down, "met"),
            ("5.6/<=5.5", Down, "not_met"),
            ("5.5/<5.5", Down, "not_met"),
            ("<5.5/5.5", Down, "met"),
            ("<100/100", Down, "met"),
            (">100/100", Down, "not_met"),
            (">90/100", Down, "unknown"),
            // 近100: below 100, nobody says how far.
            ("100/<100", Up, "met"),
            ("95/<100", Up, "unknown"),
        ] {
            assert_eq!(of(text, direction), code, "{text} {direction:?}");
        }
    }

    #[test]
    fn the_status_comes_first() {
        let of = |measure, status| verdict(&figure("5/4", measure, Up, None), status).code();
        assert_eq!(of("个", Some("na")), "not_applicable");
        assert_eq!(of("个", Some("included")), "not_applicable");
        assert_eq!(of("个", Some("missing")), "not_reported");
        assert_eq!(of("个", Some("provisional")), "met");
        assert_eq!(of("定性", None), "not_applicable");
        assert_eq!(of("名次", None), "not_met");
    }

    #[test]
    fn a_period_that_is_not_over_leaves_it_open() {
        use Course::{Before, Closed, Due, Running};
        let of = |text, direction, stock, course| {
            verdict_by(&figure(text, "件", direction, stock), None, Some(course)).code()
        };
        for (text, direction, stock, course, code) in [
            ("4/3", Down, Some(false), Running, "not_met"),
            ("1/0", Down, Some(false), Due, "not_met"),
            ("3/3", Down, Some(false), Running, "within_cap"),
            ("0/0", Down, None, Running, "within_cap"),
            (">2/3", Down, None, Running, "unknown"),
            ("3/3", Down, Some(false), Closed, "met"),
            ("4/3", Down, Some(false), Closed, "not_met"),
            // A stock may shrink until the end.
            ("4/3", Down, Some(true), Running, "not_yet"),
            ("3/3", Down, Some(true), Running, "met"),
            ("4/5", Up, None, Running, "not_yet"),
            ("5/5", Up, None, Running, "met"),
            ("5/5", Up, None, Before, "not_begun"),
            ("4/3", Down, None, Before, "not_begun"),
            ("5/", Up, None, Before, "no_target"),
        ] {
            assert_eq!(of(text, direction, stock, course), code, "{text} {direction:?} {stock:?} {course:?}");
        }
        // Shares go up and down, whatever is written of their basis.
        assert_eq!(verdict_by(&figure("4/3", "%", Down, Some(false)), None, Some(Running)).code(), "not_yet");
    }

    const MARKS: [&str; 6] = ["", "~", ">", ">=", "<", "<="];

    proptest! {
        #[test]
        fn less_is_better_is_more_is_better_turned_round(
            actual in -99_i64..99, target in 1_i64..99, a in select(&MARKS[..]), b in select(&MARKS[..])
        ) {
            let mirror = |mark: &'static str| match mark { ">" => "<", ">=" => "<=", "<" => ">", "<=" => ">=", other => other };
            let up = of(&format!("{a}{actual}/{b}{target}"), Up);
            let down = of(&format!("{}{}/{}{}", mirror(a), -actual, mirror(b), -target), Down);
            prop_assert_eq!(up, down);
        }

        /// Whatever the true values are, a certain verdict holds for them
        #[test]
        fn a_certain_verdict_holds_for_every_true_value(
            actual in -20_i64..20, target in 1_i64..20, a in select(&MARKS[..]), b in select(&["", ">", ">="][..]),
            halves in -60_i64..60
        ) {
            // The true value is a number of halves that the mark allows.
            let stated = actual * 2;
            let allowed = match a { "" => halves == stated, "~" => halves == stated, ">" => halves > stated,
                ">=" => halves >= stated, "<" => halves < stated, _ => halves <= stated };
            prop_assume!(allowed);
            let reached = if b == ">" { halves > target * 2 } else { halves >= target * 2 };
            match of(&format!("{a}{actual}/{b}{target}"), Up) {
                "met" => prop_assert!(reached),
                "not_met" => prop_assert!(!reached),
                _ => {}
            }
        }
    }
}
