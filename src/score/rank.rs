//! What to fix first.

use super::{ControlScore, RecommendationScore, Tally};
use crate::policy::{ControlIndex, Policy, RecommendationIndex};
use std::cmp::{Ordering, Reverse};

/// What a list of controls is sorted by. Equal ones follow in the order of [`Order::Increase`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Potential increase, then maximum, then title, then id.
    #[default]
    Increase,
    /// Maximum.
    Max,
    /// Unhealthy resources.
    Unhealthy,
}

/// Sorts controls, the most first. Controls that are not scored have no increase and come after those that have 0.
pub fn rank(policy: &Policy, controls: &mut [ControlScore], order: Order) {
    let max = |score: &ControlScore| policy.controls[score.control.0].max_score;
    controls.sort_by(|a, b| {
        let first = match order {
            Order::Increase => Ordering::Equal,
            Order::Max => max(b).cmp(&max(a)),
            Order::Unhealthy => b.tally.unhealthy.cmp(&a.tally.unhealthy),
        };
        first.then_with(|| by_increase(policy, a, b))
    });
}

fn by_increase(policy: &Policy, a: &ControlScore, b: &ControlScore) -> Ordering {
    let gain = |score: &ControlScore| score.figures.as_ref().map(|figures| figures.gain.clone());
    let control = |score: &ControlScore| &policy.controls[score.control.0];
    let (first, second) = (control(a), control(b));
    let by_gain = gain(b).cmp(&gain(a));
    let by_title = || first.title.cmp(&second.title).then_with(|| first.id.cmp(&second.id));
    by_gain.then(second.max_score.cmp(&first.max_score)).then_with(by_title)
}

/// Recommendations in order of their first control in `ranked`, then severity, unhealthy resources and id. Those that
/// stand in no control come after them, and those in preview, which never score, last.
pub(super) fn recommendations(policy: &Policy, ranked: &[ControlScore], tallies: &[Tally]) -> Vec<RecommendationScore> {
    let mut place = vec![usize::MAX; policy.controls.len()];
    for (rank, score) in ranked.iter().enumerate() {
        place[score.control.0] = rank;
    }
    let first = |controls: &[ControlIndex]| controls.iter().map(|control| place[control.0]).min().unwrap_or(usize::MAX);
    let scores = tallies
        .iter()
        .enumerate()
        .map(|(index, tally)| RecommendationScore { recommendation: RecommendationIndex(index), tally: *tally });
    let mut scores: Vec<_> = scores.collect();
    scores.sort_by_cached_key(|score| {
        let recommendation = &policy.recommendations[score.recommendation.0];
        let within = (Reverse(recommendation.severity), Reverse(score.tally.unhealthy), recommendation.id.clone());
        (recommendation.preview, first(&recommendation.controls), within)
    });
    scores
}
