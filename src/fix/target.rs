//! From proven fixes to the question of which of them to take.

use super::bound::{easiest_way, proven};
use super::points::{current, missing};
use super::proof::plan_without_others;
use super::route::{self, Blocked, Cost, EditId, FileId, Goal, Item, ItemIndex, Route, Step, Unit};
use super::turns::{Turns, turns};
use super::{Finding, Fixed, Plan, Request, shift};
use crate::assess::Status;
use crate::check::Aborted;
use crate::policy::Safety;
use crate::score::{self, Ratio};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The way to a goal among the fixes of a plan, and the findings on it in order of its steps. Gains are in points of the
/// estate. The way is proven as a whole: where that gains something else than its steps were thought to, it says so. Where the
/// search does not get there and the whole plan does, that is a way.
///
/// A goal that is a share of the score, from 0 to 1, is reached by the score as it is then: what fixes take out of it, or bring
/// into it, changes what the share is of. The search counts points of the score as it is, which proves less where that may happen.
///
/// # Errors
/// The deadline.
pub fn target(
    request: &Request<'_>,
    whole: &Plan,
    goal: &Goal,
    share: Option<&Ratio>,
) -> Result<(Route, Vec<Finding>), Aborted> {
    let turns = turns(request, &whole.fixed)?;
    let (problem, is_all) = problem(request, whole, &turns);
    let mut route = route::route(&problem, goal);
    let plan = plan_of(request, whole, &route.steps)?;
    let is_as_thought = gained(&plan) == route.gain;
    route.gain = gained(&plan);
    let reach = Reach { goal, share };
    route.reached = reach.is_reached_by(&plan);
    let mut is_proven = is_all && is_as_thought && !(share.is_some() && shift::may_shift(request, whole, &turns));
    if !route.reached && reach.of(whole) > reach.of(&plan) {
        is_proven = false;
        route = reach.further(request, whole, route::all(&problem, route))?;
    }
    if !is_proven {
        let best = easiest_way(request, whole, &turns, &problem.items, goal);
        if let Some(best) = &best {
            let plan = plan_of(request, whole, &best.steps)?;
            if reach.is_better(&plan, &best.cost, &route) {
                route = Route { obstacles: route.obstacles, ..at_its_end(best.clone(), gained(&plan)) };
                route.reached = reach.is_reached_by(&plan);
            }
        }
        route.exactness = proven(best.as_ref(), goal, &route);
    }
    let findings = route.steps.iter().map(|step| whole.fixed[step.item.0].finding).collect();
    Ok((route, findings))
}

/// The plan of what is on a way.
fn plan_of(request: &Request<'_>, whole: &Plan, steps: &[Step]) -> Result<Plan, Aborted> {
    let taken: BTreeSet<usize> = steps.iter().map(|step| step.item.0).collect();
    let fixed: Vec<&Fixed> = taken.iter().map(|place| &whole.fixed[*place]).collect();
    plan_without_others(request, &fixed)
}

/// A way of which it is known what all of it gains, and not what each step does.
fn at_its_end(mut route: Route, gain: Ratio) -> Route {
    let last = route.steps.len().saturating_sub(1);
    for (number, step) in route.steps.iter_mut().enumerate() {
        step.gain = if number == last { gain.clone() } else { Ratio::zero() };
    }
    Route { gain, ..route }
}

/// What is to be reached.
struct Reach<'g> {
    goal: &'g Goal,
    share: Option<&'g Ratio>,
}

impl Reach<'_> {
    fn is_reached_by(&self, plan: &Plan) -> bool {
        match self.goal {
            Goal::AtLeast { gain, .. } => self.of(plan) >= *self.share.unwrap_or(gain),
            Goal::MostWithin { .. } => true,
        }
    }

    /// Whether a plan of that cost does more for the goal than a way.
    fn is_better(&self, plan: &Plan, cost: &Cost, route: &Route) -> bool {
        let Goal::AtLeast { minimise, .. } = self.goal else { return gained(plan) > route.gain };
        let price = |cost: &Cost| (cost.of(*minimise), cost.edits);
        self.is_reached_by(plan) && (!route.reached || price(cost) < price(&route.cost))
    }

    /// How far a plan gets.
    fn of(&self, plan: &Plan) -> Ratio {
        match (self.share, &plan.after.estate.figures) {
            (None, _) => gained(plan),
            (Some(_), Some(figures)) => figures.percentage.clone(),
            (Some(_), None) => Ratio::zero(),
        }
    }

    /// As much of the way to the whole plan as gets there; all of it where that does not either. Where half of it is enough is
    /// looked for there first: it need not be the least.
    fn further(&self, request: &Request<'_>, whole: &Plan, mut route: Route) -> Result<Route, Aborted> {
        let mut gain = gained(whole);
        if self.is_reached_by(whole) {
            let (mut too_few, mut enough) = (0, route.steps.len());
            while self.share.is_some() && enough - too_few > 1 {
                let half = too_few.midpoint(enough);
                let plan = plan_of(request, whole, &route.steps[..half])?;
                match self.is_reached_by(&plan) {
                    true => (enough, gain) = (half, gained(&plan)),
                    false => too_few = half,
                }
            }
            route.steps.truncate(enough);
        }
        let cost = route::cost(&items(&whole.fixed), &route.steps);
        Ok(Route { gain, cost, reached: self.is_reached_by(whole), ..route })
    }
}

