//! Whatever is made holds as it is written, and its cases notice what could be wrong with its scripts.

use super::*;
use crate::policy::{self, Config, Policy, PolicySource, Severity};
use crate::{check, gate, lint, trial};
use serde_json::{Value, json};

fn load(texts: &[&str]) -> Policy {
    let source = |(number, text): (usize, &&str)| PolicySource {
        name: format!("{number}.yaml"),
        text: (*text).to_owned(),
        packed: None,
    };
    let sources: Vec<PolicySource> = texts.iter().enumerate().map(source).collect();
    let policy = policy::parse(&sources, &Config::default());
    policy.unwrap_or_else(|problems| panic!("{problems:#?}\n{}", texts.join("\n")))
}

/// Loads, runs the cases, and looks for a mistake in a script that none of them would notice.
fn hold(text: &str) -> usize {
    let policy = load(&[&control("own", None, None, 4), text]);
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    let tried = trial::run((&policy, &trial::Fixtures::default()), &checks, &|_| true).expect("no deadline");
    assert!(tried.passed(), "{:#?}\n{text}", tried.failures().collect::<Vec<_>>());
    let told = lint::run(&policy, None, &|_| true).diagnostics;
    assert!(told.iter().all(|own| own.rule.is_reminder()), "{told:#?}\n{text}");
    let mutants = trial::mutants((&policy, &trial::Fixtures::default()), &checks, &|_| true).expect("no deadline");
    // What an absent number counts as may be any number beyond the bound.
    let noticed = mutants.survivors.iter().all(|survivor| survivor.old.contains("?? "));
    assert!(noticed, "{:#?}\n{text}", mutants.survivors);
    tried.cases()
}

fn made(
    property: &str,
    condition: &Condition,
    (or_absent, with_fix): (bool, bool),
    resource: Option<Value>,
) -> Result<String, Refusal> {
    let property = Property::parse(property)?;
    let sample = resource.map(|resource| Sample {
        name: "st: one #2".to_owned(),
        type_name: "Contoso.Web/sites".to_owned(),
        file: "infra/a b.json".to_owned(),
        resource,
    });
    recommendation(&NewRecommendation {
        id: "r",
        title: None,
        description: None,
        impact: None,
        controls: &["own".to_owned()],
        severity: Severity::Low,
        type_name: "Contoso.Web/sites",
        property: &property,
        condition,
        or_absent,
        with_fix,
        sample: sample.as_ref(),
    })
}

fn conditions() -> Vec<Condition> {
    let texts =
        ["TLS1_3", "other", "no", "12.04", "true", "a: b # c", "it's \"q\" \\ {x}", "é\u{2028}ü", "`${a}`\n\ttab"];
    let values = texts.into_iter().map(Value::from).chain([json!(true), json!(false), json!(3), json!(-1), json!(1.5)]);
    let values: Vec<Value> = values.collect();
    let each = values.iter().flat_map(|value| [Condition::Equals(value.clone()), Condition::Not(value.clone())]);
    let lists = [json!(["a", "b"]), json!([1, 2]), json!([true])];
    let lists = lists.into_iter().map(|list| Condition::OneOf(list.as_array().cloned().unwrap_or_default()));
    let bounds = [-7, 0, 1, 90].into_iter().flat_map(|bound| [Condition::AtLeast(bound), Condition::AtMost(bound)]);
    let days = [-7, 0, 1, 30].into_iter().flat_map(|days| [Condition::DaysAhead(days), Condition::DaysAgo(days)]);
    each.chain(lists)
        .chain(bounds)
        .chain(days)
        .chain([Condition::Text, Condition::Present, Condition::Absent])
        .collect()
}

#[test]
fn every_condition_holds_as_it_is_written() {
    for condition in conditions() {
        for options in [(false, false), (true, false), (false, true), (true, true)] {
            match made("properties.a.minimum", &condition, options, None) {
                Ok(text) => assert!(hold(&text) >= 2, "{text}"),
                Err(refusal) => assert!(
                    options.0 && matches!(condition, Condition::Present | Condition::Absent | Condition::Text)
                        || options.1 && condition.healing().is_none_or(|value| value.to_string().contains("${")),
                    "{condition:?} {options:?}: {refusal:?}"
                ),
            }
        }
    }
}

#[test]
fn every_name_can_be_asked_for() {
    let names = ["kind", "sku.name", "tags.owner", "properties.public", "properties.default.import", "tags.a b"];
    let odd =
        ["tags[\"cost.center\"]", "tags.1st", "tags.é", "tags.yes", "tags.a:b", "tags.#x", "tags.a'b", "tags.true"];
    for name in names.into_iter().chain(odd) {
        for condition in [Condition::Equals("x".into()), Condition::Text, Condition::Absent] {
            let text =
                made(name, &condition, (false, false), None).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
            hold(&text);
            if condition != Condition::Text {
                hold(&made(name, &condition, (false, true), None).expect("a fix"));
            }
        }
    }
    for name in
        ["", "minimumTlsVersion", "properties", "tags", "id", "properties.a[0].b", "properties..a", "properties.a[b=c]"]
    {
        assert!(Property::parse(name).is_err(), "{name}");
    }
    let help = Property::parse("minimumTlsVersion").map_err(|refusal| refusal.help).expect_err("no top");
    assert!(help.starts_with("did you mean `properties.minimumTlsVersion`?"), "{help}");
    assert_eq!(Property::parse("resource.properties.a").expect("a property").path(), "properties.a");
}

