//! The floors: which module may name which, where SQL and rusqlite may be, and how long a file may grow.
//!
//! It reads the source as text, so `super::super` is forbidden and re-exports stay inside a floor.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the crate and the modules that it may name
const FLOORS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("table", &["text"]),
    ("domain", &["text"]),
    ("sheets", &[]),
    ("storage", &["domain", "table", "text"]),
    ("ledger", &["storage", "sheets", "domain", "table", "text"]),
    ("formats", &["table", "text"]),
    ("reports", &["ledger", "storage", "domain", "table", "text"]),
    ("error", &["ledger", "text"]),
    ("ui", &["error", "formats", "text"]),
    (
        "commands",
        &["ui", "error", "reports", "formats", "ledger", "storage", "sheets", "domain", "table", "text"],
    ),
    ("cli", &["commands", "ui", "error", "ledger", "text"]),
    ("lib", &["cli"]),
    ("main", &[]),
];

const LONGEST_FILE: usize = 400;

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    // Properties are tests, and may look anywhere.
    paths.retain(|path| !path.to_string_lossy().ends_with("properties.rs"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
}

/// The module of the crate that a file belongs to
fn floor(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules named behind `crate::`, braces included
fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let list = rest.strip_prefix('{').and_then(|rest| rest.split('}').next()).unwrap_or(rest);
        let parts: Vec<&str> = if rest.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for part in parts {
            let name: String =
                part.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            if !name.is_empty() {
                names.push(name);
            }
        }
    }
    names
}

/// The source without comments and without its tests, which may look anywhere
fn code(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let lines = text[..tests].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn violations() -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let floor = floor(&path);
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == floor) else {
            found.push(format!("{}: `{floor}` is on no floor", path.display()));
            continue;
        };
        let code = code(&text);
        for name in named(&code) {
            if name != floor && !allowed.contains(&name.as_str()) {
                found.push(format!("{}: {floor} may not name {name}", path.display()));
            }
        }
        if code.contains("super::super") {
            found.push(format!("{}: super::super", path.display()));
        }
        if floor != "storage" && code.contains("rusqlite") {
            found.push(format!("{}: rusqlite outside storage", path.display()));
        }
        // The texts name SQL, and run none.
        let has_sql = floor != "text"
            && ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"CREATE ", "\"PRAGMA "]
                .iter()
                .any(|verb| code.contains(verb));
        if !matches!(floor.as_str(), "storage" | "reports") && has_sql {
            found.push(format!("{}: SQL outside storage and reports", path.display()));
        }
        // A spreadsheet's number is a double, as SQLite's is: one file reads them, and one writes them.
        let of_workbooks = ["sheets/cell_text.rs", "sheets/workbook_cells.rs"];
        let is_of_workbooks = of_workbooks.iter().any(|file| path.ends_with(file));
        if floor != "storage" && !is_of_workbooks && code.contains("f64") {
            found.push(format!("{}: a float outside storage", path.display()));
        }
        let writes_workbooks =
            ["writer", "cells", "lists", "stamp", "style"].map(|part| format!("sheets/workbook_{part}.rs"));
        if code.contains("rust_xlsxwriter") && !writes_workbooks.iter().any(|file| path.ends_with(file)) {
            found.push(format!("{}: rust_xlsxwriter outside the writer of workbooks", path.display()));
        }
    }
    found
}

#[test]
fn every_floor_names_only_what_stands_below_it() {
    let found = violations();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_file_says_what_lives_in_it_and_stays_short() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} does not begin with //!", path.display());
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", path.display());
    }
}

#[test]
fn the_reader_of_names_sees_braces_and_paths() {
    assert_eq!(named("use crate::{text::Failure, table};\ncrate::domain::x"), ["text", "table", "domain"]);
}
