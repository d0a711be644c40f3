//! A value cell with all that says what it means: its header's unit, its row's unit, the column of its bound.

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::code::{excerpt, normalise};
use crate::domain::conversion::convert;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::measure::{Family, Measure};
use crate::domain::rule::Rule;
use crate::domain::value::{CellValue, read_value};
use crate::ledger::import::cell::rule_of;
use crate::ledger::import::trouble::{Trouble, trouble};
use crate::text::FindingText;

/// What a bare number may carry that a unit may carry as well
const MULTIPLIERS: [char; 2] = ['万', '亿'];

/// Both widths of the sign of the yuan
const YUAN_SIGNS: [char; 2] = ['¥', '￥'];

/// A value cell
pub struct ValueCell<'a> {
    /// Its column
    pub column: &'a Column,
    /// Its text
    pub raw: &'a str,
    /// What the column of its bound says
    pub stated: Option<&'a str>,
    /// The unit that the header, or a line above it, says
    pub header_unit: Option<&'a Measure>,
    /// The units that other headers of the table say; none where the row says its unit
    pub other_units: &'a [Measure],
}

/// What a value cell says
pub struct ValueRead {
    /// The number, in the row's unit
    pub number: Option<Decimal>,
    /// How it is bounded
    pub bound: Bound,
    /// Whether nothing says the unit but what other cells of the row may say
    pub is_bare: bool,
    /// A warning
    pub remark: Option<FindingText>,
}

impl ValueCell<'_> {
    /// The number in the row's unit and its bound; a cell may be the first to say what the unit is
    pub fn read(&self, unit: &mut Option<Measure>) -> Result<ValueRead, Trouble> {
        let value = self.value(unit.as_ref())?;
        let Some(number) = value.number else {
            return match self.bound(Bound::Exact)? {
                bound @ Bound::Exact => Ok(ValueRead { number: None, bound, is_bare: false, remark: None }),
                bound => trouble(Rule::V1, FindingText::BoundAlone { bound: bound.mark().to_owned() }),
            };
        };
        let stated = self.money_of(value.unit)?;
        let own = stated.as_ref().or(self.header_unit).or(self.common_unit());
        if stated.is_none() {
            self.refuse_multiplier(own.or(unit.as_ref()))?;
        }
        let is_bare = own.is_none() && is_money(self.column) && !number.is_zero();
        if is_bare && self.other_units.len() > 1 {
            let names: Vec<&str> = self.other_units.iter().map(Measure::name).collect();
            let text = FindingText::BareAmongUnits { cell: excerpt(self.raw), units: names.join(", ") };
            return trouble(Rule::V2, text);
        }
        let number = in_row_unit(number, own, unit)?;
        if number.is_sign_negative() && is_money(self.column) {
            return trouble(Rule::V5, FindingText::Negative { value: self.raw.to_owned() });
        }
        let name = |unit: &Measure| unit.name().to_owned();
        let remark = match (&stated, self.header_unit) {
            (Some(cell), Some(header)) if cell != header => {
                Some(FindingText::CellAgainstHeader { cell: name(cell), header: name(header) })
            }
            _ => None,
        };
        Ok(ValueRead { number: Some(number), bound: self.bound(value.bound)?, is_bare, remark })
    }

    /// What the cell's text says; the sign of the yuan names the currency, and no unit where another one is said
    fn value(&self, row_unit: Option<&Measure>) -> Result<CellValue, Trouble> {
        let said = self.header_unit.or(self.common_unit()).or(row_unit);
        if is_money(self.column)
            && self.raw.contains(YUAN_SIGNS)
            && said.is_some_and(|unit| *unit.family() == Family::Money)
            && let Ok(value) = read_value(&self.raw.replace(YUAN_SIGNS, ""))
            && value.unit.is_none()
            && !self.raw.contains(MULTIPLIERS)
        {
            return Ok(value);
        }
        let raw = self.without_own_counter(row_unit);
        read_value(raw).or_else(|fault| trouble(rule_of(&fault, Rule::V1), fault))
    }

    /// The cell's own unit, which in a column of money must be one of money
    fn money_of(&self, stated: Option<Measure>) -> Result<Option<Measure>, Trouble> {
        if !is_money(self.column) {
            return Ok(stated);
        }
        let Some(stated) = stated else {
            return match self.header_unit.filter(|unit| Measure::money(unit.name()).is_none()) {
                None => Ok(None),
                Some(unit) => trouble(Rule::V2, FindingText::HeaderNotMoney { unit: unit.name().to_owned() }),
            };
        };
        match Measure::money(stated.name()) {
            Some(money) => Ok(Some(money)),
            None => {
                let (cell, unit) = (excerpt(self.raw.trim()), stated.name().to_owned());
                trouble(Rule::V2, FindingText::CellNotMoney { cell, unit })
            }
        }
    }

    /// `1.5亿` is 1.5亿元, or 1.5亿 of a unit that is 万元 already: nobody can say
    fn refuse_multiplier(&self, unit: Option<&Measure>) -> Result<(), Trouble> {
        if !self.raw.contains(MULTIPLIERS) {
            return Ok(());
        }
        let value = excerpt(self.raw.trim());
        match unit {
            Some(unit) if unit.name().contains(MULTIPLIERS) => {
                let unit = unit.name().to_owned();
                trouble(Rule::V2, FindingText::MultiplierAgainstUnit { value, unit })
            }
            None if is_money(self.column) => trouble(Rule::V2, FindingText::MultiplierAlone { cell: value }),
            _ => Ok(()),
        }
    }

    /// The one unit that all other headers say
    fn common_unit(&self) -> Option<&Measure> {
        match self.other_units {
            [unit] if is_money(self.column) && Measure::money(unit.name()).is_some() => Some(unit),
            _ => None,
        }
    }

    /// `13只` in a row whose measure is 只, which only this ledger knows
    fn without_own_counter(&self, unit: Option<&Measure>) -> &str {
        if self.raw.is_ascii() {
            return self.raw;
        }
        let own = unit.filter(|unit| Measure::find(unit.name()).is_none());
        let rest = own.and_then(|unit| self.raw.trim_end().strip_suffix(unit.name()));
        rest.filter(|rest| !rest.trim().is_empty()).unwrap_or(self.raw)
    }

    /// The bound that the cell and its bound's column agree on
    fn bound(&self, in_cell: Bound) -> Result<Bound, Trouble> {
        let Kind::Value(Some(_)) = self.column.kind else {
            if in_cell == Bound::Exact {
                return Ok(in_cell);
            }
            return trouble(
                Rule::V1,
                FindingText::NoBoundHere {
                    column: self.column.name.to_owned(),
                    title: self.column.title.zh.to_owned(),
                },
            );
        };
        let text = normalise(self.stated.unwrap_or(""));
        let Some(stated) = Bound::from_code(&text) else {
            let allowed = "about, over, at_least, under, at_most (约, 超, 不少于, 不足, 不超过)".to_owned();
            return trouble(Rule::V1, FindingText::UnknownWord { value: text.into_owned(), allowed });
        };
        match (in_cell, stated) {
            (Bound::Exact, bound) | (bound, Bound::Exact) => Ok(bound),
            (one, other) if one == other => Ok(one),
            (one, other) => {
                let (cell, column) = (one.mark().to_owned(), other.mark().to_owned());
                trouble(Rule::V1, FindingText::BoundsDisagree { cell, column })
            }
        }
    }
}

