//! The hooks for pre-commit, run by pre-commit itself, with the built program in place of one that it would build.

use crate::repository::{git, storage};
use crate::steps::{UPLIFT, yaml};
use serde_yaml::Value;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const POLICY: &str = r#"recommendations:
  - id: storage-replicated
    title: Storage accounts should be marked
    controls: [manage-access-and-permissions]
    severity: low
    source: custom
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Marks are seen.
    remediation: Mark it.
    check: |
      resource.properties.marked == true
    fix:
      safety: safe
      impact: Nobody notices.
      change: inPlace
      set: { properties.marked: true }
    tests:
      - healthy: { properties: { marked: true } }
      - unhealthy: {}
        fixed: { properties: { marked: true } }
"#;

/// A repository with hooks in its settings, and two accounts, one of which follows the policy.
fn repository() -> TempDir {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    git(path, &["init", "-q", "-b", "main"]);
    git(path, &["config", "user.name", "A"]);
    git(path, &["config", "user.email", "a@example.com"]);
    std::fs::create_dir(path.join("policies")).unwrap();
    std::fs::create_dir(path.join("infra")).unwrap();
    // A library that stays as it is, and files that are deployed.
    let settings_of_all =
        "policies: [policies]\nlibrary: \"2026.1\"\ninventory: [{ path: 'infra/**', kind: source }]\n";
    write(path, "uplift.yaml", settings_of_all);
    write(path, "policies/marks.yaml", POLICY);
    write(path, "package.json", "{}\n");
    write(path, "infra/shop.json", &marked("shop"));
    write(path, ".pre-commit-config.yaml", &settings());
    commit(path);
    // What a clone has.
    git(path, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    git(path, &["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    directory
}

fn marked(name: &str) -> String {
    storage(name, true).replace("\"minimum", "\"marked\": true, \"minimum")
}

fn write(directory: &Path, name: &str, text: &str) {
    std::fs::write(directory.join(name), text).unwrap();
}

fn commit(directory: &Path) {
    git(directory, &["add", "-A"]);
    git(directory, &["commit", "-q", "-m", "x"]);
}

/// The hooks as they are offered, save for who provides the program.
fn settings() -> String {
    let mut hooks = yaml(".pre-commit-hooks.yaml");
    for hook in hooks.as_sequence_mut().unwrap() {
        assert_eq!(hook["language"], "rust");
        let entry = hook["entry"].as_str().unwrap().strip_prefix("uplift ").unwrap().to_owned();
        hook["entry"] = Value::String(format!("{UPLIFT} {entry}"));
        hook["language"] = Value::String("system".to_owned());
    }
    let hooks = serde_json::to_string(&hooks).unwrap();
    format!("repos: [{{ repo: local, hooks: {hooks} }}]\n")
}

/// Runs a hook over what is staged; whether it passed, and what it printed.
fn run(directory: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new("pre-commit");
    command.arg("run").args(arguments).current_dir(directory).env("PRE_COMMIT_HOME", directory.join(".git/pre-commit"));
    let output = command.output().unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), printed)
}

pub fn hooks_judge_what_is_committed() {
    let directory = repository();
    let path = directory.path();
    let everything = ["--all-files"];
    let (passed, printed) = run(path, &everything);
    assert!(passed && printed.contains("Secure score"), "{printed}");

    // A file without resources alone starts the hooks, and blocks nobody.
    write(path, "package.json", "{ }\n");
    git(path, &["add", "-A"]);
    let (passed, printed) = run(path, &[]);
    assert!(passed && printed.contains("uplift test") && printed.contains("Skipped"), "{printed}");

    write(path, "infra/web.json", &storage("web", true));
    git(path, &["add", "-A"]);
    let (passed, printed) = run(path, &["uplift-fix"]);
    assert!(!passed && printed.contains("files were modified by this hook"), "{printed}");
    git(path, &["add", "-A"]);
    let (passed, printed) = run(path, &["uplift-fix"]);
    assert!(passed, "{printed}");
    assert!(std::fs::read_to_string(path.join("infra/web.json")).unwrap().contains("\"marked\": true"));

    write(path, "infra/web.json", "[{");
    git(path, &["add", "-A"]);
    let (passed, printed) = run(path, &["uplift-scan"]);
    assert!(passed && printed.contains("infra/web.json"), "it is named, and blocks nobody: {printed}");
    write(path, "policies/marks.yaml", "recommendations: 5\n");
    git(path, &["add", "-A"]);
    let (passed, printed) = run(path, &["uplift-scan"]);
    assert!(!passed && printed.contains("policies/marks.yaml"), "{printed}");
}

pub fn the_hook_for_policies_runs_their_cases() {
    let directory = repository();
    let path = directory.path();
    write(
        path,
        "policies/marks.yaml",
        &POLICY.replace("- unhealthy: {}", "- unhealthy: { properties: { marked: true } }"),
    );
    git(path, &["add", "-A"]);
    let (passed, printed) = run(path, &["uplift-test"]);
    assert!(!passed && printed.contains("storage-replicated"), "{printed}");
}

pub fn the_hook_before_a_push_judges_the_commits() {
    let directory = repository();
    let path = directory.path();
    let push = ["uplift-gate", "--hook-stage", "pre-push", "--from-ref", "origin/HEAD", "--to-ref", "HEAD"];
    write(path, "infra/shop.json", &marked("shop").replace("TLS1_2", "TLS1_3"));
    commit(path);
    let (passed, printed) = run(path, &push);
    assert!(passed && printed.contains("Passed"), "{printed}");
    write(path, "infra/shop.json", &marked("shop").replace("TrafficOnly\": true", "TrafficOnly\": false"));
    commit(path);
    let (passed, printed) = run(path, &push);
    assert!(!passed && printed.contains("Gate failed"), "{printed}");
    // A push that only deletes names no file that is there, and is judged all the same.
    git(path, &["reset", "-q", "--hard", "HEAD~1"]);
    git(path, &["rm", "-q", "infra/shop.json"]);
    commit(path);
    let from = ["uplift-gate", "--hook-stage", "pre-push", "--from-ref", "HEAD~1", "--to-ref", "HEAD"];
    let (passed, printed) = run(path, &from);
    assert!(!passed && printed.contains("it held 1 resource in the base") && !printed.contains("Skipped"), "{printed}");
}
