//! The worst of many findings, in memory for no more than are shown.

use super::is_open;
use super::kinds::Listed;
use crate::gate::Standing;
use crate::policy::Severity;
use crate::report::view::FindingView;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The first `limit` findings by severity, then by standing, then as they come, and those that were never decided behind all
/// others; and how many more there are.
pub(super) fn worst<'r>(findings: impl Iterator<Item = Listed<'r>>, limit: usize) -> (Vec<Listed<'r>>, u64) {
    let mut worst = Worst::default();
    findings.for_each(|finding| worst.add(finding, limit));
    (worst.ranks.into_values().flatten().collect(), worst.left_out)
}

/// The worst of the findings that came so far.
#[derive(Default)]
pub(super) struct Worst<'r> {
    ranks: BTreeMap<Rank, Vec<Listed<'r>>>,
    held: usize,
    left_out: u64,
}

type Rank = (bool, Reverse<Severity>, Standing);

impl<'r> Worst<'r> {
    /// Takes one more, and leaves the least out where there are more than `limit`.
    pub(super) fn add(&mut self, finding: Listed<'r>, limit: usize) {
        self.ranks.entry(rank(&finding)).or_default().push(finding);
        self.held += 1;
        if self.held > limit {
            self.held -= 1;
            self.left_out += 1;
            self.drop_last();
        }
    }

    /// How many came.
    pub(super) fn count(&self) -> u64 {
        self.held as u64 + self.left_out
    }

    /// Those that are held, the worst first.
    pub(super) fn held(&self) -> impl Iterator<Item = &Listed<'r>> {
        self.ranks.values().flatten()
    }

    fn drop_last(&mut self) {
        let Some(mut last) = self.ranks.last_entry() else { return };
        last.get_mut().pop();
        if last.get().is_empty() {
            last.remove();
        }
    }
}

fn rank(finding: &FindingView<'_>) -> Rank {
    (is_open(finding), Reverse(finding.severity), finding.standing.unwrap_or(Standing::New))
}
