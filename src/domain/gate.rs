//! The sum gate: which figures may be added up, and why others may not (domain.md part 3).
//!
//! Same code, family, period, scope and basis, of a kind that adds up, and to be added: everything else is refused with
//! a reason and never added silently. Figures that say of themselves that units' make a mean (`agg` is `mean`) give their
//! unweighted mean in the same way. It does not know which rows there are.

use crate::domain::amount::Amounts;
use crate::domain::measure::Family;

/// Why figures may not be added up, the gravest first
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// they are of several families
    Family,
    /// their measure does not add up: shares, ranks, scores
    Measure,
    /// they are not to be put together so: `agg` is `none`, or differs, or is `mean` where a sum is wanted
    Agg,
    /// they are several indicators
    Code,
    /// they are of several periods
    Period,
    /// units' own figures and figures of the whole city
    Scope,
    /// what is counted anew every period, and what is not
    Basis,
    /// there is no figure
    Nothing,
}

impl Refusal {
    /// The code of it
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Family => "family",
            Refusal::Measure => "measure",
            Refusal::Agg => "agg",
            Refusal::Code => "code",
            Refusal::Period => "period",
            Refusal::Scope => "scope",
            Refusal::Basis => "basis",
            Refusal::Nothing => "nothing",
        }
    }
}

/// A figure on its way to the sum
#[derive(Debug, Clone, Copy)]
pub struct Addend<'a> {
    /// what it comes to; nothing where it is blank
    pub amount: &'a Amounts,
    /// how many figures the amount is the sum of: a mean is over all of them
    pub figures: i64,
    /// `code`, `period`, `scope` and `basis` of its row
    pub alike: [Option<&'a str>; 4],
    /// how figures of several units combine; blank is as usual for the family
    pub agg: Option<&'a str>,
    /// how reliable it is
    pub status: Option<&'a str>,
}

/// What several rows must have in common, in the order of [`Addend::alike`]
const ALIKE: [Refusal; 4] = [Refusal::Code, Refusal::Period, Refusal::Scope, Refusal::Basis];

/// How figures of several units combine
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Sum,
    Mean,
}

/// A sum or a mean on its way through the gate
#[derive(Debug, Default)]
pub struct Gate {
    sum: Amounts,
    figures: i64,
    way: Option<Way>,
    family: Option<Family>,
    first: Option<[Option<String>; 4]>,
    refusal: Option<Refusal>,
    skipped: i64,
}

impl Gate {
    /// Takes a figure in; what was not reported, does not apply, is counted elsewhere or is blank is left out and counted
    pub fn add(&mut self, addend: Addend<'_>) {
        let left_out = matches!(addend.status, Some("missing" | "na" | "included"));
        if left_out || addend.amount.iter().next().is_none() {
            self.skipped += 1;
            return;
        }
        self.look_at(addend);
        if self.refusal.is_none() {
            self.sum.add_all(addend.amount);
            self.figures += addend.figures;
        }
    }

