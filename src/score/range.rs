//! How sure a score is: what it could be once all is decided.

use super::count::GroupCount;
use super::figures::{mean, one, pool, weight};
use super::{Range, Ratio, Tally};
use crate::policy::{Estate, Policy};

/// The range of one or of several subscriptions; `None` when all is decided.
pub(super) fn of(policy: &Policy, members: &[&GroupCount], estate: Estate) -> Option<Range> {
    let undecided = members.iter().map(|count| count.undecided).sum();
    if undecided == 0 {
        return None;
    }
    let pool = pool(members);
    let units = if estate == Estate::Pooled { &[&pool] } else { members };
    let lower = end(policy, units, |tally| Tally { unhealthy: tally.unhealthy + tally.unknown, ..tally })?;
    let upper = end(policy, units, |tally| Tally { healthy: tally.healthy + tally.unknown, ..tally })?;
    Some(Range { lower, upper, undecided })
}

/// The percentage once the undecided is settled. Each unit weighs what is decided in it, so that the end is only as far
/// away as the units' own scores can move; one in which nothing is decided has no other weight than what is not.
fn end(policy: &Policy, units: &[&GroupCount], settle: fn(Tally) -> Tally) -> Option<Ratio> {
    let parts = units.iter().filter_map(|unit| {
        let controls = unit.controls.iter().map(|tally| settle(*tally)).collect();
        let settled = GroupCount { controls, undecided: 0 };
        let weight = [unit, &&settled].map(|count| weight(policy, count)).into_iter().find(|weight| *weight > 0);
        Some((weight?, one(policy, &settled)?.percentage))
    });
    mean(parts.collect())
}
