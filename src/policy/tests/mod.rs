//! Whole files: what is read, and what is refused, in the words that users see.

mod config;
mod join;
mod refusals;

use super::*;
use crate::source::{Location, Problem};
use proptest::prelude::*;

const GOOD: &str = r#"controls:
  - id: transit
    title: Encrypt data in transit
    maxScore: 4
    description: Traffic cannot be read.
recommendations:
  - id: min-tls
    title: TLS
    controls: [transit]
    severity: medium
    source: uplift
    resourceTypes: [Microsoft.Storage/storageAccounts, Microsoft.Resources/subscriptions]
    appliesTo: 'resource.kind != "BlockBlobStorage"'
    description: Why.
    remediation: |
      1. Do it.
    parameters:
      minimum: { type: string, defaultValue: TLS1_2, allowedValues: [TLS1_2, TLS1_3] }
      days: { type: integer, defaultValue: 30, description: How long. }
    check: |

      let x = 1; # not a comment
      resource.properties.minimumTlsVersion in [params.minimum, "TLS1_3"]
    fix:
      safety: review
      impact: Old clients.
      change: inPlace
      precedence: 10
      set: { properties.minimumTlsVersion: "${params.minimum}", "properties.rules[name=ssh].properties.access": Deny }
      remove: [properties.legacy]
      append: { properties.networkAcls.ipRules: [{ value: 10.0.0.0/8 }] }
      child: { type: Microsoft.Sql/servers/auditingSettings, name: default, set: { properties.state: Enabled } }
      script: |
        resource.properties.x = 1
      az: [storage, account, update, --ids, "${id}", --min-tls-version, "${params.minimum}"]
    references: { azurePolicy: fe83a0eb }
    tests:
      - healthy: { properties: { minimumTlsVersion: TLS1_2 } }
      - unhealthy: { properties: { minimumTlsVersion: TLS1_0 } }
        message: "*TLS*"
        fixed: { properties: { minimumTlsVersion: TLS1_2 } }
      - notApplicable: { kind: BlockBlobStorage }
        name: block blobs
      - undecided: {}
        unknown: [properties.minimumTlsVersion]
        params: { minimum: TLS1_3 }
        children: [{ type: x }]
        inventory: [{ type: x }]
"#;

fn source(name: &str, text: &str) -> PolicySource {
    PolicySource { name: name.to_owned(), text: text.to_owned(), packed: None }
}

/// Rules as a gate knows them: anything but `no` will do.
fn rules() -> [RuleKey; 3] {
    ["one", "perControl", "estateOnly"].map(|name| RuleKey {
        name,
        in_scopes: name != "estateOnly",
        by_control: name == "perControl",
        check: Box::new(|text| (text == "no").then(|| "cannot be `no`; write `yes`".to_owned())),
    })
}

fn load(text: &str, config: &str) -> Result<Policy, Vec<Problem>> {
    let config = Config::parse("uplift.yaml", config, &rules())?;
    parse(&[source("a.yaml", text)], &config)
}

fn shown(problems: &[Problem]) -> Vec<String> {
    let show = |problem: &Problem| {
        let place = problem.position.map_or_else(String::new, |place| format!("{}:{}: ", place.line, place.column));
        let help = problem.help.as_deref().unwrap_or("no help");
        format!("{}:{place}{}; {help}", problem.file, problem.message)
    };
    problems.iter().map(show).collect()
}

fn refusals(result: Result<Policy, Vec<Problem>>) -> Vec<String> {
    result.err().map(|problems| shown(&problems)).unwrap_or_default()
}

fn good() -> Policy {
    load(GOOD, "").unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)))
}

#[test]
fn a_good_file_is_read() {
    let policy = good();
    let recommendation = &policy.recommendations[0];
    assert_eq!(policy.controls[recommendation.controls[0].0].max_score, 4);
    assert_eq!(recommendation.source, Membership::Uplift);
    let fix = recommendation.fix.as_ref().expect("a fix");
    assert_eq!((fix.safety, fix.change, fix.precedence), (Safety::Review, Change::InPlace, 10));
    let paths: Vec<String> = fix.set.iter().map(|(path, _)| path.to_string()).collect();
    assert_eq!(paths, ["properties.minimumTlsVersion", "properties.rules[name=ssh].properties.access"]);
    let location = |line, column| Location { file: "a.yaml".to_owned(), line, column };
    assert_eq!((&policy.controls[0].location, &recommendation.location), (&location(2, 5), &location(7, 5)));
}

