//! A value cell as a clerk types it: `超100`, `1,234.50`, `13.89万`, `百亿元`, `300余个`, `第4名`.
//!
//! Splits it into number, bound and unit. It does not know the column: whether a bound or this unit may stand
//! there is for the caller to say.

use std::borrow::Cow;

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::domain::bound::Bound;
use crate::domain::code::{excerpt, normalise};
use crate::domain::date::looks_like_date;
use crate::domain::measure::Measure;
use crate::domain::number::{read_decimal, read_plain, within_digits};
use crate::domain::quantity::{Quantity, quantity};
use crate::text::CellFault;

/// What a value cell says
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellValue {
    /// the number, in `unit` where there is one; none for a blank cell or a missing mark
    pub number: Option<Decimal>,
    /// how exactly it is meant
    pub bound: Bound,
    /// the unit that the cell itself names
    pub unit: Option<Measure>,
}

/// The longest cell, in bytes, that is worth reading
const LONGEST: usize = 256;

/// The marks of a value that is not there (domain.md part 3), normalised and in lower case
const MISSING: [&str; 11] = ["", "/", "无", "暂无", "待定", "n/a", "na", "n.a.", "nd", "n.d.", "#n/a"];

/// The value of a cell; a faulty one is named for what it is (rule V1)
///
/// A number with a unit is given in that unit: `13.89万个` is 13.89 万个. One with a multiplier alone is
/// multiplied out: `13.89万` is 138900.
pub fn read_value(cell: &str) -> Result<CellValue, CellFault> {
    match read_plain(cell) {
        Some(number) => Ok(CellValue { number: Some(number), bound: Bound::Exact, unit: None }),
        None if cell.is_empty() => Ok(MISSING_VALUE),
        None => read_worded(cell),
    }
}

const MISSING_VALUE: CellValue = CellValue { number: None, bound: Bound::Exact, unit: None };

fn read_worded(cell: &str) -> Result<CellValue, CellFault> {
    let cell = cell.trim();
    if cell.len() > LONGEST {
        return Err(CellFault::NotANumber { cell: excerpt(cell) });
    }
    let cell = &*with_commas(cell);
    let text = normalise(cell);
    if is_missing(&text) {
        return Ok(MISSING_VALUE);
    }
    if !cell.is_ascii() && has_raised_digits(cell) {
        return Err(CellFault::NotANumber { cell: excerpt(cell) });
    }
    if let Ok(number) = read_decimal(&text) {
        return Ok(CellValue { number: Some(number), bound: Bound::Exact, unit: None });
    }
    damaged(&text)?;
    if looks_like_date(&text) {
        return Err(CellFault::DateAsNumber { cell: excerpt(&text) });
    }
    let body = without_spaces(&text)?;
    let (leading, body) = Bound::leading(&body).unwrap_or((Bound::Exact, &body));
    let (trailing, body) = Bound::trailing(body).unwrap_or((Bound::Exact, body));
    let bare = leading == Bound::Exact && trailing == Bound::Exact;
    if bare && (matches!(body, "万" | "亿") || Measure::find(body).is_some()) {
        return Err(CellFault::UnitAlone { cell: excerpt(&text) });
    }
    let Quantity { number, bound, unit } = quantity(body, &text)?;
    let mut stated = [leading, bound, trailing].into_iter().filter(|bound| *bound != Bound::Exact);
    let bound = stated.next().unwrap_or_default();
    if stated.any(|other| other != bound) {
        return Err(CellFault::BoundsDisagree { cell: excerpt(&text) });
    }
    Ok(CellValue { number: Some(within_digits(number, &text)?), bound, unit })
}

/// Narrow and hard spaces between digits divide thousands, as commas do; an ordinary space may divide two numbers
fn with_commas(cell: &str) -> Cow<'_, str> {
    let divides = |mark: char| matches!(mark, '\u{a0}' | '\u{2007}'..='\u{2009}' | '\u{202f}');
    if cell.is_ascii() || !cell.contains(divides) {
        return Cow::Borrowed(cell);
    }
    let mut rest = cell.chars().peekable();
    let mut text = String::new();
    while let Some(mark) = rest.next() {
        let between = |next: Option<&char>| next.is_some_and(char::is_ascii_digit);
        let is_between = between(text.chars().next_back().as_ref()) && between(rest.peek());
        text.push(if divides(mark) && is_between { ',' } else { mark });
    }
    Cow::Owned(text)
}