    fn look_at(&mut self, addend: Addend<'_>) {
        let Some(amount) = addend.amount.single() else { return self.refuse(Refusal::Family) };
        if self.family.get_or_insert_with(|| amount.unit.family().clone()) != amount.unit.family() {
            self.refuse(Refusal::Family);
        }
        let way = match addend.agg {
            None | Some("sum") => Some(Way::Sum),
            Some("mean") => Some(Way::Mean),
            Some(_) => None,
        };
        let is_apt = match way {
            Some(Way::Mean) => amount.unit.may_average(),
            _ => amount.unit.may_sum(),
        };
        if !is_apt {
            self.refuse(Refusal::Measure);
        }
        if way.is_none_or(|way| *self.way.get_or_insert(way) != way) {
            self.refuse(Refusal::Agg);
        }
        match &self.first {
            None => self.first = Some(addend.alike.map(|text| text.map(str::to_owned))),
            Some(first) => {
                let differs = (0..ALIKE.len()).find(|&at| first[at].as_deref() != addend.alike[at]);
                if let Some(at) = differs {
                    self.refuse(ALIKE[at]);
                }
            }
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refusal = Some(self.refusal.map_or(refusal, |known| known.min(refusal)));
    }

    /// Why there is neither sum nor mean; none if there is one
    pub fn refusal(&self) -> Option<Refusal> {
        let nothing = self.first.is_none() && self.refusal.is_none();
        if nothing { Some(Refusal::Nothing) } else { self.refusal }
    }

    /// Why there is no sum, be there a mean or not
    pub fn sum_refusal(&self) -> Option<Refusal> {
        let is_mean = self.way == Some(Way::Mean);
        self.refusal().or(is_mean.then_some(Refusal::Agg))
    }

    /// The sum, if the gate lets it through
    pub fn sum(&self) -> Option<&Amounts> {
        if self.sum_refusal().is_some() { None } else { Some(&self.sum) }
    }

    /// What the figures of several units come to: their sum, or their unweighted mean where they say so
    pub fn gathered(&self) -> Option<Amounts> {
        match (self.refusal(), self.way) {
            (Some(_), _) => None,
            (None, Some(Way::Mean)) => self.sum.over(self.figures),
            _ => Some(self.sum.clone()),
        }
    }

    /// How many rows gave nothing to the sum
    pub fn skipped(&self) -> i64 {
        self.skipped
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// Rows `amount code period scope basis agg status`, `.` for blank
    fn gate(rows: &[&str]) -> Gate {
        let mut gate = Gate::default();
        for row in rows {
            let words: Vec<_> = row.split(' ').map(|word| Some(word).filter(|word| *word != ".")).collect();
            let amount = words[0].map(|text| Amounts::read(text).unwrap()).unwrap_or_default();
            gate.add(Addend {
                amount: &amount,
                figures: 1,
                alike: [words[1], words[2], words[3], words[4]],
                agg: words[5],
                status: words[6],
            });
        }
        gate
    }

    fn told(rows: &[&str]) -> (Option<String>, Option<&'static str>, i64) {
        let gate = gate(rows);
        (gate.sum().and_then(Amounts::print), gate.sum_refusal().map(Refusal::code), gate.skipped())
    }

    #[test]
    fn figures_of_one_kind_are_added() {
        let rows =
            [">70个 A 2022 own stock . .", "99个 A 2022 own stock sum final", ". A 2022 own stock . ."];
        assert_eq!(told(&rows), (Some(">169个".to_owned()), None, 1));
    }

    #[test]
    fn all_others_are_refused_with_the_reason() {
        for (other, reason) in [
            ("5亩 A 2022 own stock . .", "family"),
            ("5个 A 2022 own stock mean .", "agg"),
            ("5个 A 2022 own stock none .", "agg"),
            ("5个 B 2022 own stock . .", "code"),
            ("5个 A 2023 own stock . .", "period"),
            ("5个 A 2022 area stock . .", "scope"),
            ("5个 A 2022 own flow . .", "basis"),
            ("5个 A 2022 own . . .", "basis"),
            ("5个 B 2023 area flow mean .", "agg"),
        ] {
            assert_eq!(told(&["70个 A 2022 own stock . .", other]), (None, Some(reason), 0), "{other}");
            assert_eq!(told(&[other, "70个 A 2022 own stock . ."]).1, Some(reason), "{other}");
        }
        assert_eq!(told(&["86% A 2022 own stock . ."]).1, Some("measure"));
        assert_eq!(told(&["5个 A 2022 own stock mean .", "5亩 A 2022 own stock mean ."]).1, Some("family"));
        assert_eq!(told(&[". A 2022 own stock . ."]).1, Some("nothing"));
        assert_eq!(told(&[]), (None, Some("nothing"), 0));
    }

    #[test]
    fn figures_that_make_a_mean_are_averaged_and_not_added() {
        let gathered = |rows: &[&str]| {
            let gate = gate(rows);
            (gate.gathered().and_then(|mean| mean.print()), gate.refusal().map(Refusal::code))
        };
        let mean = |text: &str| (Some(text.to_owned()), None);
        let rows = ["80% A 2022 own . mean .", ">85% A 2022 own . mean .", ". A 2022 own . mean ."];
        assert_eq!(gathered(&rows), mean(">82.5%"));
        assert_eq!(told(&rows).1, Some("agg"));
        let thirds = ["1分 A 2022 own . mean .", "1分 A 2022 own . mean .", "0分 A 2022 own . mean ."];
        assert_eq!(gathered(&thirds), mean("0.666666666666667分"));
        assert_eq!(gathered(&["3个 A 2022 own . sum .", "4个 A 2022 own . . ."]), mean("7个"));
        for (other, reason) in [
            ("85% A 2022 own . sum .", "measure"),
            ("5个 A 2022 own . mean .", "family"),
            ("85% A 2023 own . mean .", "period"),
            ("85% A 2022 own . none .", "measure"),
        ] {
            assert_eq!(gathered(&["80% A 2022 own . mean .", other]), (None, Some(reason)), "{other}");
        }
        assert_eq!(gathered(&["3个 A 2022 own . sum .", "4个 A 2022 own . mean ."]).1, Some("agg"));
        assert_eq!(gathered(&["3名次 A 2022 own . mean ."]).1, Some("measure"));
        assert_eq!(gathered(&["80% A 2022 own . mean missing"]).1, Some("nothing"));
    }

    #[test]
    fn what_is_left_out_is_counted_and_refuses_nothing() {
        let rows = [
            "70个 A 2022 own stock . .",
            "5亩 B 2023 area flow mean missing",
            "5亩 B . . . . na",
            "1个 A 2022 own stock . included",
        ];
        assert_eq!(told(&rows), (Some("70个".to_owned()), None, 3));
        assert_eq!(told(&rows[1..]).1, Some("nothing"));
    }

    proptest! {
        #[test]
        fn the_order_of_the_rows_changes_nothing(
            rows in prop::collection::vec(
                (select(&["5个", "7个", "3亩", "."][..]), select(&["A", "B"][..]), select(&["sum", ".", "mean"][..]),
                 select(&[".", "na"][..])), 0..6
            )
        ) {
            let texts: Vec<String> =
                rows.iter().map(|(amount, code, agg, status)| format!("{amount} {code} 2022 own . {agg} {status}")).collect();
            let mut there: Vec<&str> = texts.iter().map(String::as_str).collect();
            let first = told(&there);
            there.reverse();
            prop_assert_eq!(&first, &told(&there));
            prop_assert_eq!(first.0.is_some(), first.1.is_none());
        }
    }
}
