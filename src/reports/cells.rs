//! A report's cells for their reader: amounts, rates, lights and code words.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::amount::Amounts;
use crate::domain::bound::Bound;
use crate::domain::measure::Family;
use crate::domain::number::print_decimal;
use crate::reports::definition::{Cut, Definition, LEVEL, Presence, ReportColumn};
use crate::reports::prepared::{Print, Reader};
use crate::table::{Column, ColumnKind, Value};
use crate::text::{AmountText, Language};

/// The columns that a report's column becomes
pub fn columns(column: &ReportColumn, reader: Reader) -> Vec<Column> {
    let kind = match column.cut {
        _ if column.name == LEVEL => ColumnKind::Level,
        Cut::Plain | Cut::Text | Cut::Tree(_) => ColumnKind::Text,
        Cut::Number | Cut::Amount => ColumnKind::Number,
        Cut::Percent => ColumnKind::Percent,
        Cut::Points => ColumnKind::Points,
        Cut::Light => ColumnKind::Light,
        Cut::Code | Cut::Word(_) => ColumnKind::Code,
    };
    let own = |name: String, kind| Column { name, title: column.title.clone(), kind };
    match (reader, &column.cut) {
        (Reader::Program, Cut::Amount) => {
            let kinds = [kind, ColumnKind::Code, ColumnKind::Code];
            column.output_names().into_iter().zip(kinds).map(|(name, kind)| own(name, kind)).collect()
        }
        _ => vec![own(column.name.clone(), kind)],
    }
}

/// How one column of a report is printed
pub struct Shown<'r> {
    report: &'r Definition,
    column: &'r ReportColumn,
    index: usize,
    /// The column that holds the bounds of this one
    bound: Option<usize>,
    print: Print,
}

impl<'r> Shown<'r> {
    /// The column at that place of the report
    pub fn new(report: &'r Definition, index: usize, print: Print) -> Shown<'r> {
        let column = &report.columns[index];
        let name = format!("{}_bound", column.name);
        let bound = report.columns.iter().position(|other| other.name == name);
        Shown { report, column, index, bound, print }
    }

    /// Adds the cells that the column's cell of a row becomes
    pub fn print(&self, row: &[Value], cells: &mut Vec<Value>) {
        let cell = &row[self.index];
        if let (Presence::Unless(usual), Reader::Person(_), Value::Text(text)) =
            (&self.column.presence, self.print.reader, cell)
            && text == usual
        {
            return cells.push(Value::Null);
        }
        match (&self.column.cut, self.print.reader) {
            _ if self.column.name == LEVEL => cells.push(cell.clone()),
            (Cut::Amount, Reader::Program) => cells.extend(amount_parts(cell)),
            (Cut::Amount, Reader::Person(language)) => cells.push(amount_text(cell, language)),
            (Cut::Percent | Cut::Points, _) => cells.push(self.rate(cell, row)),
            (Cut::Word(_) | Cut::Tree(_), Reader::Person(language)) => cells.push(self.word(cell, language)),
            (Cut::Tree(_), Reader::Program) => cells.push(without_layout(cell)),
            _ => cells.push(cell.clone()),
        }
    }

    /// A rate or a difference of rates: rounded once, half up; for people with its bound
    fn rate(&self, cell: &Value, row: &[Value]) -> Value {
        let number = match cell {
            Value::Decimal(number) => *number,
            Value::Integer(number) => Decimal::from(*number),
            _ => return cell.clone(),
        };
        let number = if self.print.exact { number.normalize() } else { one_decimal(number) };
        let Reader::Person(_) = self.print.reader else { return Value::Decimal(number) };
        if self.column.cut == Cut::Points && number.is_sign_positive() && !number.is_zero() {
            return Value::Text(format!("+{number}"));
        }
        let bound = self.bound.and_then(|at| Bound::from_code(&row[at].to_text())).unwrap_or_default();
        match bound {
            Bound::Exact => Value::Decimal(number),
            bound => Value::Text(format!("{}{number}", bound.sign())),
        }
    }

    /// The word that a code stands for; what sets it in stays before it
    fn word(&self, cell: &Value, language: Language) -> Value {
        let Value::Text(text) = cell else { return cell.clone() };
        let code = text.trim_start_matches(' ');
        let (Cut::Word(lists) | Cut::Tree(lists)) = &self.column.cut else { return cell.clone() };
        let own = self.report.word(code).map(|text| text.get(language));
        let known = || lists.iter().flat_map(|list| list.iter()).find(|word| word.code == code);
        match own.or_else(|| known().map(|word| word.title.get(language))) {
            Some(word) => Value::Text(format!("{}{word}", &text[..text.len() - code.len()])),
            None => cell.clone(),
        }
    }
}

fn amount_parts(cell: &Value) -> [Value; 3] {
    let Some(amounts) = amounts(cell) else { return [Value::Null, Value::Null, Value::Null] };
    match amounts.single() {
        Some(amount) => {
            [Value::Decimal(amount.number.normalize()), amount.bound.code().into(), amount.unit.name().into()]
        }
        // Families that cannot be added: the sum as a text, in place of a unit.
        None => [Value::Null, Value::Null, cell.clone()],
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

/// One decimal, half up; a number that rounds to nothing has no sign
fn one_decimal(number: Decimal) -> Decimal {
    let mut rounded = number.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded.rescale(1);
    rounded
}
