//! Ways to a target, held against all that there are: on small estates in which fixes heal what others are for, take resources out
//! of the score and make new findings.

use crate::estate::{Conditions, Estate, Judged, Sources};
use crate::fix::route::{Bound, Exactness, Goal, Minimise, Route};
use crate::fix::{self, Finding, Plan};
use crate::score::{Figures, Ratio};
use crate::source::Memory;
use num_traits::Zero;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A recommendation: which check, whether it has a fix, and the controls that it is in.
type Rule = (usize, bool, bool, bool);

/// Checks, what they apply to, and the fixes that settle them.
const KINDS: [(&str, &str, &str); 8] = [
    ("true", "resource.properties.a == \"good\"", "resource.properties.a = \"good\";"),
    ("true", "resource.properties.b == \"good\"", "resource.properties.b = \"good\";"),
    (
        "true",
        "resource.properties.a == \"good\" && resource.properties.b == \"good\"",
        "resource.properties.a = \"good\"; resource.properties.b = \"good\";",
    ),
    // It goes when `a` turns.
    ("resource.properties.a != \"good\"", "resource.properties.c == \"good\"", "resource.properties.c = \"good\";"),
    // It comes when `b` turns.
    ("resource.properties.b == \"good\"", "resource.properties.c == \"good\"", "resource.properties.c = \"good\";"),
    ("true", "inventory.all(\"Test.X/things\").all(|one| one.properties.a == \"good\")", "resource.properties.d = 1;"),
    // It comes when `a` turns, and nobody can tell.
    ("resource.properties.a == \"good\"", "unknown(\"nobody can tell.\")", ""),
    ("true", "unknown(\"nobody can tell.\")", ""),
];

fn policy(rules: &[Rule]) -> String {
    let mut text = String::from(
        "controls:\n  - { id: one, title: One, maxScore: 4, description: d }\n  - { id: two, title: Two, maxScore: 6, description: d }\nrecommendations:\n",
    );
    for (number, (kind, has_fix, in_one, in_two)) in rules.iter().enumerate() {
        let (applies, check, fix) = KINDS[*kind];
        let controls =
            [("one", in_one), ("two", in_two)].iter().filter(|(_, is)| **is).map(|(id, _)| *id).collect::<Vec<_>>();
        let controls = if controls.is_empty() { "one".to_owned() } else { controls.join(", ") };
        text += &format!(
            "  - id: r{number}\n    title: R{number}\n    description: d\n    remediation: r\n    severity: low\n    controls: [{controls}]\n    resourceTypes: [Test.X/things]\n    appliesTo: |\n      {applies}\n    check: |\n      {check}\n"
        );
        if *has_fix && *kind < 5 {
            text += &format!(
                "    fix:\n      safety: review\n      change: inPlace\n      impact: i\n      script: |\n        {fix}\n"
            );
        }
    }
    text
}

fn things(states: &[[bool; 3]]) -> String {
    let word = |is_good: bool| if is_good { "good" } else { "bad" };
    let thing = |(number, [a, b, c]): (usize, &[bool; 3])| {
        format!(
            "- {{ type: Test.X/things, name: t{number}, properties: {{ a: {}, b: {}, c: {} }} }}\n",
            word(*a),
            word(*b),
            word(*c)
        )
    };
    states.iter().enumerate().map(thing).collect()
}

fn gain(plan: &Plan) -> Ratio {
    let current = |score: &crate::score::Score| {
        score.estate.figures.as_ref().map_or_else(Ratio::zero, |figures| figures.current.clone())
    };
    current(&plan.after) - current(&plan.before)
}

fn edits(plan: &Plan) -> u64 {
    let edits = plan.fixed.iter().flat_map(|fixed| &fixed.edits);
    edits.map(|edit| (edit.document, edit.node, edit.missing.clone())).collect::<BTreeSet<_>>().len() as u64
}

/// The score then, from 0 to 1.
fn share(plan: &Plan) -> Ratio {
    plan.after.estate.figures.as_ref().map_or_else(Ratio::zero, |figures| figures.percentage.clone())
}

/// All ways: how many edits each takes, what it gains, and the score then.
fn all(judged: &Judged<'_>, whole: &Plan) -> Vec<(u64, Ratio, Ratio)> {
    let findings: Vec<Finding> = whole.fixed.iter().map(|fixed| fixed.finding).collect();
    let ways = (0u32..1 << findings.len()).map(|set| {
        let taken: Vec<Finding> =
            findings.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, own)| *own).collect();
        let plan = judged.plan(&taken).expect("a plan");
        (edits(&plan), gain(&plan), share(&plan))
    });
    ways.collect()
}

