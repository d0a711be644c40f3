//! Plain exact decimals and Chinese numerals, read and printed.
//!
//! Never a float, and never `Decimal::from_str`, which rounds long input and takes junk (crates.md, trap 14):
//! the digits are counted here. It does not know units, qualifiers or missing marks.

use rust_decimal::Decimal;

use crate::domain::code::excerpt;
use crate::text::CellFault;

/// Significant digits that a value may have: what a spreadsheet keeps and a double gives back
pub const DIGITS: u32 = 15;

/// Decimals that a value may have: what `Decimal` holds
const DECIMALS: usize = 28;

/// A decimal from half-width, trimmed text: sign, digits (commas between thousands only), fraction
///
/// The result has no trailing zeros and no negative zero. More than [`DIGITS`] digits are a fault; the leading
/// and trailing zeros of a fraction do not count, those of a whole number do.
pub fn read_decimal(text: &str) -> Result<Decimal, CellFault> {
    if let Some(number) = read_plain(text) {
        return Ok(number);
    }
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let allowed = |byte: u8| byte.is_ascii_digit() || byte == b',';
    if !whole.bytes().all(allowed)
        || !fraction.bytes().all(allowed)
        || fraction.is_empty()
        || digits.is_empty()
    {
        return Err(CellFault::NotANumber { cell: excerpt(text) });
    }
    if !commas_in_place(whole) || fraction.contains(',') {
        return Err(CellFault::CommaPlace { cell: excerpt(text) });
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > DECIMALS {
        return Err(CellFault::TooManyDecimals { cell: excerpt(text), most: DECIMALS as u32 });
    }
    let mut mantissa: i64 = 0;
    for byte in whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit) {
        mantissa = mantissa * 10 + i64::from(byte - b'0');
        if mantissa >= TOO_MANY {
            return Err(CellFault::TooManyDigits { cell: excerpt(text), most: DIGITS });
        }
    }
    Ok(Decimal::new(if negative { -mantissa } else { mantissa }, fraction.len() as u32))
}

/// The first whole number with too many digits
const TOO_MANY: i64 = 10_i64.pow(DIGITS);

/// A decimal of ASCII digits with at most one point and a minus sign, if it is no longer than that
///
/// The way of nearly every cell of a large import: no allocation, one pass. `None` is no verdict.
pub fn read_plain(text: &str) -> Option<Decimal> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        _ => (false, bytes),
    };
    if digits.len() > DIGITS as usize || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let mut mantissa: i64 = 0;
    let mut scale: Option<u32> = None;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale = scale.map(|places| places + 1);
            }
            b'.' if scale.is_none() => scale = Some(0),
            _ => return None,
        }
    }
    let mut scale = scale.unwrap_or(0);
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Some(Decimal::new(if negative { -mantissa } else { mantissa }, scale))
}

/// Whether commas, if any, divide a whole number into thousands; `0,5` is a decimal comma
fn commas_in_place(whole: &str) -> bool {
    if !whole.contains(',') {
        return true;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3)
}

/// The number as `read_decimal` takes it: no exponent, no trailing zeros, no negative zero
pub fn print_decimal(number: Decimal) -> String {
    number.normalize().to_string()
}

/// The number normalised, or a fault when it has more than [`DIGITS`] digits
pub fn within_digits(number: Decimal, cell: &str) -> Result<Decimal, CellFault> {
    let number = number.normalize();
    if number.mantissa().unsigned_abs() < TOO_MANY.unsigned_abs().into() {
        return Ok(number);
    }
    Err(CellFault::TooManyDigits { cell: excerpt(cell), most: DIGITS })
}

