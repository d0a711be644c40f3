//! 完成率: how much of what was wanted has been reached, as an exact fraction (domain.md 4.2).
//!
//! Two formulas, and no third: `actual ÷ target`, for what is to grow and has no baseline or is counted anew in every
//! period, and `(actual − baseline) ÷ (target − baseline)` for a stock with a baseline, which holds for what is to
//! shrink as well. For what is to shrink without a baseline no formula is agreed upon, and none is made up here; see
//! `verdict`. More than all is more than 1, never cut off. It does not know the calendar.

use std::cmp::Ordering;

use crate::domain::bound::Bound;
use crate::domain::figure::{Figure, Gauge, Stated};
use crate::domain::pace::{self, Course, Moment};
use crate::domain::period::Period;
use crate::domain::rate::quotient_bound;
use crate::domain::ratio::Ratio;

/// The values of a figure that has a completion
enum Formula {
    /// actual ÷ target, and the target is above zero
    Share { actual: Stated, target: Stated },
    /// from the baseline to the target, which lies on the side that the direction wants
    Way { actual: Stated, target: Stated, baseline: Stated },
}

/// The formula for a figure; none where a value is blank, the target is zero or the baseline itself, or nothing is agreed
fn formula(figure: &Figure) -> Option<Formula> {
    if matches!(figure.gauge, Gauge::Rank | Gauge::Ordinal | Gauge::Words) {
        return None;
    }
    let (actual, target) = (figure.actual?, figure.target?);
    match figure.baseline {
        Some(baseline) if figure.is_stock() => {
            let wanted = if figure.is_down() { Ordering::Less } else { Ordering::Greater };
            let is_ahead = target.number.cmp(&baseline.number) == wanted;
            is_ahead.then_some(Formula::Way { actual, target, baseline })
        }
        _ if figure.is_down() => None,
        _ => {
            let is_above = target.number.is_sign_positive() && !target.number.is_zero();
            is_above.then_some(Formula::Share { actual, target })
        }
    }
}

/// The completion, 1 for all that was wanted
pub fn completion(figure: &Figure) -> Option<Ratio> {
    let of = |stated: Stated| Ratio::of(stated.number);
    match formula(figure)? {
        Formula::Share { actual, target } => of(actual).over(&of(target)),
        Formula::Way { actual, target, baseline } => {
            of(actual).minus(&of(baseline)).over(&of(target).minus(&of(baseline)))
        }
    }
}

/// How the completion is bounded: each bounded value moves it the way it depends on that value
///
/// A target of at least or over n, or of at most or below n where less is better, is a threshold: what is done is measured
/// by n exactly. That the target lies beyond the baseline is taken as said, whatever the bounds leave open.
pub fn completion_bound(figure: &Figure) -> Option<Bound> {
    let formula = formula(figure)?;
    let wanted = |target: Stated| match (target.bound, figure.is_down()) {
        (Bound::AtLeast | Bound::Over, false) | (Bound::AtMost | Bound::Under, true) => Bound::Exact,
        (bound, _) => bound,
    };
    Some(match formula {
        Formula::Share { actual, target } => {
            quotient_bound(Ratio::of(actual.number).sign(), actual.bound, wanted(target))
        }
        Formula::Way { actual, target, baseline } => {
            let keep = |bound: Bound, way: Ordering| match way {
                Ordering::Greater => bound,
                Ordering::Equal => Bound::Exact,
                Ordering::Less => bound.flipped(),
            };
            // The quotient grows with the actual value if the way leads up; with the target, if what was done leads
            // away from it; with the baseline, if the actual value lies beyond the target as seen from there.
            let up = target.number.cmp(&baseline.number);
            let done = actual.number.cmp(&baseline.number);
            let past = actual.number.cmp(&target.number);
            keep(actual.bound, up).plus(keep(wanted(target), done.reverse())).plus(keep(baseline.bound, past))
        }
    })
}

