//! Against brute force, and what must hold for every route.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

const MINIMISE: [Minimise; 3] = [Minimise::Edits, Minimise::Files, Minimise::Review];

fn ratio(numerator: i64, denominator: i64) -> Ratio {
    Ratio::new(numerator.into(), denominator.into())
}

fn item(edits: &[u32], files: &[u32], review: bool) -> Item {
    Item {
        edits: edits.iter().copied().map(EditId).collect(),
        files: files.iter().copied().map(FileId).collect(),
        review,
    }
}

fn unit(gain: Ratio, items: &[usize]) -> Unit {
    Unit { gain, items: items.iter().copied().map(ItemIndex).collect() }
}

fn at_least(gain: Ratio, minimise: Minimise) -> Goal {
    Goal::AtLeast { gain, minimise }
}

fn total(problem: &Problem) -> Ratio {
    problem.units.iter().map(|unit| &unit.gain).sum()
}

/// Up to twelve items that share edits and files, and up to ten units; the units' gains are few distinct fractions.
fn problems() -> impl Strategy<Value = Problem> {
    let gains = prop::collection::vec((1..8i64, 1..30i64), 1..5);
    (1..=12usize, 1..16u32, 1..6u32, gains).prop_flat_map(|(items, edits, files, gains)| {
        let edits = prop::collection::btree_set(0..edits, 1..3);
        let files = prop::collection::btree_set(0..files, 1..3);
        let any_item = (edits, files, any::<bool>());
        let any_unit = (prop::sample::select(gains), prop::collection::btree_set(0..items, 1..5));
        (prop::collection::vec(any_item, items), prop::collection::vec(any_unit, 1..=10)).prop_map(|(items, units)| {
            let set = |set: &BTreeSet<u32>| set.iter().copied().collect::<Vec<_>>();
            let items = items.iter().map(|(edits, files, review)| item(&set(edits), &set(files), *review));
            let units = units
                .iter()
                .map(|((n, d), items)| unit(ratio(*n, d * 100), &items.iter().copied().collect::<Vec<_>>()));
            Problem { items: items.collect(), units: units.collect(), blocked: vec![] }
        })
    })
}

/// What a set of items costs and gains, straight from the definition.
fn judged(problem: &Problem, chosen: &BTreeSet<usize>) -> (Cost, Ratio) {
    let items = || chosen.iter().map(|item| &problem.items[*item]);
    let cost = Cost {
        edits: items().flat_map(|item| &item.edits).collect::<BTreeSet<_>>().len() as u64,
        files: items().flat_map(|item| &item.files).collect::<BTreeSet<_>>().len() as u64,
        review: items().filter(|item| item.review).count() as u64,
    };
    let gained = problem.units.iter().filter(|unit| unit.items.iter().all(|item| chosen.contains(&item.0)));
    (cost, gained.map(|unit| &unit.gain).sum())
}

fn primary(cost: &Cost, minimise: Minimise) -> u64 {
    match minimise {
        Minimise::Edits => cost.edits,
        Minimise::Files => cost.files,
        Minimise::Review => cost.review,
    }
}

/// Numbers as the bits of one.
fn bits(numbers: impl Iterator<Item = usize>) -> u32 {
    numbers.fold(0, |bits, number| bits | 1 << number)
}

/// All sets of items, judged. Sets are bits here, for speed.
fn all(problem: &Problem) -> Vec<(Cost, Ratio)> {
    let edits = problem.items.iter().map(|item| bits(item.edits.iter().map(|edit| edit.0 as usize)));
    let files = problem.items.iter().map(|item| bits(item.files.iter().map(|file| file.0 as usize)));
    let (edits, files): (Vec<u32>, Vec<u32>) = (edits.collect(), files.collect());
    let units: Vec<u32> = problem.units.iter().map(|unit| bits(unit.items.iter().map(|item| item.0))).collect();
    let mut gains = vec![ratio(0, 1)];
    for unit in &problem.units {
        gains.extend(gains.iter().map(|gain| gain + &unit.gain).collect::<Vec<_>>());
    }
    let judge = |set: u32| {
        let items = || (0..problem.items.len()).filter(move |item| set >> item & 1 == 1);
        let gained = bits((0..units.len()).filter(|unit| units[*unit] & !set == 0));
        let cost = Cost {
            edits: items().fold(0, |all, item| all | edits[item]).count_ones().into(),
            files: items().fold(0, |all, item| all | files[item]).count_ones().into(),
            review: items().filter(|item| problem.items[*item].review).count() as u64,
        };
        (cost, gains[gained as usize].clone())
    };
    (0..1 << problem.items.len()).map(judge).collect()
}