fn is_missing(text: &str) -> bool {
    let dashes = |mark: char| matches!(mark, '-' | '–' | '—' | '―' | '─' | '.' | '⋯');
    let only_marks = text.chars().all(dashes) && !matches!(text, "." | "..");
    only_marks || MISSING.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

/// What only a spreadsheet writes into a cell
fn damaged(text: &str) -> Result<(), CellFault> {
    if text.starts_with('#') {
        let narrow = text.bytes().all(|byte| byte == b'#');
        let cell = excerpt(text);
        return Err(if narrow {
            CellFault::ColumnTooNarrow { cell }
        } else {
            CellFault::SheetError { cell }
        });
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return Ok(()) };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let digits = !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit());
    if digits && mantissa.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+')) {
        return Err(CellFault::Scientific { cell: excerpt(text) });
    }
    Ok(())
}

/// Whether NFKC would make digits of footnote marks and powers: `3①` is not 31, `10⁸` not 108
fn has_raised_digits(cell: &str) -> bool {
    let mut before = ' ';
    cell.chars().any(|mark| {
        let is_square = matches!(mark, '²' | '³') && matches!(before, 'm' | 'M' | 'ｍ');
        before = mark;
        let plain = mark.is_ascii() || matches!(mark, '０'..='９' | '一'..='鿿') || is_square;
        !plain && mark.nfkc().next().is_some_and(|first| first.is_ascii_digit())
    })
}