#[test]
fn a_resource_becomes_cases_of_both_outcomes() {
    let long = "a text that makes the line longer than a line can be, so that members stand below each other";
    let resource = json!({ "name": "st", "tags": {}, "properties": {
        "minimumTLSVersion": "TLS1_2", "list": [{ "a": long, "b": [] }, { "a": long, "b": [1, "2", null] }], "on": "off"
    } });
    let tls = Condition::Equals("tls1_2".into());
    let healthy = made("properties.minimumTlsVersion", &tls, (false, true), Some(resource.clone())).expect("cases");
    assert_eq!(hold(&healthy), 3, "{healthy}");
    assert!(healthy.contains("- name: \"st: one #2, as it is in infra/a b.json\"\n        healthy:\n"), "{healthy}");
    let tls = Condition::Equals("TLS1_3".into());
    let unhealthy = made("properties.minimumTlsVersion", &tls, (false, true), Some(resource.clone())).expect("cases");
    assert_eq!(hold(&unhealthy), 3, "{unhealthy}");
    for (property, condition) in [
        ("properties.none", Condition::Present),
        ("properties.none", Condition::Absent),
        ("properties.on", Condition::Absent),
        ("properties.list", Condition::Present),
        ("tags.owner", Condition::Text),
    ] {
        hold(&made(property, &condition, (false, false), Some(resource.clone())).expect("cases"));
    }
    let bad = [
        ("properties.list", Condition::Equals("a".into())),
        ("properties.on.deeper", Condition::Equals("a".into())),
        ("properties.minimumTlsVersion", Condition::AtLeast(1)),
        ("properties.on", Condition::Equals(true.into())),
    ];
    for (property, condition) in bad {
        assert!(
            made(property, &condition, (false, false), Some(resource.clone())).is_err(),
            "{property} {condition:?}"
        );
    }
}

#[test]
fn values_are_read_as_they_are_typed() {
    for (typed, value) in [("true", json!(true)), ("3", json!(3)), ("\"3\"", json!("3")), ("TLS1_3", json!("TLS1_3"))] {
        assert_eq!(Condition::value(typed), value);
    }
    for typed in ["null", ""] {
        let condition = Condition::Equals(Condition::value(typed));
        assert!(made("kind", &condition, (false, false), None).is_err(), "{typed}");
    }
}

#[test]
fn what_an_estate_begins_with_is_valid() {
    let files = start(Some(Pipeline::GitHub), "infra/a b");
    assert_eq!(files.len(), 3);
    assert_eq!(hold_own(&files[1].text), 3);
    let settings = &files[0].text;
    assert!(Config::parse("uplift.yaml", settings, &gate::keys()).is_ok_and(|config| config.warnings.is_empty()));
    // What stands behind `# ` is settings, but for the sentences.
    let is_sentence = |line: &str| line.ends_with('.') || line.starts_with("yaml-language-server:");
    let bare = settings.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let bare: Vec<&str> = bare.filter(|line| !is_sentence(line)).collect();
    let config = Config::parse("uplift.yaml", &bare.join("\n"), &gate::keys());
    let config = config.unwrap_or_else(|problems| panic!("{problems:#?}\n{}", bare.join("\n")));
    assert_eq!((config.inventory.len(), config.exemptions.len(), config.gate.settings.len()), (2, 1, 2));
    for pipeline in [Pipeline::GitHub, Pipeline::GitLab, Pipeline::AzureDevOps] {
        let files = start(Some(pipeline), "infra/a: b");
        let text = &files[2].text;
        let read: Value = serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(read.to_string().contains("\"paths\":\"infra/a: b\""), "{read}");
    }
}

fn hold_own(text: &str) -> usize {
    let policy = load(&[text]);
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let tried = trial::run((&policy, &trial::Fixtures::default()), &checks, &|_| true).expect("no deadline");
    assert!(tried.passed());
    tried.cases()
}

/// The page about pipelines tells how a pipeline is added by hand; both are the same.
#[test]
fn the_pipeline_is_that_of_its_page() {
    let page = include_str!("../../docs/pipeline.md");
    let files = start(Some(Pipeline::GitHub), "infra");
    let text = files[2].text.split_once('\n').map_or("", |(_, rest)| rest);
    assert!(page.contains(text), "{text}");
}
