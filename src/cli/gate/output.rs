//! What a gate says.

use super::sides::Sides;
use crate::assess::Assessed;
use crate::cli::args::GateArguments;
use crate::cli::{Failure, screen};
use crate::exempt::Register;
use crate::gate::{self, Broken, Change, Comparison, Outcome, Side};
use crate::policy::Policy;
use crate::report::{self, ExemptionView, ReviewedGate};
use crate::score::{Options, Ratio};
use std::collections::BTreeSet;
use std::io::Write;

/// Writes the report.
pub(super) fn write(arguments: &GateArguments, input: &ReviewedGate<'_>) -> Result<(), Failure> {
    let review = report::review_of_gate(input);
    let findings = report::findings_of_gate(input);
    let mut out = screen::stdout();
    let page = report::Page { width: screen::width(), all: arguments.all || arguments.explain, ..Default::default() };
    report::write_gate(&review, &findings, &page, &mut out)?;
    Ok(out.flush()?)
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
pub(super) fn exemption(register: &Register, assessed: &Assessed, place: u32) -> Option<ExemptionView> {
    let entry = &register.entries()[*assessed.exempt.get(&place)? as usize];
    Some(ExemptionView {
        id: entry.id.clone(),
        category: entry.category.name().to_owned(),
        reason: entry.reason.clone(),
        expires_on: entry.expires_on.map(|end| end.to_string()),
    })
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
    let places = match outcome.broken.as_ref()? {
        Broken::By(places) => places,
        Broken::ByStale => return Some(crate::cli::command::prune(&arguments.paths)),
        Broken::ByPolicy => return None,
    };
    let changes = places.iter().map(|place| &comparison.changes[*place]);
    let fixable = changes.filter(|change| sides.judge.policy.recommendations[change.recommendation.0].fix.is_some());
    let (mut recommendations, mut resources) = (BTreeSet::new(), BTreeSet::new());
    for change in fixable {
        recommendations.insert(sides.judge.policy.recommendations[change.recommendation.0].id.as_str());
        resources.extend(change.head.map(|index| head.inventory.resource(index).id.as_ref()));
    }
    let resources = if resources.len() > NAMED { BTreeSet::new() } else { resources };
    (!recommendations.is_empty()).then(|| crate::cli::command::fix(&arguments.paths, &recommendations, &resources))
}
