//! What must hold of any sheet, however an office made it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use tempfile::TempDir;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::hand_back::HandBack;
use crate::ledger::import::row::RowRules;
use crate::ledger::import::{Import, Imported, Mode};
use crate::ledger::{Ledger, Writing};
use crate::text::Language;

/// Headers of projects, with cells that may stand under them, right and wrong
const COLUMNS: &[(&str, &[&str])] = &[
    ("责任单位", &["甲镇", "甲", "乙局", "", "丙", "合计", "一、产业3项"]),
    ("项目编号", &["P1", "P2", "P1.1", "P7", "1-1", "", "", "0 7", "3.50582E+11"]),
    ("项目名称", &["园区", "★学校", "道路 一期", "", "小计", "其中：新开工", "学校", "a\nb", "#REF!"]),
    ("项目个数", &["1", "13个", "", "0", "三", "1.5"]),
    ("所属项目", &["", "", "P1", "P2", "园区", "学校", "P404", "甲镇/P1"]),
    ("项目阶段", &["在建", "前期", "", "竣工了"]),
    ("总投资（万元）", &["100", "超100", "1,234.5", "", "-", "abc", "2亿元", "3万", "-5", "１２３"]),
    ("本年完成投资", &["10", "", "0.5", "10万元", "1e5"]),
    ("金额单位", &["万元", "亿元", "", "吨"]),
    ("截至", &["2023-M07", "2022年9月", "Sep-22", "44805", "", "2022.1", "明年"]),
    ("备注", &["", "=1+1", "'=x", "注", "合计"]),
];

/// A sheet: lines above the header, which columns it has, and its rows
#[derive(Debug, Clone)]
struct Office {
    above: Vec<&'static str>,
    columns: Vec<usize>,
    rows: Vec<Vec<usize>>,
}

fn office() -> impl Strategy<Value = Office> {
    let above = proptest::collection::vec(
        select(vec!["2023年1-7月进展表", "单位：万元", "填报单位：甲镇", "截至2023年7月"]),
        0..3,
    );
    let columns = proptest::sample::subsequence((3..COLUMNS.len()).collect::<Vec<_>>(), 0..7);
    let rows = proptest::collection::vec(proptest::collection::vec(0_usize..60, COLUMNS.len()), 0..8);
    (above, any::<[bool; 2]>(), columns, rows).prop_map(|(above, [unit, code], columns, rows)| {
        let own = [(0, unit), (1, code), (2, true)].into_iter().filter(|(_, is_there)| *is_there);
        let columns = own.map(|(column, _)| column).chain(columns).collect();
        Office { above, columns, rows }
    })
}

impl Office {
    fn write(&self, path: &Path) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_path(path).unwrap();
        for line in &self.above {
            writer
                .write_record(std::iter::once(*line).chain(self.columns.iter().skip(1).map(|_| "")))
                .unwrap();
        }
        writer.write_record(self.columns.iter().map(|&column| COLUMNS[column].0)).unwrap();
        for row in &self.rows {
            let cell = |&column: &usize| COLUMNS[column].1[row[column] % COLUMNS[column].1.len()];
            writer.write_record(self.columns.iter().map(cell)).unwrap();
        }
        writer.flush().unwrap();
    }
}

fn open(folder: &Path) -> Ledger {
    let writing = Writing { author: "test".to_owned(), now: "2026-11-23T08:00:00Z".parse().unwrap() };
    Ledger::open_or_create(&folder.join("plan.db"), Duration::from_secs(1), writing).unwrap()
}

/// A ledger with two units and a project
fn begun(folder: &Path) {
    fs::write(folder.join("units.csv"), "code,name,kind,short_name\nA,甲镇,town,甲\nB,乙局,department,\n")
        .unwrap();
    fs::write(
        folder.join("projects.csv"),
        "unit,code,name,total_investment,money_unit\nA,P2,老项目,5,亿元\n",
    )
    .unwrap();
    let imported = run(folder, &["units.csv", "projects.csv"], Import::default());
    assert_eq!((imported.findings.errors(), imported.revision), (0, Some(1)));
}

