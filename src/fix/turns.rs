//! What fixes turn beside their own findings, by trial: one edit may heal what another recommendation asks for, on its own
//! resource or on one that looks at it.

use super::after::{After, with_status};
use super::conflict::Proposal;
use super::{Finding, Fixed, Request, culprit, files, newly};
use crate::assess::{Outcomes, Status, Whole};
use crate::check::{self, Aborted, Evaluator};
use crate::policy::{ControlIndex, Policy, RecommendationIndex};
use std::collections::{BTreeMap, BTreeSet};

/// What the fixes of a plan turn.
#[derive(Default)]
pub(super) struct Turns {
    /// Findings that are settled with others' fixes, as they turn healthy or do not apply any more, and those that it takes
    /// together, by their places in the plan.
    pub settled: BTreeMap<Finding, Vec<Vec<usize>>>,
    /// Findings of which it is not known what turns them, or that leave the score.
    pub loose: BTreeSet<Finding>,
    /// Controls that resources leave which are healthy now, one for each.
    pub lost: Vec<ControlIndex>,
    /// Resources that come into controls as healthy: what did not apply or was not known turns healthy.
    pub entered: BTreeSet<Entered>,
    /// Recommendations whose findings fixes may turn that could not be tried by themselves.
    pub untold: BTreeSet<RecommendationIndex>,
    /// Nothing turns otherwise: no fix takes a resource out of the score or makes another finding, and all could be tried.
    pub is_all: bool,
}

/// A resource that comes into a control.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entered {
    id: String,
    /// As it was assessed before; `None` of what a fix makes.
    pub identity: Option<u64>,
    pub control: ControlIndex,
}

/// Tries the fixes of each recommendation by themselves. Where none of the others reads what they change, they turn nothing.
pub(super) fn turns(request: &Request<'_>, fixed: &[Fixed]) -> Result<Turns, Aborted> {
    let mut by_recommendation: BTreeMap<RecommendationIndex, Vec<usize>> = BTreeMap::new();
    for (place, fix) in fixed.iter().enumerate() {
        by_recommendation.entry(fix.finding.recommendation).or_default().push(place);
    }
    let readers = Readers::of(request);
    let mut turns = Turns { is_all: true, ..Turns::default() };
    for (recommendation, places) in by_recommendation {
        if readers.may_turn(recommendation, places.iter().map(|place| &fixed[*place])) {
            let is_tried = check::with_room(|| turns.add(request, fixed, &places))??;
            if !is_tried {
                turns.untold.extend(readers.of_fixes(recommendation, places.iter().map(|place| &fixed[*place])));
            }
        }
    }
    Ok(turns)
}

impl Turns {
    /// Tries some fixes together; whether they can be.
    fn add(&mut self, request: &Request<'_>, fixed: &[Fixed], places: &[usize]) -> Result<bool, Aborted> {
        let proposals: Vec<Proposal> =
            places.iter().map(|place| (fixed[*place].finding, fixed[*place].edits.clone())).collect();
        let planned = files::plan(request.inventory, &proposals);
        if !planned.refused.is_empty() {
            // What follows from another fix cannot be made without it.
            self.is_all = false;
            return Ok(false);
        }
        let old = Outcomes::of(request.assessed);
        let after = After::of(request.inventory, planned.documents);
        let assessed = after.assess(request, &old)?;
        let new = Outcomes::of(&assessed);
        let status = |finding: &Finding| new.status(after.place(finding.resource)?, finding.recommendation);
        let stays = |finding: Finding| status(&finding) == Some(Status::Healthy);
        self.is_all &= newly::newly(&after, &assessed, &old).is_empty();
        self.enter(request, &after, &assessed, &old);
        for finding in with_status(request.assessed, Status::Healthy).filter(|finding| !stays(*finding)) {
            self.is_all = false;
            let is_gone = status(&finding) != Some(Status::Unhealthy);
            let controls = &request.policy.recommendations[finding.recommendation.0].controls;
            self.lost.extend(controls.iter().filter(|_| is_gone));
        }
        let own: BTreeSet<Finding> = proposals.iter().map(|(finding, _)| *finding).collect();
        let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
        for finding in with_status(request.assessed, Status::Unhealthy).filter(|finding| !own.contains(finding)) {
            match status(&finding) {
                Some(now @ (Status::Healthy | Status::NotApplicable)) => {
                    // Where nothing else of a control applies, the resource leaves it instead.
                    self.is_all &= now == Status::Healthy;
                    let is_loose = now == Status::NotApplicable;
                    let suspects = culprit::suspects(request.inventory, &mut evaluator, &proposals, finding)?;
                    self.is_all &= suspects.len() == 1;
                    if is_loose || suspects.len() != 1 {
                        self.loose.insert(finding);
                    }
                    let all = if suspects.is_empty() { (0..places.len()).collect() } else { suspects };
                    let healers = all.into_iter().map(|suspect| places[suspect]).collect();
                    self.settled.entry(finding).or_default().push(healers);
                }
                Some(Status::Unhealthy) => {}
                Some(Status::Unknown) | None => {
                    self.is_all = false;
                    self.loose.insert(finding);
                }
            }
        }
        Ok(true)
    }

