//! One assessment per recommendation and resource that it applies to by type.
//!
//! [`assess()`] judges all of an inventory that is held in memory, [`assess_part`] some of it, and [`reassess`] judges again
//! what may have changed. [`assess_batches`] judges resources that come line by line and need nothing but themselves, and
//! forgets their text as it goes. What was judged whole is [`Whole`]: there alone a subject is a resource of the inventory.

mod again;
mod batches;
mod fold;
mod given;
mod groups;
mod kept;
mod outcomes;
mod past;
mod run;
mod sample;
mod whole;

#[cfg(test)]
mod tests;

pub use batches::{Batch, Streamed, assess_batches};
pub use given::{Fill, Given};
pub use kept::Kept;
pub use outcomes::Outcomes;
pub use past::{Past, assess_after};
pub use run::{Covers, Known, Options, assess, assess_part, reassess, tell};
pub use sample::Sample;
pub use whole::Whole;

pub use crate::check::{Evidence, Finding, Place, Sought, Status};

use crate::inventory::{Export, FileKind, Turn};
use crate::policy::RecommendationIndex;
use groups::GroupPlaces;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A subject's place in [`Assessed::subjects`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectIndex(u32);

/// An assessment's place in [`Assessed::assessments`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssessmentIndex(u32);

impl SubjectIndex {
    /// As a place in a list that goes beside the subjects.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

impl AssessmentIndex {
    /// As a place in a list that goes beside the assessments.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// A resource as scores see it: who it is, and where it belongs. Or several that are alike and of which nothing but the
/// number is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Equal for two occurrences of one resource, and for nothing else.
    pub identity: u64,
    /// Its place in [`Assessed::groups`].
    pub group: u32,
    /// How many resources it stands for; none when it tells of others.
    pub count: u32,
}

/// A resource group of a subscription; either may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// The part of the estate that they are in; see [`Resource::part`](crate::inventory::Resource::part).
    pub part: u16,
    /// The subscription's id, as first written.
    pub subscription: Option<Arc<str>>,
    /// The group's name, as first written.
    pub name: Option<Arc<str>>,
}

/// One recommendation applied to one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The resource.
    pub subject: SubjectIndex,
    /// The recommendation (65,535 at most; `check::compile` holds the bound).
    pub recommendation: u16,
    /// The outcome.
    pub status: Status,
}

impl Assessment {
    /// The recommendation's place in the policy.
    pub fn recommendation(&self) -> RecommendationIndex {
        RecommendationIndex(usize::from(self.recommendation))
    }
}

/// The resource of a finding, as people know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceName {
    /// Canonical id.
    pub id: Arc<str>,
    /// Last segment.
    pub name: Arc<str>,
    /// With its provider.
    pub type_name: Arc<str>,
}

/// Everything that was assessed. Assessments stand in order of subject, then of recommendation.
#[derive(Clone, Debug, Default)]
pub struct Assessed {
    /// Every occurrence of every resource that filters let through.
    pub subjects: Vec<Subject>,
    /// The groups that subjects belong to.
    pub groups: Vec<Group>,
    /// Where each of them stands.
    pub(crate) group_places: GroupPlaces,
    /// All outcomes.
    pub assessments: Vec<Assessment>,
    /// Details of assessments, as far as they were asked for.
    pub findings: BTreeMap<AssessmentIndex, Arc<Finding>>,
    /// Names of subjects that have a finding, or of all when asked for.
    pub names: BTreeMap<SubjectIndex, ResourceName>,
    /// Where subjects stand whose resource occurs more than once, as long as their text is at hand.
    pub copies: BTreeMap<SubjectIndex, Occurrence>,
    /// What the outcomes depend on beside the resource's own values, in order.
    pub sought: Vec<(AssessmentIndex, Sought)>,
    /// Why assessments are unknown, with their count, always complete.
    pub unknown_reasons: BTreeMap<UnknownReason, u64>,
    /// Subjects that count only where no occurrence of their resource is met that outdoes them, as long as more may come.
    pub quiet: BTreeMap<SubjectIndex, Turn>,
    /// Why their assessments are unknown.
    pub withheld: BTreeMap<AssessmentIndex, UnknownReason>,
    /// Those whose script failed, as long as what was judged is at hand.
    pub broken: BTreeSet<AssessmentIndex>,
    /// Unhealthy assessments that an exemption is for, with its number.
    pub exempt: BTreeMap<AssessmentIndex, ExemptionNumber>,
}

/// Why assessments of a recommendation are unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownReason {
    /// The recommendation.
    pub recommendation: RecommendationIndex,
    /// For people.
    pub message: String,
    /// The script itself failed; a defect of the policy, not of the estate.
    pub script_error: bool,
    /// What to export so that they can be decided.
    pub export: Option<Export>,
}

/// Where one of several occurrences of a resource stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its place.
    pub place: Place,
    /// What its file is to the estate: whether it says what is deployed, or what gets deployed.
    pub kind: FileKind,
}

