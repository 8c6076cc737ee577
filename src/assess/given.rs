//! Verdicts that somebody else gives where a check cannot decide.

use super::{Place, Status};
use crate::check::Verdict;
use crate::inventory::{Inventory, Resource};
use crate::policy::RecommendationIndex;
use std::sync::Arc;

/// A verdict that no check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it says.
    pub status: Status,
    /// Who says so, and why.
    pub message: String,
    /// Whether the check has a reason of its own, which is told too.
    pub keeps_reason: bool,
    /// Where that stands, when it is to be looked at there and not at the resource.
    pub place: Option<Place>,
}

/// What somebody else says of a resource; asked where a check cannot decide, and not where its script failed.
pub type Fill<'f> = dyn Fn(&Inventory, &Resource, RecommendationIndex) -> Option<Given> + Sync + 'f;

impl Given {
    /// In place of an undecided verdict, whose reason and reads it keeps.
    fn in_place_of(self, verdict: Verdict) -> Verdict {
        let finding = verdict.finding.map(|finding| {
            let mut finding = Arc::unwrap_or_clone(finding);
            finding.message = Some(match finding.message.take() {
                Some(own) if self.keeps_reason => format!("{} (here: {own})", self.message),
                _ => self.message,
            });
            finding.place = self.place.unwrap_or(finding.place);
            finding.export = None;
            Arc::new(finding)
        });
        Verdict { status: self.status, finding }
    }
}

/// A verdict, or the one that is given in its place.
pub(super) fn filled(
    verdict: Verdict,
    fill: &Fill<'_>,
    inventory: &Inventory,
    resource: &Resource,
    recommendation: RecommendationIndex,
) -> Verdict {
    let has_failed = verdict.finding.as_ref().is_some_and(|finding| finding.script_error);
    if verdict.status != Status::Unknown || has_failed {
        return verdict;
    }
    match fill(inventory, resource, recommendation) {
        Some(given) => given.in_place_of(verdict),
        None => verdict,
    }
}
