//! What turns healthy with others' fixes.

use super::conflict::Proposal;
use super::{Finding, Request};
use crate::check::{Aborted, Detail, Evaluator};
use crate::inventory::ResourceIndex;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Of findings that turned healthy though nobody asked to fix them, those whose reason is known, by the fix that they
/// follow from: a machine whose network security group is closed. The evidence of a finding names the resource that
/// decided it, and the last fix of that resource, or of its own, is the one.
pub(super) fn beside(
    request: &Request<'_>,
    proposals: &[Proposal],
    turned: &[Finding],
) -> Result<BTreeMap<Finding, Vec<Finding>>, Aborted> {
    let mut beside: BTreeMap<Finding, Vec<Finding>> = BTreeMap::new();
    if turned.is_empty() {
        return Ok(beside);
    }
    let owners = Owners::of(request, proposals);
    let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
    for &finding in turned {
        let verdict = evaluator.verdict(finding.recommendation, finding.resource, Detail::Full)?;
        let evidence = verdict.finding.map_or(Vec::new(), |finding| finding.evidence.clone());
        let named = evidence.iter().filter_map(|read| owners.named(&read.path)).max();
        if let Some(owner) = named.max(owners.of_resource.get(&finding.resource).copied()) {
            beside.entry(proposals[owner].0).or_default().push(finding);
        }
    }
    Ok(beside)
}

/// The last proposal for each resource, by the resource and by how evidence names it.
struct Owners {
    of_resource: FxHashMap<ResourceIndex, usize>,
    of_mark: FxHashMap<String, usize>,
}

impl Owners {
    fn of(request: &Request<'_>, proposals: &[Proposal]) -> Self {
        let mut owners = Self { of_resource: FxHashMap::default(), of_mark: FxHashMap::default() };
        for (place, (finding, _)) in proposals.iter().enumerate() {
            let resource = request.inventory.resource(finding.resource);
            owners.of_resource.insert(finding.resource, place);
            owners.of_mark.insert(format!("[{}/{}]", resource.type_name, resource.name), place);
        }
        owners
    }

    /// The last proposal for a resource that a path begins with. A name may hold brackets itself.
    fn named(&self, path: &str) -> Option<usize> {
        path.match_indices(']').filter_map(|(end, _)| self.of_mark.get(&path[..=end]).copied()).max()
    }
}
