//! A report's cells for their reader: amounts, rates, lights and code words.

use std::mem;

use rust_decimal::Decimal;

use crate::domain::amount::{Amount, Amounts};
use crate::domain::bound::Bound;
use crate::domain::measure::{Family, Measure};
use crate::domain::number::print_decimal;
use crate::domain::shown_percent::{shown_percent, shown_points};
use crate::reports::definition::{AMOUNT_PARTS, Cut, Definition, LEVEL, Presence, ReportColumn};
use crate::reports::prepared::{Print, Reader};
use crate::table::{Column, ColumnKind, Light, Value};
use crate::text::{AmountText, Language, OwnText};

/// The columns that a report's column becomes
pub fn columns(column: &ReportColumn, reader: Reader) -> Vec<Column> {
    let kind = match column.cut {
        _ if column.name == LEVEL => ColumnKind::Level,
        Cut::Plain | Cut::Text | Cut::Tree(_) => ColumnKind::Text,
        Cut::Number | Cut::Amount | Cut::Parts | Cut::Change => ColumnKind::Number,
        Cut::Percent => ColumnKind::Percent,
        Cut::Points => ColumnKind::Points,
        Cut::Light => ColumnKind::Light,
        Cut::Code | Cut::Word(_) => ColumnKind::Code,
    };
    let own = |name: String, kind| Column { name, title: column.title.clone(), kind };
    match (reader, &column.cut) {
        // Nothing in a sheet is set apart by the level of its row.
        (Reader::Sheet(_), _) if column.name == LEVEL => Vec::new(),
        (Reader::Program, Cut::Amount) => {
            let kinds = [kind, ColumnKind::Code, ColumnKind::Code];
            column.output_names().into_iter().zip(kinds).map(|(name, kind)| own(name, kind)).collect()
        }
        (Reader::Sheet(_), Cut::Amount | Cut::Parts | Cut::Change) => {
            let unit =
                column.title.as_ref().map(|title| OwnText {
                    en: format!("{}: unit", title.en),
                    zh: format!("{}单位", title.zh),
                });
            let name = format!("{}_unit", column.name);
            vec![own(column.name.clone(), kind), Column { name, title: unit, kind: ColumnKind::Code }]
        }
        _ => vec![own(column.name.clone(), kind)],
    }
}

/// How one column of a report is printed
pub struct Shown<'r> {
    report: &'r Definition,
    column: &'r ReportColumn,
    index: usize,
    /// The columns that hold the bounds and the units of this one
    bound: Option<usize>,
    unit: Option<usize>,
    print: Print,
}

