//! What no constraint of the schema holds: references between rows, and rows that say nothing. Checked for whole
//! tables at once, each in one pass.

use rusqlite::named_params;

use crate::domain::entity::{Entity, Kind};
use crate::storage::relation::join;
use crate::storage::{Result, Store};

/// Where a row came from: the source and the line in it
pub type Place = (Option<i64>, Option<i64>);

/// What is wrong with a row
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defect {
    /// A column refers to a row that does not exist
    Dangling {
        /// The column
        column: &'static str,
        /// What it says
        reference: String,
    },
    /// A metric states no value and does not say why
    Empty,
    /// A spreadsheet would damage the row's code
    Fragile(String),
    /// The row states another parent, this one, than its dotted code implies
    TwoParents(String),
}

/// A row with something wrong
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The table of the row
    pub entity: Entity,
    /// The row's key, with slashes
    pub key: String,
    /// The source and line that the row came from
    pub place: Place,
    /// What is wrong with it
    pub defects: Vec<Defect>,
}

/// Which rows to look at
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// The rows that a revision wrote, for all defects
    Revision(i64),
    /// All rows, for their references
    All,
}

impl Store {
    /// Calls `on_suspect` for every row among those with something wrong
    pub fn each_suspect(
        &self,
        among: Among,
        mut on_suspect: impl FnMut(Suspect) -> Result<()>,
    ) -> Result<()> {
        for entity in Entity::ALL {
            let probes = probes(entity, among);
            let sql = suspect_sql(entity, &probes, &self.scope(entity, among)?);
            let mut statement = self.connection().prepare(&sql)?;
            let mut rows = match among {
                Among::Revision(revision) => statement.query(named_params! { ":revision": revision })?,
                Among::All => statement.query([])?,
            };
            while let Some(row) = rows.next()? {
                let mut defects = Vec::new();
                for (index, probe) in probes.iter().enumerate() {
                    if row.get::<_, Option<bool>>(3 + 2 * index)? == Some(true) {
                        let text: Option<String> = row.get(4 + 2 * index)?;
                        defects.push(probe.defect(text.unwrap_or_default()));
                    }
                }
                on_suspect(Suspect { entity, key: row.get(0)?, place: (row.get(1)?, row.get(2)?), defects })?;
            }
        }
        Ok(())
    }

    /// The condition for the rows to look at; a revision that wrote most of a table is found faster without the index
    fn scope(&self, entity: Entity, among: Among) -> Result<String> {
        let Among::Revision(revision) = among else { return Ok("TRUE".to_owned()) };
        let sql = format!(
            "SELECT 2 * count(*) > (SELECT coalesce(max(rowid), 0) FROM {0}) FROM {0} WHERE revision = :revision",
            entity.name()
        );
        let most: bool =
            self.connection().query_row(&sql, named_params! { ":revision": revision }, |row| row.get(0))?;
        Ok(format!("{}this.revision = :revision", if most { "+" } else { "" }))
    }

    /// Makes the list of rows that an import could not write
    pub fn create_refused_keys(&self) -> Result<()> {
        self.connection().execute_batch(
            "DROP TABLE IF EXISTS temp.refused_keys;
             CREATE TEMP TABLE refused_keys (entity TEXT, unit TEXT, code TEXT, PRIMARY KEY (entity, unit, code))
             WITHOUT ROWID;",
        )?;
        Ok(())
    }

    /// Puts a row on that list
    pub fn add_refused_key(&self, entity: Entity, unit: &str, code: &str) -> Result<()> {
        let mut statement = self
            .connection()
            .prepare_cached("INSERT OR IGNORE INTO temp.refused_keys VALUES (:entity, :unit, :code)")?;
        statement.execute(named_params! { ":entity": entity.name(), ":unit": unit, ":code": code })?;
        Ok(())
    }

    /// Calls `on_cycle` for every row among those that is, by its parents, inside itself
    pub fn each_cycle(
        &self,
        among: Among,
        mut on_cycle: impl FnMut(Entity, String, Place) -> Result<()>,
    ) -> Result<()> {
        let scope = match among {
            Among::Revision(revision) => format!("this.revision = {revision}"),
            Among::All => "TRUE".to_owned(),
        };
        for entity in [Entity::Units, Entity::Goals, Entity::Projects] {
            let mut statement = self.connection().prepare(&cycle_sql(entity, &scope))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                on_cycle(entity, row.get(0)?, (row.get(1)?, row.get(2)?))?;
            }
        }
        Ok(())
    }
}

/// One thing to look for: the condition, and the text to tell with it
struct Probe {
    column: &'static str,
    condition: String,
    text: String,
    kind: ProbeKind,
}

enum ProbeKind {
    Dangling,
    Empty,
    Fragile,
    TwoParents,
}

impl Probe {
    fn defect(&self, text: String) -> Defect {
        match self.kind {
            ProbeKind::Dangling => Defect::Dangling { column: self.column, reference: text },
            ProbeKind::Empty => Defect::Empty,
            ProbeKind::Fragile => Defect::Fragile(text),
            ProbeKind::TwoParents => Defect::TwoParents(text),
        }
    }
}

