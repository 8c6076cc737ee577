//! The vectors of the scoring rules: each control, subscription and estate by hand.

use super::*;

#[test]
fn a_control_is_worth_its_maximum_times_the_share_of_healthy_resources() {
    // The vector's number, max, healthy, unhealthy, current and potential.
    let vectors = [
        (1, 6, 42, 8, (504, 100), (96, 100)),
        (3, 6, 4, 74, (4, 13), (74, 13)),
        (5, 6, 5, 4, (10, 3), (8, 3)),
        (6, 1, 1, 4, (2, 10), (8, 10)),
        (7, 4, 5, 1, (10, 3), (2, 3)),
        (8, 4, 1, 1, (2, 1), (2, 1)),
        (9, 6, 0, 1, (0, 1), (6, 1)),
        (10, 10, 1, 0, (10, 1), (0, 1)),
        (12, 0, 7, 0, (0, 1), (0, 1)),
        (18, 4, 8, 2, (320, 100), (80, 100)),
        (19, 4, 7, 2, (28, 9), (8, 9)),
    ];
    for (vector, max, healthy, unhealthy, current, potential) in vectors {
        let score = subscription(&[(max, healthy, unhealthy, 1)]);
        let figures = figures(&score, 0);
        assert_eq!(figures.current, ratio(current.0, current.1), "current of vector {vector}");
        assert_eq!(figures.potential, ratio(potential.0, potential.1), "potential of vector {vector}");
        assert_eq!(control(&score, 0).tally.scored(), (healthy + unhealthy) as u64, "weight of vector {vector}");
    }
}

#[test]
fn a_healthy_resource_is_worth_its_share() {
    for (vector, max, healthy, unhealthy, expected) in
        [(1, 6, 42, 8, ratio(12, 100)), (3, 6, 4, 74, ratio(1, 13)), (6, 1, 1, 4, ratio(2, 10))]
    {
        let score = subscription(&[(max, healthy, unhealthy, 0)]);
        assert_eq!(figures(&score, 0).per_resource, expected, "vector {vector}");
    }
}

#[test]
fn a_control_gains_its_share_of_the_subscription() {
    let of_sixty = |healthy, unhealthy| subscription(&[(6, healthy, unhealthy, 0), (54, 1, 0, 0)]);
    assert_eq!(figures(&of_sixty(42, 8), 0).gain, ratio(16, 1000), "vector 2");
    assert_eq!(figures(&of_sixty(5, 4), 0).gain, ratio(2, 45), "vector 5");
    let estate = subscription(&[(50, 24, 26, 0), (10, 5, 5, 0)]).estate.figures.unwrap();
    assert_eq!((estate.current, estate.max, estate.potential), (ratio(29, 1), 60, ratio(31, 1)), "vector 4");
}

#[test]
fn what_is_not_scored_has_no_figures() {
    let score = subscription(&[(2, 0, 0, 1), (10, 1, 0, 0)]);
    assert_eq!(control(&score, 0).figures, None, "vector 11");
    assert_eq!(control(&score, 0).tally, Tally { not_applicable: 1, ..Tally::default() });
    assert_eq!(score.estate.figures.unwrap().max, 10, "its maximum enters no sum");
    let best_practices = subscription(&[(0, 7, 1, 0)]).estate;
    assert_eq!(best_practices, ScopeScore::default(), "a maximum of 0 is no score");
    assert_eq!(score_of_nothing().estate, ScopeScore::default());
}

fn score_of_nothing() -> Score {
    score(&policy(&[6], &[&[0]]), &Assessed::default(), &Options::default())
}

#[test]
fn a_subscription_adds_up_its_scored_controls() {
    // Currents 10, 0.2, 2, 0, 0, 0, 3.33, 4 and 4, each exactly, and one control that is not scored.
    let controls = [
        (10, 1, 0, 0),
        (1, 1, 4, 0),
        (4, 1, 1, 0),
        (4, 0, 1, 0),
        (2, 0, 1, 0),
        (6, 0, 1, 0),
        (4, 333, 67, 0),
        (4, 1, 0, 0),
        (4, 1, 0, 0),
        (8, 0, 0, 1),
    ];
    let figures = subscription(&controls).estate.figures.unwrap();
    assert_eq!((figures.current, figures.max), (ratio(2353, 100), 39), "vector 13");
    assert_eq!(figures.percentage, ratio(2353, 3900), "vector 13");
}

