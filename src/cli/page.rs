//! `uplift page`.

use super::args::PageArguments;
use super::{Failure, screen};
use crate::report::{Source, page_of};
use crate::source::{self, display_name};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Reads reports, and writes one page.
pub(super) fn run(arguments: &PageArguments) -> Result<ExitCode, Failure> {
    let read = |path: &std::path::PathBuf| {
        let name = display_name(path);
        let text = if path == Path::new("-") { source::read_stdin() } else { source::read_named(path, &name) };
        Ok::<_, Failure>(Source { name, text: text? })
    };
    let sources = arguments.reports.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let page = page_of(&sources)?;
    let mut out = screen::plain_stdout();
    screen::heard(out.write_all(page.as_bytes()).and_then(|()| out.flush()))?;
    Ok(ExitCode::SUCCESS)
}
