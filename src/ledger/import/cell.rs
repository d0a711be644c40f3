//! A cell that is not a value, read by the kind of its column.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::code::{excerpt, normalise, read_code, without_wide_setting};
use crate::domain::damage::{self, Damage};
use crate::domain::date::read_date;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::measure::{Family, Measure};
use crate::domain::period::Period;
use crate::domain::rule::Rule;
use crate::domain::value::read_value;
use crate::domain::words::{self, Word};
use crate::ledger::import::finding::Said;
use crate::ledger::import::names::Names;
use crate::ledger::import::trouble::{Trouble, trouble};
use crate::storage::staging::Cell;
use crate::storage::unit_names::NAME_SEPARATOR;
use crate::text::{CellFault, FindingText};

/// Marks of importance that stand before a name and are not part of it
const MARKS: [char; 6] = ['★', '☆', '※', '▲', '△', '●'];

/// Columns of dates by which something ends
const ENDS: [&str; 3] = ["due", "finish_plan", "finish_actual"];

/// What a spreadsheet shows where a formula failed
const SHEET_ERRORS: [&str; 9] =
    ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!"];

/// A cell that was read, and what is worth saying of it all the same
pub struct CellRead<'r> {
    /// What is stored
    pub cell: Cell<'r>,
    /// What was done to read it: a warning, or a note
    pub remark: Option<(Rule, bool, Said)>,
}

impl<'r> From<Cell<'r>> for CellRead<'r> {
    fn from(cell: Cell<'r>) -> CellRead<'r> {
        CellRead { cell, remark: None }
    }
}

/// Reads a cell that is not blank; `unit` is the row's unit, for references
pub fn read_cell<'r>(
    entity: Entity,
    column: &Column,
    raw: &'r str,
    unit: Option<&Cell<'_>>,
    names: &mut Names<'_>,
) -> Result<CellRead<'r>, Trouble> {
    if raw.starts_with('#') {
        refuse_damage(raw.trim())?;
    }
    if column.kind == Kind::Text {
        return read_text(column == entity.label(), raw);
    }
    let text = normalise(raw);
    let cell = match column.kind {
        Kind::Names => owned(list(&text).collect::<Vec<_>>().join("、")),
        Kind::Code => {
            read_code(&text).map(owned).or_else(|fault| trouble(rule_of(&fault, Rule::V1), fault))?
        }
        Kind::Unit if entity == Entity::Units => Cell::Text(text),
        Kind::Unit => owned(names.code(&text)?),
        Kind::Units => {
            let codes = list(&text).map(|name| names.code(name)).collect::<Result<Vec<_>, _>>()?;
            owned(codes.join("、"))
        }
        Kind::Reference(target) => owned(read_reference(entity, target, &text, unit, names)?),
        Kind::Word(list) => read_word(list, &text)?,
        Kind::Count => match text.parse::<i64>() {
            Ok(count) if count >= 1 => Cell::Integer(count),
            Ok(_) => return trouble(Rule::V5, FindingText::NotCount { value: excerpt(raw) }),
            Err(_) => read_count(raw)?,
        },
        Kind::Whole => match text.parse() {
            Ok(number) => Cell::Integer(number),
            Err(_) => return trouble(Rule::V1, FindingText::NotWhole { value: excerpt(raw) }),
        },
        Kind::Measure => owned(names.measure(&text)?),
        Kind::MoneyUnit => match Measure::money(without_wide_setting(&text).as_deref().unwrap_or(&text)) {
            Some(measure) => owned(measure.name().to_owned()),
            None => return trouble(Rule::V2, FindingText::NotMoney { name: excerpt(&text) }),
        },
        Kind::Period => return read_period(&text),
        Kind::Date => return read_day(column, &text),
        Kind::Text | Kind::Value(_) | Kind::Bound => Cell::Null,
    };
    Ok(cell.into())
}

/// What only a spreadsheet writes into a cell
fn refuse_damage(text: &str) -> Result<(), Trouble> {
    if SHEET_ERRORS.contains(&text) {
        return trouble(Rule::F6, CellFault::SheetError { cell: text.to_owned() });
    }
    if text.len() >= 3 && text.bytes().all(|byte| byte == b'#') {
        return trouble(Rule::F6, CellFault::ColumnTooNarrow { cell: excerpt(text) });
    }
    Ok(())
}

