//! Findings that the baseline knows, and what it knows that occurs no more.

use super::sides::Sides;
use crate::estate::path_in;
use crate::gate::baseline::{Current, Entry};
use crate::gate::{Comparison, Side};
use std::path::Path;

/// By change: whether the baseline knows it.
pub(super) fn known(sides: &Sides, head: &Side<'_>, comparison: &Comparison) -> Vec<bool> {
    let Some(baseline) = &sides.baseline else { return vec![false; comparison.changes.len()] };
    let path = named(sides);
    let policy = &sides.estate.policy;
    let changes = comparison.changes.iter().map(|change| {
        let (Some(after), Some(resource)) = (change.after, change.head) else { return false };
        let Some(finding) = head.assessed.findings.get(&after) else { return false };
        let recommendation = &policy.recommendations[change.recommendation.0].id;
        let id = &head.inventory.resource(resource).id;
        baseline.knows(&Entry::of(recommendation, id, path(&finding.place.file), finding))
    });
    changes.collect()
}

/// How many entries of the baseline occur no more.
pub(super) fn stale(sides: &Sides, head: &Side<'_>) -> usize {
    let Some(baseline) = &sides.baseline else { return 0 };
    baseline.stale(&Current::of(&sides.estate.policy, head.counted, &named(sides))).len()
}

/// From a file's name to its path as the baseline names it: from the directory of the settings.
fn named(sides: &Sides) -> impl Fn(&str) -> String {
    let (files, settings) = (&*sides.ends.head, sides.estate.settings.file.clone().unwrap_or_default());
    move |name| path_in(files, &settings, Path::new(name))
}
