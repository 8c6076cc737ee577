//! Scripts that failed, apart from what is found of the estate.

use super::{Page, write_heading, write_more, write_note};
use crate::report::harmless;
use crate::report::view::ScriptErrorView;
use std::io::{self, Write};

/// Scripts that are told one by one, unless all are asked for.
const SHOWN: usize = 10;

/// Each with the place in its script.
pub(super) fn write(errors: &[ScriptErrorView], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if errors.is_empty() {
        return Ok(());
    }
    write_heading("Script errors", out)?;
    write_note("Defects of policies, not of the estate; what they should have decided is unknown.", page, out)?;
    let shown = if page.all { errors.len() } else { errors.len().min(SHOWN) };
    for error in &errors[..shown] {
        let problem = &error.problem;
        writeln!(out, "  {}{}", harmless(&problem.message), if error.known { ", as in the base" } else { "" })?;
        let place = problem.line.zip(problem.column).map(|(line, column)| format!(":{line}:{column}"));
        let file = problem.file.as_deref().unwrap_or_default();
        writeln!(out, "    {}{}", harmless(file), place.unwrap_or_default())?;
    }
    write_more(errors.len() - shown, "more scripts", page, out)
}
