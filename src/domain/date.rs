//! Dates: a month `2022-M09` or a day `2022-09-30`, in every notation of a Chinese sheet.
//!
//! Also what spreadsheets make of dates, which `period` and `value` must know by sight. It does not know
//! today's date, nor which of two dates must come first.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::code::{MONTH_NAMES, excerpt, normalise};
use crate::domain::number::{is_numeral, read_numeral};
use crate::text::CellFault;

/// The years that dates and periods may name; beyond them a typing mistake is likelier
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// The longest cell, in bytes, that is worth reading
const LONGEST: usize = 256;

/// What a date says, before the calendar is asked
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// four digits
    pub year: i16,
    /// two digits at most
    pub month: i8,
    /// none for a month
    pub day: Option<i8>,
}

/// The canonical month (`2022-M09`) or day (`2022-09-30`) of a cell
///
/// The end of a month or a year (`2023年7月底`, `2025年底前`) is that month. A year alone, a day that the calendar lacks,
/// and what a spreadsheet has rewritten are faults.
pub fn read_date(text: &str) -> Result<String, CellFault> {
    if text.len() > LONGEST {
        return Err(CellFault::DateUnreadable { cell: excerpt(text.trim()) });
    }
    let date = without_midnight(normalise(text));
    let cell = || excerpt(&date);
    let Some(written) = read_written(&without_end(&date)) else {
        return Err(fault_of(&date));
    };
    if is_lost_zero(&date) {
        return Err(CellFault::MonthAmbiguous { cell: cell() });
    }
    if !YEARS.contains(&written.year) {
        return Err(CellFault::YearOutOfRange { cell: cell(), first: *YEARS.start(), last: *YEARS.end() });
    }
    match Date::new(written.year, written.month, written.day.unwrap_or(1)) {
        Err(_) => Err(CellFault::DateNotInCalendar { cell: cell() }),
        Ok(day) if written.day.is_some() => Ok(day.to_string()),
        Ok(day) => Ok(print_month(day.year(), day.month())),
    }
}

/// Why a text is not a date
fn fault_of(date: &str) -> CellFault {
    let cell = excerpt(date);
    let year = date.trim_end_matches("年度").trim_end_matches('年');
    if let Some((year, month)) = rewritten_month(date) {
        CellFault::MonthRewritten { cell, month: print_month(year, month) }
    } else if let Some(day) = serial_day(date) {
        CellFault::SerialDay { cell, day: day.to_string() }
    } else if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) {
        CellFault::DateOnlyYear { cell }
    } else if is_part_of_year(date) {
        CellFault::DateWithoutYear { cell }
    } else {
        CellFault::DateUnreadable { cell }
    }
}

/// Whether a text is a month or a day of some year: `12月底`, `九月`
fn is_part_of_year(date: &str) -> bool {
    date.starts_with(|first: char| first.is_ascii_digit() || is_numeral(first))
        && date.contains('月')
        && read_written(&without_end(&format!("2000年{date}"))).is_some()
}

/// The month that ends with the word 底 or 末, and the day that a deadline lies before: `2025年底前` is 2025年12月
fn without_end(date: &str) -> Cow<'_, str> {
    if date.is_ascii() {
        return Cow::Borrowed(date);
    }
    if date.contains(char::is_whitespace) {
        let squeezed: String = date.split_whitespace().collect();
        return Cow::Owned(without_end(&squeezed).into_owned());
    }
    let before = ["之前", "以前", "前"].into_iter().find_map(|word| date.strip_suffix(word));
    let text = before.unwrap_or(date).trim_end();
    match text.strip_suffix(['底', '末']) {
        Some(year) if year.ends_with('年') => Cow::Owned(format!("{year}12月")),
        Some(month) if month.ends_with(['月', '份']) => Cow::Borrowed(month),
        None if text.ends_with(['日', '号']) => Cow::Borrowed(text),
        // 12月前 is before December, or before its end: nobody can say.
        _ => Cow::Borrowed(date),
    }
}

/// A canonical month
fn print_month(year: i16, month: i8) -> String {
    format!("{year:04}-M{month:02}")
}

