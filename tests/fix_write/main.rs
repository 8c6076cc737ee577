//! `uplift fix` where it changes files: in place, by someone's answers, and not where someone declined.
#![allow(clippy::unwrap_used)]

mod bound;
mod branches;
mod culprit;
mod doors;
mod ends;
mod folders;
mod follow;
mod healed;
#[cfg(unix)]
mod interactive;
#[cfg(unix)]
mod kills;
mod levels;
#[cfg(unix)]
mod reach;
mod scripts;
mod summary;
mod table;
mod terraform;
mod told;
mod write;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A safe fix with a parameter, and one to review.
const POLICY: &str = r#"controls:
  - { id: encrypt-data-in-transit, title: Encrypt data in transit, maxScore: 4, description: Nobody reads on the way. }
recommendations:
  - id: storage-min-tls
    title: Storage accounts should refuse old TLS
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Old TLS can be read.
    remediation: Raise the minimum.
    parameters:
      minimum: { type: string, defaultValue: TLS1_2, allowedValues: [TLS1_2, TLS1_3] }
    check: |
      (resource.properties.minimumTlsVersion ?? "") >= params.minimum
    fix:
      safety: safe
      impact: Nothing.
      change: inPlace
      set: { properties.minimumTlsVersion: "${params.minimum}" }
    tests:
      - healthy: { properties: { minimumTlsVersion: TLS1_2 } }
      - unhealthy: { properties: { minimumTlsVersion: TLS1_0 } }
  - id: storage-https
    title: Storage accounts should accept only HTTPS
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Plain HTTP can be read.
    remediation: Switch on "Secure transfer required".
    check: |
      resource.properties.https == true
    fix:
      safety: review
      impact: Plain HTTP clients fail.
      change: inPlace
      set: { properties.https: true }
    tests:
      - healthy: { properties: { https: true } }
      - unhealthy: { properties: { https: false } }
"#;

/// A storage account as a file, with comments that must stay.
fn account(name: &str, tls: &str, https: bool) -> String {
    format!(
        "{{\n  // {name}\n  \"subscriptionId\": \"s\",\n  \"resourceGroup\": \"g\",\n  \"name\": \"{name}\",\n  \"type\": \
         \"Microsoft.Storage/storageAccounts\",\n  \"properties\": {{ \"minimumTlsVersion\": \"{tls}\", \"https\": \
         {https} }}\n}}\n"
    )
}

/// A repository with the policy and these files.
fn estate(files: &[(&str, &str)]) -> TempDir {
    let estate = tempfile::tempdir().unwrap();
    fs::create_dir(estate.path().join(".git")).unwrap();
    add(estate.path(), "policies/policy.yaml", POLICY);
    files.iter().for_each(|(name, text)| add(estate.path(), name, text));
    estate
}

fn add(estate: &Path, name: &str, text: &str) {
    let path = estate.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn read(estate: &Path, name: &str) -> String {
    fs::read_to_string(estate.join(name)).unwrap()
}

/// `uplift fix` in the estate with its own policies only.
fn fix(estate: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.current_dir(estate).args(["fix", "--no-embedded", "--policies", "policies"]).args(words);
    command
}

fn run(estate: &Path, words: &[&str]) -> Output {
    fix(estate, words).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
