//! What must hold for every estate.

use super::*;
use proptest::prelude::*;

/// The maxima of controls, and the controls of recommendations.
#[derive(Clone, Debug)]
struct Rules {
    maxima: Vec<u32>,
    memberships: Vec<Vec<usize>>,
}

impl Rules {
    fn policy(&self) -> Policy {
        let memberships: Vec<_> = self.memberships.iter().map(Vec::as_slice).collect();
        policy(&self.maxima, &memberships)
    }
}

/// Estates of up to four subscriptions, controls and recommendations with statuses from `statuses`, some resources
/// listed more than once. With `single`, each recommendation stands in one control.
fn estates(statuses: &'static [Status], single: bool) -> impl Strategy<Value = (Rules, Assessed)> {
    let maxima = prop::collection::vec(0..12u32, 1..5);
    maxima.prop_flat_map(move |maxima| {
        let most = if single { 1 } else { maxima.len() };
        let memberships =
            prop::collection::vec(prop::sample::subsequence((0..maxima.len()).collect::<Vec<_>>(), 1..=most), 1..5);
        memberships.prop_flat_map(move |memberships| {
            let outcome = (0..memberships.len() as u16, prop::sample::select(statuses));
            let resource = (0..30u64, prop::collection::btree_map(outcome.0, outcome.1, 0..4));
            let rules = Rules { maxima: maxima.clone(), memberships };
            let resources = prop::collection::vec(resource, 0..40);
            resources.prop_map(move |resources| (rules.clone(), random_estate(resources)))
        })
    })
}

/// A resource's identity decides its subscription, as it does in an estate.
fn random_estate(resources: Vec<(u64, BTreeMap<u16, Status>)>) -> Assessed {
    let resources: Vec<_> = resources
        .into_iter()
        .map(|(identity, outcomes)| (identity, (identity % 4) as u32, outcomes.into_iter().collect()))
        .collect();
    assessed(&[("a", "x"), ("b", "x"), ("c", ""), ("", "y")], &resources)
}

fn options(estate: Estate) -> Options {
    let mut config = Config::default();
    config.scoring.estate = estate;
    Options::of([&config])
}

const ESTATES: [Estate; 2] = [Estate::Weighted, Estate::Pooled];