#[test]
fn a_resource_counts_once_however_many_recommendations_it_fails() {
    let policy = policy(&[4], &[&[0], &[0], &[0], &[0]]);
    for fixed in 0..=3u16 {
        let outcomes = (0..4).map(|recommendation| (recommendation, if recommendation > fixed { U } else { H }));
        let resources = [(0, 0, outcomes.collect()), (1, 0, vec![(0, H)])];
        let score = score(&policy, &assessed(&[("s", "g")], &resources), &Options::default());
        let expected = if fixed == 3 { ratio(4, 1) } else { ratio(2, 1) };
        assert_eq!(figures(&score, 0).current, expected, "vector 14 with {fixed} of 3 fixed");
    }
}

/// Resources of one status in a subscription, by its place, and a control.
type Part = (u32, u16, Status, usize);

/// An estate of subscriptions with one control for each of `maxima`, each resource distinct.
fn estate(maxima: &[u32], parts: &[Part]) -> Score {
    let memberships: Vec<_> = (0..maxima.len()).map(|index| vec![index]).collect();
    let memberships: Vec<_> = memberships.iter().map(Vec::as_slice).collect();
    let resources = parts.iter().flat_map(|&(group, recommendation, status, count)| {
        std::iter::repeat_n((group, vec![(recommendation, status)]), count)
    });
    let resources: Vec<_> =
        resources.zip(0..).map(|((group, outcomes), identity)| (identity, group, outcomes)).collect();
    let named = parts.iter().map(|part| part.0 as usize + 1).max().unwrap_or_default();
    let groups = &[("a", ""), ("b", ""), ("c", "")][..named];
    score(&policy(maxima, &memberships), &assessed(groups, &resources), &Options::default())
}

/// The weight and the percentage of each subscription.
fn weighed(score: &Score) -> Vec<(u64, Option<Ratio>)> {
    let scores = score.scopes.iter().filter(|scope| matches!(scope.name, ScopeName::Subscription(_)));
    scores.map(|scope| (scope.score.weight, scope.score.figures.clone().map(|figures| figures.percentage))).collect()
}

fn percentage(score: &Score) -> Ratio {
    score.estate.figures.as_ref().unwrap().percentage.clone()
}

#[test]
fn subscriptions_are_weighted_by_what_their_resources_can_score() {
    // A: the controls of vectors 6 to 10 and four more. B: 5 of 10 points.
    let maxima = [10, 1, 4, 4, 2, 6, 4, 4, 4, 1, 2, 7];
    let a = [(0, H, 1), (1, H, 1), (1, U, 4), (2, H, 1), (2, U, 1), (3, U, 1), (4, U, 1), (5, U, 1)];
    let a = a.into_iter().chain([(6, H, 5), (6, U, 1), (7, H, 1), (8, H, 1)]).map(|part| (0, part));
    let b = [(9, H, 3), (10, H, 2), (10, U, 6), (11, H, 1), (11, U, 1), (8, NA, 9), (0, K, 9)].map(|part| (1, part));
    let parts: Vec<Part> =
        a.chain(b).map(|(group, (control, status, count))| (group, control, status, count)).collect();
    let score = estate(&maxima, &parts);
    assert_eq!(weighed(&score), [(67, Some(ratio(353, 585))), (33, Some(ratio(1, 2)))]);
    assert_eq!(percentage(&score), (ratio(67 * 353, 585) + ratio(33, 2)) / ratio(100, 1), "vector 15");
    assert_eq!((score.estate.weight, estate(&[], &[]).estate.figures), (100, None));
}