/// The text without its spaces; one between two digits may divide two numbers, and is a fault
fn without_spaces(text: &str) -> Result<Cow<'_, str>, CellFault> {
    if !text.contains(char::is_whitespace) {
        return Ok(Cow::Borrowed(text));
    }
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let words = || text.split_whitespace();
    let meet = |(left, right): (&str, &str)| digit(left.as_bytes().last()) && digit(right.as_bytes().first());
    if words().zip(words().skip(1)).any(meet) {
        return Err(CellFault::TwoNumbers { cell: excerpt(text) });
    }
    Ok(Cow::Owned(words().collect()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::domain::measure::list;
    use crate::domain::number::print_decimal;

    /// The value as `>=100 亿元`, or the fault's code
    fn read(cell: &str) -> String {
        match read_value(cell) {
            Err(fault) => fault.code().to_owned(),
            Ok(value) => {
                let number = value.number.map_or_else(|| "missing".to_owned(), print_decimal);
                let unit = value.unit.map_or_else(String::new, |unit| format!(" {}", unit.name()));
                format!("{}{number}{unit}", value.bound.mark())
            }
        }
    }

    /// Cells and what they read as: `cell → value | cell → value`
    fn all(cases: &str) {
        for case in cases.split(" | ") {
            let (cell, expected) = case.split_once(" → ").unwrap();
            assert_eq!(read(cell), expected, "{cell}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_dress() {
        all("1234.5 → 1234.5 |  1,234.50  → 1234.5 | １２３．５ → 123.5 | 54,583.00 → 54583 | \
             -5 → -5 | −5 → -5 | +5 → 5 | 0 → 0 | 13.89万 → 138900 | 1.2万亿 → 1200000000000 | \
             1\u{a0}000 → 1000 | 1\u{202f}234\u{2009}567.5 → 1234567.5 | \u{a0}5\u{a0} → 5 | \
             3百 → 300 | 三 → 3 | 百亿 → 10000000000 | 二十五 → 25 | 2022.09 → 2022.09 | 20220930 → 20220930");
    }

    #[test]
    fn a_trailing_unit_is_given_and_the_number_stays_in_it() {
        all("13个 → 13 个 | 3550亩 → 3550 亩 | 73.82亿元 → 73.82 亿元 | 百亿元 → 100 亿元 | \
             13.89万个 → 13.89 万个 | 5百亿元 → 500 亿元 | 五百万元 → 500 万元 | 两千人 → 2000 人 | \
             85% → 85 % | 85．5％ → 85.5 % | 百分之八十五 → 85 % | 100 ㎡ → 100 平方米 | \
             2 万m² → 2 万平方米 | 5千克 → 5 千克 | 3个月 → 3 月 | -2.6个百分点 → -2.6 百分点 | \
             ¥1,234.50 → 1234.5 元 | ￥100万 → 100 万元");
    }

    #[test]
    fn order_words_decide_between_rank_ordinal_and_count() {
        all("第4名 → 4 名次 | 第四位 → 4 位次 | 第4 → 4 | 20名 → 20 名 | 第三届 → 3 届 | \
             三届 → 3 届 | 连续三届 → 3 届 | 连续5年 → 5 连续年 | 5年 → 5 年 | 第一产业 → NotANumber");
    }

    #[test]
    fn qualifiers_stand_before_behind_and_between() {
        all("超100 → >100 | 超百亿元 → >100 亿元 | 超亿元 → >100000000 元 | 逾 3 万人 → >3 万人 | \
             >100 → >100 | ＞＝5 → >=5 | 300余 → >300 | 300余个 → >300 个 | 百余个 → >100 个 | \
             100多万元 → >100 万元 | 3万余人 → >30000 人 | 近300 → <300 | 不足5% → <5 % | \
             85%以上 → >=85 % | 不少于10 → >=10 | ≥5 → >=5 | 50以内 → <=50 | 不超过50个 → <=50 个 | \
             约35 → ~35 | 约35个左右 → ~35 个 | ~100 → ~100 | 超300余 → >300 | \
             超100以上 → BoundsDisagree | 约300余 → BoundsDisagree");
    }

    #[test]
    fn missing_marks_have_no_number() {
        for cell in
            ["", " ", "-", "—", "——", "－", "/", "无", "暂无", "待定", "N/A", "n.a.", "nd", "…", "……", "#N/A"]
        {
            assert_eq!(read(cell), "missing", "{cell}");
        }
    }

    #[test]
    fn a_faulty_cell_is_named_for_what_it_is() {
        all("abc → NotANumber | =5 → NotANumber | 约 → NotANumber | (5) → Parentheses | \
             （1,234） → Parentheses | 100~150 → Range | 100-150 → Range | 100亩—150亩 → Range | \
             三至五个 → Range | 3-5个 → Range | 数十 → Vague | 几百个 → Vague | 十几 → Vague | \
             13个35亿元 → TwoNumbers | 100 150 → TwoNumbers | 48（其中新增11） → TwoNumbers | \
             #REF! → SheetError | #DIV/0! → SheetError | #### → ColumnTooNarrow | \
             3.5E+11 → Scientific | 1e5 → Scientific | 1234567890123456 → TooManyDigits | \
             123456789.1234567 → TooManyDigits | 99999999万亿 → TooManyDigits | 1,23 → CommaPlace | \
             13只 → UnitUnknown | 亿元 → UnitAlone | 万 → UnitAlone | 2022年9月 → DateAsNumber | \
             3月5日 → DateAsNumber | 2022-09-30 → DateAsNumber | 3① → NotANumber | \
             10⁸ → NotANumber | 三五个 → NotANumber | 100%的 → NotANumber");
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back(mantissa in -999_999_999_999_i64..=999_999_999_999, scale in 0_u32..=20) {
            let number = Decimal::new(mantissa, scale).normalize();
            let value = read_value(&print_decimal(number)).unwrap();
            prop_assert_eq!(value, CellValue { number: Some(number), bound: Bound::Exact, unit: None });
        }

        #[test]
        fn a_number_with_bound_and_unit_reads_back(
            mantissa in 0_i64..1_000_000, scale in 0_u32..4, code in "(about|over|at_least|under|at_most)?", at: Index
        ) {
            let number = Decimal::new(mantissa, scale).normalize();
            let bound = Bound::from_code(&code).unwrap();
            let names: Vec<&str> = list().map(|(name, _)| name).collect();
            let unit = Measure::find(names[at.index(names.len())]);
            let name = unit.as_ref().map_or("", Measure::name);
            let value = read_value(&format!("{}{}{name}", bound.word().zh, print_decimal(number)));
            prop_assert_eq!(value, Ok(CellValue { number: Some(number), bound, unit }));
        }

        #[test]
        fn no_text_panics(cell in "[-0-9,.~%()万亿元个余多约超以上第名年连续百分之十三五至#E ¥]{0,10}", junk in "\\PC{0,8}") {
            let _ = read_value(&cell);
            let _ = read_value(&junk);
        }
    }
}
