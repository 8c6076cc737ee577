//! `uplift merge`.

use super::args::{self, MergeArguments};
use super::{COULD_NOT_JUDGE, Failure, reports, screen};
use crate::estate::{self, Merged, Partial};
use crate::report::{self, Format, Found, Page, Report, ReviewedScan, RunReport, ScanInput};
use crate::source::{self, Problem, display_name};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Reads the results of parts, adds them up and reports. Exit code 2 where something could not be read when a part was
/// scanned, as it was then.
pub(super) fn run(arguments: &MergeArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, args::taken(arguments.format), &arguments.files)?;
    let parts = of_day(arguments, read(&arguments.files)?)?;
    let files: Vec<(String, u64)> = parts.iter().map(|(name, part)| (name.clone(), part.resources_read)).collect();
    let mut merged = estate::merge(parts)?.scored(&files)?;
    merged.scanned.seen.selection.order = arguments.sort;
    if arguments.format == Format::TEXT {
        screen::warn(&merged.scanned.seen.warnings)?;
    }
    let errors = &merged.scanned.seen.errors;
    screen::fail(errors)?;
    write(arguments, &merged)?;
    Ok(if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_JUDGE) })
}

/// All parts, by the names of their files.
fn read(files: &[PathBuf]) -> Result<Vec<(String, Partial)>, Failure> {
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    for path in files {
        let name = display_name(path);
        let bytes = if path == Path::new("-") { source::read_stdin() } else { source::read_named(path, &name) };
        let read = bytes.and_then(|bytes| Partial::read(&name, &String::from_utf8_lossy(&bytes)));
        match read {
            Ok(several) => parts.extend(named(&name, several)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(parts) } else { Err(problems.into()) }
}

/// Several parts of one file are told apart by their places in it.
fn named(name: &str, parts: Vec<Partial>) -> Vec<(String, Partial)> {
    let is_one = parts.len() == 1;
    let named = |(place, part)| (if is_one { name.to_owned() } else { format!("{name}#{}", place + 1) }, part);
    parts.into_iter().enumerate().map(named).collect()
}

/// The parts of the day that was asked for. Several days make no score, and which one is meant nobody but the caller knows.
fn of_day(arguments: &MergeArguments, parts: Vec<(String, Partial)>) -> Result<Vec<(String, Partial)>, Problem> {
    let mut days: Vec<String> = parts.iter().map(|(_, part)| part.day.clone()).collect();
    days.sort();
    days.dedup();
    match &arguments.day {
        Some(day) if !days.contains(day) => {
            let help = format!("There are {}", days.join(", "));
            Err(Problem::new("", format!("no part is of the day `{day}`")).help(help))
        }
        Some(day) => Ok(parts.into_iter().filter(|(_, part)| part.day == *day).collect()),
        None if days.len() > 1 => {
            let message = format!("the parts are of {} days, and each day has a score of its own", days.len());
            Err(Problem::new("", message).help(format!("Choose one with --day: {}", days.join(", "))))
        }
        None => Ok(parts),
    }
}

fn write(arguments: &MergeArguments, merged: &Merged) -> Result<(), Failure> {
    let partial = || merged.partial.clone();
    let Merged { policy, config, parts, scanned, .. } = merged;
    let input = ScanInput { policy, config, parts, scanned, partial: &partial };
    let scan = report::merged(&input, merged);
    let path = reports::repository_names();
    let reviewed = ReviewedScan { scan: input, quotes: None, path: &path };
    let review = report::review_of_scan(&reviewed);
    let report = Report::Run(RunReport { review: &review, found: Found::Scan(&scan, reviewed) });
    let page = Page { width: screen::width(), all: arguments.all, order: arguments.sort, ..Page::default() };
    reports::deliver(&arguments.reports, Some(arguments.format), &report, &page)
}
