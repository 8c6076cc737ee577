//! Judging again where an inventory holds the same resources, and other values in some documents.

use super::{AssessmentIndex, ExemptionNumber, Sought, Status, Whole};
use crate::check::{Aborted, Detail, Evaluator};
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

impl Whole {
    /// The outcomes that can be others once these resources hold other values: their own, and those that look one of them up.
    pub fn that_depend_on(&self, inventory: &Inventory, changed: &[ResourceIndex]) -> BTreeSet<AssessmentIndex> {
        let sought = |index: &ResourceIndex| {
            let resource = inventory.resource(*index);
            let stands_for_it = inventory.resource(resource.canonical);
            [&*resource.type_name, &*resource.id, &*stands_for_it.type_name].map(Sought::of)
        };
        let sought: FxHashSet<Sought> = changed.iter().flat_map(sought).collect();
        let dependent = self.0.sought.iter().filter(|(_, asked)| sought.contains(asked)).map(|(place, _)| *place);
        changed.iter().flat_map(|resource| self.of_resource(*resource)).chain(dependent).collect()
    }

    /// Judges these again, by statuses alone: whatever else is known of them is as it was.
    ///
    /// # Errors
    /// The deadline.
    pub fn judge_again(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        places: &BTreeSet<AssessmentIndex>,
    ) -> Result<(), Aborted> {
        let mut sought = Vec::new();
        for place in places {
            let assessment = self.at(*place);
            let resource = self.resource(assessment.subject);
            let verdict = evaluator.verdict(assessment.recommendation(), resource, Detail::Outcome)?;
            self.0.assessments[place.place()].status = verdict.status;
            sought.extend(evaluator.sought(resource).into_iter().map(|asked| (*place, asked)));
        }
        self.0.sought.retain(|(place, _)| !places.contains(place));
        self.0.sought.extend(sought);
        Ok(())
    }

    /// Finds the exemptions of all that is unhealthy anew; those that `exempts` gives.
    pub fn exempt_again(
        &mut self,
        inventory: &Inventory,
        exempts: &dyn Fn(&Inventory, &Resource, RecommendationIndex) -> Option<ExemptionNumber>,
    ) {
        let unhealthy = self.each().filter(|(_, assessment)| assessment.status == Status::Unhealthy);
        let exempt = unhealthy.filter_map(|(place, assessment)| {
            let resource = inventory.resource(self.resource(assessment.subject));
            Some((place, exempts(inventory, resource, assessment.recommendation())?))
        });
        self.0.exempt = exempt.collect();
    }
}
