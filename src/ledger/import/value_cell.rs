//! A value cell with all that says what it means: its header's unit, its row's unit, the column of its bound.

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::code::{excerpt, normalise};
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::measure::{Measure, convert};
use crate::domain::rule::Rule;
use crate::domain::value::read_value;
use crate::ledger::import::cell::rule_of;
use crate::ledger::import::trouble::{Trouble, trouble};
use crate::text::FindingText;

/// What a bare number may carry that a unit may carry as well
const MULTIPLIERS: [char; 2] = ['万', '亿'];

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
}

impl ValueCell<'_> {
    /// The number in the row's unit and its bound; a cell may be the first to say what the unit is
    pub fn read(&self, unit: &mut Option<Measure>) -> Result<(Option<Decimal>, Bound), Trouble> {
        let raw = self.without_own_counter(unit.as_ref());
        let value = read_value(raw).or_else(|fault| trouble(rule_of(&fault, Rule::V1), fault))?;
        let Some(number) = value.number else {
            return match self.bound(Bound::Exact)? {
                Bound::Exact => Ok((None, Bound::Exact)),
                bound => trouble(Rule::V1, FindingText::BoundAlone { bound: bound.mark().to_owned() }),
            };
        };
        let own = value.unit.as_ref().or(self.header_unit);
        if let (None, Some(unit)) = (&value.unit, own.or(unit.as_ref()))
            && unit.name().contains(MULTIPLIERS)
            && self.raw.contains(MULTIPLIERS)
        {
            let (value, unit) = (excerpt(self.raw), unit.name().to_owned());
            return trouble(Rule::V2, FindingText::MultiplierAgainstUnit { value, unit });
        }
        let number = match (own, &*unit) {
            (Some(own), Some(row)) if own != row => convert(number, own, row).or_else(|_| {
                let (cell, row) = (own.name().to_owned(), row.name().to_owned());
                trouble(Rule::V2, FindingText::UnitsDisagree { cell, row })
            })?,
            (Some(own), None) => {
                *unit = Some(own.clone());
                number
            }
            _ => number,
        };
        if number.is_sign_negative() && is_money(self.column) {
            return trouble(Rule::V5, FindingText::Negative { value: self.raw.to_owned() });
        }
        Ok((Some(number), self.bound(value.bound)?))
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

fn is_money(column: &Column) -> bool {
    Entity::Projects.columns().iter().any(|money| std::ptr::eq(money, column))
}
