//! What a change did to findings.

use super::rename::{Kinship, Ties, written};
use super::resources::Settled;
use super::resources::{Folded, FoldedOutcome, FoldedResource};
use super::{Change, Side, Standing, evidence};
use crate::assess::{Assessed, AssessmentIndex, Finding, Status};
use crate::exempt::Counted;
use crate::inventory::ResourceIndex;
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Both sides, finding by finding.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Every finding, also unchanged ones.
    pub changes: Vec<Change>,
    /// Assessments of head that are unknown and were decided, with the status that they keep in the score.
    pub held: Vec<(AssessmentIndex, Status)>,
    /// Resources of the base and of head that are one under two names.
    pub renamed: Vec<(ResourceIndex, ResourceIndex)>,
    /// Resources of the base that head does not hold, under another name neither: deleted, or out of sight.
    pub removed: Vec<ResourceIndex>,
    /// Resources that count otherwise at head, or are on one side only: what the score's causes are found by.
    pub(super) movers: Vec<Mover>,
}

/// Compares two sides that were judged alike. Findings need their details (place and evidence) where a file differs between
/// the sides.
pub fn compare(base: &Side<'_>, head: &Side<'_>, ties: &Ties<'_>) -> Comparison {
    let settled = Settled::of(base, head, ties.twins);
    let files = ties.files;
    let named = |file: &str| files.get(file).cloned().unwrap_or_else(|| file.to_owned());
    let before = Folded::of(base, |resource| !settled.in_base(resource), named);
    let after = Folded::of(head, |resource| !settled.at_head(resource), str::to_owned);
    let kin = Kinship::of(base, head, &before, &after, ties);
    let mut comparison = Comparison { changes: settled.findings(base, head).collect(), ..Comparison::default() };
    let mut taken = vec![false; base.inventory.resources().len()];
    for resource in &after.resources {
        let renamed = kin.renamed.get(&resource.first).map(|place| &before.resources[*place]);
        let old = before.get(&resource.key).or(renamed);
        if let Some(old) = old {
            taken[old.first.0 as usize] = true;
        }
        if let Some(old) = renamed {
            comparison.renamed.push((old.first, resource.first));
        }
        comparison.movers.extend(Mover::of(old, Some(resource)));
        let pair = Pair { base, head, old, new: Some(resource), renamed: renamed.is_some(), files, kin: &kin };
        pair.compare(&mut comparison);
    }
    for old in before.resources.iter().filter(|old| !taken[old.first.0 as usize]) {
        comparison.movers.extend(Mover::of(Some(old), None));
        Pair { base, head, old: Some(old), new: None, renamed: false, files, kin: &kin }.compare(&mut comparison);
    }
    comparison.removed = kin.lost;
    comparison
}

impl Comparison {
    /// Takes for old what another comparison of the same head, with another base, finds old.
    pub fn take_for_old(&mut self, other: &Self) {
        let old = other.changes.iter().filter(|change| !change.is_new());
        let old: FxHashMap<_, Standing> = old.filter_map(|change| Some((change.after?, change.standing))).collect();
        for change in self.changes.iter_mut().filter(|change| change.is_new()) {
            if let Some(standing) = change.after.and_then(|after| old.get(&after)) {
                (change.standing, change.like) = (*standing, None);
            }
        }
    }
}

/// A resource that may count otherwise at head.
#[derive(Clone, Debug)]
pub(super) struct Mover {
    /// What it was, when it was there: the resource, and what it counted as, recommendation by recommendation.
    pub old: Option<(ResourceIndex, Vec<(u16, Status)>)>,
    /// What it is, when it is there.
    pub new: Option<(ResourceIndex, Vec<(u16, Status)>)>,
}

impl Mover {
    fn of(old: Option<&FoldedResource>, new: Option<&FoldedResource>) -> Option<Self> {
        let new = new.map(|new| {
            let counted = new.outcomes.iter().map(|after| {
                let before = old.and_then(|old| old.outcome(after.recommendation));
                (after.recommendation, held(before, after).unwrap_or(after.counted))
            });
            (new.first, counted.collect::<Vec<_>>())
        });
        let counted = |outcome: &FoldedOutcome| (outcome.recommendation, outcome.counted);
        let old = old.map(|old| (old.first, old.outcomes.iter().map(counted).collect::<Vec<_>>()));
        let moved = old.as_ref().map(|(_, counted)| counted) != new.as_ref().map(|(_, counted)| counted);
        moved.then_some(Self { old, new })
    }
}

/// The standing that an outcome keeps in the score: that of the base, where it was decided and is unknown.
fn held(before: Option<&FoldedOutcome>, after: &FoldedOutcome) -> Option<Status> {
    before
        .filter(|before| after.status == Status::Unknown && before.status != Status::Unknown)
        .map(|before| before.counted)
}

/// Gives what was decided and is unknown its old standing in the score, wherever the resource occurs.
pub fn hold(counted: &mut Counted<'_>, held: &[(AssessmentIndex, Status)]) {
    if held.is_empty() {
        return;
    }
    let key = |counted: &Assessed, index: AssessmentIndex| {
        let assessment = counted.at(index);
        (counted.subject(&assessment).identity, assessment.recommendation)
    };
    let held: FxHashMap<_, Status> = held.iter().map(|(index, status)| (key(counted, *index), *status)).collect();
    let unknown = counted.each().filter(|(_, assessment)| assessment.status == Status::Unknown);
    let held: Vec<_> = unknown.filter_map(|(index, _)| Some((index, *held.get(&key(counted, index))?))).collect();
    held.into_iter().for_each(|(index, status)| counted.set(index, status));
}

