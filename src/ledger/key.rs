//! Rows as people name them: the cells of the key with slashes between them, the unit by any of its names.
//!
//! `units 内坑镇`, `goals 内坑镇/G2`, `metrics 教育局/EDU.SEAT.NEW/2021/2025`: only the first slashes divide, for a
//! period may have one of its own. A unit whose name has a slash is given by its code.

use crate::domain::code::{excerpt, normalise};
use crate::domain::entity::Entity;
use crate::domain::period::Period;
use crate::ledger::{Ledger, Result};
use crate::storage::Store;
use crate::storage::unit_names::Meaning;
use crate::text::Failure;

impl Ledger {
    /// The cells of the key that a text names, of a row that is there or once was
    pub fn key_named(&self, entity: Entity, text: &str) -> Result<Vec<String>> {
        key_named(&self.store, entity, text, true)
    }

    /// The code of the unit that a name means
    pub fn unit_named(&self, name: &str) -> Result<String> {
        unit_named(&self.store, name)
    }

    /// The code of the unit that a name means or, where no unit bears it any longer, meant
    pub fn unit_ever_named(&self, name: &str) -> Result<String> {
        let name = normalise(name);
        match meaning_of(&self.store, &name, true)? {
            Meaning::Unit(code) => Ok(code),
            meaning => Err(no_unit(&self.store, &name, meaning)?.into()),
        }
    }
}

/// The cells of the key that a text names; of a row that is there, or else `ever` was
pub fn key_named(store: &Store, entity: Entity, text: &str, ever: bool) -> Result<Vec<String>> {
    let mut key = cells(entity, text);
    if key.len() < entity.key_length() {
        return Err(malformed(entity, text).into());
    }
    match meaning_of(store, &key[0], ever)? {
        Meaning::Unit(code) => key[0] = code,
        _ if ever && store.had_key(entity, &key)? => return Ok(key),
        meaning => return Err(no_unit(store, &key[0], meaning)?.into()),
    }
    if store.has_key(entity, &key)? || ever && store.had_key(entity, &key)? {
        return Ok(key);
    }
    Err(no_row(store, entity, &key)?.into())
}

/// The unit that a name means; or `ever` meant, where no unit bears it any longer
fn meaning_of(store: &Store, name: &str, ever: bool) -> Result<Meaning> {
    match store.unit_named(name)? {
        Meaning::Unknown if ever => store.unit_formerly_named(name),
        meaning => Ok(meaning),
    }
}

/// The unit and code that a text names, of goals, projects, or a metric in all of its periods
pub fn code_named(store: &Store, entity: Entity, text: &str) -> Result<[String; 2]> {
    let Ok([unit, code]) = <[String; 2]>::try_from(cells(entity, text)) else {
        return Err(malformed(entity, text).into());
    };
    Ok([unit_named(store, &unit)?, code])
}

/// The code of the unit that a name means
pub fn unit_named(store: &Store, name: &str) -> Result<String> {
    let name = normalise(name);
    match store.unit_named(&name)? {
        Meaning::Unit(code) => Ok(code),
        meaning => Err(no_unit(store, &name, meaning)?.into()),
    }
}

/// The cells of a key, each in its stored form as far as that can be said without the ledger
pub fn cells(entity: Entity, text: &str) -> Vec<String> {
    let text = normalise(text);
    let mut cells: Vec<String> =
        text.splitn(entity.key_length(), '/').map(|cell| normalise(cell).into_owned()).collect();
    if let Some(period) = cells.get_mut(2)
        && let Ok(read) = Period::read(period)
    {
        *period = read.to_string();
    }
    cells
}

/// Why no row has that key, with keys that look like it
pub fn no_row(store: &Store, entity: Entity, key: &[String]) -> Result<Failure> {
    let (table, near) = (entity.name().to_owned(), store.similar_keys(entity, key)?);
    let key = excerpt(&key.join("/"));
    Ok(match near.is_empty() {
        true => Failure::NoSuchRow { table, key },
        false => Failure::NoSuchRowNear { table, key, near: near.join(", ") },
    })
}

/// Why a name means no unit, with names that look like it
fn no_unit(store: &Store, name: &str, meaning: Meaning) -> Result<Failure> {
    let short = excerpt(name);
    if let Meaning::Several(codes) = meaning {
        return Ok(Failure::AmbiguousUnit { name: short, codes: codes.join(", ") });
    }
    let near = store.similar_unit_names(name)?;
    Ok(match near.is_empty() {
        true => Failure::UnknownUnit { name: short },
        false => Failure::UnknownUnitNear { name: short, near: near.join(", ") },
    })
}

fn malformed(entity: Entity, text: &str) -> Failure {
    let names: Vec<&str> = entity.key().iter().map(|column| column.name).collect();
    Failure::MalformedKey { key: excerpt(text), table: entity.name().to_owned(), form: names.join("/") }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tempfile::TempDir;

    use super::*;
    use crate::ledger::Writing;
    use crate::ledger::import::Import;
    use crate::ledger::revise::Asked;

    #[test]
    fn only_the_first_slashes_divide() {
        assert_eq!(cells(Entity::Units, "甲/乙"), ["甲/乙"]);
        assert_eq!(cells(Entity::Goals, " 甲 ／ G1.2 "), ["甲", "G1.2"]);
        assert_eq!(cells(Entity::Metrics, "甲/A.B/2021/2025"), ["甲", "A.B", "2021/2025"]);
        assert_eq!(cells(Entity::Metrics, "甲/A.B/2022年9月"), ["甲", "A.B", "2022-M09"]);
        assert_eq!(cells(Entity::Metrics, "甲/A.B"), ["甲", "A.B"]);
    }

    #[test]
    fn a_row_that_is_gone_still_has_its_key() {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("units.csv"), "code,name,kind\nA1,甲镇,town\nB2,乙镇,town\n").unwrap();
        std::fs::write(path("goals.csv"), "unit,code,title\n甲镇,G1,目标\n").unwrap();
        let writing = Writing { author: "test".to_owned(), now: "2026-11-23T08:00:00Z".parse().unwrap() };
        let mut ledger = Ledger::open_or_create(&path("plan.db"), Duration::ZERO, writing).unwrap();
        let import = Import { paths: vec![folder.path().to_owned()], ..Import::default() };
        ledger.import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap();
        let key = |ledger: &Ledger, text: &str, ever| key_named(ledger.store(), Entity::Goals, text, ever);
        let gone = vec!["A1".to_owned(), "G1".to_owned()];
        assert_eq!(key(&ledger, "甲镇/G1", false).unwrap(), gone);
        for (entity, text) in [(Entity::Goals, "甲镇/G1"), (Entity::Units, "甲镇")] {
            let asked = Asked { message: None, dry_run: false, on_change: &mut |_| Ok(()) };
            ledger.remove(entity, &[text.to_owned()], asked).unwrap();
        }
        assert_eq!(ledger.key_named(Entity::Goals, "A1/G1").unwrap(), gone);
        assert_eq!(ledger.key_named(Entity::Goals, "甲镇/G1").unwrap(), gone, "whose name it was");
        assert_eq!(ledger.key_named(Entity::Units, "A1").unwrap(), ["A1"]);
        // A row that never was has no key.
        for text in ["A1/G2", "乙镇/G1", "B2"] {
            assert!(ledger.key_named(Entity::Goals, text).is_err(), "{text}");
        }
        assert!(key(&ledger, "A1/G1", false).is_err());
    }
}
