//! `taizhang rename`: a row gets another code, and what refers to it follows.

use clap::Args;

use crate::commands::Context;
use crate::commands::import::table_named;
use crate::commands::revising::RevisingArgs;
use crate::domain::code::{normalise, read_code};
use crate::domain::entity::Entity;
use crate::error::{CommandError, Exit};
use crate::text::{Failure, StackNews};

#[derive(Debug, Args)]
pub struct RenameArgs {
    #[arg(value_name = "TABLE")]
    table: String,
    #[arg(value_name = "KEY")]
    key: String,
    #[arg(value_name = "NEW")]
    code: String,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    pub revising: RevisingArgs,
}

pub fn run(context: &Context, args: &RenameArgs) -> Result<Exit, CommandError> {
    let (entity, language) = (table_named(&args.table)?, context.ui.language);
    let code = read_code(&args.code)
        .map_err(|fault| Failure::NotACode { code: args.code.clone(), reason: fault.text(language) })?;
    let name = args.name.as_deref().map(|name| unit_name(entity, name)).transpose()?;
    let table = entity.title().get(language).to_owned();
    args.revising.carry_out(
        context,
        |ledger, asked| {
            let renamed = ledger.rename(entity, &args.key, &code, name.as_deref(), asked)?;
            Ok((renamed.made, renamed))
        },
        |renamed, revision| match revision {
            Some(revision) => StackNews::Renamed { table, old: renamed.old, new: renamed.new, revision },
            None => StackNews::WouldChange {},
        },
    )
}

/// A name that can stand in a list of names
fn unit_name(entity: Entity, name: &str) -> Result<String, Failure> {
    if entity != Entity::Units {
        return Err(Failure::OnlyUnitsHaveNames { table: entity.name().to_owned() });
    }
    let name = name.trim();
    let is_plain = |character: char| !character.is_control() && !"、,;，；/".contains(character);
    match !normalise(name).is_empty() && name.chars().all(is_plain) {
        true => Ok(name.to_owned()),
        false => Err(Failure::NotAUnitName { name: name.escape_debug().to_string() }),
    }
}
