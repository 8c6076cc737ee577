//! Resources that are alike, kept as a number.
//!
//! A stream of a million resources has few kinds of outcome. A resource whose details nobody asked for is kept as its
//! identity and its kind, in twelve bytes; the identity is needed because the same resource may come again.

use super::{Assessed, Assessment, Subject, SubjectIndex};
use crate::assess::Status;
use rustc_hash::FxHashMap;

/// Resources by kind.
#[derive(Default)]
pub(super) struct Folded {
    entries: Vec<Entry>,
    kinds: Vec<Kind>,
    places: FxHashMap<Kind, u32>,
}

/// A resource: the two halves of its identity, and its kind or [`DETAILED`]. Halves, so that it takes twelve bytes.
type Entry = [u32; 3];

/// The kind of a resource that is kept with its details.
const DETAILED: u32 = u32::MAX;

/// What resources have in common: their group and their outcomes.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    group: u32,
    outcomes: Box<[(u16, Status)]>,
}

impl Folded {
    /// Takes from `part` the resources without details; `whole` is where the part's groups will stand.
    pub fn take(&mut self, part: &mut Assessed, whole: &mut Assessed) {
        let groups: Vec<u32> = part.groups.iter().map(|group| whole.group(group.clone())).collect();
        let mut kept = Assessed { groups: part.groups.clone(), ..Assessed::default() };
        let mut start = 0;
        for (place, subject) in (0..).map(SubjectIndex).zip(std::mem::take(&mut part.subjects)) {
            let own = part.assessments[start..].iter().take_while(|assessment| assessment.subject == place).count();
            let assessments = start..start + own;
            start += own;
            let detailed = part.names.contains_key(&place);
            let kind = if detailed {
                kept.move_subject(part, subject, place, assessments);
                DETAILED
            } else {
                let outcome = |assessment: &Assessment| (assessment.recommendation, assessment.status);
                let outcomes = part.assessments[assessments].iter().map(outcome).collect();
                self.kind(Kind { group: groups[subject.group as usize], outcomes })
            };
            self.entries.push([(subject.identity >> 32) as u32, subject.identity as u32, kind]);
        }
        kept.unknown_reasons = std::mem::take(&mut part.unknown_reasons);
        *part = kept;
    }

    fn kind(&mut self, kind: Kind) -> u32 {
        if let Some(&place) = self.places.get(&kind) {
            return place;
        }
        let place = self.kinds.len() as u32;
        self.kinds.push(kind.clone());
        self.places.insert(kind, place);
        place
    }

    /// Adds what was taken: resources that were met once as a number of their kind, the others one by one.
    pub fn unfold(mut self, whole: &mut Assessed) {
        self.entries.sort_unstable();
        let mut alike = vec![(0, 0); self.kinds.len()];
        for occurrences in self.entries.chunk_by(|a, b| a[..2] == b[..2]) {
            let identity = u64::from(occurrences[0][0]) << 32 | u64::from(occurrences[0][1]);
            match occurrences {
                [[.., DETAILED]] => {}
                // The identity of any one of them stands for all.
                [[.., kind]] => alike[*kind as usize] = (alike[*kind as usize].0 + 1, identity),
                several => several
                    .iter()
                    .filter(|entry| entry[2] != DETAILED)
                    .for_each(|entry| whole.add_kind(&self.kinds[entry[2] as usize], identity, 1)),
            }
        }
        for (kind, (count, identity)) in self.kinds.iter().zip(alike).filter(|(_, (count, _))| *count > 0) {
            whole.add_kind(kind, identity, count);
        }
    }
}

impl Assessed {
    fn add_kind(&mut self, kind: &Kind, identity: u64, count: u32) {
        let subject = SubjectIndex(self.subjects.len() as u32);
        self.subjects.push(Subject { identity, group: kind.group, count });
        let assessment = |&(recommendation, status)| Assessment { subject, recommendation, status };
        self.assessments.extend(kind.outcomes.iter().map(assessment));
    }

    /// Moves a subject with its assessments, findings and name here.
    fn move_subject(&mut self, from: &mut Assessed, subject: Subject, place: SubjectIndex, own: std::ops::Range<usize>) {
        let new = SubjectIndex(self.subjects.len() as u32);
        self.subjects.push(subject);
        for old in own {
            if let Some(finding) = from.findings.remove(&(old as u32)) {
                self.findings.insert(self.assessments.len() as u32, finding);
            }
            self.assessments.push(Assessment { subject: new, ..from.assessments[old] });
        }
        self.names.extend(from.names.remove(&place).map(|name| (new, name)));
    }
}
