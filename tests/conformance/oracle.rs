//! The measured checks find exactly what the reference implementation finds.

use crate::{estate, shared};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use uplift::assess::Status;
use uplift::trial;

/// Resources to generate: enough that every check is met by every kind of right, wrong and missing value.
const RESOURCES: &str = "10000";

pub fn the_measured_checks_find_what_the_reference_finds() {
    let bench = shared("bench");
    let directory = tempfile::tempdir().expect("a temporary directory");
    let template = directory.path().join("estate.json");
    python(&bench.join("gen.py"), &["arm", RESOURCES, &template.to_string_lossy()]);
    let expected = python(&bench.join("oracle.py"), &[&template.to_string_lossy()]);
    let expected: BTreeSet<String> = expected.lines().map(str::to_owned).collect();

    let found = findings(as_list(&estate::bytes(&template)));
    assert!(expected.len() > 1000, "the reference finds a lot: {}", expected.len());
    let missed: Vec<_> = expected.difference(&found).take(10).collect();
    let invented: Vec<_> = found.difference(&expected).take(10).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:?}, invented {invented:?}");
    eprintln!("{RESOURCES} resources, {} findings, all the same", found.len());
}

pub fn every_case_of_the_measured_checks_holds() {
    let (policy, checks) = estate::policies("benches/policies");
    let trial = trial::run((&policy, &trial::Fixtures::default()), &checks, &|_| true).expect("no deadline was set");
    let failures: Vec<_> = trial.failures().collect();
    assert!(trial.passed(), "{failures:#?}");
}

/// The findings as the reference writes them: `CHECK NAME`.
fn findings(list: Vec<u8>) -> BTreeSet<String> {
    let (policy, checks) = estate::policies("benches/policies");
    let inventory = estate::inventory([("estate.json".to_owned(), list)]);
    let assessed = estate::assess(&checks, &inventory);
    assert!(assessed.unknown_reasons.is_empty(), "{:?}", assessed.unknown_reasons);
    let statuses = estate::statuses(&assessed);
    let unhealthy = statuses.iter().filter(|(_, status)| **status == Status::Unhealthy);
    unhealthy
        .map(|((resource, recommendation), _)| {
            let check = policy.recommendations[recommendation.0].id.replace('-', "_");
            format!("{check} {}", inventory.resource(*resource).name)
        })
        .collect()
}

/// A template's resources as a plain list; the generated ones hold no expressions.
fn as_list(template: &[u8]) -> Vec<u8> {
    let template: serde_json::Value = serde_json::from_slice(template).expect("JSON");
    serde_json::to_vec(&template["resources"]).expect("JSON")
}

/// What a script prints.
fn python(script: &Path, arguments: &[&str]) -> String {
    let output = Command::new("python3").arg(script).args(arguments).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}
