//! Two fixes that want different things at one place.

use super::{Finding, LeftOut};
use crate::check::{Edit, Operation};
use crate::policy::Policy;
use crate::source::NodeId;
use rustc_hash::FxHashMap;

/// A finding with the edits that its fix proposes.
pub(super) type Proposal = (Finding, Vec<Edit>);

/// A document, a node in it, and names below that do not exist yet.
pub(super) type Place<'p> = (u32, NodeId, &'p [String]);

/// Takes out proposals that contradict others at the very same place: the declared precedence decides, else both go.
pub(super) fn settle(policy: &Policy, proposals: Vec<Proposal>) -> (Vec<Proposal>, Vec<LeftOut>) {
    let mut wishes: FxHashMap<Place<'_>, Vec<(usize, &Operation)>> = FxHashMap::default();
    for (place, (_, edits)) in proposals.iter().enumerate() {
        for edit in edits.iter().filter(|edit| !matches!(edit.operation, Operation::Append(_))) {
            wishes.entry((edit.document, edit.node, &edit.missing)).or_default().push((place, &edit.operation));
        }
    }
    let mut losers: FxHashMap<usize, String> = FxHashMap::default();
    for wanted in wishes.values() {
        for (number, (one, first)) in wanted.iter().enumerate() {
            for (other, second) in &wanted[number + 1..] {
                if first != second {
                    judge(policy, &proposals, *one, *other, &mut losers);
                }
            }
        }
    }
    let mut kept = Vec::new();
    let mut left_out = Vec::new();
    for (place, proposal) in proposals.into_iter().enumerate() {
        match losers.remove(&place) {
            Some(reason) => left_out.push(LeftOut { finding: proposal.0, reason }),
            None => kept.push(proposal),
        }
    }
    (kept, left_out)
}

fn judge(policy: &Policy, proposals: &[Proposal], one: usize, other: usize, losers: &mut FxHashMap<usize, String>) {
    let entry = |place: usize| &policy.recommendations[proposals[place].0.recommendation.0];
    let precedence = |place: usize| entry(place).fix.as_ref().map_or(0, |fix| fix.precedence);
    let lost_to = |winner: usize| format!("{} takes precedence at the same place", entry(winner).id);
    match precedence(one).cmp(&precedence(other)) {
        std::cmp::Ordering::Greater => drop(losers.entry(other).or_insert_with(|| lost_to(one))),
        std::cmp::Ordering::Less => drop(losers.entry(one).or_insert_with(|| lost_to(other))),
        std::cmp::Ordering::Equal => {
            let clash = |with: usize| format!("{} wants another value at the same place", entry(with).id);
            losers.entry(one).or_insert_with(|| clash(other));
            losers.entry(other).or_insert_with(|| clash(one));
        }
    }
}
