//! A figure to be judged: where it stood, where it is to get, where it stands, and which way is better.
//!
//! It does not know how it is judged: that is in `completion` and `verdict`.

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::measure::Family;

/// A value and how it is meant
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// the number, in the measure of the figure
    pub number: Decimal,
    /// how it is bounded
    pub bound: Bound,
}

/// Which way is better
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// more is better
    Up,
    /// less is better
    Down,
}

/// What figures of a family have in common where they are judged
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gauge {
    /// an amount: money, area, people, things
    Amount,
    /// a level at a moment: shares, points, scores and indexes
    Level,
    /// a place in a ranking: the lower the better, whatever the row says
    Rank,
    /// the n-th time
    Ordinal,
    /// words
    Words,
}

impl Gauge {
    /// That of a family
    pub fn of(family: &Family) -> Gauge {
        match family {
            Family::Ratio | Family::Points | Family::Score | Family::Index => Gauge::Level,
            Family::Rank => Gauge::Rank,
            Family::Ordinal(_) => Gauge::Ordinal,
            Family::Text => Gauge::Words,
            _ => Gauge::Amount,
        }
    }
}

/// A figure to be judged
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// where it stands
    pub actual: Option<Stated>,
    /// where it is to get
    pub target: Option<Stated>,
    /// where it stood
    pub baseline: Option<Stated>,
    /// which way is better
    pub direction: Direction,
    /// whether it is a stock (时点), where that is said; what is blank is as usual for the family
    pub stock: Option<bool>,
    /// of which kind it is
    pub gauge: Gauge,
}

impl Figure {
    /// Whether its values are levels at a moment, which neither add up nor grow with the months of a period
    pub fn is_stock(&self) -> bool {
        self.stock.unwrap_or(self.gauge != Gauge::Amount)
    }

    /// Whether it has a pace: how much of a stock without a baseline should be there halfway, nobody has said (domain.md 4.2)
    pub fn has_pace(&self) -> bool {
        !self.is_stock() || self.baseline.is_some()
    }

    /// Whether its target is a cap (上限): what happens in its period only adds up, and is to stay below
    pub fn is_cap(&self) -> bool {
        self.direction == Direction::Down && self.gauge == Gauge::Amount && !self.is_stock()
    }

    /// Whether less of it is better
    pub fn is_down(&self) -> bool {
        self.direction == Direction::Down || self.gauge == Gauge::Rank
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::amount::Amounts;
    use crate::domain::measure::Measure;

    /// The value of a text such as `>100`
    pub fn stated(text: &str) -> Option<Stated> {
        let amounts = Amounts::read(&format!("{text}个"))?;
        amounts.single().map(|amount| Stated { number: amount.number, bound: amount.bound })
    }

    /// A figure in a measure, `actual/target` or `baseline→actual/target`
    pub fn figure(text: &str, measure: &str, direction: Direction, stock: Option<bool>) -> Figure {
        let (baseline, rest) = text.split_once('→').unwrap_or(("", text));
        let (actual, target) = rest.split_once('/').unwrap();
        let gauge = Gauge::of(Measure::find(measure).unwrap().family());
        let [actual, target, baseline] = [actual, target, baseline].map(stated);
        Figure { actual, target, baseline, direction, stock, gauge }
    }

    #[test]
    fn ranks_are_better_when_lower_whatever_the_row_says() {
        assert!(figure("4/5", "名次", Direction::Up, None).is_down());
        assert!(figure("4/5", "名次", Direction::Up, None).is_stock());
        assert!(!figure("4/5", "个", Direction::Up, None).is_stock());
    }
}
