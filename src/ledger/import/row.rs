//! One record of a sheet as one row of a table: every cell read by the kind of its column.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::domain::bound::Bound;
use crate::domain::code::{excerpt, normalise, read_code};
use crate::domain::date::read_date;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::guard::unguard;
use crate::domain::measure::{Measure, convert};
use crate::domain::period::Period;
use crate::domain::rule::Rule;
use crate::domain::value::read_value;
use crate::domain::words::{self, Word};
use crate::ledger::import::finding::Said;
use crate::ledger::import::header::Header;
use crate::ledger::import::names::UnitNames;
use crate::ledger::import::trouble::{Trouble, trouble};
use crate::sheets::record::Record;
use crate::storage::staging::Cell;
use crate::storage::{Error, unit_names::NAME_SEPARATOR};
use crate::text::FindingText;

/// What is wrong with a cell: its column, the rule and the words
pub type CellFinding = (usize, Rule, Said);

/// Reads records of one sheet into rows
#[derive(Debug)]
pub struct RowReader<'a> {
    /// The table
    pub entity: Entity,
    /// The sheet's header
    pub header: &'a Header,
    /// Whether texts carry the formula guard
    pub guarded: bool,
}

/// A row with what is wrong with it
#[derive(Debug)]
pub struct ReadRow<'r> {
    /// The cells of all columns, in canonical order
    pub cells: Vec<Cell<'r>>,
    /// Findings; the row is written only if there are none
    pub findings: Vec<CellFinding>,
    /// Whether a cell gave the unit that no column and no header gives
    pub unit_from_cell: bool,
}

impl RowReader<'_> {
    /// Reads a record; only an error of the ledger itself is an `Err`
    pub fn read<'r>(&self, record: &'r Record, names: &mut UnitNames<'_>) -> Result<ReadRow<'r>, Error> {
        let columns = self.entity.columns();
        let mut row =
            ReadRow { cells: vec![Cell::Null; columns.len()], findings: Vec::new(), unit_from_cell: false };
        for field in &self.header.fields {
            let column = &columns[field.column];
            if record.has_nul() && record.field(field.index).contains('\0') {
                row.findings.push((field.column, Rule::V1, FindingText::NulCharacter {}.into()));
                continue;
            }
            if matches!(column.kind, Kind::Value(_) | Kind::Bound) {
                continue;
            }
            let raw = self.text(record, field.index);
            let unit = row.cells.first();
            match read_cell(self.entity, column, raw, unit, names) {
                Ok(cell) => row.cells[field.column] = cell,
                Err(Trouble::Cell(rule, said)) => row.findings.push((field.column, rule, said)),
                Err(Trouble::Store(error)) => return Err(error),
            }
        }
        self.read_values(record, &mut row)?;
        row.findings.extend(contradictions(self.entity, &row.cells));
        Ok(row)
    }

    fn text<'r>(&self, record: &'r Record, index: usize) -> &'r str {
        let text = record.field(index);
        if self.guarded { unguard(text) } else { text }
    }

    /// The value columns, once the row's unit is known
    fn read_values(&self, record: &Record, row: &mut ReadRow<'_>) -> Result<(), Error> {
        let Some(unit_column) = self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name))
        else {
            return Ok(());
        };
        let mut unit = match &row.cells[unit_column] {
            Cell::Text(name) => Measure::find(name),
            _ => None,
        };
        for field in &self.header.fields {
            let column = &self.entity.columns()[field.column];
            let Kind::Value(bound) = column.kind else { continue };
            let bound_column = bound.and_then(|bound| self.entity.position(bound));
            let stated = bound_column
                .and_then(|column| self.header.field(column))
                .map(|bound| self.text(record, bound.index));
            let value = Value {
                column,
                raw: self.text(record, field.index),
                stated,
                header_unit: field.unit.as_ref(),
            };
            match value.read(&mut unit) {
                Ok((number, bound)) => {
                    row.cells[field.column] = number.map_or(Cell::Null, Cell::Decimal);
                    if let Some(bound_column) = bound_column {
                        row.cells[bound_column] =
                            bound.code().map_or(Cell::Null, |code| Cell::Text(Cow::Borrowed(code)));
                    }
                }
                Err(Trouble::Cell(rule, said)) => row.findings.push((field.column, rule, said)),
                Err(Trouble::Store(error)) => return Err(error),
            }
        }
        if let (Cell::Null, Some(unit)) = (&row.cells[unit_column], &unit) {
            row.cells[unit_column] = Cell::Text(Cow::Owned(unit.name().to_owned()));
            row.unit_from_cell = !self.header.written.contains(&unit_column);
        }
        Ok(())
    }
}

