//! Resources that are alike, kept as a number.
//!
//! A stream of a million resources has few kinds of outcome. A resource whose details nobody asked for is kept as its
//! identity below its kind, in eight bytes; the identity is needed because the same resource may come again.

use super::{Assessed, Assessment, AssessmentIndex, ExemptionNumber, Subject, SubjectIndex, UnknownReason};
use crate::assess::Status;
use crate::inventory::Turn;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

/// Resources by kind.
#[derive(Default)]
pub(super) struct Folded {
    kinds: Vec<Kind>,
    places: FxHashMap<Kind, usize>,
    /// For each kind, the identities of its resources.
    alike: Vec<Vec<u64>>,
    /// The identities of resources that are kept with their details, by turn.
    detailed: BTreeMap<Turn, Vec<u64>>,
}

/// What resources have in common: their group, their turn and their outcomes.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    group: u32,
    turn: Turn,
    outcomes: Box<[Alike]>,
}

/// An outcome, and why it is unknown where that is withheld.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Alike {
    recommendation: u16,
    status: Status,
    exemption: Option<ExemptionNumber>,
    withheld: Option<UnknownReason>,
}

impl Folded {
    /// Takes from `part` the resources without details; `whole` is where the part's groups will stand.
    pub fn take(&mut self, part: &mut Assessed, whole: &mut Assessed) {
        let groups: Vec<u32> = part.groups.iter().map(|group| whole.group(group.clone())).collect();
        let mut kept = Assessed { groups: part.groups.clone(), ..Assessed::default() };
        for (place, subject, assessments) in part.take_subjects() {
            if subject.count == 0 {
                continue;
            }
            let turn = part.quiet.get(&place).copied().unwrap_or_default();
            if part.names.contains_key(&place) {
                kept.move_subject(part, subject, place, assessments);
                self.detailed.entry(turn).or_default().push(subject.identity);
            } else {
                let outcomes = assessments.map(|place| part.alike(AssessmentIndex(place as u32))).collect();
                let kind = self.kind(Kind { group: groups[subject.group as usize], turn, outcomes });
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

    /// Adds what was taken: resources that were met once as a number of their kind, the others one by one. What another
    /// occurrence outdoes is left out. Gives the number of rows whose resource has another one.
    pub fn unfold(mut self, whole: &mut Assessed) -> usize {
        let kinds = self.kinds.len();
        let mut turns: Vec<Turn> = self.kinds.iter().map(|kind| kind.turn).collect();
        // Resources with details are there already, and only show which others are met again.
        for (turn, identities) in self.detailed {
            turns.push(turn);
            self.alike.push(identities);
        }
        let mut once = vec![(0, 0); kinds];
        let (mut first_turns, mut repeated) = (FxHashMap::default(), 0);
        each_run(&mut self.alike, |identity, lists| match lists {
            // The identity of any one of them stands for all.
            [list] if *list < kinds => once[*list] = (once[*list].0 + 1, identity),
            [_] => {}
            several => {
                let first = several.iter().map(|list| turns[*list]).min().unwrap_or_default();
                first_turns.insert(identity, first);
                repeated += several.iter().filter(|list| !turns[**list].is_inside).count().saturating_sub(1);
                let counts = |list: &&usize| **list < kinds && !first.outdoes(turns[**list]);
                several.iter().filter(counts).for_each(|list| whole.add_kind(&self.kinds[*list], identity, 1));
            }
        });
        for (kind, (count, identity)) in self.kinds.iter().zip(once).filter(|(_, (count, _))| *count > 0) {
            whole.add_kind(kind, identity, count);
        }
        whole.settle(&first_turns);
        repeated
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
        for alike in &kind.outcomes {
            let &Alike { recommendation, status, exemption, .. } = alike;
            let index = self.push(Assessment { subject, recommendation, status });
            self.exempt.extend(exemption.map(|exemption| (index, exemption)));
            if let Some(reason) = &alike.withheld {
                self.count_unknown(reason.clone(), count.into());
            }
        }
    }

    /// One outcome without its details.
    fn alike(&self, index: AssessmentIndex) -> Alike {
        let Assessment { recommendation, status, .. } = self.at(index);
        let exemption = self.exempt.get(&index).copied();
        Alike { recommendation, status, exemption, withheld: self.withheld.get(&index).cloned() }
    }

    /// Leaves out assessments of subjects that an occurrence of an earlier turn outdoes, and counts what is withheld of the
    /// others.
    fn settle(&mut self, first_turns: &FxHashMap<u64, Turn>) {
        let mut outdone = std::mem::take(&mut self.quiet);
        outdone.retain(|subject, turn| {
            first_turns.get(&self.subjects[subject.place()].identity).is_some_and(|first| first.outdoes(*turn))
        });
        if !outdone.is_empty() {
            let mut kept = Self { groups: self.groups.clone(), ..Self::default() };
            kept.unknown_reasons = std::mem::take(&mut self.unknown_reasons);
            for (place, subject, own) in self.take_subjects() {
                if outdone.contains_key(&place) {
                    kept.push_subject(subject);
                } else {
                    kept.move_subject(self, subject, place, own);
                }
            }
            *self = kept;
        }
        std::mem::take(&mut self.withheld).into_values().for_each(|reason| self.count_unknown(reason, 1));
    }

    /// All subjects, each with the places of its assessments, which stay here.
    fn take_subjects(&mut self) -> Vec<(SubjectIndex, Subject, Range<usize>)> {
        let mut start = 0;
        let mut own = |place: SubjectIndex| {
            let own = self.assessments[start..].iter().take_while(|assessment| assessment.subject == place).count();
            start += own;
            start - own..start
        };
        let subjects = (0..).map(SubjectIndex).zip(std::mem::take(&mut self.subjects));
        subjects.map(|(place, subject)| (place, subject, own(place))).collect()
    }

    /// Moves a subject with its assessments, findings and name here.
    fn move_subject(&mut self, from: &mut Assessed, subject: Subject, place: SubjectIndex, own: Range<usize>) {
        let new = self.push_subject(subject);
        self.quiet.extend(from.quiet.remove(&place).map(|turn| (new, turn)));
        for old in own {
            let index = self.push(Assessment { subject: new, ..from.assessments[old] });
            let old = AssessmentIndex(old as u32);
            self.findings.extend(from.findings.remove(&old).map(|finding| (index, finding)));
            self.exempt.extend(from.exempt.remove(&old).map(|exemption| (index, exemption)));
            self.withheld.extend(from.withheld.remove(&old).map(|reason| (index, reason)));
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