/// The number × `numerator` ÷ `denominator`, if that is a finite decimal that fits
pub fn times_ratio(number: Decimal, numerator: i128, denominator: i128) -> Option<Decimal> {
    let number = number.normalize();
    let mut mantissa = number.mantissa().checked_mul(numerator)?;
    let common = greatest_common_divisor(mantissa, denominator);
    let mut scale = number.scale();
    let mut divisor = denominator / common;
    mantissa /= common;
    for (factor, cofactor) in [(10, 1), (2, 5), (5, 2)] {
        while divisor % factor == 0 {
            mantissa = mantissa.checked_mul(cofactor)?;
            (divisor, scale) = (divisor / factor, scale + 1);
        }
    }
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    (divisor == 1).then(|| Decimal::try_from_i128_with_scale(mantissa, scale).ok()).flatten()
}

/// At least 1, so that it may be divided by
pub fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        // A word's division is many times as quick as that of two.
        (a, b) = match (u64::try_from(a), u64::try_from(b)) {
            (Ok(one), Ok(other)) => (b, u128::from(one % other)),
            _ => (b, a % b),
        };
    }
    i128::try_from(a.max(1)).unwrap_or(1)
}

/// The value of a whole Chinese numeral: `二十五`, `一百零三`, `百亿`, `两千`, `叁拾`
///
/// `None` for anything else, also for what is no certain number: `三五` (three to five), `三百五`, `二〇二二`.
pub fn read_numeral(text: &str) -> Option<Decimal> {
    if matches!(text, "零" | "〇") {
        return Some(Decimal::ZERO);
    }
    let (above, below) = match text.rsplit_once('亿') {
        Some((above, below)) => (Some(above), below),
        None => (None, text),
    };
    let hundred_millions = match above {
        None => 0,
        Some("") => 1,
        Some(above) => read_ten_thousands(above, true)?,
    };
    let rest = match below {
        "" if above.is_some() => 0,
        _ => read_ten_thousands(below, above.is_none())?,
    };
    Some(Decimal::from(hundred_millions * 100_000_000 + rest))
}

/// A numeral below 10⁸; `first` when nothing stands before it, so that a bare 万 is 10 000
fn read_ten_thousands(text: &str, first: bool) -> Option<i64> {
    let Some((above, below)) = text.split_once('万') else { return read_thousands(text, first) };
    let above = if above.is_empty() && first { 1 } else { read_thousands(above, first)? };
    let below = if below.is_empty() { 0 } else { read_thousands(below, false)? };
    Some(above * 10_000 + below)
}

/// A numeral below 10⁴: digits with 千, 百 and 十 in falling order
///
/// A last digit needs 十 or 零 before it: `三百五` is colloquial for 350, not 305, and refused.
fn read_thousands(text: &str, first: bool) -> Option<i64> {
    let mut total = 0;
    let mut digit: Option<i64> = None;
    let mut smallest = 10_000;
    let mut may_end = first;
    for (index, character) in text.char_indices() {
        if let Some(value) = digit_of(character) {
            if digit.replace(value).is_some() {
                return None;
            }
        } else if matches!(character, '零' | '〇') {
            if digit.is_some() || (first && index == 0) {
                return None;
            }
            may_end = true;
        } else {
            let power = power_of(character).filter(|&power| power < smallest)?;
            let implied = (power == 10 || (first && index == 0)).then_some(1);
            total += digit.take().or(implied)? * power;
            smallest = power;
            may_end = power == 10;
        }
    }
    match digit {
        Some(digit) => may_end.then_some(total + digit),
        None => (total > 0).then_some(total),
    }
}