/// What a bare number may carry that a unit may carry as well
const MULTIPLIERS: [char; 2] = ['万', '亿'];

/// A value cell with all that says what it means
struct Value<'a> {
    column: &'a Column,
    raw: &'a str,
    stated: Option<&'a str>,
    header_unit: Option<&'a Measure>,
}

impl Value<'_> {
    /// The number in the row's unit and its bound; a cell may be the first to say what the unit is
    fn read(&self, unit: &mut Option<Measure>) -> Result<(Option<Decimal>, Bound), Trouble> {
        let value = read_value(self.raw).or_else(|fault| trouble(Rule::V1, fault))?;
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

/// Reads a cell that is not a value; `unit` is the row's unit, for references
fn read_cell<'r>(
    entity: Entity,
    column: &Column,
    raw: &'r str,
    unit: Option<&Cell<'_>>,
    names: &mut UnitNames<'_>,
) -> Result<Cell<'r>, Trouble> {
    if raw.trim().is_empty() {
        if column.required {
            return trouble(
                Rule::V1,
                FindingText::RequiredBlank {
                    column: column.name.to_owned(),
                    title: column.title.zh.to_owned(),
                },
            );
        }
        return Ok(blank(column));
    }
    if column.kind == Kind::Text {
        return Ok(Cell::Text(Cow::Borrowed(raw)));
    }
    let text = normalise(raw);
    match column.kind {
        Kind::Names => Ok(Cell::Text(Cow::Owned(list(&text).collect::<Vec<_>>().join("、")))),
        Kind::Code => read_code(&text).map(owned).or_else(|fault| trouble(Rule::V1, fault)),
        Kind::Unit if entity == Entity::Units => Ok(Cell::Text(text)),
        Kind::Unit => names.code(&text).map(owned),
        Kind::Units => {
            let codes = list(&text).map(|name| names.code(name)).collect::<Result<Vec<_>, _>>()?;
            Ok(owned(codes.join("、")))
        }
        Kind::Reference(_) => read_reference(&text, unit, names).map(owned),
        Kind::Word(list) => read_word(list, &text),
        Kind::Count => match text.parse::<i64>() {
            Ok(count) if count >= 1 => Ok(Cell::Integer(count)),
            Ok(_) => trouble(Rule::V5, FindingText::NotCount { value: raw.to_owned() }),
            Err(_) => read_count(raw),
        },
        Kind::Whole => match text.parse() {
            Ok(number) => Ok(Cell::Integer(number)),
            Err(_) => trouble(Rule::V1, FindingText::NotWhole { value: raw.to_owned() }),
        },
        Kind::Measure => names.measure(&text).map(owned),
        Kind::MoneyUnit => match Measure::money(&text) {
            Some(measure) => Ok(owned(measure.name().to_owned())),
            None => trouble(Rule::V2, FindingText::NotMoney { name: excerpt(&text) }),
        },
        Kind::Period => match Period::read(&text) {
            Ok(period) => Ok(owned(period.to_string())),
            Err(fault) => trouble(Rule::D1, fault),
        },
        Kind::Date => read_date(&text).map(owned).or_else(|fault| trouble(Rule::D1, fault)),
        Kind::Text | Kind::Value(_) | Kind::Bound => Ok(Cell::Null),
    }
}

