//! The revisions, the latest first, and which of them somebody asks for.

use rusqlite::named_params;

use crate::domain::entity::Entity;
use crate::storage::relation::join;
use crate::storage::revisions::{COLUMNS, Revision, read_revision};
use crate::storage::{Result, Store};

/// What a revision must be to be listed; what is not said is no condition
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its author holds this text
    pub author: Option<String>,
    /// Its message holds this text
    pub message: Option<String>,
    /// The name of a file that it read holds this text
    pub file: Option<String>,
    /// It is this one or a later one
    pub first: Option<i64>,
    /// It is this one or an earlier one
    pub last: Option<i64>,
    /// It changed rows of this table
    pub table: Option<Entity>,
    /// It changed rows of the unit with this code, or the unit itself
    pub unit: Option<String>,
    /// At most so many
    pub limit: Option<i64>,
}

impl Store {
    /// The last revision before a time in UTC; 0 where there is none
    pub fn revision_before(&self, time: &str) -> Result<i64> {
        Ok(self.connection().query_row(
            "SELECT coalesce(max(id), 0) FROM revisions WHERE at < :time",
            named_params! { ":time": time },
            |row| row.get(0),
        )?)
    }

    /// The revisions that are wanted, the latest first
    pub fn each_revision(
        &self,
        wanted: &Wanted,
        mut on_revision: impl FnMut(Revision) -> Result<()>,
    ) -> Result<()> {
        let sql = format!(
            "SELECT {COLUMNS} FROM revisions
             WHERE (:author IS NULL OR instr(lower(author), lower(:author)) > 0)
                 AND (:message IS NULL OR instr(lower(message), lower(:message)) > 0)
                 AND (:file IS NULL OR EXISTS (
                     SELECT 1 FROM sources
                     WHERE sources.revision = revisions.id AND instr(lower(name), lower(:file)) > 0))
                 AND (:first IS NULL OR id >= :first) AND (:last IS NULL OR id <= :last)
                 AND {}
             ORDER BY id DESC LIMIT coalesce(:limit, -1)",
            touched(wanted)
        );
        let mut statement = self.connection().prepare(&sql)?;
        let mut rows = statement.query(named_params! {
            ":author": wanted.author, ":message": wanted.message, ":file": wanted.file, ":first": wanted.first,
            ":last": wanted.last, ":unit": wanted.unit, ":limit": wanted.limit,
        })?;
        while let Some(row) = rows.next()? {
            on_revision(read_revision(row)?)?;
        }
        Ok(())
    }
}

/// What is true where no unit is asked for
const NO_UNIT: &str = ":unit IS NULL";

/// The condition that a revision began or ended a version of a row of that table and unit
fn touched(wanted: &Wanted) -> String {
    if wanted.table.is_none() && wanted.unit.is_none() {
        return NO_UNIT.to_owned();
    }
    let tables = Entity::ALL.into_iter().filter(|entity| wanted.table.is_none_or(|table| table == *entity));
    let conditions = tables.map(|entity| {
        let (name, owner) = (entity.name(), entity.key()[0].name);
        // A unit's rows are fewer than those of a large import: the plus keeps the planner on the key.
        let (plus, of_unit) = match wanted.unit {
            Some(_) => ("+", format!(" AND {owner} = :unit")),
            None => ("", String::new()),
        };
        let row = |table: &str, column: &str| {
            format!("EXISTS (SELECT 1 FROM {table} WHERE {plus}{column} = revisions.id{of_unit})")
        };
        let history = format!("{name}_history");
        [row(name, "revision"), row(&history, "revision"), row(&history, "ended")].join(" OR ")
    });
    let any = join(conditions, " OR ");
    if wanted.unit.is_some() { format!("({any})") } else { format!("({NO_UNIT} AND ({any}))") }
}
