//! Resources that are the same on both sides and do not differ in any outcome: most of an estate, in most changes. They need
//! not be compared one by one.

use super::{Change, Side, Standing};
use crate::assess::{Assessment, Status};
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
            let Some(ResourceIndex(twin)) = *twin else { continue };
            let (own, other) = (place as usize, twin as usize);
            if once_before[own] && once_after[other] && old.equals(own, &new, other) {
                settled.base[own] = true;
                settled.head[other] = Some(ResourceIndex(place));
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
        let places = (0u32..).zip(&head.assessed.assessments).filter(move |(_, assessment)| found(assessment.status));
        places.filter_map(move |(place, assessment)| {
            let head_index = ResourceIndex(assessment.subject.0);
            let base_index = self.head[head_index.0 as usize]?;
            Some(Change {
                standing: Standing::Unchanged,
                recommendation: assessment.recommendation(),
                base: Some(base_index),
                head: Some(head_index),
                before: runs.place(base_index, assessment.recommendation),
                after: Some(place),
                status: Some(assessment.status),
                exempt: head.counted.assessments[place as usize].status != assessment.status,
            })
        })
    }
}

/// The assessments of each resource.
struct Runs<'s> {
    side: &'s Side<'s>,
    /// For each resource, where its assessments begin, and the end of the last one's.
    starts: Vec<usize>,
}

impl<'s> Runs<'s> {
    fn of(side: &'s Side<'_>) -> Self {
        let (mut starts, mut at) = (Vec::with_capacity(side.inventory.resources().len() + 1), 0);
        for subject in 0..=side.inventory.resources().len() as u32 {
            at += side.assessed.assessments[at..].iter().take_while(|each| each.subject.0 < subject).count();
            starts.push(at);
        }
        Self { side, starts }
    }

    fn assessments(&self, resource: usize) -> &'s [Assessment] {
        &self.side.assessed.assessments[self.starts[resource]..self.starts[resource + 1]]
    }

    /// Whether every outcome is the same, before exemptions and after.
    fn equals(&self, resource: usize, other: &Runs<'_>, twin: usize) -> bool {
        let alike = |(a, b): (&Assessment, &Assessment)| (a.recommendation, a.status) == (b.recommendation, b.status);
        let (own, theirs) = (self.assessments(resource), other.assessments(twin));
        let counted = |runs: &Runs<'_>, resource: usize| {
            let range = runs.starts[resource]..runs.starts[resource + 1];
            runs.side.counted.assessments[range].iter().map(|each| each.status).collect::<Vec<_>>()
        };
        own.len() == theirs.len()
            && own.iter().zip(theirs).all(alike)
            && (own.iter().all(|each| each.status != Status::Unhealthy)
                || counted(self, resource) == counted(other, twin))
    }

    fn place(&self, resource: ResourceIndex, recommendation: u16) -> Option<u32> {
        let own = self.assessments(resource.0 as usize);
        let found = own.iter().position(|each| each.recommendation == recommendation)?;
        Some((self.starts[resource.0 as usize] + found) as u32)
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
