//! Nothing is offered that was not tried: every patch is made in memory, read back and judged.

use super::after::{After, with_status};
use super::beside::beside;
use super::conflict::{self, Proposal};
use super::files::{self, Planned};
use super::follow::{self, Follower, Made, Tried};
use super::newly::{self, Newly};
use super::reach::{self, Reach};
use super::{Finding, Fixed, LeftOut, Plan, Request, culprit, impact, lost, notes, points, propose};
use crate::assess::{Outcomes, Status};
use crate::check::{self, Aborted, Edit, Evaluator};
use crate::exempt;
use crate::inventory::{Inventory, ResourceIndex, Takers};
use crate::policy::Safety;
use crate::score::{self, Ratio, Score};
use crate::source::{Document, Format};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds of planning and judging; each takes out what the one before found wanting.
const ROUNDS: usize = 64;
/// How often fixes may follow from fixes; each makes applicable what the one after it fixes.
const FOLLOWING: usize = 8;
/// Followers that are tried one by one where they cannot be proven together.
const ONE_BY_ONE: usize = 32;

/// Plans and proves patches for the findings.
pub fn plan(request: &Request<'_>) -> Result<Plan, Aborted> {
    let (proposals, left_out) = check::with_room(|| proposals(request))?;
    plan_of(request, proposals, left_out)
}

/// Proves some fixes of a plan without the others, as they stand in it: with what was written into them for what they make
/// applicable.
pub(super) fn plan_without_others(request: &Request<'_>, fixed: &[&Fixed]) -> Result<Plan, Aborted> {
    let findings: Vec<Finding> = fixed.iter().map(|fix| fix.finding).collect();
    let proposals = fixed.iter().map(|fix| (fix.finding, fix.edits.clone())).collect();
    plan_of(&Request { findings: &findings, ..*request }, proposals, Vec::new())
}

fn plan_of(request: &Request<'_>, proposals: Vec<Proposal>, mut left_out: Vec<LeftOut>) -> Result<Plan, Aborted> {
    let (proposals, lost) = conflict::settle(request.policy, proposals);
    left_out.extend(lost);
    let mut proven = prove(request, proposals)?;
    let rejected: BTreeSet<Finding> = proven.left_out.iter().map(|left| left.finding).collect();
    left_out.append(&mut proven.left_out);
    let mut tried = Tried::new();
    for _ in 0..FOLLOWING {
        let Some(made) = &proven.trial.made else { break };
        let Proven { proposals, planned, .. } = &proven;
        let next =
            check::with_room(|| follow::followers(request, proposals, &planned.files, made, &rejected, &mut tried))?;
        match followed(request, &proven, &next)? {
            Some(further) => proven = further,
            None => break,
        }
    }
    let kept: BTreeSet<Finding> = proven.proposals.iter().map(|(finding, _)| *finding).collect();
    left_out.retain(|left| !kept.contains(&left.finding));
    let left_out = still_open(&proven.trial, left_out);
    let blamed = check::with_room(|| newly::to_blame(request, &proven.proposals, &proven.trial.newly))??;
    Ok(finish(request, proven, &blamed, left_out))
}

/// What is left to do. What turns healthy with others' fixes asks for no steps by hand, nor what does not apply any more.
fn still_open(trial: &Trial, mut left_out: Vec<LeftOut>) -> Vec<LeftOut> {
    let Some(Made { after, assessed }) = &trial.made else { return left_out };
    let new = Outcomes::of(assessed);
    left_out.retain_mut(|left| {
        let status = after.place(left.finding.resource).and_then(|now| new.status(now, left.finding.recommendation));
        if status == Some(Status::NotApplicable) {
            left.reason = culprit::NOT_APPLICABLE.to_owned();
        }
        status != Some(Status::Healthy)
    });
    left_out
}

/// Proposals that keep their promise together, and what they come to.
struct Proven {
    proposals: Vec<Proposal>,
    planned: Planned,
    trial: Trial,
    /// Those that did not.
    left_out: Vec<LeftOut>,
}

