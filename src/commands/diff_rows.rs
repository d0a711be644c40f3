//! A change as rows of a table, one a cell: with titles and units for people, with names and codes for programs.

use crate::commands::past_view::{in_words, told_apart};
use crate::domain::entity::Kind;
use crate::ledger::diff::{CellChange, Change};
use crate::reports::prepared::Reader;
use crate::table::{Column, ColumnKind, Tone, Value};
use crate::text::Text;

const ADDED: Text = Text::new("added", "新增");
const CHANGED: Text = Text::new("changed", "修改");
const REMOVED: Text = Text::new("removed", "删除");

/// The word for a row that says the same amounts in another unit
const SAME: Text = Text::new("same amount", "金额未变");

const WORDS: &[(Text, Tone)] =
    &[(ADDED, Tone::Added), (CHANGED, Tone::Changed), (REMOVED, Tone::Removed), (SAME, Tone::Changed)];

/// What happened to a row
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It was not there
    Added,
    /// It has other values
    Changed,
    /// It is no longer there
    Removed,
}

impl What {
    /// What a change did
    pub fn of(change: &Change) -> What {
        match (&change.row.before, &change.row.after) {
            (None, _) => What::Added,
            (_, None) => What::Removed,
            _ => What::Changed,
        }
    }

    /// The word for programs
    pub fn code(self) -> &'static str {
        match self {
            What::Added => "added",
            What::Changed => "changed",
            What::Removed => "removed",
        }
    }

    /// The word for people
    pub fn title(self) -> Text {
        match self {
            What::Added => ADDED,
            What::Changed => CHANGED,
            What::Removed => REMOVED,
        }
    }
}

/// Whether a row says nothing but the same amounts in another unit
pub fn says_the_same(change: &Change) -> bool {
    let cells = change.cells();
    let unit = change.entity.unit_of_values();
    let is_unit = |column: usize| unit.is_some_and(|unit| change.entity.columns()[column].name == unit.name);
    let is_same = |cell: &CellChange| cell.delta.is_some_and(|delta| delta.is_zero());
    let all_same = cells.iter().all(|cell| is_same(cell) || is_unit(cell.column));
    cells.iter().any(is_same) && all_same && change.restated().is_empty()
}

/// The rows of a change for their reader; a person has no need to read table, key and kind again in every row
pub fn rows_of(change: &Change, reader: Reader) -> Vec<Vec<Value>> {
    let (what, language) = (What::of(change), reader.language());
    let is_person = matches!(reader, Reader::Person(_));
    let said = |text: Text, code| language.map_or(code, |language| text.get(language));
    let table = said(change.entity.title(), change.entity.name());
    let kind = said(if says_the_same(change) { SAME } else { what.title() }, what.code());
    let cells = if is_person { amounts(change) } else { change.cells() };
    let unit = |column: usize| matches!(reader, Reader::Sheet(_)).then(|| unit_of(change, column));
    if cells.is_empty() {
        let label = if language.is_some() { Value::Text(change.label()) } else { Value::Null };
        let (old, new) = if what == What::Removed { (label, Value::Null) } else { (Value::Null, label) };
        let cells = [Value::Null, old, new, Value::Null, Value::Null];
        return vec![row(table, &change.key(), kind, cells, unit(0))];
    }
    let mut rows = Vec::with_capacity(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        let column = &change.entity.columns()[cell.column];
        let sides = [&change.row.before, &change.row.after]
            .map(|row| shown(change, cell.column, row.as_deref(), reader));
        let [old, new] = if is_person { told_apart(sides) } else { sides };
        let cells = [
            said(column.title, column.name).into(),
            old,
            new,
            delta(change, cell, is_person),
            cell.percent.map(|percent| one_decimal(percent, is_person)).into(),
        ];
        let repeats = is_person && index > 0;
        let (table, key, kind) = if repeats { ("", String::new(), "") } else { (table, change.key(), kind) };
        rows.push(row(table, &key, kind, cells, unit(cell.column)));
    }
    rows
}

/// The amounts that differ, as people count them: a bound is part of the value before it, and so is the unit
fn amounts(change: &Change) -> Vec<CellChange> {
    let cells = change.cells();
    let is_bound = |column: usize| change.entity.columns()[column].kind == Kind::Bound;
    let as_value = |cell: &CellChange| {
        let column = cell.column - usize::from(is_bound(cell.column));
        CellChange { column, ..cell.clone() }
    };
    let is_told = |cell: &&CellChange| {
        !is_bound(cell.column) || !cells.iter().any(|value| value.column + 1 == cell.column)
    };
    let mut amounts: Vec<CellChange> = cells.iter().filter(is_told).map(as_value).collect();
    let is_new = |cell: &CellChange| !amounts.iter().any(|known| known.column == cell.column);
    let restated: Vec<CellChange> = change.restated().into_iter().filter(is_new).collect();
    amounts.extend(restated);
    amounts.sort_by_key(|cell| cell.column);
    amounts
}

