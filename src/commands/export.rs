//! `taizhang export`: the tables as CSV.

use std::path::PathBuf;

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::import::table_named;
use crate::error::{CommandError, Exit};
use crate::ledger::export::Export;
use crate::text::{Failure, News};

#[derive(Debug, Args)]
pub struct ExportArgs {
    #[arg(value_name = "PATH")]
    path: PathBuf,
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    #[arg(long)]
    no_guard: bool,
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    as_of: AsOfArgs,
}

pub fn run(context: &Context, args: &ExportArgs) -> Result<Exit, CommandError> {
    let export = Export { guarded: !args.no_guard, force: args.force };
    let entity = args.table.as_deref().map(table_named).transpose()?;
    let ledger = args.as_of.open(context)?;
    let to_stdout = args.path.as_os_str() == "-";
    context.spare_the_ledger(&args.path)?;
    let is_csv = args.path.extension().map(|extension| extension.eq_ignore_ascii_case("csv"));
    let fits = if entity.is_some() { is_csv != Some(false) } else { is_csv.is_none() || args.path.is_dir() };
    if !fits && !to_stdout {
        return Err(Failure::ExportTarget { path: args.path.display().to_string() }.into());
    }
    match entity {
        None if to_stdout => {
            return Err(Failure::ExportTarget { path: "-".to_owned() }.into());
        }
        None => ledger.export_folder(export, &args.path)?,
        Some(entity) if to_stdout => {
            context.ui.data(|output| Ok(ledger.export_table(entity, export, output)?))?;
            return Ok(Exit::Done);
        }
        Some(entity) => ledger.export_file(entity, export, &args.path)?,
    }
    let (path, revision) = (args.path.display().to_string(), ledger.store().latest_revision()?);
    context.ui.news(&News::Exported { path, revision })?;
    Ok(Exit::Done)
}
