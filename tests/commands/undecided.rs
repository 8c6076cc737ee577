//! How reports of a gate tell what cannot be decided, and how those of a scan and of a gate agree.

use crate::harness::Estate;
use serde_json::{Value, json};
use std::process::Command;

const POLICY: &str = "controls:\n  - { id: c, title: C, maxScore: 5, description: d }\nrecommendations:\n  - id: tls\n    title: t\n    controls: [c]\n    severity: high\n    resourceTypes: [Contoso.Things/things]\n    description: d\n    remediation: r\n    check: |\n      resource.properties.tls == true\n";

fn thing(name: &str, properties: Value) -> Value {
    let id = format!("/subscriptions/s1/resourceGroups/g/providers/Contoso.Things/things/{name}");
    json!({ "id": id, "name": name, "type": "Contoso.Things/things", "properties": properties })
}

fn git(estate: &Estate, arguments: &str) {
    let words = arguments.split(' ');
    assert!(Command::new("git").args(words).current_dir(estate.path()).status().unwrap().success());
}

/// A repository with these files committed.
fn repository(files: &[(&str, String)]) -> Estate {
    let estate = Estate::empty();
    estate.add("rules/p.yaml", POLICY.as_bytes());
    files.iter().for_each(|(name, text)| estate.add(name, text.as_bytes()));
    for arguments in ["init -q", "add -A", "-c user.name=a -c user.email=a@b commit -q -m base"] {
        git(&estate, arguments);
    }
    estate
}

fn report(estate: &Estate, command: &str, format: &str) -> (Option<i32>, String) {
    let base: &[&str] = if command == "gate" { &["--base", "HEAD"] } else { &[] };
    let words = [command, ".", "--report", format, "--policies", "rules", "--no-embedded"];
    let output = estate.output(&[&words[..], base].concat(), b"");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn gitlab(estate: &Estate, command: &str) -> Value {
    serde_json::from_str(&report(estate, command, "gitlab").1).unwrap()
}

#[test]
fn a_rule_that_fails_for_what_is_undecided_names_it_in_every_format() {
    let settings = "gate: { onUnknown: fail }\n".to_owned();
    let good = json!([thing("good", json!({ "tls": true }))]).to_string();
    let estate = repository(&[("uplift.yaml", settings), ("a.json", good)]);
    estate.add(
        "b.json",
        json!([{ "name": "silent", "type": "Contoso.Things/things", "id": thing("silent", json!(0))["id"] }])
            .to_string()
            .as_bytes(),
    );
    for format in ["text", "json", "markdown", "github", "azure-devops", "rdjson"] {
        let (code, text) = report(&estate, "gate", format);
        assert!(code == Some(1) && text.contains("silent"), "{format}\n{text}");
    }
    // Where the rule reports alone, it calls for nobody.
    git(&estate, "add -A");
    estate.add("uplift.yaml", b"gate: { onUnknown: report }\n");
    git(&estate, "-c user.name=a -c user.email=a@b commit -q -a -m more");
    estate.add(
        "c.json",
        json!([{ "name": "quiet", "type": "Contoso.Things/things", "id": thing("quiet", json!(0))["id"] }])
            .to_string()
            .as_bytes(),
    );
    for format in ["markdown", "github", "azure-devops", "rdjson"] {
        let (code, text) = report(&estate, "gate", format);
        assert!(code == Some(0) && !text.contains("quiet"), "{format}\n{text}");
    }
}

#[test]
fn what_cannot_be_decided_any_more_is_open_and_skipped() {
    let template = |value: &str| {
        json!({
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "resources": [{ "type": "Contoso.Things/things", "apiVersion": "2024-01-01", "name": "one", "properties": { "tls": value } }],
        })
        .to_string()
    };
    let estate = repository(&[("a.json", template("[true()]"))]);
    estate.add("a.json", template("[reference('q').x]").as_bytes());
    let (_, sarif) = report(&estate, "gate", "sarif");
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert!(result["kind"] == "open" && result["level"] == "none" && result["baselineState"] == "new", "{result}");
    let (_, junit) = report(&estate, "gate", "junit");
    assert!(
        !junit.contains("/one\" classname=\"uplift.tls\"><failure") && junit.contains("cannot be decided: "),
        "{junit}"
    );
    assert_eq!(gitlab(&estate, "gate"), json!([]));
    assert_eq!(gitlab(&estate, "scan"), json!([]));
    let (_, markdown) = report(&estate, "gate", "markdown");
    assert!(markdown.contains("one"), "it still calls for somebody\n{markdown}");
}

#[test]
fn gitlab_is_told_the_same_by_a_scan_and_by_a_gate_that_changes_nothing() {
    let old = json!([thing("old", json!({ "tls": false }))]).to_string();
    let exported = thing("both", json!({ "tls": false, "provisioningState": "Succeeded" }));
    let settings =
        "baseline: known.yaml\ninventory: [{ path: e.json, kind: snapshot }, { path: \"*.json\", kind: source }]\n";
    let files = [
        ("a.json", old),
        ("e.json", json!([exported]).to_string()),
        ("l.json", json!([thing("both", json!({ "tls": true }))]).to_string()),
        ("uplift.yaml", settings.to_owned()),
        ("known.yaml", "findings: []\n".to_owned()),
    ];
    let estate = repository(&files);
    let output = estate.output(&["baseline", "update", ".", "--policies", "rules", "--no-embedded"], b"");
    assert!(output.status.success(), "{output:?}");
    git(&estate, "-c user.name=a -c user.email=a@b commit -q -a -m known");
    estate.add("README.md", b"x");
    let (scan, gate) = (gitlab(&estate, "scan"), gitlab(&estate, "gate"));
    assert_eq!(scan, gate);
    assert_eq!(scan.as_array().map(Vec::len), Some(1), "{scan}");
}
