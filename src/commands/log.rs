//! `taizhang log`: the revisions, the latest first.

use clap::Args;

use crate::commands::Context;
use crate::commands::output::OutputArgs;
use crate::error::{CommandError, Exit};
use crate::ledger::Error;
use crate::ledger::history::LogEntry;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{News, Text};

#[derive(Debug, Args)]
pub struct LogArgs {
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<i64>,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &LogArgs) -> Result<Exit, CommandError> {
    let ledger = context.open()?;
    context.mention_pending_rows(&ledger)?;
    let people = args.output.format()?.for_people();
    let mut count = 0;
    args.output.table(context, &columns(), |rows| {
        ledger.each_log_entry(args.limit, |entry| {
            count += 1;
            rows.row(&cells(&entry, people)).map_err(|source| Error::Io { path: "log".into(), source })
        })?;
        Ok(())
    })?;
    if count == 0 {
        context.ui.news(&News::NothingToShow {})?;
    }
    Ok(Exit::Done)
}

fn columns() -> [Column; 10] {
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    [
        column("revision", "Revision", "修订", ColumnKind::Number),
        column("at", "At", "时间", ColumnKind::Code),
        column("author", "Author", "作者", ColumnKind::Code),
        column("command", "Command", "命令", ColumnKind::Code),
        column("undoes", "Undoes", "撤销", ColumnKind::Number),
        column("added", "Added", "新增", ColumnKind::Number),
        column("changed", "Changed", "修改", ColumnKind::Number),
        column("removed", "Removed", "删除", ColumnKind::Number),
        column("files", "Files", "文件", ColumnKind::Text),
        column("message", "Message", "说明", ColumnKind::Text),
    ]
}

fn cells(entry: &LogEntry, people: bool) -> [Value; 10] {
    let (revision, total) = (&entry.revision, entry.total());
    let files: Vec<&str> = entry.sources.iter().map(|source| source.name.as_str()).collect();
    // A minute is enough for people, and UTC is said by the Z in the other formats.
    let at = if people { local_minute(&revision.at) } else { revision.at.clone() };
    [
        revision.id.into(),
        at.into(),
        revision.author.clone().into(),
        revision.command.as_str().into(),
        revision.undoes.into(),
        total.added.into(),
        total.changed.into(),
        total.removed.into(),
        (!files.is_empty()).then(|| files.join(", ")).into(),
        revision.message.clone().into(),
    ]
}

fn local_minute(at: &str) -> String {
    let Ok(timestamp) = at.parse::<jiff::Timestamp>() else { return at.to_owned() };
    timestamp.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
