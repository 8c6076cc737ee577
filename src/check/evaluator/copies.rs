//! The verdict where what is looked up stands in several places.

use super::{Detail, Evaluator};
use crate::check::ended::{Aborted, Ended};
use crate::check::stop;
use crate::check::trace::Choice;
use crate::check::verdict::{Status, Verdict};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::RecommendationIndex;

impl Evaluator<'_> {
    /// Where resources that are looked up stand in several places, each is met, each with each of the others', and the worst
    /// verdict counts: which file has which name decides nothing. What was read last is what was read for it.
    pub(super) fn judged(
        &mut self,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
        detail: Detail,
    ) -> Result<Verdict, Aborted> {
        let frame = self.frame.clone();
        frame.choices.borrow_mut().clear();
        let mut worst = self.judged_once(recommendation, resource, detail)?;
        if frame.choices.borrow().is_empty() {
            return Ok(worst);
        }
        let mut of_worst = frame.choices.borrow().clone();
        let mut met = 1;
        // More of one resource than are met can leave it undecided alone.
        let is_beyond = of_worst.iter().any(|choice| choice.places > Inventory::MOST_COPIES);
        while worst.status != Status::Unhealthy && turn(&mut frame.choices.borrow_mut()) {
            if is_beyond || met == Inventory::MOST_COPIES {
                let ended = Ended::Failure(stop::unknown("what it looks up stands in too many places"));
                return self.ended(ended, &self.checks.recommendations[recommendation.0].check, detail);
            }
            met += 1;
            let other = self.judged_once(recommendation, resource, detail)?;
            if gravity(other.status) > gravity(worst.status) {
                worst = other;
                of_worst = frame.choices.borrow().clone();
            }
        }
        *frame.choices.borrow_mut() = of_worst;
        self.judged_once(recommendation, resource, detail)
    }
}

/// Goes on to the next places: those of what was met last first, as others may be met from there. `false` where all were met.
fn turn(choices: &mut Vec<Choice>) -> bool {
    while let Some(last) = choices.last_mut() {
        last.place += 1;
        if last.place < last.places {
            return true;
        }
        choices.pop();
    }
    false
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
