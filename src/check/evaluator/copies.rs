//! The verdict where what is looked up stands in several places.

use super::{Detail, Evaluator};
use crate::check::ended::{Aborted, Ended};
use crate::check::stop;
use crate::check::verdict::{Status, Verdict};
use crate::inventory::ResourceIndex;
use crate::policy::RecommendationIndex;

impl Evaluator<'_> {
    /// Where a resource that is looked up stands in several places, each is met, and the worst verdict counts: which file has
    /// which name decides nothing. What was read last is what was read for it.
    pub(super) fn judged(
        &mut self,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
        detail: Detail,
    ) -> Result<Verdict, Aborted> {
        /// Nobody keeps more copies, and each costs an evaluation.
        const MOST: usize = 100;
        let frame = self.frame.clone();
        frame.places.set(1);
        frame.place.set(0);
        let mut worst = self.judged_once(recommendation, resource, detail)?;
        let (mut place, mut worst_place) = (1, 0);
        while place < frame.places.get().min(MOST) {
            frame.place.set(place);
            let other = self.judged_once(recommendation, resource, detail)?;
            if gravity(other.status) > gravity(worst.status) {
                (worst, worst_place) = (other, place);
            }
            place += 1;
        }
        if frame.places.get() > MOST && worst.status != Status::Unhealthy {
            let ended = Ended::Failure(stop::unknown("what it looks up stands in too many places"));
            return self.ended(ended, &self.checks.recommendations[recommendation.0].check, detail);
        }
        if worst_place + 1 != place {
            frame.place.set(worst_place);
            return self.judged_once(recommendation, resource, detail);
        }
        Ok(worst)
    }
}

/// Which of two verdicts on one resource counts.
fn gravity(status: Status) -> u8 {
    match status {
        Status::NotApplicable => 0,
        Status::Healthy => 1,
        Status::Unknown => 2,
        Status::Unhealthy => 3,
    }
}
