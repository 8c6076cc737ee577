//! The guided walks: every command in an example's README prints what the README shows.
//!
//! `TRYCMD=overwrite cargo test --test examples` writes the outputs anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// One estate in three languages.
const LANDING_ZONES: [&str; 3] = ["landing-zone", "landing-zone-bicep", "landing-zone-terraform"];

#[test]
fn one_estate_is_worth_the_same_in_every_language() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let judged = LANDING_ZONES.map(|example| {
        let words = ["scan", ".", "--all", "--format", "json"];
        let output = Command::new(env!("CARGO_BIN_EXE_uplift"))
            .args(words)
            .current_dir(examples.join(example))
            .output()
            .unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let worth =
            |control: &serde_json::Value| ["id", "current", "max", "potentialIncrease"].map(|key| control[key].clone());
        let controls: Vec<_> = report["controls"].as_array().unwrap().iter().map(worth).collect();
        assert_eq!(report["score"]["current"], 1, "{example}");
        (report["score"].clone(), controls)
    });
    assert_eq!(judged[0], judged[1]);
    assert_eq!(judged[0], judged[2]);
}

#[test]
fn readmes_show_what_the_commands_print() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in ["contoso", "apply-system-updates"] {
        // The walks are made from inside the example, as a reader would.
        std::env::set_current_dir(examples.join(example)).unwrap();
        trycmd::TestCases::new().case("README.md").run();
    }
    // These change files, and compare them with what git holds.
    let git_itself = which("git");
    for example in LANDING_ZONES {
        let repository = tempfile::TempDir::new().unwrap();
        let copy = repository.path().join("examples").join(example);
        copy_directory(&examples.join(example), &copy);
        for words in ["init -q", "add -A", "-c user.name=u -c user.email=u@example.com commit -qm base"] {
            git(repository.path(), words);
        }
        std::env::set_current_dir(&copy).unwrap();
        let readme = examples.join(example).join("README.md");
        trycmd::TestCases::new().register_bin("git", git_itself.as_path()).case(readme).run();
    }
    // Not a test beside this one, for the current directory belongs to all of them.
    the_first_steps_lead_to_a_gate();
}

/// The project's own README leads from an empty directory to a gate; the file that its change adds stands in it too.
fn the_first_steps_lead_to_a_gate() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    let (_, change) = text.split_once("A change that adds `infra/storage.yaml` breaks the rule:\n\n```yaml\n").unwrap();
    let directory = tempfile::TempDir::new().unwrap();
    std::fs::create_dir(directory.path().join("infra")).unwrap();
    std::fs::write(directory.path().join("infra/storage.yaml"), change.split_once("```").unwrap().0).unwrap();
    let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("$ ")).collect();
    let gate = commands.iter().position(|command| command.starts_with("$ uplift gate ")).unwrap();
    assert!(gate < 10 && commands[..gate].contains(&"$ uplift lint"), "{commands:#?}");
    let cases = trycmd::TestCases::new();
    for (key, value) in [("NAME", "u"), ("EMAIL", "u@example.com")] {
        cases.env(format!("GIT_AUTHOR_{key}"), value).env(format!("GIT_COMMITTER_{key}"), value);
    }
    let git = which("git");
    std::env::set_current_dir(directory.path()).unwrap();
    cases.register_bin("git", git.as_path()).case(readme).run();
}

fn git(directory: &Path, words: &str) {
    assert!(Command::new("git").args(words.split(' ')).current_dir(directory).status().unwrap().success(), "{words}");
}

fn which(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file()).unwrap()
}

fn copy_directory(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy_directory(&entry.path(), &to.join(entry.file_name())),
            false => drop(std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}
