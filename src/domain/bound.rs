//! How exactly a value is meant: `超100` is over 100, `约35` about 35 (domain.md 2.6).
//!
//! The words and marks, and what becomes of them in sums and differences. It does not know numbers.

use crate::text::Text;

/// What a value says about the true one; inclusive words by article 1259 of the Civil Code
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Bound {
    /// the true value is the stated one
    #[default]
    Exact,
    /// near it, on either side
    About,
    /// greater
    Over,
    /// greater or equal
    AtLeast,
    /// less
    Under,
    /// less or equal
    AtMost,
}

/// Where a qualifier may stand
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Before,
    After,
}

/// Every qualifier after NFKC: where it stands and what it says
fn word(text: &str) -> Option<(Side, Bound)> {
    Some(match text {
        "约" | "约为" | "大约" | "大概" | "~" | "≈" => (Side::Before, Bound::About),
        "左右" | "上下" => (Side::After, Bound::About),
        "超" | "超过" | "超出" | "逾" | "突破" | "大于" | "多于" | "高于" | ">" => {
            (Side::Before, Bound::Over)
        }
        "余" | "多" => (Side::After, Bound::Over),
        "不少于" | "不低于" | "不小于" | "至少" | "≥" | "≧" | ">=" => {
            (Side::Before, Bound::AtLeast)
        }
        "以上" | "及以上" | "+" => (Side::After, Bound::AtLeast),
        "近" | "将近" | "接近" | "不足" | "不到" | "不满" | "未满" | "少于" | "低于" | "小于" | "<" => {
            (Side::Before, Bound::Under)
        }
        "不超过" | "不多于" | "不高于" | "不大于" | "至多" | "最多" | "≤" | "≦" | "<=" => {
            (Side::Before, Bound::AtMost)
        }
        "以内" | "以下" | "及以下" => (Side::After, Bound::AtMost),
        _ => return None,
    })
}

/// The most characters that a qualifier has; a longer word is tried first, so `不超过` is not `超过`
const LONGEST: usize = 3;

impl Bound {
    /// All of them
    pub const ALL: [Bound; 6] =
        [Bound::Exact, Bound::About, Bound::Over, Bound::AtLeast, Bound::Under, Bound::AtMost];

    /// All that a cell may state; an exact value states none
    pub const STATED: [Bound; 5] = [Bound::About, Bound::Over, Bound::AtLeast, Bound::Under, Bound::AtMost];