/// The numbers of a normalised date with year and month: `2022年9月30日`, `2022.9`, `202209`, `2022-M09`
pub fn read_written(date: &str) -> Option<Written> {
    let date: Cow<'_, str> = if date.contains(char::is_whitespace) {
        date.split_whitespace().collect::<String>().into()
    } else {
        date.into()
    };
    let (year, rest) = date.split_at_checked(4)?;
    let (year, one) = (number(year, 4)?, number(&date, 8).is_some());
    let written = |month, day| Some(Written { year, month, day });
    if one && matches!(rest.len(), 2 | 4) {
        let (month, day) = rest.split_at(2);
        return written(
            number(month, 2)? as i8,
            if day.is_empty() { None } else { Some(number(day, 2)? as i8) },
        );
    }
    if let Some(rest) = rest.strip_prefix('年') {
        let (month, day) = rest.split_once('月')?;
        let day = day.strip_suffix(['日', '号']).unwrap_or(day);
        let day = if matches!(day, "" | "份") { None } else { Some(numbered(day)?) };
        return written(numbered(month)?, day);
    }
    let separator = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.' | 'M' | 'm'))?;
    if separator.eq_ignore_ascii_case(&'m') {
        return written(number(&rest[1..], 2)? as i8, None);
    }
    match rest[1..].split_once(separator) {
        Some((month, day)) => written(number(month, 2)? as i8, Some(number(day, 2)? as i8)),
        None => written(number(rest[1..].trim_start_matches(['M', 'm']), 2)? as i8, None),
    }
}

/// A number of one or two digits, or a Chinese numeral: 九月, 三十日
fn numbered(text: &str) -> Option<i8> {
    match number(text, 2) {
        Some(number) => Some(number as i8),
        None => i8::try_from(read_numeral(text)?).ok(),
    }
}

/// A number of at least one and at most `longest` digits, saturated where it does not matter
fn number(text: &str, longest: usize) -> Option<i16> {
    let fits = (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().unwrap_or(i16::MAX))
}

