//! Two sides of small estates.

use super::*;
use crate::assess::{self, Status};
use crate::check::{Checks, compile};
use crate::inventory::{self, FileRules, Inventory, InventoryFile, ResourceIndex};
use crate::policy::{self, Config, Gate, GateMode, Policy, PolicySource};
use crate::score::{self, Options, Ratio};
use crate::source::Problem;
use num_traits::Zero;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

const POLICIES: &str = r#"
controls:
  - { id: transit, title: Transit, maxScore: 4, description: d }
  - { id: access, title: Access, maxScore: 6, description: d }
recommendations:
  - id: tls
    title: TLS
    controls: [transit]
    severity: high
    resourceTypes: [A.B/c]
    description: d
    remediation: r
    check: |
      resource.properties.tls == "1.2"
    tests: [ { healthy: { properties: { tls: "1.2" } } }, { unhealthy: {} } ]
  - id: open
    title: Open
    controls: [transit, access]
    severity: low
    resourceTypes: [A.B/c]
    appliesTo: 'resource.properties.open != ()'
    description: d
    remediation: r
    check: |
      resource.properties.open == "no"
    tests: [ { healthy: { properties: { open: "no" } } }, { unhealthy: { properties: { open: "yes" } } } ]
"#;

/// What both sides are judged by.
struct Estate {
    policy: Policy,
    checks: Checks,
}

/// Compiled once for all cases.
static ESTATE: LazyLock<Estate> = LazyLock::new(Estate::new);

/// One side, judged.
struct Judged {
    inventory: Arc<Inventory>,
    assessed: Whole,
    counted: Counted<'static>,
}

impl Estate {
    fn new() -> Self {
        let source = PolicySource { name: "policies.yaml".into(), text: POLICIES.into(), packed: None };
        let policy = policy::parse(&[source], &Config::default()).expect("valid policies");
        let checks = compile(&policy).expect("valid scripts");
        Self { policy, checks }
    }

    /// Judges files: name and resources.
    fn judge(&self, files: &[(&str, Value)]) -> Judged {
        let file = |(name, resources): &(&str, Value)| {
            let text = serde_json::to_string_pretty(resources).expect("JSON");
            InventoryFile::new(*name, Ok(text.into_bytes()), FileRules::default())
        };
        let inventory = Arc::new(inventory::parse(files.iter().map(file).collect(), 1));
        let options = assess::Options { detail: &|_, _| true, ..assess::Options::plain(1) };
        let assessed = assess::assess(&self.checks, &inventory, &options).expect("no deadline");
        let counted = Counted::without_exemptions(&assessed).into_owned();
        Judged { inventory, assessed, counted }
    }

    /// Standings in the words of their findings, without what is unchanged.
    fn standings(&self, base: &Judged, head: &Judged) -> Vec<String> {
        let comparison = compare(&base.side(), &head.side(), &no_ties());
        let changes = comparison.changes.iter().filter(|change| change.standing != Standing::Unchanged);
        let shown = changes.map(|change| {
            let name = change.head.map(|index| head.inventory.resource(index));
            let name = name.or_else(|| change.base.map(|index| base.inventory.resource(index))).expect("on one side");
            let id = &self.policy.recommendations[change.recommendation.0].id;
            format!("{:?} {} {id}", change.standing, name.name)
        });
        shown.collect()
    }

    /// The rules that are broken.
    fn broken(&self, base: &Judged, head: &Judged, gate: &Gate) -> Vec<String> {
        let decision = self.decide(base, head, gate, Vec::new());
        let broken = decision.outcomes.iter().filter(|outcome| outcome.broken.is_some());
        broken.map(|outcome| format!("{} {}: {}", outcome.id, outcome.setting, outcome.found)).collect()
    }

