//! The way to a target: the cheapest set of fixes that raises the score far enough.
//!
//! A resource gives its share of a control only when all failing recommendations of that control are fixed on it, one
//! fix may serve several controls, and one edit several fixes. So this is a knapsack of bundles that share their parts.
//! It is solved in three layers, each exact:
//!
//! 1. `market` turns units into bundles of priced elements (edits, files, fixes to review), over one denominator.
//! 2. `frontier` finds the Pareto frontier of each group of bundles that share elements; thousands of groups have a
//!    few dozen frontiers between them.
//! 3. `combine` chooses a point for each group: prices from the linear relaxation say what every other choice would
//!    lose, and only choices whose losses fit between the relaxation and the optimum are enumerated.
//!
//! A group that shares too much for a frontier is split by `search`, which branches on its most shared element.
//! All effort is counted in steps and not in time, so an answer never depends on the machine. When it runs out, the
//! best way found comes with a proven bound.

mod amount;
mod combine;
mod components;
mod frontier;
mod greedy;
mod market;
mod order;
mod pool;
mod price;
mod problem;
mod search;
#[cfg(test)]
mod tests;
mod walk;

pub use problem::{
    Blocked, Bound, Cost, EditId, Exactness, FileId, Goal, Item, ItemIndex, Minimise, Obstacle, Problem, Route, Step,
    Unit,
};

use crate::score::Ratio;
use amount::{Axis, Limits};
use market::Market;
use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use search::Found;
use std::collections::{BTreeMap, BTreeSet};

/// How many steps [`route`] takes at most: about a second's worth.
pub const EFFORT: u64 = 10_000_000;

/// The best way to a goal.
///
/// Units that name no known item, or whose gain is not positive, are left out.
pub fn route(problem: &Problem, goal: &Goal) -> Route {
    route_within(problem, goal, EFFORT)
}

/// Like [`route`], with at most `effort` steps of work. The same input and effort always give the same answer.
pub fn route_within(problem: &Problem, goal: &Goal, effort: u64) -> Route {
    let minimise = match goal {
        Goal::AtLeast { minimise, .. } => *minimise,
        Goal::MostWithin { .. } => Minimise::Edits,
    };
    let market = Market::new(problem, minimise);
    let (target, axes) = match goal {
        Goal::AtLeast { gain, .. } => (Some(market.whole(gain)), stages(minimise)),
        Goal::MostWithin { .. } => (None, &[Axis::Gain, Axis::Edits][..]),
    };
    let reached = target.as_ref().is_none_or(|target| *target <= market.total);
    let mut limits = Limits::default();
    if let Some(target) = target {
        limits.set(Axis::Gain, -target.min(market.total.clone()));
    }
    if let Goal::MostWithin { edits } = goal {
        limits.set(Axis::Edits, BigInt::from(*edits));
    }
    let (found, exactness) = optimise(&market, limits, axes, minimise, effort);
    let steps = order::steps(problem, &market, &found.bundles);
    Route {
        gain: market.ratio(&market.gain(&found.bundles)),
        cost: cost(&problem.items, &steps),
        steps,
        reached,
        exactness,
        obstacles: obstacles(&problem.blocked),
    }
}

/// What is optimised one after the other: the quantity to minimise, and edits among equals.
fn stages(minimise: Minimise) -> &'static [Axis] {
    match minimise {
        Minimise::Edits => &[Axis::Edits],
        Minimise::Files | Minimise::Review => &[Axis::Primary, Axis::Edits],
    }
}

/// Optimises along each axis in turn, within what the earlier ones reached.
fn optimise(market: &Market, mut limits: Limits, axes: &[Axis], minimise: Minimise, effort: u64) -> (Found, Exactness) {
    let mut found = Found::start(market, &limits);
    let mut proven = Vec::new();
    let share = effort / axes.len().max(1) as u64;
    for axis in axes {
        greedy::improve(market, &limits, *axis, &mut found);
        let least = search::improve(market, &limits, *axis, &mut found, share);
        limits.set(*axis, found.amount.badness(*axis));
        proven.push((*axis, least));
    }
    // Only now: a later search may happen to find what an earlier one could not exclude.
    let open = proven.into_iter().find(|(axis, least)| *least < found.amount.badness(*axis));
    let within = |(axis, least)| Exactness::Within(bound(market, axis, minimise, &least));
    (found, open.map_or(Exactness::Exact, within))
}

fn bound(market: &Market, axis: Axis, minimise: Minimise, least: &BigInt) -> Bound {
    let count = u64::try_from(least).unwrap_or_default();
    match axis {
        Axis::Primary => Bound::Least(minimise, count),
        Axis::Edits => Bound::Least(Minimise::Edits, count),
        Axis::Gain => Bound::Most(market.ratio(&-least)),
    }
}

/// A way with what is not on it yet behind its end.
pub fn all(problem: &Problem, mut route: Route) -> Route {
    let taken: BTreeSet<ItemIndex> = route.steps.iter().map(|step| step.item).collect();
    let mut edits: BTreeSet<EditId> = taken.iter().flat_map(|item| &problem.items[item.0].edits).copied().collect();
    let gain = route.steps.last().map_or_else(Ratio::zero, |step| step.gain.clone());
    for item in (0..problem.items.len()).map(ItemIndex).filter(|item| !taken.contains(item)) {
        edits.extend(&problem.items[item.0].edits);
        route.steps.push(Step { item, edits: edits.len() as u64, gain: gain.clone() });
    }
    Route { cost: cost(&problem.items, &route.steps), ..route }
}

/// What steps cost together.
pub fn cost(items: &[Item], steps: &[Step]) -> Cost {
    let items: Vec<&Item> = steps.iter().filter_map(|step| items.get(step.item.0)).collect();
    Cost {
        edits: items.iter().flat_map(|item| &item.edits).collect::<BTreeSet<_>>().len() as u64,
        files: items.iter().flat_map(|item| &item.files).collect::<BTreeSet<_>>().len() as u64,
        review: items.iter().filter(|item| item.review).count() as u64,
    }
}

/// Blocked units by what blocks them, largest gain first.
fn obstacles(blocked: &[Blocked]) -> Vec<Obstacle> {
    // Few gains are distinct, and to add fractions one by one is slow.
    let mut by_reasons: BTreeMap<_, BTreeMap<&Ratio, u64>> = BTreeMap::new();
    for unit in blocked.iter().filter(|unit| unit.gain.is_positive()) {
        *by_reasons.entry(&unit.reasons).or_default().entry(&unit.gain).or_default() += 1;
    }
    let obstacles = by_reasons.into_iter().map(|(reasons, gains)| Obstacle {
        reasons: reasons.clone(),
        units: gains.values().sum(),
        gain: gains.into_iter().fold(Ratio::zero(), |sum, (gain, units)| sum + gain * BigInt::from(units)),
    });
    let mut obstacles: Vec<Obstacle> = obstacles.collect();
    obstacles.sort_by(|a, b| b.gain.cmp(&a.gain));
    obstacles
}
