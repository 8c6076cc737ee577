//! What a fix makes applicable is fixed in the same run: on its own result `uplift fix` prints nothing.

use super::{add, text};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const POLICY: &str = r#"controls: [{ id: c, title: C, maxScore: 10, description: d }]
recommendations:
  - &one { id: audited, title: A, controls: [c], severity: high, resourceTypes: [My.Data/servers], description: d, remediation: r,
      check: "resource.properties.audit == true", fix: { safety: safe, impact: i., change: inPlace, set: { properties.audit: true } } }
  - { <<: *one, id: kept, check: "if resource.properties.audit != true { return not_applicable(\"no audit\"); } resource.properties.keep.days == 90",
      fix: { safety: safe, impact: i., change: inPlace, set: { properties.keep.days: 90 } } }
  - { <<: *one, id: mailed, check: "if resource.properties.keep.days != 90 { return not_applicable(\"not kept\"); } resource.properties.keep.mail == true",
      fix: { safety: review, impact: i., change: inPlace, set: { properties.keep.mail: true } } }
  - { <<: *one, id: watched, check: "resource.child(\"My.Data/servers/watches/all\").properties.on == true",
      fix: { safety: safe, impact: i., change: inPlace, child: { type: My.Data/servers/watches, name: all, set: { properties.on: true } } } }
  - { <<: *one, id: told, resourceTypes: [My.Data/servers/watches], check: "resource.properties.to.any(|name| name == \"a\")",
      fix: { safety: safe, impact: i., change: inPlace, set: { properties.to: [a] } } }
"#;

fn estate(policy: &str, properties: &str) -> TempDir {
    let estate = tempfile::tempdir().unwrap();
    add(estate.path(), "uplift.yaml", "policies: [policies]\n");
    add(estate.path(), "policies/p.yaml", policy);
    let row = format!("[\n  {{ \"type\": \"My.Data/servers\", \"name\": \"s\", \"properties\": {properties} }}\n]\n");
    add(estate.path(), "i.json", &row);
    estate
}

fn run(estate: &Path, words: &[&str]) -> Output {
    let all = [&["fix", ".", "--no-embedded"], words].concat();
    Command::new(env!("CARGO_BIN_EXE_uplift")).current_dir(estate).args(all).output().unwrap()
}

fn inventory(estate: &Path) -> String {
    std::fs::read_to_string(estate.join("i.json")).unwrap()
}

#[test]
fn a_chain_is_followed_to_its_end_and_into_what_another_fix_writes() {
    let estate = estate(POLICY, r#"{ "audit": false }"#);
    let written = run(estate.path(), &["--write", "--safety", "all"]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    let expected = r#"[
  { "type": "My.Data/servers", "name": "s", "properties": { "audit": true, "keep": { "days": 90, "mail": true } } },
  {
    "id": "i.json#My.Data/servers/s/watches/all",
    "name": "all",
    "type": "My.Data/servers/watches",
    "properties": { "on": true, "to": ["a"] }
  }
]
"#;
    let tidy = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
    let made = inventory(estate.path());
    assert_eq!(tidy(&made)[0], tidy(expected)[0], "{made}");
    assert_eq!(tidy(&made)[1]["properties"], tidy(expected)[1]["properties"], "{made}");
    // What follows is told as fixed, but for what was not there before.
    assert!(text(&written.stderr).starts_with("4 findings fixed in 1 file\n"), "{}", text(&written.stderr));
    assert!(!text(&written.stderr).contains("Newly unhealthy"), "{}", text(&written.stderr));
    let again = run(estate.path(), &[]);
    assert_eq!((text(&again.stdout), again.status.code()), ("", Some(0)), "{}", text(&again.stderr));
}

#[test]
fn the_level_and_the_choice_hold_for_what_follows() {
    // What leads to something that only a fix to review mends is not safe.
    let estate = estate(POLICY, r#"{ "audit": false }"#);
    run(estate.path(), &["--write"]);
    let made: serde_json::Value = serde_json::from_str(&inventory(estate.path())).unwrap();
    assert_eq!(made[0]["properties"], serde_json::json!({ "audit": false }));

    let safe = POLICY.replace("safety: review", "safety: safe");
    let estate = self::estate(&safe, r#"{ "audit": false }"#);
    run(estate.path(), &["--write"]);
    let made: serde_json::Value = serde_json::from_str(&inventory(estate.path())).unwrap();
    assert_eq!(made[0]["properties"], serde_json::json!({ "audit": true, "keep": { "days": 90, "mail": true } }));

    let estate = self::estate(POLICY, r#"{ "audit": false }"#);
    let one = run(estate.path(), &["--recommendation", "audited"]);
    assert!(text(&one.stdout).contains(r#""audit": true }"#), "{}", text(&one.stdout));
    let told = text(&one.stderr);
    assert!(told.contains("Newly unhealthy") && told.contains("1 × kept"), "{told}");
}

#[test]
fn a_circle_is_cut_and_what_was_proven_stays() {
    // Each is applicable once the other one is followed, and undoes it.
    let policy = POLICY
        .replace("set: { properties.keep.days: 90 }", "set: { properties.keep.days: 90, properties.audit: false }");
    let estate = estate(&policy, r#"{ "audit": false }"#);
    let fixed = run(estate.path(), &["--recommendation", "audited", "--recommendation", "kept"]);
    assert!(text(&fixed.stdout).contains(r#""audit": true }"#), "{}", text(&fixed.stdout));
    assert!(text(&fixed.stderr).contains("1 × kept"), "{}", text(&fixed.stderr));
}

#[test]
fn a_manifest_accepts_what_follows_too() {
    let estate = estate(POLICY, r#"{ "audit": false }"#);
    let diff = run(estate.path(), &["--out-dir", "out"]);
    assert_eq!(diff.status.code(), Some(0), "{}", text(&diff.stderr));
    let manifests: Vec<_> = walk(&estate.path().join("out"));
    let [manifest] = &manifests[..] else { panic!("{manifests:?}") };
    let text_of = std::fs::read_to_string(manifest).unwrap();
    for id in ["audited", "kept", "mailed", "watched"] {
        assert!(text_of.contains(&format!("\"recommendation\": \"{id}\"")), "{id}: {text_of}");
    }
    let taken = run(estate.path(), &["--from", manifest.to_str().unwrap()]);
    assert_eq!(taken.status.code(), Some(0), "{}", text(&taken.stderr));
    let whole = run(estate.path(), &[]);
    assert_eq!(text(&taken.stdout), text(&whole.stdout));
}

fn walk(directory: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => found.extend(walk(&path)),
            path if path.ends_with("manifest.json") => found.push(path),
            _ => {}
        }
    }
    found
}
