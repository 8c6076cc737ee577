//! Other values in some documents, and all else as it was: what most changes of a few values leave of an inventory, which is then
//! neither read nor indexed again.

use super::origins::Lazy;
use super::reading::{Reading, read_shared};
use super::record::Coverage;
use super::{Inventory, Resource};
use crate::source::Document;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Inventory {
    /// The same inventory with these documents in place of its own, where they hold the same resources under the same names,
    /// nested alike, and nobody works out anything else of them; else `None`.
    pub(super) fn spliced(&self, replaced: &BTreeMap<u32, Arc<Document>>) -> Option<Self> {
        let mut readings = Vec::with_capacity(replaced.len());
        for (place, document) in replaced {
            let (old, rules) = (&self.trees[*place as usize], self.coverage[*place as usize].rules());
            let was = read_shared(Arc::clone(old), Vec::new(), rules);
            let is = read_shared(Arc::clone(document), Vec::new(), rules);
            let is_whole = self.resources_of(*place).len() == was.resources.len();
            let is_loaded = self.trees[self.coverage.len()..].iter().any(|tree| is_made_of(tree, old));
            (is_whole && !is_loaded && are_exchangeable(&was, &is)).then(|| readings.push((*place, is)))?;
        }
        Some(self.with_readings(readings))
    }

    /// The same with these documents in place of its own, where everything is read and indexed again.
    pub(super) fn reread(&self, mut replaced: BTreeMap<u32, Arc<Document>>) -> Self {
        let mut derived: FxHashMap<*const Document, Vec<Arc<Document>>> = FxHashMap::default();
        for tree in &self.trees[self.coverage.len()..] {
            derived.entry(Arc::as_ptr(&tree.sources()[0])).or_default().push(tree.clone());
        }
        let mut reread =
            |(place, (document, coverage)): (u32, (&Arc<Document>, &Coverage))| match replaced.remove(&place) {
                Some(document) if coverage.is_loaded => Reading::loaded(document, coverage.rules()),
                None if coverage.is_loaded => Reading::loaded(document.clone(), coverage.rules()),
                Some(document) => read_shared(document, Vec::new(), coverage.rules()),
                None => {
                    let derived = derived.remove(&Arc::as_ptr(document)).unwrap_or_default();
                    read_shared(document.clone(), derived, coverage.rules())
                }
            };
        let mut read = Self::of((0..).zip(self.documents().iter().zip(&self.coverage)).map(&mut reread).collect());
        read.wholes.fail_as(&self.wholes);
        Self { share: self.share.clone(), ..read }
    }

    /// The same inventory with what other bytes of some files give: each is [exchangeable](are_exchangeable) with what this one
    /// was made of. What could not be read is told of this one alone.
    pub(super) fn exchanged(&self, readings: Vec<Reading>) -> Self {
        Self { problems: Vec::new(), ..self.with_readings(self.placed(readings)) }
    }

    /// Readings with the places of the documents of their names.
    pub(super) fn placed(&self, readings: Vec<Reading>) -> Vec<(u32, Reading)> {
        let places = self.documents().iter().zip(0..).map(|(document, place)| (document.name(), place));
        let places: FxHashMap<&str, u32> = places.collect();
        let placed = |reading: Reading| Some((*places.get(reading.record.path.as_str())?, reading));
        readings.into_iter().filter_map(placed).collect()
    }

    fn with_readings(&self, readings: Vec<(u32, Reading)>) -> Self {
        let mut spliced = self.clone();
        spliced.put(readings);
        spliced
    }

    /// Puts what other bytes of some documents give in place, as [`Inventory::exchanged`] does.
    pub(super) fn put(&mut self, readings: Vec<(u32, Reading)>) {
        self.origins = Lazy::default();
        for (place, reading) in readings {
            let range = self.resources_of(place);
            let own = &mut self.resources[range.start as usize..range.end as usize];
            for (resource, read) in own.iter_mut().zip(reading.resources) {
                (resource.node, resource.list) = (read.node, read.list);
            }
            if let Some(document) = reading.document {
                self.trees[place as usize] = document;
            }
        }
    }
}

/// Whether one reading of a file can stand in an inventory in place of the other: both hold the same resources, and nothing
/// else is told or follows of either.
pub(super) fn are_exchangeable(was: &Reading, is: &Reading) -> bool {
    was.document.is_some() && is.document.is_some() && is_plain(was) && is_plain(is) && are_alike(was, is)
}

/// Whether a derived document takes values from one that was read, by whatever way.
fn is_made_of(derived: &Document, read: &Arc<Document>) -> bool {
    derived.sources().iter().any(|source| Arc::ptr_eq(source, read) || is_made_of(source, read))
}

/// A document of resources alone, of which nothing is told and nothing follows for other documents.
fn is_plain(reading: &Reading) -> bool {
    let Reading { derived, pages, listed, scopes, coverage, problems, warnings, .. } = reading;
    let is_silent = problems.is_empty() && warnings.is_empty();
    is_silent
        && !coverage.is_deployed()
        && derived.is_empty()
        && pages.is_empty()
        && listed.is_empty()
        && scopes.is_empty()
}

fn are_alike(was: &Reading, is: &Reading) -> bool {
    let alike = was.resources.iter().zip(&is.resources).all(|(one, other)| is_called_alike(one, other));
    alike && was.resources.len() == is.resources.len() && was.coverage == is.coverage && was.record == is.record
}

/// Whether two readings of a resource agree in all but where its values stand.
fn is_called_alike(was: &Resource, is: &Resource) -> bool {
    let list = was.list.and(is.list);
    Resource { node: is.node, list, ..was.clone() } == Resource { list, ..is.clone() }
        && was.list.is_some() == is.list.is_some()
}
