//! Sums of reports, on any plan: nothing is counted twice, and what stands in the parts stands in the whole.

use std::fs;

use proptest::prelude::*;
use proptest::sample::select;

use crate::transcripts::Session;

/// The shared part of the reports that walks figures from inside
const INSIDE_FIGURES: &str = concat!(
    include_str!("../../src/reports/placed_projects.cte"),
    include_str!("../../src/reports/inside_figures.cte")
);

const CODES: &[&str] = &["P1", "P1.1", "P1.1.1", "P1.2", "P2", "P2.1", "P3"];

/// A row of projects.csv: of two units, the second of which may place its rows inside those of the first
fn row() -> impl Strategy<Value = String> {
    let amount = || select(vec!["", "", "0", "3", "10.5"]);
    let places = (any::<bool>(), select(CODES), select(vec!["", "", "甲/P1", "甲/P1.1", "甲/P2"]));
    let words = (select(vec!["own", "own", "area"]), select(vec!["", "2022-M06", "2022-M09", "2021-M12"]));
    (places, 1_u8..9, words, (amount(), amount(), amount())).prop_map(
        |((is_first, code, parent), count, (scope, as_of), (total, plan, done))| {
            let unit = if is_first { "甲" } else { "乙" };
            let parent = if is_first || code.contains('.') { "" } else { parent };
            format!("{unit},{code},项目{code},{count},{parent},{scope},{total},{plan},{done},万元,{as_of}\n")
        },
    )
}

/// A ledger of those rows; one of two with the same key is left out, and what is inside nothing known
fn ledger_of(rows: &[String]) -> Session {
    let session = Session::new();
    let sheets = session.path().join("sheets");
    fs::create_dir(&sheets).unwrap();
    fs::write(sheets.join("units.csv"), "code,name,kind\n甲,甲镇,town\n乙,乙局,department\n").unwrap();
    let mut kept: Vec<&String> = Vec::new();
    for row in rows {
        let key = |row: &str| row.split(',').take(2).map(str::to_owned).collect::<Vec<_>>();
        if kept.iter().all(|known| key(known) != key(row)) {
            kept.push(row);
        }
    }
    let header =
        "unit,code,name,count,parent,scope,total_investment,annual_plan,annual_done,money_unit,as_of\n";
    let text: String = kept.into_iter().map(String::as_str).collect();
    fs::write(sheets.join("projects.csv"), format!("{header}{text}")).unwrap();
    session.run("taizhang import sheets/units.csv --quiet; taizhang import sheets/projects.csv --on-error skip --quiet");
    session
}

/// The cells of what a command prints as CSV, without the header
fn cells(session: &Session, line: &str) -> Vec<Vec<String>> {
    let (printed, status) = session.run(line);
    assert_eq!(status, 0, "{line}: {printed}");
    printed.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn sum(rows: &[Vec<String>], level: &str, column: usize) -> f64 {
    rows.iter().filter(|row| row[0] == level).map(|row| row[column].parse::<f64>().unwrap_or(0.0)).sum()
}

/// 会展经济产业园 is inside 会展经济区, and each serves a goal: a list of goals once counted it twice
#[test]
fn goals_count_a_project_once_however_many_goals_it_serves_with_its_parts() {
    let session = Session::new();
    session.run("taizhang import seed --quiet");
    let overview = "taizhang report overview --columns name,projects,area_projects --format csv";
    assert_eq!(cells(&session, overview)[0], ["total", "343", "228"]);
    for group in ["unit", "kind", "status"] {
        let columns = "level,projects,area_projects";
        let command =
            format!("taizhang report goals --group-by {group} --columns {columns} --totals --format csv");
        let listed = cells(&session, &command);
        for (column, total) in [(1, 343.0), (2, 228.0)] {
            assert_eq!(sum(&listed, "total", column), total, "{group}");
            assert_eq!(sum(&listed, "group", column), total, "{group}");
        }
    }
    // The part alone serves the second goal, and where only that is asked for, nothing is counted before it.
    let goal = "unit = '西园' AND code IN ('G4.2', 'G4.2.2')";
    let command = format!("taizhang report goals --where \"{goal}\" --columns code,projects --format csv");
    assert_eq!(cells(&session, &command), [["G4.2", "1"], ["G4.2.2", "1"]]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_reports_count_what_the_view_counts(rows in proptest::collection::vec(row(), 1..14)) {
        let session = ledger_of(&rows);
        let sql = format!(
            "WITH\n{INSIDE_FIGURES}\nwalked AS (
                SELECT root_unit, root_code, figure, unit, code FROM inside_figures
                UNION ALL
                SELECT unit, code, figure, unit, code
                FROM projects_named JOIN (SELECT 'total' AS figure UNION ALL VALUES ('plan'), ('done'), ('rated'))
                WHERE inside_code IS NULL AND CASE figure
                    WHEN 'total' THEN total_investment WHEN 'plan' THEN annual_plan WHEN 'done' THEN annual_done
                    ELSE annual_plan + annual_done
                END IS NOT NULL
            ),
            viewed AS (SELECT root_unit, root_code, figure, unit, code FROM counted_figures)
            SELECT * FROM (SELECT * FROM walked EXCEPT SELECT * FROM viewed)
            UNION ALL SELECT * FROM (SELECT * FROM viewed EXCEPT SELECT * FROM walked)"
        );
        fs::write(session.path().join("same.sql"), sql).unwrap();
        prop_assert_eq!(cells(&session, "taizhang query -f same.sql --format csv"), Vec::<Vec<String>>::new());
    }

    #[test]
    fn the_parts_of_a_report_make_its_whole(rows in proptest::collection::vec(row(), 1..14)) {
        let session = ledger_of(&rows);
        for group in ["unit", "category", "kind"] {
            let columns = "level,projects,uncounted,annual_plan,annual_done";
            let command = format!("taizhang report ranking --scope own --group-by {group} --columns {columns} --format csv");
            let ranked = cells(&session, &command);
            // level, projects, uncounted, then plan and done with their bounds and units
            for column in [1, 2, 3, 6] {
                let (total, parts) = (sum(&ranked, "total", column), sum(&ranked, "row", column));
                prop_assert!((total - parts).abs() < 1e-9, "{group}, column {column}: {ranked:?}");
            }
        }
        // All projects are in one group each, and each row is listed once.
        for group in ["category", "stage", "unit"] {
            let columns = "level,count,number,name";
            let command = format!("taizhang report projects --group-by {group} --columns {columns} --format csv");
            let listed = cells(&session, &command);
            let stored = cells(&session, "taizhang query 'SELECT count(*) FROM projects' --format csv");
            let lines = listed.iter().filter(|row| row[0] == "row" || row[0] == "member").count();
            prop_assert_eq!(lines.to_string(), stored[0][0].clone());
            let roots = sum(&listed, "row", 1);
            prop_assert!((sum(&listed, "total", 1) - roots).abs() < 1e-9, "{group}: {listed:?}");
        }
    }
}
