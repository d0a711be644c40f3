//! The ledger file as other tools see it.

use rusqlite::Connection;

use crate::transcripts::Session;

fn seeded() -> (Session, Connection) {
    let session = Session::new();
    let (output, status) = session.run("taizhang import seed");
    assert_eq!(status, 0, "{output}");
    let connection = Connection::open(session.path().join("taizhang.db")).unwrap();
    (session, connection)
}

#[test]
fn an_update_by_another_tool_becomes_a_revision_of_its_own() {
    let (session, connection) = seeded();
    connection.execute("UPDATE metrics SET actual = 71 WHERE code = 'GRID.L2'", []).unwrap();
    connection.execute("DELETE FROM projects WHERE unit = '350582109' AND code = 'P5'", []).unwrap();
    connection
        .execute("INSERT INTO goals (unit, code, title) VALUES ('350582109', 'G99', '外部')", [])
        .unwrap();
    drop(connection);
    let (log, _) = session.run("taizhang log --format csv --quiet");
    assert!(log.lines().nth(1).unwrap().contains(",outside,"), "{log}");
    let (diff, _) = session.run("taizhang diff --format csv --quiet");
    assert!(diff.contains("metrics,350582005/GRID.L2/2022,changed,actual,70,71,1,1.4"), "{diff}");
    assert!(diff.contains("projects,350582109/P5,removed"), "{diff}");
    let (import, _) = session.run("taizhang import seed");
    assert!(import.contains("changes made by another tool were recorded as revision 2"), "{import}");
    let (show, _) = session.run("taizhang show 2 --format csv --quiet");
    assert!(show.contains("goals,350582109/G99,added"), "{show}");
    let (check, status) = session.run("taizhang check");
    assert_eq!(status, 0, "{check}");
}

#[test]
fn rows_that_no_revision_holds_yet_are_mentioned() {
    let (session, connection) = seeded();
    connection
        .execute("INSERT INTO goals (unit, code, title) VALUES ('350582109', 'G99', '外部')", [])
        .unwrap();
    drop(connection);
    for command in ["taizhang log -n 1", "taizhang diff", "taizhang check"] {
        let (output, _) = session.run(command);
        assert!(output.contains("inserted rows that no revision holds yet"), "{command}: {output}");
    }
}

#[test]
fn a_state_whose_rows_another_tool_dropped_is_not_said_to_be_restored() {
    let (session, connection) = seeded();
    connection
        .execute(
            "INSERT OR REPLACE INTO metrics (unit, code, period, name, measure, target)
             VALUES ('350582109', 'PARK.AREA', '2022', '占地', '亩', 4000)",
            [],
        )
        .unwrap();
    drop(connection);
    let (output, status) = session.run("taizhang undo");
    assert!(status == 1 && output.contains("does not hold all rows of revision 1"), "{output}");
}

#[test]
fn no_command_claims_a_state_or_a_change_whose_rows_are_gone() {
    let (session, connection) = seeded();
    let sheet = "unit,code,title\\n内坑,G99,新目标\\n";
    session.run(&format!("printf '{sheet}' > goals.csv; taizhang import goals.csv"));
    connection
        .execute("INSERT OR REPLACE INTO goals (unit, code, title) VALUES ('350582109', 'G99', '外部')", [])
        .unwrap();
    drop(connection);
    for command in ["restore 2", "revert 2", "undo"] {
        let (output, status) = session.run(&format!("taizhang {command}"));
        assert!(
            status == 1 && output.contains("does not hold all rows of revision 2"),
            "{command}: {output}"
        );
    }
    let (log, _) = session.run("taizhang log --format csv --quiet");
    assert_eq!(log.lines().count(), 3, "{log}");
}

#[test]
fn what_another_tool_did_is_taken_in_before_the_history_moves() {
    let (session, connection) = seeded();
    connection.execute("UPDATE metrics SET actual = 71 WHERE code = 'GRID.L2'", []).unwrap();
    let (redo, status) = session.run("taizhang redo");
    assert!(status == 1 && redo.contains("the last revision, 2, is no undo (outside)"), "{redo}");
    let (undo, _) = session.run("taizhang undo");
    assert!(undo.contains("recorded as revision 2\nundid revision 2 (outside)"), "{undo}");
    connection.execute("UPDATE metrics SET actual = 72 WHERE code = 'GRID.L2'", []).unwrap();
    let (tag, _) = session.run("taizhang tag 终稿");
    assert!(tag.contains("`终稿` is now revision 4 (outside)"), "{tag}");
    // What has a name is closed: the next change is another revision.
    connection.execute("UPDATE metrics SET actual = 73 WHERE code = 'GRID.L2'", []).unwrap();
    drop(connection);
    let (diff, _) = session.run("taizhang diff 终稿 --format csv --quiet");
    assert!(diff.contains("changed,actual,72,73,"), "{diff}");
    let (check, status) = session.run("taizhang check");
    assert_eq!(status, 0, "{check}");
}

