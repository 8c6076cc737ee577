//! `uplift comment`: a report as the one comment of a pull request that is kept up to date.
//!
//! | file | owns |
//! |---|---|
//! | `github` | what is said to GitHub |
//! | `server` | where a token may go |

mod github;
mod server;

use super::args::{CommentArguments, CommentOn};
use super::{Failure, screen};
use crate::report::NOTHING_TO_SAY;
use crate::source::{self, Problem, display_name, read_stdin};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Keeps the comment where the forge takes it from here, and prints it for the others.
pub(super) fn run(arguments: &CommentArguments) -> Result<ExitCode, Failure> {
    let comment = Comment::of(&report(&arguments.file)?, &arguments.marker);
    let mut out = screen::plain_stdout();
    let written = match arguments.forge {
        CommentOn::GitHub => writeln!(out, "{}", github::keep(&comment, arguments.number)?),
        CommentOn::Other => out.write_all(comment.body.as_bytes()),
    };
    screen::heard(written.and_then(|()| out.flush()))?;
    Ok(ExitCode::SUCCESS)
}

fn report(file: &Path) -> Result<String, Problem> {
    let name = display_name(file);
    let bytes = if name == "-" { read_stdin()? } else { source::read_named(file, &name)? };
    let wrong = |what: &str| Problem::new(&*name, what).help("Name the file of `--report markdown=FILE`");
    let report = String::from_utf8(bytes).map_err(|_| wrong("this is no text"))?;
    if report.trim().is_empty() { Err(wrong("the report is empty")) } else { Ok(report) }
}

/// A report as a comment.
struct Comment {
    /// The first line, which nobody sees and by which the comment is found again.
    mark: String,
    /// All of it.
    body: String,
    /// Nothing calls for it.
    is_quiet: bool,
}

impl Comment {
    fn of(report: &str, marker: &str) -> Self {
        let mark = format!("<!-- uplift comment: {marker} -->");
        let is_quiet = report.trim_end().ends_with(NOTHING_TO_SAY);
        Self { body: format!("{mark}\n{}\n", report.trim_end()), mark, is_quiet }
    }
}
