//! From whole numbers to exact fractions.

use super::count::GroupCount;
use super::{ControlFigures, ControlScore, Figures, Method, Ratio, ScopeScore, Tally};
use crate::policy::{ControlIndex, Policy};
use num_traits::Zero;

/// The score of resources that are counted together: a subscription, a resource group, or a pool.
pub(super) fn one(policy: &Policy, count: &GroupCount) -> ScopeScore {
    let max = maximum(policy, &count.controls);
    let current = || {
        sum(scored(policy, &count.controls)
            .map(|(max, tally)| share(max, tally.healthy, tally))
            .collect())
    };
    ScopeScore {
        figures: (max > 0).then(|| from_current(current(), max)),
        weight: count.weight,
    }
}

/// The score of several subscriptions: an estate or a management group.
pub(super) fn several(
    policy: &Policy,
    subscriptions: &[&GroupCount],
    method: Method,
) -> ScopeScore {
    let pool = pool(subscriptions);
    if method == Method::Pooled || subscriptions.len() == 1 {
        return one(policy, &pool);
    }
    let scores = subscriptions
        .iter()
        .map(|subscription| one(policy, subscription));
    let percentages = scores.filter_map(|score| Some((score.weight, score.figures?.percentage)));
    let max = maximum(policy, &pool.controls);
    let figures =
        mean(percentages.collect()).map(|percentage| from_current(percentage * whole(max), max));
    ScopeScore {
        figures,
        weight: pool.weight,
    }
}

/// The mean of percentages by their weights; `None` when nothing has a weight.
pub(super) fn mean(percentages: Vec<(u64, Ratio)>) -> Option<Ratio> {
    let total: u64 = percentages.iter().map(|(weight, _)| weight).sum();
    let weighted = percentages
        .into_iter()
        .map(|(weight, percentage)| percentage * whole(weight))
        .collect();
    (total > 0).then(|| sum(weighted) / whole(total))
}

/// The controls of several subscriptions, in the policy's order.
pub(super) fn controls(
    policy: &Policy,
    subscriptions: &[&GroupCount],
    method: Method,
) -> Vec<ControlScore> {
    let pool = pool(subscriptions);
    let pooled = [&pool];
    let units = if method == Method::Pooled {
        &pooled[..]
    } else {
        subscriptions
    };
    let weights: Vec<_> = units
        .iter()
        .map(|unit| (*unit, maximum(policy, &unit.controls)))
        .collect();
    let total = weights
        .iter()
        .filter(|(_, max)| *max > 0)
        .map(|(unit, _)| unit.weight)
        .sum();
    let estate = maximum(policy, &pool.controls);
    let scores = policy.controls.iter().enumerate().map(|(index, control)| {
        let tally = pool.controls.get(index).copied().unwrap_or_default();
        let figures = (tally.scored() > 0).then(|| {
            let gain = gain(index, control.max_score, &weights, total);
            let current = share(control.max_score, tally.healthy, &tally);
            ControlFigures {
                current,
                potential: &gain * whole(estate),
                gain,
            }
        });
        ControlScore {
            control: ControlIndex(index),
            tally,
            figures,
        }
    });
    scores.collect()
}

/// What the percentage rises by when a control is fixed in all units, each given with its maximum.
fn gain(control: usize, points: u32, units: &[(&GroupCount, u64)], total: u64) -> Ratio {
    let gains = units.iter().filter_map(|(unit, max)| {
        let tally = unit.controls.get(control)?;
        let counts = points > 0 && tally.unhealthy > 0;
        counts.then(|| share(points, tally.unhealthy, tally) * whole(unit.weight) / whole(*max))
    });
    let gains: Vec<_> = gains.collect();
    if gains.is_empty() {
        Ratio::zero()
    } else {
        sum(gains) / whole(total)
    }
}

fn from_current(current: Ratio, max: u64) -> Figures {
    let potential = whole(max) - &current;
    Figures {
        percentage: &current / whole(max),
        current,
        max,
        potential,
    }
}

/// The maxima and tallies of the scored controls.
fn scored<'a>(policy: &'a Policy, tallies: &'a [Tally]) -> impl Iterator<Item = (u32, &'a Tally)> {
    let controls = policy
        .controls
        .iter()
        .map(|control| control.max_score)
        .zip(tallies);
    controls.filter(|(_, tally)| tally.scored() > 0)
}

fn maximum(policy: &Policy, tallies: &[Tally]) -> u64 {
    scored(policy, tallies).map(|(max, _)| u64::from(max)).sum()
}

/// What `part` of a scored tally's resources is worth, in points.
fn share(max: u32, part: u64, tally: &Tally) -> Ratio {
    Ratio::new(
        (u128::from(max) * u128::from(part)).into(),
        tally.scored().into(),
    )
}

fn pool(counts: &[&GroupCount]) -> GroupCount {
    let mut pool = GroupCount::default();
    counts.iter().for_each(|count| pool += count);
    pool
}

fn whole(number: u64) -> Ratio {
    Ratio::from_integer(number.into())
}

/// Adds in pairs of neighbours, then in pairs of those sums: denominators stay small as long as possible, so that the
/// scores of a thousand subscriptions add up in no time.
pub(super) fn sum(mut terms: Vec<Ratio>) -> Ratio {
    while terms.len() > 1 {
        terms = terms.chunks(2).map(|pair| pair.iter().sum()).collect();
    }
    terms.pop().unwrap_or_else(Ratio::zero)
}
