//! `uplift policy diff`: two editions of the own policies over one inventory.

use super::args::{self, PolicyAction, PolicyCommandArguments, PolicyDiffArguments};
use super::{COULD_NOT_JUDGE, Failure, open, reports, screen};
use crate::estate::{Edition, Stopped};
use crate::report::{self, Format, Page, Report};
use crate::source::Problem;
use std::process::ExitCode;

/// Runs the action that was asked for.
pub(super) fn run(arguments: &PolicyCommandArguments) -> Result<ExitCode, Failure> {
    let PolicyAction::Diff(arguments) = &arguments.action;
    diff(arguments)
}

/// Judges the inventory by both editions. Exit code 2 where it is not whole or an own check fails by the new one.
fn diff(arguments: &PolicyDiffArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let sources = arguments.policies.sources();
    let (old, new) = (estate.edition(&sources, &arguments.old), estate.edition(&sources, &arguments.new));
    let (old, new) = both(old, new)?;
    let conditions = open::conditions(&arguments.day, arguments.threads);
    let (inventory, mut errors) = estate.read(conditions.threads);
    if inventory.resources().is_empty() {
        let nothing = Problem::new("", "there is no resource to judge by both");
        return Err(nothing.help("Name files or directories with an export or templates behind OLD and NEW").into());
    }
    let (foreign, failed) = estate.failed(&inventory);
    errors.extend(failed);
    let held = estate.hold_editions(&inventory, (&old, &new), &conditions)?;
    let mut warnings = foreign;
    warnings.extend(new.estate.warnings.iter().cloned());
    warnings.extend(no_policies(&old, &new));
    if arguments.format == Format::TEXT {
        screen::warn(&warnings)?;
    }
    screen::fail(&errors)?;
    let view = report::policy_diff((&old, &new), &held, &warnings, &errors);
    let page = Page { width: screen::width(), all: arguments.all, ..Page::default() };
    reports::deliver(&arguments.reports, Some(arguments.format), &Report::Policies(&view), &page)?;
    Ok(match () {
        () if view.fails() || !errors.is_empty() => ExitCode::from(COULD_NOT_JUDGE),
        () if arguments.exit_code && view.differs() => ExitCode::FAILURE,
        () => ExitCode::SUCCESS,
    })
}

/// Both editions, or what is wrong with either.
fn both(old: Result<Edition, Stopped>, new: Result<Edition, Stopped>) -> Result<(Edition, Edition), Failure> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (Err(Stopped::Problems(mut wrong)), Err(Stopped::Problems(more))) => {
            wrong.extend(more);
            wrong.dedup();
            Err(wrong.into())
        }
        (Err(stopped), _) | (_, Err(stopped)) => Err(stopped.into()),
    }
}

/// Where nobody wrote a policy, every verdict stays as it is, and that is no answer.
fn no_policies(old: &Edition, new: &Edition) -> Option<Problem> {
    let has_own = |edition: &Edition| edition.estate.policy.recommendations.iter().any(|entry| !entry.embedded);
    let problem = || Problem::new("", "neither side has policies of its own");
    (!has_own(old) && !has_own(new))
        .then(|| problem().help("Run it where uplift.yaml and policies/ are, or name --policies"))
}
