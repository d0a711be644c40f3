//! What must hold after any sequence of imports, edits by other tools and undos.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::domain::entity::Entity;
use crate::ledger::diff::{Change, State};
use crate::ledger::export::{Export, Target};
use crate::ledger::import::row::RowRules;
use crate::ledger::import::{Import, Imported};
use crate::ledger::revise::Asked;
use crate::ledger::{Ledger, Writing};

/// Something that happens to a ledger
#[derive(Debug, Clone)]
pub enum Step {
    /// Metrics of these numbers get these values
    Import(Vec<(u8, i32)>),
    /// Goals of these numbers get these titles
    Goals(Vec<(u8, String)>),
    /// Projects with these codes, parents, scopes and money; refused where they would be inside themselves
    Projects(Vec<(usize, usize, bool, u16)>),
    /// Another tool sets the value of a metric
    Outside(u8, i32),
    /// Another tool deletes a metric
    Delete(u8),
    /// An undo
    Undo,
}

pub fn step() -> impl Strategy<Value = Step> {
    let title = "[-=+'\"@a,，中\\n😀𠮷]{1,6}[a中]";
    prop_oneof![
        3 => proptest::collection::vec((0_u8..6, -999..999), 1..4).prop_map(Step::Import),
        2 => proptest::collection::vec((0_u8..4, title), 1..3).prop_map(Step::Goals),
        2 => proptest::collection::vec((0_usize..6, 0_usize..7, any::<bool>(), 0_u16..999), 1..4)
            .prop_map(Step::Projects),
        1 => (0_u8..6, -999..999).prop_map(|(code, value)| Step::Outside(code, value)),
        1 => (0_u8..6).prop_map(Step::Delete),
        2 => Just(Step::Undo),
    ]
}

const PROJECTS: [&str; 6] = ["P1", "P1.1", "P1.2", "P2", "P2.1", "P3"];

pub fn open(folder: &Path) -> Ledger {
    let now = "2026-11-23T08:00:00Z".parse().unwrap();
    let writing = Writing { author: "test".to_owned(), now };
    Ledger::open_or_create(&folder.join("plan.db"), Duration::from_secs(1), writing).unwrap()
}

pub fn write(folder: &Path, name: &str, rows: &[Vec<String>]) {
    let mut writer = csv::Writer::from_path(folder.join(name)).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
}

fn read(folder: &Path, name: &str) -> Imported {
    // An undo may have taken the unit back.
    let import = Import { paths: vec![folder.join("units.csv"), folder.join(name)], ..Import::default() };
    open(folder).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap()
}

pub fn import(folder: &Path, name: &str, rows: &[Vec<String>]) {
    write(folder, name, rows);
    let imported = read(folder, name);
    assert_eq!(imported.findings.errors(), 0, "{:?}", imported.findings.sorted());
}

pub fn perform(folder: &Path, step: &Step) {
    let row = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
    match step {
        Step::Import(values) => {
            let mut rows = vec![row(&["unit", "code", "period", "name", "measure", "actual"])];
            let mut last: std::collections::BTreeMap<u8, i32> = std::collections::BTreeMap::new();
            last.extend(values.iter().copied());
            for (code, value) in last {
                rows.push(row(&[
                    "甲",
                    &format!("M{code}"),
                    "2022",
                    "数",
                    "个",
                    &format!("{}.{}", value, value.abs() % 10),
                ]));
            }
            import(folder, "metrics.csv", &rows);
        }
        Step::Goals(titles) => {
            let mut rows = vec![row(&["unit", "code", "title"])];
            let mut last: std::collections::BTreeMap<u8, &str> = std::collections::BTreeMap::new();
            last.extend(titles.iter().map(|(code, title)| (*code, title.as_str())));
            rows.extend(last.into_iter().map(|(code, title)| row(&["甲", &format!("G{code}"), title])));
            import(folder, "goals.csv", &rows);
        }
        Step::Projects(projects) => {
            let mut rows =
                vec![row(&["unit", "code", "name", "parent", "scope", "total_investment", "money_unit"])];
            for (code, parent, own, money) in projects {
                // A code given twice, a parent against the code, a loop: each of them is refused as a whole.
                let parent = PROJECTS.get(*parent).copied().unwrap_or("");
                let (scope, unit) = if *own { ("own", "万元") } else { ("area", "亿元") };
                rows.push(row(&["甲", PROJECTS[*code], "项", parent, scope, &money.to_string(), unit]));
            }
            write(folder, "projects.csv", &rows);
            read(folder, "projects.csv");
        }
        Step::Outside(code, value) => {
            outside(folder, &format!("UPDATE metrics SET actual = {value} WHERE code = 'M{code}'"))
        }
        Step::Delete(code) => outside(folder, &format!("DELETE FROM metrics WHERE code = 'M{code}'")),
        Step::Undo => {
            let asked = Asked { message: None, dry_run: false, on_change: &mut |_| Ok(()) };
            let _ = open(folder).undo(asked);
        }
    }
}

