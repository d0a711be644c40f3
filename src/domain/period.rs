//! Periods: spans of whole months with one canonical spelling each (domain.md 2.6).
//!
//! `2022`, `2022-H1`, `2022-Q3`, `2022-M09`, `2021/2025`, `2022-M01/2022-M09`, `2022/..`. 前三季度 is nine
//! months, never the third quarter. It does not know today's date, so words such as 今年 are refused.

use crate::domain::code::{excerpt, normalise};
use crate::domain::date::{YEARS, is_lost_zero, read_written, rewritten_month, serial_day, without_midnight};
use crate::domain::number::read_numeral;
use crate::text::CellFault;

/// A span of months, both ends within it. Ordered by start, then end; an open one ends last
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// months since year 0
    pub(super) first: i32,
    /// likewise; `OPEN` when there is no end
    pub(super) last: i32,
}

/// The longest cell, in bytes, that is worth reading
const LONGEST: usize = 256;

/// The end of a period without one
pub(super) const OPEN: i32 = i32::MAX;

/// Marks and words between the ends of a span
const SEPARATORS: [char; 9] = ['/', '-', '~', '—', '–', '―', '─', '至', '到'];

/// Words that only the date of the document gives a year
const RELATIVE: [&str; 18] = [
    "今年", "明年", "后年", "去年", "前年", "上年", "本年", "当年", "次年", "同期", "当前", "目前", "今后",
    "未来", "本月", "本季", "近年", "年内",
];

impl Period {
    /// The period of a cell in any notation of domain.md 2.6
    pub fn read(text: &str) -> Result<Period, CellFault> {
        Period::read_noting(text).map(|(period, _)| period)
    }

    /// The period, and whether a spreadsheet had turned the cell into a date (`Sep-22`, `2022/9/1`)
    pub fn read_noting(text: &str) -> Result<(Period, bool), CellFault> {
        if let Some(period) = Period::read_canonical(text) {
            return Ok((period, false));
        }
        if text.len() > LONGEST {
            return Err(CellFault::PeriodUnreadable { cell: excerpt(text.trim()) });
        }
        let cell = without_midnight(normalise(text));
        let ignored = |mark: &char| mark.is_whitespace() || "“”\"‘’'「」".contains(*mark);
        let text: String =
            cell.chars().filter(|mark| !ignored(mark)).collect::<String>().to_ascii_uppercase();
        let damaged = from_spreadsheet(&text)?;
        if text.split(SEPARATORS).any(is_lost_zero) {
            return Err(CellFault::MonthAmbiguous { cell: excerpt(&cell) });
        }
        let Some(period) = damaged.or_else(|| expression(&text, None)) else {
            return Err(fault_of(&text, excerpt(&cell)));
        };
        let known = |month: i32| YEARS.contains(&year_of(month));
        if !known(period.first) || (period.last != OPEN && !known(period.last)) {
            let (first, last) = (*YEARS.start(), *YEARS.end());
            return Err(CellFault::YearOutOfRange { cell: excerpt(&cell), first, last });
        }
        if period.first > period.last {
            return Err(CellFault::PeriodReversed { cell: excerpt(&cell) });
        }
        Ok((period, damaged.is_some()))
    }

    /// Year and month in which it begins
    pub fn start(&self) -> (i16, i8) {
        (year_of(self.first), month_of(self.first))
    }

    /// Year and month in which it ends; none when it is open
    pub fn end(&self) -> Option<(i16, i8)> {
        (self.last != OPEN).then(|| (year_of(self.last), month_of(self.last)))
    }

    /// How many months it has; none when it is open
    pub fn months(&self) -> Option<u32> {
        (self.last != OPEN).then(|| self.last.abs_diff(self.first) + 1)
    }

    /// Whether the other period lies within this one, ends included
    pub fn contains(&self, other: &Period) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    pub(super) fn months_of(year: i32, first: i32, last: i32) -> Period {
        Period { first: year * 12 + first - 1, last: year * 12 + last - 1 }
    }
}