/// Tries proposals together, and takes out what is found wanting until nothing is.
fn prove(request: &Request<'_>, mut proposals: Vec<Proposal>) -> Result<Proven, Aborted> {
    let mut left_out = Vec::new();
    for _ in 0..ROUNDS {
        let mut planned = files::plan(request.inventory, &proposals);
        let documents = std::mem::take(&mut planned.documents);
        let trial = if planned.refused.is_empty() { Some(judge(request, &proposals, documents)?) } else { None };
        let rejected = match trial {
            Some(trial) if trial.rejected.is_empty() => return Ok(Proven { proposals, planned, trial, left_out }),
            Some(trial) => trial.rejected,
            None => planned.refused,
        };
        let gone: BTreeSet<Finding> = rejected.iter().map(|left| left.finding).collect();
        left_out.extend(first_reasons(&rejected));
        proposals.retain(|(finding, _)| !gone.contains(finding));
    }
    left_out.extend(
        proposals.iter().map(|(finding, _)| leave(*finding, "its patch could not be proven together with others")),
    );
    let planned = files::plan(request.inventory, &[]);
    let trial = judge(request, &[], BTreeMap::new())?;
    Ok(Proven { proposals: Vec::new(), planned, trial, left_out })
}

/// What was proven with all of the followers, else with those that can be; `None` when that is none of them. What was proven
/// stays so.
fn followed(request: &Request<'_>, proven: &Proven, next: &[Follower]) -> Result<Option<Proven>, Aborted> {
    let all: Vec<&Follower> = next.iter().collect();
    if all.is_empty() {
        return Ok(None);
    }
    if let Some(further) = proven_with(request, proven, &all)? {
        return Ok(Some(further));
    }
    let (mut kept, mut last): (Vec<&Follower>, _) = (Vec::new(), None);
    for follower in all.iter().take(ONE_BY_ONE) {
        kept.push(follower);
        match proven_with(request, proven, &kept)? {
            Some(further) => last = Some(further),
            None => drop(kept.pop()),
        }
    }
    Ok(last)
}

fn proven_with(request: &Request<'_>, proven: &Proven, followers: &[&Follower]) -> Result<Option<Proven>, Aborted> {
    let Some(proposals) = follow::with(&proven.proposals, followers) else { return Ok(None) };
    let (proposals, lost) = conflict::settle(request.policy, proposals);
    if !lost.is_empty() {
        return Ok(None);
    }
    let further = prove(request, proposals)?;
    Ok(further.left_out.is_empty().then_some(further))
}

/// What each finding's quick fix would change, and the findings without such changes.
fn proposals(request: &Request<'_>) -> (Vec<Proposal>, Vec<LeftOut>) {
    let (mut proposals, mut left_out) = (Vec::new(), Vec::new());
    let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
    for &finding in request.findings {
        match propose(&mut evaluator, finding.recommendation, finding.resource, request.inline) {
            Ok(edits) if edits.is_empty() => {
                left_out.push(leave(finding, "its quick fix has nothing to change here; follow the steps by hand"));
            }
            Ok(edits) => proposals.push((finding, edits)),
            Err(reason) => left_out.push(LeftOut { finding, reason }),
        }
    }
    (proposals, left_out)
}

/// The estate with all patches made.
struct Trial {
    after: Score,
    /// What the patches do not keep their promise for.
    rejected: Vec<LeftOut>,
    /// What is newly unhealthy or unknown.
    newly: Vec<Newly>,
    /// Findings that nobody asked to fix and that turn healthy too, by the fix that they follow from.
    beside: BTreeMap<Finding, Vec<Finding>>,
    /// The estate then; `None` where nothing changes.
    made: Option<Made>,
}

fn judge(request: &Request<'_>, proposals: &[Proposal], documents: BTreeMap<u32, Document>) -> Result<Trial, Aborted> {
    if documents.is_empty() {
        let after = score::score(request.policy, &request.counted(), request.scoring);
        return Ok(Trial { after, rejected: Vec::new(), newly: Vec::new(), beside: BTreeMap::new(), made: None });
    }
    let old = Outcomes::of(request.assessed);
    let after = After::of(request.inventory, documents);
    let assessed = after.assess(request, &old)?;
    let new = Outcomes::of(&assessed);
    let status = |finding: &Finding| new.status(after.place(finding.resource)?, finding.recommendation);

    let rejected = check::with_room(|| rejected(request, proposals, &after, &status))??;
    let newly = newly::newly(&after, &assessed, &old);
    let turned = turned(request, proposals, &status);
    let beside = check::with_room(|| beside(request, proposals, &turned))??;
    let score = score::score(request.policy, &exempt::count(&assessed, request.register), request.scoring);
    let made = Some(Made { after, assessed });
    Ok(Trial { after: score, rejected, newly, beside, made })
}