proptest! {
    #[test]
    fn potentials_add_up_to_what_is_missing((rules, assessed) in estates(&[H, U, NA, K], false)) {
        let policy = rules.policy();
        for estate in ESTATES {
            let score = score(&policy, &assessed, &options(estate));
            let potentials: Ratio = score.controls.iter().filter_map(|control| Some(control.figures.as_ref()?.potential.clone())).sum();
            let missing = score.estate.figures.map(|figures| ratio(figures.max as i64, 1) - figures.current);
            prop_assert_eq!(potentials, missing.unwrap_or_default());
        }
    }

    #[test]
    fn pooled_is_the_score_of_one_subscription((rules, assessed) in estates(&[H, U, NA, K], false)) {
        let policy = rules.policy();
        let pooled = score(&policy, &assessed, &options(Estate::Pooled));
        let mut one = assessed;
        one.groups.iter_mut().for_each(|group| group.subscription = None);
        for estate in ESTATES {
            let single = score(&policy, &one, &options(estate));
            prop_assert_eq!(&pooled.estate, &single.estate);
            prop_assert_eq!(&pooled.controls, &single.controls);
        }
    }

    #[test]
    fn a_range_contains_the_score((rules, assessed) in estates(&[H, U, NA, K], false)) {
        let policy = rules.policy();
        for estate in ESTATES {
            let score = score(&policy, &assessed, &options(estate));
            for score in score.scopes.iter().map(|scope| &scope.score).chain([&score.estate]) {
                let Some(Range { lower, upper, .. }) = &score.range else { continue };
                prop_assert!(lower < upper);
                prop_assert!(score.figures.iter().all(|figures| *lower <= figures.percentage && figures.percentage <= *upper));
            }
        }
    }

    #[test]
    fn the_order_of_resources_does_not_matter(
        (rules, first) in estates(&[H, U, NA, K], false),
        seed in any::<u64>(),
    ) {
        let policy = rules.policy();
        let mut rows: Vec<_> = first.subjects.iter().enumerate().map(|(index, subject)| {
            let outcomes = first.assessments.iter().filter(|outcome| outcome.subject.place() == index);
            (subject.identity, subject.group, outcomes.map(|outcome| (outcome.recommendation, outcome.status)).collect::<Vec<_>>())
        }).collect();
        rows.sort_by_key(|(identity, _, outcomes)| (identity ^ seed).wrapping_mul(seed | 1) ^ outcomes.len() as u64);
        let mut second = assessed(&[], &rows);
        second.groups.clone_from(&first.groups);
        prop_assert_eq!(score(&policy, &first, &Options::default()), score(&policy, &second, &Options::default()));
    }

    #[test]
    fn fixing_a_control_everywhere_raises_the_estate_by_its_gain((rules, assessed) in estates(&[H, U, NA], true)) {
        let policy = rules.policy();
        for estate in ESTATES {
            let before = score(&policy, &assessed, &options(estate));
            for control in &before.controls {
                let Some(figures) = &control.figures else { continue };
                let after = score(&policy, &fixed(&policy, &assessed, control.control), &options(estate));
                let percentage = |score: &Score| score.estate.figures.as_ref().map(|figures| figures.percentage.clone());
                let raised = percentage(&before).map(|percentage| percentage + &figures.gain);
                prop_assert_eq!(percentage(&after), raised);
            }
        }
    }

    #[test]
    fn what_a_turn_gains_is_what_the_next_score_has_more(
        (rules, mut assessed) in estates(&[H, U, NA, K], true),
        turns in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..12),
    ) {
        let policy = rules.policy();
        for estate in ESTATES {
            let options = options(estate);
            let mut running = Running::of(&policy, &Counted::without_exemptions(&assessed), &options);
            for (place, healthy) in &turns {
                let Some((identity, control)) = pick(&policy, &assessed, place) else { break };
                let worth = worth(&policy, &Counted::without_exemptions(&assessed), &options);
                let before = current(&policy, &assessed, &options);
                let group = turn(&policy, &mut assessed, identity, control, if *healthy { H } else { K });
                let gained = running.turn(group, control, *healthy);
                prop_assert_eq!(&gained, &(current(&policy, &assessed, &options) - before));
                if *healthy {
                    prop_assert_eq!(gained, worth.of(group, control));
                }
            }
        }
    }
}

fn current(policy: &Policy, assessed: &Assessed, options: &Options) -> Ratio {
    score(policy, assessed, options).estate.figures.map(|figures| figures.current).unwrap_or_default()
}

fn is_in(policy: &Policy, assessment: &Assessment, control: ControlIndex) -> bool {
    policy.recommendations[usize::from(assessment.recommendation)].controls.contains(&control)
}

/// One of the resources that are unhealthy in a control.
fn pick(policy: &Policy, assessed: &Assessed, place: &prop::sample::Index) -> Option<(u64, ControlIndex)> {
    let unhealthy = assessed.assessments.iter().filter(|assessment| assessment.status == U).flat_map(|assessment| {
        let identity = assessed.subject(assessment).identity;
        let controls = (0..policy.controls.len()).map(ControlIndex);
        controls.filter(|control| is_in(policy, assessment, *control)).map(move |control| (identity, control))
    });
    let unhealthy: Vec<_> = unhealthy.collect();
    (!unhealthy.is_empty()).then(|| unhealthy[place.index(unhealthy.len())])
}

