//! `uplift policy diff`: verdicts that flip from one edition of the policies to another.

use crate::harness::{Estate, POLICY, storage};
use serde_json::Value;
use snapbox::{assert_data_eq, file};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// An estate with both editions of the short policy: the new one lets one account be, weighs its control otherwise, and has a
/// recommendation more and one less.
fn estate() -> Estate {
    let accounts =
        [storage("s1", "g", "stone", false), storage("s1", "g", "sttwo", false), storage("s2", "g", "st3", true)];
    let estate = Estate::empty();
    estate.add("infra/accounts.json", format!("[{}]", accounts.join(",\n")).as_bytes());
    estate.add("uplift.yaml", b"exemptions: [exemptions.yaml]\n");
    estate.add("exemptions.yaml", EXEMPTIONS.as_bytes());
    estate.add("old/policy.yaml", POLICY.as_bytes());
    estate.add("new/policy.yaml", new_policy().as_bytes());
    estate
}

const EXEMPTIONS: &str = "- id: two
  recommendations: [storage-https]
  scope: /subscriptions/s1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/sttwo
  category: Waiver
  reason: It goes away.
";

fn new_policy() -> String {
    let kept = POLICY.split("  - id: vm-no-public-ip").next().unwrap();
    let kept = kept
        .replace("Only == true", "Only == true || resource.name == \"stone\"")
        .replace("maxScore: 4", "maxScore: 6");
    let named = "  - id: storage-named
    title: Storage accounts should have a long name
    controls: [secure-management-ports]
    severity: low
    source: custom
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Names help.
    remediation: Give one.
    check: |
      if resource.name == \"st3\" { unhealthy(\"it is short\") } else { healthy() }
";
    format!("{kept}{named}")
}

#[test]
fn flips_are_told_with_their_points_and_places() {
    let estate = estate();
    let diff = ["policy", "diff", "old", "new", "infra", "--no-embedded"];
    let said =
        [&[][..], &["--report", "markdown"], &["--format", "json"], &["--exit-code", "--report", "text=out.txt"]]
            .map(|more| estate.run(&[&diff[..], more].concat()))
            .concat();
    assert_data_eq!(said, file!["editions.txt"]);
    let json = |arguments: &[&str]| serde_json::from_slice::<Value>(&estate.output(arguments, b"").stdout).unwrap();
    let schema = jsonschema::validator_for(&json(&["schema", "policy-diff"])).unwrap();
    let view = json(&[&diff[..], &["--format", "json"]].concat());
    assert!(
        schema.is_valid(&view),
        "{:?}",
        schema.iter_errors(&view).map(|error| error.to_string()).collect::<Vec<_>>()
    );
    let same = estate.run(&["policy", "diff", "old", "./old", "infra", "--no-embedded", "--exit-code"]);
    assert!(same.contains("Every verdict and the score stay as they are") && same.contains("[exit code 0]"), "{same}");
}

/// Long names, paths and texts go on in the next line, and no figure says that nothing moves.
#[test]
fn it_fits_the_width_that_there_is() {
    let estate = estate();
    let name = "storage-account-of-the-accounting-department-01";
    let accounts = [storage("s1", "g", name, false), storage("s1", "g", "sttwo", false)];
    let folder = "infra/environments/production/westeurope/storage/accounts.json";
    estate.add(folder, format!("[{}]", accounts.join(",\n")).as_bytes());
    let named = new_policy().replace("\"st3\"", &format!("\"{name}\"")).replace(
        "it is short",
        "the name is longer than what people can read aloud, and nobody remembers what the number at its end is for",
    );
    let named = named
        .replace("should have a long name", "should have a name that people can read aloud, remember and tell apart");
    estate.add("editions/of-the-policies-of-the-accounting-department/policy.yaml", named.as_bytes());
    let diff =
        ["policy", "diff", "old", "editions/of-the-policies-of-the-accounting-department", folder, "--no-embedded"];
    let mut said = String::new();
    for width in ["80", "120"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        let output = command.args(diff).env("COLUMNS", width).current_dir(estate.path()).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        let longest = shown.lines().map(|line| line.chars().count()).max();
        assert!(longest <= width.parse().ok() && !shown.contains('±'), "{longest:?}\n{shown}");
        said += &format!("== {width} columns\n{shown}");
    }
    assert_data_eq!(said, file!["editions_wide.txt"].raw());
}

/// Runs git where an estate is, apart from the settings of whoever runs the tests.
fn git(estate: &Estate, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]).args(arguments);
    git.current_dir(estate.path()).env("HOME", estate.path()).env("GIT_CONFIG_NOSYSTEM", "1");
    assert!(git.status().unwrap().success(), "git {arguments:?}");
}

#[test]
fn a_commit_brings_its_own_policies_and_settings() {
    let estate = estate();
    fs::rename(estate.path().join("old"), estate.path().join("policies")).unwrap();
    git(&estate, &["init", "-q"]);
    git(&estate, &["add", "uplift.yaml", "exemptions.yaml", "policies"]);
    git(&estate, &["commit", "-qm", "one"]);
    estate.add("policies/policy.yaml", new_policy().as_bytes());
    git(&estate, &["commit", "-qam", "two"]);
    let flips = |old: &str, new: &str| {
        let all = ["policy", "diff", old, new, "infra", "--no-embedded", "--format", "json"];
        let view: Value = serde_json::from_slice(&estate.output(&all, b"").stdout).unwrap();
        (view["recommendations"].clone(), view["points"].clone(), view["changes"].clone())
    };
    let by_commits = flips("HEAD~1", "HEAD");
    assert_eq!(by_commits.0.as_array().unwrap().len(), 2);
    assert_eq!(by_commits, flips("HEAD~1", "policies"));
    assert_eq!(by_commits, flips("HEAD~1", "new"));
    // A commit without settings had none: there, the recommendation counted.
    estate
        .add("uplift.yaml", b"exemptions: [exemptions.yaml]\nrecommendations: { storage-https: { enabled: false } }\n");
    git(&estate, &["commit", "-qam", "three"]);
    let (recommendations, ..) = flips("HEAD~1", "HEAD");
    assert_eq!(recommendations[0]["id"], "storage-https");
    assert!(recommendations[0]["flips"].as_array().unwrap().iter().all(|flip| flip["after"].is_null()));
}

