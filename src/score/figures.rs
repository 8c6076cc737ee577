//! From whole numbers to exact fractions.

use super::count::GroupCount;
use super::{ControlFigures, ControlScore, Figures, Ratio, ScopeScore, Tally};
use crate::policy::{ControlIndex, Estate, Policy};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

/// The score of resources that are counted together: a subscription, a resource group, or a pool.
pub(super) fn one(policy: &Policy, count: &GroupCount) -> ScopeScore {
    let max = maximum(policy, count);
    let figures = (max > 0).then(|| from_current(current(policy, count), max));
    ScopeScore { figures, weight: count.weight }
}

/// The score of several subscriptions: an estate or a management group.
pub(super) fn several(policy: &Policy, subscriptions: &[&GroupCount], estate: Estate) -> ScopeScore {
    let pool = pool(subscriptions);
    if estate == Estate::Pooled || subscriptions.len() == 1 {
        return one(policy, &pool);
    }
    let scores = subscriptions.iter().map(|count| one(policy, count));
    let percentages = scores.filter_map(|score| Some((score.weight, score.figures?.percentage)));
    let max = maximum(policy, &pool);
    let figures = mean(percentages.collect()).map(|percentage| from_current(percentage * whole(max), max));
    ScopeScore { figures, weight: pool.weight }
}

/// The mean of percentages by their weights; `None` when nothing has a weight.
pub(super) fn mean(percentages: Vec<(u64, Ratio)>) -> Option<Ratio> {
    let total: u64 = percentages.iter().map(|(weight, _)| weight).sum();
    let weighted = percentages.into_iter();
    let weighted = weighted.map(|(weight, percentage)| percentage * whole(weight));
    (total > 0).then(|| sum(weighted.collect()) / whole(total))
}

/// The controls of several subscriptions, in the policy's order.
pub(super) fn controls(policy: &Policy, subscriptions: &[&GroupCount], estate: Estate) -> Vec<ControlScore> {
    let pool = pool(subscriptions);
    let units = match estate {
        Estate::Weighted => units(policy, subscriptions),
        Estate::Pooled => units(policy, &[&pool]),
    };
    let points = whole(maximum(policy, &pool));
    let scores = policy.controls.iter().enumerate().map(|(index, control)| {
        let tally = pool.controls.get(index).copied().unwrap_or_default();
        let figures = (tally.scored() > 0).then(|| {
            let gain = gain(index, control.max_score, &units);
            ControlFigures {
                current: fraction(control.max_score, tally.healthy, tally.scored()),
                per_resource: fraction(control.max_score, 1u64, tally.scored()),
                potential: &gain * &points,
                gain,
            }
        });
        ControlScore { control: ControlIndex(index), tally, figures }
    });
    scores.collect()
}

/// Subscriptions that have a percentage, with their maxima.
fn units<'a>(policy: &Policy, subscriptions: &[&'a GroupCount]) -> Vec<(&'a GroupCount, u64)> {
    let units = subscriptions.iter().map(|count| (*count, maximum(policy, count)));
    units.filter(|(_, max)| *max > 0).collect()
}

/// What the percentage rises by when a control of `points` is fixed in all units.
fn gain(control: usize, points: u32, units: &[(&GroupCount, u64)]) -> Ratio {
    let weight: u64 = units.iter().map(|(count, _)| count.weight).sum();
    let gains = units.iter().filter_map(|(count, max)| {
        let tally = count.controls[control];
        let weighted = u128::from(tally.unhealthy) * u128::from(count.weight);
        (weighted > 0).then(|| fraction(points, weighted, u128::from(tally.scored()) * u128::from(*max)))
    });
    let gains: Vec<_> = gains.collect();
    if gains.is_empty() {
        return Ratio::zero();
    }
    sum(gains) / whole(weight)
}

fn from_current(current: Ratio, max: u64) -> Figures {
    let potential = whole(max) - &current;
    Figures { percentage: &current / whole(max), current, max, potential }
}

/// The sum of the scored controls' maxima.
pub(super) fn maximum(policy: &Policy, count: &GroupCount) -> u64 {
    scored(policy, count).map(|(max, _)| u64::from(max)).sum()
}

/// The sum of the scored controls' current scores, over their least common denominator.
fn current(policy: &Policy, count: &GroupCount) -> Ratio {
    let denominators = scored(policy, count).map(|(_, tally)| tally.scored());
    let common = denominators.fold(BigInt::one(), |common, each| {
        let rest = (&common % each).to_u64().unwrap_or_default();
        common * (each / each.gcd(&rest))
    });
    let currents = scored(policy, count)
        .map(|(max, tally)| &common / tally.scored() * (u128::from(max) * u128::from(tally.healthy)));
    Ratio::new(currents.sum(), common)
}

/// The maxima and tallies of the scored controls.
fn scored<'a>(policy: &'a Policy, count: &'a GroupCount) -> impl Iterator<Item = (u32, &'a Tally)> {
    let maxima = policy.controls.iter().map(|control| control.max_score);
    maxima.zip(&count.controls).filter(|(_, tally)| tally.scored() > 0)
}

/// `points` times `part` of `whole`.
pub(super) fn fraction(points: u32, part: impl Into<u128>, whole: impl Into<u128>) -> Ratio {
    let part: u128 = part.into();
    Ratio::new((u128::from(points) * part).into(), whole.into().into())
}

pub(super) fn pool(counts: &[&GroupCount]) -> GroupCount {
    let mut pool = GroupCount::default();
    counts.iter().for_each(|count| pool += count);
    pool
}

pub(super) fn whole(number: u64) -> Ratio {
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
