//! What moved the score from base to head, resource by resource.
//!
//! The score is led from one side to the other in four strides: what is gone goes, what improved improves, what worsened
//! worsens, what is new comes; see [`Ledger::lead`]. [`moves`](super::moves) tells more kinds apart.

use super::comparison::Mover;
use super::{Comparison, Side};
use crate::assess::Status;
use crate::inventory::ResourceIndex;
use crate::policy::Policy;
use crate::score::{Ledger, Options, Ratio, Seat, Strides};
use num_traits::Zero;
use std::collections::BTreeMap;

/// A resource's part in the difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// What became of it.
    pub kind: CauseKind,
    /// At head, or in the base when it is gone.
    pub resource: ResourceIndex,
    /// In points; negative when the score fell.
    pub points: Ratio,
}

/// What became of a resource, in the order of the strides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseKind {
    /// It is gone.
    Removed,
    /// It does not do worse in any control.
    Improved,
    /// It does worse in a control.
    Worsened,
    /// It is new.
    Added,
}

/// Every resource that counts otherwise at head, the largest part first; the parts sum to the difference in points.
pub fn causes(
    policy: &Policy,
    base: &Side<'_>,
    head: &Side<'_>,
    comparison: &Comparison,
    options: &Options,
) -> Vec<Cause> {
    let mut ledger = Ledger::of(policy, base.counted, options);
    let mut strides: Strides<CauseKind, ResourceIndex> = Strides::new();
    let seat = |side: &Side<'_>, (resource, counted): &(ResourceIndex, Vec<(u16, Status)>)| {
        let resource = side.inventory.resource(*resource);
        ledger.seat(resource.part, resource.subscription.as_deref(), counted.iter().copied())
    };
    for Mover { old, new } in &comparison.movers {
        let (from, to) = (old.as_ref().map(|old| seat(base, old)), new.as_ref().map(|new| seat(head, new)));
        let resource = new.as_ref().or(old.as_ref()).map(|(resource, _)| *resource);
        if from != to
            && let Some(resource) = resource
        {
            strides.entry((kind(from.as_ref(), to.as_ref()), from, to)).or_default().push(resource);
        }
    }
    let parts = ledger.lead(strides).into_iter().filter(|(.., points)| !points.is_zero());
    let mut causes: Vec<Cause> = parts.map(|(kind, resource, points)| Cause { kind, resource, points }).collect();
    let size = |cause: &Cause| if cause.points < Ratio::zero() { -cause.points.clone() } else { cause.points.clone() };
    causes.sort_by_cached_key(|cause| (std::cmp::Reverse(size(cause)), cause.kind, cause.resource));
    causes
}

fn kind(from: Option<&Seat>, to: Option<&Seat>) -> CauseKind {
    let (Some(from), Some(to)) = (from, to) else {
        return if from.is_some() { CauseKind::Removed } else { CauseKind::Added };
    };
    let before: BTreeMap<usize, Status> = from.controls.iter().copied().collect();
    let badness = |control: &usize| before.get(control).map_or(0, |status| status.badness());
    let worse =
        to.controls.iter().any(|(control, status)| status.badness() > badness(control) && *status != Status::Healthy);
    if worse { CauseKind::Worsened } else { CauseKind::Improved }
}
