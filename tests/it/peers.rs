//! What other programs make of our differences: `daff patch` and `sqlite3` must turn one state into the other.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use crate::transcripts::Session;

/// Texts that formats, shells and spreadsheets trip over
const HOSTILE: [&str; 35] = [
    "一件事",
    "a\"b",
    "two\nlines",
    "cr\r\nlf",
    "\n\n",
    "a->b",
    "-->",
    "x-",
    ">y",
    "NULL",
    "_NULL",
    "__NULL",
    "null",
    "=1+1",
    "'=1+1",
    "''@x",
    "-5",
    "a b",
    "ab",
    "a  b",
    " a",
    "a ",
    "😀",
    "𠮷田",
    "...",
    "@@",
    "---",
    "+++",
    "a,b",
    "a!->b",
    "→␣",
    "tab\there",
    "(((",
    "; DROP TABLE goals; --",
    ".quit",
];

/// A goal: title, quote and note
pub type Goal = (String, String, String);

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(&HOSTILE[..]).prop_map(str::to_owned),
        1 => Just(String::new()),
        1 => "[-> a_NUL中'\"\\n]{1,6}",
    ]
    // Daff writes a quote behind a line break before it, whatever the diff says.
    .prop_map(|text: String| if text.contains("\n\"") { text.replace('"', "") } else { text })
}

fn goals() -> impl Strategy<Value = BTreeMap<u8, Goal>> {
    let goal = (text(), text(), text()).prop_map(|(title, quote, note)| {
        // A goal has a title, and what stands for nothing is none.
        (format!("{title}题"), quote, note)
    });
    proptest::collection::btree_map(0_u8..12, goal, 0..10)
}

/// Rows of which some stay, some change in a cell or two, some go and some come
pub fn two_states() -> impl Strategy<Value = [BTreeMap<u8, Goal>; 2]> {
    (goals(), goals(), proptest::collection::vec(0_u8..4, 12)).prop_map(|(before, other, fates)| {
        let mut after = before.clone();
        for (code, goal) in other {
            match (fates[usize::from(code)], after.get_mut(&code)) {
                (0, _) => {}
                (1, Some(known)) => known.2 = goal.2,
                (2, Some(_)) => {
                    after.remove(&code);
                }
                _ => {
                    after.insert(code, goal);
                }
            }
        }
        [before, after]
    })
}

fn run(session: &Session, arguments: &[&str]) {
    let (said, status) = session.run(&arguments.join(" "));
    assert_eq!(status, 0, "{arguments:?}: {said}");
}

fn import(session: &Session, goals: &BTreeMap<u8, Goal>) {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .from_path(session.path().join("goals.csv"))
        .unwrap();
    writer.write_record(["unit", "code", "title", "quote", "note"]).unwrap();
    for (code, (title, quote, note)) in goals {
        writer.write_record(["1", &format!("G{code:02}"), title, quote, note]).unwrap();
    }
    writer.flush().unwrap();
    run(
        session,
        &["taizhang import --quiet units.csv goals.csv --mode snapshot --allow-removals --warnings hide"],
    );
}

/// A ledger with two states in revisions 1 and 2 or later, and both exports: the folders `a` and `b`
pub fn session_of([before, after]: &[BTreeMap<u8, Goal>; 2]) -> Session {
    let session = Session::new();
    fs::write(session.path().join("units.csv"), "code,name,kind\n1,甲,town\n").unwrap();
    import(&session, before);
    run(&session, &["taizhang export --quiet a && cp taizhang.db a.db"]);
    import(&session, after);
    run(&session, &["taizhang export --quiet b"]);
    session
}

fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What daff leaves of the cells that the diff does not speak of: it takes a `_` from `_NULL` by reading and writing it
fn left_by_daff(before: &[Vec<String>], after: &[Vec<String>], put_in: &[String]) -> Vec<Vec<String>> {
    let left = |row: &Vec<String>| -> Vec<String> {
        let known = before.iter().find(|known| known[..2] == row[..2] && !put_in.contains(&row[1]));
        let cell = |(at, cell): (usize, &String)| match cell.strip_prefix('_') {
            Some(rest)
                if cell.trim_start_matches('_') == "NULL"
                    && known.is_some_and(|known| known[at] == *cell) =>
            {
                rest.to_owned()
            }
            _ => cell.clone(),
        };
        row.iter().enumerate().map(cell).collect()
    };
    after.iter().map(left).collect()
}

/// Whether daff writes every cell as we do: it quotes spaces at the ends, and tabs
fn is_spelled_alike(cells: &[Vec<String>]) -> bool {
    let alike = |cell: &String| {
        !cell.starts_with(' ') && !cell.ends_with(' ') && !cell.contains('\t') && !cell.ends_with("_NULL")
    };
    cells.iter().flatten().all(alike)
}

/// The keys of the rows that a diff puts in anew, whose texts daff takes as they are
fn put_in(diff: &Path) -> Vec<String> {
    cells(diff).into_iter().filter(|row| row[0] == "+++").map(|row| row[2].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    #[ignore = "needs daff"]
    fn daff_makes_one_export_of_the_other(states in two_states()) {
        let session = session_of(&states);
        run(&session, &["taizhang diff 1 @ --format daff --table goals --quiet -o diff.csv"]);
        run(&session, &["daff patch --eol lf --output patched.csv a/goals.csv diff.csv"]);
        let file = |name: &str| session.path().join(name);
        let diff = fs::read_to_string(file("diff.csv")).unwrap();
        let meant = cells(&file("b/goals.csv"));
        let patched = cells(&file("patched.csv"));
        let left = left_by_daff(&cells(&file("a/goals.csv")), &meant, &put_in(&file("diff.csv")));
        prop_assert_eq!(&patched, &left, "{}", diff);
        if is_spelled_alike(&meant) {
            let (patched, meant) = (fs::read_to_string(file("patched.csv")), fs::read_to_string(file("b/goals.csv")));
            prop_assert_eq!(patched.unwrap(), meant.unwrap(), "{}", diff);
        }
    }

    #[test]
    #[ignore = "needs sqlite3"]
    fn sqlite_makes_one_state_of_the_other(states in two_states()) {
        let session = session_of(&states);
        run(&session, &["taizhang diff 1 @ --format sql --quiet -o diff.sql"]);
        let script = fs::read(session.path().join("diff.sql")).unwrap();
        let feed = |ledger: &str| {
            let mut child = Command::new("sqlite3")
                .arg(session.path().join(ledger))
                .stdin(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(&script).unwrap();
            let output = child.wait_with_output().unwrap();
            (output.status.success(), String::from_utf8(output.stderr).unwrap())
        };
        prop_assert_eq!(feed("a.db"), (true, String::new()));
        run(&session, &["taizhang --db a.db export --quiet c && diff -r b c"]);
        run(&session, &["taizhang --db a.db check --quiet"]);
        // Once more it meets other values: it says so, and leaves the ledger as it is.
        if !script.is_empty() {
            let (success, said) = feed("a.db");
            prop_assert!(!success && said.contains("not as it was when this was written"), "{}", said);
            run(&session, &["taizhang --db a.db export --quiet d && diff -r b d"]);
        }
    }
}
