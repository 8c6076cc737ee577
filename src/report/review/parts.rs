//! The reviews of a change to several estates as one.

use super::scan::problems;
use crate::estate::Together;
use crate::gate::Verdict;
use crate::report::view::{FindingView, GovernanceView, Review, RuleView, ScoreChange, Sides};
use crate::report::words::percent;
use crate::score::Points;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The review and the findings of one estate, and its name for people.
pub type ReviewOfPart = (String, Review, Vec<FindingView<'static>>);

/// One review of all, in which rules, controls and causes name the estate that they are about. Points of causes and of rules are of the
/// estate's own total, which stands beside them. The review of a single estate stays as it is.
pub fn reviews_together(mut parts: Vec<ReviewOfPart>, together: &Together) -> (Review, Vec<FindingView<'static>>) {
    if parts.len() == 1 {
        let (_, review, findings) = parts.swap_remove(0);
        return (review, findings);
    }
    let (mut all, mut findings) = (Review::default(), Vec::new());
    for (name, review, own) in parts {
        add(&mut all, named(review, &name));
        findings.extend(own);
    }
    findings.sort_by_key(|finding| (finding.standing, Reverse(finding.severity)));
    let mut seen = BTreeSet::new();
    all.recommendations.retain(|rule| seen.insert(rule.id.clone()));
    all.recommendations.sort_by(|one, other| one.id.cmp(&other.id));
    all.warnings.extend(problems(&together.warnings, &str::to_owned));
    let is_judged = together.verdict != Verdict::CouldNotJudge;
    all.verdict = is_judged.then_some(together.verdict);
    if is_judged {
        all.score = ScoreChange {
            before: together.before.as_ref().map(Into::into),
            after: (&together.after).into(),
            lost: Some(Points::of(&together.lost)),
            ..ScoreChange::default()
        };
    }
    (all, findings)
}

/// Says of everything that other estates have too whose it is.
fn named(mut review: Review, estate: &str) -> Review {
    let with = |text: &str| format!("{text} ({estate})");
    for rule in &mut review.rules {
        rule.scope =
            Some(rule.scope.as_deref().map_or_else(|| estate.to_owned(), |scope| format!("{estate}, {scope}")));
    }
    review.controls.iter_mut().for_each(|control| control.title = with(&control.title));
    review.undecided.iter_mut().for_each(|control| control.title = with(&control.title));
    let max = review.score.after.max;
    let with_total = |name: &str| match max {
        Some(max) => format!("{name} ({estate}, of its {max} points)"),
        None => with(name),
    };
    review.causes.iter_mut().for_each(|cause| (cause.name, cause.of) = (with_total(&cause.name), max));
    if let (Some(max), Some(before)) = (max, &review.score.before) {
        let total =
            format!(", of the {max} points of {estate}, {} → {}", percent(before), percent(&review.score.after));
        let is_in_points = |rule: &&mut RuleView| rule.id == "maxScoreDrop" && rule.found.contains(" points (");
        review.rules.iter_mut().filter(is_in_points).for_each(|rule| rule.found += &total);
    }
    review
}

fn add(all: &mut Review, review: Review) {
    let Review {
        run, tool, sides, verdict: _, rules, score: _, controls, undecided, causes, counts, governance, ..
    } = review;
    (all.run, all.tool) = (run, tool);
    all.sides = match (all.sides.take(), sides) {
        (Some(known), Some(own)) if known.governed_by != own.governed_by => {
            Some(Sides { governed_by: format!("{}, {}", known.governed_by, own.governed_by), ..known })
        }
        (known, own) => known.or(own),
    };
    all.rules.extend(rules);
    all.controls.extend(controls);
    all.undecided.extend(undecided);
    all.causes.extend(causes);
    all.counts += counts;
    all.governance = match (all.governance.take(), governance) {
        (Some(known), Some(own)) => Some(both(known, own)),
        (known, own) => known.or(own),
    };
    all.recommendations.extend(review.recommendations);
    all.unseen.extend(review.unseen);
    all.warnings.extend(review.warnings);
    all.errors.extend(review.errors);
}

/// What two estates say of a change to what they are judged by. Points of two estates do not add up.
fn both(mut known: GovernanceView, own: GovernanceView) -> GovernanceView {
    known.files.extend(own.files);
    known.files.sort();
    known.files.dedup();
    known.changes.extend(own.changes);
    known.flips.extend(own.flips);
    known.unseen.extend(own.unseen);
    let GovernanceView { files, changes, flips, unseen, .. } = known;
    GovernanceView { files, changes, flips, unseen, ..GovernanceView::default() }
}
