//! Where a change brings a new finding to a resource that a template deploys: the value may have changed far from it.

use super::{Answer, unexcused};
use crate::estate::{Explained, Explanation, Stopped};
use crate::gate::Change;
use crate::inventory::{Inventory, ResourceIndex};
use crate::source::Location;
use crate::template::{Step, Way};
use std::collections::BTreeMap;

/// Findings that are looked at; each is judged once more on both sides, and its template worked out for each value.
const MOST: usize = 50;

impl Answer<'_> {
    /// By new findings, in their places in the comparison: the steps to their values that the base does not have.
    ///
    /// # Errors
    /// The deadline.
    pub fn brought(&self) -> Result<BTreeMap<usize, Vec<Location>>, Stopped> {
        let ([base, head], today) = (self.pair.inventories(), self.today);
        let mut brought = BTreeMap::new();
        for (place, change) in
            unexcused(&self.comparison, &self.known).filter(|(_, change)| is_deployed(head, change)).take(MOST)
        {
            let Some((new, old)) = change.head.zip(change.head.and_then(|new| former(base, head, new))) else {
                continue;
            };
            let before = steps(&self.sides.estate.explain(base, change.recommendation, old, today)?);
            let after = steps(&self.sides.estate.explain(head, change.recommendation, new, today)?);
            let is_new = |(what, _): &(String, Step)| before.iter().all(|(known, _)| known != what);
            let mut found: Vec<Step> = after.into_iter().filter(is_new).map(|(_, step)| step).collect();
            // Another literal is what another choice leads to; what chose it is the change.
            if found.iter().any(|step| step.way != Way::Written) {
                found.retain(|step| step.way != Way::Written);
            }
            if !found.is_empty() {
                brought.insert(place, found.into_iter().map(|step| step.location).collect());
            }
        }
        Ok(brought)
    }
}

fn is_deployed(head: &Inventory, change: &Change) -> bool {
    change.head.is_some_and(|resource| head.declared(resource).is_some())
}

/// The same resource in the base.
fn former(base: &Inventory, head: &Inventory, resource: ResourceIndex) -> Option<ResourceIndex> {
    let resource = head.resource(resource);
    base.find_in(resource.part, &resource.id)
}

/// The steps to all values, in words that are equal where nothing changed, whatever line it is on now.
fn steps(explained: &Explained) -> Vec<(String, Step)> {
    let of_value = |value: &Explanation| {
        let path = value.evidence.path.clone();
        let told = |step: &Step| {
            let what = format!("{path} {:?} {} {} {}", step.way, step.name, step.location.file, step.text);
            (what, step.clone())
        };
        value.steps.iter().map(told).collect::<Vec<_>>()
    };
    explained.values.iter().flat_map(of_value).collect()
}