/// The route is what it says it is.
fn check(problem: &Problem, route: &Route) -> Result<(), TestCaseError> {
    let chosen: BTreeSet<usize> = route.steps.iter().map(|step| step.item.0).collect();
    prop_assert_eq!(chosen.len(), route.steps.len(), "each item once");
    prop_assert_eq!(judged(problem, &chosen), (route.cost, route.gain.clone()));
    let mut so_far = BTreeSet::new();
    for step in &route.steps {
        so_far.insert(step.item.0);
        let (cost, gain) = judged(problem, &so_far);
        prop_assert_eq!(step.edits, cost.edits);
        prop_assert!(step.gain <= gain, "a gain may be shown later than it comes, never earlier");
    }
    prop_assert_eq!(route.steps.last().map_or(ratio(0, 1), |step| step.gain.clone()), route.gain.clone());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_least_cost_is_that_of_brute_force(problem in problems(), percent in 0..=100i64) {
        let all = all(&problem);
        let gain = total(&problem) * ratio(percent, 100);
        for minimise in MINIMISE {
            let route = route(&problem, &at_least(gain.clone(), minimise));
            let reaching = all.iter().filter(|(_, other)| *other >= gain);
            let least = reaching.map(|(cost, _)| (primary(cost, minimise), cost.edits)).min();
            prop_assert!(route.reached && route.gain >= gain);
            prop_assert_eq!(Some((primary(&route.cost, minimise), route.cost.edits)), least);
            prop_assert_eq!(&route.exactness, &Exactness::Exact);
            check(&problem, &route)?;
        }
    }

    #[test]
    fn the_most_gain_is_that_of_brute_force(problem in problems(), edits in 0..16u64) {
        let all = all(&problem);
        let route = route(&problem, &Goal::MostWithin { edits });
        let within = all.iter().filter(|(cost, _)| cost.edits <= edits);
        let best = within.map(|(cost, gain)| (gain, std::cmp::Reverse(cost.edits))).max();
        prop_assert_eq!(Some((&route.gain, std::cmp::Reverse(route.cost.edits))), best);
        prop_assert_eq!(&route.exactness, &Exactness::Exact);
        check(&problem, &route)?;
    }

    #[test]
    fn bounds_hold_whatever_the_effort(problem in problems(), percent in 0..=100i64, edits in 0..16u64, effort in 0..300u64) {
        let gain = total(&problem) * ratio(percent, 100);
        for minimise in MINIMISE {
            let goal = at_least(gain.clone(), minimise);
            let (quick, best) = (route_within(&problem, &goal, effort), route(&problem, &goal));
            check(&problem, &quick)?;
            prop_assert!(quick.gain >= gain);
            match &quick.exactness {
                Exactness::Exact => prop_assert_eq!(primary(&quick.cost, minimise), primary(&best.cost, minimise)),
                Exactness::Within(Bound::Least(what, least)) => {
                    prop_assert!(*least <= primary(&best.cost, *what));
                    prop_assert!(*least < primary(&quick.cost, *what));
                }
                Exactness::Within(Bound::Most(_)) => prop_assert!(false, "a bound on the wrong side"),
                Exactness::Open(_) => prop_assert!(false, "a search knows what it found"),
            }
        }
        let goal = Goal::MostWithin { edits };
        let (quick, best) = (route_within(&problem, &goal, effort), route(&problem, &goal));
        check(&problem, &quick)?;
        prop_assert!(quick.cost.edits <= edits);
        match &quick.exactness {
            Exactness::Exact => prop_assert_eq!(quick.gain, best.gain),
            Exactness::Within(Bound::Most(most)) => prop_assert!(*most >= best.gain),
            Exactness::Within(Bound::Least(..)) => prop_assert_eq!(quick.gain, best.gain),
            Exactness::Open(_) => prop_assert!(false, "a search knows what it found"),
        }
    }
}

