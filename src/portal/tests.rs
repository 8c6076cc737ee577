//! Whatever two sides say, the parts of the difference sum to it.

use super::{PartKind, Table, Verdict, compare};
use crate::assess::Status;
use crate::score::Ratio;
use num_traits::Zero;
use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn verdict() -> impl Strategy<Value = Verdict> {
    let statuses = [Status::Healthy, Status::Unhealthy, Status::NotApplicable, Status::Unknown];
    let cause = prop_oneof![Just(None), Just(Some("OffByPolicy".to_owned())), Just(Some("NA".to_owned()))];
    (prop::sample::select(statuses.to_vec()), cause, any::<bool>()).prop_map(|(status, cause, is_exempt)| Verdict {
        cause,
        is_exempt,
        ..Verdict::of(status)
    })
}

fn table() -> impl Strategy<Value = Table> {
    let name = || "[r-v]";
    (
        btree_map(("[a-e]", name()), verdict(), 0..20),
        btree_map("[x-z]", (0..9u64, btree_set(name(), 0..4)), 0..4),
        btree_set(name(), 0..2),
    )
        .prop_map(|(verdicts, controls, preview)| Table { verdicts, controls, preview })
}

proptest! {
    #[test]
    fn parts_sum_to_the_difference(ours in table(), theirs in table()) {
        let difference = compare(&ours, &theirs);
        prop_assert_eq!(&difference.ours, &ours.percentage());
        prop_assert_eq!(&difference.theirs, &theirs.percentage());
        let sum = difference.parts.iter().fold(Ratio::zero(), |sum, part| sum + &part.share);
        prop_assert_eq!(sum, theirs.percentage() - ours.percentage());
        let kinds: BTreeSet<PartKind> = difference.parts.iter().map(|part| part.kind).collect();
        prop_assert_eq!(kinds.len(), difference.parts.len());
    }

    #[test]
    fn equal_sides_differ_in_nothing(own in table()) {
        prop_assert!(compare(&own, &own).parts.is_empty());
    }
}
