//! The estate with the patches made, and what of it is as it was before.
//!
//! # What need not be judged again
//!
//! A resource is the same when
//!
//! - it is written as before, with all that is nested in it, byte by byte (a derived one in its own text),
//! - it is called and classed as before, and its parent and its first occurrence are those that they were, and
//! - its document is read as before: the form may say something of a resource for what the whole document is, and in YAML
//!   a resource may hold what is written elsewhere.
//!
//! What follows from that for outcomes is [`Kept`]'s.

use super::{Finding, Request};
use crate::assess::{Kept, Options, Outcomes, Status, Whole};
use crate::check::Aborted;
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::source::Document;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The estate after a change of some of its documents.
pub(super) struct After {
    pub inventory: Arc<Inventory>,
    /// For each resource before, where it stands: the resource of the same id in the same document, met as often before.
    places: Vec<Option<ResourceIndex>>,
    /// The same for each resource here: where it stood.
    origins: Vec<Option<ResourceIndex>>,
    /// What of it is the same.
    kept: Kept,
}

impl After {
    /// The estate with these documents in place of its own.
    pub fn of(before: &Inventory, documents: BTreeMap<u32, Document>) -> Self {
        let inventory = Arc::new(before.with_documents(documents));
        let places = places(before, &inventory);
        let mut origins = vec![None; inventory.resources().len()];
        for (old, new) in (0..).map(ResourceIndex).zip(&places) {
            if let Some(new) = new {
                origins[new.0 as usize] = Some(old);
            }
        }
        let kept = Kept::of(before, &inventory, same(before, &inventory, &origins));
        Self { inventory, places, origins, kept }
    }

    /// Where a resource stands now.
    pub fn place(&self, before: ResourceIndex) -> Option<ResourceIndex> {
        self.places.get(before.0 as usize).copied().flatten()
    }

    /// Where a resource of this estate stood before.
    pub fn origin(&self, resource: ResourceIndex) -> Option<ResourceIndex> {
        self.origins.get(resource.0 as usize).copied().flatten()
    }

    /// All outcomes: those that can be another now are judged, the others are those `before`.
    pub fn assess(&self, request: &Request<'_>, before: &Outcomes<'_>) -> Result<Whole, Aborted> {
        let exempts = |inventory: &Inventory, resource: &Resource, recommendation| {
            request.register.find(inventory, resource, recommendation)
        };
        let options = Options { exempts: &exempts, ..Options::plain(request.threads) };
        self.kept.assess(request.checks, &self.inventory, before, &options)
    }
}

fn places(old: &Inventory, new: &Inventory) -> Vec<Option<ResourceIndex>> {
    let mut places = vec![None; old.resources().len()];
    for document in 0..old.documents().len() as u32 {
        let (mut olds, mut news) = (old.resources_of(document), new.resources_of(document));
        // Most stand where they stood; children are mostly added behind them.
        while let (Some(was), Some(is)) = (olds.clone().next(), news.clone().next()) {
            if !old.resource(ResourceIndex(was)).id.eq_ignore_ascii_case(&new.resource(ResourceIndex(is)).id) {
                break;
            }
            places[was as usize] = Some(ResourceIndex(is));
            (olds.start, news.start) = (was + 1, is + 1);
        }
        if olds.is_empty() || news.is_empty() {
            continue;
        }
        let news: FxHashMap<_, _> = numbered(new, news).collect();
        for (key, was) in numbered(old, olds) {
            places[was.0 as usize] = news.get(&key).copied();
        }
    }
    places
}

/// Resources by id and by how often it was met before.
fn numbered(
    inventory: &Inventory,
    resources: std::ops::Range<u32>,
) -> impl Iterator<Item = ((String, u32), ResourceIndex)> {
    let mut met: FxHashMap<String, u32> = FxHashMap::default();
    resources.map(ResourceIndex).map(move |index| {
        let id = inventory.resource(index).id.to_ascii_lowercase();
        let number = met.entry(id.clone()).or_default();
        *number += 1;
        ((id, *number), index)
    })
}

fn same(old: &Inventory, new: &Inventory, origins: &[Option<ResourceIndex>]) -> Vec<Option<ResourceIndex>> {
    let alike: Vec<bool> = (0..old.tree_count()).map(|tree| old.is_read_alike(new, tree)).collect();
    let is_same = |origin: ResourceIndex, index: ResourceIndex| {
        let (was, is) = (old.resource(origin), new.resource(index));
        // What was read of the very same text need not be compared by it.
        let is_as_written = || match std::ptr::eq(old.tree(was.tree), new.tree(is.tree)) {
            true => was.node == is.node,
            false => written(old, origin) == written(new, index),
        };
        alike[was.tree as usize] && is_called(was, is) && is_as_written()
    };
    let resources = (0..).map(ResourceIndex).zip(origins);
    resources.map(|(index, origin)| origin.filter(|origin| is_same(*origin, index))).collect()
}

/// A resource as it is written, with all that is nested in it.
fn written(inventory: &Inventory, index: ResourceIndex) -> &str {
    inventory.node(index).raw()
}

/// Whether two readings of a resource agree in what is known of it beside its values.
fn is_called(one: &Resource, other: &Resource) -> bool {
    one.id == other.id
        && one.name == other.name
        && one.type_name == other.type_name
        && one.resource_group == other.resource_group
        && one.subscription == other.subscription
}

/// The findings of one status, in order.
pub(super) fn with_status(assessed: &Whole, status: Status) -> impl Iterator<Item = Finding> + '_ {
    let of_status = assessed.assessments.iter().filter(move |assessment| assessment.status == status);
    of_status.map(|assessment| Finding::of(assessed, assessment))
}

#[cfg(test)]
mod tests;