proptest! {
    #[test]
    fn the_order_of_units_and_items_does_not_matter(problem in problems(), percent in 0..=100i64, edits in 0..16u64) {
        let mut turned = problem.clone();
        let last = problem.items.len() - 1;
        turned.items.reverse();
        turned.units.reverse();
        turned.units.iter_mut().flat_map(|unit| &mut unit.items).for_each(|item| item.0 = last - item.0);
        let gain = total(&problem) * ratio(percent, 100);
        for minimise in MINIMISE {
            let goal = at_least(gain.clone(), minimise);
            let (one, other) = (route(&problem, &goal), route(&turned, &goal));
            prop_assert_eq!(primary(&one.cost, minimise), primary(&other.cost, minimise));
            prop_assert_eq!(one.cost.edits, other.cost.edits);
        }
        let goal = Goal::MostWithin { edits };
        prop_assert_eq!(route(&problem, &goal).gain, route(&turned, &goal).gain);
    }

    #[test]
    fn more_to_reach_never_costs_less_and_more_edits_never_gain_less(problem in problems()) {
        let whole = total(&problem);
        for minimise in MINIMISE {
            let costs = (0..=8).map(|eighths| {
                let cost = route(&problem, &at_least(&whole * ratio(eighths, 8), minimise)).cost;
                (primary(&cost, minimise), cost.edits)
            });
            prop_assert!(costs.collect::<Vec<_>>().is_sorted());
        }
        let gains = (0..16).map(|edits| route(&problem, &Goal::MostWithin { edits }).gain);
        prop_assert!(gains.collect::<Vec<_>>().is_sorted());
    }

    #[test]
    fn the_same_question_has_the_same_answer(problem in problems(), percent in 0..=100i64) {
        let goal = at_least(total(&problem) * ratio(percent, 100), Minimise::Files);
        prop_assert_eq!(route(&problem, &goal), route(&problem, &goal));
    }

    #[test]
    fn what_cannot_be_reached_is_approached_as_far_as_possible(problem in problems()) {
        let whole = total(&problem);
        for minimise in MINIMISE {
            let far = route(&problem, &at_least(&whole + ratio(1, 1000), minimise));
            let full = route(&problem, &at_least(whole.clone(), minimise));
            prop_assert!(!far.reached && full.reached);
            prop_assert_eq!(&far.gain, &whole);
            prop_assert_eq!(far.steps, full.steps);
        }
    }
}

/// A resource with two findings: the first alone gains something, both together something more.
#[derive(Clone, Copy, Debug)]
struct Pair {
    gains: [i64; 2],
    review: [bool; 2],
}

/// Many resources of few kinds.
fn pairs() -> impl Strategy<Value = Vec<Pair>> {
    let pair = (any::<[bool; 2]>(), [0..40i64, 0..40i64]).prop_map(|(review, gains)| Pair { gains, review });
    prop::collection::vec(pair, 1..6).prop_flat_map(|kinds| prop::collection::vec(prop::sample::select(kinds), 1..40))
}

fn problem_of(pairs: &[Pair]) -> Problem {
    let mut problem = Problem::default();
    for (index, pair) in pairs.iter().enumerate() {
        let first = 2 * index;
        for item_index in [first, first + 1] {
            problem.items.push(item(&[item_index as u32], &[0], pair.review[item_index - first]));
        }
        problem.units.push(unit(ratio(pair.gains[0], 10_000), &[first]));
        problem.units.push(unit(ratio(pair.gains[1], 10_000), &[first, first + 1]));
    }
    problem
}

/// The most that can be gained for each number of reviews and edits, resource by resource.
fn gains_by_cost(pairs: &[Pair]) -> BTreeMap<(u64, u64), i64> {
    let mut best = BTreeMap::from([((0, 0), 0)]);
    for pair in pairs {
        let review = pair.review.map(u64::from);
        let one = (review[0], 1, pair.gains[0]);
        let both = (review[0] + review[1], 2, pair.gains[0] + pair.gains[1]);
        let before: Vec<_> = best.iter().map(|(cost, gain)| (*cost, *gain)).collect();
        for ((reviews, edits), gain) in before {
            for (more_reviews, more_edits, more) in [one, both] {
                let best = best.entry((reviews + more_reviews, edits + more_edits)).or_default();
                *best = (*best).max(gain + more);
            }
        }
    }
    best
}

proptest! {
    #[test]
    fn many_resources_of_few_kinds_are_exact(pairs in pairs(), percent in 0..=100i64, edits in 0..80u64) {
        let problem = problem_of(&pairs);
        let best = gains_by_cost(&pairs);
        let target = total(&problem) * ratio(percent, 100);
        let reaching = || best.iter().filter(|(_, gain)| ratio(**gain, 10_000) >= target).map(|(cost, _)| *cost);
        let fewest = route(&problem, &at_least(target.clone(), Minimise::Edits));
        prop_assert_eq!(Some(fewest.cost.edits), reaching().map(|(_, edits)| edits).min());
        let review = route(&problem, &at_least(target.clone(), Minimise::Review));
        prop_assert_eq!(Some((review.cost.review, review.cost.edits)), reaching().min());
        let most = route(&problem, &Goal::MostWithin { edits });
        let within = best.iter().filter(|((_, cost), _)| *cost <= edits).map(|(_, gain)| ratio(*gain, 10_000));
        prop_assert_eq!(Some(most.gain.clone()), within.max());
        for route in [fewest, review, most] {
            prop_assert_eq!(&route.exactness, &Exactness::Exact);
            check(&problem, &route)?;
        }
    }
}

