//! The names that people gave to subscriptions and management groups.

use super::{ScopeKind, ScopeView};
use crate::policy::Config;
use crate::score::{Scope, ScopeName};
use std::collections::BTreeMap;

/// Names from the estate's settings, by ids without regard to case.
pub(super) struct Names<'a> {
    subscriptions: BTreeMap<String, &'a str>,
    management_groups: BTreeMap<String, &'a str>,
    /// The directories of the estate's parts; empty where there is one.
    parts: Vec<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn of(config: &'a Config, parts: &'a [(String, Option<String>)]) -> Self {
        let subscriptions = config.subscriptions.iter().map(|(id, known)| (id, &known.name));
        let groups = config.management_groups.iter().map(|(id, known)| (id, &known.name));
        let parts = parts.iter().map(|(directory, _)| directory.as_str()).filter(|_| parts.len() > 1).collect();
        Self { subscriptions: by_lower_case(subscriptions), management_groups: by_lower_case(groups), parts }
    }

    /// A scope with its names and figures.
    pub(super) fn scope(&self, scope: &Scope) -> ScopeView {
        let (kind, id, name, subscription) = match &scope.name {
            ScopeName::ManagementGroup(id) => {
                (ScopeKind::ManagementGroup, Some(id.clone()), known(&self.management_groups, id), None)
            }
            ScopeName::Subscription(id) => {
                let name = id.as_deref().map(|id| known(&self.subscriptions, id));
                (ScopeKind::Subscription, id.as_deref().map(str::to_owned), name.flatten(), None)
            }
            ScopeName::ResourceGroup { subscription, name } => {
                let id = group_id(subscription.as_deref(), name);
                (ScopeKind::ResourceGroup, Some(id), Some(&**name), subscription.as_deref())
            }
        };
        // A management group can be over several parts.
        let part = self.parts.get(usize::from(scope.part)).filter(|_| kind != ScopeKind::ManagementGroup);
        ScopeView {
            kind,
            estate: part.map(|part| (*part).to_owned()),
            name: name.map(str::to_owned).or_else(|| id.clone()),
            id,
            subscription: subscription.map(str::to_owned),
            weight: scope.score.weight,
            score: (&scope.score).into(),
        }
    }
}

fn known<'a>(names: &BTreeMap<String, &'a str>, id: &str) -> Option<&'a str> {
    names.get(&id.to_ascii_lowercase()).copied()
}

fn group_id(subscription: Option<&str>, name: &str) -> String {
    match subscription {
        Some(subscription) => format!("/subscriptions/{subscription}/resourceGroups/{name}"),
        None => name.to_owned(),
    }
}

fn by_lower_case<'a>(names: impl Iterator<Item = (&'a String, &'a Option<String>)>) -> BTreeMap<String, &'a str> {
    names.filter_map(|(id, name)| Some((id.to_ascii_lowercase(), name.as_deref()?))).collect()
}
