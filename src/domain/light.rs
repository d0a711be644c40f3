//! 亮灯: the colour of a figure, by a scheme that is data (domain.md 4.2).
//!
//! Thresholds are percentage points against the pace: above zero is ahead. The presets are published rules: 银川, 瓯海,
//! 宿迁 (domain.md, source S13), with what those leave open left open. It does not know figures or periods.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::number::{print_decimal, read_decimal};
use crate::domain::pace::Course;
use crate::domain::verdict::Verdict;
use crate::text::{SchemeFault, SchemeText};

/// A colour
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// missed, or far behind
    Red,
    /// behind
    Yellow,
    /// due soon
    Blue,
    /// as planned
    Green,
    /// cannot be judged
    Grey,
}

impl Light {
    /// From the worst on; grey, which says nothing, comes last
    pub const ALL: [Light; 5] = [Light::Red, Light::Yellow, Light::Blue, Light::Green, Light::Grey];

    /// The code of it
    pub fn code(self) -> &'static str {
        match self {
            Light::Red => "red",
            Light::Yellow => "yellow",
            Light::Blue => "blue",
            Light::Green => "green",
            Light::Grey => "grey",
        }
    }

    /// The light of a code
    pub fn from_code(code: &str) -> Option<Light> {
        Light::ALL.into_iter().find(|light| light.code() == code)
    }

    /// Its place from the worst on: 0 is red
    pub fn rank(self) -> i64 {
        self as i64
    }
}

/// By what lights are given
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Green from one number of percentage points on, yellow from another
    Thresholds {
        /// from here on green
        green: Decimal,
        /// from here on yellow
        yellow: Decimal,
    },
    /// 银川: yellow 10 to 30 behind, red beyond; what is between 0 and 10 behind nobody has said
    Yinchuan,
    /// 瓯海: any miss is red
    Ouhai,
    /// 宿迁: blue when due soon, yellow behind, red overdue
    Suqian,
}

/// A preset: its names, the first of them canonical
type Preset = (&'static [&'static str], Scheme);

/// green ≥ 0, yellow ≥ −10 percentage points
const DEFAULT: Scheme =
    Scheme::Thresholds { green: Decimal::ZERO, yellow: Decimal::from_parts(10, 0, 0, true, 0) };

const PRESETS: &[Preset] = &[
    (&["default", "默认"], DEFAULT),
    (&["yinchuan", "银川"], Scheme::Yinchuan),
    (&["ouhai", "瓯海"], Scheme::Ouhai),
    (&["suqian", "宿迁"], Scheme::Suqian),
];

/// Decimals to which a gap is compared: a difference of two percentages is not exact in SQL, in the 12th digit
const COMPARED: u32 = 9;

impl Scheme {
    /// The scheme of a name, or of two thresholds `GREEN,YELLOW` in percentage points
    pub fn read(text: &str) -> Result<Scheme, SchemeFault> {
        let text = text.trim();
        let named = |(names, _): &&Preset| names.iter().any(|name| name.eq_ignore_ascii_case(text));
        if let Some((_, scheme)) = PRESETS.iter().find(named) {
            return Ok(*scheme);
        }
        let thresholds = text.split_once([',', '，']).and_then(|(green, yellow)| {
            let number = |text: &str| read_decimal(text.trim()).ok();
            number(green).zip(number(yellow))
        });
        match thresholds {
            Some((green, yellow)) if green >= yellow => Ok(Scheme::Thresholds { green, yellow }),
            Some(_) => Err(SchemeFault::ThresholdsReversed { given: text.to_owned() }),
            None => {
                let presets: Vec<&str> =
                    PRESETS.iter().flat_map(|(names, _)| names.iter().copied()).collect();
                Err(SchemeFault::UnknownScheme { given: text.to_owned(), presets: presets.join(", ") })
            }
        }
    }

