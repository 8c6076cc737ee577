//! A side of a change with each resource once, under a key that is equal on both sides.

use super::Side;
use crate::assess::{AssessmentIndex, Status};
use crate::inventory::{ResourceIndex, is_global};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// The resources of a side, each once.
pub(super) struct Folded {
    places: FxHashMap<String, usize>,
    /// In order of their first occurrence.
    pub resources: Vec<FoldedResource>,
}

/// A resource with its outcomes, whatever the number of its occurrences.
pub(super) struct FoldedResource {
    /// Equal on both sides for one resource, and for nothing else.
    pub key: String,
    /// Its first occurrence.
    pub first: ResourceIndex,
    /// In order of recommendation, each once: the worst.
    pub outcomes: Vec<FoldedOutcome>,
}

/// What one recommendation says of a resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct FoldedOutcome {
    pub recommendation: u16,
    /// As the check found it.
    pub status: Status,
    /// As it counts, after exemptions.
    pub counted: Status,
    /// The assessment.
    pub place: AssessmentIndex,
}

impl Folded {
    /// Folds the resources of a side that `wanted` wants, by their first occurrences. `renamed` gives a file its name on the
    /// other side, for ids that only mean something within one file.
    pub(super) fn of(
        side: &Side<'_>,
        wanted: impl Fn(ResourceIndex) -> bool,
        renamed: impl Fn(&str) -> String,
    ) -> Self {
        let mut folded = Self { places: FxHashMap::default(), resources: Vec::new() };
        let mut of_subject: FxHashMap<ResourceIndex, usize> = FxHashMap::default();
        for index in (0..side.inventory.resources().len() as u32).map(ResourceIndex) {
            // Occurrences of one resource stand together under the first.
            if side.inventory.resource(index).canonical == index && wanted(index) {
                let key = key(side, index, &renamed);
                of_subject.insert(index, folded.resources.len());
                folded.places.insert(key.clone(), folded.resources.len());
                folded.resources.push(FoldedResource { key, first: index, outcomes: Vec::new() });
            }
        }
        folded.fill(side, &of_subject);
        folded
    }

    fn fill(&mut self, side: &Side<'_>, of_subject: &FxHashMap<ResourceIndex, usize>) {
        for (place, assessment) in side.assessed.each() {
            let canonical = side.inventory.resource(side.assessed.resource(assessment.subject)).canonical;
            let Some(resource) = of_subject.get(&canonical) else { continue };
            self.resources[*resource].outcomes.push(FoldedOutcome {
                recommendation: assessment.recommendation,
                status: assessment.status,
                counted: side.counted.at(place).status,
                place,
            });
        }
        for resource in &mut self.resources {
            let worst =
                |outcome: &FoldedOutcome| (outcome.recommendation, Reverse(outcome.status.badness()), outcome.place);
            resource.outcomes.sort_by_key(worst);
            resource.outcomes.dedup_by_key(|outcome| outcome.recommendation);
        }
    }

    /// The resource under a key.
    pub(super) fn get(&self, key: &str) -> Option<&FoldedResource> {
        self.places.get(key).map(|place| &self.resources[*place])
    }
}

impl FoldedOutcome {
    /// Whether an exemption makes it count as something else.
    pub(super) fn is_exempt(&self) -> bool {
        self.counted != self.status
    }
}

impl FoldedResource {
    /// What a recommendation says of it.
    pub(super) fn outcome(&self, recommendation: u16) -> Option<&FoldedOutcome> {
        let found = self.outcomes.binary_search_by_key(&recommendation, |outcome| outcome.recommendation);
        found.ok().map(|place| &self.outcomes[place])
    }
}

fn key(side: &Side<'_>, index: ResourceIndex, renamed: &impl Fn(&str) -> String) -> String {
    let resource = side.inventory.resource(index);
    let id = resource.id.to_lowercase();
    if is_global(&resource.id) {
        return id;
    }
    let file = side.inventory.documents()[resource.document as usize].name();
    let subscription = resource.subscription.as_deref().unwrap_or_default().to_lowercase();
    format!("{}\n{subscription}\n{id}", renamed(file))
}
