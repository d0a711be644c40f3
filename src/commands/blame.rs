//! `taizhang blame`: for each cell of a row, which revision gave it its value, and from which line of which sheet.

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::import::table_named;
use crate::commands::output::OutputArgs;
use crate::commands::past_view::{blamed, moment, shown};
use crate::commands::row_key::{FoundRow, row_named};
use crate::domain::code::normalise;
use crate::domain::entity::{Column as PlanColumn, Entity, Kind};
use crate::domain::near::nearest;
use crate::error::{CommandError, Exit};
use crate::ledger::row_history::CellValue;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Failure, Hint, Language, News, StepText, Text};

#[derive(Debug, Args)]
pub struct BlameArgs {
    #[arg(value_name = "TABLE")]
    table: String,
    #[arg(value_name = "KEY")]
    key: String,
    #[arg(value_name = "COLUMN")]
    column: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &BlameArgs) -> Result<Exit, CommandError> {
    let entity = table_named(&args.table)?;
    let column = args.column.as_deref().map(|name| column_named(entity, name)).transpose()?;
    let ledger = args.as_of.open(context)?;
    let found = row_named(&ledger, entity, &args.key)?;
    if let Some(revision) = found.history.removed_by() {
        let (table, key) = (entity.name().to_owned(), found.key.clone());
        context.ui.news(&News::RowRemoved { table, key, revision })?;
    }
    let reader = args.output.format()?.for_people().then_some(context.ui.language);
    args.output.table(context, &columns(reader.is_some()), |rows| {
        for (column, value) in cells(&found, entity, column, reader.is_some()) {
            rows.row(&line(&found, entity, column, &value, reader))?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The column of that name or title
fn column_named(entity: Entity, name: &str) -> Result<usize, CommandError> {
    let wanted = normalise(name).to_lowercase();
    let columns = entity.columns();
    let is_it = |column: &PlanColumn| {
        [column.name, column.title.en, column.title.zh]
            .iter()
            .chain(column.aliases)
            .any(|known| known.to_lowercase() == wanted)
    };
    columns.iter().position(is_it).ok_or_else(|| {
        let failure = Failure::NoSuchColumn { table: entity.name().to_owned(), column: name.to_owned() };
        let near = nearest(columns.iter().map(|column| column.name), &wanted);
        match near.is_empty() {
            true => failure.into(),
            false => CommandError::hinted(failure, Hint::NearColumns { names: near.join(", ") }),
        }
    })
}

/// The cells to tell of: all values of one column, or the last one of each
///
/// A bound is told with its value; people are spared the cells that never held anything.
fn cells(found: &FoundRow, entity: Entity, only: Option<usize>, people: bool) -> Vec<(usize, CellValue)> {
    if let Some(column) = only {
        return found.history.values(column).into_iter().map(|value| (column, value)).collect();
    }
    let last = |column: usize| {
        let blame = found.history.blame(column)?;
        Some((column, CellValue { row: Some(found.history.last_row().to_vec()), blame }))
    };
    let is_told = |column: &usize| {
        !people
            || entity.columns()[*column].kind != Kind::Bound
                && found
                    .history
                    .values(*column)
                    .iter()
                    .any(|value| value.row.as_ref().is_some_and(|row| row[*column] != Value::Null))
    };
    (entity.key_length()..entity.columns().len()).filter(is_told).filter_map(last).collect()
}

fn columns(people: bool) -> Vec<Column> {
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    let mut columns = vec![
        column("column", "Column", "列", ColumnKind::Code),
        column("value", "Value", "值", ColumnKind::Text),
        column("revision", "Revision", "修订", ColumnKind::Number),
        column("at", "At", "时间", ColumnKind::Code),
        column("author", "Author", "作者", ColumnKind::Code),
    ];
    let message = column("message", "Message", "说明", ColumnKind::Text);
    columns.extend(match people {
        true => vec![column("from", "From", "来自", ColumnKind::Code), message],
        false => vec![
            column("command", "Command", "命令", ColumnKind::Code),
            message,
            column("origin", "Origin", "最初修订", ColumnKind::Number),
            column("file", "File", "文件", ColumnKind::Code),
            column("sheet", "Sheet", "工作表", ColumnKind::Code),
            column("line", "Line", "行", ColumnKind::Number),
            column("from", "From", "来自", ColumnKind::Text),
        ],
    });
    columns
}

fn line(
    found: &FoundRow,
    entity: Entity,
    column: usize,
    value: &CellValue,
    reader: Option<Language>,
) -> Vec<Value> {
    let (history, blame, about) = (&found.history, &value.blame, &entity.columns()[column]);
    let revision = history.revision(blame.revision);
    let told = |language| match value.row {
        None => StepText::Removed {}.text(language),
        Some(_) => blamed(history, blame, language),
    };
    let (title, cell) = match (reader, &value.row) {
        (None, row) => (about.name, row.as_ref().map_or(Value::Null, |row| row[column].clone())),
        (Some(language), None) => (about.title.get(language), Value::Null),
        (Some(language), Some(row)) => {
            (about.title.get(language), shown(entity, column, row, language).into())
        }
    };
    let mut line: Vec<Value> = vec![
        title.into(),
        cell,
        revision.map(|revision| revision.id).into(),
        revision.map(|revision| moment(&revision.at, reader.is_some())).into(),
        revision.and_then(|revision| revision.author.clone()).into(),
    ];
    let message = revision.and_then(|revision| revision.message.clone());
    let place = blame.place.as_ref();
    line.extend(match reader {
        Some(language) => vec![told(language).into(), message.into()],
        None => vec![
            revision.map_or("outside", |revision| revision.command.as_str()).into(),
            message.into(),
            revision.map(|_| blame.origin).into(),
            place.map(|place| place.file.clone()).into(),
            place.and_then(|place| place.sheet.clone()).into(),
            place.map(|place| place.line).into(),
            told(Language::English).into(),
        ],
    });
    line
}
