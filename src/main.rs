//! The `uplift` program; [`uplift::cli`] is what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    uplift::cli::run(std::env::args_os())
}
