//! What is no run of findings: controls and recommendations, exemptions, and test cases.

use crate::command::Estate;
use crate::valid::{csv, junit, markdown};
use snapbox::{Data, assert_data_eq};
use std::path::Path;

const POLICY: &str = r#"controls:
  - { id: c, title: "A | <b> @c", maxScore: 4, description: D. }
recommendations:
  - id: hostile
    title: "=cmd|' /C calc'!A0 ]]> ::error::x"
    controls: [c]
    severity: high
    resourceTypes: [A.B/c]
    description: D.
    remediation: R.
    check: |
      resource.properties.on == true
    tests:
      - { name: "a | b\n::error::x", healthy: { properties: { on: false } } }
      - unhealthy: { properties: { on: false } }
"#;

const EXEMPTIONS: &str = r#"- id: old
  scope: /subscriptions/s1
  recommendations: [hostile]
  category: Waiver
  reason: "@everyone | <b>"
  owner: "- me"
  expiresOn: 2027-03-31
"#;

fn estate() -> Estate {
    let resource =
        r#"[{ "id": "/subscriptions/s1/resourceGroups/rg/providers/A.B/c/n", "properties": { "on": false } }]"#;
    let settings = "policies: [own]\nexemptions: [exemptions.yaml]\ninventory: [{ path: infra/a.json }]\n";
    Estate::with(&[
        ("own/policy.yaml", POLICY),
        ("infra/a.json", resource),
        ("exemptions.yaml", EXEMPTIONS),
        ("uplift.yaml", settings),
    ])
}

/// What a command writes in a format to a file.
fn report(estate: &Estate, command: &[&str], format: &str) -> String {
    let wanted = format!("{format}=report");
    let output = estate.run_as(&[command, &["--no-embedded", "--report", &wanted]].concat());
    assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let report = estate.read("report");
    let digest = report.split("olicyDigest\": \"").nth(1).and_then(|rest| rest.split('"').next());
    let report = digest.map(|digest| report.replace(digest, "a digest")).unwrap_or_else(|| report.clone());
    report.replace(&format!("{:?}", env!("CARGO_PKG_VERSION")), "\"a version\"")
}

const COMMANDS: [(&str, &[&str], &[&str]); 3] = [
    ("list", &["list"], &["text", "json", "markdown", "csv"]),
    (
        "exemptions",
        &["exemptions", "infra", "--today", "2027-03-01", "--ends-within", "60"],
        &["text", "json", "markdown", "csv"],
    ),
    ("test", &["test", "own"], &["text", "json", "junit", "markdown", "github"]),
];

#[test]
fn each_format_of_a_list_is_as_it_was() {
    let estate = estate();
    for (name, command, formats) in COMMANDS {
        for format in formats {
            let report = report(&estate, command, format);
            match *format {
                "csv" => assert_eq!(csv(&report), 1),
                "junit" => assert_eq!(junit(&report), 2),
                "markdown" => drop(markdown(&report)),
                "github" => assert!(report.starts_with("::error file=own/policy.yaml,line="), "{report}"),
                "json" => estate.follows_schema(name, &report),
                _ => {}
            }
            let file = format!("tests/formats/golden/{name}-{format}.txt");
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            assert_data_eq!(report, Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
        }
    }
}

#[test]
fn a_format_that_makes_no_sense_is_refused_with_those_that_do() {
    let estate = estate();
    for (name, command, formats) in COMMANDS {
        let output = estate.run_as(&[command, &["--report", "sarif=a"]].concat());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{name}");
        let expected = format!("the format `sarif` makes no sense here; there are {}", formats.join(", "));
        assert!(stderr.contains(&expected), "{stderr}");
        let help = String::from_utf8(estate.run_as(&[command[0], "--help"]).stdout).unwrap();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(formats.iter().all(|format| help.contains(&format!("{format} ("))), "{help}");
        assert!(!help.contains("sarif ("), "{help}");
    }
}

#[test]
fn reports_of_quick_fixes_and_findings_follow_their_schemas() {
    let estate = crate::command::small();
    estate.follows_schema("fixes", &estate.report("fix", "json"));
    let lines = estate.report("scan", "ndjson");
    let mut lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut document = lines.next().unwrap();
    assert_eq!(document["schema"], "uplift.findings/1");
    let findings = lines.map(|mut finding| {
        assert_eq!(finding.as_object_mut().unwrap().remove("type"), Some("finding".into()));
        finding
    });
    document["findings"] = findings.collect();
    estate.follows_schema("findings", &document.to_string());
}
