//! What was judged whole.

use super::{Assessed, AssessmentIndex, SubjectIndex};
use crate::inventory::ResourceIndex;
use std::ops::Deref;

/// All resources of an inventory, assessed: its subjects are the inventory's resources, one by one and in their order.
/// What filters or a stream let through has no such order, and is [`Assessed`] alone.
#[derive(Clone, Debug)]
pub struct Whole(pub(super) Assessed);

impl Whole {
    /// The resource of a subject.
    pub fn resource(&self, subject: SubjectIndex) -> ResourceIndex {
        ResourceIndex(subject.0)
    }

    /// What a resource is to the score: equal for two occurrences of one.
    pub fn identity(&self, resource: ResourceIndex) -> u64 {
        self.0.subjects[resource.0 as usize].identity
    }

    /// The assessments of a resource.
    pub fn of_resource(&self, resource: ResourceIndex) -> impl Iterator<Item = AssessmentIndex> + use<> {
        let first = |subject: u32| self.0.assessments.partition_point(|each| each.subject.0 < subject) as u32;
        (first(resource.0)..first(resource.0 + 1)).map(AssessmentIndex)
    }
}

impl Deref for Whole {
    type Target = Assessed;

    fn deref(&self) -> &Assessed {
        &self.0
    }
}