/// Free text is stored as it is, but for a name's marks of importance
fn read_text(is_label: bool, raw: &str) -> Result<CellRead<'_>, Trouble> {
    let remark = damage::of(raw).map(|damage| (Rule::F6, true, said_of(damage, raw)));
    if let Some(remark) = remark {
        return Ok(CellRead { cell: Cell::Text(Cow::Borrowed(raw)), remark: Some(remark) });
    }
    if !is_label || !raw.trim_start().starts_with(MARKS) {
        return Ok(Cell::Text(Cow::Borrowed(raw)).into());
    }
    let name = raw.trim_start().trim_start_matches(MARKS).trim_start();
    if name.is_empty() {
        return Ok(Cell::Text(Cow::Borrowed(raw)).into());
    }
    let remark = FindingText::MarkTaken { name: excerpt(name) };
    Ok(CellRead { cell: Cell::Text(Cow::Borrowed(name)), remark: Some((Rule::F2, false, remark.into())) })
}

fn said_of(damage: Damage, raw: &str) -> Said {
    let cell = excerpt(raw.trim());
    match damage {
        Damage::Lost => FindingText::TextLost { cell }.into(),
        Damage::ReadWrongly(meant) => FindingText::TextReadWrongly { cell, meant }.into(),
    }
}

/// A period; what a spreadsheet made of a month is understood, and said
fn read_period<'r>(text: &str) -> Result<CellRead<'r>, Trouble> {
    match Period::read_noting(text) {
        Ok((period, false)) => Ok(owned(period.to_string()).into()),
        Ok((period, true)) => Ok(rewritten(text, period.to_string())),
        Err(CellFault::SerialDay { day, .. }) if day.ends_with("-01") => {
            let month = day.get(..7).map(|month| month.replacen('-', "-M", 1));
            Ok(rewritten(text, month.unwrap_or(day)))
        }
        Err(fault) => trouble(rule_of(&fault, Rule::D1), fault),
    }
}

/// A month or day; what a spreadsheet made of one is understood, and said
fn read_day<'r>(column: &Column, text: &str) -> Result<CellRead<'r>, Trouble> {
    match read_date(text) {
        Ok(date) => Ok(owned(date).into()),
        Err(CellFault::MonthRewritten { month, .. }) => Ok(rewritten(text, month)),
        Err(CellFault::SerialDay { day, .. }) => Ok(rewritten(text, day)),
        Err(fault) => match end_of_period(text).filter(|_| ENDS.contains(&column.name)) {
            Some(month) => {
                let text = FindingText::EndOfPeriod { cell: excerpt(text), month: month.clone() };
                Ok(CellRead { cell: owned(month), remark: Some((Rule::D1, false, text.into())) })
            }
            None => trouble(rule_of(&fault, Rule::D1), fault),
        },
    }
}

/// The last month of a quarter or a half: by `2023年第四季度` is by the end of 2023-M12
fn end_of_period(text: &str) -> Option<String> {
    let period = Period::read(text).ok().filter(|period| matches!(period.months(), Some(3 | 6)))?;
    let (year, month) = period.end()?;
    Some(format!("{year:04}-M{month:02}"))
}

fn rewritten<'r>(text: &str, value: String) -> CellRead<'r> {
    let remark = FindingText::Rewritten { cell: excerpt(text), value: value.clone() };
    CellRead { cell: owned(value), remark: Some((Rule::F6, true, remark.into())) }
}

/// What a spreadsheet has done to a cell is a matter of its own
pub fn rule_of(fault: &CellFault, otherwise: Rule) -> Rule {
    match fault {
        CellFault::SheetError { .. }
        | CellFault::ColumnTooNarrow { .. }
        | CellFault::Scientific { .. }
        | CellFault::CodeScientific { .. }
        | CellFault::DateAsNumber { .. }
        | CellFault::MonthAmbiguous { .. }
        | CellFault::SerialDay { .. } => Rule::F6,
        _ => otherwise,
    }
}

