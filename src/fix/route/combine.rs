//! One point for each of thousands of groups, few of which differ.

use super::amount::{Axis, Limits};
use super::pool::Pool;
use super::price::{Relaxed, RelaxedPool, Scale};
use super::walk::{self, Counts};
use num_bigint::BigInt;
use num_traits::One;

/// What came of an optimisation.
pub(super) struct Solved {
    /// How many copies of each pool choose each point, when something better was found.
    pub counts: Option<Counts>,
    /// What no choice is better than.
    pub least: BigInt,
}

/// Looks for the choice with the least badness along an axis, below `beat` and within the limits.
///
/// The relaxation says what is the least to hope for. What lies between it and a first guess is enumerated in full; if
/// that is nothing, the guess grows. So the first find is the best there is, unless the enumeration had to be cut.
pub(super) fn solve(
    pools: &[Pool],
    limits: &Limits,
    axis: Axis,
    beat: &BigInt,
    scale: &Scale,
    effort: &mut u64,
) -> Solved {
    let relaxed_pools: Vec<RelaxedPool> = pools.iter().map(|pool| pool.relaxed(scale)).collect();
    let (prices, mut least) = Relaxed::new(&relaxed_pools, limits, axis, scale).bound(scale, effort);
    let highest = beat - 1;
    let mut reach = least.clone();
    let mut stride = BigInt::ZERO;
    let mut proven = true;
    while least <= highest {
        reach = reach.min(highest.clone());
        let mut limits = limits.clone();
        limits.set(axis, reach.clone());
        let found =
            walk::walk(&walk::Task { pools, relaxed: &relaxed_pools, prices: &prices, limits, axis, scale }, effort);
        proven &= found.complete;
        if let Some((badness, counts)) = found.best {
            return Solved { counts: Some(counts), least: if proven { badness } else { least } };
        }
        if proven {
            least = &reach + 1;
        }
        if reach == highest || *effort == 0 {
            break;
        }
        stride = wider(&stride, axis, scale);
        reach += &stride;
    }
    Solved { counts: None, least: least.min(beat.clone()) }
}

/// Costs are reached for one by one at first; gains have no such natural step.
fn wider(stride: &BigInt, axis: Axis, scale: &Scale) -> BigInt {
    let first = match axis {
        Axis::Primary | Axis::Edits => BigInt::one(),
        Axis::Gain => (scale.total >> 18) + 1,
    };
    first.max(stride * 2)
}
