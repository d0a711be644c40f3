//! The binary: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    taizhang::run(std::env::args_os())
}