/// The score with only these fixes made; `None` where they cannot be made without others.
pub(super) fn score_with(request: &Request<'_>, proposals: &[Proposal]) -> Result<Option<Score>, Aborted> {
    let planned = files::plan(request.inventory, proposals);
    if !planned.refused.is_empty() {
        return Ok(None);
    }
    let assessed = After::of(request.inventory, planned.documents).assess(request, &Outcomes::of(request.assessed))?;
    Ok(Some(score::score(request.policy, &exempt::count(&assessed, request.register), request.scoring)))
}

/// The fixes to leave out. What makes others worse goes first and alone: what is wrong with the rest may be its doing.
fn rejected(
    request: &Request<'_>,
    proposals: &[Proposal],
    after: &After,
    status: &dyn Fn(&Finding) -> Option<Status>,
) -> Result<Vec<LeftOut>, Aborted> {
    let worse = worse(request, proposals, after, status)?;
    if !worse.is_empty() {
        return Ok(worse);
    }
    let mut rejected = unkept(request, proposals, after, status)?;
    rejected.extend(endless(request, proposals, after));
    Ok(rejected)
}

/// Fixes that do not turn their finding healthy.
fn unkept(
    request: &Request<'_>,
    proposals: &[Proposal],
    after: &After,
    status: &dyn Fn(&Finding) -> Option<Status>,
) -> Result<Vec<LeftOut>, Aborted> {
    let mut evaluator = Evaluator::new(request.checks, after.inventory.clone(), None);
    let mut unkept = Vec::new();
    for (finding, _) in proposals.iter().filter(|(finding, _)| status(finding) != Some(Status::Healthy)) {
        let reason = match after.place(finding.resource) {
            Some(place) => culprit::unkept(&mut evaluator, *finding, place)?,
            None => "its resource cannot be found after the change".to_owned(),
        };
        unkept.push(LeftOut { finding: *finding, reason });
    }
    Ok(unkept)
}

/// Fixes that make something worse that was healthy.
fn worse(
    request: &Request<'_>,
    proposals: &[Proposal],
    after: &After,
    status: &dyn Fn(&Finding) -> Option<Status>,
) -> Result<Vec<LeftOut>, Aborted> {
    let healthy = with_status(request.assessed, Status::Healthy);
    let worse: Vec<Finding> = healthy.filter(|finding| status(finding) != Some(Status::Healthy)).collect();
    if worse.is_empty() {
        return Ok(Vec::new());
    }
    let culprits = culprit::culprits(request, proposals, &worse)?;
    let mut evaluator = Evaluator::new(request.checks, after.inventory.clone(), None);
    let mut left_out = Vec::new();
    for found in culprits {
        let reason = culprit::told(request, &mut evaluator, found.worse, after.place(found.worse.resource))?;
        left_out.push(LeftOut { finding: found.fix, reason });
    }
    Ok(left_out)
}

/// Fixes that would change something again: they were not whole, or would never end.
fn endless(request: &Request<'_>, proposals: &[Proposal], after: &After) -> Vec<LeftOut> {
    let mut evaluator = Evaluator::new(request.checks, after.inventory.clone(), None);
    let mut changes_again = |finding: &Finding| {
        let again = after
            .place(finding.resource)
            .map(|place| propose(&mut evaluator, finding.recommendation, place, request.inline));
        again.is_some_and(|again| again.is_ok_and(|edits| !edits.is_empty()))
    };
    let endless = proposals.iter().filter(|(finding, _)| changes_again(finding));
    endless.map(|(finding, _)| leave(*finding, "applying it twice would change more")).collect()
}

/// Findings that turn healthy though nobody asked to fix them.
fn turned(request: &Request<'_>, proposals: &[Proposal], status: &dyn Fn(&Finding) -> Option<Status>) -> Vec<Finding> {
    let own: BTreeSet<Finding> = proposals.iter().map(|(finding, _)| *finding).collect();
    let turned = with_status(request.assessed, Status::Unhealthy)
        .filter(|finding| status(finding) == Some(Status::Healthy) && !own.contains(finding));
    turned.collect()
}

