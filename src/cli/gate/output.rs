//! What a gate says.

use super::{Told, fixes};
use crate::assess::{Assessed, AssessmentIndex, Status};
use crate::cli::args::GateArguments;
use crate::cli::{Failure, reports, screen};
use crate::estate::{Answer, Sides};
use crate::exempt::Register;
use crate::gate::{By, Comparison, Outcome, Side};
use crate::report::{
    self, ExemptionView, FindingView, Format, Found, Gravity, Page, ProblemView, Quotes, Report, ReviewOfPart,
    ReviewedGate, RunReport,
};
use crate::source::{Position, Problem};
use std::collections::BTreeSet;

/// Writes the reports; problems go to standard error, ahead of them.
pub(super) fn write(arguments: &GateArguments, told: &Told) -> Result<(), Failure> {
    let Told { review, findings, .. } = told;
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

/// Words the answer of one estate.
pub(super) fn told(arguments: &GateArguments, sides: &Sides, answer: &Answer<'_>) -> Result<ReviewOfPart, Failure> {
    let (base, head) = (answer.pair.base(), answer.pair.head());
    let elsewhere = reports::repository_names();
    let path = |name: &str| sides.repository_path(name).unwrap_or_else(|| elsewhere(name));
    let (base_name, head_name) = sides.ends.names.clone();
    let before = answer.before();
    let input = ReviewedGate {
        sides: report::Sides { base: base_name, head: head_name, governed_by: sides.governed_by(&path) },
        policy: &sides.estate.policy,
        base,
        head,
        before: before.as_ref(),
        after: &answer.after(),
        lost: &answer.lost(),
        comparison: &answer.comparison,
        known: &answer.known,
        causes: &answer.causes(),
        decision: &answer.decision,
        policy_change: answer.policy_change.as_ref(),
        command: &|outcome| command(arguments, sides, &answer.comparison, &head, outcome),
        exemption: &|index| exemption(&answer.pair.register, head.assessed, index),
        fixes: &fixes::fixes(arguments, sides, answer, &path)?,
        quotes: (&Quotes::of(base.inventory), &Quotes::of(head.inventory)),
        path: &path,
        all: arguments.all,
        broken: &answer.broken,
        warnings: &answer.warnings,
    };
    let findings = report::findings_of_gate(&input).into_iter().map(FindingView::into_owned).collect();
    Ok((sides.settings().name(), report::review_of_gate(&input), findings))
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
        let fix = &sides.estate.policy.recommendations[change.recommendation.0].fix;
        change.status == Some(Status::Unhealthy) && fix.is_some()
    });
    let (mut recommendations, mut resources) = (BTreeSet::new(), BTreeSet::new());
    for change in fixable {
        recommendations.insert(sides.estate.policy.recommendations[change.recommendation.0].id.as_str());
        resources.extend(change.head.map(|index| head.inventory.resource(index).id.as_ref()));
    }
    let resources = if resources.len() > NAMED { BTreeSet::new() } else { resources };
    (!recommendations.is_empty()).then(|| crate::cli::command::fix(arguments, &recommendations, &resources))
}
