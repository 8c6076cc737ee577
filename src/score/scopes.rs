//! The parts of the estate: resource groups, subscriptions, management groups.

use super::count::GroupCount;
use super::{Options, Scope, ScopeName, ScopeScore, figures, range};
use crate::assess::Group;
use crate::policy::{Estate, Policy};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A subscription of a part of the estate, by its id in lower case; its resources without a subscription are under `None`.
pub(super) type SubscriptionKey = (u16, Option<String>);

/// The estate in scopes that are scored by themselves. Keys are names in lower case, since names in Azure differ by more
/// than their case.
pub(super) struct Parts {
    /// Every resource is in one of them.
    subscriptions: BTreeMap<SubscriptionKey, (ScopeName, GroupCount)>,
    /// By subscription and name; resources outside of any group are in none of them.
    groups: BTreeMap<(SubscriptionKey, String), (ScopeName, GroupCount)>,
}

/// What is counted together and weighs among others: a subscription, or all of a part that counts them as one.
pub(super) struct Unit<'p> {
    pub part: u16,
    pub count: Cow<'p, GroupCount>,
}

impl Parts {
    /// All units: together, the estate.
    pub(super) fn units(&self, options: &Options) -> Vec<Unit<'_>> {
        units(self.subscriptions.iter().map(|((part, _), (_, count))| (*part, count)), options)
    }

    /// For each group, the place of its unit in [`Parts::units`].
    pub(super) fn unit_of(&self, groups: &[Group], options: &Options) -> Vec<usize> {
        let (mut places, mut last) = (BTreeMap::new(), None);
        for (part, subscription) in self.subscriptions.keys() {
            let place = match last {
                Some((before, place)) if before == *part && is_pooled(options, *part) => place,
                Some((_, place)) => place + 1,
                None => 0,
            };
            places.insert((*part, subscription.clone()), place);
            last = Some((*part, place));
        }
        groups.iter().map(|group| places.get(&key(group)).copied().unwrap_or_default()).collect()
    }

    /// The counts of all subscriptions.
    pub(super) fn into_subscriptions(self) -> BTreeMap<SubscriptionKey, GroupCount> {
        self.into_named().map(|(key, (_, count))| (key, count)).collect()
    }

    /// The same with their names.
    pub(super) fn into_named(self) -> impl Iterator<Item = (SubscriptionKey, (ScopeName, GroupCount))> {
        self.subscriptions.into_iter()
    }
}

/// Subscriptions, in order of their parts, as units.
pub(super) fn units<'p>(
    subscriptions: impl Iterator<Item = (u16, &'p GroupCount)>,
    options: &Options,
) -> Vec<Unit<'p>> {
    let mut units: Vec<Unit<'_>> = Vec::new();
    for (part, count) in subscriptions {
        match units.last_mut().filter(|last| last.part == part && is_pooled(options, part)) {
            Some(last) => *last.count.to_mut() += count,
            None => units.push(Unit { part, count: Cow::Borrowed(count) }),
        }
    }
    units
}

fn is_pooled(options: &Options, part: u16) -> bool {
    options.part(part).estate == Estate::Pooled
}

fn key(group: &Group) -> SubscriptionKey {
    (group.part, group.subscription.as_deref().map(str::to_ascii_lowercase))
}

/// Adds up what belongs together.
pub(super) fn parts<'c>(counts: impl Iterator<Item = (&'c Group, &'c GroupCount)>) -> Parts {
    let mut parts = Parts { subscriptions: BTreeMap::new(), groups: BTreeMap::new() };
    for (group, count) in counts {
        let (key, Group { subscription, name, .. }) = (key(group), group);
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
    let management_groups = management_groups(parts, options).into_iter().map(|(id, members)| {
        let units = units(members.into_iter(), options);
        let part = units.first().map_or(0, |unit| unit.part);
        Scope { part, name: ScopeName::ManagementGroup(id.to_owned()), score: of_units(policy, &units) }
    });
    let subscriptions = parts.subscriptions.iter().map(|((part, _), scope)| (*part, scope));
    let others = subscriptions.chain(parts.groups.iter().map(|(((part, _), _), scope)| (*part, scope)));
    let others = others.map(|(part, (name, count))| Scope { part, name: name.clone(), score: score(policy, &[count]) });
    management_groups.chain(others).collect()
}

/// The score of each part of the estate, as far as anything in it was assessed.
pub(super) fn of_parts(policy: &Policy, units: &[Unit<'_>]) -> Vec<ScopeScore> {
    let of_part =
        |part| -> Vec<&GroupCount> { units.iter().filter(|unit| unit.part == part).map(|unit| &*unit.count).collect() };
    (0..policy.parts()).map(|part| score(policy, &of_part(part))).collect()
}

fn of_units(policy: &Policy, units: &[Unit<'_>]) -> ScopeScore {
    score(policy, &units.iter().map(|unit| &*unit.count).collect::<Vec<_>>())
}

/// The score of one or of several units, and how sure it is.
pub(super) fn score(policy: &Policy, units: &[&GroupCount]) -> ScopeScore {
    ScopeScore {
        figures: figures::several(policy, units),
        weight: units.iter().map(|count| figures::weight(policy, count)).sum(),
        range: range::of(policy, units),
    }
}

/// The subscriptions below each management group that has any.
fn management_groups<'a>(parts: &'a Parts, options: &'a Options) -> BTreeMap<&'a str, Vec<(u16, &'a GroupCount)>> {
    let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for ((part, subscription), (_, count)) in &parts.subscriptions {
        let scopes = &options.part(*part).scopes;
        for group in subscription.iter().flat_map(|subscription| scopes.above(subscription)) {
            members.entry(group).or_default().push((*part, count));
        }
    }
    members
}