    fn decide(&self, base: &Judged, head: &Judged, gate: &Gate, unjudged: Vec<Problem>) -> Decision {
        let mut config = Config::default();
        config.gate = gate.clone();
        let comparison = compare(&base.side(), &head.side(), &no_ties());
        let mut counted = head.counted.clone();
        hold(&mut counted, &comparison.held);
        let held = Side { counted: &counted, ..head.side() };
        let now = score::score(&self.policy, &counted, &Options::of([&config]));
        let question = Question {
            policy: &self.policy,
            config: &config,
            base: base.side(),
            head: held,
            now: &now,
            comparison: &comparison,
            known: &vec![false; comparison.changes.len()],
            overdue: None,
            stale: 0,
            unseen: &[],
            policy_change: None,
            unjudged,
            is_nothing: false,
        };
        decide(question, None, &Rules::of(gate, &[]).expect("rules"))
    }
}

/// Nothing is known of both sides.
fn no_ties() -> Ties<'static> {
    static FILES: BTreeMap<String, String> = BTreeMap::new();
    Ties { files: &FILES, twins: &[], moved: &[], rules: &|_| Vec::new() }
}

impl Judged {
    fn side(&self) -> Side<'_> {
        Side { inventory: &self.inventory, assessed: &self.assessed, counted: &self.counted }
    }
}

fn id(name: &str) -> String {
    format!("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/A.B/c/{name}")
}

fn resource(name: &str, properties: Value) -> Value {
    json!({ "id": id(name), "name": name, "type": "A.B/c", "properties": properties })
}

fn good(name: &str) -> Value {
    resource(name, json!({ "tls": "1.2", "open": "no" }))
}

#[test]
fn findings_stand_as_people_see_them() {
    let estate = &*ESTATE;
    let bad = |name: &str| resource(name, json!({ "tls": "1.0", "open": "no" }));
    let worse = |name: &str| resource(name, json!({ "tls": "1.1", "open": "no" }));
    let cases: [(&str, Value, Value, &[&str]); 9] = [
        ("nothing", json!([bad("a")]), json!([bad("a")]), &[]),
        ("worse", json!([good("a")]), json!([bad("a")]), &["New a tls"]),
        ("better", json!([bad("a")]), json!([good("a")]), &["Resolved a tls"]),
        ("deleted", json!([bad("a"), good("b")]), json!([good("b")]), &["Resolved a tls"]),
        ("added", json!([good("b")]), json!([good("b"), bad("a")]), &["New a tls"]),
        ("pushed down", json!([bad("a")]), json!([good("0"), bad("a")]), &["Moved a tls"]),
        ("another value", json!([bad("a")]), json!([worse("a")]), &["Changed a tls"]),
        ("renamed", json!([bad("a")]), json!([bad("z")]), &["Moved z tls"]),
        ("renamed twice", json!([bad("a")]), json!([bad("y"), bad("z")]), &["Moved y tls", "New z tls"]),
    ];
    for (what, base, head, expected) in cases {
        let (base, head) = (estate.judge(&[("a.json", base)]), estate.judge(&[("a.json", head)]));
        assert_eq!(estate.standings(&base, &head), expected, "{what}");
    }
}

#[test]
fn a_renamed_resource_keeps_only_the_debt_that_it_had() {
    let estate = &*ESTATE;
    let base = estate.judge(&[("a.json", json!([resource("a", json!({ "tls": "1.0", "open": "no" }))]))]);
    let head = estate.judge(&[("a.json", json!([resource("z", json!({ "tls": "1.0", "open": "yes" }))]))]);
    assert_eq!(estate.standings(&base, &head), ["New z open", "Moved z tls"]);
}

#[test]
fn ids_that_are_made_up_follow_their_file() {
    let estate = &*ESTATE;
    let resources = || json!([{ "name": "a", "type": "A.B/c", "properties": { "tls": "1.0" } }]);
    let (base, head) = (estate.judge(&[("old.json", resources())]), estate.judge(&[("new.json", resources())]));
    let files = BTreeMap::from([("old.json".to_owned(), "new.json".to_owned())]);
    let comparison = compare(&base.side(), &head.side(), &Ties { files: &files, ..no_ties() });
    let standings: Vec<Standing> = comparison.changes.iter().map(|change| change.standing).collect();
    assert_eq!((standings, comparison.renamed.len()), (vec![Standing::Moved], 0));
}

