//! Rows that are, by their parents, inside themselves.
//!
//! A code without its last part is shorter: rows that are inside what their dotted codes name form no cycle among
//! themselves, and where no row states another parent there is nothing to walk.
//!
//! A row has one parent at most. So whatever can be reached downwards from a row that is inside of nothing lies in no
//! cycle, and one walk finds it all. What is left is wrong: only that is held in memory, and walked upwards once.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, named_params};

use crate::domain::entity::Entity;
use crate::storage::relation::slashed_key;
use crate::storage::rules::{Among, Place};
use crate::storage::{Result, Store};

/// Rows of a cycle that are named
const NAMED: usize = 5;

/// A row that is inside itself
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InCycle {
    /// The row's key, with slashes
    pub key: String,
    /// From the row to its parent and on, until it comes again: `G20 → G21 → G20`
    pub way: String,
    /// Where the row came from
    pub place: Place,
}

impl Store {
    /// Calls `on_cycle` for every row among those that is, by its parents, inside itself
    pub fn each_cycle(
        &self,
        among: Among,
        mut on_cycle: impl FnMut(Entity, InCycle) -> Result<()>,
    ) -> Result<()> {
        for entity in [Entity::Units, Entity::Goals, Entity::Projects] {
            if !self.has_any(entity, among)? || !self.states_other_parents(entity)? {
                continue;
            }
            self.collect_inside(entity)?;
            let above = self.unreached()?;
            if above.is_empty() {
                continue;
            }
            let mut write =
                self.connection().prepare("INSERT INTO temp.in_cycle (key, way) VALUES (:key, :way)")?;
            for cycle in cycles(&above) {
                for start in 0..cycle.len() {
                    write.execute(named_params! { ":key": cycle[start], ":way": way(&cycle, start) })?;
                }
            }
            let mut statement = self.connection().prepare(&found_sql(entity, among))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let place = (row.get(2)?, row.get(3)?);
                on_cycle(entity, InCycle { key: row.get(0)?, way: row.get(1)?, place })?;
            }
        }
        Ok(())
    }

    fn has_any(&self, entity: Entity, among: Among) -> Result<bool> {
        let sql = format!("SELECT 1 FROM {} AS this WHERE {} LIMIT 1", entity.name(), among.includes("this"));
        Ok(self.connection().query_row(&sql, [], |_| Ok(())).optional()?.is_some())
    }

    /// Whether any row states a parent that is not what its dotted code implies
    fn states_other_parents(&self, entity: Entity) -> Result<bool> {
        let other = match entity {
            Entity::Units => "parent IS NOT NULL",
            _ => "parent IS NOT NULL AND substr(code, 1, length(parent) + 1) <> parent || '.'",
        };
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {other})", entity.name());
        Ok(self.connection().query_row(&sql, [], |row| row.get(0))?)
    }

    /// Lists what every row of a table is inside of, and takes off the list what hangs on a row that is in nothing
    fn collect_inside(&self, entity: Entity) -> Result<()> {
        // Parents are what a row states, else what its dotted code implies: the two together can form a cycle.
        let (rows, above) = match entity {
            Entity::Units => ("units", "this.parent"),
            Entity::Goals => ("goals_named", "this.inside_unit || '/' || this.inside_code"),
            _ => ("projects_named", "this.inside_unit || '/' || this.inside_code"),
        };
        let key = slashed_key(entity, "this");
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.inside;
             CREATE TEMP TABLE inside (key TEXT PRIMARY KEY, above TEXT) WITHOUT ROWID;
             DROP TABLE IF EXISTS temp.in_cycle;
             CREATE TEMP TABLE in_cycle (key TEXT PRIMARY KEY, way TEXT) WITHOUT ROWID;
             INSERT OR IGNORE INTO temp.inside
                 SELECT {key}, {above} FROM {rows} AS this WHERE {above} IS NOT NULL;
             CREATE INDEX temp.inside_by_above ON inside (above);
             DELETE FROM temp.inside WHERE key IN (
                 WITH RECURSIVE reached (key) AS (
                     SELECT key FROM temp.inside AS this
                     WHERE NOT EXISTS (SELECT 1 FROM temp.inside AS upper WHERE upper.key = this.above)
                     UNION ALL
                     SELECT lower.key FROM reached JOIN temp.inside AS lower ON lower.above = reached.key
                 )
                 SELECT key FROM reached);"
        ))?;
        Ok(())
    }

    /// The rows that are in a cycle or hang on one, each with what it is inside of
    fn unreached(&self) -> Result<HashMap<String, String>> {
        let mut statement = self.connection().prepare("SELECT key, above FROM temp.inside")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

fn found_sql(entity: Entity, among: Among) -> String {
    format!(
        "SELECT found.key, found.way, this.origin, this.origin_line
         FROM {} AS this JOIN temp.in_cycle AS found ON found.key = {}
         WHERE {} ORDER BY this.rowid",
        entity.name(),
        slashed_key(entity, "this"),
        among.includes("this")
    )
}

/// The cycles of a graph in which everything has one thing above it
fn cycles(above: &HashMap<String, String>) -> Vec<Vec<&str>> {
    // By which walk something was seen, and as which of its steps.
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::with_capacity(above.len());
    let mut found = Vec::new();
    for (walk, start) in above.keys().enumerate() {
        let (mut path, mut key): (Vec<&str>, &str) = (Vec::new(), start);
        loop {
            if let Some((by, step)) = seen.get(key) {
                if *by == walk {
                    found.push(path.split_off(*step));
                }
                break;
            }
            seen.insert(key, (walk, path.len()));
            path.push(key);
            let Some(next) = above.get(key) else { break };
            key = next;
        }
    }
    found
}

/// The way round a cycle from one of its rows; of a long one, its beginning
fn way(cycle: &[&str], start: usize) -> String {
    let unit = |key: &str| key.split_once('/').map(|(unit, _)| unit.to_owned());
    // Within one unit the codes alone say it.
    let is_of_one = cycle.iter().take(NAMED).all(|key| unit(key) == unit(cycle[0]));
    let short = |index: usize| {
        let key = cycle[(start + index) % cycle.len()];
        if is_of_one { key.split_once('/').map_or(key, |(_, code)| code) } else { key }
    };
    let mut names: Vec<&str> = (0..cycle.len().min(NAMED)).map(short).collect();
    if cycle.len() > NAMED {
        names.push("…");
    }
    names.push(short(0));
    names.join(" → ")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn found(store: &Store) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut take = |_, row: InCycle| {
            found.push((row.key, row.way));
            Ok(())
        };
        store.each_cycle(Among::All, &mut take).unwrap();
        found
    }

    fn store(goals: &str) -> Store {
        let store = Store::in_memory().unwrap();
        let units = "INSERT INTO units (code, name, kind) VALUES ('1', '甲', 'town'), ('2', '乙', 'town');";
        store.connection().execute_batch(&format!("{units}{goals}")).unwrap();
        store
    }

    #[test]
    fn the_rows_of_a_cycle_are_found_and_not_those_that_hang_on_it() {
        let store = store(
            "INSERT INTO goals (unit, code, title, parent) VALUES
                 ('1', 'G1', 'a', NULL), ('1', 'G1.1', 'a', NULL), ('1', 'G20', 'a', 'G21'),
                 ('1', 'G21', 'a', 'G20'), ('1', 'G22', 'a', 'G20'), ('1', 'G3', 'a', 'G3'),
                 ('1', 'G4', 'a', '2/G4'), ('2', 'G4', 'a', '1/G4'), ('1', 'G5', 'a', 'G99'),
                 ('1', 'G6', 'a', 'G6.1'), ('1', 'G6.1', 'a', NULL);",
        );
        let pair = |key: &str, way: &str| (key.to_owned(), way.to_owned());
        assert_eq!(
            found(&store),
            [
                pair("1/G20", "G20 → G21 → G20"),
                pair("1/G21", "G21 → G20 → G21"),
                pair("1/G3", "G3 → G3"),
                pair("1/G4", "1/G4 → 2/G4 → 1/G4"),
                pair("2/G4", "2/G4 → 1/G4 → 2/G4"),
                pair("1/G6", "G6 → G6.1 → G6"),
                pair("1/G6.1", "G6.1 → G6 → G6.1"),
            ]
        );
    }

    #[test]
    fn a_long_chain_and_a_long_cycle_take_no_longer_than_their_length() {
        let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
             INSERT INTO goals (unit, code, title, parent) SELECT '1', 'G' || i, 'a', 'G' || (i + 1) FROM n;";
        let start = Instant::now();
        let store = store(many);
        assert!(found(&store).is_empty(), "the last row is inside of one that is not there");
        store.connection().execute_batch("UPDATE goals SET parent = 'G1' WHERE code = 'G20000'").unwrap();
        let found = found(&store);
        assert_eq!(found.len(), 20000);
        assert_eq!(found[0].1, "G1 → G2 → G3 → G4 → G5 → … → G1");
        // Anything that looks at every pair needs minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
