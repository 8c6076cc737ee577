//! From proven fixes to the question of which of them to take.

use super::points::missing;
use super::route::{self, Blocked, EditId, FileId, Goal, Item, ItemIndex, Route, Unit};
use super::{Finding, Fixed, Plan, Request};
use crate::policy::Safety;
use crate::score;
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The way to a goal among the fixes of a plan, and the findings on it in order of its steps. Gains are in points of the
/// estate.
pub fn target(request: &Request<'_>, plan: &Plan, goal: &Goal) -> (Route, Vec<Finding>) {
    let problem = problem(request, plan);
    let route = route::route(&problem, goal);
    let findings = route.steps.iter().map(|step| plan.fixed[step.item.0].finding).collect();
    (route, findings)
}

fn problem(request: &Request<'_>, plan: &Plan) -> route::Problem {
    let counted = request.counted();
    let worth = score::worth(request.policy, &counted, request.scoring);
    let places: BTreeMap<Finding, ItemIndex> =
        plan.fixed.iter().enumerate().map(|(place, fixed)| (fixed.finding, ItemIndex(place))).collect();
    let mut problem = route::Problem { items: items(&plan.fixed), ..route::Problem::default() };
    for ((_, control), (group, open)) in missing(request.policy, request.assessed, &counted, &|_| true) {
        let gain = worth.of(group, control);
        if gain.is_zero() {
            continue;
        }
        let found: Vec<Option<ItemIndex>> = open.iter().map(|(finding, _)| places.get(finding).copied()).collect();
        if let Some(items) = found.iter().copied().collect::<Option<Vec<_>>>() {
            problem.units.push(Unit { gain, items });
            continue;
        }
        let in_the_way = open.iter().zip(&found).filter(|(_, item)| item.is_none());
        let id = |finding: &Finding| request.policy.recommendations[finding.recommendation.0].id.as_str();
        let reasons = in_the_way.map(|((finding, _), _)| Arc::from(id(finding)));
        problem.blocked.push(Blocked { gain, reasons: reasons.collect() });
    }
    problem
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
