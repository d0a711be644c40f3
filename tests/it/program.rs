//! What holds for the program as a whole: streams, languages, exit codes, and the ledger that a refused import leaves.

use std::fs;
use std::process::{Command, Output};

use crate::transcripts::Session;

/// Runs the program in a session's folder, in English and at a time that stands still
pub fn taizhang(session: &Session, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taizhang"))
        .args(arguments)
        .current_dir(session.path())
        .env("TAIZHANG_LANG", "en")
        .env("TAIZHANG_NOW", "2026-11-23T08:00:00Z")
        .env_remove("TAIZHANG_DB")
        .output()
        .unwrap()
}

fn seeded() -> Session {
    let session = Session::new();
    assert!(taizhang(&session, &["import", "seed"]).status.success());
    session
}

#[test]
fn data_goes_to_standard_output_and_everything_else_to_standard_error() {
    let session = Session::new();
    let import = taizhang(&session, &["import", "seed", "--then", "metrics", "--format", "csv"]);
    let stdout = String::from_utf8(import.stdout).unwrap();
    assert!(stdout.starts_with("unit,code,name,"), "{stdout}");
    assert_eq!(stdout.lines().count(), 10);
    assert!(String::from_utf8(import.stderr).unwrap().contains("revision 1"));
    let quiet = taizhang(&session, &["import", "seed", "--quiet"]);
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty());
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_pipe_is_written_into_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let session = seeded();
    let pipe = session.path().join("units.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let read = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
    };
    let written = taizhang(&session, &["query", "SELECT code FROM units LIMIT 1", "-o", "units.csv"]);
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(read.join().unwrap().starts_with("code\n"));
}

#[test]
fn the_exit_codes_are_what_the_readme_says() {
    let session = seeded();
    let code = |arguments: &[&str]| taizhang(&session, arguments).status.code();
    assert_eq!(code(&["report"]), Some(0));
    assert_eq!(code(&["report", "nothing"]), Some(1));
    assert_eq!(code(&["report", "--nothing"]), Some(2));
    assert_eq!(code(&["diff", "--exit-code"]), Some(3));
    assert_eq!(code(&["diff", "@", "@", "--exit-code"]), Some(0));
    assert_eq!(code(&["--db", "seed/units.csv", "report"]), Some(1));
}

#[test]
fn a_refused_import_leaves_the_ledger_byte_for_byte_as_it_was() {
    let session = seeded();
    let ledger = session.path().join("taizhang.db");
    let before = fs::read(&ledger).unwrap();
    fs::write(session.path().join("goals.csv"), "unit,code,title\n内坑镇,G1,x\n无此镇,G2,y\n").unwrap();
    let refused = taizhang(&session, &["import", "goals.csv"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(fs::read(&ledger).unwrap() == before);
    assert!(!session.path().join("taizhang.db-journal").exists());
}

#[test]
fn a_refused_import_makes_no_ledger() {
    let session = Session::new();
    fs::write(session.path().join("goals.csv"), "unit,code,title\n无此镇,G2,y\n").unwrap();
    assert_eq!(taizhang(&session, &["import", "goals.csv"]).status.code(), Some(1));
    assert!(!session.path().join("taizhang.db").exists());
    assert_eq!(taizhang(&session, &["import", "nowhere.csv"]).status.code(), Some(1));
    assert!(!session.path().join("taizhang.db").exists());
}

#[test]
fn a_file_that_is_no_ledger_is_refused_and_left_alone() {
    let session = Session::new();
    let path = session.path().join("other.db");
    for content in [&b"SQLite format 3\0 but cut"[..], b"unit,code\n", &[0_u8; 4096]] {
        fs::write(&path, content).unwrap();
        let refused = taizhang(&session, &["--db", "other.db", "import", "seed"]);
        assert_eq!(refused.status.code(), Some(1));
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[test]
fn a_clerks_own_sheet_is_not_written_over() {
    let session = seeded();
    let foreign: [&[u8]; 3] =
        [b"mine\n", b"\xB5\xA5\xCE\xBB,\xB1\xE0\xBA\xC5\n", "单位,编号,目标\n内坑,G1,x\n".as_bytes()];
    fs::create_dir(session.path().join("out")).unwrap();
    for content in foreign {
        let path = session.path().join("out/goals.csv");
        fs::write(&path, content).unwrap();
        assert_eq!(taizhang(&session, &["export", "out"]).status.code(), Some(1));
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    assert_eq!(taizhang(&session, &["export", "out", "--force"]).status.code(), Some(0));
    assert_eq!(taizhang(&session, &["export", "out"]).status.code(), Some(0));
}

#[test]
fn errors_are_json_where_the_output_is() {
    let session = Session::new();
    let failed = taizhang(&session, &["report", "--format", "json"]);
    let error: serde_json::Value = serde_json::from_slice(&failed.stderr).unwrap();
    assert_eq!(error["error"]["code"], "NoLedger");
}

#[test]
fn the_whole_program_speaks_chinese() {
    let session = seeded();
    let has_english_words = |text: &str| {
        text.lines().filter(|line| !line.contains('`') && !line.contains("--")).any(|line| {
            line.split(|letter: char| !letter.is_ascii_lowercase()).any(|word| {
                ["the", "error", "rows", "revision", "nothing", "table", "help", "usage"].contains(&word)
            })
        })
    };
    for arguments in [
        &["--lang", "zh", "report"][..],
        &["--lang", "zh", "log"],
        &["--lang", "zh", "show"],
        &["--lang", "zh", "import", "seed"],
        &["--lang", "zh", "diff"],
        &["--lang", "zh", "diff", "--stat"],
        &["--lang", "zh", "diff", "absent.db@1", "@"],
        &["--lang", "zh", "diff", "--format", "daff"],
        &["--lang", "zh", "apply", "seed/units.csv"],
        &["--lang", "zh", "apply", "seed/absent.json"],
        &["--lang", "zh", "check"],
        &["--lang", "zh", "template"],
        &["--lang", "zh", "template", "x.doc"],
        &["--lang", "zh", "report", "xyz"],
        &["--lang", "zh", "rport"],
    ] {
        let output = taizhang(&session, arguments);
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!text.is_empty() && !has_english_words(&text), "{arguments:?}: {text}");
    }
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let session = seeded();
    let (_, status) = session.run("taizhang report projects --format csv | head -n 1 > /dev/null");
    assert_eq!(status, 0);
}

#[test]
fn an_interrupted_import_leaves_the_ledger_as_it_was() {
    let session = seeded();
    let ledger = session.path().join("taizhang.db");
    let before = fs::read(&ledger).unwrap();
    let mut rows = String::from("unit,code,title\n");
    (0..300_000).for_each(|row| rows.push_str(&format!("350582109,X{row:06},一件事\n")));
    fs::write(session.path().join("goals.csv"), rows).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_taizhang"))
        .args(["import", "goals.csv"])
        .current_dir(session.path())
        .env("TAIZHANG_LANG", "en")
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // The journal is there while rows are written.
    let journal = session.path().join("taizhang.db-journal");
    while !journal.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("interrupted; the ledger is as it was"), "{said}");
    assert!(!journal.exists() && fs::read(&ledger).unwrap() == before);
}
