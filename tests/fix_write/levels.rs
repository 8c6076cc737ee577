//! Three levels of safety: each is taken only when it is asked for, and what proves unsafe is never called safe.

use super::{add, read, text};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// One fix of each level, and one whose policy calls it safe though it makes another recommendation apply.
const POLICY: &str = r#"controls: [{ id: c, title: C, maxScore: 10, description: d }]
recommendations:
  - { id: calm, title: A, controls: [c], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      check: "resource.properties.calm == true", fix: { safety: safe, impact: Nothing., change: inPlace, set: { properties.calm: true } } }
  - { id: door, title: B, controls: [c], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      check: "resource.properties.door == true", fix: { safety: review, impact: Doors., change: inPlace, set: { properties.door: true } } }
  - { id: lock, title: C, controls: [c], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      check: "resource.properties.lock == true", fix: { safety: safe, impact: Locks., change: inPlace, reversible: false, set: { properties.lock: true } } }
  - { id: anew, title: D, controls: [c], severity: high, resourceTypes: [My.T/b], description: d, remediation: r,
      check: "resource.properties.anew == true", fix: { safety: safe, impact: Anew., change: replace, set: { properties.anew: true } } }
  - { id: audit, title: E, controls: [c], severity: high, resourceTypes: [My.T/c], description: d, remediation: r,
      check: "resource.properties.audit == true", fix: { safety: safe, impact: Audits., change: inPlace, set: { properties.audit: true } } }
  - id: groups
    title: F
    controls: [c]
    severity: high
    resourceTypes: [My.T/c]
    description: d
    remediation: r
    check: |
      if resource.properties.audit == true { resource.properties.groups == true } else { not_applicable("no audit") }
"#;

fn estate() -> TempDir {
    let estate = tempfile::tempdir().unwrap();
    add(estate.path(), "uplift.yaml", "policies: [policies]\n");
    add(estate.path(), "policies/p.yaml", POLICY);
    let row = |kind: &str, name: &str, properties: &str| {
        let group = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers";
        format!(
            r#"{{ "id": "{group}/{kind}/{name}", "name": "{name}", "type": "{kind}", "properties": {{ {properties} }} }}"#
        )
    };
    let rows = [
        row("My.T/a", "a", r#""calm": false, "door": false, "lock": false"#),
        row("My.T/b", "b", r#""anew": false"#),
        row("My.T/c", "c", r#""audit": false, "groups": false"#),
    ];
    add(estate.path(), "i.json", &format!("[\n{}\n]\n", rows.join(",\n")));
    estate
}

fn run(estate: &Path, more: &[&str]) -> Output {
    let words = ["fix", ".", "--no-embedded"].iter().chain(more);
    Command::new(env!("CARGO_BIN_EXE_uplift")).current_dir(estate).args(words).output().unwrap()
}

/// What the change sets, in order of the file.
fn set(output: &Output) -> Vec<String> {
    let added = text(&output.stdout).lines().filter(|line| line.starts_with("+{"));
    let members = added.flat_map(|line| line.split('"').collect::<Vec<_>>().windows(2).map(own).collect::<Vec<_>>());
    members.flatten().collect()
}

/// The key, when the value behind it is true.
fn own(pair: &[&str]) -> Option<String> {
    pair[1].starts_with(": true").then(|| pair[0].to_owned())
}

#[test]
fn each_level_takes_those_before_it() {
    let estate = estate();
    let cases: [(&[&str], &[&str]); 6] = [
        (&["--safety", "safe"], &["calm"]),
        (&[], &["calm", "door", "audit"]),
        (&["--safety", "review"], &["calm", "door", "audit"]),
        (&["--safety", "destructive"], &["calm", "door", "lock", "anew", "audit"]),
        (&["--safety", "all"], &["calm", "door", "lock", "anew", "audit"]),
        (&["--recommendation", "lock"], &[]),
    ];
    for (flags, expected) in cases {
        assert_eq!(set(&run(estate.path(), flags)), expected, "{flags:?}");
    }
}

#[test]
fn what_is_left_is_counted_by_its_level() {
    let estate = estate();
    let output = run(estate.path(), &["--safety", "safe"]);
    let left = "\n2 findings left for review; --safety review takes them too\n\
                \n2 findings left whose fixes cannot be undone; --safety destructive takes them too\n";
    assert!(text(&output.stderr).ends_with(left), "{}", text(&output.stderr));
    let output = run(estate.path(), &["--recommendation", "lock"]);
    let left = "Nothing is fixed: no fix is as safe as is asked for\n\
                \n1 finding left whose fix cannot be undone; --safety destructive takes it too\n";
    assert_eq!(text(&output.stderr), left);
}

#[test]
fn what_is_written_in_place_is_safe() {
    let estate = estate();
    let output = run(estate.path(), &["--write", "--snapshots"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let written = read(estate.path(), "i.json");
    assert_eq!(written.matches(": true").count(), 1, "{written}");
    assert!(written.contains(r#""calm": true"#), "{written}");
}

#[test]
fn a_manifest_does_not_accept_what_cannot_be_undone() {
    let estate = estate();
    let out = tempfile::tempdir().unwrap();
    let output = run(estate.path(), &["--safety", "destructive", "--out-dir", out.path().to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let path = out.path().join("11111111-1111-4111-8111-111111111111/rg/manifest.json");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let rows = manifest["findings"].as_array().unwrap().iter();
    let rows: Vec<_> = rows
        .map(|row| {
            (row["recommendation"].as_str().unwrap(), row["safety"].as_str().unwrap(), row["accept"].as_bool().unwrap())
        })
        .collect();
    let expected = [
        ("calm", "safe", true),
        ("door", "review", true),
        ("lock", "destructive", false),
        ("anew", "destructive", false),
        ("audit", "review", true),
    ];
    assert_eq!(rows, expected);
    let output = run(estate.path(), &["--from", path.to_str().unwrap(), "--safety", "destructive"]);
    assert_eq!(set(&output), ["calm", "door", "audit"]);
}

#[test]
fn a_way_alone_goes_where_it_can_be_read_on() {
    let estate = estate();
    let output = run(estate.path(), &["--points", "1", "--steps"]);
    assert!(text(&output.stdout).starts_with("The way: +"), "{}", text(&output.stdout));
    assert!(!text(&output.stderr).contains("The way"), "{}", text(&output.stderr));
    let output = run(estate.path(), &["--points", "1"]);
    assert!(text(&output.stdout).starts_with("diff --git ") && text(&output.stderr).contains("The way: +"));
}
