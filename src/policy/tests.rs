//! Whole files: what is refused, in the words that users see, and what is read.

use super::*;
use crate::source::Problem;
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
    PolicySource {
        name: name.to_owned(),
        text: text.to_owned(),
        embedded: false,
    }
}

fn load(text: &str, config: &str) -> Result<Policy, Vec<Problem>> {
    let config = Config::parse("uplift.yaml", config)?;
    parse(&[source("a.yaml", text)], &config)
}

fn shown(problems: &[Problem]) -> Vec<String> {
    let show = |problem: &Problem| {
        let place = problem.position.map_or_else(String::new, |place| {
            format!("{}:{}: ", place.line, place.column)
        });
        let help = problem.help.as_deref().unwrap_or("no help");
        format!("{}:{place}{}; {help}", problem.file, problem.message)
    };
    problems.iter().map(show).collect()
}

fn refusals(result: Result<Policy, Vec<Problem>>) -> Vec<String> {
    result
        .err()
        .map(|problems| shown(&problems))
        .unwrap_or_default()
}

fn good() -> Policy {
    load(GOOD, "").unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)))
}

/// The good file with one text replaced must give exactly these problems.
fn assert_refused(from: &str, to: &str, expected: &[&str]) {
    assert_eq!(
        GOOD.matches(from).count(),
        1,
        "`{from}` must stand once in the good file"
    );
    assert_eq!(
        refusals(load(&GOOD.replace(from, to), "")),
        expected,
        "{from} → {to}"
    );
}

#[test]
fn a_good_file_is_read() {
    let policy = good();
    let recommendation = &policy.recommendations[0];
    assert_eq!(policy.controls[recommendation.controls[0].0].max_score, 4);
    assert_eq!(recommendation.source, Membership::Uplift);
    let fix = recommendation.fix.as_ref().expect("a fix");
    assert_eq!(
        (fix.safety, fix.change, fix.precedence),
        (Safety::Review, Change::InPlace, 10)
    );
    let paths: Vec<String> = fix.set.iter().map(|(path, _)| path.to_string()).collect();
    assert_eq!(
        paths,
        [
            "properties.minimumTlsVersion",
            "properties.rules[name=ssh].properties.access"
        ]
    );
    let location = |line, column| Location {
        file: "a.yaml".to_owned(),
        line,
        column,
    };
    assert_eq!(
        (&policy.controls[0].location, &recommendation.location),
        (&location(2, 5), &location(7, 5))
    );
}

#[test]
fn scripts_know_their_place() {
    let policy = good();
    let recommendation = &policy.recommendations[0];
    let place = |script: &Script| (script.line, script.indent);
    assert_eq!(place(&recommendation.check), (20, 6));
    assert!(
        recommendation
            .check
            .text
            .starts_with("\nlet x = 1; # not a comment\nresource.")
    );
    assert_eq!(
        recommendation.applies_to.as_ref().map(place),
        Some((13, 16))
    );
    let script = recommendation
        .fix
        .as_ref()
        .and_then(|fix| fix.script.as_ref());
    assert_eq!(script.map(place), Some((34, 8)));
}

#[test]
fn cases_lead_back_to_their_resources() {
    let policy = good();
    let cases = &policy.recommendations[0].cases;
    let expected: Vec<Expected> = cases.iter().map(|case| case.expected).collect();
    assert_eq!(
        expected,
        [
            Expected::Healthy,
            Expected::Unhealthy,
            Expected::NotApplicable,
            Expected::Undecided
        ]
    );
    let node = policy.case_node(&cases[2]).and_then(|node| {
        node.get_exact(cases[2].expected.key())?
            .get_exact("kind")?
            .text()
    });
    assert_eq!(node.as_deref(), Some("BlockBlobStorage"));
    assert_eq!(
        (cases[1].has_fixed, cases[1].message.as_deref()),
        (true, Some("*TLS*"))
    );
    assert_eq!(
        cases[3].unknown[0].to_string(),
        "properties.minimumTlsVersion"
    );
}

