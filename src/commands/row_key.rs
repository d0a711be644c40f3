//! The row that a key on the command line means: `units 内坑`, `goals 内坑镇/G2`, `metrics 教育局/EDU.SEAT.NEW/2022`.

use crate::commands::report::unit_code;
use crate::domain::code::{name_key, normalise};
use crate::domain::entity::Entity;
use crate::domain::period::Period;
use crate::error::CommandError;
use crate::ledger::Ledger;
use crate::ledger::row_history::RowHistory;
use crate::storage::unit_names::Meaning;
use crate::text::{Failure, Hint};

/// Keys that are suggested
const SUGGESTED: usize = 5;

/// A row that is there, or once was
pub struct FoundRow {
    /// Its key with slashes, the unit by its code
    pub key: String,
    /// Its versions
    pub history: RowHistory,
}

/// The row with that key, or an error that names the keys near it
pub fn row_named(ledger: &Ledger, entity: Entity, text: &str) -> Result<FoundRow, CommandError> {
    let parts: Vec<&str> = text.splitn(entity.key_length(), '/').collect();
    let unit = unit_of_any_time(ledger, parts[0])?;
    let mut key = vec![unit];
    key.extend(parts[1..].iter().map(|part| normalise(part).into_owned()));
    if let Some(period) = key.get_mut(2)
        && let Ok(canonical) = Period::read(period)
    {
        *period = canonical.to_string();
    }
    if key.len() < entity.key_length() {
        let names: Vec<&str> = entity.key().iter().map(|column| column.name).collect();
        let form = names.join("/").to_uppercase();
        let failure = Failure::KeyTooShort { key: text.to_owned(), form };
        return Err(suggest(ledger, entity, &key, failure));
    }
    let history = ledger.row_history(entity, &key)?;
    let key_text = key.join("/");
    if history.is_empty() {
        let failure = Failure::NoSuchKey { table: entity.name().to_owned(), key: key_text };
        return Err(suggest(ledger, entity, &key, failure));
    }
    Ok(FoundRow { key: key_text, history })
}

/// The unit that a name means or, where no unit bears it any longer, meant
pub fn unit_of_any_time(ledger: &Ledger, name: &str) -> Result<String, CommandError> {
    unit_code(ledger, name).or_else(|error| {
        if !matches!(error.failure, Some(Failure::UnknownUnit { .. })) {
            return Err(error);
        }
        match ledger.store().unit_formerly_named(&normalise(name))? {
            Meaning::Unit(code) => Ok(code),
            Meaning::Several(codes) => {
                Err(Failure::AmbiguousUnit { name: name.to_owned(), codes: codes.join(", ") }.into())
            }
            Meaning::Unknown => Err(error),
        }
    })
}

/// The failure with the keys that look like what was asked for, or with the way to all of them
fn suggest(ledger: &Ledger, entity: Entity, key: &[String], failure: Failure) -> CommandError {
    let store = ledger.store();
    let near = store.keys_of_unit(entity, &key[0]).and_then(|keys| {
        let near = near_keys(&keys, &key[1..]);
        match key.get(1) {
            // The code is right, perhaps, and the unit is not.
            Some(code) if near.is_empty() => store.keys_with_code(entity, code, SUGGESTED),
            _ => Ok(near),
        }
    });
    match near {
        Err(error) => error.into(),
        Ok(near) => {
            let hint = match near.is_empty() {
                false => Hint::NearKeys { keys: near.join(", ") },
                true => Hint::ListKeys {
                    selected: format!(
                        "{} FROM {} WHERE {} = '{}'",
                        columns_of_list(entity),
                        entity.name(),
                        entity.key()[0].name,
                        key[0]
                    ),
                },
            };
            CommandError::hinted(failure, hint)
        }
    }
}

fn columns_of_list(entity: Entity) -> String {
    let key = entity.key()[1..].iter().map(|column| column.name);
    key.chain([entity.label().name]).collect::<Vec<_>>().join(", ")
}

/// The nearest keys first: those of that name, then those that differ in few letters
fn near_keys(keys: &[(Vec<String>, String)], wanted: &[String]) -> Vec<String> {
    let Some(code) = wanted.first().filter(|code| !code.is_empty()) else { return Vec::new() };
    let (text, small, name) = (wanted.join("/"), code.to_lowercase(), name_key(code));
    let distance = |key: &[String], label: &str| {
        if name_key(label) == name || key[1].to_lowercase() == small {
            return Some(0);
        }
        let rest = key[1..].join("/");
        let far = strsim::osa_distance(&rest.to_lowercase(), &text.to_lowercase());
        (far <= 1.max(text.chars().count() / 4)).then_some(far)
    };
    let mut near: Vec<(usize, String)> =
        keys.iter().filter_map(|(key, label)| Some((distance(key, label)?, key.join("/")))).collect();
    near.sort();
    near.dedup();
    near.into_iter().take(SUGGESTED).map(|(_, key)| key).collect()
}
