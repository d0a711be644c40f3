//! The number of a value cell with its power of ten and its unit, in digits, in Chinese numerals or in both.
//!
//! `13.89万个`, `百亿元`, `一亿二千万元`, `12亿5000万元`, `三点五亿元`, `第4名`. It does not know qualifiers that stand
//! outside, nor missing marks: those are taken off before.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::code::excerpt;
use crate::domain::conversion::convert;
use crate::domain::measure::Measure;
use crate::domain::number::{digit_of, is_multiplier, is_numeral, read_decimal, read_numeral, read_plain};
use crate::text::CellFault;

/// Words that stand for some number, but for none in particular
const VAGUE: [&str; 6] = ["数", "几", "若干", "上百", "上千", "上万"];

/// Marks and words between the ends of a range
const RANGES: [char; 7] = ['-', '~', '—', '–', '―', '至', '到'];

/// A number with its power of ten and unit, and the bound that stood between them (`300余个`)
pub struct Quantity {
    /// The number, in the unit
    pub number: Decimal,
    /// How it is bounded
    pub bound: Bound,
    /// The unit, where one is named
    pub unit: Option<Measure>,
}

/// The number of a cell without its outer qualifiers, with power, unit and inner qualifier
pub fn quantity(body: &str, cell: &str) -> Result<Quantity, CellFault> {
    if let Some(body) = body.strip_prefix('¥') {
        let unit = if body.ends_with('元') { "" } else { "元" };
        return quantity(&format!("{body}{unit}"), cell).map_err(|_| fault_of(body, cell));
    }
    // 整 ends an amount in the numerals of accounting, so that nothing can be added: 壹亿贰仟万元整.
    if let Some(amount) = body.strip_suffix("元整").or_else(|| body.strip_suffix("圆整")) {
        return quantity(&format!("{amount}元"), cell);
    }
    if let Some(share) = body.strip_prefix("百分之") {
        let Quantity { number, bound, unit: None } = quantity(share, cell)? else {
            return Err(fault_of(body, cell));
        };
        return Ok(Quantity { number, bound, unit: Measure::find("%") });
    }
    if let Some(ordinal) = body.strip_prefix('第') {
        return in_order(ordinal, &["名", "位", "名次", "位次"], cell);
    }
    if let Some(times) = body.strip_prefix("连续") {
        return in_order(times, &[], cell);
    }
    let minus = match body.strip_prefix('\u{2212}') {
        Some(rest) => Cow::Owned(format!("-{rest}")),
        None => Cow::Borrowed(body),
    };
    let end =
        minus.find(|mark: char| !(mark.is_ascii_digit() || "+-.,".contains(mark))).unwrap_or(minus.len());
    let (digits, rest) = minus.split_at(end);
    if digits.is_empty() {
        return numeral(rest).ok_or_else(|| fault_of(body, cell));
    }
    let number = read_decimal(digits).map_err(|fault| match fault {
        CellFault::NotANumber { .. } => fault_of(&minus, cell),
        other => other,
    })?;
    let Some(Quantity { number: power, bound, unit }) = tail(rest) else {
        return in_parts(&minus).ok_or_else(|| fault_of(&minus, cell));
    };
    let number = number.checked_mul(power).ok_or_else(|| fault_of(&minus, cell))?;
    Ok(Quantity { number, bound, unit })
}

/// `第4名` is a rank, `第三届` and `连续5年` are ordinal: here 名 does not count people, nor 年 time
fn in_order(body: &str, ranks: &[&str], cell: &str) -> Result<Quantity, CellFault> {
    const ORDINALS: [(&str, &str); 5] =
        [("届", "届"), ("期", "期"), ("批", "批"), ("次", "次"), ("年", "连续年")];
    let ranked = ranks.iter().map(|word| (*word, if word.starts_with('位') { "位次" } else { "名次" }));
    let named = ranked.chain(ORDINALS).find_map(|(word, unit)| Some((body.strip_suffix(word)?, Some(unit))));
    let bare = (!ranks.is_empty()).then_some((body, None));
    let Some((number, unit)) = named.filter(|(number, _)| is_whole(number)).or(bare) else {
        return Err(fault_of(body, cell));
    };
    if !is_whole(number) {
        return Err(fault_of(body, cell));
    }
    let number = read_plain(number).or_else(|| read_numeral(number)).ok_or_else(|| fault_of(body, cell))?;
    Ok(Quantity { number, bound: Bound::Exact, unit: unit.and_then(Measure::find) })
}

