//! `taizhang history`: one row through time, a version a line.

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::import::table_named;
use crate::commands::output::OutputArgs;
use crate::commands::past_view::{blamed, moment, shown};
use crate::commands::row_key::{FoundRow, row_named};
use crate::domain::entity::{Entity, Kind};
use crate::error::{CommandError, Exit};
use crate::ledger::row_history::Step;
use crate::storage::compare::RowChange;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Language, StepText, Text};

#[derive(Debug, Args)]
pub struct HistoryArgs {
    #[arg(value_name = "TABLE")]
    table: String,
    #[arg(value_name = "KEY")]
    key: String,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &HistoryArgs) -> Result<Exit, CommandError> {
    let entity = table_named(&args.table)?;
    let ledger = args.as_of.open(context)?;
    let found = row_named(&ledger, entity, &args.key)?;
    let reader = args.output.format()?.for_people().then_some(context.ui.language);
    args.output.table(context, &columns(reader.is_some()), |rows| {
        for step in found.history.steps() {
            for cells in lines(&found, entity, &step, reader) {
                rows.row(&cells)?;
            }
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// People read a line a version, programs a line a cell
fn columns(people: bool) -> Vec<Column> {
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    let mut columns = vec![
        column("revision", "Revision", "修订", ColumnKind::Number),
        column("at", "At", "时间", ColumnKind::Code),
        column("author", "Author", "作者", ColumnKind::Code),
        column("command", "Command", "命令", ColumnKind::Code),
    ];
    columns.extend(match people {
        true => vec![
            column("from", "From", "来自", ColumnKind::Code),
            column("change", "Change", "变化", ColumnKind::Code),
            column("changes", "Cells", "单元格", ColumnKind::Text),
        ],
        false => vec![
            column("message", "Message", "说明", ColumnKind::Text),
            column("file", "File", "文件", ColumnKind::Code),
            column("sheet", "Sheet", "工作表", ColumnKind::Code),
            column("line", "Line", "行", ColumnKind::Number),
            column("change", "Change", "变化", ColumnKind::Code),
            column("column", "Column", "列", ColumnKind::Code),
            column("old", "Old", "原值", ColumnKind::Text),
            column("new", "New", "新值", ColumnKind::Text),
        ],
    });
    columns
}

fn lines(found: &FoundRow, entity: Entity, step: &Step, reader: Option<Language>) -> Vec<Vec<Value>> {
    let revision = found.history.revision(step.revision);
    let command = revision.map(|revision| revision.command.as_str());
    let head: Vec<Value> = vec![
        revision.map(|revision| revision.id).into(),
        revision.map(|revision| moment(&revision.at, reader.is_some())).into(),
        revision.and_then(|revision| revision.author.clone()).into(),
        command.unwrap_or("outside").into(),
    ];
    let what = what(&step.change.row);
    if let Some(language) = reader {
        let from = step.change.row.after.as_ref().map(|_| blamed(&found.history, &step.blame(), language));
        let cells =
            people_cells(entity, &step.change.row, language).join(&StepText::Separator {}.text(language));
        return vec![[head, vec![from.into(), what.text(language).into(), cells.into()]].concat()];
    }
    let place = step.place.as_ref();
    let head = [
        head,
        vec![
            revision.and_then(|revision| revision.message.clone()).into(),
            place.map(|place| place.file.clone()).into(),
            place.and_then(|place| place.sheet.clone()).into(),
            place.map(|place| place.line).into(),
            what.text(Language::English).into(),
        ],
    ]
    .concat();
    let line = |(column, old, new): (usize, Value, Value)| {
        [&head[..], &[entity.columns()[column].name.into(), old, new]].concat()
    };
    differing(entity, &step.change.row).into_iter().map(line).collect()
}

fn what(row: &RowChange) -> StepText {
    match (&row.before, &row.after) {
        (None, _) => StepText::Added {},
        (_, None) => StepText::Removed {},
        _ => StepText::Changed {},
    }
}

/// The cells that a step changed, the key's where it renamed the row: all others that hold something, of an added or
/// removed row
fn differing(entity: Entity, row: &RowChange) -> Vec<(usize, Value, Value)> {
    let cell = |row: &Option<Vec<Value>>, column: usize| {
        row.as_ref().map_or(Value::Null, |cells| cells[column].clone())
    };
    let first = if row.before.is_some() && row.after.is_some() { 0 } else { entity.key_length() };
    (first..entity.columns().len())
        .map(|column| (column, cell(&row.before, column), cell(&row.after, column)))
        .filter(|(_, old, new)| old != new)
        .collect()
}

/// `Title: 旧 → 新` of each changed cell; a bound is told with its value, a new row without what is usual, and a removed
/// row needs no cells
fn people_cells(entity: Entity, row: &RowChange, language: Language) -> Vec<String> {
    let Some(after) = &row.after else { return Vec::new() };
    let mut columns: Vec<usize> = Vec::new();
    for (column, _, new) in differing(entity, row) {
        if row.before.is_none() && entity.columns()[column].default == Some(&new.to_text()) {
            continue;
        }
        let is_bound = entity.columns()[column].kind == Kind::Bound;
        columns.push(if is_bound { column - 1 } else { column });
    }
    columns.dedup();
    let tell = |column: usize| {
        let title = entity.columns()[column].title.get(language).to_owned();
        let new = shown(entity, column, after, language);
        match &row.before {
            None => StepText::Set { column: title, new },
            Some(before) => {
                StepText::Became { column: title, old: shown(entity, column, before, language), new }
            }
        }
        .text(language)
    };
    columns.into_iter().map(tell).collect()
}