    /// The stored code; none for an exact value, whose cell is blank
    pub fn code(self) -> Option<&'static str> {
        match self {
            Bound::Exact => None,
            Bound::About => Some("about"),
            Bound::Over => Some("over"),
            Bound::AtLeast => Some("at_least"),
            Bound::Under => Some("under"),
            Bound::AtMost => Some("at_most"),
        }
    }

    /// The bound of a normalised `*_bound` cell: blank, a code in any case, a mark or a Chinese word
    pub fn from_code(text: &str) -> Option<Bound> {
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case("exact") {
            return Some(Bound::Exact);
        }
        let coded = |bound: &Bound| bound.code().is_some_and(|code| code.eq_ignore_ascii_case(text));
        Bound::STATED.into_iter().find(coded).or_else(|| word(text).map(|(_, bound)| bound))
    }

    /// The bound that a value begins with, and the text after it
    pub fn leading(text: &str) -> Option<(Bound, &str)> {
        text.chars().next().filter(|first| !first.is_ascii_alphanumeric() && *first != '-')?;
        (1..=LONGEST).rev().find_map(|length| {
            let end = text.char_indices().nth(length - 1).map(|(at, last)| at + last.len_utf8())?;
            let (side, bound) = word(&text[..end])?;
            (side == Side::Before).then_some((bound, &text[end..]))
        })
    }

    /// The bound that a value ends with, and the text before it
    pub fn trailing(text: &str) -> Option<(Bound, &str)> {
        text.chars().next_back().filter(|last| !last.is_ascii() || *last == '+')?;
        (1..=LONGEST).rev().find_map(|length| {
            let start = text.char_indices().nth_back(length - 1).map(|(at, _)| at)?;
            let (side, bound) = word(&text[start..])?;
            (side == Side::After).then_some((bound, &text[..start]))
        })
    }

    /// The mark before a number where room is short; nothing for an exact value
    pub fn mark(self) -> &'static str {
        match self {
            Bound::Exact => "",
            Bound::About => "~",
            Bound::Over => ">",
            Bound::AtLeast => ">=",
            Bound::Under => "<",
            Bound::AtMost => "<=",
        }
    }

    /// The one sign before a rate, the same in every language
    pub fn sign(self) -> &'static str {
        match self {
            Bound::AtLeast => "≥",
            Bound::AtMost => "≤",
            other => other.mark(),
        }
    }

    /// What stands before a number, for people: a sign in English, a word in Chinese
    pub fn word(self) -> Text {
        match self {
            Bound::Exact => Text::new("", ""),
            Bound::About => Text::new("~", "约"),
            Bound::Over => Text::new(">", "超"),
            Bound::AtLeast => Text::new(">=", "不少于"),
            Bound::Under => Text::new("<", "不足"),
            Bound::AtMost => Text::new("<=", "不超过"),
        }
    }

    /// The bound of a sum: exact is neutral, two on one side keep it (strict if either is), else about
    pub fn plus(self, other: Bound) -> Bound {
        use Bound::{About, AtLeast, AtMost, Exact, Over, Under};
        match (self, other) {
            (Exact, bound) | (bound, Exact) => bound,
            (AtLeast, AtLeast) => AtLeast,
            (Over | AtLeast, Over | AtLeast) => Over,
            (AtMost, AtMost) => AtMost,
            (Under | AtMost, Under | AtMost) => Under,
            _ => About,
        }
    }

    /// The bound of the negated value, and of what is subtracted: what is over 5 is under -5 with its sign turned
    pub fn flipped(self) -> Bound {
        match self {
            Bound::Over => Bound::Under,
            Bound::AtLeast => Bound::AtMost,
            Bound::Under => Bound::Over,
            Bound::AtMost => Bound::AtLeast,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    #[test]
    fn every_code_mark_and_chinese_word_reads_back() {
        for bound in Bound::ALL {
            assert_eq!(Bound::from_code(bound.code().unwrap_or("")), Some(bound));
            assert_eq!(Bound::from_code(bound.mark()), Some(bound));
            assert_eq!(Bound::from_code(bound.word().zh), Some(bound));
        }
        assert_eq!(Bound::from_code("At_Least"), Some(Bound::AtLeast));
        assert_eq!(Bound::from_code("="), None);
    }

    #[test]
    fn the_longer_word_holds() {
        assert_eq!(Bound::leading("不超过5"), Some((Bound::AtMost, "5")));
        assert_eq!(Bound::leading("超过5"), Some((Bound::Over, "5")));
        assert_eq!(Bound::leading(">=5"), Some((Bound::AtLeast, "5")));
        assert_eq!(Bound::trailing("5及以上"), Some((Bound::AtLeast, "5")));
        assert_eq!(Bound::leading("5"), None);
        assert_eq!(Bound::trailing("5000+"), Some((Bound::AtLeast, "5000")));
    }

    #[test]
    fn over_100_and_35_is_over_135() {
        assert_eq!(Bound::Over.plus(Bound::Exact), Bound::Over);
        assert_eq!(Bound::Over.plus(Bound::AtLeast), Bound::Over);
        assert_eq!(Bound::Over.plus(Bound::AtMost), Bound::About);
    }

    proptest! {
        #[test]
        fn plus_is_commutative_and_associative(
            a in select(&Bound::ALL[..]), b in select(&Bound::ALL[..]), c in select(&Bound::ALL[..])
        ) {
            prop_assert_eq!(a.plus(b), b.plus(a));
            prop_assert_eq!(a.plus(b).plus(c), a.plus(b.plus(c)));
            prop_assert_eq!(a.flipped().flipped(), a);
            prop_assert_eq!(a.plus(b).flipped(), a.flipped().plus(b.flipped()));
        }
    }
}
