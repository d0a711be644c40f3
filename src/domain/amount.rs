//! Amounts that can be added: a number, how it is bounded, and its unit.
//!
//! Units of one family are added exactly; families that cannot be added stand side by side. Written as
//! `>208.82亿元`, several joined by ` + `. It knows no table and no report.

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::conversion::convert;
use crate::domain::measure::Measure;
use crate::domain::number::print_decimal;
use crate::domain::ratio::Ratio;

/// One amount
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// How much, in the unit
    pub number: Decimal,
    /// How the number is bounded
    pub bound: Bound,
    /// In what
    pub unit: Measure,
}

/// A sum: one amount a family, in the order in which the families came
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Amounts(Vec<Amount>);

const BETWEEN: &str = " + ";

impl Amounts {
    /// One amount
    pub fn of(number: Decimal, bound: Bound, unit: Measure) -> Amounts {
        Amounts(vec![Amount { number, bound, unit }])
    }

    /// Adds a number; of two units of one family the sum is kept in the family's usual unit (亿元, 亩 …)
    ///
    /// What does not fit exactly into 15 digits or into a common unit stays apart.
    pub fn add(&mut self, number: Decimal, bound: Bound, unit: &Measure) {
        for amount in &mut self.0 {
            if amount.unit == *unit {
                if let Some(sum) = exact_sum(amount.number, number) {
                    (amount.number, amount.bound) = (sum, amount.bound.plus(bound));
                    return;
                }
            } else if amount.unit.family() == unit.family()
                && let Some(sum) = sum_of(amount, number, unit)
            {
                *amount = Amount { bound: amount.bound.plus(bound), ..sum };
                return;
            }
        }
        self.0.push(Amount { number, bound, unit: unit.clone() });
    }

    /// Adds all of another sum
    pub fn add_all(&mut self, other: &Amounts) {
        for amount in &other.0 {
            self.add(amount.number, amount.bound, &amount.unit);
        }
    }

    /// The difference: what was added of another sum, taken away, its bounds turned round
    pub fn minus(mut self, other: &Amounts) -> Amounts {
        for amount in &other.0 {
            self.add(-amount.number, amount.bound.flipped(), &amount.unit);
        }
        self
    }

    /// The mean of that many figures whose sum this is, rounded once to 15 digits; a mean is bounded as its sum is
    pub fn over(&self, figures: i64) -> Option<Amounts> {
        let count = Ratio::new(figures.into(), 1)?;
        let mean = |amount: &Amount| {
            let number = Ratio::of(amount.number).over(&count)?.round()?.normalize();
            Some(Amount { number, ..amount.clone() })
        };
        self.0.iter().map(mean).collect::<Option<Vec<_>>>().map(Amounts)
    }

    /// The same amounts, each bounded as if something so bounded had been added
    pub fn bounded(mut self, bound: Bound) -> Amounts {
        for amount in &mut self.0 {
            amount.bound = amount.bound.plus(bound);
        }
        self
    }

    /// The amount, if there is exactly one
    pub fn single(&self) -> Option<&Amount> {
        match self.0.as_slice() {
            [amount] => Some(amount),
            _ => None,
        }
    }

    /// The amounts one by one
    pub fn iter(&self) -> impl Iterator<Item = &Amount> {
        self.0.iter()
    }

    /// The sum as one text; none for a sum of nothing
    pub fn print(&self) -> Option<String> {
        let mut text = String::new();
        for amount in self.iter() {
            if !text.is_empty() {
                text.push_str(BETWEEN);
            }
            let number = print_decimal(amount.number);
            [amount.bound.mark(), &number, amount.unit.name()].iter().for_each(|part| text.push_str(part));
        }
        (!text.is_empty()).then_some(text)
    }

    /// Reads what [`Amounts::print`] wrote
    pub fn read(text: &str) -> Option<Amounts> {
        if !text.contains('+') {
            return Some(Amounts(vec![read_amount(text)?]));
        }
        text.split(BETWEEN).map(read_amount).collect::<Option<Vec<_>>>().map(Amounts)
    }
}

fn sum_of(amount: &Amount, number: Decimal, unit: &Measure) -> Option<Amount> {
    let common = Measure::default_unit(unit.family());
    let one = convert(amount.number, &amount.unit, &common).ok()?;
    let other = convert(number, unit, &common).ok()?;
    Some(Amount { number: exact_sum(one, other)?, bound: Bound::Exact, unit: common })
}

/// The sum; none where `Decimal` could only hold it rounded
fn exact_sum(one: Decimal, other: Decimal) -> Option<Decimal> {
    let scale = one.scale().max(other.scale());
    let mantissa = |number: Decimal| match scale - number.scale() {
        0 => Some(number.mantissa()),
        more => number.mantissa().checked_mul(10_i128.pow(more)),
    };
    let sum = mantissa(one)?.checked_add(mantissa(other)?)?;
    Decimal::try_from_i128_with_scale(sum, scale).ok().map(|sum| sum.normalize())
}