/// One resource on both sides.
struct Pair<'p, 'a> {
    base: &'p Side<'a>,
    head: &'p Side<'a>,
    old: Option<&'p FoldedResource>,
    new: Option<&'p FoldedResource>,
    renamed: bool,
    files: &'p BTreeMap<String, String>,
    kin: &'p Kinship,
}

impl Pair<'_, '_> {
    fn compare(&self, comparison: &mut Comparison) {
        for after in self.new.iter().flat_map(|resource| &resource.outcomes) {
            let before = self.old.and_then(|old| old.outcome(after.recommendation));
            if let Some(standing) = self.standing(before, after) {
                comparison.held.extend(held(before, after).map(|status| (after.place, status)));
                comparison.changes.push(self.change(standing, before, Some(after)));
            }
        }
        for before in self.old.iter().flat_map(|resource| &resource.outcomes) {
            let after = self.new.and_then(|new| new.outcome(before.recommendation));
            // What a renamed resource had, and has for other reasons, is another finding.
            let other =
                self.renamed && after.is_some_and(|after| self.standing(Some(before), after) == Some(Standing::New));
            let is_hidden = after.is_none() && (self.is_disguised() || self.may_be_deployed());
            if is_hidden && before.status != Status::NotApplicable {
                comparison.changes.push(self.change(Standing::Incomparable, Some(before), None));
            } else if before.status == Status::Unhealthy && (after.is_none() || other) && !self.may_be_in_the_rest() {
                comparison.changes.push(self.change(Standing::Resolved, Some(before), None));
            }
        }
    }

    /// Whether the resource may be in what head does not show, so that nothing follows from its absence.
    fn may_be_in_the_rest(&self) -> bool {
        let file = |old: &FoldedResource| self.base.inventory.location(old.first).file;
        let is_closed = || self.old.is_some_and(|old| self.head.inventory.is_closed(&file(old)));
        self.new.is_none() && (!self.head.inventory.parts().is_empty() || is_closed())
    }

    /// Whether the resource is gone, and may be among those of its type that a template deploys in a number that is not known.
    fn may_be_deployed(&self) -> bool {
        let Some(old) = self.old.filter(|_| self.new.is_none() && !self.kin.uncounted.is_empty()) else { return false };
        let (file, type_name) = written(self.base, old.first);
        self.kin.uncounted.contains(&(self.files.get(&file).cloned().unwrap_or(file), type_name))
    }

    /// Whether the resource says that it is of another type than its base, under the id that it had. No resource changes
    /// its type, so that what was decided of it is no longer known.
    fn is_disguised(&self) -> bool {
        let (Some(old), Some(new)) = (self.old, self.new) else { return false };
        let type_of = |side: &Side<'_>, resource: ResourceIndex| side.inventory.resource(resource).type_name.clone();
        !self.renamed && !type_of(self.base, old.first).eq_ignore_ascii_case(&type_of(self.head, new.first))
    }

    /// How a finding stands; `None` when there is none on either side.
    fn standing(&self, before: Option<&FoldedOutcome>, after: &FoldedOutcome) -> Option<Standing> {
        match (before.map(|before| before.status), after.status) {
            // What was exempt was excused there, and nowhere else.
            (Some(Status::Unhealthy), Status::Unhealthy) if before?.is_exempt() && !after.is_exempt() => {
                Some(Standing::New)
            }
            (Some(Status::Unhealthy), Status::Unhealthy) => Some(self.of_known(before?, after)),
            (Some(Status::Unknown), Status::Unhealthy) => Some(Standing::Incomparable),
            (_, Status::Unhealthy) => Some(Standing::New),
            (Some(Status::Unknown), Status::Unknown) => Some(Standing::Unchanged),
            (Some(_), Status::Unknown) => Some(Standing::Incomparable),
            (None, Status::Unknown) => Some(Standing::New),
            (Some(Status::Unhealthy), _) => Some(Standing::Resolved),
            _ => None,
        }
    }

    /// A finding that was there: a renamed resource keeps only those that the same values decide.
    fn of_known(&self, before: &FoldedOutcome, after: &FoldedOutcome) -> Standing {
        let details = (self.base.assessed.findings.get(&before.place), self.head.assessed.findings.get(&after.place));
        let (Some(before), Some(after), Some(old), Some(new)) = (details.0, details.1, self.old, self.new) else {
            return Standing::Unchanged;
        };
        let (old, new) = (self.base.inventory.resource(old.first), self.head.inventory.resource(new.first));
        let same = evidence::is_alike((before, old), (after, new));
        match (self.renamed, same) {
            (true, true) => Standing::Moved,
            (true, false) => Standing::New,
            (false, false) => Standing::Changed,
            (false, true) if self.same_place(before, after) => Standing::Unchanged,
            (false, true) => Standing::Moved,
        }
    }

    fn same_place(&self, before: &Finding, after: &Finding) -> bool {
        let renamed = self.files.contains_key(&*before.place.file);
        !renamed && before.place == after.place
    }

    fn change(&self, standing: Standing, before: Option<&FoldedOutcome>, after: Option<&FoldedOutcome>) -> Change {
        let recommendation = after.or(before).map_or(0, |outcome| outcome.recommendation);
        let found = |status: Status| matches!(status, Status::Unhealthy | Status::Unknown);
        let like = self.new.filter(|_| standing == Standing::New);
        Change {
            standing,
            recommendation: RecommendationIndex(usize::from(recommendation)),
            base: self.old.map(|old| old.first),
            head: self.new.map(|new| new.first),
            before: before.map(|outcome| outcome.place),
            after: after.map(|outcome| outcome.place),
            status: after.map(|outcome| outcome.status),
            like: like.and_then(|new| self.kin.like.get(&(new.first, recommendation)).copied()),
            exempt: after.is_some_and(|outcome| found(outcome.status) && outcome.is_exempt()),
        }
    }
}