/// Gives a resource a status in a control; its group.
fn turn(policy: &Policy, assessed: &mut Assessed, identity: u64, control: ControlIndex, status: Status) -> u32 {
    let mut group = 0;
    for assessment in &mut assessed.assessments {
        let subject = assessed.subjects[assessment.subject.place()];
        if subject.identity == identity && is_in(policy, assessment, control) {
            assessment.status = status;
            group = subject.group;
        }
    }
    group
}

/// The same estate with nothing unhealthy left in a control.
fn fixed(policy: &Policy, assessed: &Assessed, control: ControlIndex) -> Assessed {
    let mut fixed = assessed.clone();
    for assessment in &mut fixed.assessments {
        let inside = policy.recommendations[usize::from(assessment.recommendation)].controls.contains(&control);
        if inside && assessment.status == U {
            assessment.status = H;
        }
    }
    fixed
}

#[test]
fn adding_in_pairs_adds_all() {
    let terms = (1..=1000).map(|n| ratio(1, n * (n + 1))).collect();
    assert_eq!(crate::score::figures::sum(terms), ratio(1000, 1001));
}

/// A resource in two states: its subscription, its outcomes in each where it is there, and why it goes.
type Pair = (u32, Option<Vec<Outcome>>, Option<Vec<Outcome>>, u8);

fn pairs() -> impl Strategy<Value = Vec<Pair>> {
    let outcomes = || {
        let outcomes = prop::collection::btree_map(0..3u16, prop::sample::select(&[H, U, NA, K][..]), 0..3);
        prop::option::of(outcomes.prop_map(|outcomes| outcomes.into_iter().collect::<Vec<_>>()))
    };
    prop::collection::vec((0..4u32, outcomes(), outcomes(), 0..4u8), 0..40)
}

proptest! {
    #[test]
    fn parts_sum_to_the_difference_and_lead_to_the_other_state(pairs in pairs(), maxima in prop::collection::vec(0..12u32, 3)) {
        const GROUPS: [(&str, &str); 4] = [("a", "x"), ("b", "x"), ("c", ""), ("", "y")];
        let policy = policy(&maxima, &[&[0], &[1, 2], &[2]]);
        let state = |of: fn(&Pair) -> &Option<Vec<Outcome>>| {
            let there = pairs.iter().zip(0..).filter_map(|(pair, identity)| Some((identity, pair.0, of(pair).clone()?)));
            assessed(&GROUPS, &there.collect::<Vec<_>>())
        };
        let (old, new) = (state(|pair| &pair.1), state(|pair| &pair.2));
        for estate in ESTATES {
            let options = options(estate);
            let current = |assessed: &Assessed| {
                let figures = score(&policy, assessed, &options).estate.figures;
                figures.map_or_else(Ratio::default, |figures| figures.current)
            };
            let mut ledger = Ledger::of(&policy, &Counted::without_exemptions(&old), &options);
            let mut strides: Strides<u8, usize> = Strides::new();
            for (place, (group, from, to, why)) in pairs.iter().enumerate() {
                let subscription = Some(GROUPS[*group as usize].0).filter(|name| !name.is_empty());
                let seat = |outcomes: &Vec<Outcome>| ledger.seat(0, subscription, outcomes.iter().copied());
                let ends = (from.as_ref().map(seat), to.as_ref().map(seat));
                strides.entry((*why, ends.0, ends.1)).or_default().push(place);
            }
            let mut back = ledger.clone();
            let parts: Ratio = ledger.lead(strides.clone()).into_iter().map(|(.., points)| points).sum();
            prop_assert_eq!(ledger.current(), current(&new));
            prop_assert_eq!(parts, current(&new) - current(&old));
            prop_assert_eq!(back.current(), current(&old));
            for ((_, from, to), resources) in &strides {
                back.shift(from.as_ref(), to.as_ref(), resources.len() as u64);
            }
            for ((_, from, to), resources) in strides.iter().rev() {
                back.shift(to.as_ref(), from.as_ref(), resources.len() as u64);
            }
            prop_assert_eq!(back.current(), current(&old));
        }
    }
}