fn read_amount(text: &str) -> Option<Amount> {
    let digits = text.find(|character: char| character.is_ascii_digit() || character == '-')?;
    let (mark, rest) = text.split_at(digits);
    let end = rest
        .find(|character: char| !character.is_ascii_digit() && !matches!(character, '.' | '-'))
        .unwrap_or(rest.len());
    let bound = [Bound::Exact, Bound::About, Bound::Over, Bound::AtLeast, Bound::Under, Bound::AtMost];
    Some(Amount {
        number: Decimal::from_str_exact(&rest[..end]).ok()?,
        bound: bound.into_iter().find(|bound| bound.mark() == mark)?,
        unit: Some(&rest[end..]).filter(|unit| !unit.is_empty()).map(measure_named)?,
    })
}

/// A measure that nobody knows is a counter that a sheet brought in with `--new-measures`
fn measure_named(name: &str) -> Measure {
    Measure::find(name).unwrap_or_else(|| Measure::counter(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn sum(parts: &[(i64, Bound, &str)]) -> String {
        let mut amounts = Amounts::default();
        for (hundredths, bound, unit) in parts {
            amounts.add(Decimal::new(*hundredths, 2), *bound, &Measure::find(unit).unwrap());
        }
        amounts.print().unwrap()
    }

    #[test]
    fn over_survives_in_the_sum_of_the_article() {
        let parts =
            [(10_000, Bound::Over, "亿元"), (3_500, Bound::AtLeast, "亿元"), (7_382, Bound::Exact, "亿元")];
        assert_eq!(sum(&parts), ">208.82亿元");
    }

    #[test]
    fn two_units_of_one_family_meet_in_its_usual_unit() {
        assert_eq!(sum(&[(100, Bound::Exact, "亿元"), (500_000, Bound::Exact, "万元")]), "1.5亿元");
    }

    #[test]
    fn what_cannot_be_added_stands_side_by_side() {
        let text = sum(&[(100, Bound::Exact, "亿元"), (250, Bound::About, "万美元")]);
        assert_eq!(text, "1亿元 + ~2.5万美元");
        assert_eq!(Amounts::read(&text).unwrap().print().unwrap(), text);
    }

    #[test]
    fn a_difference_turns_the_second_bound_round() {
        let minus = |a, b| Amounts::read(a).unwrap().minus(&Amounts::read(b).unwrap()).print();
        assert_eq!(minus("12亿元", ">5亿元").as_deref(), Some("<7亿元"));
        assert_eq!(minus("1亿元", "5000万元 + 2亩").as_deref(), Some("0.5亿元 + -2亩"));
    }

    #[test]
    fn a_sum_that_would_lose_digits_stays_apart() {
        let sum = |a, b| {
            let mut sum = Amounts::read(a).unwrap();
            sum.add_all(&Amounts::read(b).unwrap());
            sum.print().unwrap()
        };
        let apart = "999999999999999亿元 + 0.000000000000001亿元";
        assert_eq!(sum("999999999999999亿元", "0.000000000000001亿元"), apart);
        assert_eq!(sum("99999999999999亿元", "0.00000000000001亿元"), "99999999999999.00000000000001亿元");
    }

    proptest! {
        /// Σ is what the fractions come to, in whatever units and order the parts stand
        #[test]
        fn a_sum_is_exact_in_any_order(
            parts in prop::collection::vec(
                (-999_999_999_i64..999_999_999, 0_u32..4, select(&["元", "万元", "亿元", "千元"][..])), 1..12
            )
        ) {
            let unit = |name: &str| Measure::find(name).unwrap();
            let base = |number: Decimal, unit: &Measure| {
                Ratio::of(number).times(&Ratio::new(unit.factor().0, unit.factor().1).unwrap())
            };
            let (mut sum, mut turned, mut exact) = (Amounts::default(), Amounts::default(), Ratio::ZERO);
            for (mantissa, scale, name) in &parts {
                sum.add(Decimal::new(*mantissa, *scale), Bound::Exact, &unit(name));
                exact = exact.plus(&base(Decimal::new(*mantissa, *scale), &unit(name)));
            }
            for (mantissa, scale, name) in parts.iter().rev() {
                turned.add(Decimal::new(*mantissa, *scale), Bound::Exact, &unit(name));
            }
            let total = sum.single().unwrap();
            prop_assert_eq!(base(total.number, &total.unit), exact);
            prop_assert_eq!(sum.print(), turned.print());
            prop_assert_eq!(Amounts::read(&sum.print().unwrap()).unwrap(), sum);
        }
    }
}
