//! Subscriptions that stand in several parts of an estate.

use crate::inventory::Resource;
use crate::source::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// Warnings about subscriptions of which several parts hold resources: each part counts it by itself. Parts are told by
/// their places, and named as people know them.
pub(super) fn torn<'i>(
    held: impl Iterator<Item = (usize, &'i Resource)>,
    name: &dyn Fn(usize) -> String,
) -> Vec<Problem> {
    let mut parts: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (part, resource) in held {
        if let Some(id) = &resource.subscription {
            parts.entry(id.to_ascii_lowercase()).or_default().insert(part);
        }
    }
    let torn = parts.into_iter().filter(|(_, parts)| parts.len() > 1).map(|(id, parts)| {
        let names = parts.into_iter().map(name).collect::<Vec<_>>().join(", ");
        let problem = Problem::new("", format!("the subscription {id} stands in several estates: {names}"));
        problem.help("Each of them scores and weighs what it holds of it; let one uplift.yaml govern all of its files")
    });
    torn.collect()
}
