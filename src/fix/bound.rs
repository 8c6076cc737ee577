//! How far from the best a way may be, where fixes do more than heal what they are for: what no way surpasses.
//!
//! A problem is made that is nowhere harder than the estate. A resource needs only those fixes that every way to settle what it
//! misses needs; one that may leave a control counts as healed, which gains no less; and where several units share the score, it
//! gains besides what they may shift towards each other when its weight goes. What comes into a control as healthy comes for
//! nothing. The best way of that problem bounds all of the estate.

use super::points::missing;
use super::route::{self, Bound, Exactness, Goal, Item, ItemIndex, Minimise, Route, Unit};
use super::turns::Turns;
use super::{Finding, Plan, Request};
use crate::assess::Status;
use crate::policy::ControlIndex;
use crate::score::{self, Ratio, ScopeName};
use num_traits::Zero;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The way to a goal in a problem that is nowhere harder than the estate, where there is one. It may do for the estate too.
pub(super) fn easiest_way(
    request: &Request<'_>,
    plan: &Plan,
    turns: &Turns,
    items: &[Item],
    goal: &Goal,
) -> Option<Route> {
    easiest(request, plan, turns, items).map(|problem| route::route(&problem, goal))
}

/// What a way to a goal is worth by the way in the easiest problem. What leaves a control counts there as healed, which is no less
/// for a share of the score either.
pub(super) fn proven(best: Option<&Route>, goal: &Goal, route: &Route) -> Exactness {
    let Some(best) = best else { return Exactness::Open(None) };
    match goal {
        Goal::MostWithin { .. } => most(best, route),
        Goal::AtLeast { .. } if !best.reached && !route.reached => Exactness::Within(Bound::Most(best.gain.clone())),
        // What is known to be out of reach can be bounded by gains alone.
        Goal::AtLeast { .. } if !best.reached || !route.reached => Exactness::Open(None),
        Goal::AtLeast { minimise, .. } => least(best, route, *minimise),
    }
}

/// By what the easiest problem gains.
fn most(best: &Route, route: &Route) -> Exactness {
    let most = match &best.exactness {
        Exactness::Within(Bound::Most(most)) => most,
        _ => &best.gain,
    };
    match most.cmp(&route.gain) {
        std::cmp::Ordering::Greater => Exactness::Open(Some(Bound::Most(most.clone()))),
        std::cmp::Ordering::Equal => Exactness::Exact,
        std::cmp::Ordering::Less => Exactness::Open(None),
    }
}

/// By what the easiest problem costs.
fn least(best: &Route, route: &Route, minimise: Minimise) -> Exactness {
    let primary = |cost: &route::Cost| cost.of(minimise);
    let (first, edits) = match best.exactness {
        Exactness::Within(Bound::Least(Minimise::Edits, edits)) if minimise != Minimise::Edits => {
            (primary(&best.cost), edits)
        }
        Exactness::Within(Bound::Least(_, first)) => (first, 0),
        _ => (primary(&best.cost), best.cost.edits),
    };
    match ((first, edits).cmp(&(primary(&route.cost), route.cost.edits)), first < primary(&route.cost)) {
        (std::cmp::Ordering::Less, true) => Exactness::Open(Some(Bound::Least(minimise, first))),
        (std::cmp::Ordering::Less, false) => Exactness::Open(Some(Bound::Least(Minimise::Edits, edits))),
        (std::cmp::Ordering::Equal, _) => Exactness::Exact,
        (std::cmp::Ordering::Greater, _) => Exactness::Open(None),
    }
}