    /// The presets, each with its names
    pub fn presets() -> impl Iterator<Item = (&'static [&'static str], Scheme)> {
        PRESETS.iter().copied()
    }

    /// What the colours mean, in a line for the header of a report
    pub fn describe(&self) -> SchemeText {
        match self {
            Scheme::Thresholds { green, yellow } => {
                SchemeText::Thresholds { green: print_decimal(*green), yellow: print_decimal(*yellow) }
            }
            Scheme::Yinchuan => SchemeText::Yinchuan {},
            Scheme::Ouhai => SchemeText::Ouhai {},
            Scheme::Suqian => SchemeText::Suqian {},
        }
    }

    /// What the rule says of projects that should have started and have not
    pub fn describe_start(&self) -> Option<SchemeText> {
        self.start_limit().map(|months| SchemeText::LateStart { months })
    }

    /// After how many months a project that should have started and has not is red; none where the rule does not say
    pub fn start_limit(&self) -> Option<i32> {
        (*self == Scheme::Yinchuan).then_some(3)
    }

    /// How many months before its end something is due, where the rule has a light for that
    pub fn due_within(&self) -> i32 {
        if *self == Scheme::Suqian { 1 } else { 0 }
    }

    /// The light
    ///
    /// `gap` is in percentage points, ahead above zero; `verdict` is what `verdict_by` the course gives: met and not met
    /// are final. A period that is over is judged by the verdict, or without one by the gap; one that runs by the gap
    /// where the verdict leaves it open; one that has not begun is not judged. About is yellow at best.
    pub fn light(&self, gap: Option<Decimal>, course: Option<Course>, verdict: Option<Verdict>) -> Light {
        let gap = gap.map(|gap| gap.round_dp_with_strategy(COMPARED, RoundingStrategy::MidpointAwayFromZero));
        match (verdict, course) {
            (_, Some(Course::Before)) => Light::Grey,
            (Some(Verdict::Met | Verdict::WithinCap), _) => Light::Green,
            (Some(Verdict::NotMet), Some(_)) => Light::Red,
            (Some(Verdict::AboutMet), Some(Course::Closed)) => Light::Yellow,
            (Some(Verdict::AboutMet), _) => {
                gap.map_or(Light::Yellow, |gap| self.of_gap(gap, course).min(Light::Yellow))
            }
            (None | Some(Verdict::NotYet | Verdict::Unknown), _) => self.unreached(gap, course, verdict),
            _ => Light::Grey,
        }
    }

    /// Whether the light of a period that runs depends on the gap
    pub fn needs_gap(&self, verdict: Verdict) -> bool {
        matches!(verdict, Verdict::NotYet | Verdict::AboutMet | Verdict::Unknown)
    }

    /// The light of what is not known to be reached
    fn unreached(&self, gap: Option<Decimal>, course: Option<Course>, verdict: Option<Verdict>) -> Light {
        match (course, gap) {
            (Some(Course::Closed), _) if verdict.is_some() => Light::Grey,
            (Some(Course::Closed), Some(gap)) => {
                if gap < Decimal::ZERO {
                    Light::Red
                } else {
                    Light::Green
                }
            }
            (Some(Course::Running | Course::Due), Some(gap)) => self.of_gap(gap, course),
            (Some(Course::Due), None) if *self == Scheme::Suqian => Light::Blue,
            _ => Light::Grey,
        }
    }

    /// The light of a gap while the period runs
    fn of_gap(&self, gap: Decimal, course: Option<Course>) -> Light {
        let behind = |points: i64| gap < Decimal::from(-points);
        match self {
            Scheme::Thresholds { green, .. } if gap >= *green => Light::Green,
            Scheme::Thresholds { yellow, .. } if gap >= *yellow => Light::Yellow,
            Scheme::Thresholds { .. } => Light::Red,
            Scheme::Suqian if behind(0) => Light::Yellow,
            Scheme::Suqian if course == Some(Course::Due) => Light::Blue,
            _ if !behind(0) => Light::Green,
            Scheme::Yinchuan if behind(30) => Light::Red,
            Scheme::Yinchuan if gap <= Decimal::from(-10) => Light::Yellow,
            Scheme::Yinchuan => Light::Grey,
            Scheme::Ouhai | Scheme::Suqian => Light::Red,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::text::Language;

    fn of(scheme: &str, gap: &str, course: &str, verdict: &str) -> &'static str {
        let scheme = Scheme::read(scheme).unwrap();
        scheme.light(gap.parse().ok(), Course::from_code(course), Verdict::from_code(verdict)).code()
    }

    #[test]
    fn a_running_period_is_judged_by_its_gap() {
        for (scheme, lights) in [
            ("default", [("0", "green"), ("-0.1", "yellow"), ("-10", "yellow"), ("-10.1", "red")]),
            ("5,-5", [("5", "green"), ("4.9", "yellow"), ("-5", "yellow"), ("-5.1", "red")]),
            ("银川", [("0", "green"), ("-5", "grey"), ("-10", "yellow"), ("-30.1", "red")]),
            ("YINCHUAN", [("3", "green"), ("-9.9", "grey"), ("-30", "yellow"), ("-31", "red")]),
            ("瓯海", [("0", "green"), ("-0.1", "red"), ("-10", "red"), ("9", "green")]),
            ("宿迁", [("0", "green"), ("-0.1", "yellow"), ("-60", "yellow"), ("9", "green")]),
        ] {
            for (gap, light) in lights {
                assert_eq!(of(scheme, gap, "running", "not_yet"), light, "{scheme} {gap}");
                assert_eq!(of(scheme, gap, "running", ""), light, "{scheme} {gap}");
            }
        }
    }

    #[test]
    fn a_period_that_is_over_is_judged_by_what_was_reached() {
        for scheme in ["default", "银川", "瓯海", "宿迁"] {
            assert_eq!(of(scheme, "-0.1", "closed", "met"), "green");
            assert_eq!(of(scheme, "-0.1", "closed", "not_met"), "red");
            assert_eq!(of(scheme, "2", "closed", "about_met"), "yellow");
            assert_eq!(of(scheme, "-0.1", "closed", ""), "red");
            assert_eq!(of(scheme, "0", "closed", ""), "green");
            for verdict in ["no_quota", "no_target", "not_reported", "not_applicable", "unknown"] {
                assert_eq!(of(scheme, "0", "closed", verdict), "grey", "{verdict}");
            }
        }
    }

    #[test]
    fn what_cannot_be_judged_is_grey() {
        assert_eq!(of("default", "", "running", "not_yet"), "grey");
        assert_eq!(of("default", "50", "before", "not_begun"), "grey");
        assert_eq!(of("default", "", "", ""), "grey");
        assert_eq!(of("default", "5", "running", "no_quota"), "grey");
        assert_eq!(of("default", "", "before", "met"), "grey");
        assert_eq!(of("default", "", "running", "within_cap"), "green");
        assert_eq!(of("default", "", "running", "not_met"), "red");
        assert_eq!(of("default", "30", "running", "about_met"), "yellow");
        assert_eq!(of("default", "-30", "running", "about_met"), "red");
        assert_eq!(of("default", "20", "running", "unknown"), "green");
    }

    #[test]
    fn what_is_due_soon_is_blue_where_the_rule_says_so() {
        assert_eq!(of("宿迁", "0", "due", "not_yet"), "blue");
        assert_eq!(of("宿迁", "", "due", "not_yet"), "blue");
        assert_eq!(of("宿迁", "-1", "due", "not_yet"), "yellow");
        assert_eq!(of("宿迁", "0", "due", "met"), "green");
        assert_eq!(of("default", "0", "due", "not_yet"), "green");
    }

    #[test]
    fn a_gap_that_doubles_made_inexact_still_meets_its_threshold() {
        assert_eq!(of("default", "-10.0000000000001", "running", ""), "yellow");
        assert_eq!(of("default", "-0.0000000000001", "running", ""), "green");
    }

    #[test]
    fn a_scheme_is_a_name_or_two_thresholds() {
        let fault = |text| Scheme::read(text).unwrap_err().text(Language::English);
        assert!(fault("杭州").contains("default, 默认, yinchuan, 银川"), "{}", fault("杭州"));
        assert!(fault("0;-10").contains("GREEN,YELLOW"));
        assert!(fault("-10,0").contains("must not begin below"));
        let own = Scheme::read(" 2.5，-7.5 ").unwrap().describe().text(Language::Chinese);
        assert!(own.contains("2.5") && own.contains("-7.5"), "{own}");
        assert_eq!(Scheme::read("0,-10"), Scheme::read("default"));
    }

    #[test]
    fn the_worst_comes_first_and_grey_last() {
        let ranks: Vec<i64> = Light::ALL.into_iter().map(Light::rank).collect();
        assert_eq!(ranks, [0, 1, 2, 3, 4]);
        assert!(Light::ALL.into_iter().all(|light| Light::from_code(light.code()) == Some(light)));
    }

    proptest! {
        #[test]
        fn a_better_gap_is_never_a_worse_light(
            gap in -9999_i64..9999, more in 0_i64..9999, scheme in select(&["default", "瓯海", "宿迁", "3,-20"][..])
        ) {
            let scheme = Scheme::read(scheme).unwrap();
            let at = |gap| scheme.light(Some(Decimal::new(gap, 2)), Some(Course::Running), None);
            prop_assert!(at(gap) <= at(gap + more));
        }

        #[test]
        fn no_text_panics(text in "[-+0-9,.，a银川 ]{0,12}") {
            let _ = Scheme::read(&text);
        }
    }
}