pub fn outside(folder: &Path, sql: &str) {
    crate::storage::outside_write(&folder.join("plan.db"), sql).unwrap();
}

pub fn export(ledger: &Ledger) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entity in Entity::ALL {
        let mut export = Export::canonical();
        export.filter.tables.push(entity);
        ledger.export_csv(&export, &mut bytes).unwrap();
    }
    bytes
}

fn diff(ledger: &Ledger, from: i64, to: i64) -> Vec<Change> {
    let mut changes = Vec::new();
    let findings = ledger
        .diff(&State::Revision(from), &State::Revision(to), true, |change| {
            changes.push(change);
            Ok(())
        })
        .unwrap();
    assert_eq!(findings.errors(), 0);
    changes
}

fn turned(mut changes: Vec<Change>) -> Vec<Change> {
    for change in &mut changes {
        std::mem::swap(&mut change.row.before, &mut change.row.after);
    }
    changes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_history_holds_whatever_happens(steps in proptest::collection::vec(step(), 1..9)) {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("units.csv"), "code,name,kind\n1,甲,town\n").unwrap();
        import(folder.path(), "goals.csv", &[vec!["unit".into(), "code".into(), "title".into()]]);
        let mut known: Vec<(i64, Vec<u8>)> = Vec::new();
        for step in &steps {
            perform(folder.path(), step);
            let ledger = open(folder.path());
            prop_assert_eq!(ledger.check().unwrap().faults, vec![]);
            known.push((ledger.store().latest_revision().unwrap(), export(&ledger)));
        }
        let ledger = open(folder.path());
        let latest = ledger.store().latest_revision().unwrap();
        for (revision, export_then) in &known {
            prop_assert_eq!(diff(&ledger, *revision, *revision), vec![]);
            prop_assert_eq!(diff(&ledger, latest, *revision), turned(diff(&ledger, *revision, latest)));
            // A revision of another tool is still open while that tool goes on, so only closed ones are compared.
            let later_same = known.iter().rev().find(|(other, _)| other == revision).unwrap();
            let mut past = open(folder.path());
            past.look_back(&revision.to_string()).unwrap();
            let then = export(&past);
            if later_same.1 == *export_then {
                prop_assert_eq!(String::from_utf8_lossy(&then), String::from_utf8_lossy(export_then));
            }
        }
    }

    #[test]
    fn what_goes_out_comes_back(steps in proptest::collection::vec(step(), 1..5)) {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("units.csv"), "code,name,kind\n1,甲,town\n").unwrap();
        import(folder.path(), "goals.csv", &[vec!["unit".into(), "code".into(), "title".into()]]);
        for step in steps.iter().filter(|step| !matches!(step, Step::Outside(..) | Step::Delete(_))) {
            perform(folder.path(), step);
        }
        let out = folder.path().join("out");
        open(folder.path()).export(&Export::canonical(), &Target::Folder(out.clone())).unwrap();
        let rules = RowRules { guarded: true, ..RowRules::default() };
        let import = Import { paths: vec![out.clone()], rules, ..Import::default() };
        let again = open(folder.path()).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap();
        prop_assert_eq!(again.revision, None);
        let other = TempDir::new().unwrap();
        let fresh = open(other.path()).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap();
        prop_assert_eq!(fresh.findings.errors(), 0);
        if fresh.revision.is_none() {
            // Everything was undone, and sheets without rows make no ledger.
            prop_assert!(!other.path().join("plan.db").exists());
            return Ok(());
        }
        let text = |folder: &Path| String::from_utf8(export(&open(folder))).unwrap();
        prop_assert_eq!(text(other.path()), text(folder.path()));
    }
}
