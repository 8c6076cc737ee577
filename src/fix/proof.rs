//! Nothing is offered that was not tried: every patch is made in memory, read back and judged.

use super::conflict::{self, Proposal};
use super::files::{self, Planned};
use super::{Finding, Fixed, LeftOut, Plan, points, propose};
use crate::assess::{self, Assessed, ExemptionNumber, Status, assess};
use crate::check::{self, Aborted, Checks, Detail, Evaluator};
use crate::exempt::{self, Register};
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::policy::{Policy, RecommendationIndex, Safety};
use crate::score::{self, Ratio, Score};
use num_traits::Zero;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What to fix, and what to judge by.
#[derive(Clone, Copy)]
pub struct Request<'r> {
    /// All controls and recommendations.
    pub policy: &'r Policy,
    /// Their scripts.
    pub checks: &'r Checks,
    /// The estate.
    pub inventory: &'r Arc<Inventory>,
    /// The whole estate, assessed: one subject for each resource of the inventory.
    pub assessed: &'r Assessed,
    /// The exemptions that it was assessed with.
    pub register: &'r Register,
    /// Unhealthy assessments to fix, in order.
    pub findings: &'r [Finding],
    /// How scores are added up.
    pub scoring: &'r score::Options,
    /// Threads to judge on.
    pub threads: usize,
}

impl<'r> Request<'r> {
    /// What is scored.
    pub(super) fn exempted(&self) -> Cow<'r, Assessed> {
        exempt::apply(self.assessed, self.register)
    }
}

/// Rounds of planning and judging; each takes out what the one before found wanting.
const ROUNDS: usize = 8;

/// Plans and proves patches for the findings.
pub fn plan(request: &Request<'_>) -> Result<Plan, Aborted> {
    check::with_room(|| plan_here(request))
}

fn plan_here(request: &Request<'_>) -> Result<Plan, Aborted> {
    let mut left_out = Vec::new();
    let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
    let mut proposals: Vec<Proposal> = Vec::new();
    for &finding in request.findings {
        match propose(&mut evaluator, finding.recommendation, finding.resource) {
            Ok(edits) if edits.is_empty() => {
                left_out.push(leave(finding, "its quick fix has nothing to change here; follow the steps by hand"));
            }
            Ok(edits) => proposals.push((finding, edits)),
            Err(reason) => left_out.push(LeftOut { finding, reason }),
        }
    }
    let (mut proposals, lost) = conflict::settle(request.policy, proposals);
    left_out.extend(lost);
    for _ in 0..ROUNDS {
        let planned = files::plan(request.inventory, &proposals);
        let trial = if planned.refused.is_empty() { Some(judge(request, &proposals, &planned)?) } else { None };
        let rejected = trial.as_ref().map_or(&planned.refused, |trial| &trial.rejected);
        if let (true, Some(trial)) = (rejected.is_empty(), &trial) {
            return Ok(finish(request, planned, trial, proposals, left_out));
        }
        let gone: BTreeSet<Finding> = rejected.iter().map(|left| left.finding).collect();
        left_out.extend(first_reasons(rejected));
        proposals.retain(|(finding, _)| !gone.contains(finding));
    }
    left_out.extend(
        proposals.iter().map(|(finding, _)| leave(*finding, "its patch could not be proven together with others")),
    );
    let nothing = files::plan(request.inventory, &[]);
    let trial = judge(request, &[], &nothing)?;
    Ok(finish(request, nothing, &trial, Vec::new(), left_out))
}

/// The estate with all patches made.
struct Trial {
    after: Score,
    /// What the patches do not keep their promise for.
    rejected: Vec<LeftOut>,
    /// See [`Plan::uncovered`].
    uncovered: Vec<(RecommendationIndex, String)>,
    /// Findings that nobody asked to fix and that turn healthy too, by the fix that they follow from.
    beside: BTreeMap<Finding, Vec<Finding>>,
}

