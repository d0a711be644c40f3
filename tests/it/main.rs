//! The one integration-test binary: the program from outside, and the house it lives in.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod browser;
mod differences;
mod floors;
mod golden;
mod ledger_file;
mod pages;
mod past;
mod peers;
mod places;
mod plan;
mod program;
mod report_sums;
mod reports;
mod rules;
mod same_table;
mod seed;
mod spreadsheets;
mod stamp;
mod template;
mod transcripts;
mod unseen;