#[test]
fn a_name_must_mean_one_thing() {
    let estate = estate();
    git(&estate, &["init", "-q"]);
    git(&estate, &["add", "."]);
    git(&estate, &["commit", "-qm", "one"]);
    git(&estate, &["branch", "old"]);
    estate.directory("empty");
    estate.add("broken/policy.yaml", b"recommendations: [{ id: x }]\n");
    let names: [&[&str]; 7] = [
        &["old", "new"],
        &["./old", "./nowhere"],
        &["refs/heads/old", "nowhere"],
        &["./old", "empty"],
        &["./old", "."],
        &["./old", "broken"],
        &["--config", "other.yaml", "HEAD", "new"],
    ];
    let said = names.map(|names| estate.run(&[&["policy", "diff", "--no-embedded"], names, &["infra"]].concat()));
    let none = estate.run(&["policy", "diff", "--no-embedded", "./old", "./new", "empty"]);
    assert_data_eq!(said.concat() + &none, file!["editions_badly.txt"]);
}

#[test]
fn a_check_that_fails_is_no_flip_alone() {
    let estate = estate();
    let broken =
        POLICY.replace("resource.properties.supportsHttpsTrafficOnly == true", "[1][resource.name.len()] == 1");
    estate.add("new/policy.yaml", broken.as_bytes());
    let said = estate.run(&["policy", "diff", "old", "new", "infra", "--no-embedded"]);
    assert!(said.contains("Script errors") && said.contains("[exit code 2]"), "{said}");
    assert!(said.contains("healthy → unknown"), "{said}");
}

/// Copies files, without directories below.
fn copy(from: &Path, estate: &Estate, to: &str) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let name = entry.file_name().into_string().unwrap();
        estate.add(&format!("{to}/{name}"), &fs::read(entry.path()).unwrap());
    }
}

/// Every verdict of a scan, by recommendation and resource.
fn scanned(estate: &Estate, policies: &str) -> (BTreeMap<(String, String), String>, f64) {
    let all = ["scan", "inventory", "--policies", policies, "--no-embedded", "--all", "--format", "json"];
    let scan: Value = serde_json::from_slice(&estate.output(&all, b"").stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let verdict = |each: &Value| {
        let id = format!("{} {}", each["resource"]["id"], each["resource"]["subscription"]);
        ((text(&each["recommendation"]), id), text(&each["status"]))
    };
    let verdicts = scan["assessments"].as_array().unwrap().iter().map(verdict).collect();
    (verdicts, scan["score"]["current"].as_f64().unwrap())
}

#[test]
fn flips_are_exactly_those_of_two_full_scans() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let estate = Estate::empty();
    copy(&root.join("examples/contoso/exports"), &estate, "inventory");
    copy(&root.join("examples/contoso/infra"), &estate, "inventory");
    for edition in ["old", "new"] {
        copy(&root.join("policies"), &estate, edition);
    }
    // Other answers, another type, a check that cannot decide, one that is gone, and controls that weigh otherwise.
    let edit = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(estate.path().join("new").join(file)).unwrap();
        assert!(text.contains(from), "{file} holds no {from}");
        estate.add(&format!("new/{file}"), text.replace(from, to).as_bytes());
    };
    edit("storage.yaml", "return https == true", "return https == false");
    edit("controls.yaml", "maxScore: 4", "maxScore: 5");
    fs::remove_file(estate.path().join("new/sql.yaml")).unwrap();
    let (old, before) = scanned(&estate, "old");
    let (new, after) = scanned(&estate, "new");
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let expected = keys.into_iter().filter(|key| old.get(*key) != new.get(*key));
    let expected: BTreeMap<_, _> =
        expected.map(|key| (key.clone(), (old.get(key).cloned(), new.get(key).cloned()))).collect();
    let all = ["policy", "diff", "old", "new", "inventory", "--no-embedded", "--format", "json"];
    let view: Value = serde_json::from_slice(&estate.output(&all, b"").stdout).unwrap();
    let mut found = BTreeMap::new();
    let mut points = view["pointsByControls"].as_f64().unwrap();
    for recommendation in view["recommendations"].as_array().unwrap() {
        points += recommendation["points"].as_f64().unwrap();
        for flip in recommendation["flips"].as_array().unwrap() {
            let id = format!("{} {}", flip["resource"]["id"], flip["resource"]["subscription"]);
            let status = |side: &str| flip[side].as_str().map(str::to_owned);
            let key = (recommendation["id"].as_str().unwrap().to_owned(), id);
            assert!(found.insert(key, (status("before"), status("after"))).is_none());
        }
    }
    assert!(expected.len() > 10, "{expected:#?}");
    assert_eq!(found, expected);
    assert!((view["points"].as_f64().unwrap() - (after - before)).abs() < 0.011);
    // Each part is rounded by itself.
    let parts = view["recommendations"].as_array().unwrap().len() as f64 + 1.0;
    assert!((points - (after - before)).abs() <= 0.005 * parts + 0.011, "{points} {before} {after}");
}
