//! The texts of a workbook's numbers: the one place of this floor where a cell is a float.
//!
//! Workbooks hold every number as one. It becomes a text of at most 15 significant digits at once, as a spreadsheet
//! shows it, and nothing is ever calculated with it: 0.1 + 0.2 was stored as 0.30000000000000004 and is `0.3`.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::sheets::number_format::{NumberFormat, Piece, Shape};

/// Significant digits that a spreadsheet keeps
const DIGITS: usize = 15;
const SECONDS: f64 = 86_400.0;
/// Days beyond the year 9999
const LAST_DAY: f64 = 2_958_466.0;

/// A cell's number
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(f64);

impl Number {
    /// Reads a number as XML writes it
    pub fn parse(text: &str) -> Option<Number> {
        text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Number)
    }

    /// A number as an XLS file writes it
    pub fn of_bytes(bytes: [u8; 8]) -> Number {
        let number = f64::from_le_bytes(bytes);
        Number(if number.is_finite() { number } else { 0.0 })
    }

    /// A number that an XLS file has packed into four bytes
    pub fn of_rk(packed: u32) -> Number {
        let number = if packed & 2 != 0 {
            f64::from(packed as i32 >> 2)
        } else {
            f64::from_bits(u64::from(packed & !3) << 32)
        };
        let number = if packed & 1 != 0 { number / 100.0 } else { number };
        Number(if number.is_finite() { number } else { 0.0 })
    }

    /// The text that a person sees, with all of its digits
    pub fn text(self, format: &NumberFormat, is_1904: bool) -> String {
        match format {
            NumberFormat::Number(shape) => self.shaped(shape),
            format => self.date_text(format, is_1904).unwrap_or_else(|| self.shaped(&Shape::default())),
        }
    }

    /// The significant digits and the power of ten of the first
    fn digits(self) -> (String, i32) {
        let written = format!("{:.*e}", DIGITS - 1, self.0.abs());
        let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let digits = mantissa.replace('.', "");
        (digits.trim_end_matches('0').to_owned(), exponent.parse().unwrap_or(0))
    }

    fn shaped(self, shape: &Shape) -> String {
        let (digits, exponent) = self.digits();
        let sign = if self.0 < 0.0 && !digits.is_empty() { "-" } else { "" };
        let plain = plain(&digits, exponent + shape.shift);
        let is_whole = plain.bytes().all(|byte| byte.is_ascii_digit());
        let number = if !shape.pattern.is_empty() && is_whole {
            patterned(&plain, &shape.pattern)
        } else {
            let whole = plain.split('.').next().unwrap_or_default().len();
            let is_plain = !plain.contains('E');
            let missing = if is_plain { shape.zeros.saturating_sub(whole) } else { 0 };
            format!("{}{plain}", "0".repeat(missing))
        };
        format!("{sign}{}{number}{}", shape.prefix, shape.suffix)
    }

    fn date_text(self, format: &NumberFormat, is_1904: bool) -> Option<String> {
        if !(0.0..LAST_DAY).contains(&self.0) {
            return None;
        }
        let mut seconds = (self.0.fract() * SECONDS).round() as i64;
        let mut days = self.0.trunc() as i64;
        if seconds == SECONDS as i64 {
            (days, seconds) = (days + 1, 0);
        }
        let time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        match format {
            NumberFormat::Elapsed => {
                let hours = days * 24 + seconds / 3600;
                return Some(format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60));
            }
            NumberFormat::Time if days == 0 => return Some(time),
            _ => {}
        }
        let day = day_of(days, is_1904)?;
        Some(match format {
            NumberFormat::Month => format!("{:04}-M{:02}", day.year(), day.month()),
            NumberFormat::Year => format!("{:04}", day.year()),
            NumberFormat::Moment | NumberFormat::Time if seconds > 0 => format!("{day}T{time}"),
            _ => day.to_string(),
        })
    }
}

/// The day with that number; the 60th of 1900 is a 29 February that never was
fn day_of(days: i64, is_1904: bool) -> Option<Date> {
    let start = match days {
        _ if is_1904 => date(1904, 1, 1),
        0 | 60 => return None,
        1..60 => date(1899, 12, 31),
        _ => date(1899, 12, 30),
    };
    start.checked_add(days.days()).ok()
}

/// Digits written out; beyond 15 whole digits as a spreadsheet does it, for the digits that follow are lost
fn plain(digits: &str, exponent: i32) -> String {
    if digits.is_empty() {
        return "0".to_owned();
    }
    let limit = DIGITS as i32;
    if exponent >= limit || exponent < -limit {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{first}{point}{rest}E{sign}{:02}", exponent.abs());
    }
    if exponent < 0 {
        return format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{digits}{}", "0".repeat(whole - digits.len()));
    }
    let (whole, part) = digits.split_at(whole);
    format!("{whole}.{part}")
}