#[test]
fn what_turns_unknown_keeps_its_score_and_counts_as_new() {
    let estate = &*ESTATE;
    let rows = |tls: Value| json!([{ "id": id("a"), "name": "a", "type": "A.B/c", "properties": tls }]);
    let base = estate.judge(&[("a.json", rows(json!({ "tls": "1.2", "open": "no" })))]);
    // `az resource list` leaves properties out: nothing about the resource can be decided.
    let head = estate.judge(&[("a.json", rows(Value::Null))]);
    assert_eq!(estate.standings(&base, &head), ["Incomparable a open", "Incomparable a tls"]);
    let comparison = compare(&base.side(), &head.side(), &no_ties());
    let mut counted = head.counted.clone();
    hold(&mut counted, &comparison.held);
    let options = Options::default();
    let score = |counted: &Counted<'_>| score::score(&estate.policy, counted, &options).estate;
    assert_eq!(score(&counted), score(&base.counted));
    assert_eq!(estate.broken(&base, &head, &Gate::default()), ["failOnNew high: 1 new finding of high severity"]);
    // What was unknown and is bad may have hidden there.
    let bad = estate.judge(&[("a.json", rows(json!({ "tls": "1.0" })))]);
    assert_eq!(estate.standings(&head, &bad), ["Incomparable a tls"]);
    assert_eq!(estate.broken(&head, &bad, &Gate::default()).len(), 2);
}

#[test]
fn what_is_held_is_held_wherever_the_resource_occurs() {
    let estate = &*ESTATE;
    let file = |tls: Value| json!([{ "id": id("a"), "name": "a", "type": "A.B/c", "properties": tls }]);
    let known = || file(json!({ "tls": "1.2", "open": "no" }));
    let base = estate.judge(&[("a.json", known()), ("b.json", known())]);
    let head = estate.judge(&[("a.json", file(Value::Null)), ("b.json", file(Value::Null))]);
    let comparison = compare(&base.side(), &head.side(), &no_ties());
    let mut counted = head.counted.clone();
    hold(&mut counted, &comparison.held);
    assert!(counted.assessments.iter().all(|assessment| assessment.status == Status::Healthy));
}

