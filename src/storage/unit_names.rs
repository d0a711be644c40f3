//! Which unit a name means: code, name, short name or alias, in the ledger and in the sheets of this call; and what a
//! unit is called.

use std::collections::BTreeSet;

use rusqlite::named_params;

use crate::domain::code::normalise;
use crate::domain::entity::Entity;
use crate::domain::near::Nearest;
use crate::storage::relation::Relation;
use crate::storage::{Result, Store};

/// What a name means
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// This unit's code
    Unit(String),
    /// No unit
    Unknown,
    /// More than one: their codes
    Several(Vec<String>),
}

impl Meaning {
    /// What is meant by a name of the units of those codes
    fn of(mut codes: Vec<String>) -> Meaning {
        match codes.len() {
            0 => Meaning::Unknown,
            1 => Meaning::Unit(codes.remove(0)),
            _ => Meaning::Several(codes),
        }
    }
}

/// Between the names of a list in one cell
pub const NAME_SEPARATOR: char = '、';

impl Store {
    /// Writes down the names of all units; a staged unit stands in for the ledger's unit of that code
    pub fn collect_unit_names(&self, stage: Option<&'static str>) -> Result<()> {
        self.connection().execute_batch(
            "DROP TABLE IF EXISTS temp.unit_list;
             CREATE TEMP TABLE unit_list (code TEXT PRIMARY KEY, name TEXT, short_name TEXT, aliases TEXT, parent TEXT)
             WITHOUT ROWID;
             DROP TABLE IF EXISTS temp.unit_names;
             CREATE TEMP TABLE unit_names (name TEXT, code TEXT, PRIMARY KEY (name, code)) WITHOUT ROWID;",
        )?;
        let columns = "code, name, short_name, aliases, parent";
        if let Some(stage) = stage {
            // What a sheet does not say of a unit is what the ledger knows.
            self.connection().execute_batch(&format!(
                "INSERT OR IGNORE INTO temp.unit_list ({columns})
                 SELECT staged.code, coalesce(staged.name, known.name), coalesce(staged.short_name, known.short_name),
                     coalesce(staged.aliases, known.aliases), coalesce(staged.parent, known.parent)
                 FROM temp.{stage}_units AS staged LEFT JOIN units AS known ON known.code = staged.code"
            ))?;
        }
        self.connection().execute_batch(&format!(
            "INSERT OR IGNORE INTO temp.unit_list ({columns}) SELECT {columns} FROM units"
        ))?;
        let mut statement = self.connection().prepare(&format!("SELECT {columns} FROM temp.unit_list"))?;
        let mut insert = self
            .connection()
            .prepare("INSERT OR IGNORE INTO temp.unit_names (name, code) VALUES (:name, :code)")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let code: String = row.get(0)?;
            for name in names(&code, row)? {
                insert.execute(named_params! { ":name": name, ":code": code })?;
            }
        }
        // `晋江市内坑镇` means 内坑镇 as well: a unit's name behind that of the unit above it.
        self.connection().execute_batch(
            "INSERT OR IGNORE INTO temp.unit_names (name, code)
             SELECT above.name || unit.name, unit.code FROM temp.unit_list AS unit
             JOIN temp.unit_names AS meant ON meant.name = unit.parent
             JOIN temp.unit_list AS above ON above.code = meant.code
             WHERE above.name IS NOT NULL AND unit.name IS NOT NULL",
        )?;
        self.knows_unit_names.set(true);
        Ok(())
    }

    /// Lets the names that units had after a revision mean those units, whatever they mean now
    ///
    /// Units that have moved since are meant where they are now, if `moved` is there to say where.
    pub fn prefer_names_of(&self, revision: i64, moved: bool) -> Result<()> {
        let changed = format!(
            "SELECT EXISTS (SELECT 1 FROM units WHERE revision > {revision})
                 OR EXISTS (SELECT 1 FROM units_history WHERE ended > {revision})"
        );
        if !self.connection().query_row(&changed, [], |row| row.get::<_, bool>(0))? {
            return Ok(());
        }
        self.connection().execute_batch(
            "DROP TABLE IF EXISTS temp.former_names;
             CREATE TEMP TABLE former_names (name TEXT, code TEXT, PRIMARY KEY (name, code)) WITHOUT ROWID;",
        )?;
        let columns = "code, name, short_name, aliases";
        let (code, join) = match moved {
            true => {
                ("coalesce(moved.part_1, this.code)", "LEFT JOIN temp.moved_units AS moved ON part_0 = code")
            }
            false => ("this.code", ""),
        };
        let mut statement = self.connection().prepare(&format!(
            "SELECT {columns}, {code} FROM ({}) AS this {join}",
            Relation::At(revision).select(Entity::Units, columns)
        ))?;
        let mut insert =
            self.connection().prepare("INSERT OR IGNORE INTO temp.former_names VALUES (:name, :code)")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (then, now): (String, String) = (row.get(0)?, row.get(4)?);
            for name in names(&then, row)? {
                insert.execute(named_params! { ":name": name, ":code": now })?;
            }
        }
        self.connection().execute_batch(
            "DELETE FROM temp.unit_names WHERE name IN (SELECT name FROM temp.former_names);
             INSERT INTO temp.unit_names (name, code) SELECT name, code FROM temp.former_names;",
        )?;
        Ok(())
    }

    /// The unit that a name means; the name is trimmed and normalised
    ///
    /// Most sheets name units by code, which needs no list of names; it is made when the first other name comes.
    pub fn unit_named(&self, name: &str) -> Result<Meaning> {
        if !self.knows_unit_names.get() {
            let mut statement =
                self.connection().prepare_cached("SELECT code FROM units WHERE code = :name")?;
            if statement.exists(named_params! { ":name": name })? {
                return Ok(Meaning::Unit(name.to_owned()));
            }
            self.collect_unit_names(None)?;
        }
        let mut statement = self
            .connection()
            .prepare_cached("SELECT code FROM temp.unit_names WHERE name = :name ORDER BY code")?;
        let mut rows = statement.query(named_params! { ":name": name })?;
        let mut codes = Vec::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get(0)?;
            // A code is its unit's before it is anybody's alias.
            if code == name {
                return Ok(Meaning::Unit(code));
            }
            codes.push(code);
        }
        Ok(Meaning::of(codes))
    }

    /// The unit that a name meant, where no unit bears it any longer
    pub fn unit_formerly_named(&self, name: &str) -> Result<Meaning> {
        let mut statement =
            self.connection().prepare("SELECT code, name, short_name, aliases FROM units_history")?;
        let mut rows = statement.query([])?;
        let mut codes = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get(0)?;
            if names(&code, row)?.iter().any(|known| known == name) {
                codes.insert(code);
            }
        }
        Ok(Meaning::of(codes.into_iter().collect()))
    }

    /// Names of units that look like this one, the nearest first
    pub fn similar_unit_names(&self, name: &str) -> Result<Vec<String>> {
        if !self.knows_unit_names.get() {
            self.collect_unit_names(None)?;
        }
        let mut statement = self.connection().prepare_cached("SELECT DISTINCT name FROM temp.unit_names")?;
        let mut rows = statement.query([])?;
        let mut near = Nearest::to(name);
        while let Some(row) = rows.next()? {
            near.look_at(&row.get::<_, String>(0)?);
        }
        Ok(near.names())
    }

    /// The short name of the unit of that code, blank for none
    pub fn short_name(&self, code: &str) -> Result<String> {
        self.name_in(code, "short_name")
    }

    /// The full name of the unit of that code, blank where there is no such unit
    pub fn unit_name(&self, code: &str) -> Result<String> {
        self.name_in(code, "name")
    }

    fn name_in(&self, code: &str, column: &str) -> Result<String> {
        let sql = format!("SELECT {column} FROM units WHERE code = :code");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(named_params! { ":code": code })?;
        let name: Option<String> = rows.next()?.map(|row| row.get(0)).transpose()?.flatten();
        Ok(name.unwrap_or_default())
    }
}

fn names(code: &str, row: &rusqlite::Row<'_>) -> Result<Vec<String>> {
    let mut names = vec![code.to_owned()];
    // The twelve-digit form of the statistical code names the same town.
    if code.len() == 9 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        names.push(format!("{code}000"));
    }
    for index in 1..=3 {
        let text: Option<String> = row.get(index)?;
        for name in text.as_deref().unwrap_or("").split(NAME_SEPARATOR) {
            if !name.trim().is_empty() {
                names.push(normalise(name).into_owned());
            }
        }
    }
    Ok(names)
}