fn run(folder: &Path, names: &[&str], import: Import) -> Imported {
    let paths = names.iter().map(|name| folder.join(name)).collect();
    let rules = RowRules { guarded: true, ..import.rules.clone() };
    open(folder).import(&Import { paths, rules, ..import }, &mut |_| Ok(()), &mut |_, _, _| Ok(())).unwrap()
}

fn with_unit() -> Import {
    let rules = RowRules { unit: Some("甲".to_owned()), ..RowRules::default() };
    let find = super::find::Find { unit: rules.unit.clone(), ..super::find::Find::default() };
    Import { rules, find, ..Import::default() }
}

#[test]
fn units_go_in_though_other_rows_are_left_out_in_the_same_call() {
    let metrics =
        "metrics.csv\nunit,code,period,name,measure,actual\nA,M,2022,占地,亩,3\nA,N,2022,占地,亩,\n";
    let wrong = "metrics.csv\nunit,code,period,name,measure,actual\nA,M,2022,占地,亩,\n";
    let goals = "goals.csv\nunit,code,title\nA,G1,甲\nB,G1,乙\nC,G1,丙\n";
    let good = "units.csv\ncode,name,kind,parent\nA,甲镇,town,\nB,乙镇,town,A\n";
    // B is not known, and so neither is what stands under it.
    let half = "units.csv\ncode,name,kind,parent\nA,甲镇,town,\nB,乙镇,towm,A\nC,丙村,village,B\n";
    let whole = "units.csv\ncode,name,kind,parent\nA,,town,\n";
    let cases: [(&[&str], _); 5] = [
        (&[good, metrics], [2, 0, 1]),
        (&[good, wrong], [2, 0, 0]),
        (&[half, goals], [1, 1, 0]),
        (&[half, goals, metrics], [1, 1, 1]),
        (&[whole, goals], [0, 0, 0]),
    ];
    for (sheets, expected) in cases {
        let folder = TempDir::new().unwrap();
        let names: Vec<_> = sheets.iter().map(|sheet| sheet.split_once('\n').unwrap()).collect();
        names.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
        let names: Vec<_> = names.iter().map(|(name, _)| *name).collect();
        let imported = run(folder.path(), &names, Import { skips: true, ..Import::default() });
        let added = [Entity::Units, Entity::Goals, Entity::Metrics].map(|entity| {
            let outcome = imported.tables.iter().find(|outcome| outcome.entity == entity);
            outcome.map_or(0, |outcome| outcome.counts.added)
        });
        assert_eq!(added, expected, "{sheets:#?}\n{:#?}", imported.findings.sorted());
        let rows: u64 = imported.read.iter().map(|read| read.rows).sum();
        assert_eq!(imported.rejected, rows - added.iter().sum::<i64>().unsigned_abs(), "{sheets:#?}");
        assert_eq!(imported.findings.errors(), imported.rejected, "{sheets:#?}");
    }
}