fn judge(request: &Request<'_>, proposals: &[Proposal], planned: &Planned) -> Result<Trial, Aborted> {
    if planned.files.is_empty() {
        let after = score::score(request.policy, &request.exempted(), request.scoring);
        return Ok(Trial { after, rejected: Vec::new(), uncovered: Vec::new(), beside: BTreeMap::new() });
    }
    let new_texts = planned.files.iter().map(|file| (file.document, file.new_text.as_str()));
    let inventory = Arc::new(reread(request.inventory, new_texts));
    let exempts = |resource: &Resource, recommendation| request.register.find(resource, recommendation);
    let assessed = assess(request.checks, &inventory, &everything(request.threads, &exempts))?;
    let places = places(request.inventory, &inventory);
    let new = statuses(&assessed);
    let mut rejected = Vec::new();
    let status = |finding: &Finding| {
        let place = places.get(finding.resource.0 as usize).copied().flatten()?;
        new.get(&(place, finding.recommendation)).copied()
    };
    for (finding, _) in proposals {
        match status(finding) {
            Some(Status::Healthy) => {}
            Some(_) => rejected.push(leave(*finding, "it would still not be healthy after the change")),
            None => rejected.push(leave(*finding, "its resource cannot be found after the change")),
        }
    }
    for (finding, old) in statuses(request.assessed) {
        let finding = Finding { resource: finding.0, recommendation: finding.1 };
        let now = status(&finding);
        if old == Status::Healthy && now != Some(Status::Healthy) {
            let id = &request.policy.recommendations[finding.recommendation.0].id;
            let name = &request.inventory.resource(finding.resource).name;
            let reason = format!("it would make {name} worse in {id}");
            rejected.extend(culprits(request, proposals, finding).into_iter().map(|each| leave(each, &reason)));
        }
    }
    let mut evaluator = Evaluator::new(request.checks, inventory.clone(), None);
    for (finding, _) in proposals {
        let Some(place) = places.get(finding.resource.0 as usize).copied().flatten() else { continue };
        // A fix that would change something again was not whole, or would never end.
        if propose(&mut evaluator, finding.recommendation, place).is_ok_and(|again| !again.is_empty()) {
            rejected.push(leave(*finding, "applying it twice would change more"));
        }
    }
    let after = score::score(request.policy, &exempt::apply(&assessed, request.register), request.scoring);
    let uncovered = uncovered(request, &places, &inventory, &new);
    let beside = beside(request, proposals, &status)?;
    Ok(Trial { after, rejected, uncovered, beside })
}

fn uncovered(
    request: &Request<'_>,
    places: &[Option<ResourceIndex>],
    inventory: &Inventory,
    new: &Statuses,
) -> Vec<(RecommendationIndex, String)> {
    let moved = |((old, recommendation), status): ((ResourceIndex, RecommendationIndex), Status)| {
        let new = places.get(old.0 as usize).copied().flatten()?;
        Some(((new, recommendation), status))
    };
    let old: Statuses = statuses(request.assessed).into_iter().filter_map(moved).collect();
    let judged =
        |key: &(ResourceIndex, RecommendationIndex)| matches!(old.get(key), Some(Status::Healthy | Status::Unhealthy));
    let unhealthy = new.iter().filter(|(key, status)| **status == Status::Unhealthy && !judged(key));
    unhealthy
        .map(|((place, recommendation), _)| (*recommendation, inventory.resource(*place).name.to_string()))
        .collect()
}

/// The proposals that may have made a finding worse: those on its own resource, else all in its file, else all.
fn culprits(request: &Request<'_>, proposals: &[Proposal], worse: Finding) -> Vec<Finding> {
    let document = request.inventory.resource(worse.resource).document;
    let own = proposals.iter().filter(|(finding, _)| finding.resource == worse.resource);
    let near = proposals.iter().filter(|(_, edits)| edits.iter().any(|edit| edit.document == document));
    let pick = |found: Vec<&Proposal>| found.into_iter().map(|(finding, _)| *finding).collect::<Vec<_>>();
    [pick(own.collect()), pick(near.collect()), pick(proposals.iter().collect())]
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn finish(
    request: &Request<'_>,
    planned: Planned,
    trial: &Trial,
    proposals: Vec<Proposal>,
    mut left_out: Vec<LeftOut>,
) -> Plan {
    let review = |finding: &Finding| {
        let fix = request.policy.recommendations[finding.recommendation.0].fix.as_ref();
        fix.is_some_and(|fix| fix.safety == Safety::Review)
    };
    let fixed = proposals.into_iter().map(|(finding, edits)| Fixed {
        finding,
        review: review(&finding),
        edits,
        points: Ratio::zero(),
        still_missing: Vec::new(),
    });
    let mut fixed: Vec<Fixed> = fixed.collect();
    points::share(request, &trial.beside, &mut fixed);
    let before = score::score(request.policy, &request.exempted(), request.scoring);
    let after = trial.after.clone();
    points::settle(&mut fixed, &before, &after);
    left_out.sort();
    Plan {
        files: planned.files,
        fixed,
        left_out,
        uncovered: trial.uncovered.clone(),
        beside: trial.beside.clone(),
        before,
        after,
    }
}

fn reread<'t>(inventory: &Inventory, texts: impl Iterator<Item = (u32, &'t str)>) -> Inventory {
    let document = |(place, text): (u32, &str)| {
        let name = inventory.documents()[place as usize].name().to_owned();
        // The text has been read once already, when it was verified.
        let document = crate::source::Document::parse(name, text.as_bytes().to_vec()).ok()?;
        Some((place, document))
    };
    inventory.with_documents(texts.filter_map(document).collect())
}

