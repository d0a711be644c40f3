//! What a spreadsheet program makes of our exports, and what comes back from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::transcripts::Session;

/// How LibreOffice opens CSV: by commas, all columns as it likes, formulas run; and in which character set
const UTF_8: &str = "76";
const GB18030: &str = "85";

fn run(session: &Session, line: &str) -> String {
    let (said, status) = session.run(line);
    assert_eq!(status, 0, "{line}: {said}");
    said
}

/// Has LibreOffice open a file and save it in another form into the folder `saved`
fn resave(session: &Session, file: &str, form: &str, charset: &str) {
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", session.path().join("profile").display()))
        .args(["--headless", "--convert-to", form, "--outdir", "saved"])
        .arg(format!("--infilter=CSV:44,34,{charset},1,,0,false,true,false,false,false,0,true"))
        .arg(file)
        .current_dir(session.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("LibreOffice as `soffice` on the path");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// How LibreOffice saves CSV, cells as they are shown
fn csv_in(charset: &str) -> String {
    format!("csv:Text - txt - csv (StarCalc):44,34,{charset},1,,0,false,true,false,false,false,0")
}

/// The texts of the list, with what stands for control characters put in
fn payloads() -> Vec<String> {
    let list =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formula-payloads.txt"));
    let meant = |line: &str| {
        let escapes = [("\\t", "\t"), ("\\r", "\r"), ("\\n", "\n"), ("\\u200b", "\u{200b}")];
        escapes.iter().fold(line.to_owned(), |text, (escape, character)| text.replace(escape, character))
    };
    list.unwrap().lines().filter(|line| !line.starts_with('#')).map(meant).collect()
}

/// A ledger in which every column of free text holds every payload, and codes look like formulas
fn ledger_of_payloads() -> Session {
    let session = Session::new();
    let tables: [(&str, &[&str], &[&str]); 4] = [
        ("units", &["code", "kind"], &["name", "short_name", "aliases", "note"]),
        ("goals", &["unit", "code"], &["title", "owner", "source", "quote", "note"]),
        (
            "projects",
            &["unit", "code"],
            &["name", "place", "owner", "progress", "problem", "source", "quote", "note"],
        ),
        ("metrics", &["unit", "code", "period", "measure", "actual"], &["name", "source", "quote", "note"]),
    ];
    let folder = session.path().join("payloads");
    fs::create_dir(&folder).unwrap();
    for (table, key, texts) in tables {
        let mut writer = csv::Writer::from_path(folder.join(format!("{table}.csv"))).unwrap();
        writer.write_record(key.iter().chain(texts)).unwrap();
        for (number, payload) in payloads().iter().enumerate() {
            let (unit, code) = (format!("-U{number}"), format!("-G{number}"));
            let cell = |column: &&str| match *column {
                "code" if table == "units" => unit.clone(),
                "unit" => unit.clone(),
                "code" => code.clone(),
                "kind" => "town".to_owned(),
                "period" => "2022".to_owned(),
                // What divides names makes several of one.
                "aliases" => payload.replace([',', ';', '、', '\n'], "/"),
                "measure" => "%".to_owned(),
                "actual" => format!("-{number}.5"),
                _ => payload.clone(),
            };
            writer.write_record(key.iter().chain(texts).map(cell)).unwrap();
        }
        writer.flush().unwrap();
    }
    // Names are warned of: what nobody sees in them is left out.
    let said = run(&session, "taizhang import payloads --no-guard --warnings hide 2>&1 | grep revision");
    assert!(said.contains("revision 1"), "{said}");
    session
}

/// The formulas of a sheet that LibreOffice has opened, and how many of its cells are numbers
fn opened(session: &Session, file: &str, charset: &str) -> (BTreeSet<String>, usize) {
    resave(session, file, "fods", charset);
    let stem = Path::new(file).file_stem().unwrap().to_str().unwrap();
    let xml = fs::read_to_string(session.path().join("saved").join(format!("{stem}.fods"))).unwrap();
    let body = &xml[xml.find("<office:body>").unwrap()..];
    let formulas = body.split(" table:formula=\"").skip(1);
    let formulas = formulas.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
    (formulas, body.matches("office:value-type=\"float\" office:value=\"-").count())
}

#[test]
#[ignore = "needs LibreOffice"]
fn no_text_of_an_export_is_run_and_every_number_stays_one() {
    let session = ledger_of_payloads();
    let count = payloads().len();
    // The list does run where nothing guards against it.
    run(&session, "taizhang export bare.csv --table metrics --no-guard -q");
    let (formulas, _) = opened(&session, "bare.csv", UTF_8);
    assert!(formulas.len() > 20, "{formulas:?}");
    for table in ["units", "goals", "projects", "metrics"] {
        for (name, options, charset) in [
            ("plain.csv", "", UTF_8),
            ("excel.csv", "--for-excel --headers zh", UTF_8),
            ("gbk.csv", "--for-excel --headers zh --encoding gb18030", GB18030),
            ("book.xlsx", "", UTF_8),
        ] {
            run(&session, &format!("taizhang export {name} --table {table} -q --force {options}"));
            let (formulas, numbers) = opened(&session, name, charset);
            assert_eq!(formulas, BTreeSet::new(), "{table} {name}");
            assert_eq!(numbers, if table == "metrics" { count } else { 0 }, "{table} {name}");
        }
    }
}

/// LibreOffice runs only what begins with `=`; other programs run more
#[test]
fn no_cell_of_an_export_begins_a_formula_but_numbers() {
    let session = ledger_of_payloads();
    for options in ["", "--headers zh", "--for-excel --headers zh", "--split-by unit --format csv --stamp"] {
        run(&session, &format!("taizhang export out --force -q {options}"));
        for file in csv_files(&session.path().join("out")) {
            let bytes = fs::read(&file).unwrap();
            let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
            let mut reader = csv::Reader::from_reader(bare);
            for cell in reader
                .records()
                .flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
            {
                let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
                assert!(!is_formula || cell.parse::<f64>().is_ok(), "{options} {}: {cell}", file.display());
            }
        }
    }
}

/// The CSV files of a folder and those below it
fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { csv_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "csv")).collect()
}

