//! Values at the border of the file: REAL there, an exact decimal here. The only place with an `f64`.
//!
//! A decimal of at most 15 significant digits survives a double and back.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use rust_decimal::Decimal;

use crate::domain::measure::Measure;
use crate::storage::Result;
use crate::table::Value;

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The double nearest to a decimal
///
/// Both operands of the division are exact (53 bits hold 15 digits, and 10^22), so the quotient is rounded once.
pub fn to_real(number: Decimal) -> f64 {
    let divided =
        |number: Decimal| match (i64::try_from(number.mantissa()), POWERS.get(number.scale() as usize)) {
            (Ok(mantissa), Some(power)) if mantissa.abs() <= 1 << 53 => Some(mantissa as f64 / power),
            _ => None,
        };
    divided(number)
        .or_else(|| divided(number.normalize()))
        .unwrap_or_else(|| number.to_string().parse().unwrap_or(f64::NAN))
}

/// The decimal that a double stands for: its shortest spelling; none for what no sheet can hold
pub fn from_real(real: f64) -> Option<Decimal> {
    quick_from_real(real)
        .or_else(|| Decimal::from_str_exact(&spelling(real)).ok().map(|number| number.normalize()))
}

/// The same without spelling the double: `None` is no verdict
///
/// If a decimal of at most 15 digits divides to the very double, it is the shortest spelling: no two of them share a
/// double. A figure has few decimals. A computed double has more digits than 15: then the 15 are certain where the
/// product, whose own error is less than an eighth, is not near the middle of two whole numbers.
fn quick_from_real(real: f64) -> Option<Decimal> {
    let stated = |places: usize| {
        let scaled = (real * POWERS[places] + 0.5_f64.copysign(real)) as i64;
        (scaled.unsigned_abs() < 1_000_000_000_000_000 && scaled as f64 / POWERS[places] == real)
            .then(|| Decimal::new(scaled, places as u32))
    };
    let computed = || {
        let places = 14.0 - real.abs().log10().floor();
        let power = if places >= 0.0 { POWERS.get(places as usize)? } else { return None };
        let (product, scaled) = (real * power, (real * power).round());
        let is_certain = scaled / power == real || (product.fract().abs() - 0.5).abs() > 0.25;
        let digits = (1e14..1e15).contains(&scaled.abs()) && is_certain;
        digits.then(|| Decimal::new(scaled as i64, places as u32).normalize())
    };
    (0..4).find_map(stated).or_else(computed)
}

/// The shortest spelling of a double; of one with more than 15 digits, which only another tool writes, the 15
fn spelling(real: f64) -> String {
    let text = real.to_string();
    let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    let rounded =
        || Decimal::from_scientific(&format!("{real:.14e}")).map(|number| number.normalize().to_string());
    if digits > 15 && text.contains('.') { rounded().unwrap_or(text) } else { text }
}

/// The factor of a measure to the base of its family, as near as a double is: for magnitudes, never for sums
pub fn factor(measure: &Measure) -> f64 {
    let (numerator, denominator) = measure.factor();
    numerator as f64 / denominator as f64
}

/// A double on its way from one table of the file to another, unseen
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Real(f64);

impl Real {
    /// Wraps what the file holds
    pub fn new(real: f64) -> Real {
        Real(real)
    }

    /// What the file holds
    pub fn get(self) -> f64 {
        self.0
    }

    /// Bytes of a double
    pub const LENGTH: usize = 8;

    /// The bytes of the double that stands for a decimal; of none, those of no number
    pub fn bytes_of(number: Option<Decimal>) -> [u8; Real::LENGTH] {
        number.map_or(f64::NAN, to_real).to_le_bytes()
    }

    /// The double of these bytes, if it is a number
    pub fn from_bytes(bytes: &[u8]) -> Option<Real> {
        bytes.try_into().ok().map(f64::from_le_bytes).filter(|real| !real.is_nan()).map(Real)
    }
}

/// A cell as the table floor holds it
pub fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(real) => from_real(real).map_or_else(|| Value::Text(real.to_string()), Value::Decimal),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Text(format!("x'{}'", hex(bytes))),
    }
}

/// Reads a cell into the place of another, whose text is written over
pub fn read_into(value: ValueRef<'_>, cell: &mut Value) {
    match (value, cell) {
        (ValueRef::Text(bytes), Value::Text(text)) if let Ok(new) = str::from_utf8(bytes) => {
            text.clear();
            text.push_str(new);
        }
        (value, cell) => *cell = read(value),
    }
}

/// Puts a cell's text behind what is there; the shortest spelling of a double is the decimal it stands for
pub fn print(value: ValueRef<'_>, bytes: &mut Vec<u8>) {
    match value {
        ValueRef::Null => {}
        ValueRef::Text(text) | ValueRef::Blob(text) => bytes.extend_from_slice(text),
        ValueRef::Integer(number) => bytes.extend_from_slice(number.to_string().as_bytes()),
        ValueRef::Real(real) => bytes.extend_from_slice(spelling(real).as_bytes()),
    }
}

/// The first `width` cells of a row
pub fn read_row(row: &Row<'_>, width: usize) -> Result<Vec<Value>> {
    (0..width).map(|index| Ok(read(row.get_ref(index)?))).collect()
}

/// Bytes in hexadecimal
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_another_tool_computed_is_read_to_fifteen_digits() {
        assert_eq!(from_real(0.1 + 0.2), Some(Decimal::new(3, 1)));
        assert_eq!(from_real(100.0 * 1.1), Some(Decimal::new(110, 0)));
    }

    proptest! {
        #[test]
        fn the_quick_way_finds_what_is_spelled(real in prop_oneof![-1e3..1e3_f64, -1e16..1e16_f64, -1e-3..1e-3_f64, any::<f64>()], part in 1_i32..99) {
            let doubles: [f64; 4] = [real, (real * 100.0).round() / 100.0, f64::from(part) * 100.0 / 7.0, f64::from(part) - real];
            for real in doubles {
                let spelled = Decimal::from_str_exact(&spelling(real)).ok().map(|number| number.normalize());
                if let Some(quick) = quick_from_real(real) {
                    prop_assert_eq!(Some(quick), spelled, "{}", real);
                }
            }
        }

        #[test]
        fn fifteen_digits_survive_the_file(mantissa in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u32..=20) {
            let number = Decimal::new(mantissa, scale).normalize();
            prop_assert_eq!(from_real(to_real(number)), Some(number));
            let spelled = Decimal::from_str_exact(&spelling(to_real(number))).unwrap();
            prop_assert_eq!(quick_from_real(to_real(number)).unwrap_or(spelled), spelled);
        }
    }
}
