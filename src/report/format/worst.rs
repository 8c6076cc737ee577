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
    let mut ranks: BTreeMap<Rank, Vec<Listed<'_>>> = BTreeMap::new();
    let mut held = 0;
    let mut left_out = 0;
    for finding in findings {
        ranks.entry(rank(&finding)).or_default().push(finding);
        held += 1;
        if held > limit {
            held -= 1;
            left_out += 1;
            drop_last(&mut ranks);
        }
    }
    (ranks.into_values().flatten().collect(), left_out)
}

type Rank = (bool, Reverse<Severity>, Standing);

fn rank(finding: &FindingView<'_>) -> Rank {
    (is_open(finding), Reverse(finding.severity), finding.standing.unwrap_or(Standing::New))
}

fn drop_last(ranks: &mut BTreeMap<Rank, Vec<Listed<'_>>>) {
    let Some(mut last) = ranks.last_entry() else { return };
    last.get_mut().pop();
    if last.get().is_empty() {
        last.remove();
    }
}
