//! Secrets are in no report, file or error, and nothing else is hidden.

mod broken;
mod given;
mod made;
mod messages;
mod newer;
mod planned;

use crate::harness::Estate;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const FORMATS: [&str; 12] = [
    "text",
    "json",
    "sarif",
    "junit",
    "markdown",
    "github",
    "gitlab",
    "azure-devops",
    "rdjson",
    "csv",
    "html",
    "ndjson",
];

/// A property of a name, its value, and what of the value is looked for.
struct Case {
    key: String,
    value: Value,
    looked_for: String,
}

fn cases(list: &str) -> Vec<Case> {
    let all: serde_yaml::Value = serde_yaml::from_str(include_str!("secrets.yaml")).unwrap();
    let all: Value = serde_json::to_value(all).unwrap();
    let plain = |value: &Value| -> Value {
        serde_json::from_str(&value.to_string().replace("~~", "\u{1}").replace('~', "").replace('\u{1}', "~")).unwrap()
    };
    let case = |case: &Value| {
        let value = plain(&case[1]);
        let whole = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let looked_for = case[2].as_str().map_or(whole, str::to_owned);
        Case { key: case[0].as_str().unwrap().to_owned(), value, looked_for }
    };
    all[list].as_array().unwrap().iter().map(case).collect()
}

/// Reads one property of a thing, which its tag names, and everything in it.
const READS: &str = r#"controls:
  - { id: c, title: C, maxScore: 5, description: d }
recommendations:
  - id: reads
    title: Nothing is read
    controls: [c]
    severity: high
    resourceTypes: [Contoso.Things/things]
    description: d
    remediation: r
    check: |
      let value = resource.properties[resource.tags.reads];
      for item in [0, 1] { value[item].value == "never"; value[item].keyData == "never"; }
      for name in ["db", "api", "user", "phrase"] { value[name] == "never"; }
      value == "never"
    fix:
      script: |
        resource.properties.tls = true;
      change: inPlace
      safety: safe
      impact: none
"#;

/// Fails for every thing, and is repaired beside what it holds.
const REPAIRS: &str = r#"recommendations:
  - id: tls
    title: Things should speak TLS
    controls: [c]
    severity: high
    resourceTypes: [Contoso.Things/things]
    description: d
    remediation: r
    check: |
      resource.properties.tls == true
    fix:
      script: |
        resource.properties.tls = true;
      change: inPlace
      safety: safe
      impact: none
"#;

fn thing(number: usize, properties: Value, tags: Value) -> Value {
    let id = format!("/subscriptions/s1/resourceGroups/g/providers/Contoso.Things/things/thing-{number}");
    json!({ "id": id, "name": format!("thing-{number}"), "type": "Contoso.Things/things", "tags": tags, "properties": properties })
}

fn estate_of(cases: &[Case]) -> Estate {
    let estate = Estate::empty();
    estate.add("rules/reads.yaml", READS.as_bytes());
    for (number, case) in cases.iter().enumerate() {
        let mut properties = json!({});
        properties[&case.key] = case.value.clone();
        let things = json!([thing(number, properties, json!({ "reads": case.key }))]);
        let text = serde_json::to_string_pretty(&things).unwrap();
        estate.add(&format!("estate/thing-{number}.json"), text.as_bytes());
    }
    estate
}

/// Everything that a run prints or writes, by name: both streams, and all files but the estate and patches.
fn said(estate: &Estate, arguments: &[&str]) -> Vec<(String, String)> {
    let output = estate.output(&[arguments, &["--policies", "rules", "--no-embedded"]].concat(), b"");
    let mut said = vec![
        ("stdout".to_owned(), String::from_utf8(output.stdout).unwrap()),
        ("stderr".to_owned(), String::from_utf8(output.stderr).unwrap()),
    ];
    files(&estate.path().join("out"), &mut said);
    said
}