/// The value of a Chinese digit, also in the forms of accounting; zero apart
pub fn digit_of(character: char) -> Option<i64> {
    Some(match character {
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The value of a power of ten below 万
fn power_of(character: char) -> Option<i64> {
    Some(match character {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Whether a character may stand in a Chinese numeral
pub fn is_numeral(character: char) -> bool {
    matches!(character, '零' | '〇' | '万' | '亿')
        || digit_of(character).is_some()
        || power_of(character).is_some()
}

/// Whether a character multiplies what stands before it: 十 百 千 万 亿
pub fn is_multiplier(character: char) -> bool {
    matches!(character, '十' | '百' | '千' | '万' | '亿')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        read_decimal(text).map_or_else(|fault| fault.code().to_owned(), print_decimal)
    }

    #[test]
    fn numbers_are_normalised() {
        for (text, number) in [
            ("1234.50", "1234.5"),
            ("-0", "0"),
            ("-0.00", "0"),
            ("+7", "7"),
            ("007", "7"),
            (".5", "0.5"),
            ("1,234,567.80", "1234567.8"),
            ("0.000000000000123456789012345", "0.000000000000123456789012345"),
            ("123456789012345.000000000", "123456789012345"),
            ("00000000000000000001", "1"),
        ] {
            assert_eq!(read(text), number);
        }
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in ["", "-", ".", "5.", "1e5", "1 2", "1.2.3", "--5", "5-", "五", "0x1F", "1_000", "NaN"] {
            assert_eq!(read(text), "NotANumber", "{text}");
        }
        for text in ["1,23", "12,34.5", "1,2345", "0,123", ",123", "1,234,", "1.2,3"] {
            assert_eq!(read(text), "CommaPlace", "{text}");
        }
    }

    #[test]
    fn a_sixteenth_digit_is_refused_and_never_rounded_away() {
        for text in ["1234567890123456", "1.234567890123456", "1000000000000000", "99999999999999999999999"] {
            assert_eq!(read(text), "TooManyDigits", "{text}");
        }
        assert_eq!(read(&format!("0.{}1", "0".repeat(28))), "TooManyDecimals");
        assert_eq!(read(&format!("0.{}1", "0".repeat(27))).len(), 30);
    }

    #[test]
    fn chinese_numerals_are_read() {
        let cases = "三=3 十=10 二十五=25 一百零三=103 百亿=10000000000 两千=2000 百=100 万亿=1000000000000 零=0 \
                     一万零三百=10300 三亿五千万=350000000 叁拾=30 一百一十=110 十万=100000";
        for (text, number) in cases.split_whitespace().filter_map(|case| case.split_once('=')) {
            assert_eq!(read_numeral(text).map(print_decimal).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn numerals_that_name_no_certain_number_are_refused() {
        for text in [
            "",
            "三五",
            "三百五",
            "两万五",
            "二〇二二",
            "七八十",
            "数十",
            "十几",
            "亿亿",
            "百千",
            "零五",
            "万千",
        ] {
            assert_eq!(read_numeral(text), None, "{text}");
        }
    }

    /// The numeral of a number below 10⁴, the independent way round
    fn spell(number: u32) -> String {
        const NAMES: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
        let mut spelled = String::new();
        for (power, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            match number / power % 10 {
                0 if spelled.is_empty() || spelled.ends_with('零') || number.is_multiple_of(power) => {}
                0 => spelled.push('零'),
                digit => spelled.extend([NAMES[digit as usize], name]),
            }
        }
        spelled
    }

    proptest! {
        #[test]
        fn printing_and_reading_gives_the_number_back(
            mantissa in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u32..=28
        ) {
            let number = Decimal::new(mantissa, scale).normalize();
            prop_assert_eq!(read_decimal(&print_decimal(number)), Ok(number));
        }

        #[test]
        fn the_fast_way_and_the_careful_way_agree(text in "-?[0-9]{1,9}(\\.[0-9]{1,5})?") {
            let longer = format!("{text}{}000000000000000", if text.contains('.') { "" } else { "." });
            prop_assert_eq!(read_plain(&text), read_decimal(&longer).ok());
        }

        #[test]
        fn a_spelled_number_reads_back(number in 1_u32..10_000, more in 1_u32..10_000) {
            prop_assert_eq!(read_numeral(&spell(number)), Some(Decimal::from(number)));
            let zero = if more < 1000 { "零" } else { "" };
            let long = format!("{}万{zero}{}", spell(number), spell(more));
            prop_assert_eq!(read_numeral(&long), Some(Decimal::from(number * 10_000 + more)));
        }

        #[test]
        fn no_text_panics(text in "[-+0-9,.e万亿十百零三 ]{0,40}") {
            let _ = read_decimal(&text);
            let _ = read_numeral(&text);
        }
    }
}
