//! Other values in some documents, and all else as it was: what most changes of a few values leave of an inventory, which is then
//! neither read nor indexed again.

use super::form::Form;
use super::reading::{Reading, read_shared};
use super::{Inventory, Resource};
use crate::source::Document;
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
            (is_whole && is_plain(&was) && is_plain(&is) && are_alike(&was, &is))
                .then(|| readings.push((*place, is)))?;
        }
        let mut spliced = self.clone();
        for (place, reading) in readings {
            let range = self.resources_of(place);
            let own = &mut spliced.resources[range.start as usize..range.end as usize];
            for (resource, read) in own.iter_mut().zip(reading.resources) {
                (resource.node, resource.list) = (read.node, read.list);
            }
            spliced.trees[place as usize] = reading.document?;
        }
        Some(spliced)
    }
}

/// A document of resources alone, of which nothing is told and nothing follows for other documents.
fn is_plain(reading: &Reading) -> bool {
    let Reading { derived, pages, listed, scopes, coverage, problems, warnings, .. } = reading;
    let is_deployed = coverage.has(&Form::ARM_TEMPLATE) || coverage.has(&Form::ARM_PARAMETERS);
    let is_silent = problems.is_empty() && warnings.is_empty();
    is_silent && !is_deployed && derived.is_empty() && pages.is_empty() && listed.is_empty() && scopes.is_empty()
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
