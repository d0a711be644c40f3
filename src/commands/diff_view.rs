//! One computed difference, shown as a table of cells or as JSON. Changes are taken one by one and spooled.

use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use serde_json::{Map, Value as Json};
use tempfile::SpooledTempFile;

use crate::commands::Context;
use crate::commands::output::OutputArgs;
use crate::commands::spool::{line_of, row_of};
use crate::domain::bound::Bound;
use crate::domain::entity::{Entity, Kind};
use crate::error::CommandError;
use crate::formats::Format;
use crate::ledger::diff::{CellChange, Change};
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Language, News, Text};

/// Changes that stay in memory before they go to a temporary file
const SPOOL: usize = 4 << 20;

/// Takes changes, and shows them when there are no more
#[derive(Debug)]
pub struct DiffView<'c> {
    context: &'c Context,
    output: &'c OutputArgs,
    format: Format,
    /// Rows of the output, one a line; for JSON, the kind and the row's object
    spool: BufWriter<SpooledTempFile>,
    counts: [[u64; 3]; 4],
    same_amounts: u64,
}

/// What happened to a row
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Added,
    Changed,
    Removed,
}

impl What {
    fn of(change: &Change) -> What {
        match (&change.row.before, &change.row.after) {
            (None, _) => What::Added,
            (_, None) => What::Removed,
            _ => What::Changed,
        }
    }

    fn code(self) -> &'static str {
        match self {
            What::Added => "added",
            What::Changed => "changed",
            What::Removed => "removed",
        }
    }

    fn title(self) -> Text {
        match self {
            What::Added => Text::new("added", "新增"),
            What::Changed => Text::new("changed", "修改"),
            What::Removed => Text::new("removed", "删除"),
        }
    }
}

impl<'c> DiffView<'c> {
    /// A view in the format that the options ask for
    pub fn new(context: &'c Context, output: &'c OutputArgs) -> Result<DiffView<'c>, CommandError> {
        let format = output.format()?;
        let spool = BufWriter::new(SpooledTempFile::new(SPOOL));
        Ok(DiffView { context, output, format, spool, counts: [[0; 3]; 4], same_amounts: 0 })
    }

    /// Takes one change
    pub fn take(&mut self, change: &Change) -> crate::ledger::Result<()> {
        let what = What::of(change);
        self.counts[change.entity as usize][what as usize] += 1;
        self.keep(change, what).map_err(|source| crate::ledger::Error::Io { path: "diff".into(), source })?;
        Ok(())
    }

    fn keep(&mut self, change: &Change, what: What) -> io::Result<()> {
        if self.format == Format::Json {
            return writeln!(self.spool, "{}", json_line(change, what));
        }
        for row in self.cell_rows(change, what) {
            writeln!(self.spool, "{}", line_of(&row)?)?;
        }
        Ok(())
    }

    /// Shows what was taken; says whether it was anything
    pub fn show(mut self) -> Result<bool, CommandError> {
        let differs = self.counts.iter().flatten().any(|count| *count > 0);
        self.spool.rewind()?;
        if self.format == Format::Json {
            self.show_json()?;
        } else if differs || !self.format.for_people() {
            self.show_cells()?;
        }
        self.summarise(differs)?;
        Ok(differs)
    }

    fn summarise(&self, differs: bool) -> Result<(), CommandError> {
        let ui = &self.context.ui;
        if !differs {
            return ui.news(&News::NoDifference {});
        }
        for (entity, [added, changed, removed]) in Entity::ALL.into_iter().zip(self.counts) {
            if added + changed + removed > 0 {
                let table = entity.title().get(ui.language).to_owned();
                ui.news(&News::DiffCounted { table, added, changed, removed })?;
            }
        }
        if self.same_amounts > 0 {
            ui.news(&News::SameAmount { count: self.same_amounts })?;
        }
        Ok(())
    }

    fn cell_rows(&mut self, change: &Change, what: What) -> Vec<Vec<Value>> {
        let people = self.format.for_people();
        let language = self.context.ui.language;
        let table = if people { change.entity.title().get(language) } else { change.entity.name() };
        let kind = if people { what.title().get(language) } else { what.code() };
        let cells = change.cells();
        if cells.is_empty() {
            let label = if people { Value::Text(change.label()) } else { Value::Null };
            let (old, new) = if what == What::Removed { (label, Value::Null) } else { (Value::Null, label) };
            let column = Value::Null;
            return vec![row(table, &change.key(), kind, [column, old, new, Value::Null, Value::Null])];
        }
        let mut rows = Vec::with_capacity(cells.len());
        for (index, cell) in cells.iter().enumerate() {
            let column = &change.entity.columns()[cell.column];
            let title = if people { column.title.get(language) } else { column.name };
            let is_same = cell.delta.is_some_and(|delta| delta.is_zero());
            self.same_amounts += u64::from(is_same);
            let cells = [
                title.into(),
                shown(change, cell.column, change.row.before.as_deref(), people.then_some(language)),
                shown(change, cell.column, change.row.after.as_deref(), people.then_some(language)),
                cell.delta.map(|delta| signed(delta, people)).into(),
                cell.percent.map(|percent| one_decimal(percent, people)).into(),
            ];
            // A block a row: people read table, key and kind once.
            let repeats = people && index > 0;
            let (table, key, kind) =
                if repeats { ("", String::new(), "") } else { (table, change.key(), kind) };
            rows.push(row(table, &key, kind, cells));
        }
        rows
    }

    fn show_cells(&mut self) -> Result<(), CommandError> {
        let columns = columns();
        let spool = BufReader::new(self.spool.get_mut());
        self.output.table(self.context, &columns, |rows| {
            for line in spool.lines() {
                rows.row(&row_of(&line?)?)?;
            }
            Ok(())
        })
    }

    fn show_json(&mut self) -> Result<(), CommandError> {
        let spool = self.spool.get_mut();
        self.output.bytes(self.context, |output, _| write_json(spool, output))
    }
}

