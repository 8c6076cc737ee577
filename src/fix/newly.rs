//! What patches make newly unhealthy or unknown, and which fixes are to blame: those are never safe, whatever their
//! policies say.

use super::after::After;
use super::conflict::Proposal;
use super::{Finding, Request, culprit, files};
use crate::assess::{Outcomes, Status, Whole};
use crate::check::{Aborted, Detail, Edit, Evaluator};
use crate::inventory::ResourceIndex;
use crate::policy::{RecommendationIndex, Safety};
use std::collections::BTreeSet;

/// Fixes that are tried alone for one finding; of more, all are to blame without which it would not be there.
const ALONE: usize = 8;
/// Trials of one proof; beyond them whatever may be to blame is.
const TRIALS: usize = 128;

/// An outcome that was not there before.
pub(super) struct Newly {
    pub recommendation: RecommendationIndex,
    /// The resource as it stood; `None` when the patches make it.
    resource: Option<ResourceIndex>,
    id: String,
    pub name: String,
    /// Unhealthy or unknown.
    pub status: Status,
}

/// What was not applicable or unknown and is unhealthy after the change, and what becomes unknown.
pub(super) fn newly(after: &After, assessed: &Whole, old: &Outcomes<'_>) -> Vec<Newly> {
    let mut found = Vec::new();
    for assessment in &assessed.assessments {
        let finding = Finding::of(assessed, assessment);
        let origin = after.origin(finding.resource);
        let was = origin.and_then(|origin| old.status(origin, finding.recommendation));
        let is_new = match assessment.status {
            Status::Unhealthy => !matches!(was, Some(Status::Healthy | Status::Unhealthy)),
            Status::Unknown => was != Some(Status::Unknown),
            _ => false,
        };
        if is_new {
            let resource = after.inventory.resource(finding.resource);
            found.push(Newly {
                recommendation: finding.recommendation,
                resource: origin,
                id: resource.id.to_ascii_lowercase(),
                name: after.inventory.full_name(finding.resource),
                status: assessment.status,
            });
        }
    }
    found
}

/// The safe fixes that these outcomes follow from.
pub(super) fn to_blame(
    request: &Request<'_>,
    proposals: &[Proposal],
    newly: &[Newly],
) -> Result<BTreeSet<Finding>, Aborted> {
    let is_safe = |(finding, _): &Proposal| {
        let fix = request.policy.recommendations[finding.recommendation.0].fix.as_ref();
        fix.is_some_and(|fix| fix.safety == Safety::Safe)
    };
    let safe: Vec<bool> = proposals.iter().map(is_safe).collect();
    let mut blamed = BTreeSet::new();
    if newly.is_empty() || !safe.contains(&true) {
        return Ok(blamed);
    }
    let mut search = Search { request, proposals, safe, trials: 0 };
    let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
    for new in newly {
        let found = match new.resource {
            Some(resource) => search.of_known(&mut evaluator, new, resource)?,
            None => search.makers(new),
        };
        blamed.extend(found.into_iter().map(|place| proposals[place].0));
    }
    Ok(blamed)
}

/// The end of the id of a resource that an edit makes: `[A.B/c/d/name]` ends in `/d/name`.
fn made(edit: &Edit) -> Option<String> {
    let path = edit.path.strip_prefix('[')?.strip_suffix(']')?.to_ascii_lowercase();
    let mut ends = path.rsplitn(3, '/');
    let (name, kind) = (ends.next()?, ends.next()?);
    Some(format!("/{kind}/{name}"))
}

struct Search<'s> {
    request: &'s Request<'s>,
    proposals: &'s [Proposal],
    /// By the proposal's place.
    safe: Vec<bool>,
    trials: usize,
}

impl Search<'_> {
    /// The safe fixes that make a new resource: it stands below theirs, under the name that their edit gives it.
    fn makers(&self, new: &Newly) -> Vec<usize> {
        let makes = |place: &usize| {
            let (finding, edits) = &self.proposals[*place];
            let owner = &self.request.inventory.resource(finding.resource).id;
            let below = new.id.strip_prefix(&owner.to_ascii_lowercase()).unwrap_or_default();
            edits.iter().any(|edit| made(edit).is_some_and(|name| below.ends_with(&name)))
        };
        (0..self.proposals.len()).filter(|place| self.safe[*place]).filter(makes).collect()
    }

    /// Of the safe fixes that change what the check read, those that make the outcome alone; where none does, those
    /// without which it is not there.
    fn of_known(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        new: &Newly,
        resource: ResourceIndex,
    ) -> Result<Vec<usize>, Aborted> {
        let finding = Finding { resource, recommendation: new.recommendation };
        evaluator.turn_to(self.request.inventory.clone());
        let mut suspects = culprit::suspects(self.request.inventory, evaluator, self.proposals, finding)?;
        suspects.retain(|place| self.safe[*place]);
        if suspects.is_empty() || self.trials >= TRIALS {
            return Ok(suspects);
        }
        let mut blamed = Vec::new();
        if suspects.len() <= ALONE {
            for &place in &suspects {
                if self.is_there(evaluator, new, finding, |other| other == place)? {
                    blamed.push(place);
                }
            }
        }
        if blamed.is_empty() && !self.is_there(evaluator, new, finding, |other| !suspects.contains(&other))? {
            return Ok(suspects);
        }
        Ok(blamed)
    }

    /// Whether the outcome is there with some of the proposals.
    fn is_there(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        new: &Newly,
        finding: Finding,
        is_made: impl Fn(usize) -> bool,
    ) -> Result<bool, Aborted> {
        self.trials += 1;
        let made = (0..self.proposals.len()).filter(|place| is_made(*place));
        let made: Vec<Proposal> = made.map(|place| self.proposals[place].clone()).collect();
        let planned = files::plan(self.request.inventory, &made);
        let after = After::of(self.request.inventory, planned.documents);
        let Some(place) = after.place(finding.resource) else { return Ok(true) };
        evaluator.turn_to(after.inventory.clone());
        let verdict = evaluator.verdict(finding.recommendation, place, Detail::Outcome)?;
        Ok(verdict.status == new.status)
    }
}