#[test]
fn scripts_know_their_place() {
    let policy = good();
    let recommendation = &policy.recommendations[0];
    let place = |script: &Script| (script.line, script.indent);
    assert_eq!(place(&recommendation.check), (21, 6));
    assert!(recommendation.check.text.starts_with("\nlet x = 1; # not a comment\nresource."));
    assert_eq!(recommendation.applies_to.as_ref().map(place), Some((13, 16)));
    let script = recommendation.fix.as_ref().and_then(|fix| fix.script.as_ref());
    assert_eq!(script.map(place), Some((34, 8)));
}

#[test]
fn cases_lead_back_to_their_resources() {
    let policy = good();
    let cases = &policy.recommendations[0].cases;
    let expected: Vec<Expected> = cases.iter().map(|case| case.expected).collect();
    assert_eq!(expected, [Expected::Healthy, Expected::Unhealthy, Expected::NotApplicable, Expected::Undecided]);
    let node =
        policy.case_node(&cases[2]).and_then(|node| node.get_exact(cases[2].expected.key())?.get_exact("kind")?.text());
    assert_eq!(node.as_deref(), Some("BlockBlobStorage"));
    assert_eq!((cases[1].has_fixed, cases[1].message.as_deref()), (true, Some("*TLS*")));
    assert_eq!(cases[3].unknown[0].to_string(), "properties.minimumTlsVersion");
}

/// What the build would make of a library, which lives as long as the test.
fn packed(policy: Policy) -> PolicySource {
    let packed = shipped::pack(policy).unwrap_or_else(|message| panic!("{message}"));
    PolicySource { packed: Some(packed.leak()), ..source("policies", "") }
}

#[test]
fn a_shipped_library_is_what_was_written_without_places() {
    let policy = parse(&[packed(good())], &Config::default());
    let policy = policy.unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)));
    let (shipped, written) = (&policy.recommendations[0], &good().recommendations[0]);
    assert_eq!((shipped.check.line, shipped.location.line, shipped.cases.len()), (0, 0, 0));
    assert_eq!(policy.digest, good().digest);
    assert!(shipped.is_alike(written, &policy.controls));
    assert_eq!(shipped.source, Membership::Uplift);
}

#[test]
fn a_torn_library_is_told() {
    let torn = PolicySource { packed: Some(&[1, 2, 3]), ..source("policies", "") };
    let told = refusals(parse(&[torn], &Config::default()));
    assert!(told.len() == 1 && told[0].starts_with("the shipped library"), "{told:?}");
}

#[test]
fn broken_yaml_is_one_problem_beside_those_of_other_files() {
    let sources = [
        source("a.yaml", "controls: [\n"),
        source("b.yaml", "5"),
        source("c.yaml", "a: 1\n---\nb: 2\n"),
        source("d.yaml", &GOOD[GOOD.find("recommendations:").unwrap_or(0)..]),
    ];
    let problems = parse(&sources, &Config::default()).err().unwrap_or_default();
    let files: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["a.yaml", "b.yaml", "c.yaml"]);
    assert!(problems[0].position.is_some());
}

#[test]
fn a_problem_shows_its_line() {
    let problems = load(&GOOD.replace("severity: medium", "severity: hihg"), "").err().unwrap_or_default();
    assert_eq!(problems[0].excerpt.as_deref(), Some("    severity: hihg"));
}

#[test]
fn the_digest_sees_verdicts_and_scores_alone() {
    let digest =
        |from: &str, to: &str| load(&GOOD.replace(from, to), "").map(|policy| policy.digest).unwrap_or_default();
    assert_eq!(digest("title: TLS", "title: Other"), good().digest);
    assert_eq!(digest("precedence: 10", "precedence: 11"), good().digest);
    for (from, to) in [
        ("let x = 1", "let x = 2"),
        ("maxScore: 4", "maxScore: 5"),
        ("defaultValue: 30", "defaultValue: 31"),
        ("kind != ", "kind == "),
    ] {
        assert_ne!(digest(from, to), good().digest, "{from}");
    }
}

/// Lines of the good file in any order, some with their ends cut off: near enough to a policy to reach every reader.
fn shuffled() -> impl Strategy<Value = String> {
    let lines: Vec<&str> = GOOD.lines().collect();
    let line =
        (0..lines.len(), 0..200usize).prop_map(move |(line, cut)| lines[line].chars().take(cut).collect::<String>());
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn no_text_makes_the_loader_panic(text in prop_oneof![any::<String>(), "[-a:{}\\[\\]|>&*!<'\"#\n ]{0,60}", shuffled()]) {
        let _ = load(&text, "");
        let _ = Config::parse("uplift.yaml", &text, &rules());
    }

    #[test]
    fn a_cut_file_never_panics(end in 0..GOOD.len(), from in 0..GOOD.len()) {
        let text: String = GOOD.chars().take(end).chain(GOOD.chars().skip(from)).collect();
        let _ = load(&text, "");
    }
}
