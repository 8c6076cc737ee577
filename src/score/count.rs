//! From assessments to whole numbers of distinct resources.

use super::Tally;
use crate::assess::{Assessed, Assessment, Status, Subject};
use crate::policy::Policy;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::{AddAssign, Range};

/// Distinct resources, counted.
pub(super) struct Counts {
    /// One for each of [`Assessed::groups`].
    pub groups: Vec<GroupCount>,
    /// One for each recommendation of the policy.
    pub recommendations: Vec<Tally>,
}

/// The resources of one group, or of several added up.
#[derive(Clone, Debug, Default)]
pub struct GroupCount {
    /// One for each control of the policy; empty as long as no resource was counted.
    pub controls: Vec<Tally>,
    /// Checks that leave a resource undecided in a control that has points.
    pub undecided: u64,
}

/// Counts each resource once per recommendation and once per control, in time linear in the assessments.
pub(super) fn count(policy: &Policy, assessed: &Assessed) -> Counts {
    let scoring = scoring_controls(policy);
    let mut counts = Counts {
        groups: vec![GroupCount::default(); assessed.groups.len()],
        recommendations: vec![Tally::default(); policy.recommendations.len()],
    };
    let mut worst = vec![None; policy.controls.len()];
    each_resource(assessed, |subject, outcomes| {
        let number = u64::from(subject.count);
        for outcome in outcomes {
            let recommendation = usize::from(outcome.recommendation);
            counts.recommendations[recommendation].count(outcome.status, number);
            for &control in &scoring[recommendation] {
                let status = worst[control].get_or_insert(outcome.status);
                *status = (*status).max_by_badness(outcome.status);
            }
        }
        let is_open =
            |control: &usize| worst[*control] == Some(Status::Unknown) && policy.controls[*control].max_score > 0;
        let leaves_open = |outcome: &&Assessment| {
            outcome.status == Status::Unknown && scoring[usize::from(outcome.recommendation)].iter().any(is_open)
        };
        let undecided = outcomes.iter().filter(leaves_open).count() as u64;
        let group = &mut counts.groups[subject.group as usize];
        group.undecided += undecided * number;
        group.count(&mut worst, number);
    });
    counts
}

/// The resources of each group by control, in order of [`Assessed::groups`].
pub fn tallies(policy: &Policy, assessed: &Assessed) -> Vec<GroupCount> {
    count(policy, assessed).groups
}

/// The controls that each recommendation scores in.
pub(super) fn scoring_controls(policy: &Policy) -> Vec<Vec<usize>> {
    let controls = policy.recommendations.iter().map(|recommendation| {
        let scores = recommendation.enabled && !recommendation.preview;
        recommendation.controls.iter().filter(|_| scores).map(|control| control.0).collect()
    });
    controls.collect()
}

/// A resource's status in each control that it is scored in, by the control's place and in its order.
pub(super) fn worst_by_control(
    scoring: &[Vec<usize>],
    outcomes: impl Iterator<Item = (u16, Status)>,
) -> Vec<(usize, Status)> {
    let mut worst: BTreeMap<usize, Status> = BTreeMap::new();
    for (recommendation, outcome) in outcomes {
        for &control in &scoring[usize::from(recommendation)] {
            let status = worst.entry(control).or_insert(outcome);
            *status = status.max_by_badness(outcome);
        }
    }
    worst.into_iter().collect()
}

/// Calls `visit` with each resource that was assessed and its outcomes, one for each recommendation.
///
/// Identities that rise strictly cannot repeat. Only when they do not are subjects put in order of identity, which keeps
/// the usual case free of sorting and hashing.
fn each_resource(assessed: &Assessed, mut visit: impl FnMut(Subject, &[Assessment])) {
    let subjects = &assessed.subjects;
    let mut ranges: Vec<(usize, Range<usize>)> = ranges(&assessed.assessments);
    if !subjects.is_sorted_by(|a, b| a.identity < b.identity) {
        ranges.sort_by_cached_key(|&(subject, _)| subjects[subject].identity);
    }
    for occurrences in ranges.chunk_by(|a, b| subjects[a.0].identity == subjects[b.0].identity) {
        visit(subjects[occurrences[0].0], &outcomes(&assessed.assessments, occurrences));
    }
}

/// The subjects that were assessed, in their order, and where the assessments of each stand.
fn ranges(assessments: &[Assessment]) -> Vec<(usize, Range<usize>)> {
    let chunks = assessments.chunk_by(|a, b| a.subject == b.subject);
    let ranges = chunks.scan(0, |end, chunk| {
        let start = *end;
        *end += chunk.len();
        Some((chunk[0].subject.place(), start..*end))
    });
    ranges.collect()
}

/// The outcomes of one resource's occurrences as one outcome for each recommendation: the worst.
fn outcomes<'a>(assessments: &'a [Assessment], occurrences: &[(usize, Range<usize>)]) -> Cow<'a, [Assessment]> {
    if let [(_, range)] = occurrences {
        return assessments[range.clone()].into();
    }
    let mut outcomes: Vec<_> = occurrences.iter().flat_map(|(_, range)| &assessments[range.clone()]).copied().collect();
    outcomes.sort_by_key(|outcome| (outcome.recommendation, Reverse(outcome.status.badness())));
    outcomes.dedup_by_key(|outcome| outcome.recommendation);
    outcomes.into()
}

impl Status {
    /// Orders statuses; where several meet, the highest decides.
    pub(crate) fn badness(self) -> u8 {
        match self {
            Self::NotApplicable => 0,
            Self::Healthy => 1,
            Self::Unknown => 2,
            Self::Unhealthy => 3,
        }
    }

    pub(crate) fn max_by_badness(self, other: Self) -> Self {
        if other.badness() > self.badness() { other } else { self }
    }
}

impl Tally {
    pub(crate) fn count(&mut self, status: Status, number: u64) {
        match status {
            Status::Healthy => self.healthy += number,
            Status::Unhealthy => self.unhealthy += number,
            Status::NotApplicable => self.not_applicable += number,
            Status::Unknown => self.unknown += number,
        }
    }
}

impl GroupCount {
    /// Its resources in a control.
    pub(super) fn tally(&self, control: usize) -> Tally {
        self.controls.get(control).copied().unwrap_or_default()
    }

    /// Counts resources that are alike by their status in each control, and clears the statuses for the next.
    fn count(&mut self, statuses: &mut [Option<Status>], number: u64) {
        self.controls.resize(statuses.len(), Tally::default());
        for (tally, status) in self.controls.iter_mut().zip(statuses) {
            if let Some(status) = status.take() {
                tally.count(status, number);
            }
        }
    }
}

impl AddAssign<&GroupCount> for GroupCount {
    fn add_assign(&mut self, other: &Self) {
        let length = self.controls.len().max(other.controls.len());
        self.controls.resize(length, Tally::default());
        self.undecided += other.undecided;
        for (sum, tally) in self.controls.iter_mut().zip(&other.controls) {
            *sum += *tally;
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.healthy += other.healthy;
        self.unhealthy += other.unhealthy;
        self.not_applicable += other.not_applicable;
        self.unknown += other.unknown;
    }
}
