//! 来源核对: whether a row's quote stands in its document, and the row's numbers in the quote (domain.md 2.7).
//!
//! A quote is looked for after NFKC and without white space: documents are wrapped and set in their own way.
//!
//! A sheet says 100 亿元 where the sentence says 超百亿元, 13.89 万个 where it says 13.89万个, 1,234 where it says １２３４.
//! It compares numbers alone, not what they count.

use rust_decimal::Decimal;

use unicode_normalization::UnicodeNormalization;

use crate::domain::code::{is_margin, normalise};
use crate::domain::number::{is_multiplier, is_numeral, read_decimal, read_numeral};

/// A number of a text: as it stands before 万 and 亿, and multiplied out
#[derive(Debug, Clone, Copy, PartialEq)]
struct Told {
    stated: Decimal,
    full: Decimal,
}

impl Told {
    /// Whether they may be the same number; one without 万 or 亿 may have it in the head of its column
    fn is(&self, other: &Told) -> bool {
        let plain = |told: &Told| told.stated == told.full;
        self.full == other.full || ((plain(self) || plain(other)) && self.stated == other.stated)
    }
}

/// A text as quotes are looked for in it: NFKC, without white space
pub fn unset(text: &str) -> String {
    text.nfkc().filter(|character| !is_margin(*character)).collect()
}

/// Whether a quote stands in a text that is [`unset`]; one that says nothing stands nowhere
pub fn quote_in_text(quote: &str, text: &str) -> bool {
    let quote = unset(quote);
    !quote.is_empty() && text.contains(&quote)
}

/// Whether every number of a text stands in the quote, signs aside
pub fn numbers_in_quote(numbers: &str, quote: &str) -> bool {
    let quoted = told(quote);
    told(numbers).iter().all(|number| quoted.iter().any(|other| other.is(number)))
}

/// The numbers of a text, in digits and in Chinese numerals
fn told(text: &str) -> Vec<Told> {
    let text = normalise(text);
    let mut found = Vec::new();
    let mut rest = &*text;
    while let Some(start) = rest.find(|mark: char| mark.is_ascii_digit() || is_numeral(mark)) {
        rest = &rest[start..];
        let length = if rest.starts_with(|mark: char| mark.is_ascii_digit()) {
            in_digits(rest, &mut found)
        } else {
            in_numerals(rest, &mut found)
        };
        rest = &rest[length..];
    }
    found
}

/// Numbers in digits with what multiplies them, `12亿5000万` as one; the length of the text that they take
fn in_digits(text: &str, found: &mut Vec<Told>) -> usize {
    let (mut at, mut parts, mut total) = (0, 0, Some(Decimal::ZERO));
    let mut first = None;
    loop {
        let rest = &text[at..];
        let end = rest
            .find(|mark: char| !mark.is_ascii_digit() && !matches!(mark, '.' | ','))
            .unwrap_or(rest.len());
        let digits = rest[..end].trim_end_matches(['.', ',']);
        let number = read_decimal(digits).ok();
        let (power, length) = power(&rest[end..]);
        total = total.zip(number).and_then(|(sum, number)| sum.checked_add(number.checked_mul(power)?));
        first = first.or(number);
        (at, parts) = (at + end + length, parts + 1);
        if length == 0 || parts == 4 || !text[at..].starts_with(|mark: char| mark.is_ascii_digit()) {
            break;
        }
    }
    found.extend(first.zip(total).map(|(stated, full)| Told { stated, full }));
    at
}

/// 余 and 多, and the power behind them: what multiplies digits, and its length
fn power(text: &str) -> (Decimal, usize) {
    let rest = text.strip_prefix(['余', '多']).unwrap_or(text);
    let end = rest.find(|mark| !is_multiplier(mark)).unwrap_or(rest.len());
    match read_numeral(&rest[..end]) {
        Some(power) => (power, text.len() - rest.len() + end),
        None => (Decimal::ONE, 0),
    }
}

/// A number in Chinese numerals; the length of the text that it takes
fn in_numerals(text: &str, found: &mut Vec<Told>) -> usize {
    let end = text.find(|mark| !is_numeral(mark)).unwrap_or(text.len());
    let numeral = &text[..end];
    let plain = numeral.trim_end_matches(['万', '亿']);
    let (power, length) = power(&text[end..]);
    if let Some(full) = read_numeral(numeral).and_then(|number| number.checked_mul(power)) {
        let stated = if plain.is_empty() { None } else { read_numeral(plain) };
        found.push(Told { stated: stated.unwrap_or(full), full });
    }
    end + length
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_article_is_matched_with_its_rows() {
        for (numbers, quote) in [
            ("9 >100亿元", "策划生成9个产业项目，总投资超百亿元"),
            ("9 100", "策划生成9个产业项目，总投资超百亿元"),
            ("11 35亿元", "目前新增策划11个，总投资35亿元"),
            ("32 73.82", "策划推进2022年度水利项目32个，总投资73.82亿元"),
            ("32 7382000000元", "策划推进2022年度水利项目32个，总投资73.82亿元"),
            ("13.89万个", "新增中职、中小学、幼儿园学位13.89万个"),
            ("138900个", "新增学位１３．８９万个"),
            ("3550", "占地3,550亩"),
            ("3000万元", "投资三千多万元"),
            ("125000万元", "总投资12亿5000万元"),
            ("-2.6", "下降2.6个百分点"),
            ("4名次", "省百强乡镇第四名"),
            ("300个", "300余个"),
            ("", "没有数字"),
        ] {
            assert!(numbers_in_quote(numbers, quote), "{numbers} in {quote}: {:?}", told(quote));
        }
    }

    #[test]
    fn another_number_is_not_in_it() {
        for (numbers, quote) in [
            ("12", "目前新增策划11个"),
            ("11 36", "目前新增策划11个，总投资35亿元"),
            ("100万元", "总投资100亿元"),
            ("7", ""),
            ("3.5", "35亿元"),
        ] {
            assert!(!numbers_in_quote(numbers, quote), "{numbers} in {quote}: {:?}", told(quote));
        }
    }

    #[test]
    fn a_quote_is_found_however_the_document_is_set() {
        let text = unset("一、今年，本镇\n　　将新建\u{3000}１２ 所学校\r\n（含改建），年底完工。");
        for quote in ["本镇将新建12所学校", "１２所学校(含改建)", "年底 完工"] {
            assert!(quote_in_text(quote, &text), "{quote}");
        }
        for quote in ["本镇将新建2所学校、", "新建13所学校", "", " "] {
            assert!(!quote_in_text(quote, &text), "{quote}");
        }
    }

    proptest! {
        #[test]
        fn a_number_stands_in_its_own_sentence(number in 0_i64..999_999_999, scale in 0_u32..4, power in "[万亿]?") {
            let text = Decimal::new(number, scale).to_string();
            let quote = format!("总投资{text}{power}元，其中");
            prop_assert!(numbers_in_quote(&text, &quote), "{} in {}", text, quote);
        }

        #[test]
        fn no_text_panics(text in "[-0-9.,万亿十百三余多年 ]{0,40}") {
            let _ = told(&text);
        }
    }
}