/// The columns of those rows
pub fn columns(reader: Reader) -> Vec<Column> {
    let code = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Code);
    let text = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Text);
    let number = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Number);
    let mut columns = vec![
        code("table", "Table", "表"),
        code("key", "Key", "主键"),
        Column::new("change", Text::new("Change", "变化"), ColumnKind::Word(WORDS)),
        code("column", "Column", "列"),
        text("old", "Old", "原值"),
        text("new", "New", "新值"),
        number("delta", "Delta", "增减"),
        number("percent", "%", "增幅%"),
    ];
    if let Reader::Sheet(_) = reader {
        columns.insert(UNIT, code("unit", "Unit", "单位"));
    }
    columns
}

/// Where the unit of the values stands in a sheet, behind them
const UNIT: usize = 6;

fn row(table: &str, key: &str, kind: &str, cells: [Value; 5], unit: Option<Value>) -> Vec<Value> {
    let mut row: Vec<Value> = vec![table.into(), key.into(), kind.into()];
    row.extend(cells);
    if let Some(unit) = unit {
        row.insert(UNIT, unit);
    }
    row
}

/// The unit that a value is in; both, where it was in another before
fn unit_of(change: &Change, column: usize) -> Value {
    let Kind::Value(_) = change.entity.columns()[column].kind else { return Value::Null };
    let unit = change.entity.unit_of_values().and_then(|unit| change.entity.position(unit.name));
    let rows = [&change.row.before, &change.row.after].into_iter().flatten();
    let mut units: Vec<String> =
        rows.zip(unit.into_iter().cycle()).map(|(row, unit)| row[unit].to_text()).collect();
    units.dedup();
    units.join("→").into()
}

/// A cell of a row; a person sees a value with its bound and its unit, for they are one
fn shown(change: &Change, column: usize, row: Option<&[Value]>, reader: Reader) -> Value {
    let Some(row) = row else { return Value::Null };
    let is_number = matches!(row[column], Value::Decimal(_) | Value::Integer(_));
    let is_amount = matches!(change.entity.columns()[column].kind, Kind::Value(_));
    match reader.language() {
        Some(language) if !is_number || is_amount && matches!(reader, Reader::Person(_)) => {
            in_words(change.entity, column, row, language).into()
        }
        _ => row[column].clone(),
    }
}

/// How much more it is; people are told it in the former unit where it is exact in that one alone
fn delta(change: &Change, cell: &CellChange, people: bool) -> Value {
    let unit = change.entity.unit_of_values().and_then(|unit| change.entity.position(unit.name));
    match (cell.delta, cell.former, &change.row.before, unit) {
        (None, Some(former), Some(before), Some(unit)) if people => {
            format!("{}{}", signed(former, true).to_text(), before[unit].to_text()).into()
        }
        (delta, ..) => delta.map(|delta| signed(delta, people)).into(),
    }
}

/// People see which way it went
fn signed(delta: rust_decimal::Decimal, people: bool) -> Value {
    if people && delta.is_sign_positive() && !delta.is_zero() {
        return Value::Text(format!("+{delta}"));
    }
    Value::Decimal(delta)
}

fn one_decimal(mut percent: rust_decimal::Decimal, people: bool) -> Value {
    percent.rescale(1);
    signed(percent, people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entity::Entity;
    use crate::storage::compare::RowChange;
    use crate::text::Language;

    /// A project of this stage, with this much planned
    fn project(stage: &str, plan: i64, unit: &str) -> Vec<Value> {
        let mut row = vec![Value::Null; Entity::Projects.columns().len()];
        let cells: [(&str, Value); 4] = [
            ("code", "P1".into()),
            ("stage", stage.into()),
            ("annual_plan", rust_decimal::Decimal::from(plan).into()),
            ("money_unit", unit.into()),
        ];
        for (name, cell) in cells {
            row[Entity::Projects.position(name).unwrap()] = cell;
        }
        row
    }

    #[test]
    fn a_workbook_has_words_and_numbers_with_their_units_beside_them() {
        let row = RowChange {
            before: Some(project("planned", 1, "亿元")),
            after: Some(project("building", 12_000, "万元")),
        };
        let compared = (2..Entity::Projects.columns().len()).collect();
        let change = Change { entity: Entity::Projects, row, compared };
        let rows = rows_of(&change, Reader::Sheet(Language::Chinese));
        let number = |number: i64| Value::from(rust_decimal::Decimal::from(number));
        let plan: Vec<Value> = vec![
            "项目".into(),
            "/P1".into(),
            "修改".into(),
            "年度计划投资".into(),
            number(1),
            number(12_000),
            "亿元→万元".into(),
            number(2_000),
            Value::Decimal(rust_decimal::Decimal::new(200, 1)),
        ];
        assert_eq!(rows[0][3..6], ["项目阶段".into(), "策划".into(), "在建".into()]);
        assert_eq!(rows[1], plan);
        assert_eq!(columns(Reader::Sheet(Language::Chinese)).len(), plan.len());
    }
}
