//! A change as rows of a table, one a cell: with titles and units for people, with names and codes for programs.

use crate::commands::past_view::in_words;
use crate::domain::entity::Kind;
use crate::ledger::diff::{CellChange, Change};
use crate::table::{Column, ColumnKind, Tone, Value};
use crate::text::{Language, Text};

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

/// The rows of a change; `people` is the language of those who read them, none for programs
pub fn rows_of(change: &Change, people: Option<Language>) -> Vec<Vec<Value>> {
    let what = What::of(change);
    let in_words = |text: Text, code| people.map_or(code, |language| text.get(language));
    let table = in_words(change.entity.title(), change.entity.name());
    let kind = in_words(if says_the_same(change) { SAME } else { what.title() }, what.code());
    let cells = if people.is_some() { amounts(change) } else { change.cells() };
    if cells.is_empty() {
        let label = if people.is_some() { Value::Text(change.label()) } else { Value::Null };
        let (old, new) = if what == What::Removed { (label, Value::Null) } else { (Value::Null, label) };
        let column = Value::Null;
        return vec![row(table, &change.key(), kind, [column, old, new, Value::Null, Value::Null])];
    }
    let mut rows = Vec::with_capacity(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        let column = &change.entity.columns()[cell.column];
        let cells = [
            in_words(column.title, column.name).into(),
            shown(change, cell.column, change.row.before.as_deref(), people),
            shown(change, cell.column, change.row.after.as_deref(), people),
            delta(change, cell, people.is_some()),
            cell.percent.map(|percent| one_decimal(percent, people.is_some())).into(),
        ];
        // A block a row: people read table, key and kind once.
        let repeats = people.is_some() && index > 0;
        let (table, key, kind) = if repeats { ("", String::new(), "") } else { (table, change.key(), kind) };
        rows.push(row(table, &key, kind, cells));
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
pub fn columns() -> [Column; 8] {
    let code = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Code);
    let text = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Text);
    let number = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Number);
    [
        code("table", "Table", "表"),
        code("key", "Key", "主键"),
        Column::new("change", Text::new("Change", "变化"), ColumnKind::Word(WORDS)),
        code("column", "Column", "列"),
        text("old", "Old", "原值"),
        text("new", "New", "新值"),
        number("delta", "Delta", "增减"),
        number("percent", "%", "增幅%"),
    ]
}

fn row(table: &str, key: &str, kind: &str, cells: [Value; 5]) -> Vec<Value> {
    let mut row: Vec<Value> = vec![table.into(), key.into(), kind.into()];
    row.extend(cells);
    row
}

/// A cell of a row; people see a value with its bound and its unit, for they are one
fn shown(change: &Change, column: usize, row: Option<&[Value]>, people: Option<Language>) -> Value {
    let Some(row) = row else { return Value::Null };
    match (change.entity.columns()[column].kind, people) {
        (Kind::Value(_), Some(language)) => in_words(change.entity, column, row, language).into(),
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
