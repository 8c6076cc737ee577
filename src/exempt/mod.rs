//! Exemptions: which findings do not count, until when, and what they count as.
//!
//! A [`Register`] knows the exemptions of an estate and which of them count today. While resources are assessed it marks
//! unhealthy assessments in [`Assessed::exempt`], so that streams may forget their resources; [`count`] makes of the marked
//! assessments what is scored, which is [`Counted`] and can be made nowhere else. Verdicts stay as they are: the marks say
//! which are exempt, and the assessments before say what they were.
//!
//! # Invariants
//!
//! - Only unhealthy assessments are exempt. A healthy one stays healthy, so that an exemption never costs points that are
//!   earned; an unknown one stays unknown, so that no exemption hides what could not be judged.
//! - An exemption that is expired, lasts too long or is for what may not be exempt does not count, and is in
//!   [`Register::warnings`].

mod counted;
mod nowhere;
mod register;
#[cfg(test)]
mod tests;
mod usage;
mod within;

pub use counted::{Counted, count, count_in_place, count_under, count_without};
pub use register::{Register, Standing, days};
pub use usage::{Usage, usage};
pub use within::is_in_scope;

use crate::assess::{Assessed, ExemptionNumber};
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// How many findings each exemption takes out, and how many of each recommendation are.
pub fn totals(assessed: &Assessed) -> (BTreeMap<ExemptionNumber, u64>, BTreeMap<RecommendationIndex, u64>) {
    let (mut by_exemption, mut by_recommendation) = (BTreeMap::new(), BTreeMap::new());
    for ((exemption, recommendation), count) in counts(assessed) {
        *by_exemption.entry(exemption).or_default() += count;
        *by_recommendation.entry(recommendation).or_default() += count;
    }
    (by_exemption, by_recommendation)
}

/// How many findings each exemption takes out, by exemption and recommendation. A finding that was met several times counts
/// once.
pub fn counts(assessed: &Assessed) -> BTreeMap<(ExemptionNumber, RecommendationIndex), u64> {
    let mut counts = BTreeMap::new();
    let mut seen = FxHashSet::default();
    for (index, exemption) in &assessed.exempt {
        let assessment = assessed.at(*index);
        let subject = assessed.subject(&assessment);
        if seen.insert((subject.identity, assessment.recommendation)) {
            *counts.entry((*exemption, assessment.recommendation())).or_default() += u64::from(subject.count);
        }
    }
    counts
}
