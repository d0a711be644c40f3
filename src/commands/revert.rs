//! `taizhang revert`: takes what one older revision changed out of the present.

use clap::Args;

use crate::commands::Context;
use crate::commands::import::table_named;
use crate::commands::revising::{RevisingArgs, spoken};
use crate::error::{CommandError, Exit};
use crate::ledger::revert::{Conflict, Part};
use crate::table::{Column, ColumnKind, Value};
use crate::text::{StackNews, Text};

/// Conflicts that are listed
const SHOWN: usize = 200;

#[derive(Debug, Args)]
pub struct RevertArgs {
    #[arg(value_name = "REVISION")]
    revision: String,
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[command(flatten)]
    pub revising: RevisingArgs,
}

pub fn run(context: &Context, args: &RevertArgs) -> Result<Exit, CommandError> {
    let language = context.ui.language;
    let table = args.table.as_deref().map(table_named).transpose()?;
    let part = Part { table, unit: args.unit.clone() };
    let (mut conflicts, mut total) = (Vec::new(), 0_u64);
    let mut on_conflict = |conflict| {
        total += 1;
        if conflicts.len() < SHOWN {
            conflicts.push(conflict);
        }
        Ok(())
    };
    let result = args.revising.carry_out(
        context,
        |ledger, asked| ledger.revert(&args.revision, &part, asked, &mut on_conflict),
        |reverted, revision| {
            let reverted = spoken(Some(&reverted), language);
            match revision {
                Some(revision) => StackNews::Reverted { reverted, revision },
                None => StackNews::WouldRevert { reverted },
            }
        },
    );
    if !conflicts.is_empty() {
        show(context, args, &conflicts, total)?;
    }
    result
}

fn show(
    context: &Context,
    args: &RevertArgs,
    conflicts: &[Conflict],
    total: u64,
) -> Result<(), CommandError> {
    let output = &args.revising.output;
    let people = output.format()?.for_people();
    output.table(context, &columns(), |rows| {
        for conflict in conflicts {
            rows.row(&cells(context, conflict, people))?;
        }
        Ok(())
    })?;
    if total > conflicts.len() as u64 {
        context.ui.stack_news(&StackNews::ConflictsCut { shown: conflicts.len(), total })?;
    }
    Ok(())
}

fn columns() -> [Column; 6] {
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    [
        column("table", "Table", "表", ColumnKind::Code),
        column("key", "Key", "主键", ColumnKind::Code),
        column("column", "Column", "列", ColumnKind::Code),
        column("then", "Then", "当时", ColumnKind::Text),
        column("now", "Now", "现在", ColumnKind::Text),
        column("revision", "By revision", "改动修订", ColumnKind::Number),
    ]
}

fn cells(context: &Context, conflict: &Conflict, people: bool) -> [Value; 6] {
    let (entity, language) = (conflict.entity, context.ui.language);
    let column = conflict.column.map(|column| &entity.columns()[column]);
    let name = |column: &crate::domain::entity::Column| match people {
        true => column.title.get(language),
        false => column.name,
    };
    [
        if people { entity.title().get(language).into() } else { entity.name().into() },
        conflict.key.clone().into(),
        column.map(name).into(),
        conflict.then.clone(),
        conflict.now.clone(),
        conflict.by.into(),
    ]
}
