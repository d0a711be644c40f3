//! What must hold of the past: it is shown as it was seen then, and every cell is told from where it came.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::domain::entity::Entity;
use crate::ledger::import::Import;
use crate::ledger::properties::{export, import, open, outside, perform, step, write};
use crate::ledger::revise::Asked;
use crate::ledger::row_history::Blame;
use crate::ledger::{Ledger, Result};
use crate::reports;
use crate::reports::parameters::Parameters;
use crate::reports::prepared::{Print, Reader};
use crate::storage::select::Query;
use crate::table::Value;
use crate::text::Language;

/// Everything that is asked of a state, in an order that does not hang on how rows are stored
const QUERIES: [&str; 11] = [
    "SELECT * FROM units ORDER BY code",
    "SELECT * FROM goals_named ORDER BY unit, code",
    "SELECT * FROM projects_named ORDER BY unit, code",
    "SELECT * FROM metrics_named ORDER BY unit, code, period",
    "SELECT * FROM counted_figures ORDER BY 1, 2, 3, 4, 5",
    "SELECT * FROM metrics_history ORDER BY unit, code, period, revision",
    "SELECT * FROM metrics_versions ORDER BY unit, code, period, since",
    "SELECT id, at, author, command, undoes, restores FROM revision_log ORDER BY id",
    "SELECT * FROM sources ORDER BY id",
    "SELECT * FROM changed_cells ORDER BY entity, key, revision, column",
    "SELECT rule, severity, table_name, sum(findings) FROM found_kinds GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
];

/// What a reader of the ledger sees: the exports, and the rows of all reports and queries
#[derive(Debug, PartialEq)]
struct Seen {
    exports: String,
    rows: Vec<Vec<Vec<Value>>>,
}

fn see(mut ledger: Ledger) -> Seen {
    let exports = String::from_utf8(export(&ledger)).unwrap();
    ledger.collect_findings(None, Language::Chinese).unwrap();
    ledger.confine(Duration::from_secs(60)).unwrap();
    let mut rows = Vec::new();
    let mut given = Parameters::default();
    given.set("on", "2026-M10");
    given.set("lights", "default");
    // Which rows are told first, and which of two is the odd one, hangs on the numbers of the rows.
    for report in reports::built_in().unwrap().into_iter().filter(|report| !report.reads_findings) {
        let mut given = given.clone();
        given.set("unit", (report.name == "unit").then_some("1"));
        for reader in [Reader::Program, Reader::Person(Language::Chinese)] {
            let print = Print { reader, exact: false };
            let prepared = report.clone().prepare(&ledger, &given, None, print).unwrap();
            rows.push(collect(|keep| prepared.each_row(&ledger, keep)));
        }
    }
    for sql in QUERIES {
        let query = Query { sql: sql.to_owned(), ..Query::default() };
        rows.push(collect(|keep| ledger.store().select(&query, |row| keep(row))));
    }
    Seen { exports, rows }
}

fn collect<T>(read: impl FnOnce(&mut dyn FnMut(&[Value]) -> Result<()>) -> Result<T>) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    read(&mut |row| {
        rows.push(row.to_vec());
        Ok(())
    })
    .unwrap();
    rows
}

fn then(folder: &Path, revision: i64) -> Ledger {
    let mut ledger = open(folder);
    ledger.look_back(&revision.to_string()).unwrap();
    ledger
}

/// What happens to the metrics of a model: rows of a sheet, or something else
#[derive(Debug, Clone)]
enum Turn {
    /// A sheet of that name: numbers of rows, with their value, target and note; perhaps without the last two columns
    Sheet(u8, BTreeMap<u8, (i32, i32, bool)>, bool),
    /// Another tool sets the target of a row
    Target(u8, i32),
    /// Another tool deletes a row
    Delete(u8),
    /// An undo
    Undo,
}

fn turn() -> impl Strategy<Value = Turn> {
    let row = (0_i32..3, 0_i32..3, any::<bool>());
    prop_oneof![
        5 => (0_u8..4, proptest::collection::btree_map(0_u8..4, row, 1..4), any::<bool>())
            .prop_map(|(name, rows, whole)| Turn::Sheet(name, rows, whole)),
        2 => (0_u8..4, 5_i32..8).prop_map(|(row, value)| Turn::Target(row, value)),
        1 => (0_u8..4).prop_map(Turn::Delete),
        3 => Just(Turn::Undo),
    ]
}

