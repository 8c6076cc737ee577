//! From whole numbers to exact fractions.

use super::count::GroupCount;
use super::{ControlFigures, ControlScore, Figures, Ratio, Tally};
use crate::policy::{ControlIndex, Policy};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

/// The score of resources that are counted together: a subscription, a resource group, or a pool.
pub(super) fn one(policy: &Policy, count: &GroupCount) -> Option<Figures> {
    let max = maximum(policy, count);
    (max > 0).then(|| from_current(current(policy, count), max))
}

/// The score of several units, subscriptions or pools of them: an estate or a management group.
pub(super) fn several(policy: &Policy, units: &[&GroupCount]) -> Option<Figures> {
    if let [unit] = units {
        return one(policy, unit);
    }
    let pool = pool(units);
    let scored = |count: &&GroupCount| Some((weight(policy, count), one(policy, count)?.percentage));
    let max = maximum(policy, &pool);
    let percentage = mean(units.iter().filter_map(scored).collect());
    percentage.map(|percentage| from_current(percentage * whole(max), max))
}

/// The mean of percentages by their weights; `None` when nothing has a weight.
pub(super) fn mean(percentages: Vec<(u64, Ratio)>) -> Option<Ratio> {
    let total: u64 = percentages.iter().map(|(weight, _)| weight).sum();
    let weighted = percentages.into_iter();
    let weighted = weighted.map(|(weight, percentage)| percentage * whole(weight));
    (total > 0).then(|| sum(weighted.collect()) / whole(total))
}

/// The controls of several units, in the policy's order.
pub(super) fn controls(policy: &Policy, units: &[&GroupCount]) -> Vec<ControlScore> {
    let pool = pool(units);
    let points = whole(maximum(policy, &pool));
    let total = whole(weight(policy, &pool).max(1));
    let scores = policy.controls.iter().enumerate().map(|(index, control)| {
        let tally = pool.tally(index);
        let figures = (tally.scored() > 0).then(|| {
            let gains = units.iter().map(|unit| weighed(policy, unit, index, unit.tally(index).unhealthy));
            let gain = sum(gains.collect()) / &total;
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

/// Points of the estate for one resource of a unit, a subscription or the pool itself, that turns healthy in a control.
/// They stay the same while resources do, since the number of scored resources, and so all weights and maxima, do.
pub(super) fn each(policy: &Policy, pool: &GroupCount, unit: &GroupCount, control: usize) -> Ratio {
    weighed(policy, unit, control, 1) * whole(maximum(policy, pool)) / whole(weight(policy, pool).max(1))
}

/// What the percentage of a unit gains when so many of its resources turn healthy in a control, times its weight.
fn weighed(policy: &Policy, unit: &GroupCount, control: usize, resources: u64) -> Ratio {
    let scored = unit.tally(control).scored();
    let max = maximum(policy, unit);
    if resources == 0 || scored == 0 || max == 0 {
        return Ratio::zero();
    }
    let part = u128::from(resources) * u128::from(weight(policy, unit));
    fraction(policy.controls[control].max_score, part, u128::from(scored) * u128::from(max))
}

/// From points of a maximum, never 0. What is in lowest terms stays so; all other arithmetic would look for divisors again,
/// for every group of a large estate.
pub(super) fn from_current(current: Ratio, max: u64) -> Figures {
    let (points, whole) = (current.numer(), current.denom());
    let shared = max.gcd(&(points % max).to_u64().unwrap_or(1));
    let percentage = Ratio::new_raw(points / shared, whole * (max / shared));
    let potential = Ratio::new_raw(whole * max - points, whole.clone());
    Figures { percentage, current, max, potential }
}

/// The sum of the scored controls' maxima.
pub(super) fn maximum(policy: &Policy, count: &GroupCount) -> u64 {
    scored(policy, count).map(|(max, _)| u64::from(max)).sum()
}

/// What resources weigh together: those that are scored in a control times its maximum, over all controls. It adds up: a
/// pool weighs what its parts weigh.
pub(super) fn weight(policy: &Policy, count: &GroupCount) -> u64 {
    scored(policy, count).map(|(max, tally)| u64::from(max) * tally.scored()).sum()
}

/// The sum of the scored controls' current scores, over their least common denominator.
fn current(policy: &Policy, count: &GroupCount) -> Ratio {
    small_current(policy, count).unwrap_or_else(|| large_current(policy, count))
}

/// The same where machine words are enough, as they are for most groups.
fn small_current(policy: &Policy, count: &GroupCount) -> Option<Ratio> {
    let common = scored(policy, count).try_fold(1u128, |common, (_, tally)| {
        let each = u128::from(tally.scored());
        common.checked_mul(each / each.gcd(&(common % each)))
    })?;
    let points = scored(policy, count).try_fold(0u128, |sum, (max, tally)| {
        let part = (common / u128::from(tally.scored())).checked_mul(u128::from(max) * u128::from(tally.healthy))?;
        sum.checked_add(part)
    })?;
    let shared = points.gcd(&common);
    Some(Ratio::new_raw((points / shared).into(), (common / shared).into()))
}

fn large_current(policy: &Policy, count: &GroupCount) -> Ratio {
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