impl<'r> Shown<'r> {
    /// The column at that place of the report
    pub fn new(report: &'r Definition, index: usize, print: Print) -> Shown<'r> {
        let column = &report.columns[index];
        let beside = |ending: &str| {
            let name = format!("{}{ending}", column.name);
            report.columns.iter().position(|other| other.name == name)
        };
        // What is ahead of the pace is as certain as the rate.
        let of_rate = || report.columns.iter().position(|other| other.name == "rate_bound");
        let bound = if column.cut == Cut::Points { of_rate() } else { beside("_bound") };
        Shown { report, column, index, bound, unit: beside("_unit"), print }
    }

    /// How many cells a program gets for one of the column's
    pub fn width(&self) -> usize {
        if self.column.cut == Cut::Amount { AMOUNT_PARTS.len() } else { 1 }
    }

    /// Prints a cell of a row for a person: one cell
    pub fn tell(&self, row: &[Value], language: Language) -> Value {
        let cell = &row[self.index];
        if let (Presence::Unless(usual), Value::Text(text)) = (&self.column.presence, cell)
            && text == usual
        {
            return Value::Null;
        }
        match &self.column.cut {
            _ if self.column.name == LEVEL => cell.clone(),
            Cut::Amount => amount_text(cell, language),
            Cut::Parts => self.parts(row).map_or_else(|| cell.clone(), |amounts| told(&amounts, language)),
            Cut::Change => self.parts(row).map_or_else(|| cell.clone(), |amounts| change(&amounts, language)),
            Cut::Percent | Cut::Points => self.rate(cell, row),
            Cut::Word(_) | Cut::Tree(_) => self.word(cell, language),
            _ => cell.clone(),
        }
    }

    /// Enters a cell of a row into a sheet: an amount as its number and, beside it, its unit with the word of its bound
    pub fn enter(&self, row: &[Value], language: Language, cells: &mut Vec<Value>) {
        let cell = &row[self.index];
        let amounts = match &self.column.cut {
            _ if self.column.name == LEVEL => return,
            Cut::Amount => amounts(cell),
            Cut::Parts | Cut::Change => self.parts(row),
            Cut::Light => return cells.push(light(cell, language)),
            Cut::Percent | Cut::Points => return cells.push(self.rate(cell, row)),
            _ => return cells.push(self.tell(row, language)),
        };
        match amounts.as_ref().map(Amounts::single) {
            None => cells.extend([cell.clone(), Value::Null]),
            Some(Some(amount)) => {
                let (word, unit) = (amount.bound.word().get(language), amount.unit.name());
                let unit = if word.is_empty() { unit.to_owned() } else { format!("{word}…{unit}") };
                cells.extend([Value::Decimal(amount.number.normalize()), unit.into()]);
            }
            // Families that cannot be added are no number.
            Some(None) => cells.extend([Value::Null, self.tell(row, language)]),
        }
    }

    /// Hands the cells that the column's cell of a row becomes to a program, and leaves those that it had in the row:
    /// what a row's texts stand in serves for the next row too
    pub fn hand_on(&self, row: &mut [Value], cells: &mut [Value]) {
        match &self.column.cut {
            _ if self.column.name == LEVEL => mem::swap(&mut row[self.index], &mut cells[0]),
            Cut::Amount => {
                amount_parts(&row[self.index]).into_iter().zip(cells).for_each(|(part, cell)| *cell = part)
            }
            Cut::Percent | Cut::Points => cells[0] = self.rate(&row[self.index], row),
            Cut::Tree(_) => cells[0] = without_layout(&row[self.index]),
            _ => mem::swap(&mut row[self.index], &mut cells[0]),
        }
    }

    /// An amount that stands in three columns; none where it is blank
    fn parts(&self, row: &[Value]) -> Option<Amounts> {
        let text = |at: Option<usize>| match at.map(|at| &row[at]) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let number = number(&row[self.index])?;
        let bound = text(self.bound).and_then(Bound::from_code).unwrap_or_default();
        let unit = text(self.unit)?;
        let unit = Measure::find(unit).unwrap_or_else(|| Measure::counter(unit));
        let mut amounts = Amounts::default();
        amounts.add(number, bound, &unit);
        Some(amounts)
    }

    /// A rate or a difference of rates: rounded once, half up; for people with its bound
    fn rate(&self, cell: &Value, row: &[Value]) -> Value {
        let Some(number) = number(cell) else { return cell.clone() };
        let number = match (self.print.exact, &self.column.cut) {
            (true, _) => number.normalize(),
            (false, Cut::Points) => shown_points(number),
            (false, _) => shown_percent(number),
        };
        match (self.print.reader, &self.column.cut) {
            (Reader::Program, _) | (Reader::Sheet(_), Cut::Points) => return Value::Decimal(number),
            _ => {}
        }
        let bound = self.bound.and_then(|at| Bound::from_code(&row[at].to_text())).unwrap_or_default();
        let is_gain = self.column.cut == Cut::Points && number.is_sign_positive() && !number.is_zero();
        match (bound, if is_gain { "+" } else { "" }) {
            (Bound::Exact, "") => Value::Decimal(number),
            (bound, plus) => Value::Text(format!("{}{plus}{number}", bound.sign())),
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
    amounts(cell).map_or_else(|| cell.clone(), |amounts| told(&amounts, language))
}

/// Amounts with the words of their bounds
fn told(amounts: &Amounts, language: Language) -> Value {
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

/// The word of a light
fn light(cell: &Value, language: Language) -> Value {
    let known = match cell {
        Value::Text(code) => Light::of_code(code),
        _ => None,
    };
    known.map_or_else(|| cell.clone(), |light| light.word().get(language).into())
}

/// A difference of amounts with its sign, gains too; of ranks, which are better when lower, in words
fn change(amounts: &Amounts, language: Language) -> Value {
    let texts: Vec<String> = amounts
        .iter()
        .map(|amount| {
            if *amount.unit.family() == Family::Rank {
                return places(amount, language);
            }
            let sign = if amount.number.is_sign_positive() && !amount.number.is_zero() { "+" } else { "" };
            format!("{}{sign}{}{}", amount.bound.sign(), print_decimal(amount.number), amount.unit.name())
        })
        .collect();
    Value::Text(texts.join(" + "))
}

fn places(amount: &Amount, language: Language) -> String {
    let is_up = amount.number.is_sign_negative();
    let bound = if is_up { amount.bound.flipped() } else { amount.bound };
    let number = format!("{}{}", bound.sign(), print_decimal(amount.number.abs()));
    match amount.number {
        places if places.is_zero() => AmountText::SameRank {}.text(language),
        _ if is_up => AmountText::RankUp { number }.text(language),
        _ => AmountText::RankDown { number }.text(language),
    }
}

fn number(cell: &Value) -> Option<Decimal> {
    match cell {
        Value::Decimal(number) => Some(*number),
        Value::Integer(number) => Some(Decimal::from(*number)),
        _ => None,
    }
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
