//! From proven fixes to the question of which of them to take.

use super::bound::proven;
use super::points::{current, missing};
use super::proof::plan_without_others;
use super::route::{self, Blocked, EditId, FileId, Goal, Item, ItemIndex, Route, Unit};
use super::turns::{Turns, turns};
use super::{Finding, Fixed, Plan, Request};
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
/// # Errors
/// The deadline.
pub fn target(request: &Request<'_>, whole: &Plan, goal: &Goal) -> Result<(Route, Vec<Finding>), Aborted> {
    let turns = turns(request, &whole.fixed)?;
    let (problem, is_all) = problem(request, whole, &turns);
    let mut route = route::route(&problem, goal);
    let mut is_proven = is_all;
    let taken: BTreeSet<usize> = route.steps.iter().map(|step| step.item.0).collect();
    let fixed: Vec<&Fixed> = taken.iter().map(|place| &whole.fixed[*place]).collect();
    let gain = gained(&plan_without_others(request, &fixed)?);
    if gain != route.gain {
        is_proven = false;
        route.gain = gain;
    }
    if let Goal::AtLeast { gain: wanted, .. } = goal {
        let most = gained(whole);
        if route.gain < *wanted && route.gain < most {
            is_proven = false;
            route = Route { gain: most, ..route::all(&problem, route) };
        }
        route.reached = route.gain >= *wanted;
    }
    if !is_proven {
        route.exactness = proven(request, whole, &turns, &problem.items, (goal, &route));
    }
    let findings = route.steps.iter().map(|step| whole.fixed[step.item.0].finding).collect();
    Ok((route, findings))
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
        // What all fixes heal together, and none by itself.
        is_all &= !left.iter().all(|finding| plan.beside.values().flatten().any(|healed| healed == finding));
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
