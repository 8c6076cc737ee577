//! Resources that are the same on both sides and do not differ in any outcome: most of an estate, in most changes. They need
//! not be compared one by one.

use super::{Change, Side, Standing};
use crate::assess::{AssessmentIndex, Outcomes, Status};
use crate::inventory::{Inventory, ResourceIndex};

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
