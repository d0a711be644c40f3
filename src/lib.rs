//! taizhang (台账): a plan ledger in one SQLite file.
//!
//! The floors, each naming only those below it:
//!
//! ```text
//! main → lib → cli → commands (ui, error) → reports | formats → ledger → storage | sheets → domain → table → text
//! ```
//!
//! One command traced down them, `taizhang import seed`: `cli` reads the arguments and opens the ledger's path;
//! `commands::import` asks `ledger::import` for one revision of the sheets and says what came of it; the ledger finds
//! the sheets, reads records (`sheets`), reads each cell by its column (`domain`), writes rows (`storage`), checks
//! references for whole tables at once and commits; findings come back up as data and are worded by `text`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly"))]

mod cli;
mod commands;
mod domain;
mod error;
mod formats;
mod ledger;
mod reports;
mod sheets;
mod storage;
mod table;
mod text;
mod ui;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the command line `arguments`, the program's name included
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    cli::run(arguments.into_iter().collect())
}
