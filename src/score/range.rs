//! How sure a score is: what it could be once all is decided.

use super::count::GroupCount;
use super::figures::{mean, one, weight};
use super::{Range, Ratio, Tally};
use crate::policy::Policy;

/// The range of one or of several units; `None` when all is decided.
pub(super) fn of(policy: &Policy, units: &[&GroupCount]) -> Option<Range> {
    let undecided = units.iter().map(|count| count.undecided).sum();
    if undecided == 0 {
        return None;
    }
    let lower = ends(policy, units, |tally| Tally { unhealthy: tally.unhealthy + tally.unknown, ..tally });
    let upper = ends(policy, units, |tally| Tally { healthy: tally.healthy + tally.unknown, ..tally });
    let weight = lower.iter().map(|(weight, _)| weight).sum();
    Some(Range { lower: mean(lower)?, upper: mean(upper)?, undecided, weight })
}

/// The weight and the percentage of each unit once the undecided is settled. A unit weighs what is decided in it, so that the
/// end is only as far away as the units' own scores can move; one in which nothing is decided has no other weight than what
/// is not.
fn ends(policy: &Policy, units: &[&GroupCount], settle: fn(Tally) -> Tally) -> Vec<(u64, Ratio)> {
    let parts = units.iter().filter_map(|unit| {
        let controls = unit.controls.iter().map(|tally| settle(*tally)).collect();
        let settled = GroupCount { controls, undecided: 0 };
        let weight = [unit, &&settled].map(|count| weight(policy, count)).into_iter().find(|weight| *weight > 0);
        Some((weight?, one(policy, &settled)?.percentage))
    });
    parts.collect()
}
