//! `uplift test`

use super::args::TestArguments;
use super::browse::{page, policies};
use super::{Failure, reports, screen};
use crate::estate::Stopped;
use crate::policy::{self, Policy, RecommendationIndex};
use crate::report::{Format, Report, TrialView};
use crate::source::Problem;
use crate::{check, trial};
use std::process::ExitCode;

/// Exit code 1 when a case fails, when there is none, and when the cases reach or notice too little.
pub(super) fn test(arguments: &TestArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None, &arguments.policies.named(&arguments.roots))?;
    let (settings, sources) = policies(&arguments.policies, &arguments.roots)?;
    let has_own = sources.iter().any(|source| source.packed.is_none());
    let policy = policy::parse_for_trial(&sources, &settings.config)?;
    screen::warn(&[settings.warnings(), policy.warnings.clone()].concat())?;
    let checks = check::compile(&policy)?;
    let is_all = arguments.recommendation.is_empty() && arguments.filter.is_empty();
    if !has_own && is_all {
        let none = Problem::new("", "there are no own policies, and so nothing to test");
        screen::warn(&[none.help("Write some below policies/, beside uplift.yaml")])?;
        return Ok(ExitCode::SUCCESS);
    }
    let selected = |index| is_selected(arguments, &policy, index);
    refuse_idle(arguments, &policy)?;
    let trial = trial::run(&policy, &checks, &selected).map_err(Stopped::from)?;
    // What fails already says nothing of what its cases would reach or notice.
    let passed = trial.passed();
    let cover = (arguments.coverage && passed).then(|| trial::cover(&policy, &checks, &selected));
    let cover = cover.transpose().map_err(Stopped::from)?;
    let mutants = (arguments.mutants && passed).then(|| trial::mutants(&policy, &checks, &selected));
    let mutants = mutants.transpose().map_err(Stopped::from)?;
    let view = TrialView::of(&policy, &trial).with(&policy, cover.as_ref(), mutants.as_ref());
    reports::deliver(&arguments.reports, Some(Format::TEXT), &Report::Test(&view), &page())?;
    let reaches = cover.is_none_or(|cover| {
        let wanted = arguments.threshold.unwrap_or_default();
        cover.reached() as f64 * 100.0 >= wanted * cover.spots.len() as f64
    });
    let notices = mutants.is_none_or(|mutants| mutants.survivors.is_empty() && mutants.idle.is_empty());
    Ok(if passed && reaches && notices { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn is_selected(arguments: &TestArguments, policy: &Policy, RecommendationIndex(index): RecommendationIndex) -> bool {
    let id = policy.recommendations[index].id.as_str();
    let is_filtered = arguments.filter.is_empty() || arguments.filter.iter().any(|part| id.contains(part.as_str()));
    is_filtered && (arguments.recommendation.is_empty() || arguments.recommendation.iter().any(|own| own == id))
}

/// A filter that matches nothing would pass whatever is broken.
fn refuse_idle(arguments: &TestArguments, policy: &Policy) -> Result<(), Failure> {
    let own = || policy.recommendations.iter().filter(|entry| !entry.embedded);
    let is_idle = |part: &&String| !own().any(|entry| entry.id.contains(part.as_str()));
    let idle = arguments.filter.iter().filter(is_idle).map(|part| {
        let problem =
            Problem::new("", format!("--filter {part} matches no recommendation of the policies that are tested"));
        problem.help("write a part of an id; `uplift list` shows them")
    });
    let idle: Vec<Problem> = idle.collect();
    if idle.is_empty() { Ok(()) } else { Err(idle.into()) }
}