fn probes(entity: Entity, among: Among) -> Vec<Probe> {
    let mut probes = Vec::new();
    for column in entity.columns() {
        let condition = match (column.kind, among) {
            (Kind::Reference(target), _) => dangling(column.name, target, among),
            // An import resolves units by name, before it writes anything.
            (Kind::Unit, Among::All) => format!(
                "this.{0} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM units AS target WHERE target.code = this.{0})",
                column.name
            ),
            _ => continue,
        };
        let text = format!("this.{}", column.name);
        probes.push(Probe { column: column.name, condition, text, kind: ProbeKind::Dangling });
    }
    if let Among::Revision(_) = among {
        let condition = "is_fragile(this.code)".to_owned();
        probes.push(Probe {
            column: "code",
            condition,
            text: "this.code".to_owned(),
            kind: ProbeKind::Fragile,
        });
        if matches!(entity, Entity::Goals | Entity::Projects) {
            let (unit, code) = target_of("parent");
            let implied = "rtrim(rtrim(this.code, replace(this.code, '.', '')), '.')";
            let condition = format!(
                "this.parent IS NOT NULL AND instr(this.code, '.') > 0 AND ({unit} <> this.unit OR {code} <> {implied})
                 AND EXISTS (SELECT 1 FROM {0} AS implied WHERE implied.unit = this.unit AND implied.code = {implied})",
                entity.name()
            );
            let text = "this.parent".to_owned();
            probes.push(Probe { column: "parent", condition, text, kind: ProbeKind::TwoParents });
        }
        if entity == Entity::Metrics {
            let condition =
                "coalesce(this.baseline, this.target, this.actual) IS NULL AND this.measure <> '定性'
                 AND coalesce(this.status, '') NOT IN ('missing', 'na', 'included')";
            let (condition, text) = (condition.to_owned(), "NULL".to_owned());
            probes.push(Probe { column: "actual", condition, text, kind: ProbeKind::Empty });
        }
    }
    probes
}

fn suspect_sql(entity: Entity, probes: &[Probe], scope: &str) -> String {
    let probed = join(probes.iter().map(|probe| format!("({}), {}", probe.condition, probe.text)), ", ");
    let any = join(probes.iter().map(|probe| format!("({})", probe.condition)), " OR ");
    format!(
        "SELECT {}, this.origin, this.origin_line, {probed} FROM {} AS this
         WHERE {scope} AND ({any}) ORDER BY this.rowid",
        key_with_slashes(entity),
        entity.name()
    )
}

fn key_with_slashes(entity: Entity) -> String {
    join(entity.key().iter().map(|column| format!("this.{}", column.name)), " || '/' || ")
}

/// The unit and code that a reference column names: `G2` in the row's own unit, or `unit/G2`
fn target_of(column: &str) -> (String, String) {
    (
        format!(
            "iif(instr(this.{column}, '/') > 0, substr(this.{column}, 1, instr(this.{column}, '/') - 1), this.unit)"
        ),
        format!("substr(this.{column}, instr(this.{column}, '/') + 1)"),
    )
}

fn dangling(column: &str, target: Entity, among: Among) -> String {
    let (unit, code) = target_of(column);
    let is_there = |table: &str, besides: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM {table} AS target WHERE {besides}target.unit = {unit} AND target.code = {code})"
        )
    };
    let mut condition = format!("this.{column} IS NOT NULL AND {}", is_there(target.name(), ""));
    if let Among::Revision(_) = among {
        // What a sheet has and could not be written exists all the same.
        let entity = format!("target.entity = '{}' AND ", target.name());
        condition.push_str(&format!(" AND {}", is_there("temp.refused_keys", &entity)));
    }
    condition
}

/// Parents are what a row states, else what its dotted code implies: the two together can form a cycle
fn cycle_sql(entity: Entity, scope: &str) -> String {
    let (name, key, inside) = match entity {
        Entity::Units => ("units", "this.code", "this.parent"),
        Entity::Goals => {
            ("goals", "this.unit || '/' || this.code", "this.inside_unit || '/' || this.inside_code")
        }
        _ => ("projects", "this.unit || '/' || this.code", "this.inside_unit || '/' || this.inside_code"),
    };
    let rows = if entity == Entity::Units { name.to_owned() } else { format!("{name}_named") };
    format!(
        "WITH RECURSIVE
         inside (key, above) AS MATERIALIZED (
             SELECT {key}, {inside} FROM {rows} AS this WHERE {inside} IS NOT NULL),
         reached (start, key) AS (
             SELECT {key}, {inside} FROM {rows} AS this WHERE {inside} IS NOT NULL AND {scope}
             UNION
             SELECT reached.start, inside.above
             FROM reached JOIN inside ON inside.key = reached.key
             WHERE reached.key <> reached.start
         )
         SELECT {key}, this.origin, this.origin_line FROM {name} AS this
         WHERE {key} IN (SELECT start FROM reached WHERE key = start)
         ORDER BY this.rowid"
    )
}
