//! The estate with the patches made, and what of it is as it was before.
//!
//! # What need not be judged again
//!
//! A check is a pure function of what it reads, so that equal values give an equal outcome. That the values are equal is
//! proven and not assumed: [`verify`](super::text::verify) reads each whole new text and finds every value equal that no
//! change is about. A resource is the same when
//!
//! - no change is about a node of it, or of one that is nested in it,
//! - it is called and classed as before, and its parent and its first occurrence are those that they were, and
//! - its document is read as before: the form may say something of a resource for what the whole document is, and in YAML
//!   a resource may hold what is written elsewhere.
//!
//! The outcome of a check is known when its resource is the same and so is all that it looked up. A look-up asks for a type
//! or an id ([`Sought`]), and its answer stays while every resource of that type or id is the same, none is new, and none
//! is gone.

use super::conflict::Proposal;
use crate::assess::{self, Assessed, Outcomes, Sought};
use crate::check::{Aborted, Checks};
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::policy::RecommendationIndex;
use crate::source::{Document, Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The estate after a change of some of its documents.
pub(super) struct After {
    pub inventory: Arc<Inventory>,
    /// For each resource before, where it stands: the resource of the same id in the same document, met as often before.
    places: Vec<Option<ResourceIndex>>,
    /// The same for each resource here: where it stood.
    origins: Vec<Option<ResourceIndex>>,
    /// For each resource here, where it stood, when it is the same.
    same: Vec<Option<ResourceIndex>>,
    /// The types and ids of all other resources, here and before.
    changed: FxHashSet<Sought>,
}

impl After {
    /// The estate with these documents, which proposals made of its own.
    pub fn of(before: &Inventory, documents: BTreeMap<u32, Document>, proposals: &[Proposal]) -> Self {
        let inventory = Arc::new(before.with_documents(documents));
        let places = places(before, &inventory);
        let mut origins = vec![None; inventory.resources().len()];
        for (old, new) in (0..).map(ResourceIndex).zip(&places) {
            if let Some(new) = new {
                origins[new.0 as usize] = Some(old);
            }
        }
        let same = same(before, &inventory, &places, &origins, proposals);
        let changed = changed(before, &inventory, &same);
        Self { inventory, places, origins, same, changed }
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
    pub fn assess(&self, checks: &Checks, before: &Outcomes<'_>, threads: usize) -> Result<Assessed, Aborted> {
        let stale = before.that_depend_on(&self.changed);
        let known = |resource: ResourceIndex, recommendation: RecommendationIndex| {
            let place = before.place(self.same[resource.0 as usize]?, recommendation)?;
            (!stale.contains(&place)).then(|| before.at(place))
        };
        assess::reassess(checks, &self.inventory, &known, &everything(threads))
    }
}

/// Options that assess everything, and tell nothing but outcomes.
fn everything(threads: usize) -> assess::Options<'static> {
    assess::Options {
        threads,
        covers: &|_| true,
        detail: &|_| false,
        name_all: false,
        deadline: None,
        progress: &|_| {},
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

fn same(
    old: &Inventory,
    new: &Inventory,
    places: &[Option<ResourceIndex>],
    origins: &[Option<ResourceIndex>],
    proposals: &[Proposal],
) -> Vec<Option<ResourceIndex>> {
    let touched = touched(proposals);
    let alike: Vec<bool> = (0..old.documents().len() as u32).map(|document| old.is_read_alike(new, document)).collect();
    let place = |before: ResourceIndex| places[before.0 as usize];
    let is_same = |origin: ResourceIndex, resource: &Resource| {
        let was = old.resource(origin);
        let nodes = touched.get(&was.document).map_or(&[][..], Vec::as_slice);
        alike[was.document as usize]
            && is_called(was, resource)
            && place(was.canonical) == Some(resource.canonical)
            && was.parent.map(place) == resource.parent.map(Some)
            && !holds(old.node(origin), nodes)
    };
    let resources = new.resources().iter().zip(origins);
    resources.map(|(resource, origin)| origin.filter(|origin| is_same(*origin, resource))).collect()
}

/// The types and ids of resources that are not the same, are new, or are gone.
fn changed(old: &Inventory, new: &Inventory, same: &[Option<ResourceIndex>]) -> FxHashSet<Sought> {
    let mut kept = vec![false; old.resources().len()];
    same.iter().flatten().for_each(|origin| kept[origin.0 as usize] = true);
    let gone = old.resources().iter().zip(kept).filter(|(_, kept)| !kept).map(|(resource, _)| resource);
    let came = new.resources().iter().zip(same).filter(|(_, same)| same.is_none()).map(|(resource, _)| resource);
    gone.chain(came).flat_map(|resource| [Sought::of(&resource.type_name), Sought::of(&resource.id)]).collect()
}

/// The nodes that changes are about, by document and in order.
fn touched(proposals: &[Proposal]) -> BTreeMap<u32, Vec<NodeId>> {
    let mut touched: BTreeMap<u32, Vec<NodeId>> = BTreeMap::new();
    for edit in proposals.iter().flat_map(|(_, edits)| edits) {
        touched.entry(edit.document).or_default().push(edit.node);
    }
    touched.values_mut().for_each(|nodes| nodes.sort_unstable());
    touched
}

/// Whether one of the nodes, which are in order, is this one or below it.
fn holds(node: Node<'_>, nodes: &[NodeId]) -> bool {
    let first = nodes.partition_point(|&other| other < node.id());
    nodes.get(first).is_some_and(|&other| other < node.after())
}

/// Whether two readings of a resource agree in what is known of it beside its values.
fn is_called(one: &Resource, other: &Resource) -> bool {
    let mut fields = one.fields.iter().zip(&other.fields).map(|(one, other)| one.0 == other.0);
    one.id == other.id
        && one.name == other.name
        && one.type_name == other.type_name
        && one.resource_group == other.resource_group
        && one.subscription == other.subscription
        && one.fields.len() == other.fields.len()
        && fields.all(|equal| equal)
}

#[cfg(test)]
mod tests;
