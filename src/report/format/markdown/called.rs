//! What calls for somebody, by recommendation, in memory for no more than is shown.

use crate::policy::Severity;
use crate::report::format::kinds::Listed;
use crate::report::format::worst::Worst;
use crate::report::words::{count, numbers};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Findings that are told one by one; more are told by recommendation.
pub(super) const ONE_BY_ONE: u64 = 20;

/// Findings, by severity and recommendation.
#[derive(Default)]
pub(super) struct Called<'r> {
    groups: BTreeMap<(Reverse<Severity>, String), Group<'r>>,
    count: u64,
}

/// The findings of one recommendation.
#[derive(Default)]
pub(super) struct Group<'r> {
    /// The worst, as many as could be told.
    pub worst: Worst<'r>,
    /// Any of them has a quick fix.
    pub has_fix: bool,
}

impl<'r> Called<'r> {
    /// Takes one more.
    pub(super) fn add(&mut self, finding: Listed<'r>) {
        let group = self.groups.entry((Reverse(finding.severity), finding.recommendation.to_string())).or_default();
        group.has_fix |= finding.fix.is_some();
        group.worst.add(finding, ONE_BY_ONE as usize);
        self.count += 1;
    }

    /// Whether nothing does.
    pub(super) fn is_nothing(&self) -> bool {
        self.count == 0
    }

    /// Whether there are few enough to tell each.
    pub(super) fn are_few(&self) -> bool {
        self.count <= ONE_BY_ONE
    }

    /// The most severe first, of equal ones the largest.
    pub(super) fn groups(&self) -> Vec<&Group<'r>> {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|((severity, _), group)| (*severity, Reverse(group.worst.count())));
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// Each of a few, the worst first.
    pub(super) fn each(&self) -> Vec<&Listed<'r>> {
        let mut all: Vec<_> = self.groups.values().flat_map(|group| group.worst.held()).collect();
        all.sort_by_key(|finding| (Reverse(finding.severity), finding.standing));
        all
    }
}

/// What found no room.
#[derive(Default)]
pub(super) struct LeftOut(BTreeMap<Reverse<Severity>, u64>);

impl LeftOut {
    /// So many more of a severity.
    pub(super) fn add(&mut self, severity: Severity, findings: u64) {
        *self.0.entry(Reverse(severity)).or_default() += findings;
    }

    /// How many of what there are, as a paragraph; nothing when all found room.
    pub(super) fn told(&self) -> String {
        let of = |severity| self.0.get(&Reverse(severity)).copied().unwrap_or_default();
        let words = [(of(Severity::High), "high"), (of(Severity::Medium), "medium"), (of(Severity::Low), "low")];
        let all = words.iter().map(|(number, _)| number).sum::<u64>();
        match all {
            0 => String::new(),
            _ => format!("_{} not shown here: {}._\n\n", count(all, "more finding"), numbers(words)),
        }
    }
}
