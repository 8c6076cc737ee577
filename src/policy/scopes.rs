//! The tree that an estate's settings put over its subscriptions.

use super::Config;
use std::collections::{BTreeMap, BTreeSet};

/// Management groups, one below the other, and the subscriptions in them. Ids mean the same in any case; what is in a
/// subscription is in every group above it.
#[derive(Clone, Debug, Default)]
pub struct ScopeTree {
    /// By their ids in lower case.
    groups: BTreeMap<String, Group>,
    /// The group that each subscription is in, both in lower case.
    subscriptions: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
struct Group {
    /// As its own entry spells it, else as it was named first.
    id: String,
    name: Option<String>,
    parent: Option<String>,
}

impl ScopeTree {
    /// Without any groups.
    pub const EMPTY: Self = Self { groups: BTreeMap::new(), subscriptions: BTreeMap::new() };

    /// What the settings say. A group need not have an entry of its own.
    pub fn of(config: &Config) -> Self {
        let mut tree = Self::default();
        for (id, known) in &config.management_groups {
            let group = tree.enter(id);
            group.name = known.name.clone().or(group.name.take());
            group.parent = known.parent.as_deref().map(str::to_ascii_lowercase).or(group.parent.take());
        }
        for parent in config.management_groups.values().filter_map(|known| known.parent.as_deref()) {
            tree.enter(parent);
        }
        for (id, known) in &config.subscriptions {
            if let Some(group) = &known.management_group {
                tree.enter(group);
                tree.subscriptions.insert(id.to_ascii_lowercase(), group.to_ascii_lowercase());
            }
        }
        tree
    }

    fn enter(&mut self, id: &str) -> &mut Group {
        let group = || Group { id: id.to_owned(), name: None, parent: None };
        self.groups.entry(id.to_ascii_lowercase()).or_insert_with(group)
    }

    /// All management groups: their ids and names; an id is the name of a group without one.
    pub fn management_groups(&self) -> impl Iterator<Item = (&str, &str)> {
        self.groups.values().map(|group| (group.id.as_str(), group.name.as_deref().unwrap_or(&group.id)))
    }

    /// The ids of the management groups that a subscription is in: its own, then those above. A circle is walked once.
    pub fn above(&self, subscription: &str) -> Vec<&str> {
        let mut next = self.subscriptions.get(&subscription.to_ascii_lowercase());
        let (mut seen, mut above) = (BTreeSet::new(), Vec::new());
        while let Some(group) = next.filter(|id| seen.insert(*id)).and_then(|id| self.groups.get(id)) {
            above.push(group.id.as_str());
            next = group.parent.as_ref();
        }
        above
    }

    /// The ids of the subscriptions, in lower case, that are in a management group or in one below it.
    pub fn below(&self, group: &str) -> impl Iterator<Item = &str> {
        let is_below = move |id: &&String| self.above(id).iter().any(|above| above.eq_ignore_ascii_case(group));
        self.subscriptions.keys().filter(is_below).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(settings: &str) -> ScopeTree {
        ScopeTree::of(&Config::parse("uplift.yaml", settings, &[]).unwrap_or_else(|problems| panic!("{problems:?}")))
    }

    #[test]
    fn ids_mean_the_same_in_any_case() {
        let tree = tree(
            "subscriptions: { S1: { managementGroup: Platform }, s2: { managementGroup: ROOT }, s3: {} }
managementGroups: { platform: { name: P, parent: Root }, root: { name: R } }",
        );
        assert_eq!(tree.above("s1"), ["platform", "root"]);
        assert_eq!(tree.above("S2"), ["root"]);
        assert_eq!(tree.above("s3"), [""; 0]);
        assert_eq!(tree.below("rOOt").collect::<Vec<_>>(), ["s1", "s2"]);
        assert_eq!(tree.below("PLATFORM").collect::<Vec<_>>(), ["s1"]);
        assert_eq!(tree.management_groups().collect::<Vec<_>>(), [("platform", "P"), ("root", "R")]);
    }

    #[test]
    fn circles_end_and_groups_need_no_entry() {
        let tree = tree(
            "subscriptions: { s1: { managementGroup: a }, s2: { managementGroup: alone } }
managementGroups: { a: { parent: B }, b: { parent: A } }",
        );
        assert_eq!(tree.above("s1"), ["a", "b"]);
        assert_eq!(tree.below("b").collect::<Vec<_>>(), ["s1"]);
        assert_eq!(tree.below("alone").collect::<Vec<_>>(), ["s2"]);
    }
}
