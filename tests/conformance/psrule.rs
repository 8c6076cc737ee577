//! PSRule for Azure and this library, asked the same question about the same resource, give the same answer, except where
//! the list of reviewed disagreements says why not.

use crate::{estate, shared};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use uplift::assess::Status;
use uplift::check::Checks;
use uplift::inventory::{Inventory, ResourceIndex};
use uplift::policy::{Policy, RecommendationIndex};

/// Which rules ask what recommendations ask, and where the answers differ.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    rules: Vec<Rule>,
}

/// A rule of the peer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    rule: String,
    /// Together they ask what the rule asks.
    recommendations: Vec<String>,
    /// Part of the peer's option that the cases must have been run with; absent: without options.
    option: Option<String>,
    /// What the option is called here.
    #[serde(default)]
    params: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    disagreements: Vec<Disagreement>,
}

/// A difference that was looked into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disagreement {
    expected: Answer,
    got: Answer,
    /// How many cases differ like this: neither more nor fewer.
    cases: usize,
    because: String,
}

/// What is said about a resource.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answer {
    Pass,
    Fail,
    /// The question is not meant for it.
    None,
    /// Ours alone: the file does not tell.
    Unknown,
}

impl From<Status> for Answer {
    fn from(status: Status) -> Self {
        match status {
            Status::Healthy => Self::Pass,
            Status::Unhealthy => Self::Fail,
            Status::NotApplicable => Self::None,
            Status::Unknown => Self::Unknown,
        }
    }
}

/// What the peer says, as its test suite has it.
#[derive(Clone, Deserialize)]
struct Case {
    rule: String,
    file: String,
    #[serde(rename = "type")]
    type_name: Option<String>,
    resource: String,
    id: Option<String>,
    form: String,
    option: Option<String>,
    expected: Answer,
}

/// An answer of ours beside the peer's.
struct Comparison<'c> {
    case: &'c Case,
    got: Answer,
}

impl fmt::Display for Comparison<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Case { rule, resource, file, expected, .. } = self.case;
        write!(f, "{rule} on {resource} of {file}: expected {expected:?}, got {:?}", self.got)
    }
}

#[test]
fn psrule_and_the_library_agree_but_for_the_reviewed_differences() {
    let Some(fixtures) = shared("fixtures/psrule") else { return };
    let review = estate::bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/psrule.yaml"));
    let review: Review = serde_yaml::from_slice(&review).expect("a well-formed review");
    let cases = ["cases.jsonl", "cases-configured.jsonl"].map(|name| cases(&fixtures.join(name))).concat();
    let (policy, checks) = estate::policies("policies");
    let mut estates = Estates { fixtures: &fixtures, read: BTreeMap::new() };

    let mut faults = Vec::new();
    let mut counts = BTreeMap::<&str, usize>::new();
    for rule in &review.rules {
        let compared = compare(rule, &cases, &policy, &checks, &mut estates);
        if compared.is_empty() {
            faults.push(format!("{}: there is no such case", rule.rule));
        }
        faults.extend(judge(rule, &compared, &mut counts));
    }
    let rules: BTreeSet<&str> = review.rules.iter().map(|rule| rule.rule.as_str()).collect();
    eprintln!("{} rules, {counts:?}", rules.len());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// A rule's cases, answered by its recommendations.
fn compare<'c>(
    rule: &Rule,
    cases: &'c [Case],
    policy: &Policy,
    checks: &Checks,
    estates: &mut Estates,
) -> Vec<Comparison<'c>> {
    let find = |id: &String| policy.find(id).unwrap_or_else(|| panic!("{}: no recommendation {id}", rule.rule));
    let recommendations: Vec<RecommendationIndex> = rule.recommendations.iter().map(find).collect();
    let configured =
        |checks: Checks, &recommendation: &RecommendationIndex| checks.with_parameters(recommendation, &rule.params);
    let checks = recommendations.iter().fold(checks.clone(), configured);
    let mut answers = BTreeMap::new();
    let asked = cases.iter().filter(|case| rule.covers(case));
    asked
        .map(|case| {
            let inventory = estates.of(&case.file);
            let statuses =
                answers.entry(&case.file).or_insert_with(|| estate::statuses(&estate::assess(&checks, &inventory)));
            let resource = find_resource(&inventory, case);
            let of = |recommendation| statuses.get(&(resource?, recommendation)).copied();
            Comparison { case, got: together(recommendations.iter().filter_map(|&one| of(one))) }
        })
        .collect()
}

