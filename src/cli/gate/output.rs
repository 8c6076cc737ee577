//! What a gate says.

use super::Told;
use crate::cli::args::GateArguments;
use crate::cli::{Failure, command, forge, reports, screen};
use crate::estate::STDIN;
use crate::report::{self, Format, Found, Gravity, Page, ProblemView, Report, RunReport};
use crate::source::{Position, Problem};

/// Writes the reports; problems go to standard error, ahead of them.
pub(super) fn write(arguments: &GateArguments, told: &Told) -> Result<(), Failure> {
    let Told { review, findings, .. } = told;
    let (width, mut out) = (screen::width(), screen::stderr());
    report::write_problems(&problems(review.remarks()), Gravity::Warning, width, &mut out)?;
    report::write_problems(&problems(review.errors.iter()), Gravity::Error, width, &mut out)?;
    let report = Report::Run(RunReport { review, found: Found::Gate(findings) });
    reports::deliver(&arguments.reports, Some(Format::TEXT), &report, &page(arguments))
}

/// As they were before they were worded; lines of files are not shown again.
fn problems<'v>(views: impl Iterator<Item = &'v ProblemView>) -> Vec<Problem> {
    let problem = |view: &ProblemView| {
        let problem = Problem::new(view.file.clone().unwrap_or_default(), view.message.clone());
        let problem = view.help.iter().fold(problem, |problem, help| problem.help(help.clone()));
        match (view.line, view.column) {
            (Some(line), Some(column)) => problem.at(Position { line, column }),
            _ => problem,
        }
    };
    views.map(problem).collect()
}

fn page(arguments: &GateArguments) -> Page {
    Page {
        width: screen::width(),
        all: arguments.all,
        details: arguments.explain,
        typed: command::typed(&arguments.paths, &arguments.policies),
        explains: !arguments.paths.iter().any(|path| path.as_os_str() == STDIN),
        links: forge::links(&arguments.reports, &arguments.paths, arguments.head.as_deref()),
        ..Page::default()
    }
}