fn way(judged: &Judged<'_>, whole: &Plan, findings: &[Finding], goal: &Goal) -> Route {
    fix::target(&judged.request(findings), whole, goal, None).expect("a way").0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_way_is_called_the_best_that_is_not(
        rules in prop::collection::vec((0usize..8, any::<bool>(), any::<bool>(), any::<bool>()), 2..5),
        states in prop::collection::vec(any::<[bool; 3]>(), 1..3),
    ) {
        let (policy, things) = (policy(&rules), things(&states));
        let files = Memory::of([("uplift.yaml", "policies: [rules]\n"), ("rules/p.yaml", &policy), ("things.yaml", &things)]);
        let sources = Sources { no_embedded: true, ..Sources::default() };
        let estate = Estate::open(Arc::new(files), &sources, &[".".into()]).expect("an estate");
        let judged = estate.judge(&Conditions::on(jiff::civil::date(2027, 1, 1))).expect("a verdict");
        let findings = judged.unhealthy();
        let whole = judged.plan(&findings).expect("a plan");
        prop_assume!(whole.fixed.len() <= 6);
        let all = all(&judged, &whole);
        for wanted in all.iter().map(|(_, _, share)| share).collect::<BTreeSet<_>>() {
            let missing = |figures: &Figures| wanted * Ratio::from_integer(figures.max.into()) - &figures.current;
            let gain = whole.before.estate.figures.as_ref().map_or_else(Ratio::zero, missing).max(Ratio::zero());
            let goal = Goal::AtLeast { gain, minimise: Minimise::Edits };
            let route = fix::target(&judged.request(&findings), &whole, &goal, Some(wanted)).expect("a way").0;
            let least = all.iter().filter(|(_, _, share)| share >= wanted).map(|(edits, ..)| *edits).min();
            if route.reached {
                prop_assert!(Some(route.cost.edits) >= least, "no way gets there with that: {policy}{things}");
            }
            if route.exactness == Exactness::Exact {
                prop_assert_eq!(route.reached.then_some(route.cost.edits), least, "{}: {}{}", wanted, policy, things);
            }
            if let (false, Some(_)) = (route.reached, least) {
                prop_assert!(matches!(route.exactness, Exactness::Open(_)), "{wanted} can be reached: {policy}{things}");
            }
        }
        let ways: Vec<(u64, Ratio)> = all.into_iter().map(|(edits, gain, _)| (edits, gain)).collect();
        let most = |limit: u64| ways.iter().filter(|(edits, _)| *edits <= limit).map(|(_, gain)| gain).max().cloned();
        for limit in 0..=edits(&whole) {
            let route = way(&judged, &whole, &findings, &Goal::MostWithin { edits: limit });
            let best = most(limit).expect("to do nothing is a way");
            prop_assert!(route.gain <= best, "no way gains that: {policy}{things}");
            if route.exactness == Exactness::Exact {
                prop_assert_eq!(&route.gain, &best, "with {} edits: {}{}", limit, policy, things);
            }
            if let Some(Bound::Most(most)) = bound(&route) {
                prop_assert!(best <= *most && route.gain < *most, "{limit} edits gain {best}, not {most}: {policy}{things}");
            }
        }
        let all = most(u64::MAX).expect("to do nothing is a way");
        let route = way(&judged, &whole, &findings, &Goal::AtLeast { gain: all.clone(), minimise: Minimise::Edits });
        prop_assert!(!route.reached || route.gain >= all);
        if route.exactness == Exactness::Exact {
            prop_assert!(route.reached, "it can be reached: {policy}{things}");
            let least = ways.iter().filter(|(_, gain)| *gain >= all).map(|(edits, _)| *edits).min();
            prop_assert_eq!(Some(route.cost.edits), least, "{}{}", policy, things);
        }
        match bound(&route) {
            Some(Bound::Least(_, bound)) => {
                let least = ways.iter().filter(|(_, gain)| *gain >= all).map(|(edits, _)| *edits).min();
                prop_assert!(least >= Some(*bound) && *bound < route.cost.edits, "{least:?} edits, not {bound}: {policy}{things}");
            }
            Some(Bound::Most(most)) => prop_assert!(all <= *most, "{all} is gained, not {most}: {policy}{things}"),
            None => {}
        }
    }
}

/// What a way is bounded by.
fn bound(route: &Route) -> Option<&Bound> {
    match &route.exactness {
        Exactness::Within(bound) | Exactness::Open(Some(bound)) => Some(bound),
        Exactness::Exact | Exactness::Open(None) => None,
    }
}

/// What a search for a goal tells of an estate.
fn way_in(rules: &[Rule], states: &[[bool; 3]], goal: &Goal) -> Route {
    let (policy, things) = (policy(rules), things(states));
    let files =
        Memory::of([("uplift.yaml", "policies: [rules]\n"), ("rules/p.yaml", &policy), ("things.yaml", &things)]);
    let sources = Sources { no_embedded: true, ..Sources::default() };
    let estate = Estate::open(Arc::new(files), &sources, &[".".into()]).expect("an estate");
    let judged = estate.judge(&Conditions::on(jiff::civil::date(2027, 1, 1))).expect("a verdict");
    let findings = judged.unhealthy();
    let whole = judged.plan(&findings).expect("a plan");
    way(&judged, &whole, &findings, goal)
}

/// One edit does for two recommendations, one of which has no fix.
#[test]
fn what_another_fix_heals_is_on_the_way() {
    let rules = [(0, true, true, false), (0, false, false, true)];
    let route = way_in(&rules, &[[false, true, true]], &Goal::MostWithin { edits: 1 });
    assert_eq!((route.gain, route.cost.edits, route.exactness), (Ratio::from_integer(10.into()), 1, Exactness::Exact));
}

/// What another fix makes not applicable is no obstacle.
#[test]
fn what_another_fix_takes_out_of_the_way_is_settled() {
    let rules = [(0, true, true, false), (3, false, true, false), (1, true, false, true)];
    let wanted = Goal::AtLeast { gain: Ratio::from_integer(4.into()), minimise: Minimise::Edits };
    let route = way_in(&rules, &[[false, true, false]], &wanted);
    assert_eq!((route.gain, route.reached, route.obstacles), (Ratio::from_integer(4.into()), true, Vec::new()));
}

/// A fix may bring a resource into a control that nothing was in: what that gains is thought of where no way is called the best.
#[test]
fn what_comes_into_the_score_may_make_another_way_better() {
    let rules = [(4, false, false, true), (1, true, false, false)];
    let route = way_in(&rules, &[[false, false, true], [false, false, false]], &Goal::MostWithin { edits: 1 });
    let best = Ratio::from_integer(8.into());
    let is_told = route.exactness == Exactness::Open(Some(Bound::Most(best.clone())));
    assert!(route.gain == best || is_told, "{route:?}");
}
