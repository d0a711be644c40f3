//! Exact fractions: what a quotient is before it is rounded.
//!
//! A plan's figures fit two integers of 128 bits, and that way allocates nothing; what does not fit goes on as integers
//! of any length, so that no operation overflows or rounds. It does not know what is divided.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

use crate::domain::number::{DIGITS, greatest_common_divisor};

/// The decimals that `Decimal` holds
const DECIMALS: i64 = 28;

/// The powers of ten that 128 bits hold, from 1 on
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// The product, if it fits; a plan's figures mostly fit a word, of which that is sure
fn product(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(one), Ok(other)) => Some(i128::from(one) * i128::from(other)),
        _ => a.checked_mul(b),
    }
}

/// An exact fraction
#[derive(Debug, Clone)]
pub struct Ratio(Form);

#[derive(Debug, Clone)]
enum Form {
    /// Numerator and denominator; the denominator is positive, and they may have divisors in common
    Small(i128, i128),
    Large(Box<BigRational>),
}

impl Ratio {
    /// Nothing
    pub const ZERO: Ratio = Ratio(Form::Small(0, 1));

    /// One number divided by another; none if that is zero
    pub fn new(above: i128, below: i128) -> Option<Ratio> {
        match below.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Ratio(Form::Small(above, below))),
            Ordering::Less => Some(match above.checked_neg().zip(below.checked_neg()) {
                Some((above, below)) => Ratio(Form::Small(above, below)),
                None => Ratio(Form::Large(Box::new(BigRational::new(above.into(), below.into())))),
            }),
        }
    }

    /// The fraction that a decimal is
    pub fn of(number: Decimal) -> Ratio {
        Ratio(Form::Small(number.mantissa(), POWERS[number.scale() as usize]))
    }

    /// The sum
    pub fn plus(&self, other: &Ratio) -> Ratio {
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0) {
            let sum = || {
                if b == d {
                    return Some(Form::Small(a.checked_add(*c)?, *b));
                }
                let above = product(*a, *d)?.checked_add(product(*c, *b)?)?;
                Some(Form::Small(above, product(*b, *d)?))
            };
            if let Some(sum) = sum() {
                return Ratio(sum);
            }
        }
        Ratio(Form::Large(Box::new(self.large() + other.large())))
    }

    /// The difference
    pub fn minus(&self, other: &Ratio) -> Ratio {
        match other.0 {
            Form::Small(above, below) if above != i128::MIN => self.plus(&Ratio(Form::Small(-above, below))),
            _ => Ratio(Form::Large(Box::new(self.large() - other.large()))),
        }
    }

    /// The product
    pub fn times(&self, other: &Ratio) -> Ratio {
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0)
            && let Some((above, below)) = product(*a, *c).zip(product(*b, *d))
        {
            return Ratio(Form::Small(above, below));
        }
        Ratio(Form::Large(Box::new(self.large() * other.large())))
    }

    /// The quotient; none if the divisor is zero
    pub fn over(&self, other: &Ratio) -> Option<Ratio> {
        if other.sign() == Ordering::Equal {
            return None;
        }
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0)
            && let Some((above, below)) = product(*a, *d).zip(product(*b, *c))
        {
            return Ratio::new(above, below);
        }
        Some(Ratio(Form::Large(Box::new(self.large() / other.large()))))
    }

    /// A hundred times the fraction
    pub fn percent(&self) -> Ratio {
        self.times(&Ratio(Form::Small(100, 1)))
    }

    /// How it compares with zero
    pub fn sign(&self) -> Ordering {
        match &self.0 {
            Form::Small(above, _) => above.cmp(&0),
            Form::Large(large) => large.numer().cmp(&BigInt::zero()),
        }
    }

    /// The same fraction without common divisors: a sum of many stays small
    pub fn reduced(self) -> Ratio {
        match &self.0 {
            Form::Small(above, below) => {
                let common = greatest_common_divisor(*above, *below);
                Ratio(Form::Small(above / common, below / common))
            }
            Form::Large(large) => match large.numer().to_i128().zip(large.denom().to_i128()) {
                Some((above, below)) => Ratio(Form::Small(above, below)),
                None => self,
            },
        }
    }

    /// The fraction rounded to 15 significant digits (28 decimals at most), half away from zero; none if it is too great
    /// for a decimal
    ///
    /// Reports show one decimal of it. So that they round what the fraction is, and not what has been rounded before, it is
    /// rounded down where rounding up would make a tie of it: of 67.64999999999999 95 the last digit stays.
    pub fn round(&self) -> Option<Decimal> {
        match self.0 {
            Form::Small(0, _) => Some(Decimal::ZERO),
            Form::Small(above, below) => round_small(above, below).or_else(|| round_large(&self.large())),
            Form::Large(ref large) => round_large(large),
        }
    }

    fn large(&self) -> BigRational {
        match &self.0 {
            Form::Small(above, below) => BigRational::new((*above).into(), (*below).into()),
            Form::Large(large) => (**large).clone(),
        }
    }
}