/// A cell of the model: what it says, the revision that set it, the one that set it first, and the file and line
type Cell = (String, i64, i64, Option<(String, i64)>);

/// The rows of the model, by their number and the names of columns
type Rows = BTreeMap<u8, BTreeMap<&'static str, Cell>>;

const TOLD: [&str; 3] = ["actual", "target", "note"];

/// The naive model: every state whole, each cell with where it is from
#[derive(Default)]
struct Model {
    states: BTreeMap<i64, Rows>,
}

impl Model {
    fn latest(&self) -> Rows {
        self.states.last_key_value().map(|(_, rows)| rows.clone()).unwrap_or_default()
    }

    fn before(&self, revision: i64) -> Rows {
        self.states.range(..revision).next_back().map(|(_, rows)| rows.clone()).unwrap_or_default()
    }

    fn take(&mut self, folder: &Path, turn: &Turn) {
        match turn {
            Turn::Sheet(name, given, whole) => self.sheet(folder, *name, given, *whole),
            Turn::Target(row, value) => {
                outside(folder, &format!("UPDATE metrics SET target = {value} WHERE code = 'M{row}'"));
                let mut rows = self.latest();
                let revision = latest(folder);
                let before = self.before(revision);
                // An edit to the very same value changes nothing, and makes no revision.
                let is_other = |cells: &&mut BTreeMap<_, Cell>| cells["target"].0 != value.to_string();
                if let Some(cells) = rows.get_mut(row).filter(is_other) {
                    let was = before.get(row).map(|cells| cells["target"].clone());
                    let same = was.filter(|(says, ..)| *says == value.to_string());
                    cells.insert("target", same.unwrap_or((value.to_string(), revision, revision, None)));
                    self.states.insert(revision, rows);
                }
            }
            Turn::Delete(row) => {
                outside(folder, &format!("DELETE FROM metrics WHERE code = 'M{row}'"));
                let mut rows = self.latest();
                if rows.remove(row).is_some() {
                    self.states.insert(latest(folder), rows);
                }
            }
            Turn::Undo => {
                let asked = Asked { message: None, dry_run: false, on_change: &mut |_| Ok(()) };
                let Ok(undone) = open(folder).undo(asked) else { return };
                let restored = undone.restored.map_or(0, |revision| revision.id);
                let (Some(revision), now) = (undone.made.revision, self.latest()) else { return };
                let mut rows = self.states.range(..=restored).next_back().unwrap().1.clone();
                for (row, cells) in &mut rows {
                    for (column, cell) in cells {
                        match now.get(row).map(|cells| &cells[column]) {
                            Some(current) if current.0 == cell.0 => *cell = current.clone(),
                            _ => cell.1 = revision,
                        }
                    }
                }
                self.states.insert(revision, rows);
            }
        }
    }

    fn sheet(&mut self, folder: &Path, name: u8, given: &BTreeMap<u8, (i32, i32, bool)>, whole: bool) {
        let file = format!("metrics-{name}.csv");
        let columns: &[&str] = if whole { &TOLD } else { &TOLD[..1] };
        let text = |cell: &str| cell.to_owned();
        let mut header: Vec<String> = ["unit", "code", "period", "name", "measure"].map(text).into();
        header.extend(columns.iter().map(|column| text(column)));
        let mut sheet = vec![header];
        for (row, cells) in given {
            let mut line: Vec<String> = ["甲", &format!("M{row}"), "2022", "数", "个"].map(text).into();
            line.extend(said(cells).into_iter().take(columns.len()));
            sheet.push(line);
        }
        write(folder, &file, &sheet);
        let paths = vec![folder.join("units.csv"), folder.join(&file)];
        let import = Import { paths, ..Import::default() };
        let imported = open(folder).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap();
        assert_eq!(imported.findings.errors(), 0, "{:?}", imported.findings.sorted());
        let Some(revision) = imported.revision else { return };
        let mut rows = self.latest();
        for (line, (row, cells)) in (2..).zip(given) {
            let place = Some((file.clone(), line));
            let is_new = !rows.contains_key(row);
            let known = rows.entry(*row).or_default();
            for (index, (column, says)) in TOLD.into_iter().zip(said(cells)).enumerate() {
                let is_written = index < columns.len();
                let says = if is_written { says } else { String::new() };
                if is_new || is_written && known[column].0 != says {
                    known.insert(column, (says, revision, revision, place.clone()));
                }
            }
        }
        self.states.insert(revision, rows);
    }
}