#[test]
fn keys_and_types_are_strict() {
    assert_refused(
        "    remediation: |",
        "    remediaton: |",
        &[
            "a.yaml:7:5: missing key `remediation`; add it",
            "a.yaml:15:5: unknown key `remediaton`; did you mean `remediation`?",
        ],
    );
    assert_refused(
        "controls:\n  - id",
        "extra: 1\ncontrols:\n  - id",
        &["a.yaml:1:1: unknown key `extra`; use one of `controls`, `recommendations`"],
    );
    assert_refused(
        "maxScore: 4",
        "maxScore: four",
        &["a.yaml:4:15: `maxScore` is the text \"four\"; write a whole number, 0 or more"],
    );
    assert_refused(
        "severity: medium",
        "severity: hihg",
        &["a.yaml:10:15: `severity` cannot be `hihg`; did you mean `high`?"],
    );
    assert_refused(
        "change: inPlace",
        "change: later",
        &["a.yaml:27:15: `change` cannot be `later`; use one of `inPlace`, `restart`, `replace`"],
    );
    assert_refused(
        "description: Traffic cannot be read.",
        "description: ' '",
        &["a.yaml:5:18: `description` is empty; write it"],
    );
    assert_refused(
        "    title: TLS\n",
        "    title: TLS\n    title: again\n",
        &[
            "a.yaml:8:5: the key `title` stands twice in one mapping; remove one of the two, since only the last one counts",
        ],
    );
}

#[test]
fn every_mistake_of_an_entry_is_found() {
    let text = "recommendations:\n  - id: A b\n    titel: 5\n    controls: no\n    resourceTypes: [storage, 7, x.y/z, 8]\n    tests: [{ healthy: }]\n  - 5\ncontrols: {}\n";
    assert_eq!(
        refusals(load(text, "")),
        [
            "a.yaml:2:5: missing keys `title`, `severity`, `description`, `remediation`, `check`; add them",
            "a.yaml:2:9: the id `A b` is not made of `a-z`, `0-9` and `-` alone; rename it, such as `storage-min-tls`",
            "a.yaml:3:5: unknown key `titel`; did you mean `title`?",
            "a.yaml:4:15: `controls` is the text \"no\"; write a list",
            "a.yaml:5:21: `storage` is not a resource type; write provider and type, such as `Microsoft.Storage/storageAccounts`",
            "a.yaml:5:30: `resourceTypes` is the integer `7`; write text, in quotes if it reads as something else",
            "a.yaml:5:40: `resourceTypes` is the integer `8`; write text, in quotes if it reads as something else",
            "a.yaml:6:23: `healthy` is empty; write a mapping",
            "a.yaml:7:5: the entry of `recommendations` is not a mapping; start it with `- id:`",
            "a.yaml:8:11: `controls` is not a list; start each entry with `- id:`",
        ]
    );
}

#[test]
fn scripts_are_block_or_quoted_scalars() {
    let message = |key: &str| {
        format!(
            "`{key}` is a plain scalar, which YAML cuts at ` #` and whose leading `!` it takes away; write `{key}: |` and the script on the next lines, or put it in quotes"
        )
    };
    assert_refused(
        "appliesTo: 'resource.kind != \"BlockBlobStorage\"'",
        "appliesTo: resource.a",
        &[&format!("a.yaml:13:16: {}", message("appliesTo"))],
    );
    assert_refused(
        "script: |\n        resource.properties.x = 1",
        "script: resource.x = 1",
        &[&format!("a.yaml:33:15: {}", message("script"))],
    );
    let check = &GOOD[GOOD.find("    check: |").unwrap_or(0)..GOOD.find("    fix:").unwrap_or(0)];
    assert_refused(
        check,
        "    check: !resource.properties.a\n",
        &[&format!("a.yaml:19:12: {}", message("check"))],
    );
    assert_refused(
        check,
        "    check: f(x, #{port: 22})\n",
        &[&format!("a.yaml:19:12: {}", message("check"))],
    );
    assert_refused(
        check,
        "    check: true\n",
        &[&format!("a.yaml:19:12: {}", message("check"))],
    );
    assert_refused(
        check,
        "    check: ''\n",
        &["a.yaml:19:12: `check` is empty; write it"],
    );
    assert_refused(
        check,
        "    check:\n",
        &["a.yaml:7:5: missing key `check`; add it"],
    );
}

