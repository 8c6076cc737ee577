//! What becomes of one resource from one state of an estate to another, outcome by outcome.

use super::resources::FoldedOutcome;
use crate::assess::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why a score moved, in the order in which the parts of a move are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MoveKind {
    /// What was unhealthy is not any more.
    Fixed,
    /// What was not is unhealthy.
    Broken,
    /// A resource is new, or is meant by a recommendation that was not for it.
    Added,
    /// A resource is gone, or no recommendation is meant for it any more.
    Removed,
    /// An exemption begins to count.
    Exempted,
    /// An exemption does not count any more: it is over, or was taken out.
    Expired,
    /// What was unknown is decided.
    Decided,
    /// What was decided is unknown.
    Undecided,
    /// Policies or settings judge otherwise.
    RulesChanged,
    /// An export tells by now what a source had said before.
    Deployed,
}

/// A resource in one state of an estate.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: Arc<str>,
    pub(super) part: u16,
    pub(super) subscription: Option<Arc<str>>,
    pub(super) outcomes: Vec<FoldedOutcome>,
    /// What it would count as once its sources are deployed, where that is another thing.
    pub(super) written: Option<Vec<FoldedOutcome>>,
}

/// What some recommendations count as after a change; `None` where they are not for the resource any more.
type Steps = Vec<(u16, Option<Status>)>;

/// Why each outcome counts otherwise, by kinds in their order: one after another they lead from what counted to what counts.
pub(super) fn changes(older: &Row, newer: &Row) -> BTreeMap<MoveKind, Steps> {
    let find = |outcomes: &[FoldedOutcome], recommendation: u16| -> Option<FoldedOutcome> {
        let found = outcomes.binary_search_by_key(&recommendation, |outcome| outcome.recommendation).ok()?;
        Some(outcomes[found])
    };
    let all = older.outcomes.iter().chain(&newer.outcomes).map(|outcome| outcome.recommendation);
    let mut changes: BTreeMap<MoveKind, Steps> = BTreeMap::new();
    for recommendation in all.collect::<BTreeSet<u16>>() {
        let [was, is] = [&older.outcomes, &newer.outcomes].map(|outcomes| find(outcomes, recommendation));
        let said = older.written.as_ref().and_then(|written| find(written, recommendation));
        for (why, status) in steps(was, is, said) {
            changes.entry(why).or_default().push((recommendation, status));
        }
    }
    changes
}

/// One outcome's way from what it counted as to what it counts as; `said` is what its sources had said before.
fn steps(
    was: Option<FoldedOutcome>,
    is: Option<FoldedOutcome>,
    said: Option<FoldedOutcome>,
) -> Vec<(MoveKind, Option<Status>)> {
    let counts = |outcome: Option<FoldedOutcome>| outcome.map(|outcome| outcome.counted);
    let status = |outcome: Option<FoldedOutcome>| outcome.map_or(Status::NotApplicable, |outcome| outcome.status);
    let (before, after) = (counts(was), counts(is));
    if before == after {
        return Vec::new();
    }
    if said.is_some() && counts(said) == after {
        return vec![(MoveKind::Deployed, after)];
    }
    let is_exempt = is.is_some_and(|is| is.is_exempt());
    let why = match (status(was), status(is)) {
        (Status::Unhealthy, Status::Unhealthy) if is_exempt => return vec![(MoveKind::Exempted, after)],
        (Status::Unhealthy, Status::Unhealthy) => MoveKind::Expired,
        (_, Status::Unknown) => MoveKind::Undecided,
        (Status::Unknown, _) => MoveKind::Decided,
        (_, Status::Unhealthy) => MoveKind::Broken,
        (Status::Unhealthy, _) => MoveKind::Fixed,
        (_, Status::Healthy) => MoveKind::Added,
        (_, Status::NotApplicable) => MoveKind::Removed,
    };
    // What is exempt at once was unhealthy first, whatever the order of the kinds.
    match is_exempt && why < MoveKind::Exempted {
        true => vec![(why, Some(Status::Unhealthy)), (MoveKind::Exempted, after)],
        false => vec![(why, after)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::AssessmentIndex;

    /// Nothing, each status, and what is exempt as healthy or as not applicable.
    fn outcomes() -> Vec<Option<FoldedOutcome>> {
        use Status::{Healthy, NotApplicable, Unhealthy, Unknown};
        let all = [
            (Healthy, Healthy),
            (NotApplicable, NotApplicable),
            (Unknown, Unknown),
            (Unhealthy, Unhealthy),
            (Unhealthy, Healthy),
            (Unhealthy, NotApplicable),
        ];
        let outcome =
            |(status, counted)| FoldedOutcome { recommendation: 3, status, counted, place: AssessmentIndex::default() };
        std::iter::once(None).chain(all.map(outcome).map(Some)).collect()
    }

    #[test]
    fn steps_in_the_order_of_their_kinds_lead_from_what_counted_to_what_counts() {
        let counts = |outcome: Option<FoldedOutcome>| outcome.map(|outcome| outcome.counted);
        for was in outcomes() {
            for is in outcomes() {
                for said in outcomes() {
                    let steps: BTreeMap<MoveKind, Option<Status>> = steps(was, is, said).into_iter().collect();
                    let end = steps.values().next_back().copied().unwrap_or(counts(was));
                    assert_eq!(end, counts(is), "{was:?} {is:?} {said:?}");
                    assert_eq!(steps.is_empty(), counts(was) == counts(is), "{was:?} {is:?} {said:?}");
                }
            }
        }
    }

    #[test]
    fn a_step_has_the_kind_that_people_would_name() {
        use MoveKind::{Added, Broken, Decided, Exempted, Expired, Fixed, Removed, Undecided};
        let [none, healthy, not, unknown, unhealthy, mitigated, waived] = outcomes()[..] else { panic!("seven") };
        let cases: [(_, _, &[MoveKind]); 12] = [
            (unhealthy, healthy, &[Fixed]),
            (mitigated, not, &[Fixed]),
            (healthy, unhealthy, &[Broken]),
            (healthy, waived, &[Broken, Exempted]),
            (none, healthy, &[Added]),
            (not, healthy, &[Added]),
            (healthy, not, &[Removed]),
            (unhealthy, mitigated, &[Exempted]),
            (mitigated, waived, &[Exempted]),
            (waived, unhealthy, &[Expired]),
            (unknown, waived, &[Decided]),
            (unhealthy, unknown, &[Undecided]),
        ];
        for (was, is, expected) in cases {
            let kinds: Vec<MoveKind> = steps(was, is, None).into_iter().map(|(kind, _)| kind).collect();
            assert_eq!(kinds, expected, "{was:?} {is:?}");
        }
        let deployed: Vec<MoveKind> = steps(unhealthy, healthy, healthy).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(deployed, [MoveKind::Deployed]);
    }
}
