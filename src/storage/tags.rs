//! Tags: names for revisions. They are beside the history and no part of it.

use rusqlite::{OptionalExtension, named_params};

use crate::storage::{Result, Store};

/// A name for a revision
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The name
    pub name: String,
    /// The revision
    pub revision: i64,
    /// When it was given, in UTC
    pub at: String,
    /// Who gave it
    pub author: String,
}

const COLUMNS: &str = "name, revision, at, author";

impl Store {
    /// The tag of that name
    pub fn tag(&self, name: &str) -> Result<Option<Tag>> {
        let sql = format!("SELECT {COLUMNS} FROM tags WHERE name = :name");
        Ok(self.connection().query_row(&sql, named_params! { ":name": name }, read_tag).optional()?)
    }

    /// All tags, the latest revision first
    pub fn tags(&self) -> Result<Vec<Tag>> {
        let sql = format!("SELECT {COLUMNS} FROM tags ORDER BY revision DESC, name");
        let mut statement = self.connection().prepare(&sql)?;
        let rows = statement.query_map([], read_tag)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes a tag, in the place of the one of its name
    pub fn put_tag(&self, tag: &Tag) -> Result<()> {
        self.connection().execute(
            "INSERT INTO tags (name, revision, at, author) VALUES (:name, :revision, :at, :author)
             ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, at = excluded.at, author = excluded.author",
            named_params! {
                ":name": tag.name, ":revision": tag.revision, ":at": tag.at, ":author": tag.author,
            },
        )?;
        Ok(())
    }

    /// Takes a tag away
    pub fn delete_tag(&self, name: &str) -> Result<()> {
        self.connection().execute("DELETE FROM tags WHERE name = :name", named_params! { ":name": name })?;
        Ok(())
    }
}

fn read_tag(row: &rusqlite::Row<'_>) -> rusqlite::Result<Tag> {
    Ok(Tag { name: row.get(0)?, revision: row.get(1)?, at: row.get(2)?, author: row.get(3)? })
}