#[test]
fn parameters_hold_to_their_types() {
    assert_refused(
        "defaultValue: 30",
        "defaultValue: soon",
        &["a.yaml:18:45: the parameter `days` cannot be \"soon\"; write a whole number"],
    );
    assert_refused(
        "defaultValue: TLS1_2",
        "defaultValue: TLS1_1",
        &[
            "a.yaml:17:47: \"TLS1_1\" is not an allowed value of the parameter `minimum`; use one of \"TLS1_2\", \"TLS1_3\"",
        ],
    );
    assert_refused(
        "type: integer",
        "type: int",
        &[
            "a.yaml:18:21: `type` cannot be `int`; use one of `string`, `integer`, `number`, `boolean`, `array`, `object`",
        ],
    );
    assert_refused(
        "type: integer, defaultValue: 30",
        "type: integer",
        &[
            "a.yaml:18:7: nothing sets the required parameter `days`; set it in `uplift.yaml`: `recommendations: { min-tls: { params: { days: … } } }`, or give it a `defaultValue`",
        ],
    );
    assert_refused(
        "params: { minimum: TLS1_3 }",
        "params: { minimun: TLS1_3 }",
        &["a.yaml:49:19: unknown parameter `minimun`; did you mean `minimum`?"],
    );
}

#[test]
fn fixes_hold_to_their_forms() {
    assert_refused(
        "\"${params.minimum}\", \"properties",
        "\"${params.minimun}\", \"properties",
        &["a.yaml:29:45: nothing fills in `${params.minimun}`; did you mean `params.minimum`?"],
    );
    assert_refused(
        "\"${id}\"",
        "\"${ids}\"",
        &["a.yaml:35:45: nothing fills in `${ids}`; did you mean `id`?"],
    );
    assert_refused(
        "rules[name=ssh]",
        "rules[ssh]",
        &[
            "a.yaml:29:67: the path `properties.rules[ssh].properties.access` has `[ssh]`, which is neither `[key=value]` nor `[0]`; write it like `properties.rules[name=ssh].access`",
        ],
    );
    assert_refused(
        "[properties.legacy]",
        "[properties..legacy]",
        &[
            "a.yaml:30:16: the path `properties..legacy` has an empty step; write it like `properties.rules[name=ssh].access`",
        ],
    );
    assert_refused(
        "      safety: review\n      impact: Old clients.\n",
        "      safety: review\n",
        &["a.yaml:25:7: missing key `impact`; add it"],
    );
    assert_refused(
        "name: default, ",
        "",
        &["a.yaml:32:14: missing key `name`; add it"],
    );
    let forms = &GOOD[GOOD.find("      set:").unwrap_or(0)..GOOD.find("      az:").unwrap_or(0)];
    assert_refused(
        forms,
        "",
        &[
            "a.yaml:25:7: the fix changes nothing; give it one of `set`, `remove`, `append`, `child`, `script`",
        ],
    );
}

#[test]
fn cases_hold_to_their_forms() {
    let keys = "`healthy`, `unhealthy`, `notApplicable` and `undecided`";
    let none = format!(
        "a.yaml:42:9: the case expects no status; give it the resource under one of {keys}"
    );
    assert_refused(
        "notApplicable: { kind: BlockBlobStorage }\n        name",
        "name",
        &[&none.replace("42", "43")],
    );
    let several = format!("a.yaml:43:9: the case expects more than one status; keep one of {keys}");
    assert_refused(
        "        name: block blobs",
        "        healthy: {}",
        &[&several],
    );
    assert_refused(
        "        name: block blobs",
        "        fixed: {}",
        &["a.yaml:44:9: `fixed` in a case that is not unhealthy; move it to an `unhealthy` case"],
    );
    let fix = &GOOD[GOOD.find("    fix:").unwrap_or(0)..GOOD.find("    references").unwrap_or(0)];
    assert_refused(
        fix,
        "",
        &["a.yaml:29:9: `fixed` without a fix; remove it, or give the recommendation a `fix`"],
    );
}

#[test]
fn ids_and_references_hold_across_files() {
    let other = GOOD.replace("controls: [transit]", "controls: [transit, transt]");
    let sources = [source("a.yaml", GOOD), source("b.yaml", &other)];
    assert_eq!(
        refusals(parse(&sources, &Config::default())),
        [
            "b.yaml:2:9: the control `transit` already stands in a.yaml:2:9; rename one of the two",
            "b.yaml:7:9: the recommendation `min-tls` already stands in a.yaml:7:9; rename one of the two",
            "b.yaml:9:25: unknown control `transt`; did you mean `transit`?",
        ]
    );
}