fn finish(request: &Request<'_>, proven: Proven, blamed: &BTreeSet<Finding>, mut left_out: Vec<LeftOut>) -> Plan {
    let Proven { proposals, planned, trial, .. } = proven;
    let safety = |finding: &Finding, edits: &[Edit]| {
        let fix = request.policy.recommendations[finding.recommendation.0].fix.as_ref();
        let least = match blamed.contains(finding) {
            _ if edits.iter().any(|edit| edit.replaces) => Safety::Destructive,
            true => Safety::Review,
            false => Safety::Safe,
        };
        fix.map_or(Safety::Review, |fix| fix.safety).max(least)
    };
    let newly = |status: Status| {
        let of_status = trial.newly.iter().filter(move |newly| newly.status == status);
        of_status.map(|newly| (newly.recommendation, newly.name.clone())).collect()
    };
    let takers = Takers::of(request.inventory);
    let fixed = proposals.into_iter().map(|(finding, edits)| Fixed {
        finding,
        safety: safety(&finding, &edits),
        touches: touched(request.inventory, &takers, finding, &edits),
        notes: notes::beside(request.inventory, finding, &edits),
        edits,
        impact: None,
        points: Ratio::zero(),
        still_missing: Vec::new(),
        undecided: Vec::new(),
    });
    let mut fixed: Vec<Fixed> = fixed.collect();
    for fix in &mut fixed {
        let least = if fix.notes.is_empty() { Safety::Safe } else { Safety::Review };
        let least = if lost::loses(request.inventory, &fix.edits) { Safety::Destructive } else { least };
        fix.safety = fix.safety.max(least);
    }
    impact::tell(request, &mut fixed);
    let reach = Reach::of(request.inventory, &takers, trial.made.as_ref().map(|made| &made.after));
    for fix in &mut fixed {
        let policy = request.policy.recommendations[fix.finding.recommendation.0].fix.as_ref();
        reach.tell(policy.map_or("", |policy| &policy.impact), fix);
    }
    points::share(request, &trial.beside, &mut fixed);
    let before = score::score(request.policy, &request.counted(), request.scoring);
    let after = trial.after.clone();
    points::settle(&mut fixed, &before, &after);
    left_out.sort();
    Plan {
        files: planned.files,
        fixed,
        left_out,
        uncovered: newly(Status::Unhealthy),
        undecided: newly(Status::Unknown),
        beside: trial.beside.clone(),
        before,
        after,
    }
}

/// See [`Fixed::touches`].
fn touched(inventory: &Inventory, takers: &Takers<'_>, finding: Finding, edits: &[Edit]) -> Vec<ResourceIndex> {
    let of_edit = |edit: &Edit| {
        let document = &inventory.documents()[edit.document as usize];
        let (is_replaced, is_hcl) = (reach::replaces_all(edit), document.format() == Format::Hcl);
        // All that a block of Terraform makes comes from the block, also what is none of an attribute that is added to it.
        if is_hcl && !is_replaced { Vec::new() } else { takers.takers(document.node(edit.node), is_replaced) }
    };
    let all: BTreeSet<ResourceIndex> = edits.iter().flat_map(of_edit).collect();
    // Of one of Terraform's resources the mapping may make a child too, which says the same once more.
    let is_made_beside = |taker: &ResourceIndex| {
        let child = inventory.resource(*taker);
        let is_parent = |id: &str| child.id.strip_prefix(id).is_some_and(|rest| rest.starts_with('/'));
        child.mapped.is_some() && all.iter().any(|other| is_parent(&inventory.resource(*other).id))
    };
    all.iter().filter(|taker| **taker != finding.resource && !is_made_beside(taker)).copied().collect()
}

fn leave(finding: Finding, reason: &str) -> LeftOut {
    LeftOut { finding, reason: reason.to_owned() }
}

fn first_reasons(rejected: &[LeftOut]) -> Vec<LeftOut> {
    let mut seen = BTreeSet::new();
    rejected.iter().filter(|left| seen.insert(left.finding)).cloned().collect()
}