/// What a plan gains, in points of the estate.
fn gained(plan: &Plan) -> Ratio {
    current(&plan.after) - current(&plan.before)
}

/// What could be gained, and whether that is all there is to it.
fn problem(request: &Request<'_>, plan: &Plan, turns: &Turns) -> (route::Problem, bool) {
    let counted = request.counted();
    let worth = score::worth(request.policy, &counted, request.scoring);
    let places: BTreeMap<Finding, usize> =
        plan.fixed.iter().enumerate().map(|(place, fixed)| (fixed.finding, place)).collect();
    let mut problem = route::Problem { items: items(&plan.fixed), ..route::Problem::default() };
    let mut is_all = turns.is_all;
    let beside: BTreeSet<&Finding> = plan.beside.values().flatten().collect();
    for ((_, control), (group, open)) in missing(request.policy, request.assessed, &counted, &|_| true) {
        let gain = worth.of(group, control);
        if gain.is_zero() {
            continue;
        }
        let mut needs = Needs { places: &places, turns, items: &problem.items, needed: BTreeSet::new(), is_all: true };
        let left = needs.of(open.iter().copied());
        is_all &= needs.is_all;
        if left.is_empty() {
            let items = needs.needed.into_iter().map(ItemIndex).collect();
            problem.units.push(Unit { gain, items });
            continue;
        }
        let id = |finding: &Finding| request.policy.recommendations[finding.recommendation.0].id.as_str();
        // Where all that is left is undecided, it leaves the control with its last unhealthy finding.
        is_all &= open.iter().any(|(finding, status)| *status == Status::Unhealthy && left.contains(finding));
        // What all fixes heal together, and none by itself.
        is_all &= !left.iter().all(|finding| beside.contains(finding));
        problem.blocked.push(Blocked { gain, reasons: left.iter().map(|finding| Arc::from(id(finding))).collect() });
    }
    (problem, is_all)
}

/// The items that a resource needs to become healthy in a control.
struct Needs<'n> {
    places: &'n BTreeMap<Finding, usize>,
    turns: &'n Turns,
    items: &'n [Item],
    needed: BTreeSet<usize>,
    /// There was no choice among items.
    is_all: bool,
}

impl Needs<'_> {
    /// Takes what each finding needs, and gives those that nothing settles. What only its own fix settles comes first, as it
    /// may settle others.
    fn of(&mut self, open: impl Iterator<Item = (Finding, Status)>) -> Vec<Finding> {
        let mut left = Vec::new();
        let mut healed: Vec<(Finding, &[Vec<usize>])> = Vec::new();
        for (finding, _) in open {
            match (self.turns.settled.get(&finding), self.places.get(&finding)) {
                (Some(healers), _) => healed.push((finding, healers)),
                (None, Some(own)) => drop(self.needed.insert(*own)),
                (None, None) => left.push(finding),
            }
        }
        for (finding, healers) in healed {
            let own = self.places.get(&finding).map(|own| vec![*own]);
            let ways = || own.iter().chain(healers);
            let is_settled = ways().any(|way| way.iter().all(|item| self.needed.contains(item)));
            if is_settled {
                continue;
            }
            let cost = |way: &&Vec<usize>| way.iter().map(|item| self.items[*item].edits.len()).sum::<usize>();
            let Some(cheapest) = ways().min_by_key(cost) else { continue };
            // Another way may be cheaper where its items are needed elsewhere; ways of the same edits are one.
            let edits =
                |way: &Vec<usize>| way.iter().flat_map(|item| &self.items[*item].edits).collect::<BTreeSet<_>>();
            let is_one = ways().all(|way| edits(way) == edits(cheapest));
            self.needed.extend(cheapest);
            self.is_all &= is_one;
        }
        left
    }
}

fn items(fixed: &[Fixed]) -> Vec<Item> {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let mut item = |fixed: &Fixed, review: bool| {
        let edits = fixed.edits.iter().map(|edit| {
            let next = known.len() as u32;
            let key = format!("{} {:?} {:?} {:?}", edit.document, edit.node, edit.missing, edit.operation);
            EditId(*known.entry(key).or_insert(next))
        });
        let edits: BTreeSet<EditId> = edits.collect();
        let files: BTreeSet<FileId> = fixed.edits.iter().map(|edit| FileId(edit.document)).collect();
        Item { edits: edits.into_iter().collect(), files: files.into_iter().collect(), review }
    };
    fixed.iter().map(|fixed| item(fixed, fixed.safety > Safety::Safe)).collect()
}