#[test]
fn the_larger_part_of_an_estate_decides() {
    let score = estate(&[6, 2], &[(0, 0, H, 4), (0, 0, U, 6), (1, 1, H, 30), (1, 1, U, 10)]);
    assert_eq!(weighed(&score), [(60, Some(ratio(4, 10))), (80, Some(ratio(30, 40)))]);
    assert_eq!(percentage(&score), ratio(60, 100), "vector 22");
}

#[test]
fn a_gain_weighs_each_subscription() {
    // A: potential 2 in the first control, and 42 in others. B: potential 5, and 28 in others. C: only in the last, whose
    // maximum is 0, so that it has neither a percentage nor a weight.
    let a = [(0, 0, H, 3), (0, 0, U, 2), (0, 1, H, 1), (0, 2, H, 3), (0, 3, H, 1)];
    let b = [(1, 0, U, 1), (1, 1, H, 4), (1, 2, H, 6), (1, 4, U, 50), (2, 4, U, 9)];
    let score = estate(&[5, 1, 4, 29, 0], &[a, b].concat());
    assert_eq!(weighed(&score), [(67, Some(ratio(37, 39))), (33, Some(ratio(1, 2))), (0, None)]);
    let gain = (ratio(67 * 2, 39) + ratio(33 * 5, 10)) / ratio(100, 1);
    assert_eq!(figures(&score, 0).gain, gain, "vector 16");
    assert_eq!(figures(&score, 0).potential, gain * ratio(39, 1));
    assert_eq!(score.estate.weight, 100);
}

fn range(score: &ScopeScore) -> Option<(Ratio, Ratio, u64)> {
    score.range.clone().map(|Range { lower, upper, undecided, .. }| (lower, upper, undecided))
}

#[test]
fn a_range_is_what_the_undecided_leaves() {
    let decided = estate(&[4], &[(0, 0, H, 1), (0, 0, U, 1), (0, 0, NA, 1)]);
    assert_eq!(range(&decided.estate), None);
    let one = estate(&[4], &[(0, 0, H, 1), (0, 0, U, 1), (0, 0, K, 1)]);
    assert_eq!(range(&one.estate), Some((ratio(1, 3), ratio(2, 3), 1)));
    assert!(one.scopes.iter().all(|scope| scope.score.range == one.estate.range), "each scope has its own");
    // 4 points are decided in full, and 8 are open: a control with undecided resources only enters with its maximum.
    let open = estate(&[4, 8], &[(0, 0, H, 1), (0, 1, K, 1)]);
    assert_eq!(range(&open.estate), Some((ratio(4, 12), ratio(1, 1), 1)));
    let nothing = estate(&[4], &[(0, 0, K, 2)]).estate;
    assert_eq!((&nothing.figures, range(&nothing)), (&None, Some((ratio(0, 1), ratio(1, 1), 2))));
    assert_eq!(range(&estate(&[0], &[(0, 0, K, 2)]).estate), None, "what has no points moves no score");
}

#[test]
fn the_ends_of_a_range_weigh_what_is_decided() {
    // A: 1 of 2 decided resources, and 2 that are not, weight 8. B: 1 of 1, weight 4. C: nothing but 3 undecided, weight 12.
    let score = estate(&[4], &[(0, 0, H, 1), (0, 0, U, 1), (0, 0, K, 2), (1, 0, H, 1), (2, 0, K, 3)]);
    let lower = (ratio(8, 4) + ratio(4, 1)) / ratio(24, 1);
    let upper = (ratio(8 * 3, 4) + ratio(4, 1) + ratio(12, 1)) / ratio(24, 1);
    assert_eq!(range(&score.estate), Some((lower, upper, 5)));
}

#[test]
fn a_check_that_changes_nothing_is_not_waited_for() {
    // What fails another check is unhealthy whatever this one finds.
    let policy = policy(&[4], &[&[0], &[0]]);
    let resources = [(0, 0, vec![(0, U), (1, K)]), (1, 0, vec![(0, H), (1, K)])];
    let score = score(&policy, &assessed(&[("s", "g")], &resources), &Options::default());
    assert_eq!(range(&score.estate), Some((ratio(0, 1), ratio(1, 2), 1)));
}