fn said((value, target, noted): &(i32, i32, bool)) -> [String; 3] {
    // The same value is bounded or not: a value and its bound are one cell.
    let bound = if *target == 2 { "超" } else { "" };
    [format!("{bound}{value}"), target.to_string(), if *noted { "记".to_owned() } else { String::new() }]
}

fn latest(folder: &Path) -> i64 {
    open(folder).store().latest_revision().unwrap()
}

/// A cell of a row with what is blamed for it, as in [`Cell`]
type Told = (u8, &'static str, i64, i64, Option<(String, i64)>);

/// What the ledger blames for the cells of the model's rows
fn blamed(ledger: &Ledger, rows: &Rows) -> Vec<Told> {
    let mut found = Vec::new();
    for row in rows.keys() {
        let key = ["1", &format!("M{row}"), "2022"].map(str::to_owned);
        let history = ledger.row_history(Entity::Metrics, &key).unwrap();
        assert_eq!(history.removed_by(), None);
        let bound = Entity::Metrics.position("actual_bound").unwrap();
        assert_eq!(history.blame(bound), history.blame(bound - 1));
        for column in TOLD {
            let place = Entity::Metrics.position(column).unwrap();
            let Blame { revision, origin, place, .. } = history.blame(place).unwrap();
            found.push((*row, column, revision, origin, place.map(|place| (place.file, place.line))));
        }
    }
    found
}

fn expected(rows: &Rows) -> Vec<Told> {
    let cells = rows.iter().flat_map(|(row, cells)| TOLD.map(|column| (*row, column, cells[column].clone())));
    cells.map(|(row, column, (_, revision, origin, place))| (row, column, revision, origin, place)).collect()
}

/// A ledger to which all that happened, and the model of it
fn after(turns: &[Turn]) -> (TempDir, Model) {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("units.csv"), "code,name,kind\n1,甲,town\n").unwrap();
    let mut model = Model::default();
    model.states.insert(0, Rows::new());
    import(folder.path(), "goals.csv", &[vec!["unit".into(), "code".into(), "title".into()]]);
    model.states.insert(latest(folder.path()), Rows::new());
    turns.iter().for_each(|turn| model.take(folder.path(), turn));
    (folder, model)
}

#[test]
fn a_value_set_to_what_an_undo_brought_back_keeps_its_origin() {
    let sheet = |value| Turn::Sheet(2, BTreeMap::from([(2, (value, 1, true))]), true);
    let turns = [sheet(2), Turn::Target(2, 5), sheet(1), Turn::Undo, Turn::Target(2, 5)];
    let (folder, model) = after(&turns);
    let told = blamed(&open(folder.path()), &model.latest());
    assert_eq!(told, expected(&model.latest()));
    // Revision 3 is the other tool's, 5 is the undo; the last edit changed nothing and made no revision.
    assert_eq!(told[1], (2, "target", 5, 3, None));
    assert_eq!(latest(folder.path()), 5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn the_past_is_seen_as_it_was_seen_then(steps in proptest::collection::vec(step(), 1..9)) {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("units.csv"), "code,name,kind\n1,甲,town\n").unwrap();
        import(folder.path(), "goals.csv", &[vec!["unit".into(), "code".into(), "title".into()]]);
        let mut known: BTreeMap<i64, Seen> = BTreeMap::new();
        for step in &steps {
            perform(folder.path(), step);
            // Another tool's revision is open while it goes on: what was seen last is what is left of it.
            known.insert(latest(folder.path()), see(open(folder.path())));
        }
        for (revision, seen) in &known {
            prop_assert_eq!(&see(then(folder.path(), *revision)), seen, "revision {}", revision);
        }
        let empty = see(then(folder.path(), 0));
        prop_assert!(empty.exports.lines().count() == 4 && empty.rows[8..].iter().all(Vec::is_empty));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_is_told_from_where_it_came(turns in proptest::collection::vec(turn(), 50..60)) {
        let (folder, model) = after(&turns);
        prop_assert_eq!(blamed(&open(folder.path()), &model.latest()), expected(&model.latest()));
        for (revision, rows) in model.states.iter().rev().step_by(7) {
            let told = blamed(&then(folder.path(), *revision), rows);
            prop_assert_eq!(told, expected(rows), "as of revision {}", revision);
        }
    }
}
