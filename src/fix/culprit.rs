//! Which fix made something worse, so that it alone is left out.
//!
//! A check is a pure function of what it reads, so its outcome changes only where an edit meets one of the reads that it
//! made before. Those fixes are suspects. Of several, or where the evidence names none, the plan is tried with ever fewer
//! of them until one is found that makes the difference: without it all is well, with it it is not.

use super::after::After;
use super::conflict::Proposal;
use super::{Finding, Request, files};
use crate::check::{Aborted, Detail, Edit, Evaluator, Read, Status, Verdict};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::RecommendationIndex;
use crate::source::{Node, NodeId};
use std::collections::BTreeSet;

/// Searches by trial in one round of the proof. The next round goes on with what is still worse by then.
const SEARCHES: usize = 16;

/// What is said of a finding whose recommendation a change takes away.
pub(super) const NOT_APPLICABLE: &str = "after the change the recommendation would not apply any more";

/// A fix, and what it makes worse.
pub(super) struct Culprit {
    /// The finding whose fix it is.
    pub fix: Finding,
    /// What was healthy.
    pub worse: Finding,
}

/// The fixes that made these findings worse; at least one when there are any. What one of them may explain is not held
/// against others before it was tried without.
pub(super) fn culprits(
    request: &Request<'_>,
    proposals: &[Proposal],
    worse: &[Finding],
) -> Result<Vec<Culprit>, Aborted> {
    let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
    let mut found: Vec<Culprit> = Vec::new();
    let mut convicted: BTreeSet<usize> = BTreeSet::new();
    // The same fix that did the same to another resource needs no second trial where the evidence names it alone.
    let mut known: BTreeSet<(RecommendationIndex, RecommendationIndex)> = BTreeSet::new();
    let mut searches = 0;
    for &worse in worse {
        evaluator.turn_to(request.inventory.clone());
        let suspects = suspects(request.inventory, &mut evaluator, proposals, worse)?;
        if suspects.iter().any(|suspect| convicted.contains(suspect)) {
            continue;
        }
        let kind = |place: usize| (proposals[place].0.recommendation, worse.recommendation);
        let same: Vec<usize> = suspects.iter().copied().filter(|suspect| known.contains(&kind(*suspect))).collect();
        let culprit = match same[..] {
            [one] => one,
            _ if searches == SEARCHES => continue,
            _ => {
                searches += 1;
                Trials { request, proposals, worse }.search(&mut evaluator, &suspects)?
            }
        };
        if convicted.insert(culprit) {
            known.insert(kind(culprit));
            found.push(Culprit { fix: proposals[culprit].0, worse });
        }
    }
    Ok(found)
}

/// The proposals that change something that a check read, or may have.
pub(super) fn suspects(
    inventory: &Inventory,
    evaluator: &mut Evaluator<'_>,
    proposals: &[Proposal],
    worse: Finding,
) -> Result<Vec<usize>, Aborted> {
    let (_, reads, _) = evaluator.explained(worse.recommendation, worse.resource)?;
    let meets = |edit: &Edit| makes_resource(edit) || reads.iter().any(|read| meets(inventory, edit, read));
    let suspects = proposals.iter().enumerate().filter(|(_, (_, edits))| edits.iter().any(meets));
    Ok(suspects.map(|(place, _)| place).collect())
}

/// Whether an edit may make a resource that look-ups find.
fn makes_resource(edit: &Edit) -> bool {
    edit.path.starts_with('[') && edit.path.ends_with(']')
}

/// Whether an edit may change what a read found. When it cannot be told, it may.
fn meets(inventory: &Inventory, edit: &Edit, (evidence, found): &Read) -> bool {
    let document = &inventory.documents()[edit.document as usize];
    let node = document.node(edit.node);
    let encloses = |outer: Node<'_>, inner: Node<'_>| outer.id() <= inner.id() && inner.id() < outer.after();
    match *found {
        Some((tree, read)) if tree == edit.document => {
            let read = document.node(read);
            let is_around = encloses(read, node);
            let is_within = edit.missing.is_empty() && encloses(node, read);
            is_around || is_within
        }
        // A derived tree takes its values from files that its reads name.
        _ => *evidence.place.file == *document.name() || is_derived(inventory, *found),
    }
}

