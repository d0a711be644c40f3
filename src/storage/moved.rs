//! Rows that renames have moved since a revision: sheets that were exported before them, and what was exported, are
//! brought up to the names of today.

use rusqlite::{ToSql, named_params, params_from_iter};

use crate::domain::entity::{Column, Entity, Kind};
use crate::storage::base::BASE;
use crate::storage::relation::{Relation, column_list, join, key_list};
use crate::storage::rename::follow_unit_sql;
use crate::storage::rules::references::target_of;
use crate::storage::{Result, Store};

/// Stands before a new code until all old ones are gone; no code has one
const MARK: char = '\u{1}';

/// Rows that have moved since a revision, each from where it was then to where it is now
///
/// A row that was renamed several times is where the last of the renames took it, if that was not undone.
const CHAINS: &str = "
    WITH RECURSIVE chain (old_key, start, new_key, revision) AS (
        SELECT old_key, revision, new_key, revision FROM renames WHERE entity = :table AND revision > :since
        UNION ALL
        SELECT chain.old_key, chain.start, next.new_key, next.revision
        FROM chain JOIN renames AS next
        ON next.entity = :table AND next.old_key = chain.new_key AND next.revision > chain.revision)
    SELECT old_key, new_key FROM chain ORDER BY old_key, start, revision DESC";