fn owned<'r>(text: String) -> Cell<'r> {
    Cell::Text(Cow::Owned(text))
}

fn blank<'r>(column: &Column) -> Cell<'r> {
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
    let counted =
        read_value(raw).ok().filter(|value| value.bound == Bound::Exact).and_then(|value| value.number);
    match counted.and_then(|number| i64::try_from(number).ok().filter(|_| number.fract().is_zero())) {
        Some(count) if count >= 1 => Ok(Cell::Integer(count)),
        _ => trouble(Rule::V1, FindingText::NotCount { value: raw.to_owned() }),
    }
}

fn read_word<'r>(list: &'static [Word], text: &str) -> Result<Cell<'r>, Trouble> {
    match words::find(list, text) {
        Some(word) => Ok(Cell::Text(Cow::Borrowed(word.code))),
        None => {
            let allowed: Vec<String> =
                list.iter().map(|word| format!("{} {}", word.code, word.title.zh)).collect();
            trouble(
                Rule::V1,
                FindingText::UnknownWord { value: text.to_owned(), allowed: allowed.join(", ") },
            )
        }
    }
}

/// `G2` inside the row's own unit, else `unit/G2`, whatever the sheet calls the unit
fn read_reference(text: &str, unit: Option<&Cell<'_>>, names: &mut UnitNames<'_>) -> Result<String, Trouble> {
    let (other, code) = match text.split_once('/') {
        None => (None, text),
        Some((other, code)) => (Some(names.code(other.trim())?), code),
    };
    let Ok(code) = read_code(code) else {
        return trouble(Rule::V1, FindingText::BadReference { value: text.to_owned() });
    };
    Ok(match (other, unit) {
        (Some(other), Some(Cell::Text(own))) if other == *own => code,
        (Some(other), _) => format!("{other}/{code}"),
        (None, _) => code,
    })
}

/// Cells that are right by themselves and wrong together
fn contradictions(entity: Entity, cells: &[Cell<'_>]) -> Vec<CellFinding> {
    let text = |name: &str| match entity.position(name).map(|column| &cells[column]) {
        Some(Cell::Text(text)) => Some(text.as_ref()),
        _ => None,
    };
    let mut found = Vec::new();
    if entity == Entity::Units
        && let (Some(code), Some(kind)) = (text("code"), text("kind"))
        && let Some(meant) = kind_of_code(code)
        && matches!(kind, "subdistrict" | "town" | "township")
        && meant != kind
    {
        let text =
            FindingText::KindAgainstCode { kind: in_words(kind), code: code.into(), meant: in_words(meant) };
        found.push((entity.position("kind").unwrap_or(0), Rule::U1, text.into()));
    }
    if entity == Entity::Metrics
        && text("agg") == Some("sum")
        && let Some(measure) = text("measure").and_then(Measure::find)
        && !measure.may_sum()
    {
        let text = FindingText::NotSummable { measure: measure.name().to_owned() };
        found.push((entity.position("agg").unwrap_or(0), Rule::V6, text.into()));
    }
    found
}

/// A kind of unit by its code and its word, as the code lists are told
fn in_words(kind: &str) -> String {
    words::find(words::UNIT_KINDS, kind)
        .map_or_else(|| kind.to_owned(), |word| format!("{} {}", word.code, word.title.zh))
}

/// What digits 7 to 9 of a division code say (GB/T 10114): 001–099 街道, 100–199 镇, 200–399 乡
fn kind_of_code(code: &str) -> Option<&'static str> {
    let digits = matches!(code.len(), 9 | 12) && code.bytes().all(|byte| byte.is_ascii_digit());
    let class: u32 = digits.then(|| code[6..9].parse().ok()).flatten()?;
    match class {
        1..=99 => Some("subdistrict"),
        100..=199 => Some("town"),
        200..=399 => Some("township"),
        _ => None,
    }
}
