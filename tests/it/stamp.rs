//! Workbooks that left with a stamp and come back: edited by hand, or saved by another program.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::transcripts::Session;

/// A ledger with the seed, and a workbook of it
fn exported() -> Session {
    let session = Session::new();
    assert_eq!(
        session.run("taizhang import seed --quiet && taizhang export 台账.xlsx --quiet"),
        (String::new(), 0)
    );
    session
}

/// Types another text over one, wherever it stands in a workbook
fn type_over(from: &Path, to: &Path, old: &str, new: &str) {
    let mut archive = ZipArchive::new(File::open(from).unwrap()).unwrap();
    let mut writer = ZipWriter::new(File::create(to).unwrap());
    let mut found = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        writer.start_file(part.name().unwrap(), SimpleFileOptions::default()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        found += text.matches(old).count();
        writer.write_all(text.replace(old, new).as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    assert!(found > 0, "no `{old}`");
}

#[test]
fn an_edited_workbook_is_told_cell_by_cell_and_taken_as_such() {
    let session = exported();
    type_over(
        &session.path().join("台账.xlsx"),
        &session.path().join("改.xlsx"),
        ">双龙路拓改<",
        ">双龙路改造<",
    );
    let (printed, status) = session.run("taizhang check 改.xlsx --quiet --format csv");
    let row = "改.xlsx,projects,C2,changed,projects,350582003/P1,name,双龙路拓改,双龙路改造\n";
    assert_eq!(
        (printed.as_str(), status),
        (&*format!("file,sheet,cell,change,table,key,column,old,new\n{row}"), 3)
    );
    // The ledger goes on in the same row.
    std::fs::write(session.path().join("注.csv"), "unit,code,name,note\n西园,P1,双龙路拓改,已开工\n")
        .unwrap();
    let line = "taizhang import 注.csv --table projects --quiet && taizhang import 改.xlsx --quiet && taizhang diff --format csv";
    let (printed, status) = session.run(line);
    assert_eq!(status, 0, "{printed}");
    assert!(printed.contains("\nprojects,350582003/P1,changed,name,双龙路拓改,双龙路改造,,\n"), "{printed}");
    assert!(printed.ends_with("projects: 0 added, 1 changed, 0 removed\n"), "{printed}");
    let (printed, _) = session.run(
        "taizhang query \"SELECT note FROM projects WHERE unit = 350582003 AND code = 'P1'\" --format csv",
    );
    assert_eq!(printed, "note\n已开工\n");
}

#[test]
fn a_stamp_that_was_typed_over_is_ignored_and_said() {
    let session = exported();
    let (from, to) = (session.path().join("台账.xlsx"), session.path().join("改.xlsx"));
    type_over(&from, &to, "2026-11-23T08:00:00Z", "2026-11-22T08:00:00Z");
    let (printed, status) = session.run("taizhang import 改.xlsx");
    let said = "the stamp of 改.xlsx was changed or is not whole: the stamp is ignored, and the file is read like any other\n";
    assert!(printed.contains(said), "{printed}");
    assert_eq!(status, 0);
    let (printed, status) = session.run("taizhang check 改.xlsx");
    assert!(printed.starts_with("the stamp of 改.xlsx was changed or is not whole\n"), "{printed}");
    assert_eq!(status, 1);
}

#[test]
fn a_sheet_that_lost_a_column_is_refused_among_others() {
    let session = exported();
    let (from, to) = (session.path().join("台账.xlsx"), session.path().join("改.xlsx"));
    type_over(&from, &to, ">title<", "><");
    let (printed, status) = session.run("taizhang check 改.xlsx --quiet --format csv");
    let row = "改.xlsx,goals,,column_removed,goals,,title,,\n";
    assert_eq!(
        (printed.as_str(), status),
        (&*format!("file,sheet,cell,change,table,key,column,old,new\n{row}"), 3)
    );
    for option in ["", " --no-stamp"] {
        let (printed, status) = session.run(&format!("taizhang import 改.xlsx{option}"));
        assert!(printed.contains("error F3 header: there is no column `title`"), "{option}: {printed}");
        assert_eq!(status, 1);
    }
}

/// Cells that a spreadsheet might make something else of
const DELICATE: &str = "unit,code,name,total_investment,annual_plan,money_unit,as_of,start_plan,note
西园,005,1-1,0.1,1234567890.12345,万元,2022-09-30,2022-M09,\"一行
 又一行\"
西园,1.10,=1+1,0,7382000000,元,2022-M12,2024-02-29, 前后空格\u{20}
西园,3E5,１２３,0.30,,亿元,,,TRUE
";

/// Has LibreOffice open a workbook and save it as another
fn save_as(session: &Session, workbook: &str, format: &str) {
    let profile = session.path().join("profile");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", format, "--outdir", "saved", workbook])
        .current_dir(session.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("LibreOffice as `soffice` on the path");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[ignore = "needs LibreOffice"]
fn what_another_program_has_merely_saved_is_as_exported() {
    let session = Session::new();
    std::fs::write(session.path().join("projects.csv"), DELICATE).unwrap();
    let (printed, status) = session.run("taizhang import seed --quiet && taizhang import projects.csv");
    assert_eq!(status, 0, "{printed}");
    let (printed, status) = session.run("taizhang export 台账.xlsx --headers zh");
    assert_eq!(status, 0, "{printed}");
    for format in ["xlsx", "ods", "xls"] {
        save_as(&session, "台账.xlsx", format);
        let (printed, status) = session.run(&format!("taizhang check saved/台账.{format}"));
        assert!(printed.ends_with("\nas exported: nothing was edited by hand\n"), "{format}: {printed}");
        assert_eq!(status, 0);
        let (printed, _) = session.run(&format!("taizhang import saved/台账.{format}"));
        assert!(printed.contains("only what was changed in it since is taken\n"), "{format}: {printed}");
        assert!(printed.contains("nothing changed; no revision was made\n"), "{format}: {printed}");
    }
}