fn columns() -> [Column; 8] {
    let code = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Code);
    let text = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Text);
    let number = |name, en, zh| Column::new(name, Text::new(en, zh), ColumnKind::Number);
    [
        code("table", "Table", "表"),
        code("key", "Key", "主键"),
        code("change", "Change", "变化"),
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
    let (Kind::Value(bound), Some(language)) = (change.entity.columns()[column].kind, people) else {
        return row[column].clone();
    };
    if row[column] == Value::Null {
        return Value::Null;
    }
    let text =
        |name: &str| change.entity.position(name).map(|column| row[column].to_text()).unwrap_or_default();
    let bound = bound.and_then(|bound| Bound::from_code(&text(bound))).unwrap_or_default();
    let unit = change.entity.unit_of_values().map(|unit| text(unit.name)).unwrap_or_default();
    Value::Text(format!("{}{}{unit}", bound.word().get(language), row[column].to_text()))
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

/// `{"kind": …, "row": …}` of one change, in the de-facto shape of CSV differs
fn json_line(change: &Change, what: What) -> Json {
    let whole = |cells: &Vec<Value>| {
        let names = change.entity.columns().iter().map(|column| column.name.to_owned());
        Json::Object(names.zip(cells.iter().map(plain)).collect())
    };
    let row = match (&change.row.before, &change.row.after) {
        (Some(before), None) => whole(before),
        (None, Some(after)) => whole(after),
        _ => {
            let changes: Map<String, Json> = change.cells().iter().map(|cell| pair(change, cell)).collect();
            serde_json::json!({ "key": change.key(), "changes": changes })
        }
    };
    serde_json::json!({ "table": change.entity.name(), "kind": what.code(), "row": row })
}

fn pair(change: &Change, cell: &CellChange) -> (String, Json) {
    let name = change.entity.columns()[cell.column].name.to_owned();
    (name, Json::Array(vec![plain(&cell.old), plain(&cell.new)]))
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(number) if number.fract().is_zero() => {
            i64::try_from(*number).map_or_else(|_| Json::from(number.to_string()), Json::from)
        }
        // Fifteen digits survive a double, and its shortest spelling is the decimal again.
        Value::Decimal(number) => {
            let digits = number.to_string();
            serde_json::from_str(&digits).unwrap_or(Json::String(digits))
        }
    }
}

/// The whole difference as one object: per table, what was added, removed and changed
fn write_json(spool: &mut SpooledTempFile, output: &mut dyn Write) -> Result<(), CommandError> {
    writeln!(output, "{{")?;
    for (index, entity) in Entity::ALL.into_iter().enumerate() {
        write!(output, "  \"{}\": {{", entity.name())?;
        for (place, kind) in [What::Added, What::Removed, What::Changed].into_iter().enumerate() {
            write!(output, "{}\n    \"{}\": [", if place == 0 { "" } else { "," }, kind.code())?;
            let count = write_json_rows(spool, entity, kind, output)?;
            write!(output, "{}", if count == 0 { "]" } else { "\n    ]" })?;
        }
        writeln!(output, "\n  }}{}", if index + 1 < Entity::ALL.len() { "," } else { "" })?;
    }
    writeln!(output, "}}")?;
    Ok(())
}

fn write_json_rows(
    spool: &mut SpooledTempFile,
    entity: Entity,
    kind: What,
    output: &mut dyn Write,
) -> Result<u64, CommandError> {
    spool.rewind()?;
    let mut count = 0;
    for line in BufReader::new(spool).lines() {
        let line: Json = serde_json::from_str(&line?).map_err(io::Error::from)?;
        if line["table"] == entity.name() && line["kind"] == kind.code() {
            write!(output, "{}\n      {}", if count == 0 { "" } else { "," }, line["row"])?;
            count += 1;
        }
    }
    Ok(count)
}
