//! What stays of an inventory in a later one, where files are read again that are others.

use super::{Inventory, ResourceIndex};
use crate::source::Document;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Inventory {
    /// Whether a resource of a tree is read in `other` as it is here unless its own nodes changed: when the content
    /// of the document is the same, or when both are of one form and have no aliases; and when the same is given in full.
    /// What was derived is when that holds for all that it was derived from.
    pub fn is_read_alike(&self, other: &Self, tree: u32) -> bool {
        let place = tree as usize;
        let (Some(here), Some(there)) = (self.trees.get(place), other.trees.get(place)) else { return false };
        let (Some(one), Some(another)) = (self.coverage.get(place), other.coverage.get(place)) else {
            let alike = |source: &Arc<Document>| {
                self.document_of(source.root()).is_some_and(|document| self.is_read_alike(other, document))
            };
            return here.sources().len() == there.sources().len() && here.sources().iter().all(alike);
        };
        let plain = |document: &Document| document.aliases().next().is_none();
        let kept = one == another && plain(here) && plain(there);
        self.lists == other.lists && (Arc::ptr_eq(here, there) || here.name() == there.name() && kept)
    }

    /// For each resource the one of an earlier inventory that stands in the same document, which was not read again and gives
    /// the same. Where all of the estate says otherwise what does not exist, or which types there are, nothing stays.
    pub fn that_stay(&self, earlier: &Self) -> Vec<Option<ResourceIndex>> {
        let mut pairs = vec![None; self.resources.len()];
        if !self.says_alike(earlier) {
            return pairs;
        }
        let places = earlier.documents().iter().zip(0u32..).map(|(document, place)| (Arc::as_ptr(document), place));
        let places: FxHashMap<*const Document, u32> = places.collect();
        let otherwise: BTreeSet<&str> =
            self.derived_otherwise(earlier).into_iter().chain(earlier.derived_otherwise(self)).collect();
        for (document, place) in self.documents().iter().zip(0u32..) {
            let Some(other) = places.get(&Arc::as_ptr(document)) else { continue };
            let is_alike = self.coverage[place as usize] == earlier.coverage[*other as usize];
            let (own, theirs) = (self.resources_of(place), earlier.resources_of(*other));
            if is_alike && own.len() == theirs.len() && !otherwise.contains(document.name()) {
                own.zip(theirs).for_each(|(own, twin)| pairs[own as usize] = Some(ResourceIndex(twin)));
            }
        }
        pairs
    }

    /// Whether the same follows from what is in none of the files, and the same types are near misses of others.
    fn says_alike(&self, other: &Self) -> bool {
        let types = |inventory: &Self| inventory.types().map(str::to_ascii_lowercase).collect::<BTreeSet<String>>();
        self.wholes == other.wholes
            && self.lists == other.lists
            && self.strays.are_alike(&other.strays)
            && types(self) == types(other)
    }
}
