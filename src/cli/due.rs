//! `uplift due`: which findings are due, and whose they are.

use super::args::{self, DueArguments};
use super::{COULD_NOT_JUDGE, Failure, open, reports, screen};
use crate::estate::{DueTerms, Filters, recorded_scope_of};
use crate::report::{self, Format, Page, Report};
use crate::source::Problem;
use std::process::ExitCode;

/// Judges what is there, looks for its age, and reports. Exit code 2 where files could not be read.
pub(super) fn run(arguments: &DueArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let conditions = open::conditions(&arguments.day, arguments.threads);
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let judged = estate.judge_under(estate.register(conditions.today)?, &conditions, true)?;
    let (sources, paths) = (arguments.policies.sources(), arguments.policies.read_with(&arguments.paths));
    let scope = recorded_scope_of(&estate.parts[0].settings, &arguments.paths, &Filters::default());
    let terms = DueTerms { sources: &sources, paths: &paths, scope: &scope, soon: arguments.soon, conditions };
    let dues = judged.dues(&terms)?;
    let mut warnings: Vec<Problem> = dues.cut_off.iter().cloned().collect();
    warnings.extend(dues.warnings.iter().chain(&judged.foreign).chain(&estate.warnings).cloned());
    warnings.extend(judged.register.warnings());
    if estate.parts.iter().all(|part| part.settings.config.governance.is_empty()) {
        let problem = Problem::new("", "no `governance:` says who deals with what, and until when");
        warnings.push(problem.help("Write rules in uplift.yaml; docs/owners.md has an example"));
    }
    if arguments.format == Format::TEXT {
        screen::warn(&warnings)?;
        screen::fail(&judged.errors)?;
    }
    let view = report::due(&judged, &dues, &terms, &warnings);
    let page = Page { width: screen::width(), all: arguments.all, ..Page::default() };
    reports::deliver(&arguments.reports, Some(arguments.format), &Report::Due(&view), &page)?;
    let is_open = arguments.fail_overdue && view.counts.unknown > 0 && dues.cut_off.is_some();
    Ok(match arguments.fail_overdue && view.counts.overdue > 0 {
        _ if !judged.errors.is_empty() => ExitCode::from(COULD_NOT_JUDGE),
        true => ExitCode::FAILURE,
        false if is_open => ExitCode::from(COULD_NOT_JUDGE),
        false => ExitCode::SUCCESS,
    })
}
