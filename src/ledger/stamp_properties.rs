//! What must hold when a stamped sheet comes back: both sides' changes are there, and none of either is lost unsaid.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::domain::entity::Entity;
use crate::ledger::apply::decide::{Choice, Decisions};
use crate::ledger::export::{Export, Target};
use crate::ledger::import::{Import, Imported, Mode};
use crate::ledger::properties::{import, open, write};
use crate::ledger::revise::Asked;

/// Who changes something after the export
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    Ledger,
    Sheet,
    /// Both, to the same
    Same,
    /// Both, to something else
    Both,
}

/// What happens to a project
#[derive(Debug, Clone)]
struct Plan {
    /// Whether it is there when the sheet leaves; else who adds it
    is_base: bool,
    /// Who changes its name, its note and its amounts
    cells: [Who; 3],
    /// Who takes it away
    gone: Who,
    /// Whether the ledger gives it another code
    renamed: bool,
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![4 => Just(Who::Nobody), 2 => Just(Who::Ledger), 2 => Just(Who::Sheet), 1 => Just(Who::Same), 1 => Just(Who::Both)]
}

fn plan() -> impl Strategy<Value = Plan> {
    let gone = prop_oneof![4 => Just(Who::Nobody), 1 => Just(Who::Ledger), 1 => Just(Who::Sheet)];
    let (is_base, renamed) = (prop::bool::weighted(0.8), prop::bool::weighted(0.2));
    (is_base, [who(), who(), who()], gone, renamed).prop_map(|(is_base, cells, gone, renamed)| Plan {
        is_base,
        cells,
        gone,
        renamed,
    })
}

/// The columns of a project that the test writes: the key, the name, the note, and all that is one amount
const COLUMNS: [&str; 8] = [
    "unit",
    "code",
    "name",
    "note",
    "total_investment",
    "total_investment_bound",
    "annual_done",
    "money_unit",
];

/// The cells of a project, in those columns but the key
type Row = [String; 6];

/// A side: nobody's yet, the ledger's, the sheet's, or what both say
const BASE: usize = 0;
const LEDGER: usize = 1;
const SHEET: usize = 2;
const COMMON: usize = 3;

fn row(name: usize, note: usize, amount: usize) -> Row {
    let names = ["原名", "账名", "表名", "同名"];
    let notes = ["", "账注", "表注", "同注"];
    let amounts = [
        ["100", "over", "", "万元"],
        ["2", "about", "1", "亿元"],
        ["300", "over", "0.5", "万元"],
        ["5", "", "", "元"],
    ];
    let [total, bound, done, unit] = amounts[amount];
    [names[name], notes[note], total, bound, done, unit].map(str::to_owned)
}

/// What a side says of a project; none where it does not have it
fn side(plan: &Plan, side: usize, removes: bool) -> Option<Row> {
    let own = if side == LEDGER { Who::Ledger } else { Who::Sheet };
    if !plan.is_base {
        // The first cell says who adds it.
        return match plan.cells[0] {
            Who::Nobody => None,
            Who::Same => Some(row(COMMON, COMMON, COMMON)),
            Who::Both => Some(row(side, side, side)),
            one => (one == own).then(|| row(side, side, side)),
        };
    }
    if plan.gone == own && (side == LEDGER || removes) {
        return None;
    }
    let cell = |who: Who| match who {
        Who::Same => COMMON,
        Who::Both => side,
        one if one == own => side,
        _ => BASE,
    };
    let [name, note, amount] = plan.cells.map(cell);
    Some(row(name, note, amount))
}

/// What becomes of a project, by its parts name, note and amount; none where nobody can say
fn merged(plan: &Plan, removes: bool) -> Option<Option<Row>> {
    let base = plan.is_base.then(|| row(BASE, BASE, BASE));
    let (ours, theirs) = (side(plan, LEDGER, removes), side(plan, SHEET, removes));
    if ours == theirs {
        return Some(ours);
    }
    let Some(base) = base else {
        return match (ours, theirs) {
            (ours, None) => Some(ours),
            (None, theirs) => Some(theirs),
            // They differ in their names at least.
            _ => None,
        };
    };
    let (ours, theirs) = match (ours, theirs) {
        (None, Some(theirs)) => return (theirs == base).then_some(None),
        (Some(ours), None) => return (ours == base).then_some(None),
        (Some(ours), Some(theirs)) => (ours, theirs),
        (None, None) => return Some(None),
    };
    let mut row = ours.clone();
    for part in [0..1, 1..2, 2..6] {
        let [base, ours, theirs] = [&base, &ours, &theirs].map(|side| &side[part.clone()]);
        if theirs == base || theirs == ours {
            continue;
        }
        if ours != base {
            return None;
        }
        row[part.clone()].clone_from_slice(theirs);
    }
    Some(Some(row))
}