/// Whole digits put into the places of a pattern, from the right
fn patterned(digits: &str, pattern: &[Piece]) -> String {
    let mut rest: Vec<char> = digits.chars().collect();
    let first = pattern.iter().position(|piece| !matches!(piece, Piece::Words(_))).unwrap_or(0);
    let mut pieces = Vec::new();
    for (at, piece) in pattern.iter().enumerate().rev() {
        match piece {
            Piece::Words(words) => pieces.push(words.clone()),
            _ if at == first => pieces.push(rest.drain(..).collect()),
            Piece::Zero => pieces.push(rest.pop().unwrap_or('0').to_string()),
            Piece::Digit => pieces.push(rest.pop().map(String::from).unwrap_or_default()),
        }
    }
    pieces.reverse();
    pieces.concat()
}

/// A day stays a day, though the file may write midnight behind it
pub fn iso_text(text: &str) -> String {
    let text = text.trim_end_matches('Z');
    text.split_once('T')
        .filter(|(_, time)| time.bytes().all(|byte| b"0:.".contains(&byte)))
        .map_or(text, |(day, _)| day)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: &str, code: &str) -> String {
        Number::parse(number).unwrap().text(&NumberFormat::of_code(code), false)
    }

    #[test]
    fn numbers_are_shown_with_all_the_digits_they_have() {
        for (number, shown) in [
            ("0.30000000000000004", "0.3"),
            ("73.819999999999993", "73.82"),
            ("-0.5", "-0.5"),
            ("-0", "0"),
            ("350582199001011234", "3.50582199001011E+17"),
            ("123456789012345", "123456789012345"),
            ("1E+15", "1E+15"),
            ("100000", "100000"),
            ("1.0000000000000001E-7", "0.0000001"),
            ("1E-20", "1E-20"),
        ] {
            assert_eq!(text(number, "General"), shown);
        }
    }

    #[test]
    fn formats_say_what_a_number_means() {
        assert_eq!(text("0.85", "0%"), "85%");
        assert_eq!(text("0.855", "0%"), "85.5%");
        assert_eq!(text("-0.07", "0.00%"), "-7%");
        assert_eq!(text("7", "000"), "007");
        assert_eq!(text("7.5", "000"), "007.5");
        assert_eq!(text("12", "0\"个\""), "12个");
        assert_eq!(text("1234.5", "#,##0.00\"万元\""), "1234.5万元");
        assert_eq!(text("-3", "\"第\"0"), "-第3");
        assert_eq!(text("123456", "0!.0,\"万\""), "12.3456万");
        assert_eq!(text("202209", "0000\"-\"00"), "2022-09");
        assert_eq!(text("13800138000", "000\\-0000\\-0000"), "138-0013-8000");
        assert_eq!(text("5", "[>1]0\"件\";0"), "5");
    }

    #[test]
    fn dates_are_days_months_or_moments() {
        assert_eq!(text("44834", "yyyy/m/d"), "2022-09-30");
        assert_eq!(text("44834", "yyyy\"年\"m\"月\""), "2022-M09");
        assert_eq!(text("44834", "yyyy"), "2022");
        assert_eq!(text("44834.5", "yyyy/m/d h:mm"), "2022-09-30T12:00:00");
        assert_eq!(text("44834", "yyyy/m/d h:mm"), "2022-09-30");
        assert_eq!(text("44834.999999999", "yyyy/m/d h:mm"), "2022-10-01");
        assert_eq!(text("0.25", "h:mm"), "06:00:00");
        assert_eq!(text("1.5", "[h]:mm"), "36:00:00");
        assert_eq!(text("1", "yyyy/m/d"), "1900-01-01");
        assert_eq!(text("59", "yyyy/m/d"), "1900-02-28");
        assert_eq!(text("61", "yyyy/m/d"), "1900-03-01");
        assert_eq!(text("-1", "yyyy/m/d"), "-1");
        assert_eq!(text("9999999", "yyyy/m/d"), "9999999");
        let day = Number(43_372.0).text(&NumberFormat::built_in(31), true);
        assert_eq!(day, "2022-09-30");
        assert_eq!(Number(44_834.0).text(&NumberFormat::built_in(57), false), "2022-M09");
        assert_eq!(iso_text("2022-09-30T00:00:00"), "2022-09-30");
        assert_eq!(iso_text("2022-09-30T08:00:00"), "2022-09-30T08:00:00");
    }
}
