//! Plans: what is applied is what the import would have done, and nothing where the ledger is another.

use proptest::prelude::*;
use rusqlite::Connection;

use crate::peers::{session_of, two_states};
use crate::transcripts::Session;

fn exported(session: &Session, ledger: &str, folder: &str) -> String {
    let (said, status) =
        session.run(&format!("taizhang --db {ledger} export {folder} --quiet && cat {folder}/*"));
    assert_eq!(status, 0, "{said}");
    said
}

/// What another tool writes
fn changed_by(session: &Session, sql: &str) {
    Connection::open(session.path().join("taizhang.db")).unwrap().execute_batch(sql).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// One imports; the other makes a plan of the same sheets and applies it: both ledgers hold the same.
    #[test]
    fn a_plan_that_is_applied_is_the_import(states in two_states()) {
        let session = session_of(&states);
        let options = "import b --mode snapshot --allow-removals --quiet";
        let line = format!(
            "cp a.db imported.db && cp a.db planned.db && taizhang --db imported.db {options}
             taizhang --db planned.db {options} --plan plan.json"
        );
        let (said, status) = session.run(&line);
        prop_assert_eq!(status, 0, "{}", said);
        prop_assert_eq!(exported(&session, "planned.db", "planned"), exported(&session, "a.db", "before"));
        let (said, status) = session.run("taizhang --db planned.db apply plan.json");
        prop_assert_eq!(status, 0, "{}", said);
        prop_assert_eq!(exported(&session, "planned.db", "applied"), exported(&session, "imported.db", "after"));
    }
}

#[test]
fn what_another_tool_wrote_before_is_the_base_and_what_it_writes_later_a_move() {
    let session = Session::new();
    let sheet = "unit,code,period,name,measure,actual\n新塘,GRID.L2,2022,二级网格,个,72\n";
    std::fs::write(session.path().join("metrics.csv"), sheet).unwrap();
    session.run("taizhang import seed --quiet");
    changed_by(&session, "UPDATE metrics SET note = '甲' WHERE code = 'GRID.L3'");
    let (said, status) = session.run("taizhang import metrics.csv --plan plan.json");
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("recorded as revision 2"), "{said}");
    assert!(said.contains("the plan against revision 2"), "{said}");
    changed_by(&session, "UPDATE metrics SET note = '乙' WHERE code = 'GRID.L3'");
    let (said, status) = session.run("taizhang apply plan.json --format csv");
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("metrics,350582005/GRID.L3/2022,changed,note,甲,乙"), "{said}");
    assert!(said.contains("against revision 2, and the ledger is at 3"), "{said}");
    changed_by(&session, "UPDATE metrics SET note = '甲' WHERE code = 'GRID.L3'");
    let (said, status) = session.run("taizhang apply plan.json");
    assert_eq!(status, 0, "{said}");
}

#[test]
fn a_copy_of_the_ledger_that_went_its_own_way_is_another_ledger() {
    let session = Session::new();
    let sheet = "unit,code,period,name,measure,actual\n新塘,GRID.L2,2022,二级网格,个,72\n";
    std::fs::write(session.path().join("metrics.csv"), sheet).unwrap();
    let (said, status) = session.run(
        "taizhang import seed --quiet && cp taizhang.db copy.db && taizhang remove metrics 新塘/GRID.L3/2022 --quiet
         taizhang import metrics.csv --plan plan.json --quiet && taizhang --db copy.db apply plan.json",
    );
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("another ledger"), "{said}");
}