/// Where each resource stands afterwards: the resource of the same id, in the same document, met as often before.
fn places(old: &Inventory, new: &Inventory) -> Vec<Option<ResourceIndex>> {
    let keyed = |inventory: &Inventory| {
        let mut met: FxHashMap<(u32, String), u32> = FxHashMap::default();
        let key = |resource: &crate::inventory::Resource| {
            let key = (resource.document, resource.id.to_ascii_lowercase());
            let number = met.entry(key.clone()).or_default();
            *number += 1;
            (key, *number)
        };
        inventory.resources().iter().map(key).collect::<Vec<_>>()
    };
    let new: FxHashMap<_, _> = keyed(new).into_iter().zip((0..).map(ResourceIndex)).collect();
    keyed(old).into_iter().map(|key| new.get(&key).copied()).collect()
}

/// What turns healthy with others' fixes: a machine whose network security group is closed. The evidence of a finding
/// names the resource that decided it, and so the fix that it follows from.
fn beside(
    request: &Request<'_>,
    proposals: &[Proposal],
    status: &dyn Fn(&Finding) -> Option<Status>,
) -> Result<BTreeMap<Finding, Vec<Finding>>, Aborted> {
    let own: BTreeSet<Finding> = proposals.iter().map(|(finding, _)| *finding).collect();
    let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
    let mut beside: BTreeMap<Finding, Vec<Finding>> = BTreeMap::new();
    for ((resource, recommendation), old) in statuses(request.assessed) {
        let finding = Finding { resource, recommendation };
        if old != Status::Unhealthy || own.contains(&finding) || status(&finding) != Some(Status::Healthy) {
            continue;
        }
        let verdict = evaluator.verdict(recommendation, resource, Detail::Full)?;
        let evidence = verdict.finding.map_or(Vec::new(), |finding| finding.evidence);
        let decided = |(owner, _): &&Proposal| {
            let other = request.inventory.resource(owner.resource);
            let mark = format!("[{}/{}]", other.type_name, other.name);
            owner.resource == resource || evidence.iter().any(|read| read.path.starts_with(&mark))
        };
        if let Some((owner, _)) = proposals.iter().rev().find(decided) {
            beside.entry(*owner).or_default().push(finding);
        }
    }
    Ok(beside)
}

/// Every outcome.
type Statuses = BTreeMap<(ResourceIndex, RecommendationIndex), Status>;

fn statuses(assessed: &Assessed) -> Statuses {
    let entry = |assessment: &assess::Assessment| {
        ((ResourceIndex(assessment.subject.0), assessment.recommendation()), assessment.status)
    };
    assessed.assessments.iter().map(entry).collect()
}

/// Options that assess everything, and tell nothing but outcomes.
fn everything(
    threads: usize,
    exempts: &(dyn Fn(&Resource, RecommendationIndex) -> Option<ExemptionNumber> + Sync),
) -> assess::Options<'_> {
    assess::Options {
        threads,
        covers: &|_| true,
        detail: &|_| false,
        name_all: false,
        exempts,
        deadline: None,
        progress: &|_| {},
    }
}

fn leave(finding: Finding, reason: &str) -> LeftOut {
    LeftOut { finding, reason: reason.to_owned() }
}

fn first_reasons(rejected: &[LeftOut]) -> Vec<LeftOut> {
    let mut seen = BTreeSet::new();
    rejected.iter().filter(|left| seen.insert(left.finding)).cloned().collect()
}
