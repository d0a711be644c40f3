//! The names that an analyst's SQL may use, for one that is not among them.

use crate::domain::near::nearest;
use crate::storage::functions;
use crate::storage::{Result, Store};

impl Store {
    /// The names most like the one that SQLite does not know, by its complaint: `no such column: units.nme`
    pub fn names_near(&self, complaint: &str) -> Result<Vec<String>> {
        let Some((kind, name)) = complaint.strip_prefix("no such ").and_then(|rest| rest.split_once(": "))
        else {
            return Ok(Vec::new());
        };
        let name = name.rsplit('.').next().unwrap_or(name);
        let names = match kind {
            "column" => self.column_names()?,
            "table" => self.relation_names()?,
            "function" => functions::all().map(|function| function.name.to_owned()).collect(),
            _ => Vec::new(),
        };
        Ok(nearest(names, name))
    }

    fn relation_names(&self) -> Result<Vec<String>> {
        let sql = "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'";
        let mut statement = self.connection().prepare(sql)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    fn column_names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for relation in self.relation_names()? {
            let statement = self.connection().prepare(&format!("SELECT * FROM \"{relation}\""))?;
            names.extend(statement.column_names().map(str::to_owned));
        }
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_known_again() {
        let store = Store::in_memory().unwrap();
        assert_eq!(store.names_near("no such column: u.nme").unwrap(), ["name", "measure"][..1]);
        assert_eq!(store.names_near("no such table: unit").unwrap(), ["units"]);
        assert_eq!(store.names_near("no such function: amuont").unwrap(), ["amount"]);
        assert!(store.names_near("near \"x\": syntax error").unwrap().is_empty());
    }
}