impl Rule {
    fn covers(&self, case: &Case) -> bool {
        let is_configured_alike = match (&self.option, &case.option) {
            (Some(wanted), Some(option)) => option.contains(wanted),
            (wanted, option) => wanted.is_none() && option.is_none(),
        };
        self.rule == case.rule && case.form == "export" && is_configured_alike
    }
}

/// Several recommendations' answer to one question.
pub(crate) fn together(statuses: impl Iterator<Item = Status>) -> Answer {
    let severity = |status: &Status| match status {
        Status::NotApplicable => 0,
        Status::Healthy => 1,
        Status::Unknown => 2,
        Status::Unhealthy => 3,
    };
    statuses.max_by_key(severity).map_or(Answer::None, Answer::from)
}

/// What is wrong: differences that nobody reviewed, and reviewed ones that are gone.
fn judge(rule: &Rule, compared: &[Comparison], counts: &mut BTreeMap<&str, usize>) -> Vec<String> {
    let mut count = |what, times| *counts.entry(what).or_default() += times;
    count("cases", compared.len());
    let (alike, different): (Vec<_>, Vec<_>) = compared.iter().partition(|one| one.case.expected == one.got);
    let silent = alike.iter().filter(|one| one.got == Answer::None).count();
    count("agree that it does not apply", silent);
    count("agree on pass or fail", alike.len() - silent);

    let is =
        |one: &Comparison, reviewed: &Disagreement| (one.case.expected, one.got) == (reviewed.expected, reviewed.got);
    let unlisted = different.iter().filter(|one| !rule.disagreements.iter().any(|reviewed| is(one, reviewed)));
    let mut faults: Vec<String> = unlisted.map(ToString::to_string).collect();
    for reviewed in &rule.disagreements {
        let cases = different.iter().filter(|one| is(one, reviewed)).count();
        count("reviewed disagreements", cases);
        if cases != reviewed.cases {
            let Disagreement { cases: listed, because, .. } = reviewed;
            faults.push(format!("{}: {cases} cases differ and not {listed}: {because}", rule.rule));
        }
    }
    faults
}

/// The peer's inventories, each read once.
struct Estates<'p> {
    fixtures: &'p Path,
    read: BTreeMap<String, Arc<Inventory>>,
}

impl Estates<'_> {
    fn of(&mut self, file: &str) -> Arc<Inventory> {
        let read = || estate::inventory([(file.to_owned(), estate::bytes(&self.fixtures.join(file)))]);
        self.read.entry(file.to_owned()).or_insert_with(read).clone()
    }
}

/// The resource that a case means. Ids repeat in the peer's files, and not every case has one.
fn find_resource(inventory: &Inventory, case: &Case) -> Option<ResourceIndex> {
    let name = case.resource.rsplit('/').next().unwrap_or_default();
    let type_name = case.type_name.as_deref().map(|name| match name {
        "Microsoft.Subscription" => "Microsoft.Resources/subscriptions",
        name => name,
    });
    // A subscription's is its GUID.
    let id = case.id.as_deref().filter(|id| id.starts_with('/'));
    let resources = inventory.resources().iter().zip(0..);
    let mut alike = resources.filter(|(resource, _)| {
        let is_type = type_name.is_none_or(|name| resource.type_name.eq_ignore_ascii_case(name));
        let is_id = id.is_none_or(|id| resource.id.eq_ignore_ascii_case(id));
        is_type && is_id && resource.name.eq_ignore_ascii_case(name)
    });
    alike.next().map(|(_, index)| ResourceIndex(index))
}

fn cases(path: &Path) -> Vec<Case> {
    let text = String::from_utf8(estate::bytes(path)).expect("text");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}
