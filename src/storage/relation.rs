//! States of a table as SQL: now, as a revision left it, what changed between two, or sheets that were read.

use crate::domain::entity::Entity;

/// A set of rows of one table
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// The table as it is
    Now,
    /// The table as that revision left it
    At(i64),
    /// Of the rows that were there after the first revision, those gone or superseded after the second
    Ended {
        /// The earlier revision
        from: i64,
        /// The later revision
        to: i64,
    },
    /// Of the rows that were there after the second revision, those not there after the first
    Born {
        /// The earlier revision
        from: i64,
        /// The later revision
        to: i64,
    },
    /// The rows of sheets, staged under that name
    Staged(&'static str),
}

impl Relation {
    /// A SELECT of the columns from the relation, in the binary order of the key
    pub fn select(&self, entity: Entity, columns: &str) -> String {
        self.select_where(entity, columns, "TRUE")
    }

    /// The same of the rows that meet a condition; SQLite would not take it into the parts of a union by itself
    pub fn select_where(&self, entity: Entity, columns: &str, condition: &str) -> String {
        let name = entity.name();
        let key = key_list(entity, "");
        match self {
            Relation::Now => format!("SELECT {columns} FROM {name} WHERE {condition} ORDER BY {key}"),
            // The unary plus keeps the planner on the key's index, whose order is wanted.
            Relation::At(revision) => format!(
                "SELECT {columns} FROM {name} WHERE +revision BETWEEN 1 AND {revision} AND {condition} \
                 UNION ALL SELECT {columns} FROM {name}_history \
                 WHERE +revision <= {revision} AND +ended > {revision} AND {condition} ORDER BY {key}"
            ),
            Relation::Ended { from, to } => format!(
                "SELECT {columns} FROM {name}_history \
                 WHERE ended > {from} AND ended <= {to} AND +revision <= {from} AND {condition} ORDER BY {key}"
            ),
            Relation::Born { from, to } => format!(
                "SELECT {columns} FROM {name} WHERE revision > {from} AND revision <= {to} AND {condition} \
                 UNION ALL SELECT {columns} FROM {name}_history \
                 WHERE revision > {from} AND revision <= {to} AND +ended > {to} AND {condition} ORDER BY {key}"
            ),
            Relation::Staged(stage) => {
                format!("SELECT {columns} FROM temp.{stage}_{name} WHERE {condition} ORDER BY {key}")
            }
        }
    }
}

/// The key's columns, each behind `prefix`
pub fn key_list(entity: Entity, prefix: &str) -> String {
    join(entity.key().iter().map(|column| format!("{prefix}{}", column.name)), ", ")
}

/// All of the CSV's columns, each behind `prefix`
pub fn column_list(entity: Entity, prefix: &str) -> String {
    join(entity.columns().iter().map(|column| format!("{prefix}{}", column.name)), ", ")
}

/// The condition that two rows have the same key
pub fn same_key(entity: Entity, one: &str, other: &str) -> String {
    join(entity.key().iter().map(|column| format!("{one}.{0} = {other}.{0}", column.name)), " AND ")
}

/// The condition that no part of a row's key is blank
pub fn has_whole_key(entity: Entity) -> String {
    join(entity.key().iter().map(|column| format!("{} IS NOT NULL", column.name)), " AND ")
}

/// The key of a row as one text, with slashes between its parts
pub fn slashed_key(entity: Entity, row: &str) -> String {
    join(entity.key().iter().map(|column| format!("{row}.{}", column.name)), " || '/' || ")
}

/// The texts with a separator between them
pub fn join(texts: impl Iterator<Item = String>, separator: &str) -> String {
    texts.collect::<Vec<_>>().join(separator)
}
