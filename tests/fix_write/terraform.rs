//! Every recommendation that azurerm's attributes can follow, on a file as people write it: the very patch, applied by git, and what
//! is then there.

#[path = "../git/mod.rs"]
mod git;

use super::{add, read, text};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    recommendation: String,
    #[serde(default = "newest")]
    major: String,
    file: String,
    /// Behind the names of the file.
    patch: String,
}

fn newest() -> String {
    "4.0".to_owned()
}

fn cases() -> Vec<Case> {
    serde_yaml::from_str(include_str!("terraform.yaml")).unwrap()
}

/// Tests that share the cases.
const PARTS: usize = 4;

#[test]
fn there_are_as_many_as_promised() {
    let names: BTreeSet<String> = cases().into_iter().map(|case| case.recommendation).collect();
    assert!(names.len() >= 100 && names.len() == cases().len(), "{}", names.len());
}

#[test]
fn a_quarter_is_fixed_as_written() {
    judge(0);
}

#[test]
fn the_second_quarter_is_fixed_as_written() {
    judge(1);
}

#[test]
fn the_third_quarter_is_fixed_as_written() {
    judge(2);
}

#[test]
fn the_last_quarter_is_fixed_as_written() {
    judge(3);
}

fn judge(part: usize) {
    let own = cases().into_iter().enumerate().filter(|(place, _)| place % PARTS == part);
    let wrong: Vec<String> = own.filter_map(|(_, case)| wrong(&case)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a case.
fn wrong(case: &Case) -> Option<String> {
    let Case { recommendation, major, file, patch } = case;
    let estate = tempfile::tempdir().unwrap();
    let folder = estate.path();
    let provider = format!("azurerm = {{ source = \"hashicorp/azurerm\", version = \"~> {major}\" }}");
    add(folder, "versions.tf", &format!("terraform {{\n  required_providers {{\n    {provider}\n  }}\n}}\n"));
    add(folder, "main.tf", file);
    let told = uplift(folder, &["fix", ".", "--recommendation", recommendation, "--safety", "all", "-o", "p.patch"]);
    let own = read(folder, "p.patch");
    let start = "diff --git a/main.tf b/main.tf\n--- a/main.tf\n+++ b/main.tf\n";
    if own.strip_prefix(start) != Some(patch) {
        return Some(format!("{recommendation}: {told}\n{own}"));
    }
    git::apply(folder, &own);
    let report = uplift(folder, &["scan", ".", "--format", "json", "--all"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    let all = report["assessments"].as_array().unwrap().iter();
    let statuses: Vec<&Value> =
        all.filter(|own| own["recommendation"] == **recommendation).map(|own| &own["status"]).collect();
    // What was not known of another resource is not known now.
    let is_one = statuses.iter().any(|own| *own == "healthy") && statuses.iter().all(|own| *own != "unhealthy");
    (!is_one).then(|| format!("{recommendation}: {statuses:?}"))
}

/// What a command prints: its answer, else what it tells.
fn uplift(folder: &Path, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_uplift")).current_dir(folder).args(words).output().unwrap();
    let answer = text(&output.stdout);
    if answer.is_empty() { text(&output.stderr).to_owned() } else { answer.to_owned() }
}
