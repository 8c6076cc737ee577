//! A quick fix as reviewers read it: what it turns healthy, each with its own change.

use super::gate::controls;
use super::{Quotes, fingerprint, fix_of_review, rule_of_review};
use crate::assess::Status;
use crate::fix::{Fixed, Plan};
use crate::report::fix::FixInput;
use crate::report::view::{FindingView, Place, ProblemView, ResourceView, Review, Run, ScoreChange, Tool};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What holds for a whole plan: the score as it is and with all fixes, and the controls that gain.
pub fn review_of_fix(input: &FixInput<'_>) -> Review {
    let (policy, plan) = (input.policy, input.plan);
    let named: BTreeSet<_> = plan.fixed.iter().map(|fixed| fixed.finding.recommendation).collect();
    Review {
        run: Run::Fix,
        tool: Tool::of(policy),
        score: ScoreChange::of(plan),
        controls: controls(policy, &plan.before, &plan.after),
        recommendations: named.into_iter().map(|index| rule_of_review(policy, index)).collect(),
        unseen: Vec::new(),
        warnings: left_out(plan).into_iter().collect(),
        errors: input.inventory.problems().iter().map(ProblemView::of).collect(),
        ..Review::default()
    }
}

/// The findings that a plan turns healthy, as they are, in the plan's order. `quotes` are of the plan's inventory.
pub fn findings_of_fix<'f>(input: FixInput<'f>, quotes: &'f Quotes<'f>) -> impl Iterator<Item = FindingView<'f>> {
    input.plan.fixed.iter().map(move |fixed| view(&input, quotes, fixed))
}

fn view<'f>(input: &FixInput<'f>, quotes: &Quotes<'_>, fixed: &Fixed) -> FindingView<'f> {
    let (entry, resource) = (input.recommendation(fixed.finding), input.resource(fixed.finding));
    let (document, line, column) = place(input, fixed);
    let own = input.path;
    let name = input.inventory.documents()[document as usize].name();
    FindingView {
        recommendation: Cow::Borrowed(&entry.id),
        severity: entry.severity,
        resource: ResourceView::of(resource),
        status: Some(Status::Unhealthy),
        location: Place { file: own(document), line, column },
        excerpt: quotes.excerpt(name, line, column),
        fingerprint: fingerprint(&entry.id, &resource.id, &own(resource.document)),
        fix: Some(fix_of_review(input, quotes, fixed)),
        ..FindingView::default()
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