/// A problem that is nowhere harder than the estate; nothing where so much may leave the score that nothing is left to bound it by.
fn easiest(request: &Request<'_>, plan: &Plan, turns: &Turns, items: &[Item]) -> Option<route::Problem> {
    let counted = request.counted();
    let worth = score::worth(request.policy, &counted, request.scoring);
    let mut needs = Needs { plan, turns, places: BTreeMap::new() };
    needs.places.extend(plan.fixed.iter().enumerate().map(|(place, fixed)| (fixed.finding, place)));
    let (mut units, mut leaving) = (Vec::new(), Vec::new());
    for ((_, control), (group, open)) in missing(request.policy, request.assessed, &counted, &|_| true) {
        let Some(needed) = needs.of(&open) else { continue };
        let may_leave =
            open.iter().any(|(finding, status)| *status == Status::Unknown || turns.loose.contains(finding));
        leaving.extend(may_leave.then_some((units.len(), control)));
        units.push(Unit { gain: worth.of(group, control), items: needed.into_iter().map(ItemIndex).collect() });
    }
    let is_shared =
        plan.before.scopes.iter().filter(|scope| matches!(scope.name, ScopeName::Subscription(_))).count() > 1;
    if !is_shared {
        units.extend(entering(request, plan, turns));
    } else {
        let max = |control: &ControlIndex| u64::from(request.policy.controls[control.0].max_score);
        let lost = leaving.iter().map(|(_, control)| max(control)).chain(turns.lost.iter().map(max)).sum();
        let rest = plan.before.estate.weight.checked_sub(lost).filter(|rest| *rest > 0)?;
        let points = plan.before.estate.figures.as_ref().map_or(0, |figures| figures.max);
        let shift = |control: &ControlIndex| Ratio::new((max(control) * points).into(), rest.into());
        leaving.iter().for_each(|(unit, control)| units[*unit].gain += shift(control));
        units.extend(turns.lost.iter().map(|control| Unit { gain: shift(control), items: Vec::new() }));
        let groups: FxHashMap<u64, u32> =
            counted.subjects.iter().map(|subject| (subject.identity, subject.group)).collect();
        for entered in turns.entered.iter().filter(|entered| max(&entered.control) > 0) {
            let group = *groups.get(&entered.identity?)?;
            // One more that is healthy gains its control less than one that turns. What a control gains that nothing was in
            // cannot be told by those that are.
            let own = Some(worth.of(group, entered.control)).filter(|own| !own.is_zero())?;
            units.push(Unit { gain: own + shift(&entered.control), items: Vec::new() });
        }
    }
    units.retain(|unit| !unit.gain.is_zero());
    Some(route::Problem { items: items.to_vec(), units, blocked: Vec::new() })
}

/// What controls gain as resources come into them that are healthy, at most: each of them may come for nothing. Fixes of those
/// that are there gain no more beside them than without.
fn entering(request: &Request<'_>, plan: &Plan, turns: &Turns) -> Vec<Unit> {
    let mut entered: BTreeMap<ControlIndex, u64> = BTreeMap::new();
    turns.entered.iter().for_each(|one| *entered.entry(one.control).or_default() += 1);
    let gain = |(control, count): (ControlIndex, u64)| {
        let max = u64::from(request.policy.controls[control.0].max_score);
        let tally = plan.before.controls.iter().find(|score| score.control == control).map(|score| score.tally);
        let tally = tally.unwrap_or_default();
        match tally.healthy + tally.unhealthy {
            0 => Ratio::from_integer(max.into()),
            all => Ratio::new((max * count * tally.unhealthy).into(), (all * (all + count)).into()),
        }
    };
    entered.into_iter().map(|entry| Unit { gain: gain(entry), items: Vec::new() }).collect()
}

/// The items that a resource needs whatever else is done.
struct Needs<'n> {
    plan: &'n Plan,
    turns: &'n Turns,
    places: BTreeMap<Finding, usize>,
}

impl Needs<'_> {
    /// Those that every way needs to settle what is open; nothing where something stays open by all that is known.
    fn of(&self, open: &BTreeSet<(Finding, Status)>) -> Option<BTreeSet<usize>> {
        let mut needed = BTreeSet::new();
        for (finding, status) in open {
            let is_free = *status == Status::Unknown
                || self.turns.loose.contains(finding)
                || self.turns.untold.contains(&finding.recommendation)
                || self.plan.beside.values().flatten().any(|healed| healed == finding);
            if is_free {
                continue;
            }
            let own = self.places.get(finding).map(|own| BTreeSet::from([*own]));
            let others = self.turns.settled.get(finding).into_iter().flatten();
            let ways = own.into_iter().chain(others.map(|way| way.iter().copied().collect()));
            needed.extend(ways.reduce(|one, other| &one & &other)?);
        }
        Some(needed)
    }
}