fn year_of(month: i32) -> i16 {
    i16::try_from(month.div_euclid(12)).unwrap_or(i16::MAX)
}

fn month_of(month: i32) -> i8 {
    i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1)
}

/// The month of a date that a spreadsheet made of it; a fault for a day number and for any other day
fn from_spreadsheet(text: &str) -> Result<Option<Period>, CellFault> {
    if let Some((year, month)) = rewritten_month(text) {
        let (year, month) = (i32::from(year), i32::from(month));
        return Ok(Some(Period::months_of(year, month, month)));
    }
    if let Some(day) = serial_day(text) {
        return Err(CellFault::SerialDay { cell: excerpt(text), day: day.to_string() });
    }
    match read_written(text) {
        Some(date) if date.day == Some(1) && (1..=12).contains(&date.month) => {
            let (year, month) = (i32::from(date.year), i32::from(date.month));
            Ok(Some(Period::months_of(year, month, month)))
        }
        Some(date) if date.day.is_some() => Err(CellFault::PeriodIsDay { cell: excerpt(text) }),
        _ => Ok(None),
    }
}

/// Why a text is not a period
fn fault_of(text: &str, cell: String) -> CellFault {
    if RELATIVE.iter().any(|word| text.contains(word)) {
        CellFault::PeriodRelative { cell }
    } else if expression(text, Some(2000)).is_some() {
        CellFault::PeriodWithoutYear { cell }
    } else {
        CellFault::PeriodUnreadable { cell }
    }
}

/// A whole expression: a five-year plan, an open period, a single one, or two with a separator
fn expression(text: &str, year: Option<i32>) -> Option<Period> {
    let text =
        ["期间", "时期", "规划期", "规划"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let open = ["/..", "起", "以来"].iter().find_map(|end| text.strip_suffix(end));
    if let Some(start) = open {
        return single(start, year).map(|start| Period { last: OPEN, ..start });
    }
    five_year_plan(text).or_else(|| single(text, year)).or_else(|| span(text, year))
}

/// 十四五 is the fourteenth plan, 2021 to 2025
fn five_year_plan(text: &str) -> Option<Period> {
    let number = small(text.strip_prefix('十')?.strip_suffix('五')?).filter(|number| *number <= 9)?;
    let first = 2001 + 5 * number;
    Some(Period { last: Period::months_of(first + 4, 12, 12).last, ..Period::months_of(first, 1, 1) })
}

/// Two periods around a separator; the second may leave out the year, the first the word 月 or 季度
fn span(text: &str, year: Option<i32>) -> Option<Period> {
    let cuts = text.char_indices().filter(|(_, mark)| SEPARATORS.contains(mark));
    cuts.filter_map(|(at, mark)| {
        let right = text[at + mark.len_utf8()..].trim_start_matches(mark);
        let left = single(&text[..at], year).or_else(|| {
            let word =
                ["月", "季度"].into_iter().find(|word| right.trim_end_matches('份').ends_with(word))?;
            single(&format!("{}{word}", &text[..at]), year)
        })?;
        let own = single(right, None);
        let borrowed = || single(right, Some(left.first / 12)).filter(|_| left.months() != Some(12));
        let last = own.or_else(borrowed)?.last;
        Some(Period { last, ..left })
    })
    .next()
}

/// A year, half, quarter, month or 前N季度; `year` stands in where the text names none
fn single(text: &str, year: Option<i32>) -> Option<Period> {
    let Some((own, rest)) = leading_year(text) else {
        let (first, last) = part_of_year(text)?;
        return Some(Period::months_of(year?, first, last));
    };
    let (first, last) = if let Some(rest) = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')) {
        if rest.is_empty() { (1, 12) } else { part_of_year(rest)? }
    } else if rest.is_empty() {
        (1, 12)
    } else {
        let part = rest.strip_prefix(['-', '.', '/']);
        let month = part.or((rest.len() == 2).then_some(rest)).and_then(digits).filter(is_month);
        month.map(|month| (month, month)).or_else(|| part_of_year(part.unwrap_or(rest)))?
    };
    Some(Period::months_of(own, first, last))
}

