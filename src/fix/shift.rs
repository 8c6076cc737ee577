//! Whether fixes may change what a score is of: a control leaves it when nothing in it is decided any more, and comes into it
//! when something is.

use super::points::missing;
use super::turns::Turns;
use super::{Plan, Request};
use crate::assess::Status;
use crate::policy::ControlIndex;
use crate::score::{self, GroupCount};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Whether any of a plan's fixes, or some together, may take a control out of the score of a group, or bring one into it.
pub(super) fn may_shift(request: &Request<'_>, plan: &Plan, turns: &Turns) -> bool {
    plan.before.estate.weight != plan.after.estate.weight || may_leave(request, plan, turns) || may_come(request, turns)
}

fn tally(groups: &[GroupCount], group: u32, control: ControlIndex) -> score::Tally {
    groups[group as usize].controls.get(control.0).cloned().unwrap_or_default()
}

/// A control stays as long as one resource is healthy in it, or unhealthy: one that stays so, or turns with nothing undecided.
fn may_leave(request: &Request<'_>, plan: &Plan, turns: &Turns) -> bool {
    let counted = request.counted();
    let groups = score::tallies(request.policy, &counted);
    let doubted: BTreeSet<ControlIndex> = plan
        .undecided
        .iter()
        .flat_map(|(recommendation, _)| &request.policy.recommendations[recommendation.0].controls)
        .copied()
        .collect();
    // By group and control, the resources that are unhealthy and stay counted.
    let mut staying: BTreeMap<(u32, ControlIndex), u64> = BTreeMap::new();
    for ((_, control), (group, open)) in missing(request.policy, request.assessed, &counted, &|_| true) {
        let leaves = doubted.contains(&control)
            || open.iter().any(|(finding, status)| *status == Status::Unknown || turns.loose.contains(finding));
        *staying.entry((group, control)).or_default() += u64::from(!leaves);
    }
    let controls = || (0..request.policy.controls.len()).map(ControlIndex);
    let all = (0..groups.len() as u32).flat_map(|group| controls().map(move |control| (group, control)));
    all.filter(|(_, control)| request.policy.controls[control.0].max_score > 0).any(|(group, control)| {
        let own = tally(&groups, group, control);
        let lost = turns.lost.iter().filter(|lost| **lost == control).count() as u64;
        let stays = own.healthy > lost || staying.get(&(group, control)).is_some_and(|number| *number > 0);
        own.scored() > 0 && !stays
    })
}

fn may_come(request: &Request<'_>, turns: &Turns) -> bool {
    let counted = request.counted();
    let groups = score::tallies(request.policy, &counted);
    let group_of: FxHashMap<u64, u32> =
        counted.subjects.iter().map(|subject| (subject.identity, subject.group)).collect();
    turns.entered.iter().filter(|entered| request.policy.controls[entered.control.0].max_score > 0).any(|entered| {
        let known = entered.identity.and_then(|identity| group_of.get(&identity));
        let is_new = |group: u32| tally(&groups, group, entered.control).scored() == 0;
        // What a fix makes stands in any of them.
        known.map_or_else(|| (0..groups.len() as u32).any(is_new), |group| is_new(*group))
    })
}