/// Random numbers that are the same everywhere.
fn random(seed: &mut u64, below: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

/// Resources with one to four findings in one to three of eight controls. Every `shared`-th resource's first finding is
/// fixed by an edit that so many resources share.
fn estate(resources: u64, seed: u64, shared: u64) -> Problem {
    let mut seed = seed;
    let gains: Vec<Ratio> =
        (0..8).map(|_| ratio(1 + random(&mut seed, 10) as i64, 60 * (1000 + random(&mut seed, 9000) as i64))).collect();
    let mut problem = Problem::default();
    for resource in 0..resources {
        let first = problem.items.len();
        let findings = 1 + random(&mut seed, 4);
        for finding in 0..findings {
            let common = shared > 0 && finding == 0 && resource % 2 == 0;
            let edit = if common { 1_000_000 + (resource / shared) as u32 } else { problem.items.len() as u32 };
            problem.items.push(item(&[edit], &[(resource / 10) as u32], random(&mut seed, 3) == 0));
        }
        for _ in 0..1 + random(&mut seed, 3) {
            let gain = gains[random(&mut seed, 8) as usize].clone();
            let needed: Vec<usize> =
                (0..findings as usize).filter(|_| random(&mut seed, 2) == 0).map(|finding| first + finding).collect();
            let needed = if needed.is_empty() { vec![first] } else { needed };
            problem.units.push(unit(gain, &needed));
        }
    }
    problem
}

#[test]
fn large_estates_are_exact() {
    let problem = estate(400, 7, 0);
    for minimise in MINIMISE {
        let route = route(&problem, &at_least(total(&problem) * ratio(3, 5), minimise));
        assert_eq!(route.exactness, Exactness::Exact, "{minimise:?}");
    }
    let route = route(&problem, &Goal::MostWithin { edits: 100 });
    assert_eq!(route.exactness, Exactness::Exact);
}

#[test]
fn a_resource_gains_only_when_all_its_findings_are_fixed() {
    let items = vec![item(&[0], &[0], false), item(&[1], &[0], false), item(&[2], &[1], true)];
    let units = vec![unit(ratio(1, 10), &[0, 1]), unit(ratio(1, 20), &[2])];
    let problem = Problem { items, units, blocked: vec![] };
    let route = route(&problem, &Goal::MostWithin { edits: 1 });
    assert_eq!(route.steps, [Step { item: ItemIndex(2), edits: 1, gain: ratio(1, 20) }]);
}

#[test]
fn one_edit_for_many_comes_before_many_edits() {
    let mut problem = Problem::default();
    for resource in 0..5 {
        problem.items.push(item(&[resource], &[0], false));
        problem.items.push(item(&[99], &[1], false));
        problem.units.push(unit(ratio(1, 100), &[2 * resource as usize]));
        problem.units.push(unit(ratio(1, 100), &[2 * resource as usize + 1]));
    }
    let route = route(&problem, &at_least(ratio(6, 100), Minimise::Edits));
    assert_eq!(route.cost.edits, 2);
    let (last, shared) = route.steps.split_last().expect("steps");
    assert!(shared.iter().all(|step| step.edits == 1), "the shared edit first: {shared:?}");
    assert_eq!((shared.len(), last.edits, &last.gain), (5, 2, &ratio(6, 100)));
}

#[test]
fn obstacles_are_added_up_by_what_stands_in_the_way() {
    let reasons = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect::<BTreeSet<Arc<str>>>();
    let blocked = |gain, names| Blocked { gain, reasons: reasons(names) };
    let problem = Problem {
        blocked: vec![
            blocked(ratio(1, 50), &["no fix"]),
            blocked(ratio(1, 100), &["no fix", "refused"]),
            blocked(ratio(1, 50), &["no fix"]),
            blocked(ratio(1, 20), &["refused"]),
            blocked(ratio(0, 1), &["worthless"]),
        ],
        ..Problem::default()
    };
    let route = route(&problem, &at_least(ratio(1, 10), Minimise::Edits));
    let obstacle = |names, units, gain| Obstacle { reasons: reasons(names), units, gain };
    let expected = [
        obstacle(&["refused"], 1, ratio(1, 20)),
        obstacle(&["no fix"], 2, ratio(1, 25)),
        obstacle(&["no fix", "refused"], 1, ratio(1, 100)),
    ];
    assert_eq!((route.reached, route.steps.len(), route.obstacles.as_slice()), (false, 0, &expected[..]));
}

#[test]
fn nonsense_is_left_out() {
    let items = vec![item(&[0], &[0], false)];
    let units = vec![unit(ratio(1, 10), &[0, 7]), unit(ratio(-1, 10), &[0]), unit(ratio(0, 1), &[0])];
    let problem = Problem { items, units, blocked: vec![] };
    for goal in [at_least(ratio(1, 2), Minimise::Review), Goal::MostWithin { edits: u64::MAX }] {
        let route = route(&problem, &goal);
        assert_eq!((route.steps.len(), route.gain, route.exactness), (0, ratio(0, 1), Exactness::Exact));
    }
}