    /// Notes what comes into controls as healthy. A resource that counts in one already comes into it no more.
    fn enter(&mut self, request: &Request<'_>, after: &After, assessed: &Whole, old: &Outcomes<'_>) {
        let is_counted = |status: Option<Status>| matches!(status, Some(Status::Healthy | Status::Unhealthy));
        for finding in with_status(assessed, Status::Healthy) {
            let origin = after.origin(finding.resource);
            let was = |recommendation| old.status(origin?, recommendation);
            if is_counted(was(finding.recommendation)) {
                continue;
            }
            self.is_all = false;
            let counts_in = |control: &ControlIndex| {
                let all = request.policy.recommendations.iter().enumerate();
                let mut others = all.filter(|(_, entry)| !entry.preview && entry.controls.contains(control));
                others.any(|(index, _)| is_counted(was(RecommendationIndex(index))))
            };
            let id = &after.inventory.resource(finding.resource).id;
            let controls = &request.policy.recommendations[finding.recommendation.0].controls;
            let entered = controls.iter().filter(|control| !counts_in(control));
            let identity = origin.map(|origin| request.assessed.identity(origin));
            self.entered.extend(entered.map(|control| Entered {
                id: id.to_ascii_lowercase(),
                identity,
                control: *control,
            }));
        }
    }
}

/// The scripts of recommendations that are not followed somewhere.
struct Readers {
    scripts: Vec<(RecommendationIndex, String)>,
}

impl Readers {
    fn of(request: &Request<'_>) -> Self {
        let policy: &Policy = request.policy;
        let judged: BTreeSet<RecommendationIndex> =
            request.assessed.assessments.iter().map(crate::assess::Assessment::recommendation).collect();
        let script = |index: RecommendationIndex| {
            let entry = &policy.recommendations[index.0];
            let applies = entry.applies_to.as_ref().map(|script| script.whole().into_owned()).unwrap_or_default();
            (index, format!("{applies}\n{}", entry.check.whole()))
        };
        Self { scripts: judged.into_iter().map(script).collect() }
    }

    /// Whether another script names anything that fixes write. A script need not name what it takes from a list of keys, or
    /// from a whole object: where a fix writes more than one value, or makes a resource, it may.
    fn may_turn<'f>(&self, own: RecommendationIndex, fixes: impl Iterator<Item = &'f Fixed>) -> bool {
        !self.of_fixes(own, fixes).is_empty()
    }

    /// The other recommendations whose scripts do.
    fn of_fixes<'f>(
        &self,
        own: RecommendationIndex,
        fixes: impl Iterator<Item = &'f Fixed>,
    ) -> BTreeSet<RecommendationIndex> {
        let names: BTreeSet<&str> = fixes.flat_map(|fix| &fix.edits).map(|edit| member(&edit.path)).collect();
        let reads = |script: &str| names.iter().any(|name| name.is_empty() || script.contains(name));
        let others = self.scripts.iter().filter(|(index, script)| *index != own && reads(script));
        others.map(|(index, _)| *index).collect()
    }
}

/// The last name of a path that a script would read by: elements are found by what is in them. Empty of what makes a resource.
fn member(path: &str) -> &str {
    let mut end = path;
    while let Some(open) = end.strip_suffix(']').and_then(|inner| inner.rfind('[')) {
        let inside = &end[open + 1..end.len() - 1];
        if let Some(name) = inside.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
            return name;
        }
        end = &end[..open];
    }
    end.rsplit('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn a_path_is_read_by_its_last_name() {
        for (path, name) in [
            ("properties.networkAcls.defaultAction", "defaultAction"),
            ("properties.securityRules[name=rdp]", "securityRules"),
            ("properties.securityRules[name=rdp].properties.access", "access"),
            ("tags[\"a.b\"]", "a.b"),
            ("kind", "kind"),
            ("[A.B/c/d/name]", ""),
        ] {
            assert_eq!(member(path), name, "{path}");
        }
    }
}
