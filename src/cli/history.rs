//! `uplift history`: the score over time, from the commits of the repository.

use super::args::{self, HistoryArguments};
use super::{COULD_NOT_JUDGE, Failure, record, reports, screen};
use crate::estate::{Conditions, History, Past};
use crate::report::{self, Format, HistoryView, Page, Report};
use crate::source::Problem;
use jiff::civil::Date;
use std::process::ExitCode;

/// Judges commits and reports. Exit code 2 where none could be judged.
pub(super) fn run(arguments: &HistoryArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let (view, warnings) = if arguments.recorded { record::read(arguments)? } else { judged(arguments)? };
    if arguments.format == Format::TEXT {
        screen::warn(&warnings)?;
    }
    let page = Page { width: screen::width(), all: arguments.all, ..Page::default() };
    reports::deliver(&arguments.reports, Some(arguments.format), &Report::History(&view), &page)?;
    let is_judged = view.points.iter().any(|point| point.errors.is_empty());
    Ok(if is_judged { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_JUDGE) })
}

/// The commits, judged.
fn judged(arguments: &HistoryArguments) -> Result<(HistoryView, Vec<Problem>), Failure> {
    let threads = arguments.threads.map_or_else(screen::processors, usize::from);
    let past = Past {
        paths: &arguments.policies.read_with(&arguments.paths),
        sources: &arguments.policies.sources(),
        span: arguments.span(),
        of_then: arguments.policies_of_then,
        // Each commit has its own day.
        conditions: Conditions { threads, ..Conditions::on(Date::ZERO) },
    };
    let history = History::of(&past)?;
    Ok((report::history(&past, &history), history.warnings))
}
