//! The scale of a drawing: from numbers to places, and the round numbers on its axis. All exact; it knows no shape.

use rust_decimal::{Decimal, RoundingStrategy};

/// Round numbers that an axis has, at the most
const TICKS: i64 = 5;
/// Percentages beyond this are drawn as broken bars, so that one of 3500 does not flatten all others
const FARTHEST: i64 = 200;

/// What a drawing spans
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The least
    pub low: Decimal,
    /// The most, which is more than the least
    pub high: Decimal,
    /// Between its round numbers
    step: Decimal,
}

impl Scale {
    /// From nothing to the round numbers around all of `numbers`
    pub fn of(numbers: impl Iterator<Item = Decimal>) -> Scale {
        let (low, high) = numbers
            .fold((Decimal::ZERO, Decimal::ZERO), |(low, high), number| (low.min(number), high.max(number)));
        Scale::around(low, high)
    }

    /// The same for percentages: at least to 100, and never beyond 200
    pub fn of_percentages(numbers: impl Iterator<Item = Decimal>) -> Scale {
        let farthest = Decimal::from(FARTHEST);
        let (low, high) = numbers.fold((Decimal::ZERO, Decimal::ONE_HUNDRED), |(low, high), number| {
            (low.min(number), high.max(number))
        });
        Scale::around(low.max(-farthest), high.min(farthest))
    }

    /// Round numbers around both, not from nothing where they are far from it
    pub fn around(low: Decimal, high: Decimal) -> Scale {
        let high = if high > low { high } else { low.checked_add(Decimal::ONE).unwrap_or(high) };
        let span = high.checked_sub(low).filter(|span| *span > Decimal::ZERO).unwrap_or(Decimal::ONE);
        let step = round_step(span);
        let down = |number: Decimal, strategy| {
            let steps = number.checked_div(step)?.round_dp_with_strategy(0, strategy);
            steps.checked_mul(step)
        };
        let low = down(low, RoundingStrategy::ToNegativeInfinity).unwrap_or(low);
        let high = down(high, RoundingStrategy::ToPositiveInfinity).unwrap_or(high);
        Scale { low, high: if high > low { high } else { low.checked_add(step).unwrap_or(high) }, step }
    }

    /// Where `number` is, in parts of `room`, and within it
    pub fn place(&self, number: Decimal, room: i64) -> i64 {
        let share = number
            .checked_sub(self.low)
            .zip(self.high.checked_sub(self.low))
            .and_then(|(from, span)| from.checked_mul(Decimal::from(room))?.checked_div(span));
        let place = share.and_then(|share| i64::try_from(share.round()).ok());
        place.unwrap_or(if number > self.high { room } else { 0 }).clamp(0, room)
    }

    /// Whether `number` is beyond the scale
    pub fn is_beyond(&self, number: Decimal) -> bool {
        number > self.high || number < self.low
    }

    /// The round numbers from the least to the most
    pub fn ticks(&self) -> Vec<Decimal> {
        std::iter::successors(Some(self.low), |tick| tick.checked_add(self.step))
            .take_while(|tick| *tick <= self.high)
            .take(4 * TICKS as usize)
            .map(|tick| tick.normalize())
            .collect()
    }

    /// A round number with its unit, in 亿 or 万 where the scale reaches as far
    pub fn label(&self, tick: Decimal, unit: &str) -> String {
        let largest = self.high.abs().max(self.low.abs());
        let sizes = [(Decimal::from(100_000_000), "亿"), (Decimal::from(10_000), "万")];
        let fitting = sizes.into_iter().find(|(size, _)| largest >= *size && !unit.is_empty());
        let (size, prefix) = fitting.unwrap_or((Decimal::ONE, ""));
        format!("{}{prefix}{unit}", tick.checked_div(size).unwrap_or(tick).normalize())
    }
}

/// 1, 2 or 5 and zeros, so that few of them make the span
fn round_step(span: Decimal) -> Decimal {
    let least = span.checked_div(Decimal::from(TICKS)).unwrap_or(span);
    let mut power = Decimal::ONE;
    while power <= least {
        let Some(more) = power.checked_mul(Decimal::TEN) else { break };
        power = more;
    }
    while power > least {
        let Some(less) = power.checked_div(Decimal::TEN).filter(|less| !less.is_zero()) else { break };
        power = less;
    }
    let steps = [1, 2, 5, 10].into_iter().filter_map(|times| power.checked_mul(Decimal::from(times)));
    steps.into_iter().find(|step| *step >= least).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimals(numbers: &[i64]) -> Vec<Decimal> {
        numbers.iter().copied().map(Decimal::from).collect()
    }

    #[test]
    fn ticks_are_round_and_span_all() {
        let scale = Scale::of(decimals(&[3, 47, 12]).into_iter());
        assert_eq!(scale.ticks(), decimals(&[0, 10, 20, 30, 40, 50]));
        let scale = Scale::of(decimals(&[-30, 47]).into_iter());
        assert_eq!(scale.ticks(), decimals(&[-40, -20, 0, 20, 40, 60]));
        assert_eq!(Scale::of(std::iter::empty()).ticks().len(), 6);
    }

    #[test]
    fn percentages_reach_100_and_break_at_200() {
        let scale = Scale::of_percentages(decimals(&[12]).into_iter());
        assert_eq!((scale.low, scale.high), (Decimal::ZERO, Decimal::ONE_HUNDRED));
        let scale = Scale::of_percentages(decimals(&[3500, 80]).into_iter());
        assert_eq!(scale.high, Decimal::from(200));
        assert!(scale.is_beyond(Decimal::from(3500)));
        assert_eq!(scale.place(Decimal::from(3500), 1000), 1000);
        assert_eq!(scale.place(Decimal::from(80), 1000), 400);
    }

    proptest! {
        #[test]
        fn every_number_has_its_place(digits in proptest::collection::vec((any::<i64>(), 0..28_u32), 1..9)) {
            let numbers: Vec<Decimal> = digits.into_iter().map(|(digits, scale)| Decimal::new(digits, scale)).collect();
            let scale = Scale::of(numbers.iter().copied());
            prop_assert!(scale.low < scale.high);
            prop_assert!((2..=12).contains(&scale.ticks().len()), "{:?}", scale.ticks());
            let mut sorted = numbers.clone();
            sorted.sort();
            let places: Vec<i64> = sorted.iter().map(|number| scale.place(*number, 10_000)).collect();
            prop_assert!(places.is_sorted() && numbers.iter().all(|number| !scale.is_beyond(*number)));
        }
    }
}