/// The text without the midnight that a spreadsheet's date cell may carry
pub fn without_midnight(text: Cow<'_, str>) -> Cow<'_, str> {
    for midnight in [" 00:00:00", " 0:00:00", " 00:00", " 0:00", "T00:00:00"] {
        if let Some(date) = text.strip_suffix(midnight) {
            return Cow::Owned(date.to_owned());
        }
    }
    text
}

/// Whether the text is a year and `.1`, which a spreadsheet also makes of `.10`
pub fn is_lost_zero(text: &str) -> bool {
    text.strip_suffix(".1").is_some_and(|year| year.len() == 4 && number(year, 4).is_some())
}

/// Year and month of a month that a spreadsheet rewrote: `Sep-22`, `Sep-2022`
pub fn rewritten_month(text: &str) -> Option<(i16, i8)> {
    let (name, year) = text.split_once('-')?;
    let short = |month: &&str| name.eq_ignore_ascii_case(&month[..3]) || name.eq_ignore_ascii_case(month);
    let (month, _) = (1_i8..).zip(MONTH_NAMES.iter()).find(|(_, month)| short(month))?;
    match year.len() {
        2 => Some((2000 + number(year, 2)?, month)),
        4 => Some((number(year, 4)?, month)),
        _ => None,
    }
}

/// The day of a spreadsheet's day number between 2000 and 2099: `44805` is 2022-09-01
pub fn serial_day(text: &str) -> Option<Date> {
    let serial: i64 = text.parse().ok().filter(|serial| (36_526..=73_050).contains(serial))?;
    Date::new(1899, 12, 30).ok()?.checked_add(serial.days()).ok()
}

/// Whether a text looks like a date, as `3-5` does after a spreadsheet: `3月5日`, `5-Mar`, `2022/3/5`
pub fn looks_like_date(text: &str) -> bool {
    let short_day = text.split_once('月').is_some_and(|(month, day)| {
        number(month, 2).is_some() && number(day.trim_end_matches(['日', '号']), 2).is_some()
    });
    let english_day = text.split_once('-').is_some_and(|(day, name)| {
        number(day, 2).is_some() && MONTH_NAMES.iter().any(|month| name.eq_ignore_ascii_case(&month[..3]))
    });
    let marked = text.contains(['年', '月', '-', '/', '.']);
    marked && (short_day || english_day || rewritten_month(text).is_some() || read_date(text).is_ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_notation_of_a_day_meets_in_one() {
        for text in [
            "2022年9月30日",
            "2022年9月30号",
            "2022.9.30",
            "2022/9/30",
            "2022-9-30",
            "20220930",
            "２０２２年９月３０日",
            "2022年 9月 30日",
            "2022/9/30 0:00:00",
            "2022-09-30 00:00:00",
        ] {
            assert_eq!(read_date(text).as_deref(), Ok("2022-09-30"), "{text}");
        }
    }

    #[test]
    fn every_notation_of_a_month_meets_in_one() {
        for text in [
            "2022年9月",
            "2022年9月份",
            "2022-09",
            "2022.09",
            "2022.9",
            "202209",
            "2022/9",
            "2022-M09",
            "2022年九月",
        ] {
            assert_eq!(read_date(text).as_deref(), Ok("2022-M09"), "{text}");
        }
        assert_eq!(read_date("2022m09").as_deref(), Ok("2022-M09"));
    }

    #[test]
    fn a_bad_date_is_named_for_what_it_is() {
        for (text, code) in [
            ("2022", "DateOnlyYear"),
            ("2022年", "DateOnlyYear"),
            ("2022.1", "MonthAmbiguous"),
            ("2022-02-30", "DateNotInCalendar"),
            ("2022-13", "DateNotInCalendar"),
            ("202200", "DateNotInCalendar"),
            ("0222-09-01", "YearOutOfRange"),
            ("44805", "SerialDay"),
            ("Sep-22", "MonthRewritten"),
            ("2022-09/30", "DateUnreadable"),
            ("2022年9", "DateUnreadable"),
            ("九月", "DateWithoutYear"),
            ("12月底", "DateWithoutYear"),
            ("9月30日前", "DateWithoutYear"),
            ("2022年9月前", "DateUnreadable"),
            ("2022年底年", "DateUnreadable"),
            ("2022-Q3", "DateUnreadable"),
            ("", "DateUnreadable"),
            ("2022-9-300", "DateUnreadable"),
        ] {
            assert_eq!(read_date(text).map_err(|fault| fault.code()), Err(code), "{text}");
        }
    }

    #[test]
    fn the_end_of_a_month_or_year_is_the_month() {
        for (text, date) in [
            ("2023年7月底", "2023-M07"),
            ("2023年12月底前", "2023-M12"),
            ("2023年12月份底", "2023-M12"),
            ("2025年底", "2025-M12"),
            ("2025年末之前", "2025-M12"),
            ("2023年12月31日前", "2023-12-31"),
            ("2023 年 7 月 底", "2023-M07"),
        ] {
            assert_eq!(read_date(text).as_deref(), Ok(date), "{text}");
        }
    }

    #[test]
    fn a_spreadsheets_day_number_is_told_with_its_day() {
        let day = "2022-09-01".to_owned();
        assert_eq!(read_date("44805"), Err(CellFault::SerialDay { cell: "44805".into(), day }));
        assert_eq!(rewritten_month("sep-2022"), Some((2022, 9)));
    }

    #[test]
    fn what_a_spreadsheet_makes_of_3_5_looks_like_a_date() {
        for text in ["3月5日", "5-Mar", "Mar-05", "2022/3/5", "2022-M03"] {
            assert!(looks_like_date(text), "{text}");
        }
        for text in ["100-150", "3-5", "2022", "3月", "5-个"] {
            assert!(!looks_like_date(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_canonical_date_reads_back_as_itself(year in 1900_i16..2200, month in 1_i8..=12, day in 1_i8..=28) {
            let canonical = format!("{year}-{month:02}-{day:02}");
            prop_assert_eq!(read_date(&format!("{year}年{month}月{day}日")), Ok(canonical.clone()));
            prop_assert_eq!(read_date(&canonical), Ok(canonical));
        }

        #[test]
        fn no_text_panics(text in "[-0-9年月日/.M ]{0,12}") {
            let _ = read_date(&text);
            let _ = looks_like_date(&text);
        }
    }
}