/// The place of an exemption in whatever list the options of an assessment are about.
pub type ExemptionNumber = u32;

impl Assessed {
    /// One assessment.
    ///
    /// # Panics
    ///
    /// When the index is another list's.
    pub fn at(&self, index: AssessmentIndex) -> Assessment {
        self.assessments[index.0 as usize]
    }

    /// Every assessment with its place.
    pub fn each(&self) -> impl Iterator<Item = (AssessmentIndex, &Assessment)> {
        (0..).map(AssessmentIndex).zip(&self.assessments)
    }

    /// Scripts that failed, with what they said and how often.
    pub fn script_errors(&self) -> impl Iterator<Item = (RecommendationIndex, &str, u64)> {
        let failed = self.unknown_reasons.iter().filter(|(reason, _)| reason.script_error);
        failed.map(|(reason, count)| (reason.recommendation, reason.message.as_str(), *count))
    }

    /// The subject of an assessment.
    pub fn subject(&self, assessment: &Assessment) -> Subject {
        self.subjects[assessment.subject.0 as usize]
    }

    /// Adds a subject.
    pub fn push_subject(&mut self, subject: Subject) -> SubjectIndex {
        self.subjects.push(subject);
        SubjectIndex(self.subjects.len() as u32 - 1)
    }

    /// Adds an assessment of the subject that was added last.
    pub fn push(&mut self, assessment: Assessment) -> AssessmentIndex {
        self.assessments.push(assessment);
        AssessmentIndex(self.assessments.len() as u32 - 1)
    }

    /// How many resources there are, however often each was met.
    pub fn distinct_resources(&self) -> u64 {
        let count = |subjects: &[Subject]| subjects.iter().map(|subject| u64::from(subject.count)).sum();
        if self.subjects.is_sorted_by(|a, b| a.identity < b.identity) {
            return count(&self.subjects);
        }
        let mut subjects = self.subjects.clone();
        subjects.sort_unstable_by_key(|subject| subject.identity);
        subjects.dedup_by_key(|subject| subject.identity);
        count(&subjects)
    }

    /// What its file is to the estate, of a subject whose resource stands in several places.
    pub fn kind(&self, subject: SubjectIndex) -> Option<FileKind> {
        self.copies.get(&subject).map(|copy| copy.kind)
    }

    /// What snapshots say of resources that sources tell of too: it holds until those are deployed.
    pub fn outdated(&self) -> BTreeSet<AssessmentIndex> {
        let occurs = |wanted| self.copies.values().any(|copy| copy.kind == wanted);
        if !occurs(FileKind::Source) || !occurs(FileKind::Snapshot) {
            return BTreeSet::new();
        }
        let of_kind = |wanted| self.each().filter(move |(_, each)| self.kind(each.subject) == Some(wanted));
        let identity = |assessment: &Assessment| self.subject(assessment).identity;
        let written: BTreeSet<u64> = of_kind(FileKind::Source).map(|(_, each)| identity(each)).collect();
        let exported = of_kind(FileKind::Snapshot).filter(|(_, each)| written.contains(&identity(each)));
        exported.map(|(index, _)| index).collect()
    }

    /// Adds what stands after this, `lines` further down in the same file.
    pub(crate) fn append(&mut self, later: Assessed, lines: u32) {
        let subjects = self.subjects.len() as u32;
        let assessments = self.assessments.len() as u32;
        let groups: Vec<u32> = later.groups.into_iter().map(|group| self.group(group)).collect();
        let moved = |subject: Subject| Subject { group: groups[subject.group as usize], ..subject };
        self.subjects.extend(later.subjects.into_iter().map(moved));
        self.assessments.extend(
            later
                .assessments
                .into_iter()
                .map(|assessment| Assessment { subject: SubjectIndex(assessment.subject.0 + subjects), ..assessment }),
        );
        let after = |index: AssessmentIndex| AssessmentIndex(index.0 + assessments);
        let findings = later
            .findings
            .into_iter()
            .map(|(index, finding)| (after(index), Arc::new(Arc::unwrap_or_clone(finding).down(lines))));
        self.findings.extend(findings);
        self.broken.extend(later.broken.into_iter().map(after));
        self.quiet.extend(later.quiet.into_iter().map(|(subject, turn)| (SubjectIndex(subject.0 + subjects), turn)));
        self.withheld.extend(later.withheld.into_iter().map(|(index, reason)| (after(index), reason)));
        self.exempt.extend(later.exempt.into_iter().map(|(index, exemption)| (after(index), exemption)));
        self.names.extend(later.names.into_iter().map(|(subject, name)| (SubjectIndex(subject.0 + subjects), name)));
        for (reason, count) in later.unknown_reasons {
            *self.unknown_reasons.entry(reason).or_default() += count;
        }
    }

    /// The place of a group, which is added where it is new.
    fn group(&mut self, group: Group) -> u32 {
        self.group_places.place(&mut self.groups, group)
    }
}
