//! What the test suites of peers expect of a resource, and what is found here, joined by the rules that recommendations name
//! under `references`: alike but for what the list of reviewed differences says.

use crate::suite::{Case, Expected, SUITES, Suite};
use crate::{estate, shared};
use globset::{Glob, GlobSet};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use uplift::assess::Status;
use uplift::check::Checks;
use uplift::inventory::Inventory;
use uplift::policy::{Policy, RecommendationIndex};

/// By the peer.
type Reviews = BTreeMap<String, Vec<Rule>>;

/// A rule that was looked into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    rule: String,
    /// Part of the peer's settings that the cases must have been run with; absent: without settings.
    option: Option<String>,
    /// What the settings are called here.
    #[serde(default)]
    params: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    differences: Vec<Difference>,
}

impl Rule {
    /// Whether a case was run with the settings of this rule.
    fn is_set(&self, case: &Case, settings: &str) -> bool {
        self.rule == case.rule && self.option.as_ref().is_some_and(|option| settings.contains(option.as_str()))
    }
}

/// A difference that was looked into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    expected: Expected,
    got: Answer,
    /// Neither more nor fewer.
    cases: usize,
    because: String,
}

/// What is said here.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Pass,
    Fail,
    None,
    /// The file does not tell.
    Unknown,
}

impl Answer {
    /// Several recommendations' answer to one question.
    fn of(statuses: impl Iterator<Item = Status>) -> Self {
        let answer = |status| match status {
            Status::NotApplicable => (0, Self::None),
            Status::Healthy => (1, Self::Pass),
            Status::Unknown => (2, Self::Unknown),
            Status::Unhealthy => (3, Self::Fail),
        };
        statuses.map(answer).max().map_or(Self::None, |(_, answer)| answer)
    }

    fn is(self, expected: Expected) -> bool {
        match expected {
            Expected::Fail => self == Self::Fail,
            Expected::Pass => self == Self::Pass,
            Expected::None | Expected::NotFail | Expected::Skip => self != Self::Fail,
        }
    }
}

pub fn peers_and_the_library_agree_but_for_the_reviewed_differences() {
    let fixtures = shared("fixtures");
    let reviews = estate::bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/peers.yaml"));
    let reviews: Reviews = serde_yaml::from_slice(&reviews).expect("a well-formed review");
    let beyond = out_of_scope();
    let root = std::env::var("UPLIFT_POLICIES").unwrap_or_else(|_| "policies".to_owned());
    let (policy, checks) = estate::policies(&root);
    let run = Run { fixtures: &fixtures, reviews: &reviews, policy: &policy, checks: &checks, beyond: &beyond };
    let faults: Vec<String> = std::thread::scope(|scope| {
        let suites: Vec<_> = SUITES.iter().map(|suite| scope.spawn(|| run.faults(suite))).collect();
        suites.into_iter().flat_map(|suite| suite.join().expect("a suite")).collect()
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What every suite is held against.
struct Run<'r> {
    fixtures: &'r Path,
    reviews: &'r Reviews,
    policy: &'r Policy,
    checks: &'r Checks,
    /// Rules that are not about security.
    beyond: &'r GlobSet,
}

impl Run<'_> {
    /// What nobody reviewed, after a line of counts.
    fn faults(&self, suite: &Suite) -> Vec<String> {
        let none = Vec::new();
        let (rules, cases) = (self.reviews.get(suite.key).unwrap_or(&none), suite.cases(self.fixtures));
        let (asked, counts) = (asked(self.policy, suite), Counts::default());
        let Self { fixtures, checks, .. } = *self;
        let mut comparison = Comparison { suite, fixtures, checks, asked, read: BTreeMap::new(), counts };
        let mut different = BTreeMap::<(&str, Option<&str>), Vec<Different>>::new();
        for case in &cases {
            if let Some(one) = comparison.compare(case, rules) {
                different.entry((&case.rule, one.option)).or_default().push(one);
            }
        }
        let Comparison { counts, asked, .. } = comparison;
        let in_scope = counts.uncovered.iter().copied().filter(|rule| !self.beyond.is_match(rule));
        let in_scope = in_scope.collect::<Vec<_>>().join(", ");
        eprintln!("{:<16} {counts}\n  not covered, and in scope: {in_scope}", suite.key);
        let mut faults = judge(rules, &different);
        let known: BTreeSet<&str> = cases.iter().map(|case| case.rule.as_str()).collect();
        let stray = rules.iter().filter(|rule| !known.contains(rule.rule.as_str()) || !asked.contains_key(&rule.rule));
        faults.extend(stray.map(|rule| format!("{}: no recommendation names it, or no case", rule.rule)));
        faults.extend(counts.fault(suite.key));
        faults
    }
}

/// Rules that are not about security.
fn out_of_scope() -> GlobSet {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Beyond {
        #[allow(dead_code, reason = "it is for who reads the file")]
        because: String,
        rules: Vec<String>,
    }
    let kinds: Vec<Beyond> = serde_yaml::from_str(include_str!("out_of_scope.yaml")).expect("a well-formed list");
    let mut globs = GlobSet::builder();
    for rule in kinds.iter().flat_map(|kind| &kind.rules) {
        globs.add(Glob::new(rule).expect("a glob"));
    }
    globs.build().expect("globs")
}

/// The recommendations that together ask what a rule asks.
fn asked(policy: &Policy, suite: &Suite) -> BTreeMap<String, Vec<RecommendationIndex>> {
    let mut asked = BTreeMap::<String, Vec<RecommendationIndex>>::new();
    for (place, recommendation) in policy.recommendations.iter().enumerate() {
        for rule in recommendation.references.get(suite.key).into_iter().flatten() {
            asked.entry(rule.clone()).or_default().push(RecommendationIndex(place));
        }
    }
    asked
}

/// What came of the cases.
#[derive(Default)]
struct Counts<'c> {
    cases: usize,
    agreed: usize,
    different: usize,
    /// Differences on types that the recommendations are not for.
    elsewhere: usize,
    undecided: usize,
    not_covered: usize,
    uncovered: BTreeSet<&'c str>,
}