#[test]
fn payloads_come_back_unchanged() {
    let session = ledger_of_payloads();
    run(&session, "taizhang export before --no-guard -q");
    for (out, options, import) in [
        ("plain", "", ""),
        ("bare", "--no-guard", "--no-guard"),
        ("excel", "--for-excel --headers zh", ""),
        ("gbk", "--for-excel --headers zh --encoding gb18030", "--encoding gb18030"),
        ("utf16", "--headers zh --encoding utf-16le", ""),
        ("book.xlsx", "", ""),
        ("buch.xlsx", "--headers zh --no-protect", ""),
    ] {
        run(&session, &format!("taizhang export {out} -q {options}"));
        let said = run(&session, &format!("taizhang import {out} {import} --warnings hide"));
        assert!(said.contains("no revision was made"), "{out}: {said}");
        run(&session, &format!("taizhang --db {out}.db import {out} {import} -q --warnings hide"));
        run(&session, &format!("taizhang --db {out}.db export after --no-guard -q --force"));
        run(&session, "diff -r before after");
    }
}

/// A ledger with what spreadsheets like to make something else of
fn ledger_of_temptations() -> Session {
    let session = Session::new();
    let write = |name: &str, text: &str| fs::write(session.path().join(name), text).unwrap();
    write(
        "goals.csv",
        "unit,code,title,period,due,note\n\
         内坑,005,零零五,2022,2022-M09,007\n\
         内坑,17.1,一,2022-Q3,2022-09-30,1-2\n\
         内坑,17.10,十,2021/2025,2024-02-29,3/4\n\
         内坑,1-1,横,2022-M01/2022-M09,,TRUE\n",
    );
    write(
        "metrics.csv",
        "unit,code,period,name,measure,baseline,target,actual,note\n\
         内坑,A.1,2022,大数,元,123456789012345,0.000012345,7382000000,12345678901234567890\n\
         内坑,A.2,2022-H1,率,%,85.5,100,-0.25,=1+1\n\
         内坑,A.3,2022,额,亿元,0.1,73.82,1234.5,“引”\n",
    );
    run(
        &session,
        "taizhang import seed -q && taizhang import goals.csv metrics.csv --no-guard -q --warnings hide",
    );
    session
}

#[test]
#[ignore = "needs LibreOffice"]
fn a_workbook_that_a_spreadsheet_has_saved_changes_nothing() {
    let session = ledger_of_temptations();
    for headers in ["en", "zh"] {
        run(&session, &format!("taizhang export 台账.xlsx --headers {headers} -q --force"));
        for form in ["xlsx", "ods", "xls"] {
            resave(&session, "台账.xlsx", form, UTF_8);
            let said = run(&session, &format!("taizhang import saved/台账.{form} --warnings hide"));
            assert!(said.contains("no revision was made"), "{headers} {form}: {said}");
        }
    }
    // What a spreadsheet has saved is no longer ours to write over.
    fs::copy(session.path().join("saved/台账.xlsx"), session.path().join("台账.xlsx")).unwrap();
    let (said, status) = session.run("taizhang export 台账.xlsx");
    assert!(status == 1 && said.contains("saved by another program"), "{said}");
}

