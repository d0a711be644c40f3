//! How a percentage, or a difference of two, is shown: with one decimal, half up (domain.md 4.1).
//!
//! One decimal may say more than the number does: of 9995 done of 10000 it makes 100.0, beside the verdict that the plan
//! was not met. So what lies below all of a plan, or below its pace, is not rounded up to it; it is shown with as many
//! decimals as it takes to stay below: 99.95, −0.04. It does not know what the number is of.

use rust_decimal::{Decimal, RoundingStrategy};

/// What is not rounded up to: all of a plan, and its pace
const LINES: [Decimal; 2] = [Decimal::ONE_HUNDRED, Decimal::ZERO];

/// Decimals of a difference that mean something: two doubles differ in the 12th where the numbers are equal
const MEANT: u32 = 9;

/// The number of percent, or of percentage points, as reports show it
pub fn shown_percent(number: Decimal) -> Decimal {
    let rounded = one_decimal(number);
    if LINES.contains(&rounded) && number.round_dp(MEANT) < rounded {
        below(number, rounded)
    } else {
        rounded
    }
}

/// The difference of two percentages as reports show it: SQL makes it of doubles, so 99.95 − 100 is −0.05 but for its last
/// digits, and those are dropped before it is rounded
pub fn shown_points(number: Decimal) -> Decimal {
    shown_percent(number.round_dp(MEANT))
}

/// The number with the fewest decimals that keep it below that line
fn below(number: Decimal, line: Decimal) -> Decimal {
    let rounded = |decimals| number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    (2..=number.scale()).map(rounded).find(|rounded| *rounded < line).unwrap_or(number)
}

/// One decimal, half away from zero; a number that rounds to nothing has no sign
fn one_decimal(number: Decimal) -> Decimal {
    // What fits a word, as a rate of 15 digits does, is rounded there.
    if let (Ok(mantissa), 2..=18) = (i64::try_from(number.mantissa()), number.scale()) {
        let step = 10_i64.pow(number.scale() - 1);
        let (whole, rest) = (mantissa / step, mantissa % step);
        let is_up = rest.unsigned_abs() * 2 >= step.unsigned_abs();
        return Decimal::new(whole + if is_up { rest.signum() } else { 0 }, 1);
    }
    let mut rounded = number.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded.rescale(1);
    rounded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(number: &str) -> String {
        shown_percent(number.parse().unwrap()).to_string()
    }

    #[test]
    fn one_decimal_is_rounded_half_up() {
        for (number, text) in [
            ("67.65", "67.7"),
            ("67.6499999999999", "67.6"),
            ("-2.65", "-2.7"),
            ("7", "7.0"),
            ("99.94", "99.9"),
            ("100.04", "100.0"),
            ("0.04", "0.0"),
            ("0", "0.0"),
            ("200", "200.0"),
        ] {
            assert_eq!(shown(number), text, "{number}");
        }
    }

    #[test]
    fn what_is_not_reached_is_not_shown_as_reached() {
        for (number, text) in [
            ("99.95", "99.95"),
            ("99.999", "99.999"),
            ("99.9996666666667", "99.9997"),
            ("99.9999999", "99.9999999"),
            ("-0.04", "-0.04"),
            ("-0.0000000000001", "0.0"),
            ("199.95", "200.0"),
        ] {
            assert_eq!(shown(number), text, "{number}");
        }
    }

    #[test]
    fn a_difference_is_rounded_without_the_noise_of_doubles() {
        let shown = |number: &str| shown_points(number.parse().unwrap()).to_string();
        assert_eq!(shown("-0.0499999999999972"), "-0.1");
        assert_eq!(shown("14.0666666666667"), "14.1");
        assert_eq!(shown("-0.0000000000001"), "0.0");
        assert_eq!(shown("-0.01"), "-0.01");
    }

    proptest! {
        #[test]
        fn no_order_is_turned_round_and_no_line_crossed(one in -300_000_i64..300_000, other in -300_000_i64..300_000) {
            let (one, other) = (Decimal::new(one.min(other), 3), Decimal::new(one.max(other), 3));
            prop_assert!(shown_percent(one) <= shown_percent(other));
            for line in LINES {
                prop_assert_eq!(one < line, shown_percent(one) < line);
            }
        }
    }
}