/// Values are compared, not spellings: 1/2 is 2/4
impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.minus(other).sign() == Ordering::Equal
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.minus(other).sign())
    }
}

/// The rounded fraction, if the way there fits 128 bits
fn round_small(above: i128, below: i128) -> Option<Decimal> {
    let (size, below) = (above.unsigned_abs(), below.unsigned_abs());
    let mut scale = i64::from(DIGITS) - 1 - (i64::from(size.ilog10()) - i64::from(below.ilog10()));
    // The quotient of the leading digits may be below 1: then one digit more is wanted.
    let power = |exponent: i64| POWERS.get(usize::try_from(exponent).ok()?).map(|power| power.unsigned_abs());
    let scaled = |scale: i64| {
        if scale >= 0 {
            Some((size.checked_mul(power(scale)?)?, below))
        } else {
            Some((size, below.checked_mul(power(-scale)?)?))
        }
    };
    let (mut dividend, mut divisor) = scaled(scale.min(DECIMALS))?;
    let mut quotient = dividend / divisor;
    if scale < DECIMALS && quotient < const { 10_u128.pow(DIGITS - 1) } {
        scale += 1;
        (dividend, divisor) = scaled(scale)?;
        quotient = dividend / divisor;
    }
    let rest = dividend - quotient * divisor;
    let quotient = i128::try_from(quotient).ok()?;
    let is_up = rest >= divisor - rest && !is_tie(quotient + 1, scale);
    let rounded = quotient + i128::from(is_up);
    decimal(if above < 0 { -rounded } else { rounded }, scale.min(DECIMALS))
}

/// Whether `number` ÷ 10^`scale` lies just between two numbers of one decimal
fn is_tie(number: i128, scale: i64) -> bool {
    let step =
        usize::try_from(scale - 1).ok().filter(|places| *places > 0).and_then(|places| POWERS.get(places));
    step.is_some_and(|step| match (i64::try_from(number), i64::try_from(*step)) {
        (Ok(number), Ok(step)) => i128::from(number % step) * 2 == step.into(),
        _ => (number % step) * 2 == *step,
    })
}

/// The rounded fraction, whatever its length
fn round_large(large: &BigRational) -> Option<Decimal> {
    let size = large.abs();
    let digits = |number: &BigInt| i64::try_from(number.to_string().len()).ok();
    let mut scale = i64::from(DIGITS) - (digits(size.numer())? - digits(size.denom())?);
    let power = |exponent: i64| Some(BigInt::from(10).pow(u32::try_from(exponent).ok()?));
    // The number of whole units, and whether what is left is at least half of one.
    let split = |scale: i64| -> Option<(i128, bool)> {
        let (mut dividend, mut divisor) = (size.numer().clone(), size.denom().clone());
        if scale >= 0 {
            dividend *= power(scale)?;
        } else {
            divisor *= power(-scale)?;
        }
        let rest = &dividend % &divisor;
        Some(((dividend / &divisor).to_i128()?, rest * 2 >= divisor))
    };
    let (mut number, mut is_up) = split(scale.min(DECIMALS))?;
    if number >= 10_i128.pow(DIGITS) && scale <= DECIMALS {
        scale -= 1;
        (number, is_up) = split(scale)?;
    }
    number += i128::from(is_up && !is_tie(number + 1, scale.min(DECIMALS)));
    decimal(if large.is_negative() { -number } else { number }, scale.min(DECIMALS))
}