/// The number in the row's unit, which the first cell with a unit says where nothing else does
fn in_row_unit(
    number: Decimal,
    own: Option<&Measure>,
    row: &mut Option<Measure>,
) -> Result<Decimal, Trouble> {
    match (own, &*row) {
        (Some(own), Some(row)) if own != row => convert(number, own, row).or_else(|_| {
            let (cell, row) = (own.name().to_owned(), row.name().to_owned());
            trouble(Rule::V2, FindingText::UnitsDisagree { cell, row })
        }),
        (Some(own), None) => {
            *row = Some(own.clone());
            Ok(number)
        }
        _ => Ok(number),
    }
}

fn is_money(column: &Column) -> bool {
    Entity::Projects.columns().iter().any(|money| std::ptr::eq(money, column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::number::print_decimal;
    use crate::ledger::import::finding::Said;

    /// What a cell of total investment reads as, with the row's unit and a star for a warning; or the fault's code
    fn read(raw: &str, header: &str, others: &[&str]) -> String {
        let column = &Entity::Projects.columns()[Entity::Projects.position("total_investment").unwrap()];
        let header_unit = Measure::find(header);
        let other_units: Vec<Measure> = others.iter().filter_map(|name| Measure::find(name)).collect();
        let cell = ValueCell {
            column,
            raw,
            stated: None,
            header_unit: header_unit.as_ref(),
            other_units: &other_units,
        };
        let mut unit = None;
        match cell.read(&mut unit) {
            Ok(read) => {
                let number = read.number.map_or_else(String::new, print_decimal);
                let unit = unit.map_or_else(String::new, |unit| unit.name().to_owned());
                let marks = [(read.remark.is_some(), "*"), (read.is_bare, "?")];
                let marks: String = marks.iter().filter(|mark| mark.0).map(|mark| mark.1).collect();
                format!("{}{number}{unit}{marks}", read.bound.mark())
            }
            Err(Trouble::Cell(rule, Said::Finding(text))) => format!("{} {}", rule.id(), text.code()),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_units_of_money_may_stand_in_a_column_of_money() {
        for cell in ["30%", "13个", "120亩", "第4名", "三届", "5人"] {
            assert_eq!(read(cell, "", &[]), "V2 CellNotMoney", "{cell}");
            assert_eq!(read(cell, "万元", &[]), "V2 CellNotMoney", "{cell}");
        }
        assert_eq!(read("5", "个", &[]), "V2 HeaderNotMoney");
        assert_eq!(read("2万美元", "", &[]), "2万美元");
        assert_eq!(read("50分", "", &[]), "50分");
    }

    #[test]
    fn a_number_without_a_unit_is_never_guessed_at() {
        assert_eq!(read("100", "", &["亿元", "万元"]), "V2 BareAmongUnits");
        assert_eq!(read("100", "", &["万元"]), "100万元");
        assert_eq!(read("100", "", &[]), "100?");
        assert_eq!(read("0", "", &["亿元", "万元"]), "0");
        assert_eq!(read("2亿元", "", &["亿元", "万元"]), "2亿元");
        assert_eq!(read("1.5亿", "", &[]), "V2 MultiplierAlone");
        assert_eq!(read("1.5亿", "万元", &[]), "V2 MultiplierAgainstUnit");
    }

    #[test]
    fn the_sign_of_the_yuan_is_a_currency_and_no_unit() {
        assert_eq!(read("¥98.6", "万元", &[]), "98.6万元");
        assert_eq!(read("约￥98.6", "", &["亿元"]), "~98.6亿元");
        assert_eq!(read("¥98.6", "", &[]), "98.6元");
        assert_eq!(read("¥100万", "亿元", &[]), "100万元*");
    }

    #[test]
    fn a_unit_of_the_cells_own_against_its_header_is_read_and_said() {
        assert_eq!(read("5000 元", "万元", &[]), "5000元*");
        assert_eq!(read("73.82亿元", "亿元", &[]), "73.82亿元");
    }
}