/// Four digits, also Chinese ones before 年, and what follows them
fn leading_year(text: &str) -> Option<(i32, &str)> {
    let end = text.char_indices().nth(4).map_or(text.len(), |(end, _)| end);
    let (year, rest) = text.split_at(end);
    let numeral = |mark: char| "〇一二三四五六七八九".chars().position(|numeral| numeral == mark);
    let value = if year.is_ascii() {
        (year.len() == 4).then(|| digits(year)).flatten()?
    } else if rest.starts_with('年') {
        let year = year.replace(['零', '○'], "〇");
        year.chars().try_fold(0, |value, mark| Some(value * 10 + i32::try_from(numeral(mark)?).ok()?))?
    } else {
        return None;
    };
    Some((value, rest))
}

/// First and last month of a part of some year: 上半年, Q3, 第三季度, 前三季度, M09, 9月份
fn part_of_year(text: &str) -> Option<(i32, i32)> {
    match text {
        "全年" => return Some((1, 12)),
        "上半年" | "H1" | "S1" => return Some((1, 6)),
        "下半年" | "H2" | "S2" => return Some((7, 12)),
        _ => {}
    }
    let (up_to, text) = match text.strip_prefix('前') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let first = |start: i32| if up_to { 1 } else { start };
    let quarter = text.strip_suffix("季度").or_else(|| text.strip_suffix("个季度").filter(|_| up_to));
    let quarter = quarter.map(|number| number.strip_prefix('第').unwrap_or(number));
    if let Some(number) = quarter.or_else(|| text.strip_prefix('Q').filter(|_| !up_to)) {
        let number = small(number.trim_end_matches('个')).filter(|number| (1..=4).contains(number))?;
        return Some((first(number * 3 - 2), number * 3));
    }
    let month = text.strip_suffix('月').or_else(|| text.strip_suffix("月份"));
    let month = month.or_else(|| text.strip_prefix('M').filter(|_| !up_to))?;
    let month = if up_to { month.trim_end_matches('个') } else { month };
    let month = small(month).filter(is_month)?;
    Some((first(month), month))
}

fn is_month(number: &i32) -> bool {
    (1..=12).contains(number)
}

/// A number of one or two digits or a Chinese numeral
fn small(text: &str) -> Option<i32> {
    if text.is_ascii() {
        return (text.len() <= 2).then(|| digits(text)).flatten();
    }
    read_numeral(text)?.try_into().ok()
}

fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        Period::read(text).map_or_else(|fault| fault.code().to_owned(), |period| period.to_string())
    }

    #[test]
    fn every_notation_has_one_canonical_spelling() {
        for (canonical, notations) in [
            (
                "2022",
                "2022 2022年 2022年度 2022年全年 2022-M01/2022-M12 2022-Q1/2022-Q4 ２０２２年 二〇二二年",
            ),
            ("2022-H1", "2022年上半年 2022S1 2022H1 2022-h1 2022-Q1/2022-Q2 2022年1-6月 2022年前两季度"),
            ("2022-H2", "2022年下半年 2022-S2 2022年7月至12月 2022Q3-Q4"),
            ("2022-Q3", "2022年三季度 2022Q3 2022年第3季度 2022年第三季度 2022-07/2022-09 2022年7-9月"),
            (
                "2022-M09",
                "2022-09 2022年9月 2022.09 2022.9 202209 2022M09 2022-M9 2022/9 2022年9月份 2022年九月",
            ),
            ("2022-M10", "2022.10 2022-10 2022年10月 2022年十月"),
            (
                "2021/2025",
                "“十四五” 十四五 '十四五'期间 2021-2025年 2021—2025 2021年至2025年 2021/2025 2021~2025",
            ),
            ("2016/2020", "十三五 “十三五”时期"),
            ("2026/2030", "十五五 “十五五”规划"),
            ("2022-M01/2022-M09", "2022年前三季度 2022年1-9月 2022年1至9月 2022年一至三季度 2022-01/2022-09"),
            ("2022-M01/2022-M09", "2022.01-2022.09 2022年1月-9月 2022年1—9月份 2022Q1-Q3 2022年前9个月"),
            ("2022-M01/2022-M09", "202201-202209 2022-01-2022-09 2022年前3个季度 2022-M01--2022-M09"),
            ("2022-M11/2023-M02", "2022年11月-2023年2月 2022-M11/2023-M02"),
            ("2022/..", "2022年起 2022/.. 2022年以来 2022-M01/.."),
            ("2022-M09/..", "2022年9月起 2022-09/.."),
        ] {
            for notation in notations.split(' ') {
                assert_eq!(read(notation), canonical, "{notation}");
            }
        }
        assert_eq!(read(" 2022 年 前三季度 "), "2022-M01/2022-M09");
    }

    #[test]
    fn what_names_no_certain_period_is_refused() {
        for (code, cells) in [
            ("PeriodRelative", "今年 明年 当前及今后5年 今年前三季度 去年同期 未来五年"),
            ("PeriodWithoutYear", "前三季度 1-9月 三季度 上半年 9月 Q3 全年 一至三季度"),
            ("PeriodReversed", "2025/2021 2022年9-1月 2022-M09/2022-M01"),
            ("MonthAmbiguous", "2022.1 2022.1-2022.9"),
            ("SerialDay", "44805"),
            ("PeriodIsDay", "2022/9/15 2022年9月30日 20220915"),
            ("YearOutOfRange", "1245 2022/3022 0000"),
            (
                "PeriodUnreadable",
                "2022-13 2022Q5 长期 20229 2022年末 十五 2022- 2022年-9月 2022-2023学年 /.. -",
            ),
        ] {
            for cell in cells.split(' ') {
                assert_eq!(read(cell), code, "{cell}");
            }
        }
        assert_eq!(read(""), "PeriodUnreadable");
    }

    #[test]
    fn what_a_spreadsheet_made_a_date_is_read_and_noted() {
        let month = Period::months_of(2022, 9, 9);
        for cell in ["Sep-22", "2022/9/1", "2022-09-01 00:00:00", "2022/9/1 0:00:00", "SEP-2022"] {
            assert_eq!(Period::read_noting(cell), Ok((month, true)), "{cell}");
        }
        assert_eq!(Period::read_noting("2022-09"), Ok((month, false)));
    }

    #[test]
    fn periods_know_their_ends_and_what_lies_within() {
        let [year, month, plan, open] =
            ["2022", "2022-M09", "十四五", "2022/.."].map(|text| Period::read(text).unwrap());
        assert_eq!((plan.start(), plan.end(), plan.months()), ((2021, 1), Some((2025, 12)), Some(60)));
        assert_eq!((open.end(), open.months()), (None, None));
        assert!(
            year.contains(&month) && plan.contains(&year) && open.contains(&month) && open.contains(&open)
        );
        assert!(!month.contains(&year) && !plan.contains(&open));
        let mut sorted = [month, open, year, plan];
        sorted.sort();
        assert_eq!(sorted, [plan, year, open, month]);
    }

    proptest! {
        #[test]
        fn printing_and_reading_gives_the_period_back(first in 22_800_i32..26_388, length in 1_i32..100, open: bool) {
            let last = if open { OPEN } else { (first + length - 1).min(26_399) };
            let period = Period { first, last };
            prop_assert_eq!(Period::read_noting(&period.to_string()), Ok((period, false)));
        }

        #[test]
        fn no_text_panics(text in "[-0-9年月季度前至第一三十五QHM/. ]{0,12}") {
            let _ = Period::read(&text);
        }
    }
}
