//! `uplift queries`: what to fetch so that the estate can be judged.

use super::args::{QueriesArguments, taken};
use super::{Failure, open, screen};
use crate::report;
use std::io::Write;
use std::process::ExitCode;

/// Reads settings and policies, and prints what they need.
pub(super) fn run(arguments: &QueriesArguments) -> Result<ExitCode, Failure> {
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    screen::warn(&estate.warnings)?;
    let queries = report::queries(&estate.policy, &estate.names_of_parts(), &estate.needs());
    let mut out = screen::plain_stdout();
    match taken(arguments.format) {
        Some(_) => report::write_json(&queries, &mut out)?,
        None => report::write_queries(&queries, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