#[test]
fn a_partner_that_is_no_unit_is_found_and_one_that_is_stays() {
    let (session, connection) = seeded();
    let set = "UPDATE goals SET partners = '350582-SLJ、350582-JYJ' WHERE unit = '350582109' AND code = 'G1'";
    connection.execute(set, []).unwrap();
    let (check, status) = session.run("taizhang check");
    assert_eq!(status, 0, "{check}");
    let (_, status) = session.run("taizhang rename units 水利局 SLJ");
    let partners: String = connection
        .query_row("SELECT partners FROM goals WHERE unit = '350582109' AND code = 'G1'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!((status, partners.as_str()), (0, "SLJ、350582-JYJ"));
    connection.execute(&set.replace("SLJ", "SLX"), []).unwrap();
    let (check, status) = session.run("taizhang check");
    assert!(status == 3 && check.contains("goals 350582109/G1: partners refers to"), "{check}");
}

#[test]
fn what_referred_to_nothing_before_does_not_stand_in_the_way() {
    let (session, connection) = seeded();
    connection.execute("UPDATE metrics SET goal = 'G77' WHERE code = 'GRID.L2'", []).unwrap();
    drop(connection);
    for command in ["rename units 新塘 XT", "rename metrics 新塘/GRID.L2 GRID.2", "undo", "revert 4"] {
        let (output, status) = session.run(&format!("taizhang {command}"));
        assert_eq!(status, 0, "{command}: {output}");
    }
    let (check, status) = session.run("taizhang check");
    assert!(status == 3 && check.contains("goal refers to `G77`"), "{check}");
}

#[test]
fn a_row_replaced_without_a_trace_is_named_by_check() {
    let (session, connection) = seeded();
    connection
        .execute("INSERT OR REPLACE INTO units (code, name, kind) VALUES ('350582109', '内坑', 'town')", [])
        .unwrap();
    drop(connection);
    let (check, status) = session.run("taizhang check");
    assert!(status == 3 && check.contains("revision 1"), "{check}");
}

#[test]
fn a_revision_is_neither_edited_nor_deleted() {
    let (_session, connection) = seeded();
    assert!(connection.execute("DELETE FROM revisions", []).is_err());
    assert!(connection.execute("UPDATE revisions SET author = 'x'", []).is_err());
}

#[test]
fn the_schema_is_what_an_analyst_reads_in_any_sqlite_tool() {
    let (_session, connection) = seeded();
    let (value, kind): (f64, String) = connection
        .query_row("SELECT actual, typeof(actual) FROM metrics WHERE code = 'GRID.L2'", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((value, kind.as_str()), (70.0, "real"));
    let named: String = connection
        .query_row(
            "SELECT total_investment_text FROM projects_named WHERE unit = '350582109' AND code = 'P1'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(named, "超100亿元");
}

#[test]
fn a_newer_ledger_is_refused_and_left_alone() {
    let (session, connection) = seeded();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let (output, status) = session.run("taizhang report");
    assert!(status == 1 && output.contains("newer"), "{output}");
}

#[test]
#[ignore = "needs sqlite3"]
fn the_sqlite3_shell_reads_writes_and_is_recorded() {
    let (session, connection) = seeded();
    drop(connection);
    let (named, status) = session.run(
        "sqlite3 taizhang.db \"SELECT unit_name, target_text FROM metrics_named WHERE code = 'EDU.SEAT.NEW'\"",
    );
    assert_eq!((named.as_str(), status), ("晋江市教育局|13.89万个\n", 0));
    let (output, status) =
        session.run("sqlite3 taizhang.db \"UPDATE units SET note = '外部' WHERE code = '350582'\"");
    assert_eq!((output.as_str(), status), ("", 0));
    let (diff, _) = session.run("taizhang diff --format csv --quiet");
    assert!(diff.contains("units,350582,changed,note,,外部"), "{diff}");
}

#[test]
#[ignore = "needs sqlite3"]
fn the_sqlite3_shell_reads_every_view() {
    let (session, connection) = seeded();
    connection.execute("UPDATE metrics SET actual = 71 WHERE code = 'GRID.L2'", []).unwrap();
    drop(connection);
    let (views, _) = session
        .run("sqlite3 taizhang.db \"SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name\"");
    assert!(views.lines().count() >= 15, "{views}");
    for view in views.lines() {
        let (output, status) = session.run(&format!("sqlite3 -csv taizhang.db 'SELECT * FROM {view}'"));
        assert!(status == 0 && !output.is_empty(), "{view}: {output}");
    }
    let (cell, _) = session.run(
        "sqlite3 taizhang.db \"SELECT entity, key, \\\"column\\\", old, typeof(old), new, change, author IS NULL
         FROM changed_cells WHERE revision = 2\"",
    );
    assert_eq!(cell, "metrics|350582005/GRID.L2/2022|actual|70.0|real|71.0|changed|1\n");
}
