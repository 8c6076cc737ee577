//! `uplift.yaml`: what it changes, and what it is refused for.

use super::*;

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
gate: { mode: report, one: 3, perControl: { transit: 50% }, estateOnly: fail, scopes: [{ resourceGroup: rg-test, one: none }, { subscription: s }] }
declined: [{ recommendation: min-tls, resource: /subscriptions/x, reason: Old. }]
baseline: baseline.json
"#;

#[test]
fn overrides_apply() {
    let policy = load(GOOD, CONFIG).unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)));
    let recommendation = &policy.recommendations[0];
    assert_eq!(
        (recommendation.severity, recommendation.preview, recommendation.exemptable),
        (Severity::High, true, false)
    );
    assert_eq!(recommendation.controls, [ControlIndex(0)]);
    let minimum = recommendation.parameters.iter().find(|parameter| parameter.name == "minimum");
    assert_eq!(minimum.and_then(|parameter| parameter.value.clone()), Some("TLS1_3".into()));
    assert_eq!(policy.controls[0].max_score, 6);
    assert_ne!(policy.digest, good().digest);
}

#[test]
fn a_configuration_is_read() {
    let config =
        Config::parse("uplift.yaml", CONFIG, &rules()).unwrap_or_else(|problems| panic!("{:#?}", shown(&problems)));
    let kinds: Vec<Option<InventoryKind>> = config.inventory.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Some(InventoryKind::Snapshot), None]);
    assert_eq!(config.scoring, Scoring { estate: Estate::Pooled, exemptions: ExemptionRule::Legacy });
    let set = |settings: &[Setting]| -> Vec<String> {
        let shown = settings.iter().map(|set| format!("{} {:?} {}", set.rule, set.control.as_deref(), set.text));
        shown.collect()
    };
    assert_eq!(config.gate.mode, GateMode::Report);
    assert_eq!(set(&config.gate.settings), ["estateOnly None fail", "one None 3", "perControl Some(\"transit\") 50%"]);
    let scopes: Vec<_> = config.gate.scopes.iter().map(|scope| set(&scope.settings)).collect();
    assert_eq!(scopes, [vec!["one None none".to_owned()], Vec::new()]);
    assert!(Config::parse("uplift.yaml", "# nothing yet\n", &rules()).is_ok());
}

#[test]
fn configurations_are_strict() {
    let cases: [(&str, &[&str]); 8] = [
        (
            "polices: []\ngate: { mode: block }\n",
            &[
                "uplift.yaml:1:1: unknown key `polices`; did you mean `policies`?",
                "uplift.yaml:2:15: `mode` cannot be `block`; use one of `enforce`, `report`",
            ],
        ),
        (
            "polices: []\ngate: { one: no, tow: 1, scopes: [3, { onee: 1, perControl: { a: no } }, { estateOnly: x }, { resourceGroup: 7 }] }\n",
            &[
                "uplift.yaml:1:1: unknown key `polices`; did you mean `policies`?",
                "uplift.yaml:2:14: `one` cannot be `no`; write `yes`",
                "uplift.yaml:2:18: unknown key `tow`; use one of `mode`, `one`, `perControl`, `estateOnly`, `scopes`",
                "uplift.yaml:2:35: `scopes` is the integer `3`; write a mapping",
                "uplift.yaml:2:40: unknown key `onee`; did you mean `one`?",
                "uplift.yaml:2:66: `a` cannot be `no`; write `yes`",
                "uplift.yaml:2:76: unknown key `estateOnly`; use one of `subscription`, `resourceGroup`, `one`, `perControl`",
                "uplift.yaml:2:110: `resourceGroup` is the integer `7`; write text, in quotes if it reads as something else",
            ],
        ),
        ("gate: [1]\n", &["uplift.yaml:1:7: `gate` is a list; write a mapping"]),
        (
            "inventory:\n  - { kind: source }\n  - { path: \"a[\" }\n",
            &[
                "uplift.yaml:2:5: missing key `path`; add it",
                "uplift.yaml:3:13: `path` is not a glob: unclosed character class; missing ']'; write one such as `exports/**`",
            ],
        ),
        ("declined: [{ recommendation: a, resource: b }]\n", &["uplift.yaml:1:12: missing key `reason`; add it"]),
        (
            "exclude: [{ path: a, optinal: true }, { path: [a] }]\n",
            &[
                "uplift.yaml:1:11: unknown key `optinal`; did you mean `optional`?",
                "uplift.yaml:1:39: `exclude` is a list; write text, in quotes if it reads as something else",
            ],
        ),
        ("subscriptions: [{ name: Production }]\n", &["uplift.yaml:1:16: `subscriptions` is a list; write a mapping"]),
        ("- a\n", &["uplift.yaml:1:1: `the file` is a list; write a mapping"]),
    ];
    for (text, expected) in cases {
        let problems = Config::parse("uplift.yaml", text, &rules()).err().unwrap_or_default();
        assert_eq!(shown(&problems), expected, "{text}");
    }
}

#[test]
fn overrides_name_what_exists() {
    let config = "recommendations:\n  min-tsl: {}\n  min-tls: { params: { minimum: TLS1_0, minimun: 1, days: x }, addControls: [nothing] }\ncontrols: { transt: {} }\ngate: { perControl: { tran: 1% }, scopes: [{ one: low, perControl: { tran: 1% } }] }\ndeclined: [{ recommendation: x, resource: r, reason: y }]\n";
    assert_eq!(
        refusals(load(GOOD, config)),
        [
            "uplift.yaml:2:3: unknown recommendation `min-tsl`; did you mean `min-tls`?",
            "uplift.yaml:3:33: \"TLS1_0\" is not an allowed value of the parameter `minimum`; use one of \"TLS1_2\", \"TLS1_3\"",
            "uplift.yaml:3:41: unknown parameter `minimun`; did you mean `minimum`?",
            "uplift.yaml:3:59: the parameter `days` cannot be \"x\"; write a whole number",
            "uplift.yaml:3:78: unknown control `nothing`; use one of `transit`",
            "uplift.yaml:4:13: unknown control `transt`; did you mean `transit`?",
            "uplift.yaml:5:23: unknown control `tran`; use one of `transit`",
            "uplift.yaml:5:44: this scope names no part of the estate; write `subscription`, `resourceGroup` or both",
            "uplift.yaml:5:70: unknown control `tran`; use one of `transit`",
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
    let text = format!("{}    tests: [{{ healthy: {{}}, params: {{ days: 1 }} }}]\n", &text[..start]);
    assert!(parse_for_trial(&[source("a.yaml", &text)], &Config::default()).is_ok());
    assert!(load(&text, "").is_err());
}
