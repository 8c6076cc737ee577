//! `uplift reconcile`: the portal's score held against ours.

use super::args::{self, ReconcileArguments};
use super::{COULD_NOT_JUDGE, Failure, exported, open, reports, screen};
use crate::estate::{self, Estate};
use crate::report::{self, Format, Page, Report};
use crate::source::Problem;
use std::process::ExitCode;

/// Reads both sides, and reports. Exit code 2 where nothing of the platform's was read.
pub(super) fn run(arguments: &ReconcileArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let (export, mut warnings, paths) = exported::exported(&arguments.paths)?;
    if export.is_empty() {
        return Err(exported::none().into());
    }
    warnings.extend(export.warnings.iter().cloned());
    let (preview, strange) = exported::keys(&arguments.preview, &export);
    warnings.extend(strange);
    let conditions = open::conditions(&arguments.day, arguments.threads);
    let estate = (!arguments.export_only).then(|| open::estate(&arguments.policies, &paths)).transpose()?;
    let judged = estate.as_ref().map(|estate: &Estate| estate.judge(&conditions)).transpose()?;
    if let Some(judged) = &judged {
        warnings.extend(judged.foreign.iter().cloned());
        screen::fail(&judged.errors)?;
    }
    let reconciled = estate::reconcile(&export, &preview, judged.as_ref());
    if judged.is_some() && reconciled.iter().all(|each| each.difference.is_none()) {
        let message = "the estate holds nothing of these subscriptions, so that there is nothing to compare";
        let help =
            "Name its files beside the export; resources are of a subscription by their ids, or by `deployments:`";
        warnings.push(Problem::new("", message).help(help));
    }
    if arguments.format == Format::TEXT {
        screen::warn(&warnings)?;
    }
    let view = report::reconcile(&export, &reconciled, &warnings, conditions.today);
    let page = Page { width: screen::width(), all: arguments.all, ..Page::default() };
    reports::deliver(&arguments.reports, Some(arguments.format), &Report::Reconcile(&view), &page)?;
    let is_whole = judged.is_none_or(|judged| judged.errors.is_empty());
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_JUDGE) })
}
