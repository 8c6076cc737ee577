//! Resources that are alike, kept as a number.
//!
//! A stream of a million resources has few kinds of outcome. A resource whose details nobody asked for is kept as its
//! identity below its kind, in eight bytes; the identity is needed because the same resource may come again.

use super::{Assessed, Assessment, AssessmentIndex, ExemptionNumber, Subject, SubjectIndex};
use crate::assess::Status;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Resources by kind.
#[derive(Default)]
pub(super) struct Folded {
    kinds: Vec<Kind>,
    places: FxHashMap<Kind, usize>,
    /// For each kind, the identities of its resources.
    alike: Vec<Vec<u64>>,
    /// The identities of resources that are kept with their details.
    detailed: Vec<u64>,
}

/// What resources have in common: their group and their outcomes.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    group: u32,
    outcomes: Box<[(u16, Status, Option<ExemptionNumber>)]>,
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
            if subject.count == 0 {
                continue;
            }
            if part.names.contains_key(&place) {
                kept.move_subject(part, subject, place, assessments);
                self.detailed.push(subject.identity);
            } else {
                let outcome = |place: usize| {
                    let assessment = part.assessments[place];
                    (
                        assessment.recommendation,
                        assessment.status,
                        part.exempt.get(&AssessmentIndex(place as u32)).copied(),
                    )
                };
                let outcomes = assessments.map(outcome).collect();
                let kind = self.kind(Kind { group: groups[subject.group as usize], outcomes });
                self.alike[kind].push(subject.identity);
            }
        }
        kept.unknown_reasons = std::mem::take(&mut part.unknown_reasons);
        *part = kept;
    }

    fn kind(&mut self, kind: Kind) -> usize {
        *self.places.entry(kind).or_insert_with_key(|kind| {
            self.kinds.push(kind.clone());
            self.alike.push(Vec::new());
            self.kinds.len() - 1
        })
    }

    /// Adds what was taken: resources that were met once as a number of their kind, the others one by one.
    pub fn unfold(mut self, whole: &mut Assessed) {
        // Resources with details are there already, and only show which others are met again.
        let detailed = self.kinds.len();
        self.alike.push(self.detailed);
        let mut once = vec![(0, 0); self.kinds.len()];
        each_run(&mut self.alike, |identity, kinds| match kinds {
            [kind] if *kind == detailed => {}
            // The identity of any one of them stands for all.
            [kind] => once[*kind] = (once[*kind].0 + 1, identity),
            several => several
                .iter()
                .filter(|kind| **kind != detailed)
                .for_each(|kind| whole.add_kind(&self.kinds[*kind], identity, 1)),
        });
        for (kind, (count, identity)) in self.kinds.iter().zip(once).filter(|(_, (count, _))| *count > 0) {
            whole.add_kind(kind, identity, count);
        }
    }
}

/// Calls `visit` with each number of the lists, in order, and the lists that hold it, as often as they do. Sorts the
/// lists and merges them in place, so that a million numbers are not copied.
fn each_run(lists: &mut [Vec<u64>], mut visit: impl FnMut(u64, &[usize])) {
    lists.iter_mut().for_each(|list| list.sort_unstable());
    let mut places = vec![0; lists.len()];
    let first = |(list, numbers): (usize, &Vec<u64>)| numbers.first().map(|&number| Reverse((number, list)));
    let mut heads: BinaryHeap<_> = lists.iter().enumerate().filter_map(first).collect();
    let mut holders = Vec::new();
    while let Some(Reverse((number, list))) = heads.pop() {
        holders.push(list);
        places[list] += 1;
        heads.extend(lists[list].get(places[list]).map(|&next| Reverse((next, list))));
        if heads.peek().is_none_or(|Reverse((next, _))| *next != number) {
            visit(number, &holders);
            holders.clear();
        }
    }
}

impl Assessed {
    fn add_kind(&mut self, kind: &Kind, identity: u64, count: u32) {
        let subject = self.push_subject(Subject { identity, group: kind.group, count });
        for &(recommendation, status, exemption) in &kind.outcomes {
            let index = self.push(Assessment { subject, recommendation, status });
            self.exempt.extend(exemption.map(|exemption| (index, exemption)));
        }
    }

    /// Moves a subject with its assessments, findings and name here.
    fn move_subject(
        &mut self,
        from: &mut Assessed,
        subject: Subject,
        place: SubjectIndex,
        own: std::ops::Range<usize>,
    ) {
        let new = self.push_subject(subject);
        for old in own {
            let index = self.push(Assessment { subject: new, ..from.assessments[old] });
            let old = AssessmentIndex(old as u32);
            self.findings.extend(from.findings.remove(&old).map(|finding| (index, finding)));
            self.exempt.extend(from.exempt.remove(&old).map(|exemption| (index, exemption)));
        }
        self.names.extend(from.names.remove(&place).map(|name| (new, name)));
    }
}

#[cfg(test)]
mod tests {
    use super::each_run;

    #[test]
    fn runs_come_in_order_with_all_their_lists() {
        let mut runs = Vec::new();
        each_run(&mut [vec![5, 1, 1], vec![], vec![9, 5]], |number, lists| runs.push((number, lists.to_vec())));
        assert_eq!(runs, [(1, vec![0, 0]), (5, vec![0, 2]), (9, vec![2])]);
    }
}
