//! Quick fix on the example as its README tells it: in a clone, through git, and scanned again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A repository with the examples, and room for clones of it.
struct Repository(TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(TempDir::new().unwrap());
        let origin = repository.0.path().join("origin");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contoso"), &origin.join("examples/contoso"));
        git(&origin, &["init", "-q"]);
        git(&origin, &["add", "."]);
        git(&origin, &["commit", "-q", "-m", "before"]);
        repository
    }

    /// A clone with this name, as it was in the beginning.
    fn cloned(&self, name: &str) -> std::path::PathBuf {
        git(self.0.path(), &["clone", "-q", "origin", name]);
        self.0.path().join(name)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (old, new) = (entry.path(), to.join(entry.file_name()));
        if old.is_dir() { copy(&old, &new) } else { assert!(fs::copy(&old, &new).is_ok()) }
    }
}

fn run(program: &str, directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).env_remove("COLUMNS").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_COUNT", "3");
    for (place, (key, value)) in
        [("user.name", "T"), ("user.email", "t@localhost"), ("core.autocrlf", "false")].iter().enumerate()
    {
        command.env(format!("GIT_CONFIG_KEY_{place}"), key).env(format!("GIT_CONFIG_VALUE_{place}"), value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn git(directory: &Path, arguments: &[&str]) {
    run("git", directory, arguments);
}

fn uplift(directory: &Path, arguments: &[&str]) -> Output {
    run(env!("CARGO_BIN_EXE_uplift"), directory, arguments)
}

/// What a summary or a report says of the score, on one line: where there is a range, the points stand below.
fn score_line(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text).replace("\n              ", "  ");
    text.lines().find(|line| line.starts_with("Secure score")).unwrap().to_owned()
}

fn scanned(directory: &Path) -> Value {
    let report = uplift(directory, &["scan", "examples/contoso", "--format", "json"]);
    serde_json::from_slice::<Value>(&report.stdout).unwrap()["score"].clone()
}

/// `Secure score  50 % → 60 %, between 55 % and 65 %  5 → 6 of 10 points (+1.00)` promises
/// `60 %, between 55 % and 65 %  6 of 10 points`.
fn promised(summary: &str) -> String {
    let after = |part: &str| part.rsplit_once("→ ").unwrap().1.to_owned();
    let parts: Vec<&str> = summary.split("  ").collect();
    let points = after(parts[2].rsplit_once(" (+").unwrap().0);
    let (current, max) = points.split_once(" of ").unwrap();
    format!("{}  {} of {max}", after(parts[1]), current.parse::<f64>().unwrap())
}

/// Writes a group's quick fixes and holds the score to what they promise; whether there were any.
fn is_fixed_as_promised(clone: &Path, group: &str) -> bool {
    let fix = uplift(clone, &["fix", "examples/contoso", "-g", group]);
    if fix.stdout.is_empty() {
        return false;
    }
    fs::write(clone.join(".git/patch"), &fix.stdout).unwrap();
    git(clone, &["apply", "--check", ".git/patch"]);
    git(clone, &["apply", ".git/patch"]);
    let now = score_line(&uplift(clone, &["scan", "examples/contoso"]).stdout);
    let promise = promised(&score_line(&fix.stderr));
    assert!(now.starts_with(&format!("Secure score  {promise}")), "{now}\n{promise}");
    true
}

#[test]
fn a_group_is_fixed_and_scores_as_promised() {
    let repository = Repository::new();
    for group in ["rg-shop-prod-weu", "rg-data-prod-weu", "rg-sandbox-dev-neu", "rg-platform-dev-neu"] {
        let clone = repository.cloned(group);
        assert!(is_fixed_as_promised(&clone, group));
        assert!(!is_fixed_as_promised(&clone, group), "nothing is left to change");
    }
}

/// Applies the mails one after the other, and holds what each says that it gains against scans.
fn each_mail_gains_what_it_says(clone: &Path, series: &Path) {
    let mails = clone.join(".git/mails");
    fs::create_dir(&mails).unwrap();
    git(clone, &["mailsplit", &format!("-o{}", mails.display()), series.to_str().unwrap()]);
    let points = |score: &Value| score["current"].as_f64().unwrap();
    let (mut last, mut number) = (points(&scanned(clone)), 1);
    while let Some(mail) = Some(mails.join(format!("{number:04}"))).filter(|mail| mail.exists()) {
        git(clone, &["am", "-q", mail.to_str().unwrap()]);
        let message = String::from_utf8(run("git", clone, &["log", "-1", "--format=%B"]).stdout).unwrap();
        let now = points(&scanned(clone));
        let said = message.split_once("(+").unwrap().1.split_once(" points)").unwrap().0;
        assert!((now - last - said.parse::<f64>().unwrap()).abs() < 0.0051, "{last} to {now}: {message}");
        (last, number) = (now, number + 1);
    }
    assert!(number > 6, "a mail for each group with fixes");
}

#[test]
fn folders_hold_what_they_promise() {
    let repository = Repository::new();
    let origin = repository.cloned("out");
    uplift(&origin, &["fix", "examples/contoso", "--out-dir", "out"]);
    let schema = serde_json::from_slice(&uplift(&origin, &["schema", "fix"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folders = ["Production", "Development"].iter().flat_map(|name| fs::read_dir(origin.join("out").join(name)));
    let folders: Vec<_> = folders.flatten().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 9);
    for folder in folders {
        let manifest: Value = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        assert!(validator.is_valid(&manifest), "{}", folder.display());
        let patch = folder.join("quick-fix.patch");
        if !patch.exists() {
            assert_eq!(manifest["findings"], serde_json::json!([]), "nothing is fixed there");
            continue;
        }
        let name = folder.strip_prefix(origin.join("out")).unwrap().display().to_string().replace('/', "-");
        let clone = repository.cloned(&name);
        git(&clone, &["apply", patch.to_str().unwrap()]);
        let (score, promise) = (scanned(&clone), &manifest["score"]["after"]);
        for figure in ["percentage", "current", "max"] {
            assert_eq!(score[figure], promise[figure], "{name}: {figure}");
        }
        if let (Some(group), false) = (folder.file_name().and_then(|name| name.to_str()), name.contains("no-group")) {
            let again = uplift(&clone, &["fix", "examples/contoso", "-g", group]);
            assert!(again.stdout.is_empty(), "{name}: what follows is in the folder's patch");
        }
    }
    let (whole, series) = (repository.cloned("whole"), repository.cloned("series"));
    git(&whole, &["apply", "../out/out/quick-fix.patch"]);
    each_mail_gains_what_it_says(&series, &repository.0.path().join("out/out/series.mbox"));
    assert_eq!(scanned(&whole), scanned(&series));
    git(&whole, &["diff", "--exit-code", "--no-index", "examples", "../series/examples"]);
}