impl fmt::Display for Counts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cases, agreed, different, elsewhere, undecided, not_covered, .. } = self;
        write!(
            f,
            "{cases} cases, {agreed} agreed, {different} listed, {elsewhere} listed of other types, {undecided} undecided, {not_covered} not covered"
        )
    }
}

impl Counts<'_> {
    /// Too few agree before the list is looked at.
    fn fault(&self, peer: &str) -> Option<String> {
        let decided = self.agreed + self.different;
        (self.agreed * 100 < decided * AGREED)
            .then(|| format!("{peer}: only {} of {decided} decided cases agree", self.agreed))
    }
}

/// Of a hundred cases that are decided, so many agree at least.
const AGREED: usize = 85;

/// A suite against the library.
struct Comparison<'c> {
    suite: &'c Suite,
    fixtures: &'c Path,
    checks: &'c Checks,
    asked: BTreeMap<String, Vec<RecommendationIndex>>,
    /// By file: the inventory, and what is said of it without settings.
    read: BTreeMap<&'c str, (Arc<Inventory>, estate::Statuses)>,
    counts: Counts<'c>,
}

/// An answer that is not the peer's.
struct Different<'c> {
    option: Option<&'c str>,
    case: &'c Case,
    got: Answer,
    type_name: Arc<str>,
}

impl<'c> Comparison<'c> {
    /// The difference, if there is one.
    fn compare(&mut self, case: &'c Case, rules: &'c [Rule]) -> Option<Different<'c>> {
        self.counts.cases += 1;
        let configured = case.option.as_ref().map(|set| rules.iter().find(|rule| rule.is_set(case, set)));
        let (Some(asked), None | Some(Some(_))) = (self.asked.get(&case.rule), configured) else {
            self.counts.not_covered += 1;
            self.counts.uncovered.insert(&case.rule);
            return None;
        };
        let rule = configured.flatten();
        let (checks, fixtures, suite) = (self.checks, self.fixtures, self.suite);
        let (inventory, plain) = self.read.entry(case.file.as_str()).or_insert_with(|| {
            let bytes = estate::bytes(&fixtures.join(suite.folder).join(&case.file));
            let inventory = estate::inventory([(case.file.clone(), bytes)]);
            let statuses = estate::statuses(&estate::assess(checks, &inventory));
            (inventory, statuses)
        });
        let own = rule.map(|rule| {
            let set = |checks: Checks, one: &RecommendationIndex| checks.with_parameters(*one, &rule.params);
            estate::statuses(&estate::assess(&asked.iter().fold(checks.clone(), set), inventory))
        });
        // What the file deploys by another name cannot be compared.
        let Some(resource) = case.find(inventory) else {
            self.counts.not_covered += 1;
            return None;
        };
        let status = |one: &RecommendationIndex| own.as_ref().unwrap_or(plain).get(&(resource, *one)).copied();
        let got = Answer::of(asked.iter().filter_map(status));
        let type_name = inventory.resource(resource).type_name.clone();
        let of_type = |one: &RecommendationIndex| checks.for_type(0, &type_name).contains(one);
        let is_for = asked.iter().any(of_type);
        let count = match (got, got.is(case.expected)) {
            (Answer::Unknown, _) => &mut self.counts.undecided,
            (_, true) => &mut self.counts.agreed,
            (_, false) if !is_for => &mut self.counts.elsewhere,
            (_, false) => &mut self.counts.different,
        };
        *count += 1;
        let option = rule.and_then(|rule| rule.option.as_deref());
        (got == Answer::Unknown || !got.is(case.expected)).then_some(Different { option, case, got, type_name })
    }
}

/// Differences that nobody reviewed, and reviewed ones that are gone.
fn judge(rules: &[Rule], different: &BTreeMap<(&str, Option<&str>), Vec<Different>>) -> Vec<String> {
    let is = |one: &Different, listed: &Difference| (one.case.expected, one.got) == (listed.expected, listed.got);
    let mut faults = Vec::new();
    for ((name, option), those) in different {
        let listed = rules.iter().filter(|rule| rule.rule == *name && rule.option.as_deref() == *option);
        let listed: Vec<&Difference> = listed.flat_map(|rule| &rule.differences).collect();
        let unlisted = those.iter().filter(|one| !listed.iter().any(|listed| is(one, listed)));
        faults.extend(unlisted.map(|Different { case, got, type_name, .. }| {
            let Case { resource, file, expected, .. } = case;
            let with = option.map(|option| format!(" with {option}")).unwrap_or_default();
            format!("{name}{with}: {resource} ({type_name}) of {file}: the peer says {expected:?}, got {got:?}")
        }));
    }
    for rule in rules {
        let those = different.get(&(rule.rule.as_str(), rule.option.as_deref())).map_or(&[][..], Vec::as_slice);
        for listed in &rule.differences {
            let cases = those.iter().filter(|one| is(one, listed)).count();
            if cases != listed.cases {
                faults
                    .push(format!("{}: {cases} cases differ and not {}: {}", rule.rule, listed.cases, listed.because));
            }
        }
    }
    faults
}
