//! Exemptions: which findings do not count, until when, and what they count as.
//!
//! A [`Register`] knows the exemptions of an estate and which of them count today. While resources are assessed it marks
//! unhealthy assessments in [`Assessed::exempt`], so that streams may forget their resources; [`apply`] makes of the marked
//! assessments what is scored. Verdicts stay as they are: the marks say which are exempt, and the assessments before
//! [`apply`] say what they were.
//!
//! # Invariants
//!
//! - Only unhealthy assessments are exempt. A healthy one stays healthy, so that an exemption never costs points that are
//!   earned; an unknown one stays unknown, so that no exemption hides what could not be judged.
//! - An exemption that is expired, lasts too long or is for what may not be exempt does not count, and is in
//!   [`Register::warnings`].

mod register;
#[cfg(test)]
mod tests;
mod usage;

pub use register::{Register, Standing, days};
pub use usage::{Usage, usage, without};

use crate::assess::{Assessed, ExemptionNumber, Status, SubjectIndex};
use crate::inventory::Resource;
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is left to score after exemptions: marked assessments are healthy when they are mitigated, else not applicable.
/// Borrowed as long as none is marked, and then both scores are one.
pub fn apply<'a>(assessed: &'a Assessed, register: &Register) -> Cow<'a, Assessed> {
    if assessed.exempt.is_empty() {
        return Cow::Borrowed(assessed);
    }
    let mut exempted = assessed.clone();
    apply_in_place(&mut exempted, register);
    Cow::Owned(exempted)
}

/// The same without a copy, for who has no more use for what was before.
pub fn apply_in_place(assessed: &mut Assessed, register: &Register) {
    for (place, exemption) in &assessed.exempt {
        assessed.assessments[*place as usize].status = register.counts_as(*exemption);
    }
}

/// Marks what was assessed without a register, or under another one. `resource` gives the resource of a subject; those
/// without one are not exempt.
pub fn mark<'r>(
    assessed: &mut Assessed,
    resource: impl Fn(SubjectIndex) -> Option<&'r Resource>,
    exempts: impl Fn(&Resource, RecommendationIndex) -> Option<ExemptionNumber>,
) {
    let unhealthy = (0..).zip(&assessed.assessments).filter(|(_, assessment)| assessment.status == Status::Unhealthy);
    let marks = unhealthy.filter_map(|(place, assessment)| {
        let exemption = exempts(resource(assessment.subject)?, assessment.recommendation())?;
        Some((place, exemption))
    });
    assessed.exempt = marks.collect();
}

/// How many findings each exemption takes out, by exemption and recommendation. A finding that was met several times counts
/// once.
pub fn counts(assessed: &Assessed) -> BTreeMap<(ExemptionNumber, RecommendationIndex), u64> {
    let mut counts = BTreeMap::new();
    let mut seen = FxHashSet::default();
    for (place, exemption) in &assessed.exempt {
        let assessment = assessed.assessments[*place as usize];
        let subject = assessed.subjects[assessment.subject.0 as usize];
        if seen.insert((subject.identity, assessment.recommendation)) {
            *counts.entry((*exemption, assessment.recommendation())).or_default() += u64::from(subject.count);
        }
    }
    counts
}
