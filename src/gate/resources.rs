//! The resources of both sides, made ready to be compared.
//!
//! Those that are the same on both sides and do not differ in any outcome are settled: most of an estate, in most changes.
//! They need not be compared one by one. The others are folded: each once, under a key that is equal on both sides.

use super::{Change, Side, Standing};
use crate::assess::{AssessmentIndex, Outcomes, Status};
use crate::inventory::{Inventory, ResourceIndex, is_global};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// For each resource of head that is settled, the same one of the base.
pub(super) struct Settled {
    base: Vec<bool>,
    head: Vec<Option<ResourceIndex>>,
}

impl Settled {
    /// `twins` gives the base's resources the ones at head that hold equal values.
    pub(super) fn of(base: &Side<'_>, head: &Side<'_>, twins: &[Option<ResourceIndex>]) -> Self {
        let (old, new) = (Runs::of(base), Runs::of(head));
        let (once_before, once_after) = (met_once(base.inventory), met_once(head.inventory));
        let mut settled = Self {
            base: vec![false; base.inventory.resources().len()],
            head: vec![None; head.inventory.resources().len()],
        };
        for (place, twin) in (0u32..).zip(twins) {
            let Some(twin) = *twin else { continue };
            let (resource, own, other) = (ResourceIndex(place), place as usize, twin.0 as usize);
            if once_before[own] && once_after[other] && old.equals(resource, &new, twin) {
                settled.base[own] = true;
                settled.head[other] = Some(resource);
            }
        }
        settled
    }

    /// Whether a resource of the base is settled.
    pub(super) fn in_base(&self, resource: ResourceIndex) -> bool {
        self.base[resource.0 as usize]
    }

    /// Whether a resource of head is settled.
    pub(super) fn at_head(&self, resource: ResourceIndex) -> bool {
        self.head[resource.0 as usize].is_some()
    }

    /// The findings on settled resources, all of them as old as the base.
    pub(super) fn findings<'s>(&'s self, base: &'s Side<'_>, head: &'s Side<'_>) -> impl Iterator<Item = Change> + 's {
        let runs = Runs::of(base);
        let found = |status: Status| matches!(status, Status::Unhealthy | Status::Unknown);
        let places = head.assessed.each().filter(move |(_, assessment)| found(assessment.status));
        places.filter_map(move |(place, assessment)| {
            let head_index = head.assessed.resource(assessment.subject);
            let base_index = self.head[head_index.0 as usize]?;
            Some(Change {
                standing: Standing::Unchanged,
                recommendation: assessment.recommendation(),
                base: Some(base_index),
                head: Some(head_index),
                before: runs.outcomes.place(base_index, assessment.recommendation()),
                after: Some(place),
                status: Some(assessment.status),
                like: None,
                exempt: head.counted.at(place).status != assessment.status,
            })
        })
    }
}

/// The assessments of each resource.
struct Runs<'s> {
    side: &'s Side<'s>,
    outcomes: Outcomes<'s>,
}

impl<'s> Runs<'s> {
    fn of(side: &'s Side<'_>) -> Self {
        Self { side, outcomes: Outcomes::of(side.assessed) }
    }

    /// Whether every outcome is the same, before exemptions and after.
    fn equals(&self, resource: ResourceIndex, other: &Runs<'_>, twin: ResourceIndex) -> bool {
        let alike = |(own, theirs): (AssessmentIndex, AssessmentIndex)| {
            let (a, b) = (self.side.assessed.at(own), other.side.assessed.at(theirs));
            (a.recommendation, a.status) == (b.recommendation, b.status)
                && (a.status != Status::Unhealthy || self.counted(own) == other.counted(theirs))
        };
        let (own, theirs) = (self.outcomes.of_resource(resource), other.outcomes.of_resource(twin));
        own.len() == theirs.len() && own.zip(theirs).all(alike)
    }

    fn counted(&self, index: AssessmentIndex) -> Status {
        self.side.counted.at(index).status
    }
}

/// For each resource: whether it occurs once.
fn met_once(inventory: &Inventory) -> Vec<bool> {
    let mut once = vec![true; inventory.resources().len()];
    for (place, resource) in inventory.resources().iter().enumerate() {
        if resource.canonical.0 as usize != place {
            once[place] = false;
            once[resource.canonical.0 as usize] = false;
        }
    }
    once
}

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
    /// Folds the resources of a side that `wanted` wants, by their first occurrences, without what snapshots say of resources
    /// that sources tell of too. `renamed` gives a file its name on the other side, for ids that only mean something within
    /// one file.
    pub(super) fn of(
        side: &Side<'_>,
        wanted: impl Fn(ResourceIndex) -> bool,
        renamed: impl Fn(&str) -> String,
    ) -> Self {
        let (outcomes, outdated) = (Outcomes::of(side.assessed), side.assessed.outdated());
        let mut folded = Self { places: FxHashMap::default(), resources: Vec::new() };
        for first in firsts(side.inventory).filter(|first| wanted(*first)) {
            let key = key(side, first, &renamed);
            folded.places.insert(key.clone(), folded.resources.len());
            let outcomes = fold(side, &outcomes, first, |place| !outdated.contains(&place));
            folded.resources.push(FoldedResource { key, first, outcomes });
        }
        folded
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

/// The first occurrence of each resource; all occurrences of one stand together under it.
pub(super) fn firsts(inventory: &Inventory) -> impl Iterator<Item = ResourceIndex> {
    let all = (0..).map(ResourceIndex).zip(inventory.resources());
    all.filter(|(place, resource)| resource.canonical == *place).map(|(place, _)| place)
}

/// The outcomes of all occurrences of a resource that are wanted, each recommendation once: the worst.
pub(super) fn fold(
    side: &Side<'_>,
    outcomes: &Outcomes<'_>,
    first: ResourceIndex,
    wanted: impl Fn(AssessmentIndex) -> bool,
) -> Vec<FoldedOutcome> {
    let occurrences = side.inventory.occurrences(first);
    let places = occurrences.flat_map(|occurrence| outcomes.of_resource(occurrence)).filter(|place| wanted(*place));
    let outcome = |place: AssessmentIndex| {
        let (assessment, counted) = (side.assessed.at(place), side.counted.at(place).status);
        FoldedOutcome { recommendation: assessment.recommendation, status: assessment.status, counted, place }
    };
    let mut folded: Vec<FoldedOutcome> = places.map(outcome).collect();
    folded.sort_by_key(|outcome| (outcome.recommendation, Reverse(outcome.status.badness()), outcome.place));
    folded.dedup_by_key(|outcome| outcome.recommendation);
    folded
}

/// What a resource is equal by on both sides.
pub(super) fn key(side: &Side<'_>, index: ResourceIndex, renamed: &impl Fn(&str) -> String) -> String {
    let resource = side.inventory.resource(index);
    let id = resource.id.to_lowercase();
    if is_global(&resource.id) {
        return id;
    }
    let file = side.inventory.documents()[resource.document as usize].name();
    let subscription = resource.subscription.as_deref().unwrap_or_default().to_lowercase();
    format!("{}\n{subscription}\n{}", renamed(file), within(&id, file))
}

/// What an id says within the file, or the folder, by whose name it begins: that has another one once it is renamed.
fn within<'i>(id: &'i str, file: &str) -> &'i str {
    let file = file.to_lowercase();
    let folder = file.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let rests = [&*file, folder].into_iter().filter_map(|start| id.strip_prefix(start));
    rests.into_iter().find(|rest| rest.starts_with(['#', '@'])).unwrap_or(id)
}
