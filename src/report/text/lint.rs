//! What is wrong with policies, for people.

use super::{Page, style};
use crate::report::problem::{Gravity, write_problems};
use crate::report::view::LintView;
use crate::source::Problem;
use std::io::{self, Write};

/// Writes everything that is wrong with the line that shows it, then how much there is.
///
/// # Errors
/// Those of the writer.
pub fn write_lint(lint: &LintView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for alike in lint.diagnostics.chunk_by(|one, other| one.level == other.level) {
        let problems: Vec<Problem> = alike.iter().map(|diagnostic| diagnostic.problem.clone()).collect();
        let gravity = match lint.loaded {
            false => Gravity::Error,
            true if alike[0].is_note() => Gravity::Note,
            true => Gravity::Warning,
        };
        write_problems(&problems, gravity, page.width, out)?;
    }
    let verdict = match (lint.loaded, lint.passed) {
        (false, _) => style::alarm("not loaded"),
        (true, false) => style::alarm("failed"),
        (true, true) => style::grade("clean", 1.0),
    };
    writeln!(out, "{verdict}: {}", lint.counted())
}