#[test]
fn an_embedded_file_gets_places_only_when_it_is_wrong() {
    let wrong = GOOD.replace("maxScore: 4", "maxScore: 4.5");
    let embedded = |text: &str| PolicySource {
        embedded: true,
        ..source("a.yaml", text)
    };
    let policy = parse(&[embedded(GOOD)], &Config::default())
        .unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)));
    assert_eq!(policy.recommendations[0].check.line, 0);
    assert_eq!(policy.digest, good().digest);
    assert_eq!(
        refusals(parse(&[embedded(&wrong)], &Config::default())),
        ["a.yaml:4:15: `maxScore` is the floating point `4.5`; write a whole number, 0 or more",]
    );
}

#[test]
fn broken_yaml_is_one_problem_beside_those_of_other_files() {
    let sources = [
        source("a.yaml", "controls: [\n"),
        source("b.yaml", "5"),
        source("c.yaml", "a: 1\n---\nb: 2\n"),
    ];
    let problems = parse(&sources, &Config::default())
        .err()
        .unwrap_or_default();
    let files: Vec<&str> = problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    assert_eq!(files, ["a.yaml", "b.yaml", "c.yaml"]);
    assert!(problems[0].position.is_some());
}

#[test]
fn a_problem_shows_its_line() {
    let problems = load(&GOOD.replace("severity: medium", "severity: hihg"), "")
        .err()
        .unwrap_or_default();
    assert_eq!(problems[0].excerpt.as_deref(), Some("    severity: hihg"));
}

