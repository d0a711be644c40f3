//! Edits made with another SQLite tool, as every reader of the past tells them.

use rusqlite::Connection;

use crate::transcripts::Session;

const KEY: &str = "新塘/GRID.L2/2022";

/// A ledger with an UPDATE, an INSERT and a DELETE by another tool as its second revision, and an import as its third
fn edited() -> Session {
    let session = Session::new();
    session.run("taizhang import seed --quiet -m 首次");
    outside(
        &session,
        "UPDATE metrics SET actual = 71, note = '外部' WHERE code = 'GRID.L2';
         INSERT INTO goals (unit, code, title) VALUES ('350582109', 'G99', '外部');
         DELETE FROM projects WHERE unit = '350582109' AND code = 'P5';",
    );
    std::fs::write(
        session.path().join("metrics.csv"),
        "unit,code,period,name,measure,actual\n新塘,GRID.L2,2022,二级网格,个,75\n",
    )
    .unwrap();
    let (output, status) = session.run("taizhang import metrics.csv");
    assert_eq!(status, 0, "{output}");
    session
}

fn outside(session: &Session, sql: &str) {
    Connection::open(session.path().join("taizhang.db")).unwrap().execute_batch(sql).unwrap();
}

fn printed(session: &Session, command: &str) -> String {
    let (output, status) = session.run(command);
    assert_eq!(status, 0, "{command}: {output}");
    output
}

#[test]
fn an_edit_by_another_tool_is_in_the_log_and_shown() {
    let session = edited();
    let log = printed(&session, "taizhang log --format csv");
    assert!(log.lines().any(|line| line.ends_with(",,outside,,1,1,1,,,")), "{log}");
    let log = printed(&session, "taizhang log -n 2");
    assert!(log.contains("edited with another tool"), "{log}");
    let show = printed(&session, "taizhang show 2");
    assert!(show.contains("edited with another tool") && show.contains("G99"), "{show}");
    let stat = printed(&session, "taizhang log --stat --unit 内坑 --format csv --since 2");
    assert_eq!(stat.lines().filter(|line| line.starts_with("2,")).count(), 3, "{stat}");
    assert!(!stat.lines().any(|line| line.starts_with("3,")), "{stat}");
}

#[test]
fn an_edit_by_another_tool_is_told_of_row_and_cell() {
    let session = edited();
    let history = printed(&session, &format!("taizhang history metrics {KEY}"));
    let line = history.lines().find(|line| line.contains("outside")).unwrap();
    assert!(
        line.contains("another tool") && line.contains("Actual: 70个 → 71个; Note: blank → 外部"),
        "{line}"
    );
    let blame = printed(&session, &format!("taizhang blame metrics {KEY} --format csv"));
    // The clock of a revision never goes back, and another tool's is not ours to set.
    let actual = blame.lines().find(|line| line.starts_with("actual,75,3,")).unwrap();
    assert!(actual.ends_with(",clerk,import,,3,metrics.csv,,2,metrics.csv:2"), "{actual}");
    let note = blame.lines().find(|line| line.starts_with("note,外部,2,")).unwrap();
    assert!(note.ends_with(",,outside,,2,,,,another tool"), "{note}");
    assert!(blame.contains("measure,个,1,"), "{blame}");
    let chain = printed(&session, &format!("taizhang blame metrics {KEY} actual --format csv"));
    let revisions: Vec<&str> = chain.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(revisions, ["3", "2", "1"]);
    let removed = printed(&session, "taizhang history projects 内坑/P5 --format csv");
    assert!(removed.lines().last().unwrap().starts_with("2,"), "{removed}");
    let added = printed(&session, "taizhang blame goals 内坑/G99 title --format csv");
    assert!(added.contains("title,外部,2,") && added.contains(",another tool"), "{added}");
}

#[test]
fn the_past_is_there_before_between_and_after_an_edit_by_another_tool() {
    let session = edited();
    for (revision, value, goals) in [("1", "70", "0"), ("2", "71", "1"), ("3", "75", "1")] {
        let sql = "SELECT actual, (SELECT count(*) FROM goals WHERE code = 'G99') FROM metrics WHERE code = 'GRID.L2'";
        let rows = printed(&session, &format!("taizhang query -q \"{sql}\" --as-of {revision} --format csv"));
        assert_eq!(rows.lines().nth(1).unwrap(), format!("{value},{goals}"));
    }
    let cells = printed(
        &session,
        "taizhang query \"SELECT entity, key, column, old, new, change FROM changed_cells
         WHERE revision = 2 AND change <> 'removed' ORDER BY key, column\" --format csv",
    );
    assert_eq!(
        cells,
        "entity,key,column,old,new,change\n\
         metrics,350582005/GRID.L2/2022,actual,70,71,changed\n\
         metrics,350582005/GRID.L2/2022,note,,外部,changed\n\
         goals,350582109/G99,kind,,goal,added\n\
         goals,350582109/G99,title,,外部,added\n"
    );
}

#[test]
fn a_row_that_no_revision_holds_yet_is_not_of_the_past() {
    let session = Session::new();
    session.run("taizhang import seed --quiet");
    outside(&session, "INSERT INTO goals (unit, code, title) VALUES ('350582109', 'G99', '外部')");
    let blame = printed(&session, "taizhang blame goals 内坑/G99");
    assert!(blame.contains("another tool, in no revision yet"), "{blame}");
    let history = printed(&session, "taizhang history goals 内坑/G99 --format csv -q");
    assert!(history.contains("\n,,,outside,,,,,added,title,,外部"), "{history}");
    let (then, _) = session.run("taizhang query \"SELECT count(*) FROM goals\" --as-of @ --format csv");
    assert!(then.ends_with("count(*)\n442\n") && then.contains("no revision holds yet"), "{then}");
}

