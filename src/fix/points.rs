//! What each fix gains, in the order that they are applied.

use super::{Finding, Fixed, Request};
use crate::assess::{Status, Whole};
use crate::exempt::Counted;
use crate::policy::{ControlIndex, Policy, RecommendationIndex};
use crate::score::{Ratio, Running, Score};
use num_bigint::BigInt;
use num_traits::Zero;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Gives each fix its points: what the score gains when it is applied after those before it. A resource turns with the last
/// of the control's recommendations that it did not follow; where another is unknown, it leaves the score.
pub(super) fn share(request: &Request<'_>, beside: &BTreeMap<Finding, Vec<Finding>>, fixed: &mut [Fixed]) {
    let (policy, assessed, counted) = (request.policy, request.assessed, request.counted());
    let own = fixed.iter().map(|fix| fix.finding).chain(beside.values().flatten().copied());
    let identities: FxHashSet<u64> = own.map(|finding| assessed.identity(finding.resource)).collect();
    let missing = missing(policy, assessed, &counted, &|resource| identities.contains(&resource));
    let mut open: BTreeMap<(u64, ControlIndex), Open> =
        missing.into_iter().map(|(key, (group, findings))| (key, Open::of(group, findings))).collect();
    let mut score = Running::of(policy, &counted, request.scoring);
    for fix in fixed {
        for finding in std::iter::once(&fix.finding).chain(beside.get(&fix.finding).into_iter().flatten()) {
            let entry = &policy.recommendations[finding.recommendation.0];
            let resource = assessed.identity(finding.resource);
            for control in &entry.controls {
                let Some(left) = open.get_mut(&(resource, *control)) else { continue };
                left.close(*finding);
                if left.unhealthy > 0 {
                    fix.still_missing.extend(left.by_recommendation.keys());
                    continue;
                }
                fix.undecided.extend(left.by_recommendation.keys());
                let gain = score.turn(left.group, *control, left.by_recommendation.is_empty());
                fix.points = if fix.points.is_zero() { gain } else { &fix.points + gain };
                open.remove(&(resource, *control));
            }
        }
        if !fix.points.is_zero() {
            fix.still_missing.clear();
        }
        for list in [&mut fix.still_missing, &mut fix.undecided] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

/// What a resource still misses in a control, counted: where it is written thousands of times, each fix closes one of as many
/// findings, and going through the rest each time would take their square.
struct Open {
    group: u32,
    findings: BTreeSet<(Finding, Status)>,
    by_recommendation: BTreeMap<RecommendationIndex, usize>,
    unhealthy: usize,
}

impl Open {
    fn of(group: u32, findings: BTreeSet<(Finding, Status)>) -> Self {
        let mut by_recommendation = BTreeMap::new();
        for (finding, _) in &findings {
            *by_recommendation.entry(finding.recommendation).or_insert(0) += 1;
        }
        let unhealthy = findings.iter().filter(|(_, status)| *status == Status::Unhealthy).count();
        Self { group, findings, by_recommendation, unhealthy }
    }

    fn close(&mut self, finding: Finding) {
        for status in [Status::Unhealthy, Status::Unknown] {
            if !self.findings.remove(&(finding, status)) {
                continue;
            }
            self.unhealthy -= usize::from(status == Status::Unhealthy);
            if let Some(left) = self.by_recommendation.get_mut(&finding.recommendation) {
                *left -= 1;
                if *left == 0 {
                    self.by_recommendation.remove(&finding.recommendation);
                }
            }
        }
    }
}

/// For each resource (by its identity) that is unhealthy in a control: its group, and what it does not follow or may not
/// follow, each of its occurrences counted.
pub(super) type Missing = BTreeMap<(u64, ControlIndex), (u32, BTreeSet<(Finding, Status)>)>;

/// What resources miss, of those whose identity is asked for.
pub(super) fn missing(policy: &Policy, assessed: &Whole, counted: &Counted<'_>, of: &dyn Fn(u64) -> bool) -> Missing {
    let mut missing = Missing::new();
    let mut unhealthy = BTreeSet::new();
    for assessment in &counted.assessments {
        let subject = counted.subject(assessment);
        let entry = &policy.recommendations[usize::from(assessment.recommendation)];
        let open = matches!(assessment.status, Status::Unhealthy | Status::Unknown);
        if !open || entry.preview || !entry.enabled || !of(subject.identity) {
            continue;
        }
        let finding = Finding::of(assessed, assessment);
        for control in &entry.controls {
            let key = (subject.identity, *control);
            let (_, set) = missing.entry(key).or_insert((subject.group, BTreeSet::new()));
            set.insert((finding, assessment.status));
            if assessment.status == Status::Unhealthy {
                unhealthy.insert(key);
            }
        }
    }
    missing.retain(|key, _| unhealthy.contains(key));
    missing
}

/// The sum of some fixes' points.
pub fn gain<'f>(fixed: impl IntoIterator<Item = &'f Fixed>) -> Ratio {
    // Thousands of fixes gain one of a few amounts, and whole numbers add up faster than fractions.
    let mut numerators: BTreeMap<&BigInt, BigInt> = BTreeMap::new();
    for fix in fixed {
        *numerators.entry(fix.points.denom()).or_default() += fix.points.numer();
    }
    let parts = numerators.into_iter().map(|(denominator, numerator)| Ratio::new(numerator, denominator.clone()));
    parts.fold(Ratio::zero(), |sum, part| sum + part)
}

/// Makes the points sum to what the score gains. A patch can turn healthy what nobody asked for, such as a recommendation
/// that wants the same value: that gain goes to the last fix.
pub(super) fn settle(fixed: &mut [Fixed], before: &Score, after: &Score) {
    let rest = current(after) - current(before) - gain(fixed.iter());
    if let (false, Some(last)) = (rest.is_zero(), fixed.last_mut()) {
        last.points += rest;
    }
}

/// What is earned, in points of the estate.
pub(super) fn current(score: &Score) -> Ratio {
    score.estate.figures.as_ref().map_or_else(Ratio::zero, |figures| figures.current.clone())
}
