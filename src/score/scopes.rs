//! The parts of the estate: resource groups, subscriptions, management groups.

use super::count::{Counts, GroupCount};
use super::{Options, Scope, ScopeName, ScopeScore, figures, range};
use crate::assess::{Assessed, Group};
use crate::policy::{Estate, Policy};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The estate in parts that are scored by themselves. Keys are names in lower case, since names in Azure differ by more
/// than their case.
pub(super) struct Parts {
    /// Every resource is in one of them; those without a subscription are under `None`.
    subscriptions: BTreeMap<Option<String>, (ScopeName, GroupCount)>,
    /// By subscription and name; resources outside of any group are in none of them.
    groups: BTreeMap<(Option<String>, String), (ScopeName, GroupCount)>,
}

impl Parts {
    /// All subscriptions: together, the estate.
    pub(super) fn estate(&self) -> Vec<&GroupCount> {
        self.subscriptions.values().map(|(_, count)| count).collect()
    }

    /// The same with their ids in lower case.
    pub(super) fn into_subscriptions(self) -> BTreeMap<Option<String>, GroupCount> {
        self.subscriptions.into_iter().map(|(id, (_, count))| (id, count)).collect()
    }

    /// The place of a group's subscription in [`Parts::estate`].
    pub(super) fn subscription_of(&self, group: &Group) -> usize {
        let key = group.subscription.as_deref().map(str::to_ascii_lowercase);
        self.subscriptions.keys().position(|known| *known == key).unwrap_or_default()
    }
}

/// Adds up what belongs together.
pub(super) fn parts(assessed: &Assessed, counts: &Counts) -> Parts {
    let mut parts = Parts { subscriptions: BTreeMap::new(), groups: BTreeMap::new() };
    for (Group { subscription, name }, count) in assessed.groups.iter().zip(&counts.groups) {
        let key = subscription.as_deref().map(str::to_ascii_lowercase);
        if let Some(name) = name {
            let scope = || ScopeName::ResourceGroup { subscription: subscription.clone(), name: Arc::clone(name) };
            let entry = parts.groups.entry((key.clone(), name.to_ascii_lowercase()));
            entry.or_insert_with(|| (scope(), GroupCount::default())).1 += count;
        }
        let scope = || ScopeName::Subscription(subscription.clone());
        parts.subscriptions.entry(key).or_insert_with(|| (scope(), GroupCount::default())).1 += count;
    }
    parts
}

/// Scores management groups, then subscriptions, then resource groups.
pub(super) fn scores(policy: &Policy, parts: &Parts, options: &Options) -> Vec<Scope> {
    let management_groups = management_groups(parts, options).into_iter().map(|(id, members)| Scope {
        name: ScopeName::ManagementGroup(id.to_owned()),
        score: score(policy, &members, options.estate),
    });
    let others = parts.subscriptions.values().chain(parts.groups.values());
    let others =
        others.map(|(name, count)| Scope { name: name.clone(), score: score(policy, &[count], options.estate) });
    management_groups.chain(others).collect()
}

/// The score of one or of several subscriptions, and how sure it is.
pub(super) fn score(policy: &Policy, members: &[&GroupCount], estate: Estate) -> ScopeScore {
    ScopeScore {
        figures: figures::several(policy, members, estate),
        weight: members.iter().map(|count| figures::weight(policy, count)).sum(),
        range: range::of(policy, members, estate),
    }
}

/// The subscriptions below each management group that has any.
fn management_groups<'a>(parts: &'a Parts, options: &'a Options) -> BTreeMap<&'a str, Vec<&'a GroupCount>> {
    let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (subscription, (_, count)) in &parts.subscriptions {
        for group in subscription.iter().flat_map(|subscription| options.scopes.above(subscription)) {
            members.entry(group).or_default().push(count);
        }
    }
    members
}
