//! `taizhang tag`: gives revisions names, lists them, takes them away.

use clap::Args;

use crate::commands::Context;
use crate::commands::output::OutputArgs;
use crate::commands::revising::spoken;
use crate::error::{CommandError, Exit};
use crate::ledger::Ledger;
use crate::table::{Column, ColumnKind};
use crate::text::{News, StackNews, Text};

#[derive(Debug, Args)]
pub struct TagArgs {
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[arg(value_name = "REVISION", default_value = "@", hide_default_value = true)]
    revision: String,
    #[arg(long, requires = "name", conflicts_with = "delete")]
    force: bool,
    #[arg(long, requires = "name")]
    delete: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &TagArgs) -> Result<Exit, CommandError> {
    let mut ledger = context.open()?;
    match &args.name {
        None => list(context, args, &ledger)?,
        Some(name) if args.delete => {
            let tag = ledger.untag(name)?;
            context.ui.stack_news(&StackNews::TagDeleted { name: tag.name, revision: tag.revision })?;
        }
        Some(name) => give(context, args, &mut ledger, name)?,
    }
    Ok(Exit::Done)
}

fn give(context: &Context, args: &TagArgs, ledger: &mut Ledger, name: &str) -> Result<(), CommandError> {
    let tagged = ledger.tag(name, &args.revision, args.force)?;
    if let Some(revision) = tagged.taken_in {
        context.ui.news(&News::TookIn { revision })?;
    }
    let named = ledger.store().revision(tagged.tag.revision)?;
    let (name, revision) = (tagged.tag.name, spoken(named.as_ref(), context.ui.language));
    context.ui.stack_news(&match tagged.before {
        None => StackNews::Tagged { name, revision },
        Some(before) if before == tagged.tag.revision => StackNews::TagStays { name, revision },
        Some(before) => StackNews::TagMoved { name, revision, before },
    })
}

fn list(context: &Context, args: &TagArgs, ledger: &Ledger) -> Result<(), CommandError> {
    let tags = ledger.store().tags()?;
    if tags.is_empty() && args.output.format()?.for_people() {
        return context.ui.stack_news(&StackNews::NoTags {});
    }
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    let columns = [
        column("tag", "Tag", "标签", ColumnKind::Code),
        column("revision", "Revision", "修订", ColumnKind::Number),
        column("command", "Command", "命令", ColumnKind::Code),
        column("message", "Message", "说明", ColumnKind::Text),
        column("tagged_at", "Tagged at", "标记时间", ColumnKind::Code),
        column("tagged_by", "Tagged by", "标记人", ColumnKind::Code),
    ];
    args.output.table(context, &columns, |rows| {
        for tag in tags {
            let revision = ledger.store().revision(tag.revision)?;
            let (command, message) = revision.map(|found| (found.command, found.message)).unzip();
            rows.row(&[
                tag.name.into(),
                tag.revision.into(),
                command.into(),
                message.flatten().into(),
                tag.at.into(),
                tag.author.into(),
            ])?;
        }
        Ok(())
    })
}
