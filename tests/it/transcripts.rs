//! Transcripts are the specification of the command line: each `$ command` in a console block of `tests/cli/*.md` and
//! of the README is run by a shell, and what it prints must be what stands below it.
//!
//! A command goes on in lines that begin with `> `. Every file is one session in a folder of its own, with the seed beside it. A line `? 1` is the exit status.
//! `TRANSCRIPTS=overwrite cargo test transcripts` writes what was printed into the files; read the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A session: the folder that it runs in
pub struct Session {
    folder: TempDir,
}

impl Session {
    /// A fresh folder with the seed in it
    pub fn new() -> Session {
        let folder = TempDir::new().unwrap();
        let seed = folder.path().join("seed");
        fs::create_dir(&seed).unwrap();
        for entry in fs::read_dir(Path::new(ROOT).join("seed")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, seed.join(path.file_name().unwrap())).unwrap();
        }
        Session { folder }
    }

    /// The folder
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a line in the shell: what it printed on both streams, and its exit status
    pub fn run(&self, line: &str) -> (String, i32) {
        let binary = Path::new(env!("CARGO_BIN_EXE_taizhang")).parent().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!("exec 2>&1; {line}"))
            .current_dir(self.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", binary.display()))
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .env("TAIZHANG_LANG", "en")
            .env("TAIZHANG_AUTHOR", "clerk")
            .env("TAIZHANG_NOW", "2026-11-23T08:00:00Z")
            .output()
            .unwrap();
        (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap_or(-1))
    }
}

/// The text of a file with every console block run anew
fn replay(text: &str) -> String {
    let session = Session::new();
    let mut replayed = String::new();
    let mut lines = text.lines().peekable();
    let mut in_console = false;
    while let Some(line) = lines.next() {
        replayed.push_str(line);
        replayed.push('\n');
        if line.starts_with("```") {
            in_console = line == "```console";
            continue;
        }
        let Some(first) = line.strip_prefix("$ ").filter(|_| in_console) else { continue };
        let mut command = first.to_owned();
        while let Some(next) = lines.next_if(|line| line.starts_with("> ")) {
            command.push_str(&format!("\n{}", &next[2..]));
            replayed.push_str(&format!("{next}\n"));
        }
        while lines.peek().is_some_and(|line| !line.starts_with("$ ") && !line.starts_with("```")) {
            lines.next();
        }
        let (output, status) = session.run(&command);
        if status != 0 {
            replayed.push_str(&format!("? {status}\n"));
        }
        replayed.push_str(&output);
        if !output.is_empty() && !output.ends_with('\n') {
            replayed.push('\n');
        }
    }
    replayed
}

fn check(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains("```console"), "{} holds no console block", path.display());
    let replayed = replay(&text);
    if replayed == text {
        return;
    }
    if std::env::var("TRANSCRIPTS").is_ok_and(|mode| mode == "overwrite") {
        fs::write(path, replayed).unwrap();
        return;
    }
    let line = text.lines().zip(replayed.lines()).position(|(old, new)| old != new);
    let line = line.unwrap_or_else(|| text.lines().count().min(replayed.lines().count()));
    let around =
        |text: &str| text.lines().skip(line.saturating_sub(2)).take(6).collect::<Vec<_>>().join("\n");
    panic!("{}:{}\nexpected:\n{}\nprinted:\n{}", path.display(), line + 1, around(&text), around(&replayed));
}

#[test]
fn what_the_transcripts_say_is_what_the_program_prints() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(Path::new(ROOT).join("tests/cli")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 8, "only {} transcripts", files.len());
    for file in files {
        check(&file);
    }
}

#[test]
fn what_the_readme_says_is_what_the_program_prints() {
    check(&Path::new(ROOT).join("README.md"));
}

#[test]
fn the_readmes_first_command_prints_what_the_readme_says() {
    let text = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let command = "cargo run --release -- import seed --then overview";
    let (_, rest) = text.split_once(command).expect("the README's first command");
    let printed = rest.split("```").nth(2).unwrap().trim_start_matches("text\n");
    let (output, status) = Session::new().run("taizhang import seed --then overview");
    assert_eq!((printed, status), (output.as_str(), 0));
}

#[test]
fn every_command_has_a_transcript_and_a_line_in_the_readme() {
    let (help, _) = Session::new().run("taizhang --help");
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 10, "{commands:?}");
    let transcripts: String = fs::read_dir(Path::new(ROOT).join("tests/cli"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    for command in commands {
        assert!(transcripts.contains(&format!("$ taizhang {command}")), "no transcript runs `{command}`");
        assert!(readme.contains(&format!("`taizhang {command}")), "the README does not name `{command}`");
    }
}
