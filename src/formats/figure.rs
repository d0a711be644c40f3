//! A cell as a length to draw: its number in the measure's base, whatever mark and unit it is written with. It
//! knows no measures, only that 万 and 亿 before a unit are powers of ten.

use rust_decimal::Decimal;

use crate::table::Value;

/// A number that has a length
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// In units without 万 or 亿
    pub number: Decimal,
    /// The unit without 万 or 亿; figures of different units have no common scale
    pub unit: String,
}

impl Figure {
    /// The figure of a cell: none for a blank, a place in an order, or a sum of several measures
    pub fn read(cell: &Value) -> Option<Figure> {
        match cell {
            Value::Null => None,
            Value::Integer(number) => Some(Figure { number: Decimal::from(*number), unit: String::new() }),
            Value::Decimal(number) => Some(Figure { number: *number, unit: String::new() }),
            Value::Text(text) => Figure::of_text(text),
        }
    }

    fn of_text(text: &str) -> Option<Figure> {
        let start = text.find(|letter: char| letter.is_ascii_digit() || letter == '-')?;
        let (mark, rest) = text.split_at(start);
        // `第3名` and `no. 3` are places, which have no length.
        if mark.contains('第') || mark.contains(|letter: char| letter.is_ascii_alphanumeric()) {
            return None;
        }
        let end = rest[1..]
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .map_or(rest.len(), |at| at + 1);
        let (digits, unit) = rest.split_at(end);
        if unit.contains(" + ") || unit.starts_with(['-', '/', ':']) {
            return None;
        }
        let number = Decimal::from_str_exact(digits).ok()?;
        let (power, unit) = match (unit.strip_prefix('亿'), unit.strip_prefix('万')) {
            (Some(unit), _) => (100_000_000, unit),
            (_, Some(unit)) => (10_000, unit),
            _ => (1, unit),
        };
        Some(Figure { number: number.checked_mul(Decimal::from(power))?, unit: unit.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        Figure::read(&text.into()).map(|figure| (figure.number.normalize().to_string(), figure.unit))
    }

    #[test]
    fn marks_and_units_do_not_hide_a_number() {
        let figure = |number: &str, unit: &str| Some((number.to_owned(), unit.to_owned()));
        assert_eq!(read("≥105.0"), figure("105", ""));
        assert_eq!(read("超208.82亿元"), figure("20882000000", "元"));
        assert_eq!(read("-35万亩"), figure("-350000", "亩"));
        assert_eq!(read("12.5%"), figure("12.5", "%"));
    }

    #[test]
    fn places_sums_of_measures_and_periods_have_no_length() {
        for text in ["第3名", "no. 3", "3亿元 + 5亩", "2022-M09", "2021/2025", "", "灰", "1.2.3"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
