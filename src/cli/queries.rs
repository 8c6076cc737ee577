//! `uplift queries`: what to fetch so that the estate can be judged.

use super::args::{QueriesArguments, taken};
use super::{Failure, open, screen};
use crate::report;
use crate::source::{Problem, display_name};
use std::io::Write;
use std::process::ExitCode;

/// Reads settings and policies, and prints what they need.
pub(super) fn run(arguments: &QueriesArguments) -> Result<ExitCode, Failure> {
    let missing = arguments.paths.iter().filter(|path| !path.exists()).map(|path| {
        let problem = Problem::new(display_name(path), "no such file or directory");
        problem.help("Check the path, and the directory that you run in")
    });
    let missing: Vec<Problem> = missing.collect();
    if !missing.is_empty() {
        return Err(missing.into());
    }
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
