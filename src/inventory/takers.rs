//! Who takes a value from where it is written: what a change there reaches.

use super::{Inventory, Resource, ResourceIndex};
use crate::source::{Document, Node, NodeId};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// What templates deploy, by the files that it takes values from.
pub struct Takers<'i> {
    inventory: &'i Inventory,
    trees: FxHashMap<*const Document, Vec<Deployed<'i>>>,
}

/// A derived tree with its resources.
#[derive(Clone)]
struct Deployed<'i> {
    tree: &'i Document,
    resources: Arc<[ResourceIndex]>,
}

impl<'i> Takers<'i> {
    /// Of all templates of an inventory.
    pub fn of(inventory: &'i Inventory) -> Self {
        let mut deployed: BTreeMap<u32, Vec<ResourceIndex>> = BTreeMap::new();
        let is_deployed =
            |resource: &Resource| !resource.is_inside && inventory.coverage[resource.document as usize].is_deployed();
        for (place, resource) in (0..).zip(&inventory.resources).filter(|(_, resource)| is_deployed(resource)) {
            deployed.entry(resource.tree).or_default().push(ResourceIndex(place));
        }
        let mut trees: FxHashMap<*const Document, Vec<Deployed<'i>>> = FxHashMap::default();
        for (tree, resources) in deployed {
            let deployed = Deployed { tree: inventory.tree(tree), resources: resources.into() };
            let mut read = BTreeSet::new();
            read_for(deployed.tree, &mut read);
            read.into_iter().for_each(|source| trees.entry(source).or_default().push(deployed.clone()));
        }
        Self { inventory, trees }
    }

    /// The resources that are made of a document that was read, beside others.
    pub fn of_document(&self, document: &Document) -> impl Iterator<Item = ResourceIndex> {
        let trees = self.trees.get(&std::ptr::from_ref(document)).into_iter().flatten();
        trees.flat_map(|deployed| deployed.resources.iter().copied())
    }

    /// The resources that are deployed with what is written at a node: with all that is in it, or as far as the node itself
    /// says.
    pub fn takers(&self, node: Node<'_>, with_all: bool) -> Vec<ResourceIndex> {
        self.taken(node, with_all).into_iter().map(|(taker, _)| taker).collect()
    }

    /// The same, each with the values of its tree that come from there.
    pub fn taken(&self, node: Node<'_>, with_all: bool) -> Vec<(ResourceIndex, Vec<Range<NodeId>>)> {
        let mut takers = Vec::new();
        for Deployed { tree, resources } in self.trees.get(&std::ptr::from_ref(node.document())).into_iter().flatten() {
            let taken = tree.derived_from(node, with_all);
            let takes = |resource: &&ResourceIndex| {
                let own = self.inventory.node(**resource);
                taken.iter().any(|taken| taken.start < own.after() && own.id() < taken.end)
            };
            takers.extend(resources.iter().filter(takes).map(|taker| (*taker, taken.clone())));
        }
        takers
    }
}

/// The documents that were read which a derived one comes from, by whatever way.
fn read_for(derived: &Document, read: &mut BTreeSet<*const Document>) {
    for source in derived.sources() {
        match source.sources().is_empty() {
            true => drop(read.insert(Arc::as_ptr(source))),
            false => read_for(source, read),
        }
    }
}
