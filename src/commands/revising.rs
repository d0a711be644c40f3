//! What the commands share that make a revision out of the ledger itself: their options, and how they end.

use clap::Args;

use crate::commands::Context;
use crate::commands::diff_view::DiffView;
use crate::commands::output::OutputArgs;
use crate::domain::code::excerpt;
use crate::error::{CommandError, Exit};
use crate::ledger::revise::{Asked, Made};
use crate::ledger::{self, Ledger};
use crate::storage::revisions::Revision;
use crate::text::{Language, News, StackNews};

#[derive(Debug, Args)]
pub struct RevisingArgs {
    #[arg(long)]
    dry_run: bool,
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

impl RevisingArgs {
    /// Makes the revision, or tries it and shows what would differ; `says` words what was done, for a revision or none
    pub fn carry_out<T>(
        &self,
        context: &Context,
        make: impl FnOnce(&mut Ledger, Asked<'_>) -> ledger::Result<(Made, T)>,
        says: impl FnOnce(T, Option<i64>) -> StackNews,
    ) -> Result<Exit, CommandError> {
        let mut ledger = context.open()?;
        let mut view = DiffView::new(context, &self.output)?;
        let mut on_change = |change| view.take(&change);
        let asked = Asked { message: self.message.clone(), dry_run: self.dry_run, on_change: &mut on_change };
        let (made, told) = make(&mut ledger, asked)?;
        if let Some(revision) = made.taken_in {
            context.ui.news(&News::TookIn { revision })?;
        }
        if self.dry_run {
            context.ui.stack_news(&says(told, None))?;
            view.show()?;
        } else if made.revision.is_some() {
            context.ui.stack_news(&says(told, made.revision))?;
        } else {
            context.ui.news(&News::ImportedNothing {})?;
        }
        Ok(Exit::Done)
    }
}

/// A revision as it is spoken of: its number, its command and the start of its message; none is the empty plan
pub fn spoken(revision: Option<&Revision>, language: Language) -> String {
    let Some(Revision { id, command, message, .. }) = revision else {
        return StackNews::EmptyPlan {}.text(language);
    };
    let (id, command) = (*id, command.clone());
    match message {
        Some(message) => StackNews::RevisionSaying { id, command, message: excerpt(message) }.text(language),
        None => StackNews::Revision { id, command }.text(language),
    }
}