fn is_derived(inventory: &Inventory, found: Option<(u32, NodeId)>) -> bool {
    found.is_some_and(|(tree, _)| tree as usize >= inventory.documents().len())
}

/// What is tried for one finding that became worse.
struct Trials<'t> {
    request: &'t Request<'t>,
    proposals: &'t [Proposal],
    worse: Finding,
}

impl Trials<'_> {
    /// The proposal that makes the difference: of the suspects when the plan without them is well, else of all.
    fn search(&self, evaluator: &mut Evaluator<'_>, suspects: &[usize]) -> Result<usize, Aborted> {
        let others: Vec<usize> = (0..self.proposals.len()).filter(|place| !suspects.contains(place)).collect();
        if !suspects.is_empty() && self.is_well(evaluator, &others, &[])? {
            return self.halve(evaluator, &others, suspects);
        }
        let all: Vec<usize> = (0..self.proposals.len()).collect();
        self.halve(evaluator, &[], &all)
    }

    /// The last of the first proposals that together make it worse, on top of a base that does not.
    fn halve(&self, evaluator: &mut Evaluator<'_>, base: &[usize], pool: &[usize]) -> Result<usize, Aborted> {
        let (mut well, mut worse) = (0, pool.len());
        while worse - well > 1 {
            let middle = well + (worse - well) / 2;
            match self.is_well(evaluator, base, &pool[..middle])? {
                true => well = middle,
                false => worse = middle,
            }
        }
        Ok(pool[worse - 1])
    }

    /// Whether the finding stays healthy with these proposals alone.
    fn is_well(&self, evaluator: &mut Evaluator<'_>, base: &[usize], more: &[usize]) -> Result<bool, Aborted> {
        let mut places: Vec<usize> = base.iter().chain(more).copied().collect();
        places.sort_unstable();
        let tried: Vec<Proposal> = places.into_iter().map(|place| self.proposals[place].clone()).collect();
        let planned = files::plan(self.request.inventory, &tried);
        let after = After::of(self.request.inventory, planned.documents);
        let Some(place) = after.place(self.worse.resource) else { return Ok(false) };
        evaluator.turn_to(after.inventory.clone());
        let verdict = evaluator.verdict(self.worse.recommendation, place, Detail::Outcome)?;
        Ok(verdict.status == Status::Healthy)
    }
}

/// What becomes of a finding, for a sentence that goes on after "it would": with the second verdict and its reason.
pub(super) fn told(
    request: &Request<'_>,
    evaluator: &mut Evaluator<'_>,
    finding: Finding,
    place: Option<ResourceIndex>,
) -> Result<String, Aborted> {
    let id = &request.policy.recommendations[finding.recommendation.0].id;
    let name = &request.inventory.resource(finding.resource).name;
    let Some(place) = place else { return Ok(format!("it would make {name}, healthy in {id}, impossible to find")) };
    let verdict = evaluator.verdict(finding.recommendation, place, Detail::Full)?;
    let why = why(&verdict);
    Ok(match verdict.status {
        Status::Unhealthy => {
            format!("it would make {name} unhealthy in {id}{}", why.map_or_else(String::new, |why| format!(": {why}")))
        }
        Status::Unknown => format!("it would make {name} undecided in {id}, which is healthy now{}", since(why)),
        _ => format!("it would make {id} no longer apply to {name}, which is healthy in it now"),
    })
}

/// Why a fix does not keep its promise, by the verdict after it.
pub(super) fn unkept(evaluator: &mut Evaluator<'_>, finding: Finding, place: ResourceIndex) -> Result<String, Aborted> {
    let verdict = evaluator.verdict(finding.recommendation, place, Detail::Full)?;
    let why = why(&verdict);
    Ok(match verdict.status {
        Status::Unknown => format!("after the change it cannot be decided{}", since(why)),
        Status::NotApplicable => NOT_APPLICABLE.to_owned(),
        _ => format!(
            "it would still not be healthy after the change{}",
            why.map_or_else(String::new, |why| format!(": {why}"))
        ),
    })
}

fn since(why: Option<String>) -> String {
    why.map_or_else(String::new, |why| format!(", since {why}"))
}

/// Without a full stop, since it ends a longer sentence.
fn why(verdict: &Verdict) -> Option<String> {
    let message = verdict.finding.as_ref()?.message.as_ref()?;
    Some(message.trim().trim_end_matches('.').to_owned())
}
