//! What following a recommendation would heal, by what resources miss.

use super::Request;
use super::points::missing;
use crate::assess::Status;
use crate::policy::RecommendationIndex;
use crate::score::{self, Ratio};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// Resources that miss the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heal {
    /// How many there are; one that does so in several controls is one.
    pub resources: u64,
    /// What the score gains when all of them follow what they miss, in points of the estate.
    pub gain: Ratio,
}

/// Resources, and how often each gain occurs: few are distinct, and to add fractions one by one is slow.
type Found = (BTreeSet<u64>, BTreeMap<Ratio, u64>);

/// By the recommendations that they miss in a control, one or two: the resources that become healthy in it with these.
/// One of which anything else is missing or undecided does not.
pub fn heals(request: &Request<'_>) -> BTreeMap<Vec<RecommendationIndex>, Heal> {
    let counted = request.counted();
    let worth = score::worth(request.policy, &counted, request.scoring);
    let mut found: BTreeMap<Vec<RecommendationIndex>, Found> = BTreeMap::new();
    for ((resource, control), (group, open)) in missing(request.policy, request.assessed, &counted, &|_| true) {
        let missed: BTreeSet<RecommendationIndex> = open.iter().map(|(finding, _)| finding.recommendation).collect();
        if missed.len() <= 2 && open.iter().all(|(_, status)| *status == Status::Unhealthy) {
            let (resources, gains) = found.entry(missed.into_iter().collect()).or_default();
            resources.insert(resource);
            *gains.entry(worth.of(group, control)).or_default() += 1;
        }
    }
    let sum = |(resources, gains): Found| Heal {
        resources: resources.len() as u64,
        gain: gains
            .into_iter()
            .fold(Ratio::zero(), |sum, (gain, units)| sum + gain * Ratio::from_integer(units.into())),
    };
    found.into_iter().map(|(missed, found)| (missed, sum(found))).collect()
}
