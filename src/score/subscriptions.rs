//! Each subscription's resources by control, for who scores them in another shape.

use super::{ScopeName, Sums, Tally, count};
use crate::policy::Policy;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A subscription and its resources in each control of the policy, by the control's place.
pub struct Subscription {
    /// Its id as first written; `None` holds the resources that name no subscription.
    pub id: Option<Arc<str>>,
    /// Distinct resources.
    pub controls: Vec<Tally>,
}

/// All subscriptions in order of their ids; what several parts of an estate hold of one is added up.
pub fn subscriptions(policy: &Policy, sums: &Sums) -> Vec<Subscription> {
    let mut pooled = BTreeMap::new();
    for ((_, id), (name, count)) in sums.parts().into_named() {
        pooled.entry(id).or_insert_with(|| (name, count::GroupCount::default())).1 += &count;
    }
    let subscription = |(name, count): (ScopeName, count::GroupCount)| Subscription {
        id: if let ScopeName::Subscription(id) = name { id } else { None },
        controls: (0..policy.controls.len()).map(|control| count.tally(control)).collect(),
    };
    pooled.into_values().map(subscription).collect()
}
