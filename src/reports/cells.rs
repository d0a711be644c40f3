//! A report's cells for their reader: amounts, rates and code words.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::amount::Amounts;
use crate::domain::measure::Family;
use crate::domain::number::print_decimal;
use crate::reports::Reader;
use crate::reports::definition::{Cut, Definition, Presence, ReportColumn};
use crate::table::{Column, ColumnKind, Value};
use crate::text::{AmountText, Language};

/// The columns that a report's column becomes
pub fn columns(column: &ReportColumn, reader: Reader) -> Vec<Column> {
    let kind = match column.cut {
        Cut::Text | Cut::Tree(_) => ColumnKind::Text,
        Cut::Number | Cut::Percent | Cut::Amount => ColumnKind::Number,
        Cut::Code | Cut::Word(_) => ColumnKind::Code,
    };
    let own = |name: String, kind| Column { name, title: Some(column.title.clone()), kind };
    match (reader, &column.cut) {
        (Reader::Program, Cut::Amount) => vec![
            own(column.name.clone(), kind),
            own(format!("{}_bound", column.name), ColumnKind::Code),
            own(format!("{}_unit", column.name), ColumnKind::Code),
        ],
        _ => vec![own(column.name.clone(), kind)],
    }
}

/// The cells that a report's cell becomes
pub fn values(report: &Definition, index: usize, cell: &Value, reader: Reader) -> Vec<Value> {
    let column = &report.columns[index];
    if let (Presence::Unless(usual), Reader::Person(_), Value::Text(text)) = (&column.presence, reader, cell)
        && text == usual
    {
        return vec![Value::Null];
    }
    match (&column.cut, reader) {
        (Cut::Amount, Reader::Program) => amount_parts(cell),
        (Cut::Amount, Reader::Person(language)) => vec![amount_text(cell, language)],
        (Cut::Percent, _) => vec![one_decimal(cell)],
        (Cut::Word(_) | Cut::Tree(_), Reader::Person(language)) => vec![word(report, column, cell, language)],
        (Cut::Tree(_), Reader::Program) => vec![without_layout(cell)],
        _ => vec![cell.clone()],
    }
}

fn amount_parts(cell: &Value) -> Vec<Value> {
    let Some(amounts) = amounts(cell) else { return vec![Value::Null, Value::Null, Value::Null] };
    match amounts.single() {
        Some(amount) => vec![
            Value::Decimal(amount.number.normalize()),
            amount.bound.code().into(),
            amount.unit.name().into(),
        ],
        // Families that cannot be added: the sum as a text, in place of a unit.
        None => vec![Value::Null, Value::Null, cell.clone()],
    }
}

fn amount_text(cell: &Value, language: Language) -> Value {
    let Some(amounts) = amounts(cell) else { return cell.clone() };
    let texts: Vec<String> = amounts
        .iter()
        .map(|amount| {
            let (number, unit) = (print_decimal(amount.number), amount.unit.name().to_owned());
            match amount.unit.family() {
                Family::Rank => AmountText::Rank { number }.text(language),
                _ => format!("{}{number}{unit}", amount.bound.word().get(language)),
            }
        })
        .collect();
    Value::Text(texts.join(" + "))
}

fn amounts(cell: &Value) -> Option<Amounts> {
    match cell {
        Value::Text(text) => Amounts::read(text),
        _ => None,
    }
}

fn without_layout(cell: &Value) -> Value {
    match cell {
        Value::Text(text) => text.trim_start_matches(' ').into(),
        _ => cell.clone(),
    }
}

/// A rate with one decimal, rounded half up where it is not yet
fn one_decimal(cell: &Value) -> Value {
    let number = match cell {
        Value::Decimal(number) => *number,
        Value::Integer(number) => Decimal::from(*number),
        _ => return cell.clone(),
    };
    let mut rounded = number.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    Value::Decimal(rounded)
}

fn word(report: &Definition, column: &ReportColumn, cell: &Value, language: Language) -> Value {
    let Value::Text(code) = cell else { return cell.clone() };
    if let Some((_, text)) = report.words.iter().find(|(own, _)| own == code) {
        return text.get(language).into();
    }
    let (Cut::Word(lists) | Cut::Tree(lists)) = &column.cut else { return cell.clone() };
    let known = lists.iter().flat_map(|list| list.iter()).find(|word| word.code == code);
    known.map_or_else(|| cell.clone(), |word| word.title.get(language).into())
}
