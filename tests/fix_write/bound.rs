//! What a manifest shows is what is written, or nothing is.

use super::{POLICY, account, add, estate, read, run, text};
use serde_json::Value;
use std::path::Path;

/// An estate of one account, with the manifest of its fix.
fn accepted() -> (tempfile::TempDir, Value) {
    let estate = estate(&[("infra/a.json", &account("a", "TLS1_0", true))]);
    assert!(run(estate.path(), &["infra", "--out-dir", "out"]).status.success());
    let manifest = serde_json::from_str(&read(estate.path(), "out/s/g/manifest.json")).unwrap();
    (estate, manifest)
}

fn write(estate: &Path, manifest: &Value) -> std::process::Output {
    add(estate, "m.json", &manifest.to_string());
    run(estate, &["infra", "--from", "m.json", "--write"])
}

fn assert_refused(estate: &Path, manifest: &Value, reason: &str) {
    let output = write(estate, manifest);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let said = text(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(reason), "{said}");
    assert!(output.stdout.is_empty());
    assert_eq!(read(estate, "infra/a.json"), account("a", "TLS1_0", true));
}

#[test]
fn an_accepted_fix_is_written() {
    let (estate, manifest) = accepted();
    let output = write(estate.path(), &manifest);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(read(estate.path(), "infra/a.json"), account("a", "TLS1_2", true));
}

#[test]
fn a_policy_that_now_writes_another_value_is_refused_with_both() {
    let (estate, mut manifest) = accepted();
    add(estate.path(), "policies/policy.yaml", &POLICY.replace("defaultValue: TLS1_2", "defaultValue: TLS1_3"));
    let both = "the fix of storage-min-tls for a is not what was accepted: accepted was `properties.minimumTlsVersion` \
                from `\"TLS1_0\"` to `\"TLS1_2\"`, and now it would be `properties.minimumTlsVersion` from `\"TLS1_0\"` to \
                `\"TLS1_3\"`";
    assert_refused(estate.path(), &manifest, both);
    manifest["findings"][0].as_object_mut().unwrap().remove("digest").expect("a digest");
    assert_refused(estate.path(), &manifest, both);
}

#[test]
fn an_edited_manifest_is_refused() {
    let (estate, manifest) = accepted();
    let mut edited = manifest.clone();
    edited["findings"][0]["edits"][0]["new"] = "HACK".into();
    assert_refused(estate.path(), &edited, "to `\"HACK\"`, and now it would be");
    let mut edited = manifest.clone();
    edited["findings"][0]["edits"] = Vec::<Value>::new().into();
    assert_refused(estate.path(), &edited, "accepted was no further change, and now it would be");
    let mut edited = manifest;
    edited["findings"][0]["digest"] = "00".into();
    assert_refused(estate.path(), &edited, "or its digest was changed");
}

#[test]
fn a_masked_value_binds_by_its_digest() {
    let secret = |value: &str| {
        POLICY.replace(
            "properties.minimumTlsVersion: \"${params.minimum}\"",
            &format!("properties.minimumTlsVersion: TLS1_2, properties.adminPassword: {value}"),
        )
    };
    let estate = estate(&[("infra/a.json", &account("a", "TLS1_0", true))]);
    add(estate.path(), "policies/policy.yaml", &secret("first"));
    assert!(run(estate.path(), &["infra", "--out-dir", "out"]).status.success());
    let shown = read(estate.path(), "out/s/g/manifest.json");
    assert!(!shown.contains("first"), "{shown}");
    add(estate.path(), "policies/policy.yaml", &secret("second"));
    assert_refused(estate.path(), &serde_json::from_str(&shown).unwrap(), "a value that the manifest masks differs");
}