#[test]
fn a_past_whose_rows_another_tool_replaced_is_said_to_lack_them() {
    let session = edited();
    let (before, _) = session.run("taizhang query 'SELECT 1' --as-of 1");
    assert!(!before.contains("missing"), "{before}");
    outside(
        &session,
        "INSERT OR REPLACE INTO metrics (unit, code, period, name, measure, actual)
         VALUES ('350582005', 'GRID.L2', '2022', '二级网格', '个', 80)",
    );
    let (past, _) = session.run("taizhang report metrics --as-of 3 -q");
    assert!(past.contains("rows of that time are missing"), "{past}");
    // Its earlier versions are in the history.
    let (past, _) = session.run("taizhang report metrics --as-of 2 -q");
    assert!(!past.contains("missing"), "{past}");
    let history = printed(&session, &format!("taizhang history metrics {KEY}"));
    assert!(history.contains("another tool, in no revision yet"), "{history}");
}

#[test]
fn an_export_of_the_past_is_what_export_wrote_then() {
    let session = Session::new();
    session.run("taizhang import seed --quiet && taizhang export first --quiet");
    session.run("taizhang report overview --format html > first.html");
    outside(&session, "UPDATE units SET name = name || '（改）', short_name = NULL; DELETE FROM metrics;");
    session.run("taizhang undo --quiet");
    outside(
        &session,
        "UPDATE goals SET title = '=1+1'; UPDATE projects SET annual_plan = 0.1 + 0.2 WHERE money_unit IS NOT NULL;",
    );
    assert_eq!(printed(&session, "taizhang export then --as-of 1 --quiet && diff -r first then"), "");
    let overview = "taizhang report overview --format html --quiet --as-of 1 | cmp - first.html";
    assert_eq!(printed(&session, overview), "");
    // Units are known by the names that they bore.
    let (report, status) = session.run("taizhang report unit --unit 内坑镇 --as-of 1 --quiet");
    assert!(status == 0 && report.contains("内坑"), "{report}");
    assert_eq!(session.run("taizhang report unit --unit '内坑镇（改）' --as-of 1 --quiet").1, 1);
    // A row is found by a name that its unit no longer bears.
    outside(&session, "UPDATE units SET name = '新内坑镇', short_name = NULL WHERE code = '350582109'");
    let history = printed(&session, "taizhang history units 内坑镇");
    assert!(history.contains("内坑镇 → 新内坑镇"), "{history}");
}

/// The ranking and the projects once read the past so often that SQLite refused them
#[test]
fn every_report_on_the_past_is_what_it_was_then() {
    let session = Session::new();
    let projects = "unit,code,name,parent,stage,annual_plan,annual_done,total_investment,money_unit,as_of,start_plan\n\
                    内坑,P90,物流园,,building,2,1,5,亿元,2022-M09,2022-M01\n\
                    内坑,P90.1,物流园一期,,building,1,1,2,亿元,2022-M09,2022-M01\n\
                    西园,P90,会展中心,,prelim,3,1,9,亿元,2022-M09,2022-M05\n";
    std::fs::write(session.path().join("projects.csv"), projects).unwrap();
    printed(&session, "taizhang import seed --quiet; taizhang import projects.csv --quiet --warnings hide");
    let list = printed(&session, "taizhang report --list --format csv");
    let names: Vec<&str> = list.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(names.len(), 12);
    let reports = |past: &str| -> Vec<String> {
        let one = |name: &&str| {
            let unit = if *name == "unit" { "--unit 内坑镇" } else { "" };
            printed(&session, &format!("taizhang report {name} {unit} --format csv --quiet {past}"))
        };
        names.iter().map(one).collect()
    };
    let then = reports("");
    outside(
        &session,
        "UPDATE projects SET annual_done = annual_done + 1 WHERE annual_done IS NOT NULL; DELETE FROM metrics;
         DELETE FROM goals WHERE code LIKE '%.%'; UPDATE units SET short_name = NULL, sort = NULL;",
    );
    assert!(reports("").iter().zip(&then).filter(|(now, then)| now != then).count() > 6);
    for ((then, again), name) in then.iter().zip(reports("--as-of 2")).zip(&names) {
        assert_eq!(*then, again, "{name}");
    }
}

#[test]
fn a_sheet_in_another_unit_takes_no_blame_for_the_amounts_that_it_does_not_state() {
    let session = Session::new();
    session.run("taizhang import seed --quiet");
    let import = |name: &str, text: &str| {
        std::fs::write(session.path().join(name), text).unwrap();
        printed(&session, &format!("taizhang import {name} --quiet --warnings hide"));
    };
    import(
        "项目一.csv",
        "unit,code,name,total_investment,annual_plan,money_unit\n内坑,P90,物流园,2,1,亿元\n",
    );
    import("项目二.csv", "unit,code,name,total_investment,money_unit\n内坑,P90,物流园,25000,万元\n");
    let blame = printed(&session, "taizhang blame projects 内坑/P90");
    let line =
        |title: &str| blame.lines().find(|line| line.starts_with(title)).unwrap().trim_end().to_owned();
    assert!(line("Total").contains("25000万元") && line("Total").ends_with("项目二.csv:2"), "{blame}");
    let plan = line("Annual plan");
    assert!(plan.contains("10000万元") && plan.ends_with("项目一.csv:2, in another unit since 3"), "{plan}");
    let chain = printed(&session, "taizhang blame projects 内坑/P90 annual_plan --format csv");
    let values: Vec<&str> = chain.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(values, ["10000", "1"]);
}
