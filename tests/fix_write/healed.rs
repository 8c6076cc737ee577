//! What fixes turn beside their own findings is no work that is left, and what leaves the score is told and counted.

use super::{add, text};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// One value that two recommendations ask for, the second without a fix.
const TWINS: &str = r#"controls: [{ id: c, title: C, maxScore: 10, description: d }]
recommendations:
  - { id: has-fix, title: F, controls: [c], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      check: "resource.properties.p == true", fix: { safety: safe, impact: i., change: inPlace, set: { properties.p: true } } }
  - { id: by-hand, title: H, controls: [c], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      check: "resource.properties.p == true" }
  - { id: gone, title: G, controls: [c], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      appliesTo: "resource.properties.p != true", check: "resource.properties.g == true" }
"#;

/// A resource that nobody can judge in the first control once its only known finding is settled.
const DOUBT: &str = r#"controls:
  - { id: one, title: One, maxScore: 6, description: d }
  - { id: two, title: Two, maxScore: 4, description: d }
recommendations:
  - { id: settled, title: S, controls: [one], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      check: "resource.properties.p == true", fix: { safety: safe, impact: i., change: inPlace, set: { properties.p: true } } }
  - { id: doubtful, title: D, controls: [one], severity: high, resourceTypes: [My.T/a], description: d, remediation: r,
      check: "unknown(\"nobody can tell.\")" }
  - { id: fine, title: F, controls: [two], severity: high, resourceTypes: [My.T/b], description: d, remediation: r,
      check: "resource.properties.q == true" }
"#;

fn row(kind: &str, name: &str, properties: &str) -> String {
    let group = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers";
    format!(r#"{{ "id": "{group}/{kind}/{name}", "name": "{name}", "type": "{kind}", "properties": {properties} }}"#)
}

fn estate(policy: &str, rows: &[String]) -> TempDir {
    let estate = tempfile::tempdir().unwrap();
    add(estate.path(), "uplift.yaml", "policies: [policies]\ninventory: [{ path: i.json, kind: source }]\n");
    add(estate.path(), "policies/p.yaml", policy);
    add(estate.path(), "i.json", &format!("[\n{}\n]\n", rows.join(",\n")));
    estate
}

fn run(estate: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.current_dir(estate).args(["fix", ".", "--no-embedded"]).args(more).output().unwrap()
}

#[test]
fn what_turns_healthy_beside_is_not_left_to_be_done_by_hand() {
    let estate = estate(TWINS, &[row("My.T/a", "x", r#"{ "p": false }"#)]);
    let output = run(estate.path(), &["--require-all"]);
    let told = "1 finding fixed in 1 file\n\
                Secure score  0.00 % → 100.00 %  0.00 → 10.00 of 10 points (+10.00)\n\n\
                1 finding left out\n  after the change the recommendation would not apply any more\n    1 × gone\n";
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(3), told));
}

#[test]
fn a_way_counts_what_turns_healthy_beside() {
    let estate = estate(&TWINS[..TWINS.find("  - { id: gone").unwrap()], &[row("My.T/a", "x", r#"{ "p": false }"#)]);
    let output = run(estate.path(), &["--target", "100%", "--require-all"]);
    assert!(text(&output.stdout).contains(r#"+{ "id""#), "{}", text(&output.stdout));
    let told = text(&output.stderr);
    assert!(told.starts_with("The way: +10.00 points with 1 edit in 1 file\n"), "{told}");
    assert!(told.contains("\nNo way is better.\n") && !told.contains("left out"), "{told}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_leaves_the_score_is_told_and_counts_for_a_share() {
    let rows = [row("My.T/a", "x", r#"{ "p": false }"#), row("My.T/b", "y", r#"{ "q": true }"#)];
    let estate = estate(DOUBT, &rows);
    let score = "Secure score  40.00 % → 100.00 %, between 40 % and 100 % once 1 check is decided\n              \
                 4.00 of 10 → 4.00 of 4 points (+0.00); 6 points left the score: nothing decides them any more\n";
    let whole = run(estate.path(), &[]);
    assert!(text(&whole.stderr).contains(score), "{}", text(&whole.stderr));

    let way = run(estate.path(), &["--target", "100%"]);
    assert!(text(&way.stderr).starts_with("The way: +0.00 points with 1 edit in 1 file\n"), "{}", text(&way.stderr));
    assert!(text(&way.stderr).contains("\nNo way is better.\n"), "{}", text(&way.stderr));
    assert_eq!(way.stdout, whole.stdout);
    let far = run(estate.path(), &["--target", "101%", "--steps"]);
    assert!(text(&far.stdout).contains("; the target cannot be reached\n"), "{}", text(&far.stdout));

    run(estate.path(), &["--out-dir", "out"]);
    let summary = super::read(estate.path(), "out/11111111-1111-4111-8111-111111111111/rg/summary.md");
    assert!(summary.contains("; 6 points left the score: nothing decides them any more\n"), "{summary}");
}