fn is_whole(number: &str) -> bool {
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits || read_numeral(number).is_some()
}

/// What stands after digits: a power of ten and a unit, with 余 or 多 anywhere before the unit
fn tail(text: &str) -> Option<Quantity> {
    let whole = |text| power_and_unit(text).map(|(power, unit)| (power, Bound::Exact, unit));
    let parted = || {
        let (before, after) = text.split_once(['余', '多'])?;
        let ((outer, None), (inner, unit)) = (power_and_unit(before)?, power_and_unit(after)?) else {
            return None;
        };
        Some((outer.checked_mul(inner)?, Bound::Over, unit))
    };
    let (number, bound, unit) = whole(text).or_else(parted)?;
    Some(Quantity { number, bound, unit })
}

/// A power of ten and a unit, either of which may be absent; the unit is the longest that is known
fn power_and_unit(text: &str) -> Option<(Decimal, Option<Measure>)> {
    if text.is_empty() {
        return Some((Decimal::ONE, None));
    }
    if let Some(unit) = Measure::find(text) {
        return Some((Decimal::ONE, Some(unit)));
    }
    let powers = text.char_indices().take_while(|(_, mark)| is_multiplier(*mark));
    powers
        .filter_map(|(at, mark)| {
            let (power, unit) = text.split_at(at + mark.len_utf8());
            let unit = if unit.is_empty() { None } else { Some(Measure::find(unit)?) };
            Some((read_numeral(power)?, unit))
        })
        .next()
}

