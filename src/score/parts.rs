//! The score of several estates that were scored by themselves.

use super::figures::{from_current, mean, whole};
use super::{Range, Ratio, ScopeScore, Score};
use crate::policy::Policy;
use std::collections::BTreeSet;

/// All together, by their weights: what they would score as the parts of one estate.
pub fn together(scores: &[(&Policy, &Score)]) -> ScopeScore {
    if let [(_, score)] = scores {
        return score.estate.clone();
    }
    let all = || scores.iter().map(|(_, score)| &score.estate);
    let percentage = |score: &ScopeScore| Some((score.weight, score.figures.as_ref()?.percentage.clone()));
    let max = maximum(scores);
    let figures = mean(all().filter_map(percentage).collect());
    ScopeScore {
        figures: figures.map(|percentage| from_current(percentage * whole(max), max)),
        weight: all().map(|score| score.weight).sum(),
        range: range(&all().collect::<Vec<_>>()),
    }
}

/// What the undecided of all leaves. What is decided in full weighs what it does, and does not move.
fn range(scores: &[&ScopeScore]) -> Option<Range> {
    let end = |end: fn(&Range) -> &Ratio| {
        let ends = scores.iter().filter_map(|score| match (&score.range, &score.figures) {
            (Some(range), _) => Some((range.weight, end(range).clone())),
            (None, Some(figures)) => Some((score.weight, figures.percentage.clone())),
            (None, None) => None,
        });
        let ends: Vec<(u64, Ratio)> = ends.collect();
        (ends.iter().map(|(weight, _)| weight).sum(), mean(ends))
    };
    let undecided = scores.iter().filter_map(|score| Some(score.range.as_ref()?.undecided)).sum();
    let ((weight, lower), (_, upper)) = (end(|range| &range.lower), end(|range| &range.upper));
    (undecided > 0).then_some(Range { lower: lower?, upper: upper?, undecided, weight })
}

/// The sum of the maxima of all controls that are scored anywhere.
fn maximum(scores: &[(&Policy, &Score)]) -> u64 {
    let scored = scores.iter().flat_map(|(policy, score)| {
        let scored = score.controls.iter().filter(|control| control.figures.is_some());
        scored.map(|control| &policy.controls[control.control.0])
    });
    let maxima: BTreeSet<(&str, u32)> = scored.map(|control| (control.id.as_str(), control.max_score)).collect();
    maxima.into_iter().map(|(_, max)| u64::from(max)).sum()
}