#[test]
fn a_number_that_lost_its_digits_is_no_text_and_a_text_that_looks_so_is_kept() {
    let folder = TempDir::new().unwrap();
    begun(folder.path());
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["责任单位", "项目编号", "项目名称", "备注"]).unwrap();
    for (row, code, note) in [(1, "P1", 3.505_821_990_010_11e17), (2, "P3", 1e15)] {
        sheet.write_row(row, 0, ["甲", code, "园区"]).unwrap();
        sheet.write(row, 3, note).unwrap();
    }
    sheet.write_row(3, 0, ["甲", "P4", "3.50582199001011E+17", "3.50582E+11"]).unwrap();
    sheet.write_row(4, 0, ["甲", "3.50582E+11", "园区", ""]).unwrap();
    book.save(folder.path().join("项目.xlsx")).unwrap();
    let imported = run(folder.path(), &["项目.xlsx"], Import { skips: true, ..Import::default() });
    let told = imported.findings.sorted().into_iter();
    let told: Vec<_> = told.map(|one| (one.rule, one.severity, one.place.cell().unwrap())).collect();
    let (error, warning) = (Severity::Error, Severity::Warning);
    let f6 = |severity, cell: &str| (Rule::F6, severity, cell.to_owned());
    assert_eq!(
        told,
        [f6(error, "D2"), f6(error, "D3"), f6(warning, "C4"), f6(warning, "D4"), f6(error, "B5")]
    );
    assert_eq!((imported.rejected, imported.revision), (3, Some(2)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_sheet_that_was_taken_changes_nothing_the_second_time(office in office(), one_unit: bool, keeps: bool) {
        let folder = TempDir::new().unwrap();
        begun(folder.path());
        office.write(&folder.path().join("项目.csv"));
        let import = || {
            let import = if one_unit { with_unit() } else { Import::default() };
            Import { rules: RowRules { keeps_blanks: keeps, fills_down: true, ..import.rules }, ..import }
        };
        let first = run(folder.path(), &["项目.csv"], import());
        prop_assert!(first.findings.errors() == 0 || first.revision.is_none());
        let second = run(folder.path(), &["项目.csv"], import());
        prop_assert_eq!(second.revision, None);
        prop_assert_eq!(first.findings.errors(), second.findings.errors());
    }

    #[test]
    fn rows_left_out_come_back_and_are_still_wrong(office in office()) {
        let folder = TempDir::new().unwrap();
        begun(folder.path());
        office.write(&folder.path().join("项目.csv"));
        let skip = || Import { skips: true, ..with_unit() };
        let mut first = run(folder.path(), &["项目.csv"], skip());
        let rows: u64 = first.read.iter().map(|sheet| sheet.rows).sum();
        prop_assert!(first.rejected <= rows);
        prop_assume!(!first.findings.has_errors_beyond_rows() && first.rejected > 0);
        let written: i64 = first.tables.iter()
            .map(|table| table.counts.added + table.counts.changed + table.unchanged).sum();
        // A row given twice with the same values is read once.
        prop_assert!(written.unsigned_abs() + first.rejected <= rows);
        let how = HandBack { whole: false, language: Language::Chinese };
        let mut back = Vec::new();
        let count = how.text(&first.sheets[0], first.findings.log().unwrap(), &mut back).unwrap();
        prop_assert_eq!(count, first.rejected);
        fs::write(folder.path().join("退回项目.csv"), back).unwrap();
        let second = run(folder.path(), &["退回项目.csv"], skip());
        prop_assert!(!second.findings.has_errors_beyond_rows());
        let rows: u64 = second.read.iter().map(|sheet| sheet.rows).sum();
        prop_assert_eq!(rows, first.rejected);
    }

    #[test]
    fn a_snapshot_is_what_its_sheet_says_or_nothing(office in office()) {
        let folder = TempDir::new().unwrap();
        begun(folder.path());
        office.write(&folder.path().join("项目.csv"));
        let snapshot = || Import { mode: Mode::Snapshot, allows_removals: true, ..with_unit() };
        let first = run(folder.path(), &["项目.csv"], snapshot());
        if first.findings.errors() > 0 {
            return Ok(());
        }
        let second = run(folder.path(), &["项目.csv"], snapshot());
        prop_assert_eq!((second.revision, second.findings.errors()), (None, 0));
    }

    #[test]
    fn no_bytes_make_an_import_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,80}") {
        let folder = TempDir::new().unwrap();
        begun(folder.path());
        let sheet = [format!("责任单位,项目编号,项目名称,总投资（亿元）\n{text}\n").into_bytes(), bytes].concat();
        fs::write(folder.path().join("项目.csv"), sheet).unwrap();
        run(folder.path(), &["项目.csv"], Import::default());
    }
}
