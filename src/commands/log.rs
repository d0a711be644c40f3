//! `taizhang log`: the revisions, the latest first.

use clap::Args;

use crate::commands::Context;
use crate::commands::import::table_named;
use crate::commands::output::OutputArgs;
use crate::commands::past_view::{did, moment};
use crate::domain::entity::Entity;
use crate::error::{CommandError, Exit};
use crate::ledger::history::LogEntry;
use crate::ledger::{Error, Ledger};
use crate::storage::revision_log::Wanted;
use crate::storage::revisions::Counts;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Language, News, Text};

#[derive(Debug, Args)]
pub struct LogArgs {
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<i64>,
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "TEXT")]
    file: Option<String>,
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    #[arg(long)]
    stat: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &LogArgs) -> Result<Exit, CommandError> {
    let ledger = context.open()?;
    context.mention_pending_rows(&ledger)?;
    let wanted = wanted(context, &ledger, args)?;
    let reader = args.output.reader(context.ui.language)?.language();
    let columns = if args.stat { stat_columns() } else { columns(reader.is_some()) };
    let mut count = 0;
    args.output.table(context, &columns, |rows| {
        ledger.each_log_entry(&wanted, |entry| {
            count += 1;
            let lines = if args.stat { stat_lines(&entry, reader) } else { vec![cells(&entry, reader)] };
            let written = lines.iter().try_for_each(|line| rows.row(line));
            written.map_err(|source| Error::Io { path: "log".into(), source })
        })?;
        Ok(())
    })?;
    if count == 0 {
        context.ui.news(&News::NothingToShow {})?;
    }
    Ok(Exit::Done)
}

fn wanted(context: &Context, ledger: &Ledger, args: &LogArgs) -> Result<Wanted, CommandError> {
    Ok(Wanted {
        author: context.named_author.clone(),
        message: args.message.clone(),
        file: args.file.clone(),
        first: args.since.as_deref().map(|text| ledger.first_since(text)).transpose()?,
        last: args.until.as_deref().map(|text| ledger.last_until(text)).transpose()?,
        table: args.table.as_deref().map(table_named).transpose()?,
        unit: args.unit.as_deref().map(|name| ledger.unit_ever_named(name)).transpose()?,
        limit: args.limit,
    })
}

fn column(name: &str, en: &'static str, zh: &'static str, kind: ColumnKind) -> Column {
    Column::new(name, Text::new(en, zh), kind)
}

fn head_columns() -> Vec<Column> {
    vec![
        column("revision", "Revision", "修订", ColumnKind::Number),
        column("at", "At", "时间", ColumnKind::Code),
        column("author", "Author", "作者", ColumnKind::Code),
        column("command", "Command", "命令", ColumnKind::Code),
    ]
}

fn count_columns() -> [Column; 3] {
    [
        column("added", "Added", "新增", ColumnKind::Number),
        column("changed", "Changed", "修改", ColumnKind::Number),
        column("removed", "Removed", "删除", ColumnKind::Number),
    ]
}

/// People read in words what a revision did with a former state, programs the numbers
fn columns(people: bool) -> Vec<Column> {
    let mut columns = head_columns();
    columns.push(match people {
        true => column("did", "What it did", "作用", ColumnKind::Code),
        false => column("undoes", "Undoes", "撤销", ColumnKind::Number),
    });
    columns.extend(count_columns());
    columns.push(column("files", "Files", "文件", ColumnKind::Text));
    columns.push(column("message", "Message", "说明", ColumnKind::Text));
    if !people {
        columns.push(column("restores", "Restores", "恢复", ColumnKind::Number));
    }
    columns
}

fn stat_columns() -> Vec<Column> {
    let mut columns = head_columns();
    columns.push(column("table", "Table", "表", ColumnKind::Code));
    columns.extend(count_columns());
    columns
}

fn head(entry: &LogEntry, reader: Option<Language>) -> Vec<Value> {
    let revision = &entry.revision;
    vec![
        revision.id.into(),
        moment(&revision.at, reader.is_some()).into(),
        revision.author.clone().into(),
        revision.command.as_str().into(),
    ]
}

fn counts(counts: &Counts) -> [Value; 3] {
    [counts.added.into(), counts.changed.into(), counts.removed.into()]
}

fn cells(entry: &LogEntry, reader: Option<Language>) -> Vec<Value> {
    let revision = &entry.revision;
    // A file with several tables in it is still one file.
    let mut files: Vec<&str> = Vec::new();
    for source in &entry.sources {
        if !files.contains(&source.name.as_str()) {
            files.push(&source.name);
        }
    }
    let mut cells = head(entry, reader);
    cells.push(match reader {
        Some(language) => did(revision).map(|did| did.text(language)).into(),
        None => revision.undoes.into(),
    });
    cells.extend(counts(&entry.total()));
    cells.push((!files.is_empty()).then(|| files.join(", ")).into());
    cells.push(revision.message.clone().into());
    if reader.is_none() {
        cells.push(revision.restores.into());
    }
    cells
}

/// A line for each table that the revision changed
fn stat_lines(entry: &LogEntry, reader: Option<Language>) -> Vec<Vec<Value>> {
    let name = |entity: Entity| reader.map_or(entity.name(), |language| entity.title().get(language));
    let changed = entry.counts.iter().filter(|(_, counts)| !counts.is_nothing());
    changed
        .map(|(entity, number)| {
            let mut line = head(entry, reader);
            line.push(name(*entity).into());
            line.extend(counts(number));
            line
        })
        .collect()
}
