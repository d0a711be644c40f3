//! Rates: what is done of what was planned, as an exact fraction, and how it is bounded (domain.md 4.1).
//!
//! 投资完成率 = 完成投资 ÷ 年度计划投资, a quotient of sums and never a mean of rates. It rounds nothing.

use std::cmp::Ordering;

use crate::domain::amount::{Amount, Amounts};
use crate::domain::bound::Bound;
use crate::domain::measure::Family;
use crate::domain::pace::{Moment, pace};
use crate::domain::period::Period;
use crate::domain::ratio::Ratio;

/// done ÷ plan; none where either is not one amount, their families differ, or nothing was planned
///
/// Nothing is also a plan below zero: of a negative plan nobody can say how much is done.
pub fn rate(done: &Amounts, plan: &Amounts) -> Option<Ratio> {
    let (done, plan) = operands(done, plan)?;
    base(done).over(&base(plan))
}

/// How that rate is bounded; none where there is no rate
pub fn rate_bound(done: &Amounts, plan: &Amounts) -> Option<Bound> {
    let (done, plan) = operands(done, plan)?;
    Some(quotient_bound(base(done).sign(), done.bound, plan.bound))
}

fn operands<'a>(done: &'a Amounts, plan: &'a Amounts) -> Option<(&'a Amount, &'a Amount)> {
    let (done, plan) = (done.single()?, plan.single()?);
    let comparable = done.unit.family() == plan.unit.family() && base(plan).sign() == Ordering::Greater;
    comparable.then_some((done, plan))
}

/// The amount in the base of its family
fn base(amount: &Amount) -> Ratio {
    let (above, below) = amount.unit.factor();
    let factor = Ratio::new(above, below).unwrap_or(Ratio::ZERO);
    Ratio::of(amount.number).times(&factor)
}

/// The bound of a quotient with a positive divisor: a greater divisor makes it smaller, unless the dividend is negative
pub fn quotient_bound(dividend: Ordering, bound: Bound, divisor: Bound) -> Bound {
    match dividend {
        Ordering::Greater => bound.plus(divisor.flipped()),
        Ordering::Less => bound.plus(divisor),
        // Nothing of whatever was planned is nothing.
        Ordering::Equal => bound,
    }
}

/// 序时进度 of many plans: each one's pace, weighted with what it plans
///
/// Σ plan × pace ÷ Σ plan. Of a year's plans that run for the whole year it is the pace of the year; of those that begin in
/// its midst it says how much should be there by now.
#[derive(Debug, Default)]
pub struct WeightedPace {
    family: Option<Family>,
    several: bool,
    /// what is planned, in the base of the family, and what of it should be done
    sums: Option<(Ratio, Ratio)>,
}

impl WeightedPace {
    /// Takes a plan in; one that is blank or has no end is left out
    pub fn add(&mut self, plan: &Amounts, period: &Period, moment: Moment) {
        let Some(pace) = pace(period, moment) else { return };
        for amount in plan.iter() {
            self.several |=
                self.family.get_or_insert_with(|| amount.unit.family().clone()) != amount.unit.family();
            let (plans, due) = self.sums.take().unwrap_or((Ratio::ZERO, Ratio::ZERO));
            let plan = base(amount);
            self.sums = Some((plans.plus(&plan).reduced(), due.plus(&plan.times(&pace)).reduced()));
        }
    }

    /// The weighted pace, from 0 to 1; none where nothing is planned or the plans are of several families
    pub fn pace(&self) -> Option<Ratio> {
        let (plans, due) = self.sums.as_ref().filter(|_| !self.several)?;
        due.over(plans)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(text: &str) -> Amounts {
        Amounts::read(text).unwrap()
    }

    fn percent(done: &str, plan: &str) -> Option<String> {
        let percent = rate(&amounts(done), &amounts(plan))?.percent().round()?;
        Some(percent.normalize().to_string())
    }

    #[test]
    fn a_rate_is_exact_until_it_is_shown() {
        assert_eq!(percent("565.4亿元", "835.6亿元").as_deref(), Some("67.6639540449976"));
        assert_eq!(percent("1亩", "1公顷").as_deref(), Some("6.66666666666667"));
        assert_eq!(percent("200万元", "1亿元").as_deref(), Some("2"));
    }

    #[test]
    fn there_is_no_rate_of_nothing_or_of_another_family() {
        assert_eq!(percent("1亿元", "0亿元"), None);
        assert_eq!(percent("1亿元", "-1亿元"), None);
        assert_eq!(percent("1亿元", "1万美元"), None);
        assert_eq!(percent("1亿元 + 1亩", "1亿元"), None);
        assert!(rate(&Amounts::default(), &amounts("1亿元")).is_none());
    }

    #[test]
    fn a_rate_is_bounded_as_its_operands_are() {
        let bound = |done, plan| rate_bound(&amounts(done), &amounts(plan));
        assert_eq!(bound(">=105亿元", "100亿元"), Some(Bound::AtLeast));
        assert_eq!(bound("105亿元", ">100亿元"), Some(Bound::Under));
        assert_eq!(bound(">105亿元", ">100亿元"), Some(Bound::About));
        assert_eq!(bound("-5亿元", ">100亿元"), Some(Bound::Over));
        assert_eq!(bound("0亿元", ">100亿元"), Some(Bound::Exact));
        assert_eq!(bound("5亿元", "0亿元"), None);
    }

    fn weighted(plans: &[(&str, &str)], on: &str) -> Option<String> {
        let mut pace = WeightedPace::default();
        for (plan, period) in plans {
            pace.add(&amounts(plan), &Period::read(period).unwrap(), Moment::read(on).unwrap());
        }
        Some(pace.pace()?.percent().round()?.normalize().to_string())
    }

    #[test]
    fn plans_weigh_with_what_they_plan() {
        let year = |plan| (plan, "2023");
        assert_eq!(
            weighted(&[year("3亿元"), year("5000万元")], "2023-M07").as_deref(),
            Some("58.3333333333333")
        );
        // 1 of 12 months' plan and 3 whose quarter is over: (100·7/12 + 300·1) / 400.
        let plans = [("100万元", "2023"), ("300万元", "2023-Q2")];
        assert_eq!(weighted(&plans, "2023-M07").as_deref(), Some("89.5833333333333"));
        assert_eq!(weighted(&[year("3亿元"), year("5亩")], "2023-M07"), None);
        assert_eq!(weighted(&[("3亿元", "2023/..")], "2023-M07"), None);
        assert_eq!(weighted(&[year("0亿元")], "2023-M07"), None);
    }
}
