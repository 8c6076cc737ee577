//! Outcomes by resource and recommendation.

use super::{Assessment, AssessmentIndex, Sought, Status, Whole};
use crate::inventory::ResourceIndex;
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// The outcomes of an inventory, by its resources.
pub struct Outcomes<'a> {
    assessments: &'a [Assessment],
    sought: &'a [(AssessmentIndex, Sought)],
    /// Where each subject's assessments begin, and the end of the last one's.
    starts: Vec<u32>,
}

impl<'a> Outcomes<'a> {
    /// Finds out where each resource's outcomes stand.
    pub fn of(Whole(assessed): &'a Whole) -> Self {
        let assessments = &assessed.assessments;
        let mut starts = Vec::with_capacity(assessed.subjects.len() + 1);
        let mut at = 0;
        for subject in 0..=assessed.subjects.len() as u32 {
            at += assessments[at..].iter().take_while(|assessment| assessment.subject.0 < subject).count();
            starts.push(at as u32);
        }
        Self { assessments, sought: &assessed.sought, starts }
    }

    /// One outcome; `None` when the recommendation is not for resources of that type, or the resource is not there.
    pub fn status(&self, resource: ResourceIndex, recommendation: RecommendationIndex) -> Option<Status> {
        self.place(resource, recommendation).map(|place| self.at(place))
    }

    /// The outcome at a place that [`Outcomes::place`] gave.
    pub fn at(&self, place: AssessmentIndex) -> Status {
        self.assessments[place.0 as usize].status
    }

    /// The place of an outcome.
    pub fn place(&self, resource: ResourceIndex, recommendation: RecommendationIndex) -> Option<AssessmentIndex> {
        let Range { start, end } = self.range(resource)?;
        let own = &self.assessments[start as usize..end as usize];
        let found = own.binary_search_by_key(&recommendation, Assessment::recommendation).ok()?;
        Some(AssessmentIndex(start + found as u32))
    }

    /// The places of all outcomes of a resource.
    pub fn of_resource(&self, resource: ResourceIndex) -> impl ExactSizeIterator<Item = AssessmentIndex> + use<> {
        self.range(resource).unwrap_or_default().map(AssessmentIndex)
    }

    fn range(&self, resource: ResourceIndex) -> Option<Range<u32>> {
        let subject = resource.0 as usize;
        Some(*self.starts.get(subject)?..*self.starts.get(subject + 1)?)
    }

    /// The places of the outcomes that depend on one of these.
    pub fn that_depend_on(&self, changed: &FxHashSet<Sought>) -> FxHashSet<AssessmentIndex> {
        self.sought.iter().filter(|(_, sought)| changed.contains(sought)).map(|(place, _)| *place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::{Assessed, Subject, SubjectIndex};

    #[test]
    fn outcomes_are_found_by_resource_and_recommendation() {
        let assessment =
            |subject, recommendation, status| Assessment { subject: SubjectIndex(subject), recommendation, status };
        let assessments = vec![
            assessment(1, 0, Status::Healthy),
            assessment(1, 4, Status::Unhealthy),
            assessment(3, 4, Status::Unknown),
        ];
        let subjects = (0..4).map(|identity| Subject { identity, group: 0, count: 1 }).collect();
        let assessed = Whole(Assessed { subjects, assessments, ..Assessed::default() });
        let outcomes = Outcomes::of(&assessed);
        let status =
            |resource, recommendation| outcomes.status(ResourceIndex(resource), RecommendationIndex(recommendation));
        assert_eq!([status(1, 0), status(1, 4)], [Some(Status::Healthy), Some(Status::Unhealthy)]);
        assert_eq!(status(3, 4), Some(Status::Unknown));
        assert_eq!([status(0, 0), status(1, 1), status(2, 4), status(3, 0), status(4, 4)], [None; 5]);
    }
}