/// 超/欠序时: the completion less the pace, above zero for ahead; none where either is none
///
/// Before its period begins nothing is ahead.
pub fn ahead(figure: &Figure, period: &Period, moment: Moment) -> Option<Ratio> {
    if !figure.has_pace() || pace::course(period, moment, 0) == Course::Before {
        return None;
    }
    Some(completion(figure)?.minus(&pace::pace(period, moment)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::domain::figure::Direction::{self, Down, Up};
    use crate::domain::figure::tests::figure;

    fn percent(figure: &Figure) -> Option<String> {
        Some(completion(figure)?.percent().round()?.normalize().to_string())
    }

    fn of(text: &str, direction: Direction, stock: Option<bool>) -> Option<String> {
        percent(&figure(text, "万个", direction, stock))
    }

    #[test]
    fn what_is_to_grow_is_measured_by_its_target() {
        assert_eq!(of("565.4/835.6", Up, None).as_deref(), Some("67.6639540449976"));
        assert_eq!(of("122.6/100", Up, None).as_deref(), Some("122.6"));
        assert_eq!(of("0/100", Up, None).as_deref(), Some("0"));
        assert_eq!(of("-5/100", Up, None).as_deref(), Some("-5"));
        // A baseline beside what is counted anew every year is the figure of the year before.
        assert_eq!(of("50→110/120", Up, Some(false)).as_deref(), Some("91.6666666666667"));
    }

    #[test]
    fn a_stock_with_a_baseline_is_measured_by_its_way() {
        assert_eq!(of("50→110/120", Up, Some(true)).as_deref(), Some("85.7142857142857"));
        assert_eq!(of("40→10/0", Down, Some(true)).as_deref(), Some("75"));
        assert_eq!(of("40→50/0", Down, Some(true)).as_deref(), Some("-25"));
        assert_eq!(percent(&figure("85→88/90", "%", Up, None)).as_deref(), Some("60"));
    }

    #[test]
    fn where_no_formula_is_agreed_upon_there_is_none() {
        for (text, direction, stock) in [
            ("90/100", Down, None),
            ("120→95/90", Down, Some(false)),
            ("5/0", Up, None),
            ("5/-3", Up, None),
            ("100→105/100", Up, Some(true)),
            ("100→95/90", Up, Some(true)),
            ("/100", Up, None),
            ("5/", Up, None),
        ] {
            assert_eq!(of(text, direction, stock), None, "{text}");
        }
        for measure in ["名次", "届", "定性"] {
            assert_eq!(percent(&figure("4/5", measure, Up, None)), None, "{measure}");
        }
    }

    #[test]
    fn a_completion_inherits_the_marks() {
        let bound = |text, direction, stock| completion_bound(&figure(text, "万个", direction, stock));
        assert_eq!(bound(">=105/100", Up, None), Some(Bound::AtLeast));
        // What is wanted at least is a threshold, not a doubt.
        assert_eq!(bound("900/>=1000", Up, None), Some(Bound::Exact));
        assert_eq!(bound("105/>100", Up, None), Some(Bound::Exact));
        assert_eq!(bound(">1000/>=1000", Up, None), Some(Bound::Over));
        assert_eq!(bound("105/~100", Up, None), Some(Bound::About));
        assert_eq!(bound("105/<100", Up, None), Some(Bound::Over));
        assert_eq!(bound("40→10/<=5", Down, Some(true)), Some(Bound::Exact));
        assert_eq!(bound("~105/100", Up, None), Some(Bound::About));
        assert_eq!(bound("50→>110/120", Up, Some(true)), Some(Bound::Over));
        assert_eq!(bound("40→<10/0", Down, Some(true)), Some(Bound::Over));
        assert_eq!(bound("50→110/>120", Up, Some(true)), Some(Bound::Exact));
        // From a lower start, more of the way is behind.
        assert_eq!(bound("<50→110/120", Up, Some(true)), Some(Bound::Over));
        assert_eq!(bound("5/0", Up, None), None);
    }

    #[test]
    fn a_stock_without_a_baseline_has_no_pace() {
        let (period, moment) = (Period::read("2023").unwrap(), Moment::read("2023-M07").unwrap());
        let ahead = |figure: &Figure| Some(ahead(figure, &period, moment)?.percent().round()?.to_string());
        assert_eq!(ahead(&figure("72.4/100", "万元", Up, None)).as_deref(), Some("14.0666666666667"));
        assert_eq!(ahead(&figure("72.4/100", "万元", Up, Some(true))), None);
        assert_eq!(ahead(&figure("72.4/100", "%", Up, None)), None);
        let early = Moment::read("2022-M12").unwrap();
        assert_eq!(super::ahead(&figure("72.4/100", "万元", Up, None), &period, early), None);
    }

    proptest! {
        #[test]
        fn the_ends_of_the_way_are_nothing_and_all(baseline in -9999_i64..9999, way in 1_i64..9999, down: bool) {
            let target = if down { baseline - way } else { baseline + way };
            let direction = if down { Down } else { Up };
            let at = |actual: i64| {
                completion(&figure(&format!("{baseline}→{actual}/{target}"), "个", direction, Some(true))).unwrap()
            };
            prop_assert_eq!(at(baseline), Ratio::ZERO);
            prop_assert_eq!(at(target), Ratio::new(1, 1).unwrap());
            prop_assert!(at(target + (target - baseline)) > at(target));
        }

        #[test]
        fn scaling_both_changes_nothing(actual in 0_i64..99_999, target in 1_i64..99_999, power in 0_u32..6) {
            let scaled = |number: i64| Decimal::new(number, power).to_string();
            let plain = completion(&figure(&format!("{actual}/{target}"), "个", Up, None));
            let text = format!("{}/{}", scaled(actual), scaled(target));
            prop_assert_eq!(completion(&figure(&text, "个", Up, None)), plain);
        }

        /// The bound says what moving a bounded value in its direction does to the quotient
        #[test]
        fn the_bound_is_the_way_the_quotient_moves(
            baseline in -99_i64..99, actual in -99_i64..99, target in -99_i64..99, which in 0_usize..3
        ) {
            prop_assume!(target != baseline);
            let direction = if target > baseline { Up } else { Down };
            let text = |values: [i64; 3], marks: [&str; 3]| {
                let [b, a, t] = [0, 1, 2].map(|at| format!("{}{}", marks[at], values[at]));
                figure(&format!("{b}→{a}/{t}"), "个", direction, Some(true))
            };
            let values = [baseline, actual, target];
            let mut marks = [""; 3];
            // Against the direction, for what lies in it is a threshold.
            let (mark, step) = if which == 2 && direction == Up { ("<", -1) } else { (">", 1) };
            marks[which] = mark;
            let mut moved = values;
            moved[which] += step;
            prop_assume!((moved[2] > moved[0]) == (target > baseline) && moved[2] != moved[0]);
            let before = completion(&text(values, [""; 3])).unwrap();
            let after = completion(&text(moved, [""; 3])).unwrap();
            let expected = match after.partial_cmp(&before).unwrap() {
                Ordering::Greater => Bound::Over,
                Ordering::Less => Bound::Under,
                Ordering::Equal => Bound::Exact,
            };
            prop_assert_eq!(completion_bound(&text(values, marks)), Some(expected));
        }
    }
}
