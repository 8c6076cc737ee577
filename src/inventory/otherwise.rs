//! What is derived otherwise of the same documents, in two inventories.

use super::Inventory;
use crate::source::Document;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Inventory {
    /// The documents that are the same in `other`, while what is derived of them and of others is not; by their names.
    pub fn derived_otherwise(&self, other: &Self) -> BTreeSet<&str> {
        let (own, others) = (self.derived(), other.derived());
        if own.is_empty() && others.is_empty() {
            return BTreeSet::new();
        }
        let there: FxHashSet<*const Document> = other.documents().iter().map(Arc::as_ptr).collect();
        let none = Vec::new();
        let is_alike = |key: *const Document| {
            let (one, another) = (own.get(&key).unwrap_or(&none), others.get(&key).unwrap_or(&none));
            one.len() == another.len() && one.iter().zip(another).all(|(one, another)| is_alike(one, another))
        };
        let shared = self.documents().iter().filter(|document| there.contains(&Arc::as_ptr(document)));
        shared.filter(|document| !is_alike(Arc::as_ptr(document))).map(|document| document.name()).collect()
    }

    /// What was derived, by the first document that it comes from.
    fn derived(&self) -> FxHashMap<*const Document, Vec<&Arc<Document>>> {
        let mut derived: FxHashMap<*const Document, Vec<&Arc<Document>>> = FxHashMap::default();
        for tree in &self.trees[self.coverage.len()..] {
            derived.entry(Arc::as_ptr(read_from(tree))).or_default().push(tree);
        }
        derived
    }
}

/// The document that was read which another one was derived from first.
pub(super) fn read_from(tree: &Arc<Document>) -> &Arc<Document> {
    tree.sources().first().map_or(tree, read_from)
}

/// Whether two derived documents come from the same ones, and say the same.
fn is_alike(one: &Document, another: &Document) -> bool {
    let (sources, others) = (one.sources(), another.sources());
    let is_same = |one: &Arc<Document>, another: &Arc<Document>| {
        Arc::ptr_eq(one, another) || !one.sources().is_empty() && is_alike(one, another)
    };
    let same = sources.iter().zip(others).all(|(one, another)| is_same(one, another));
    sources.len() == others.len() && same && one.text() == another.text()
}