/// `number` ÷ 10^`scale`
fn decimal(number: i128, scale: i64) -> Option<Decimal> {
    match u32::try_from(scale) {
        Ok(scale) => Decimal::try_from_i128_with_scale(number, scale).ok(),
        Err(_) => {
            let power = 10_i128.checked_pow(u32::try_from(-scale).ok()?)?;
            Decimal::try_from_i128_with_scale(number.checked_mul(power)?, 0).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rounded(above: i128, below: i128) -> String {
        Ratio::new(above, below).unwrap().round().unwrap().normalize().to_string()
    }

    #[test]
    fn a_quotient_has_fifteen_digits_rounded_once() {
        assert_eq!(rounded(1, 3), "0.333333333333333");
        assert_eq!(rounded(200, 3), "66.6666666666667");
        assert_eq!(rounded(-2, 3), "-0.666666666666667");
        assert_eq!(rounded(1, 8), "0.125");
        assert_eq!(rounded(9_999_999_999_999_995, 10), "1000000000000000");
        assert_eq!(rounded(1, 10_i128.pow(30)), "0");
        assert_eq!(rounded(10_i128.pow(20), 3), "33333333333333300000");
        assert_eq!(rounded(3, -4), "-0.75");
        assert_eq!(rounded(1_352_999_999_999_999, 20_000_000_000_000), "67.6499999999999");
        assert_eq!(rounded(6_765, 100), "67.65");
        assert!(Ratio::new(1, 0).is_none());
        assert!(Ratio::of(Decimal::ONE).over(&Ratio::ZERO).is_none());
    }

    #[test]
    fn what_overflows_goes_on_exactly() {
        let huge = Ratio::new(i128::MAX, 7).unwrap();
        let square = huge.times(&huge);
        assert_eq!(square.over(&huge), Some(huge.clone()));
        assert_eq!(square.minus(&square), Ratio::ZERO);
        assert_eq!(huge.over(&huge.plus(&huge)).and_then(|half| half.round()), Some(Decimal::new(5, 1)));
        assert_eq!(square.over(&square).unwrap().reduced().round(), Some(Decimal::ONE));
    }

    fn fraction() -> impl Strategy<Value = Ratio> {
        let part = prop_oneof![-100_i128..100, -(10_i128.pow(17))..10_i128.pow(17), any::<i128>()];
        (part.clone(), part).prop_filter_map("zero below", |(above, below)| Ratio::new(above, below))
    }

    proptest! {
        #[test]
        fn the_laws_of_arithmetic_hold(a in fraction(), b in fraction(), c in fraction()) {
            prop_assert_eq!(a.plus(&b), b.plus(&a));
            prop_assert_eq!(a.plus(&b).plus(&c), a.plus(&b.plus(&c)));
            prop_assert_eq!(a.times(&b.plus(&c)), a.times(&b).plus(&a.times(&c)));
            prop_assert_eq!(a.minus(&b).plus(&b), a.clone());
            prop_assert_eq!(a.clone().reduced(), a.clone());
            if let Some(quotient) = a.over(&b) {
                prop_assert_eq!(quotient.times(&b), a);
            }
        }

        #[test]
        fn the_short_way_and_the_long_way_round_alike(a in fraction()) {
            prop_assert_eq!(a.round(), round_large(&a.large()));
        }

        #[test]
        fn rounding_is_off_by_half_a_digit_at_most(above in 1_i128..10_i128.pow(17), below in 1_i128..10_i128.pow(15)) {
            let exact = Ratio::new(above, below).unwrap();
            let rounded = exact.round().unwrap();
            let error = exact.minus(&Ratio::of(rounded));
            // |error| · 2 · 10^14 ≤ |exact|, and half of the last digit is no more.
            let most = exact.over(&Ratio::new(2 * 10_i128.pow(14), 1).unwrap()).unwrap();
            prop_assert!(error <= most && Ratio::ZERO.minus(&error) <= most, "{rounded}");
        }
    }
}