const CONFIG: &str = r#"policies: [policies]
inventory:
  - { path: exports/**, kind: snapshot, complete: [Microsoft.Insights/diagnosticSettings] }
  - { path: infra/** }
exclude: [tests/**]
recommendations:
  min-tls: { severity: high, addControls: [transit], enabled: true, preview: true, params: { minimum: TLS1_3 }, exemptable: never }
controls: { transit: { maxScore: 6 } }
subscriptions: { 00000000-0000-0000-0000-000000000001: { name: Production, managementGroup: corp } }
managementGroups: { corp: { name: Corporation, parent: root } }
scoring: { estate: pooled, exemptions: legacy }
exemptions: [exemptions.yaml]
gate: { mode: enforce, failOnNew: high, maxScoreDrop: "0 points", minScore: 60 percent, minScorePerControl: { transit: 50% }, onUnknown: ignore, onPolicyChange: fail }
declined: [{ recommendation: min-tls, resource: /subscriptions/x, reason: Old. }]
baseline: baseline.json
"#;

#[test]
fn overrides_apply() {
    let policy = load(GOOD, CONFIG).unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)));
    let recommendation = &policy.recommendations[0];
    assert_eq!(
        (
            recommendation.severity,
            recommendation.preview,
            recommendation.exemptable
        ),
        (Severity::High, true, false)
    );
    assert_eq!(recommendation.controls, [ControlIndex(0)]);
    let minimum = recommendation
        .parameters
        .iter()
        .find(|parameter| parameter.name == "minimum");
    assert_eq!(
        minimum.and_then(|parameter| parameter.value.clone()),
        Some("TLS1_3".into())
    );
    assert_eq!(policy.controls[0].max_score, 6);
    assert_ne!(policy.digest, good().digest);
}

#[test]
fn a_configuration_is_read() {
    let config = Config::parse("uplift.yaml", CONFIG)
        .unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)));
    let kinds: Vec<InventoryKind> = config.inventory.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [InventoryKind::Snapshot, InventoryKind::Source]);
    assert_eq!(
        config.scoring,
        Scoring {
            estate: Estate::Pooled,
            exemptions: ExemptionRule::Legacy
        }
    );
    let gate = config.gate.unwrap_or_default();
    assert_eq!(
        (gate.fail_on_new, gate.on_unknown, gate.on_policy_change),
        (Some(Severity::High), Reaction::Ignore, Reaction::Fail)
    );
    assert!(Config::parse("uplift.yaml", "# nothing yet\n").is_ok());
}

#[test]
fn configurations_are_strict() {
    let cases: [(&str, &[&str]); 6] = [
        (
            "polices: []\ngate: { mode: block }\n",
            &[
                "uplift.yaml:1:1: unknown key `polices`; did you mean `policies`?",
                "uplift.yaml:2:15: `mode` cannot be `block`; use one of `enforce`, `report`",
            ],
        ),
        (
            "gate: { maxScoreDrop: 0 }\n",
            &[
                "uplift.yaml:1:23: `maxScoreDrop` needs a unit; write it like \"0.5 points\" or \"2 percent\"",
            ],
        ),
        (
            "inventory:\n  - { kind: source }\n  - { path: \"a[\" }\n",
            &[
                "uplift.yaml:2:5: missing key `path`; add it",
                "uplift.yaml:3:13: `path` is not a glob: unclosed character class; missing ']'; write one such as `exports/**`",
            ],
        ),
        (
            "declined: [{ recommendation: a, resource: b }]\n",
            &["uplift.yaml:1:12: missing key `reason`; add it"],
        ),
        (
            "exclude:\n",
            &["uplift.yaml:1:9: `exclude` is empty; write a list"],
        ),
        (
            "- a\n",
            &["uplift.yaml:1:1: `the file` is a list; write a mapping"],
        ),
    ];
    for (text, expected) in cases {
        let problems = Config::parse("uplift.yaml", text).err().unwrap_or_default();
        assert_eq!(shown(&problems), expected, "{text}");
    }
}

#[test]
fn overrides_name_what_exists() {
    let config = "recommendations:\n  min-tsl: {}\n  min-tls: { params: { minimum: TLS1_0, minimun: 1, days: x }, addControls: [nothing] }\ncontrols: { transt: {} }\ngate: { minScorePerControl: { tran: 1% } }\ndeclined: [{ recommendation: x, resource: r, reason: y }]\n";
    assert_eq!(
        refusals(load(GOOD, config)),
        [
            "uplift.yaml:2:3: unknown recommendation `min-tsl`; did you mean `min-tls`?",
            "uplift.yaml:3:33: \"TLS1_0\" is not an allowed value of the parameter `minimum`; use one of \"TLS1_2\", \"TLS1_3\"",
            "uplift.yaml:3:41: unknown parameter `minimun`; did you mean `minimum`?",
            "uplift.yaml:3:59: the parameter `days` cannot be \"x\"; write a whole number",
            "uplift.yaml:3:78: unknown control `nothing`; use one of `transit`",
            "uplift.yaml:4:13: unknown control `transt`; did you mean `transit`?",
            "uplift.yaml:5:31: unknown control `tran`; use one of `transit`",
            "uplift.yaml:6:30: unknown recommendation `x`; use one of `min-tls`",
        ]
    );
}

#[test]
fn a_required_parameter_may_wait_for_a_trial() {
    let text = GOOD.replace("type: integer, defaultValue: 30", "type: integer");
    let config = "recommendations: { min-tls: { params: { days: 7 } } }";
    assert!(load(&text, config).is_ok());
    assert!(load(&text, "recommendations: { min-tls: { enabled: false } }").is_ok());
    assert!(parse_for_trial(&[source("a.yaml", &text)], &Config::default()).is_err());
    let start = text.find("    tests:").unwrap_or(0);
    let text = format!(
        "{}    tests: [{{ healthy: {{}}, params: {{ days: 1 }} }}]\n",
        &text[..start]
    );
    assert!(parse_for_trial(&[source("a.yaml", &text)], &Config::default()).is_ok());
    assert!(load(&text, "").is_err());
}

#[test]
fn the_digest_sees_verdicts_and_scores_alone() {
    let digest = |from: &str, to: &str| {
        load(&GOOD.replace(from, to), "")
            .map(|policy| policy.digest)
            .unwrap_or_default()
    };
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
    let line = (0..lines.len(), 0..200usize)
        .prop_map(move |(line, cut)| lines[line].chars().take(cut).collect::<String>());
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn no_text_makes_the_loader_panic(text in prop_oneof![any::<String>(), "[-a:{}\\[\\]|>&*!<'\"#\n ]{0,60}", shuffled()]) {
        let _ = load(&text, "");
        let _ = Config::parse("uplift.yaml", &text);
    }

    #[test]
    fn a_cut_file_never_panics(end in 0..GOOD.len(), from in 0..GOOD.len()) {
        let text: String = GOOD.chars().take(end).chain(GOOD.chars().skip(from)).collect();
        let _ = load(&text, "");
    }
}