fn files(directory: &Path, said: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, said);
        } else if !["patch", "mbox"].iter().any(|exact| path.extension().is_some_and(|own| own == *exact)) {
            said.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn reports(command: &str) -> Vec<String> {
    FORMATS.iter().flat_map(|format| ["--report".to_owned(), format!("{format}=out/{command}.{format}")]).collect()
}

/// A repository in which everything but the policies is new.
fn init(estate: &Estate) {
    for arguments in ["init -q", "add rules", "-c user.name=a -c user.email=a@b commit -q -m base"] {
        let words = arguments.split(' ');
        assert!(Command::new("git").args(words).current_dir(estate.path()).status().unwrap().success());
    }
}

/// All runs over an estate that say anything of what is in it.
fn everything(estate: &Estate) -> Vec<(String, String)> {
    estate.directory("out");
    init(estate);
    let mut said_by_all = Vec::new();
    let mut run = |arguments: &[&str]| said_by_all.extend(said(estate, arguments));
    let mut report = |arguments: &[&str]| {
        let reports = reports(arguments[0]);
        run(&arguments.iter().copied().chain(reports.iter().map(String::as_str)).collect::<Vec<_>>());
    };
    report(&["scan", "estate", "--all", "--control", "c"]);
    report(&["fix", "estate", "--out-dir", "out/fixes", "-o", "fixes.patch"]);
    report(&["gate", "estate", "--base", "HEAD", "--all"]);
    run(&["scan", "estate", "--format", "json", "--all"]);
    run(&["baseline", "create", "estate", "--file", "out/baseline.json", "--all"]);
    run(&["exemptions", "estate", "--format", "json"]);
    run(&["fix", "estate", "--write", "--safety", "all"]);
    said_by_all
}

#[test]
fn secrets_are_seen_nowhere() {
    let planted = cases("planted");
    assert_eq!(planted.len(), 140);
    let estate = estate_of(&planted);
    estate.add("rules/repairs.yaml", REPAIRS.as_bytes());
    let said = everything(&estate);
    for command in ["scan", "fix", "gate"] {
        let told = said.iter().find(|(name, _)| name.ends_with(&format!("{command}.ndjson")));
        assert!(told.is_some_and(|(_, text)| text.contains("thing-129")), "the things are judged by {command}");
    }
    let mut seen = Vec::new();
    for case in &planted {
        for (place, text) in said.iter().filter(|(_, text)| text.contains(&case.looked_for)) {
            let line = text.lines().find(|line| line.contains(&case.looked_for)).unwrap_or_default();
            seen.push(format!("{} in {place}: {line}", case.key));
        }
    }
    assert!(seen.is_empty(), "{} seen:\n{}", seen.len(), seen.join("\n"));
}

#[test]
fn what_only_looks_like_a_secret_is_seen() {
    let shown = cases("shown");
    assert_eq!(shown.len(), 81);
    let said = everything(&estate_of(&shown));
    let json = said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).map(|(_, text)| text.as_str()).unwrap();
    let missing: Vec<String> = shown
        .iter()
        .enumerate()
        .filter(|(number, case)| {
            let own = json.lines().find(|line| line.contains(&format!("thing-{number}\"")));
            let value = serde_json::to_string(&case.looked_for).unwrap();
            !own.is_some_and(|line| line.contains(value.trim_matches('"')) && !line.contains("***"))
        })
        .map(|(_, case)| format!("{}: {}", case.key, case.looked_for))
        .collect();
    assert!(missing.is_empty(), "{} hidden:\n{}", missing.len(), missing.join("\n"));
}

/// Properties that are shown nowhere: in one line of a list, in a line of YAML, in rows below columns.
const NESTED: [(&str, &str); 3] = [
    (
        "a.json",
        r#"[{"id": "ID", "name": "t", "type": "Contoso.Things/things", "tags": {"reads": "tls"}, "properties": {"tls": false, "credentials": {"a": ["hunterAAAA1"]}, "passwords": {"value": "hunterBBBB1"}, "keys": {"default": "hunterCCCC1"}}}]"#,
    ),
    (
        "b.yaml",
        "- id: ID\n  name: t\n  type: Contoso.Things/things\n  tags: { reads: tls }\n  properties: { tls: false, credentials: { a: hunterAAAA1 } }\n",
    ),
    (
        "c.json",
        r#"{"data": {"columns": [{"name": "id"}, {"name": "name"}, {"name": "type"}, {"name": "adminPassword"}, {"name": "tags"}, {"name": "properties"}],
 "rows": [["ID", "t", "Contoso.Things/things", "hunterAAAA1", {"reads": "tls"}, {"tls": false}]]}}"#,
    ),
];

#[test]
fn what_is_nested_in_one_line_or_below_a_column_is_seen_nowhere() {
    let (script, fix) = (READS.find("      let value").unwrap(), READS.find("    fix:").unwrap());
    let policy = format!("{}      resource.properties.tls == true\n{}", &READS[..script], &READS[fix..]);
    for (name, text) in NESTED {
        let estate = Estate::empty();
        estate.add("rules/reads.yaml", policy.as_bytes());
        let id = "/subscriptions/s1/resourceGroups/g/providers/Contoso.Things/things/t";
        estate.add(&format!("estate/{name}"), text.replace("ID", id).as_bytes());
        let said = everything(&estate);
        assert!(said.iter().any(|(place, text)| place.ends_with("summary.md") && text.contains("***")), "{name}");
        for (place, text) in &said {
            assert!(!text.contains("hunter"), "{name} in {place}\n{text}");
        }
    }
}
