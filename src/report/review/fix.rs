//! A quick fix as reviewers read it: what it turns healthy, each with its own change.

use super::{Quotes, fingerprint, fix_of_review, rule_of_review};
use crate::fix::{Fixed, Plan};
use crate::policy::Policy;
use crate::report::fix::FixInput;
use crate::report::round::Points;
use crate::report::view::{
    ControlChange, Counts, FindingView, Place, ProblemView, ResourceOfReview, Review, Run, ScoreChange, StatusView,
    Tool,
};
use crate::score::{ControlScore, Score};
use std::collections::BTreeSet;

/// What holds for a whole plan: the score as it is and with all fixes, and the controls that gain.
pub fn review_of_fix(input: &FixInput<'_>) -> Review {
    let (policy, plan) = (input.policy, input.plan);
    let named: BTreeSet<_> = plan.fixed.iter().map(|fixed| fixed.finding.recommendation).collect();
    Review {
        run: Run::Fix,
        tool: Tool { version: env!("CARGO_PKG_VERSION").into(), policy_digest: policy.digest.clone() },
        sides: None,
        verdict: None,
        rules: Vec::new(),
        score: ScoreChange {
            before: Some(plan.before.estate.figures.as_ref().into()),
            after: plan.after.estate.figures.as_ref().into(),
            lost: None,
        },
        controls: controls(policy, &plan.before, &plan.after),
        causes: Vec::new(),
        counts: Counts::default(),
        governance: None,
        recommendations: named.into_iter().map(|index| rule_of_review(policy, index)).collect(),
        warnings: left_out(plan).into_iter().collect(),
        errors: input.inventory.problems().iter().map(ProblemView::of).collect(),
    }
}

/// The findings that a plan turns healthy, as they are, in the plan's order. `quotes` are of the plan's inventory.
pub fn findings_of_fix<'f>(input: FixInput<'f>, quotes: &'f Quotes<'f>) -> impl Iterator<Item = FindingView> + 'f {
    input.plan.fixed.iter().map(move |fixed| view(&input, quotes, fixed))
}

fn view(input: &FixInput<'_>, quotes: &Quotes<'_>, fixed: &Fixed) -> FindingView {
    let (entry, resource) = (input.recommendation(fixed.finding), input.resource(fixed.finding));
    let (document, line, column) = place(input, fixed);
    let own = input.path;
    let name = input.inventory.documents()[document as usize].name();
    FindingView {
        recommendation: entry.id.clone(),
        severity: entry.severity,
        resource: ResourceOfReview {
            id: resource.id.to_string(),
            name: resource.name.to_string(),
            type_name: resource.type_name.to_string(),
            resource_group: resource.resource_group.as_deref().map(str::to_owned),
            subscription: resource.subscription.as_deref().map(str::to_owned),
        },
        status: Some(StatusView::Unhealthy),
        standing: None,
        known: false,
        message: None,
        location: Place { file: own(document), line, column },
        moved_from: None,
        excerpt: quotes.excerpt(name, line, column),
        evidence: Vec::new(),
        exemption: None,
        fingerprint: fingerprint(&entry.id, &resource.id, &own(resource.document)),
        fix: Some(fix_of_review(input, quotes, fixed)),
    }
}

/// Where the fix changes the resource's file, or where the resource stands.
fn place(input: &FixInput<'_>, fixed: &Fixed) -> (u32, u32, u32) {
    let resource = input.resource(fixed.finding);
    let Some(edit) = fixed.edits.iter().find(|edit| edit.document == resource.document) else {
        let location = input.inventory.location(fixed.finding.resource);
        return (resource.document, location.line, location.column);
    };
    let document = &input.inventory.documents()[edit.document as usize];
    let node = document.node(edit.node);
    let position = node.key_span().map_or_else(|| node.position(), |key| document.position(key.start));
    (edit.document, position.line, position.column)
}

/// The controls that a plan moves, the largest gain first.
fn controls(policy: &Policy, before: &Score, after: &Score) -> Vec<ControlChange> {
    let current = |score: &ControlScore| score.figures.as_ref().map(|figures| figures.current.clone());
    let mut changes = Vec::new();
    for new in &after.controls {
        let old = before.controls.iter().find(|old| old.control == new.control).and_then(current);
        let new_current = current(new);
        if old == new_current {
            continue;
        }
        let control = &policy.controls[new.control.0];
        let change = ControlChange {
            id: control.id.clone(),
            title: control.title.clone(),
            max: new_current.is_some().then_some(control.max_score),
            before: old.as_ref().map(Points::of),
            after: new_current.as_ref().map(Points::of),
        };
        changes.push((old.unwrap_or_default() - new_current.unwrap_or_default(), change));
    }
    changes.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.id.cmp(&other.id)));
    changes.into_iter().map(|(_, change)| change).collect()
}

fn left_out(plan: &Plan) -> Option<ProblemView> {
    let number = plan.left_out.len();
    (number > 0).then(|| ProblemView {
        file: None,
        line: None,
        column: None,
        message: format!("{number} findings were left out"),
        help: Some("`uplift fix` says why on standard error".to_owned()),
    })
}
