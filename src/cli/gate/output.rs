//! What a gate says.

use super::Answer;
use super::sides::Sides;
use crate::assess::{Assessed, AssessmentIndex, Status};
use crate::cli::args::GateArguments;
use crate::cli::{Failure, reports, screen};
use crate::exempt::Register;
use crate::gate::{self, By, Change, Comparison, Outcome, Side};
use crate::policy::Policy;
use crate::report::{self, ExemptionView, Format, Found, Gravity, Page, ProblemView, Report, RunReport};
use crate::score::{Options, Ratio};
use crate::source::{Position, Problem};
use std::collections::BTreeSet;

/// Writes the reports; problems go to standard error, ahead of them.
pub(super) fn write(arguments: &GateArguments, answer: &Answer) -> Result<(), Failure> {
    let Answer { review, findings, .. } = answer;
    let (width, mut out) = (screen::width(), screen::stderr());
    report::write_problems(&problems(&review.warnings), Gravity::Warning, width, &mut out)?;
    report::write_problems(&problems(&review.errors), Gravity::Error, width, &mut out)?;
    let report = Report::Run(RunReport { review, found: Found::Gate(findings) });
    reports::deliver(&arguments.reports, Some(Format::TEXT), &report, &page(arguments))
}

/// As they were before they were worded; lines of files are not shown again.
fn problems(views: &[ProblemView]) -> Vec<Problem> {
    let problem = |view: &ProblemView| {
        let problem = Problem::new(view.file.clone().unwrap_or_default(), view.message.clone());
        let problem = view.help.iter().fold(problem, |problem, help| problem.help(help.clone()));
        match (view.line, view.column) {
            (Some(line), Some(column)) => problem.at(Position { line, column }),
            _ => problem,
        }
    };
    views.iter().map(problem).collect()
}

fn page(arguments: &GateArguments) -> Page {
    Page { width: screen::width(), all: arguments.all, details: arguments.explain, ..Page::default() }
}

/// Points that new findings cost, wherever they are.
pub(super) fn lost(
    policy: &Policy,
    base: &Side<'_>,
    head: &Side<'_>,
    comparison: &Comparison,
    known: &[bool],
    options: &Options,
) -> Ratio {
    let changes = comparison.changes.iter().zip(known);
    let new: Vec<Change> = changes
        .filter(|(change, known)| change.is_new() && !change.exempt && !**known)
        .map(|(change, _)| *change)
        .collect();
    gate::losses(policy, head, base, &new, options).estate().points
}

/// The exemption of an assessment.
pub(super) fn exemption(register: &Register, assessed: &Assessed, index: AssessmentIndex) -> Option<ExemptionView> {
    let number = assessed.exempt.get(&index)?;
    Some(ExemptionView::of(&register.entries()[*number as usize]))
}

/// Resources that a command names one by one.
const NAMED: usize = 20;

/// The command that fixes what breaks a rule; none when nothing of it has a quick fix.
pub(super) fn command(
    arguments: &GateArguments,
    sides: &Sides,
    comparison: &Comparison,
    head: &Side<'_>,
    outcome: &Outcome,
) -> Option<String> {
    let places = match &outcome.broken.as_ref()?.by {
        By::Findings(places) => places,
        By::Stale => return Some(crate::cli::command::prune(arguments)),
        By::Policy => return None,
    };
    let changes = places.iter().map(|place| &comparison.changes[*place]);
    let fixable = changes.filter(|change| {
        // What cannot be decided cannot be fixed either.
        let fix = &sides.judge.policy.recommendations[change.recommendation.0].fix;
        change.status == Some(Status::Unhealthy) && fix.is_some()
    });
    let (mut recommendations, mut resources) = (BTreeSet::new(), BTreeSet::new());
    for change in fixable {
        recommendations.insert(sides.judge.policy.recommendations[change.recommendation.0].id.as_str());
        resources.extend(change.head.map(|index| head.inventory.resource(index).id.as_ref()));
    }
    let resources = if resources.len() > NAMED { BTreeSet::new() } else { resources };
    (!recommendations.is_empty()).then(|| crate::cli::command::fix(arguments, &recommendations, &resources))
}