#[test]
fn rules_are_asked_where_they_apply() {
    let estate = &*ESTATE;
    let base = estate.judge(&[("a.json", json!([good("a"), good("b")]))]);
    let head = estate.judge(&[("a.json", json!([good("a"), resource("b", json!({ "tls": "1.2", "open": "yes" }))]))]);
    let lost = "maxScoreDrop 0 points: 5.00 points (50.00 %) lost through resources that were worsened or added";
    let gate = |text: &str| {
        let config = Config::parse("uplift.yaml", &format!("gate: {text}"), &keys())
            .unwrap_or_else(|problems| panic!("{problems:?}"));
        config.gate
    };
    let cases: [(&str, &[&str]); 7] = [
        ("{}", &[lost]),
        ("{ maxScoreDrop: 5 points }", &[]),
        ("{ maxScoreDrop: 50% }", &[]),
        (
            "{ maxScoreDrop: 49.9% }",
            &["maxScoreDrop 49.9 percent: 5.00 points (50.00 %) lost through resources that were worsened or added"],
        ),
        ("{ failOnNew: low, maxScoreDrop: 9 points }", &["failOnNew low: 1 new finding"]),
        ("{ scopes: [{ resourceGroup: RG, maxScoreDrop: 9 points }] }", &[]),
        (
            "{ minScore: 60%, maxScoreDrop: 9 points }",
            &["minScore 60 percent: 5.00 points, 50.00 %, and this change lowers it"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(estate.broken(&base, &head, &gate(text)), expected, "{text}");
    }
    // A score that is low already binds nobody who leaves it alone.
    assert_eq!(estate.broken(&head, &head, &gate("{ minScore: 60%, minScorePerControl: { access: 90% } }")), [""; 0]);
}

#[test]
fn the_verdict_follows_from_the_rules_and_from_what_could_not_be_judged() {
    let estate = &*ESTATE;
    let base = estate.judge(&[("a.json", json!([good("a")]))]);
    let head = estate.judge(&[("a.json", json!([resource("a", json!({ "tls": "1.0", "open": "no" }))]))]);
    let (enforce, report) = (Gate::default(), Gate { mode: GateMode::Report, ..Gate::default() });
    let unread = || vec![Problem::new("b.json", "cannot be read")];
    let cases = [
        (&base, &enforce, Vec::new(), Verdict::Passed),
        (&base, &report, Vec::new(), Verdict::Passed),
        (&head, &enforce, Vec::new(), Verdict::Failed),
        (&head, &report, Vec::new(), Verdict::Reported),
        (&base, &report, unread(), Verdict::Reported),
        (&head, &report, unread(), Verdict::Reported),
        (&head, &enforce, unread(), Verdict::CouldNotJudge),
    ];
    for (head, gate, unjudged, expected) in cases {
        let decision = estate.decide(&base, head, gate, unjudged.clone());
        assert_eq!((decision.verdict, &decision.unjudged), (expected, &unjudged));
        assert_eq!(decision.outcomes.is_empty(), expected == Verdict::CouldNotJudge);
    }
}

/// A resource that is good, bad in one way or two, or not there.
fn any_resource() -> impl Strategy<Value = Option<Value>> {
    prop::option::weighted(
        0.8,
        ("1\\.[012]", prop::option::of("yes|no")).prop_map(|(tls, open)| match open {
            Some(open) => json!({ "tls": tls, "open": open }),
            None => json!({ "tls": tls }),
        }),
    )
}

fn any_side() -> impl Strategy<Value = Vec<Option<Value>>> {
    prop::collection::vec(any_resource(), 6)
}

fn resources(side: &[Option<Value>]) -> Value {
    let named = side.iter().enumerate();
    named.filter_map(|(place, properties)| Some(resource(&format!("r{place}"), properties.clone()?))).collect()
}

proptest! {
    #[test]
    fn causes_sum_to_the_difference(before in any_side(), after in any_side()) {
        let estate = &*ESTATE;
        let (base, head) = (estate.judge(&[("a.json", resources(&before))]), estate.judge(&[("a.json", resources(&after))]));
        let comparison = compare(&base.side(), &head.side(), &no_ties());
        let options = Options::default();
        let parts = causes(&estate.policy, &base.side(), &head.side(), &comparison, &options);
        let current = |judged: &Judged| {
            let score = score::score(&estate.policy, &judged.counted, &options);
            score.estate.figures.map_or_else(Ratio::zero, |figures| figures.current)
        };
        let sum: Ratio = parts.iter().map(|cause| cause.points.clone()).sum();
        prop_assert_eq!(sum, current(&head) - current(&base));
    }

    #[test]
    fn only_what_is_worse_or_added_costs(before in any_side(), after in any_side()) {
        let estate = &*ESTATE;
        let (base, head) = (estate.judge(&[("a.json", resources(&before))]), estate.judge(&[("a.json", resources(&after))]));
        let comparison = compare(&base.side(), &head.side(), &no_ties());
        let new: Vec<Change> = comparison.changes.iter().filter(|change| change.is_new()).copied().collect();
        let options = Options::default();
        let now = score::score(&estate.policy, &head.counted, &options);
        let loss = losses(&estate.policy, (&base.side(), &head.side()), &now, &new, &options).estate();
        prop_assert!(loss.share >= Ratio::zero());
        prop_assert!(!new.is_empty() || loss.points.is_zero());
    }

    #[test]
    fn every_finding_of_head_stands_somewhere(before in any_side(), after in any_side()) {
        let estate = &*ESTATE;
        let (base, head) = (estate.judge(&[("a.json", resources(&before))]), estate.judge(&[("a.json", resources(&after))]));
        let comparison = compare(&base.side(), &head.side(), &no_ties());
        let found = |judged: &Judged| judged.assessed.assessments.iter().filter(|each| each.status == Status::Unhealthy).count();
        let count = |wanted: &dyn Fn(&Change) -> bool| comparison.changes.iter().filter(|change| wanted(change)).count();
        prop_assert_eq!(count(&|change| change.status == Some(Status::Unhealthy)), found(&head));
        prop_assert_eq!(count(&|change| !change.is_new()), found(&base));
        let taken: std::collections::BTreeSet<ResourceIndex> = comparison.renamed.iter().map(|(old, _)| *old).collect();
        prop_assert_eq!(taken.len(), comparison.renamed.len());
    }
}