fn code(number: usize, plan: &Plan, has_renamed: bool) -> String {
    if plan.is_base && plan.renamed && has_renamed { format!("R{number}") } else { format!("P{number}") }
}

fn rows(rows: impl Iterator<Item = (String, Row)>) -> Vec<Vec<String>> {
    let header = COLUMNS.iter().map(|&column| column.to_owned()).collect();
    let row = |(code, row): (String, Row)| ["甲".to_owned(), code].into_iter().chain(row).collect();
    [header].into_iter().chain(rows.map(row)).collect()
}

/// The projects of the ledger, by code
fn projects(folder: &Path) -> BTreeMap<String, Row> {
    let ledger = open(folder);
    let mut export = Export::canonical();
    export.filter.tables.push(Entity::Projects);
    export.filter.columns = COLUMNS.map(str::to_owned).to_vec();
    let mut bytes = Vec::new();
    ledger.export_csv(&export, &mut bytes).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().unwrap().clone();
    let place = COLUMNS.map(|column| header.iter().position(|name| name == column).unwrap());
    let row = |record: csv::StringRecord| {
        let cells = place.map(|place| record[place].to_owned());
        let [_, code, row @ ..] = cells;
        (code, row)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// A ledger from which a stamped sheet has left, and in which things have happened since
fn left(folder: &Path, plans: &[Plan], unit_renamed: bool) {
    std::fs::write(folder.join("units.csv"), "code,name,kind\n1,甲,town\n").unwrap();
    let base = plans.iter().enumerate().filter(|(_, plan)| plan.is_base);
    let base = base.map(|(number, plan)| (code(number, plan, false), row(BASE, BASE, BASE)));
    import(folder, "projects.csv", &rows(base));
    let mut export = Export { stamped: true, ..Export::canonical() };
    export.filter.tables.push(Entity::Projects);
    open(folder).export(&export, &Target::File(folder.join("out.csv"))).unwrap();
    let ours = plans.iter().enumerate();
    let ours = ours.filter_map(|(number, plan)| Some((code(number, plan, false), side(plan, LEDGER, true)?)));
    import(folder, "projects.csv", &rows(ours));
    let asked = || Asked { message: None, dry_run: false, on_change: Box::leak(Box::new(|_| Ok(()))) };
    for (number, plan) in plans.iter().enumerate().filter(|(_, plan)| plan.is_base) {
        let key = format!("甲/P{number}");
        if plan.gone == Who::Ledger {
            open(folder).remove(Entity::Projects, &[key], asked()).unwrap();
        } else if plan.renamed {
            open(folder).rename(Entity::Projects, &key, &format!("R{number}"), None, asked()).unwrap();
        }
    }
    if unit_renamed {
        open(folder).rename(Entity::Units, "甲", "2", None, asked()).unwrap();
    }
}

/// Edits the sheet as a clerk does
fn edit(folder: &Path, plans: &[Plan], removes: bool) {
    let theirs = plans.iter().enumerate();
    let theirs =
        theirs.filter_map(|(number, plan)| Some((code(number, plan, false), side(plan, SHEET, removes)?)));
    write(folder, "out.csv", &rows(theirs));
}

fn bring_back(folder: &Path, removes: bool, otherwise: Option<Choice>) -> Imported {
    let mut decisions = Decisions::default();
    decisions.otherwise = otherwise;
    let mode = if removes { Mode::Snapshot } else { Mode::Update };
    let paths = vec![folder.join("out.csv")];
    let find = crate::ledger::import::find::Find { table: Some(Entity::Projects), ..Default::default() };
    let import = Import { paths, find, mode, decisions, allows_removals: true, ..Import::default() };
    let imported = open(folder).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap();
    assert_eq!(imported.findings.errors(), 0, "{:?}", imported.findings.sorted());
    assert!(imported.stamps[0].stamp.is_ok(), "{:?}", imported.stamps);
    imported
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn what_both_sides_changed_is_there_or_is_a_conflict(
        plans in prop::collection::vec(plan(), 3..10), removes: bool, unit_renamed: bool,
    ) {
        let folder = TempDir::new().unwrap();
        let folder = folder.path();
        left(folder, &plans, unit_renamed);
        edit(folder, &plans, removes);
        let ours = projects(folder);
        let wanted: Vec<Option<Option<Row>>> = plans.iter().map(|plan| merged(plan, removes)).collect();
        let imported = bring_back(folder, removes, None);
        if wanted.iter().all(Option::is_some) {
            prop_assert_eq!(imported.conflicts, 0);
            let keyed = wanted.into_iter().flatten().enumerate();
            let keyed = keyed.filter_map(|(number, row)| Some((code(number, &plans[number], true), row?)));
            prop_assert_eq!(projects(folder), keyed.collect());
            prop_assert_eq!(bring_back(folder, removes, None).revision, None);
            return Ok(());
        }
        prop_assert!(imported.conflicts > 0);
        prop_assert_eq!(projects(folder), ours.clone());
        let settled = |choice: Choice, own: usize| {
            bring_back(folder, removes, Some(choice));
            let found = projects(folder);
            for (number, (plan, wanted)) in plans.iter().zip(&wanted).enumerate() {
                let row = match wanted {
                    Some(row) => row.clone(),
                    None if own == LEDGER => ours.get(&code(number, plan, true)).cloned(),
                    None => side(plan, SHEET, removes),
                };
                let code = code(number, plan, true);
                if wanted.is_some() || plan.cells.iter().all(|who| matches!(who, Who::Both)) {
                    prop_assert_eq!(found.get(&code), row.as_ref(), "{}", code);
                }
            }
            Ok(())
        };
        settled(Choice::Ours, LEDGER)?;
        settled(Choice::Theirs, SHEET)?;
    }

    #[test]
    fn a_sheet_that_nobody_touched_changes_nothing(
        plans in prop::collection::vec(plan(), 3..10), removes: bool, unit_renamed: bool,
    ) {
        let folder = TempDir::new().unwrap();
        let folder = folder.path();
        left(folder, &plans, unit_renamed);
        let ours = projects(folder);
        prop_assert_eq!(bring_back(folder, removes, None).revision, None);
        prop_assert_eq!(projects(folder), ours);
        let checked = open(folder).check_sheets(&[folder.join("out.csv")], true, &mut |_| Ok(())).unwrap();
        prop_assert_eq!(checked.edits + checked.findings.errors(), 0);
    }

    #[test]
    fn a_check_names_every_cell_that_was_edited(plans in prop::collection::vec(plan(), 3..10)) {
        let folder = TempDir::new().unwrap();
        let folder = folder.path();
        left(folder, &plans, false);
        edit(folder, &plans, true);
        let mut expected = 0;
        for plan in &plans {
            let base = plan.is_base.then(|| row(BASE, BASE, BASE));
            expected += match (base, side(plan, SHEET, true)) {
                (Some(base), Some(theirs)) => base.iter().zip(&theirs).filter(|(one, other)| one != other).count(),
                (None, None) => 0,
                _ => 1,
            };
        }
        let mut cells = 0;
        let checked = open(folder)
            .check_sheets(&[folder.join("out.csv")], true, &mut |edit| {
                cells += usize::from(edit.edited != crate::ledger::check_sheet::Edited::ColumnRemoved);
                Ok(())
            })
            .unwrap();
        prop_assert_eq!(checked.findings.errors(), 0);
        prop_assert_eq!(cells, expected);
    }
}

#[test]
fn units_are_called_what_they_were_called_when_the_sheet_left() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let units = |first: &str, second: &str| {
        let text = format!("code,name,kind,short_name\n1,东镇,town,{first}\n2,西镇,town,{second}\n");
        std::fs::write(folder.join("units.csv"), text).unwrap();
    };
    units("甲", "乙");
    let project = |unit: &str, name: &str| [unit, "P1", name].map(str::to_owned).to_vec();
    let header = ["unit", "code", "name"].map(str::to_owned).to_vec();
    import(folder, "projects.csv", &[header.clone(), project("1", "东路"), project("2", "西路")]);
    let mut export = Export { stamped: true, headers: crate::text::Language::Chinese, ..Export::canonical() };
    export.filter.tables.push(Entity::Projects);
    let out = folder.join("projects-out.csv");
    open(folder).export(&export, &Target::File(out.clone())).unwrap();
    assert!(std::fs::read_to_string(&out).unwrap().contains("\n甲,P1,东路,"));
    units("乙", "甲");
    import(folder, "projects.csv", &[header, project("1", "东大路"), project("2", "西路")]);
    let checked =
        open(folder).check_sheets(std::slice::from_ref(&out), true, &mut |edit| panic!("{edit:?}")).unwrap();
    assert_eq!((checked.edits, checked.findings.errors()), (0, 0));
    let import = Import { paths: vec![out], ..Import::default() };
    let imported = open(folder).import(&import, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap();
    assert_eq!((imported.revision, imported.conflicts, imported.findings.errors()), (None, 0, 0));
}