impl Store {
    /// Finds the rows of a table that have moved since a revision; whether there are any
    pub fn find_moved(&self, entity: Entity, since: i64) -> Result<bool> {
        let (name, length) = (entity.name(), entity.key_length());
        let columns = join((0..2 * length).map(|index| format!("part_{index} TEXT")), ", ");
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.moved_{name};
             CREATE TEMP TABLE moved_{name} ({columns}, PRIMARY KEY ({})) WITHOUT ROWID;",
            old_key(entity)
        ))?;
        let parameters = vec!["?"; 2 * length].join(", ");
        let mut insert = self
            .connection()
            .prepare(&format!("INSERT OR IGNORE INTO temp.moved_{name} VALUES ({parameters})"))?;
        let mut statement = self.connection().prepare(CHAINS)?;
        let mut rows = statement.query(named_params! { ":table": name, ":since": since })?;
        let mut last: Option<String> = None;
        while let Some(row) = rows.next()? {
            let (old, new): (String, String) = (row.get(0)?, row.get(1)?);
            let key: Vec<String> = new.splitn(length, '/').map(str::to_owned).collect();
            if last.as_ref() == Some(&old) || !self.has_key(entity, &key)? {
                continue;
            }
            if old != new {
                insert.execute(params_from_iter(old.splitn(length, '/').chain(new.splitn(length, '/'))))?;
            }
            last = Some(old);
        }
        self.forget_taken(entity, since)
    }

    /// Forgets moves onto a row that was there then and has not moved itself; whether any are left
    fn forget_taken(&self, entity: Entity, since: i64) -> Result<bool> {
        let (name, keys) = (entity.name(), key_list(entity, ""));
        let sql = format!(
            "DELETE FROM temp.moved_{name} WHERE ({}) IN ({}) AND ({}) NOT IN (SELECT {} FROM temp.moved_{name})",
            new_key(entity),
            Relation::At(since).select(entity, &keys),
            new_key(entity),
            old_key(entity)
        );
        let any = format!("SELECT EXISTS (SELECT 1 FROM temp.moved_{name})");
        loop {
            let moved: bool = self.connection().query_row(&any, [], |row| row.get(0))?;
            if !moved || self.connection().execute(&sql, [])? == 0 {
                return Ok(moved);
            }
        }
    }

    /// Adds the units to a stage that were there after a revision, are no longer there and are called nothing else
    pub fn stage_gone_units(&self, stage: &'static str, since: i64) -> Result<()> {
        self.find_moved(Entity::Units, since)?;
        let columns = column_list(Entity::Units, "");
        self.connection().execute_batch(&format!(
            "INSERT INTO temp.{stage}_units ({columns}) SELECT {columns} FROM ({})
             WHERE code NOT IN (SELECT code FROM units) AND code NOT IN (SELECT part_0 FROM temp.moved_units)",
            Relation::At(since).select(Entity::Units, &columns)
        ))?;
        Ok(())
    }

    /// Gives the staged rows of a sheet the codes that they have now; their units are known by their names already
    pub fn follow_moved(&self, stage: &'static str, entity: Entity, source: i64) -> Result<()> {
        let name = entity.name();
        // A row stands in its sheet under its unit of today, whatever the unit was called then.
        let old = (0..entity.key_length()).map(|index| match (entity, index) {
            (Entity::Units, _) => "moved.part_0 = staged.code".to_owned(),
            (_, 0) => format!("moved.part_{} = staged.unit", entity.key_length()),
            (_, index) => format!("moved.part_{index} = staged.{}", entity.key()[index].name),
        });
        self.connection().execute(
            &format!(
                "UPDATE temp.{stage}_{name} AS staged SET code = moved.{} FROM temp.moved_{name} AS moved
                 WHERE staged.origin = :source AND {}",
                new_code(entity),
                join(old, " AND ")
            ),
            named_params! { ":source": source },
        )?;
        Ok(())
    }

    /// Gives the base the codes that its rows have now, and the units that its cells name theirs
    pub fn move_base(&self, entity: Entity) -> Result<()> {
        let name = entity.name();
        let old = entity.key().iter().enumerate();
        let old = old.map(|(index, column)| format!("moved.part_{index} = base.{}", column.name));
        self.connection().execute(
            &format!(
                "UPDATE temp.{BASE}_{name} AS base SET code = moved.{} FROM temp.moved_{name} AS moved WHERE {}",
                new_code(entity),
                join(old, " AND ")
            ),
            [],
        )?;
        // Codes that change places must not meet on the way.
        self.follow_units(entity, ("part_0", &format!("'{MARK}' || part_1")))?;
        self.follow_units(entity, (&format!("'{MARK}' || part_1"), "part_1"))
    }

    /// Gives the cells of a stage that refer to rows of a table the codes that those rows have now; of one sheet, or
    /// of all
    ///
    /// The rows that have moved must have been found, and units be called what they are called now.
    pub fn follow_referred(
        &self,
        stage: &'static str,
        entity: Entity,
        target: Entity,
        source: Option<i64>,
    ) -> Result<()> {
        let of_target = |column: &&Column| column.kind == Kind::Reference(target);
        for column in entity.columns().iter().filter(of_target) {
            let (name, (unit, code)) = (column.name, target_of(column.name));
            self.connection().execute(
                &format!(
                    "UPDATE temp.{stage}_{} AS this
                     SET {name} = substr(this.{name}, 1, instr(this.{name}, '/')) || moved.part_3
                     FROM temp.moved_{} AS moved
                     WHERE this.{name} IS NOT NULL AND moved.part_2 = {unit} AND moved.part_1 = {code}
                         AND (:source IS NULL OR this.origin = :source)",
                    entity.name(),
                    target.name()
                ),
                named_params! { ":source": source },
            )?;
        }
        Ok(())
    }

    fn follow_units(&self, entity: Entity, (old, new): (&str, &str)) -> Result<()> {
        let table = format!("temp.{BASE}_{}", entity.name());
        let mut statement =
            self.connection().prepare(&format!("SELECT {old}, {new} FROM temp.moved_units"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (old, new): (String, String) = (row.get(0)?, row.get(1)?);
            for sql in follow_unit_sql(entity, &table, "") {
                let parameters: [(&str, &dyn ToSql); 2] = [(":old", &old), (":new", &new)];
                self.connection().execute(&sql, &parameters)?;
            }
        }
        Ok(())
    }
}

/// Where a row was, as columns of the list
fn old_key(entity: Entity) -> String {
    join((0..entity.key_length()).map(|index| format!("part_{index}")), ", ")
}

/// Where a row is now
fn new_key(entity: Entity) -> String {
    let length = entity.key_length();
    join((length..2 * length).map(|index| format!("part_{index}")), ", ")
}

/// The column of a row's code of now
fn new_code(entity: Entity) -> String {
    let length = entity.key_length();
    format!("part_{}", length + if entity == Entity::Units { 0 } else { 1 })
}