/// A cell with a text of its own
pub fn owned<'r>(text: String) -> Cell<'r> {
    Cell::Text(Cow::Owned(text))
}

/// What a blank cell stores
pub fn blank<'r>(column: &Column) -> Cell<'r> {
    match (column.default, column.kind) {
        (None, _) => Cell::Null,
        (Some(default), Kind::Count) => default.parse().map_or(Cell::Null, Cell::Integer),
        (Some(default), _) => Cell::Text(Cow::Borrowed(default)),
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([NAME_SEPARATOR, ',', ';']).map(str::trim).filter(|name| !name.is_empty())
}

/// A count as a clerk writes it: `13个`, `十三`
fn read_count<'r>(raw: &str) -> Result<Cell<'r>, Trouble> {
    let value = read_value(raw).or_else(|fault| match rule_of(&fault, Rule::V1) {
        Rule::F6 => trouble(Rule::F6, fault),
        rule => trouble(rule, FindingText::NotCount { value: excerpt(raw) }),
    })?;
    // 13个, 3项, 2座 are counts of projects; 30%, 5万元 and 第4名 are not.
    let is_counter =
        |unit: &Measure| matches!(unit.family(), Family::Item | Family::Counter(_)) && !unit.is_prefixed();
    let is_count = value.bound == Bound::Exact && value.unit.as_ref().is_none_or(is_counter);
    let counted = value.number.filter(|_| is_count);
    let whole = |number: Decimal| i64::try_from(number).ok().filter(|_| number.fract().is_zero());
    match counted.and_then(whole) {
        Some(count) if count >= 1 => Ok(Cell::Integer(count)),
        Some(_) => trouble(Rule::V5, FindingText::NotCount { value: excerpt(raw) }),
        None => trouble(Rule::V1, FindingText::NotCount { value: excerpt(raw) }),
    }
}

fn read_word<'r>(list: &'static [Word], text: &str) -> Result<Cell<'r>, Trouble> {
    let narrow = || words::find(list, &without_wide_setting(text)?);
    if let Some(word) = words::find(list, text).or_else(narrow) {
        return Ok(Cell::Text(Cow::Borrowed(word.code)));
    }
    let allowed: Vec<String> = list.iter().map(|word| format!("{} {}", word.code, word.title.zh)).collect();
    let (value, allowed) = (excerpt(text), allowed.join(", "));
    match words::nearest(list, text) {
        Some(near) => {
            let near = format!("{} {}", near.code, near.title.zh);
            trouble(Rule::V1, FindingText::UnknownWordNear { value, near, allowed })
        }
        None => trouble(Rule::V1, FindingText::UnknownWord { value, allowed }),
    }
}

/// `G2` inside the row's own unit, else `unit/G2`, whatever the sheet calls the unit; or the row's name there
fn read_reference(
    entity: Entity,
    target: Entity,
    text: &str,
    unit: Option<&Cell<'_>>,
    names: &mut Names<'_>,
) -> Result<String, Trouble> {
    let own = unit.and_then(Cell::text);
    let (other, code) = match text.split_once('/') {
        None => (None, text),
        Some((other, code)) => (Some(names.code(other.trim())?), code),
    };
    let inside = other.as_deref().or(own).unwrap_or("");
    let code = names.row(entity, target, inside, code.trim())?;
    Ok(match other {
        Some(other) if Some(other.as_str()) != own => format!("{other}/{code}"),
        _ => code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_projects_has_no_unit_but_a_counter() {
        let read = |raw| match read_count(raw) {
            Ok(Cell::Integer(count)) => count.to_string(),
            Err(Trouble::Cell(rule, _)) => rule.id().to_owned(),
            other => panic!("{other:?}"),
        };
        for (raw, expected) in [("13个", "13"), ("三项", "3"), ("2座", "2"), ("十三", "13"), ("4所", "4")]
        {
            assert_eq!(read(raw), expected, "{raw}");
        }
        for raw in ["30%", "5万元", "第4名", "三届", "连续5年", "5年", "120亩", "3万个", "5人", "超5个"]
        {
            assert_eq!(read(raw), "V1", "{raw}");
        }
    }
}