/// A Chinese numeral with its unit: `百亿元` is 100 亿元, `五百万元` 500 万元, `两千人` 2000 人
fn numeral(text: &str) -> Option<Quantity> {
    let end = text.find(|mark| !is_numeral(mark)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    if let Some(decimals) = rest.strip_prefix('点') {
        return with_point(number, decimals);
    }
    if let Some(after) = rest.strip_prefix(['余', '多']) {
        return above_numeral(number, after);
    }
    let cuts = number.char_indices().map(|(at, _)| at).skip(1).chain([end]);
    cuts.filter_map(|at| {
        let (before, unit) = text.split_at(at);
        let unit = if unit.is_empty() { None } else { Some(Measure::find(unit)?) };
        let clumsy = |unit: &Measure| unit.is_prefixed() && unit.name().starts_with(['百', '千']);
        let stated = read_numeral(before).filter(|_| !unit.as_ref().is_some_and(clumsy))?;
        let number = match &unit {
            Some(unit) if unit.is_prefixed() => whole_in(number, rest, unit).unwrap_or(Some(stated))?,
            _ => stated,
        };
        Some(Quantity { number, bound: Bound::Exact, unit })
    })
    .next()
}

/// A numeral with 余 or 多 behind it: `百余个`, `三千多万元`; a power behind that is part of the numeral
fn above_numeral(number: &str, after: &str) -> Option<Quantity> {
    let end = after.find(|mark| !is_multiplier(mark)).unwrap_or(after.len());
    let (power, plain) = after.split_at(end);
    let whole = read_numeral(&format!("{number}{power}"));
    let (power, unit) = power_and_unit(after)?;
    let number = match &unit {
        Some(unit) if unit.is_prefixed() => match Measure::find(plain) {
            Some(plain) => convert(whole?, &plain, unit).ok()?,
            None => read_numeral(number)?,
        },
        None => whole?,
        Some(_) => read_numeral(number)?.checked_mul(power)?,
    };
    Some(Quantity { number, bound: Bound::Over, unit })
}

/// The numeral with the prefix of its unit as one: in `一亿二千万元` the 万 multiplies 二千 alone, as it does not in
/// `两千万元`; none where the unit has no plain name
fn whole_in(number: &str, plain: &str, unit: &Measure) -> Option<Option<Decimal>> {
    let plain = Measure::find(plain)?;
    Some(read_numeral(number).and_then(|whole| convert(whole, &plain, unit).ok()))
}

/// Digits with several powers: `12亿5000万元` is 125000 万元, `3万5千人` 35000 人
fn in_parts(text: &str) -> Option<Quantity> {
    let (mut rest, mut total, mut below) = (text, Decimal::ZERO, None);
    loop {
        let digits = rest.find(|mark: char| !mark.is_ascii_digit()).filter(|end| *end > 0)?;
        let (number, after) = rest.split_at(digits);
        let number = read_plain(number)?;
        let end = after.find(|mark| !is_multiplier(mark)).unwrap_or(after.len());
        let (power, next) = after.split_at(end);
        let part = number.checked_mul(read_numeral(power).unwrap_or(Decimal::ONE))?;
        if below.is_some_and(|below| part >= below) {
            return None;
        }
        total = total.checked_add(part)?;
        if !next.starts_with(|mark: char| mark.is_ascii_digit()) {
            let plain = if next.is_empty() { None } else { Some(Measure::find(next)?) };
            return below.and_then(|_: Decimal| in_last_power(total, power, plain));
        }
        below = Some(read_numeral(power)?);
        rest = next;
    }
}

/// The sum of several parts in the unit of the last: in 万元 for `…5000万元` and for `…2千万元`
fn in_last_power(total: Decimal, power: &str, plain: Option<Measure>) -> Option<Quantity> {
    let prefix = power.trim_start_matches(['百', '千', '十']);
    let unit = plain.as_ref().and_then(|plain| Measure::find(&format!("{prefix}{}", plain.name())));
    let number = match (&plain, &unit) {
        (Some(plain), Some(unit)) => convert(total, plain, unit).ok()?,
        (Some(_), None) => return None,
        (None, _) => total,
    };
    Some(Quantity { number, bound: Bound::Exact, unit })
}

/// A numeral with a decimal point, with its unit: `三点五亿元`, `九十八点五`
fn with_point(whole: &str, text: &str) -> Option<Quantity> {
    let digit = |mark: char| match mark {
        '零' | '〇' => Some(0),
        mark => digit_of(mark),
    };
    let end = text.find(|mark| digit(mark).is_none()).filter(|end| *end > 0).unwrap_or(text.len());
    let digits: String = text[..end].chars().filter_map(digit).map(|digit| digit.to_string()).collect();
    let whole = read_numeral(whole).filter(|_| !whole.contains(['万', '亿']))?;
    let number = read_decimal(&format!("{}.{digits}", whole.normalize())).ok()?;
    let Quantity { number: power, bound, unit } = tail(&text[end..])?;
    Some(Quantity { number: number.checked_mul(power)?, bound, unit })
}

/// What a text that is no number looks like
fn fault_of(body: &str, cell: &str) -> CellFault {
    let digit = |mark: char| mark.is_ascii_digit() || is_numeral(mark);
    let ranged = |(at, mark): (usize, char)| {
        at > 0 && RANGES.contains(&mark) && body[at + mark.len_utf8()..].starts_with(digit)
    };
    let numbers = body.split(|mark: char| !(mark.is_ascii_digit() || ".,".contains(mark)));
    let numbers = numbers.filter(|part| part.contains(|mark: char| mark.is_ascii_digit())).count();
    let unit = body.trim_start_matches(|mark: char| mark.is_ascii_digit() || "+-.,".contains(mark));
    let unit = unit.trim_start_matches(|mark| is_multiplier(mark) || matches!(mark, '余' | '多'));
    let cell = excerpt(cell);
    if cell.starts_with('(') && cell.ends_with(')') && numbers == 1 {
        CellFault::Parentheses { cell }
    } else if body.starts_with(digit) && body.char_indices().any(ranged) {
        CellFault::Range { cell }
    } else if numbers > 1 {
        CellFault::TwoNumbers { cell }
    } else if VAGUE.iter().any(|word| body.contains(word)) {
        CellFault::Vague { cell }
    } else if body.starts_with(|mark: char| mark.is_ascii_digit()) && unit.starts_with(char::is_alphabetic) {
        CellFault::UnitUnknown { cell, unit: excerpt(unit) }
    } else {
        CellFault::NotANumber { cell }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::number::print_decimal;
    use crate::domain::value::read_value;

    fn read(cell: &str) -> String {
        let value = read_value(cell).unwrap_or_else(|fault| panic!("{cell}: {fault:?}"));
        let unit = value.unit.map_or_else(String::new, |unit| unit.name().to_owned());
        format!("{}{}{unit}", value.bound.mark(), value.number.map_or_else(String::new, print_decimal))
    }

    #[test]
    fn a_prefix_behind_a_numeral_multiplies_only_what_it_would_in_speech() {
        for (cell, value) in [
            ("一亿二千万元", "12000万元"),
            ("三亿五千万元", "35000万元"),
            ("一亿零五百万元", "10500万元"),
            ("壹亿贰仟万元整", "12000万元"),
            ("两千万元", "2000万元"),
            ("三亿元", "3亿元"),
            ("一万亿元", "1万亿元"),
            ("三万五千亩", "35000亩"),
            ("一亿二千万斤", "12000万斤"),
            ("一亿二千万", "120000000"),
            ("两亿三千多万元", ">23000万元"),
            ("两亿三千多万", ">230000000"),
            ("百余万元", ">100万元"),
            ("三万多人", ">30000人"),
            ("两千多亿元", ">2000亿元"),
            ("一亿多元", ">100000000元"),
        ] {
            assert_eq!(read(cell), value, "{cell}");
        }
    }

    #[test]
    fn digits_with_several_powers_are_one_number() {
        for (cell, value) in [
            ("12亿5000万元", "125000万元"),
            ("1亿2千万元", "12000万元"),
            ("3万5千人", "35000人"),
            ("1万亿2000亿元", "12000亿元"),
            ("1亿5000万", "150000000"),
            ("超12亿5000万元", ">125000万元"),
        ] {
            assert_eq!(read(cell), value, "{cell}");
        }
        for cell in ["13个35亿元", "1万5亿元", "5000万12亿元", "1亿2000万亿元", "1.5亿2000万元"]
        {
            assert!(read_value(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_point_in_a_numeral_is_a_decimal_point() {
        for (cell, value) in [
            ("三点五亿元", "3.5亿元"),
            ("九十八点五", "98.5"),
            ("百分之三点零五", "3.05%"),
            ("约十二点五万人", "~12.5万人"),
        ] {
            assert_eq!(read(cell), value, "{cell}");
        }
        assert!(read_value("三点").is_err() && read_value("点五").is_err());
    }

    /// The numeral of a number below 10⁴, the independent way round
    fn spell(number: u64, is_first: bool) -> String {
        const NAMES: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
        let mut spelled = if is_first || number >= 1000 { String::new() } else { "零".to_owned() };
        for (power, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            match number / power % 10 {
                0 if spelled.is_empty() || spelled.ends_with('零') || number.is_multiple_of(power) => {}
                0 => spelled.push('零'),
                digit => spelled.extend([NAMES[digit as usize], name]),
            }
        }
        spelled
    }

    /// The numeral of a number below 10¹²
    fn spell_long(number: u64) -> String {
        let mut spelled = String::new();
        for (power, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
            let part = number / power % 10_000;
            if part > 0 {
                spelled.push_str(&spell(part, spelled.is_empty()));
                spelled.push_str(name);
            }
        }
        spelled
    }

    proptest! {
        #[test]
        fn a_spelled_amount_is_what_it_says(
            high in 0_u64..10_000, middle in 0_u64..10_000, low in prop_oneof![Just(0), 1_u64..10_000],
            unit in proptest::sample::select(vec!["元", "亩", "人", "斤", "美元"])
        ) {
            let number = high * 100_000_000 + middle * 10_000 + low;
            prop_assume!(number > 0 && (high == 0 || middle > 0 || low == 0));
            let cell = format!("{}{unit}", spell_long(number));
            let value = read_value(&cell).unwrap();
            let plain = Measure::find(unit).unwrap();
            let found = convert(value.number.unwrap(), &value.unit.unwrap(), &plain);
            prop_assert_eq!(found, Ok(Decimal::from(number)), "{}", cell);
        }
    }
}
