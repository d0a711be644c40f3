//! Conversion: an amount of one measure in another of its family (domain.md part 3).
//!
//! What is stored is converted exactly or not at all; what is only shown is rounded once. 亩 ↔ 公顷 is 1 to 15, and 1 亩 is
//! 2000/3 平方米, which no decimal is: factors are fractions.

use rust_decimal::Decimal;

use crate::domain::measure::Measure;
use crate::domain::number::{DIGITS, print_decimal, times_ratio, within_digits};
use crate::domain::ratio::Ratio;
use crate::text::CellFault;

/// The same amount in another measure of the family, rounded once to 15 digits: 3550 亩 are 236.666666666667 公顷
pub fn convert_rounded(number: Decimal, from: &Measure, to: &Measure) -> Result<Decimal, CellFault> {
    convert(number, from, to).or_else(|fault| {
        let factor = |measure: &Measure| {
            let (above, below) = measure.factor();
            Ratio::new(above, below)
        };
        let ratio = factor(from).zip(factor(to)).filter(|_| from.family() == to.family());
        ratio.and_then(|(from, to)| Ratio::of(number).times(&from).over(&to)?.round()).ok_or(fault)
    })
}

/// The same amount in another measure of the family: exact in 15 digits, or a fault
pub fn convert(number: Decimal, from: &Measure, to: &Measure) -> Result<Decimal, CellFault> {
    if from == to {
        return Ok(number);
    }
    let name = |measure: &Measure| measure.name().to_owned();
    if from.family() != to.family() {
        return Err(CellFault::OtherFamily { from: name(from), to: name(to) });
    }
    let ((above, below), (target_above, target_below)) = (from.factor(), to.factor());
    let ratio = above.checked_mul(target_below).zip(below.checked_mul(target_above));
    let converted = ratio.and_then(|(above, below)| times_ratio(number, above, below));
    converted.and_then(|converted| within_digits(converted, "").ok()).ok_or_else(|| {
        let number = print_decimal(number);
        CellFault::NotExact { number, from: name(from), to: name(to), most: DIGITS }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::domain::measure::list;

    fn measure(name: &str) -> Measure {
        Measure::find(name).unwrap()
    }

    fn converted(number: &str, from: &str, to: &str) -> Result<String, &'static str> {
        let number = number.parse().unwrap();
        convert(number, &measure(from), &measure(to)).map(print_decimal).map_err(|fault| fault.code())
    }

    #[test]
    fn amounts_are_converted_exactly_or_refused() {
        assert_eq!(converted("73.82", "亿元", "元").as_deref(), Ok("7382000000"));
        assert_eq!(converted("7382000000", "元", "亿元").as_deref(), Ok("73.82"));
        assert_eq!(converted("15", "亩", "公顷").as_deref(), Ok("1"));
        assert_eq!(converted("3550", "亩", "公顷"), Err("NotExact"));
        assert_eq!(converted("1.3", "万亿斤", "吨").as_deref(), Ok("650000000"));
        assert_eq!(converted("1", "亿元", "分"), Err("OtherFamily"));
        assert_eq!(converted("123456789012345", "万亿元", "元"), Err("NotExact"));
        assert_eq!(converted("-0.5", "周", "天").as_deref(), Ok("-3.5"));
    }

    #[test]
    fn what_is_shown_is_rounded_once() {
        let rounded = |number: &str, from, to| {
            convert_rounded(number.parse().unwrap(), &measure(from), &measure(to)).map(print_decimal)
        };
        assert_eq!(rounded("3550", "亩", "公顷").as_deref(), Ok("236.666666666667"));
        assert_eq!(rounded("1", "亩", "平方米").as_deref(), Ok("666.666666666667"));
        assert_eq!(rounded("15", "亩", "公顷").as_deref(), Ok("1"));
        assert_eq!(
            rounded("1", "亩", "亿元").map_err(|fault| fault.code().to_owned()),
            Err("OtherFamily".to_owned())
        );
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_or_refused(
            mantissa in -999_999_999_i64..=999_999_999, scale in 0_u32..6, a: Index, b: Index
        ) {
            let number = Decimal::new(mantissa, scale).normalize();
            let names: Vec<_> = list().map(|(name, _)| name).collect();
            let (from, to) = (&measure(names[a.index(names.len())]), &measure(names[b.index(names.len())]));
            if let Ok(there) = convert(number, from, to) {
                prop_assert_eq!(convert(there, to, from), Ok(number));
            }
        }

    }
}