#[test]
#[ignore = "needs LibreOffice"]
fn a_csv_file_that_a_spreadsheet_has_saved_changes_nothing_or_its_damage_is_named() {
    let session = ledger_of_temptations();
    for (options, charset) in [("", UTF_8), ("--encoding gbk", GB18030)] {
        for (table, damaged) in [("units", false), ("projects", false), ("metrics", true), ("goals", true)] {
            let file = format!("{table}.csv");
            run(
                &session,
                &format!(
                    "taizhang export {file} --table {table} --for-excel --headers zh -q --force {options}"
                ),
            );
            resave(&session, &file, &csv_in(charset), charset);
            let (said, status) = session.run(&format!("taizhang import saved/{file} --dry-run"));
            assert_eq!(damaged, !said.contains("no difference"), "{file} {options}: {said}");
            assert_eq!(damaged, said.contains("F6 spreadsheet damage"), "{file} {options}: {said}");
            // A code that another row has is refused, whatever made it so.
            assert_eq!(status, i32::from(table == "goals"), "{file} {options}: {said}");
        }
    }
}

/// A ledger and an exported sheet of it that disagree in cells of every kind
fn disagreement() -> Session {
    let session = Session::new();
    let write = |name: &str, text: &str| fs::write(session.path().join(name), text).unwrap();
    let header = "单位,项目编号,项目名称,项目阶段,总投资,年度计划投资,金额单位,计划开工,备注\n";
    write(
        "项目.csv",
        &format!("{header}内坑,P90,路,策划,100,10.5,万元,2022-09,原\n西园,P91,桥,策划,5,,亿元,,\n"),
    );
    run(&session, "taizhang import seed -q && taizhang import 项目.csv -q --warnings hide");
    run(&session, "taizhang export 表.csv --table projects --stamp --headers zh --no-guard -q");
    let edited = fs::read_to_string(session.path().join("表.csv")).unwrap();
    let edited = edited
        .lines()
        .map(|line| match line {
            line if line.contains(",P90,") => line
                .replace(",策划,", ",前期,")
                .replace(",100,,10.5,", ",120.25,超,11.5,")
                .replace(",2022-M09,", ",2022-M10,")
                .replace(",原", ",\"007\n=1+1\""),
            line if line.contains(",P91,") => line.replace(",桥,", ",1-1,").replace(",5,,", ",0.000012345,,"),
            line => line.to_owned(),
        })
        .collect::<Vec<_>>();
    write("表.csv", &(edited.join("\n") + "\n"));
    write(
        "我方.csv",
        &format!("{header}内坑,P90,路,在建,110,12,万元,2022-11,2022-09-30\n西园,P91,3/4,策划,6,,亿元,,\n"),
    );
    run(&session, "taizhang import 我方.csv --table projects -q --warnings hide");
    session
}

#[test]
#[ignore = "needs LibreOffice"]
fn a_table_of_conflicts_that_a_spreadsheet_has_saved_is_decided() {
    let session = disagreement();
    run(
        &session,
        "cp taizhang.db 全取.db && taizhang --db 全取.db import 表.csv --theirs --no-guard -q --warnings hide",
    );
    run(&session, "taizhang --db 全取.db export 全取 -q");
    for (language, theirs) in [("zh", "对方"), ("en", "theirs")] {
        let (said, _) =
            session.run(&format!("taizhang import 表.csv --conflicts 冲突.xlsx --lang {language} -q"));
        resave(&session, "冲突.xlsx", "fods", UTF_8);
        let file = session.path().join("saved/冲突.fods");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("table:content-validation "), "no list to choose from: {said}");
        let empty = " table:content-validation-name=\"val1\"/>";
        let filled = format!(
            " table:content-validation-name=\"val1\" office:value-type=\"string\"><text:p>{theirs}</text:p></table:table-cell>"
        );
        assert_eq!(text.matches(empty).count(), 8, "{said}");
        fs::write(session.path().join("冲突.fods"), text.replace(empty, &filled)).unwrap();
        for form in ["xlsx", "ods", "xls"] {
            resave(&session, "冲突.fods", form, UTF_8);
            run(&session, "cp taizhang.db 逐格.db");
            let decide = format!("--decide saved/冲突.{form} --no-guard -q --warnings hide");
            run(&session, &format!("taizhang --db 逐格.db import 表.csv {decide}"));
            run(&session, "taizhang --db 逐格.db export 逐格 -q --force && diff -r 全取 逐格");
        }
    }
}
