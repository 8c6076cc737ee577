//! Quick fixes over other people's inventories: every patch applies with the real git, and a scan afterwards finds just
//! what was promised.

use super::shared;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// How the files of an inventory are rewritten before they are fixed.
#[derive(Clone, Copy, Debug)]
enum Rewrite {
    AsTheyAre,
    WindowsLineEnds,
    Yaml,
}

pub const INPUTS: &[&str] = &["fixtures/psrule/inventory", "corpus/rest-list"];

pub fn patches_apply_and_keep_their_promise() {
    let mut fixed = 0;
    for &place in INPUTS {
        let inventory = shared(place);
        for rewrite in [Rewrite::AsTheyAre, Rewrite::WindowsLineEnds, Rewrite::Yaml] {
            let number = check(&inventory, rewrite);
            eprintln!("{place}, {rewrite:?}: {number} findings fixed");
            fixed += if matches!(rewrite, Rewrite::AsTheyAre) { number } else { 0 };
        }
    }
    assert!(fixed >= 270, "{fixed} findings fixed");
}

/// Fixes a copy of an inventory in a repository of its own; the number of findings that turned healthy.
fn check(inventory: &Path, rewrite: Rewrite) -> usize {
    let repository = tempfile::tempdir().expect("a temporary directory");
    let root = repository.path();
    copy(inventory, &root.join("estate"), rewrite);
    git(root, &["init", "-q"], b"");
    git(root, &["config", "core.autocrlf", "false"], b"");
    git(root, &["config", "core.safecrlf", "false"], b"");
    git(root, &["add", "-A"], b"");

    let (before, healthy) = (with_status(root, "unhealthy"), with_status(root, "healthy"));
    let patch = uplift(root, &["fix", "estate", "--report", "json=fixes.json"]);
    git(root, &["apply", "--check"], &patch.stdout);
    git(root, &["apply"], &patch.stdout);
    let still_healthy = with_status(root, "healthy");
    let of = |counts: &Counts, key: &Key| counts.get(key).copied().unwrap_or_default();
    let worse: Vec<_> = healthy.iter().filter(|(key, number)| of(&still_healthy, key) < **number).collect();
    assert!(worse.is_empty(), "{rewrite:?}: {worse:?}");

    // What was not applicable may become unhealthy where the same resource occurs again, so that healthy ones are counted. What
    // heals by another finding's fix is not promised; what follows from one could not be judged before.
    let turned = |key: &Key| of(&still_healthy, key) - of(&healthy, key);
    let promised = promised(&root.join("fixes.json"));
    let broken: Vec<_> = promised.iter().filter(|(key, number)| turned(key) < **number).collect();
    assert!(broken.is_empty(), "{rewrite:?}: {broken:?}");
    let told = promised.values().sum::<usize>();
    let kept: usize = before.keys().map(|key| turned(key).min(of(&before, key))).sum();
    let followed: usize = promised.iter().map(|(key, number)| number.saturating_sub(of(&before, key))).sum();
    let summary = String::from_utf8_lossy(&patch.stderr).into_owned();
    assert!(
        summary.starts_with(&format!("{told} findings fixed")) && told <= kept + followed,
        "{rewrite:?}: {told} {kept} {followed} {summary}"
    );
    let again = uplift(root, &["fix", "estate"]);
    assert!(again.stdout.is_empty(), "{rewrite:?}: {}", String::from_utf8_lossy(&again.stdout));
    kept
}

/// What a report of fixes says that turns healthy.
fn promised(report: &Path) -> Counts {
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).expect("a report")).expect("JSON");
    let mut promised = Counts::new();
    for finding in report["findings"].as_array().expect("findings") {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let key = (text(&finding["recommendation"]), text(&finding["resource"]["id"]).to_lowercase());
        *promised.entry(key).or_default() += 1;
    }
    promised
}

fn copy(from: &Path, to: &Path, rewrite: Rewrite) {
    std::fs::create_dir_all(to).expect("a new directory");
    for entry in std::fs::read_dir(from).expect("a readable directory") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target, rewrite);
            continue;
        }
        let bytes = std::fs::read(&path).expect("a readable file");
        let Ok(text) = String::from_utf8(bytes) else { continue };
        match rewrite {
            Rewrite::AsTheyAre => std::fs::write(target, text),
            Rewrite::WindowsLineEnds => std::fs::write(target, text.replace("\r\n", "\n").replace('\n', "\r\n")),
            Rewrite::Yaml => match serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}')) {
                Ok(value) => {
                    std::fs::write(target.with_extension("yaml"), serde_yaml::to_string(&value).expect("YAML"))
                }
                // JSON with comments, which has no other form.
                Err(_) => Ok(()),
            },
        }
        .expect("a writable file");
    }
}

/// A recommendation and a resource.
type Key = (String, String);
type Counts = BTreeMap<Key, usize>;

/// How many occurrences of each resource have a status.
fn with_status(root: &Path, status: &str) -> Counts {
    let report = uplift(root, &["scan", "estate", "--format", "json", "--all"]);
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).expect("a report");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = Counts::new();
    for each in report["assessments"].as_array().expect("assessments") {
        let copies = each["copies"].as_array().into_iter().flatten();
        let number = std::iter::once(each).chain(copies).filter(|occurrence| occurrence["status"] == status).count();
        *found.entry((text(&each["recommendation"]), text(&each["resource"]["id"]).to_lowercase())).or_default() +=
            number;
    }
    found
}

fn uplift(root: &Path, arguments: &[&str]) -> std::process::Output {
    let command = Command::new(env!("CARGO_BIN_EXE_uplift")).args(arguments).current_dir(root).output();
    let output = command.expect("uplift runs");
    assert!(output.status.code() == Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn git(root: &Path, arguments: &[&str], input: &[u8]) {
    use std::io::Write;
    let mut command = Command::new("git");
    command.args(arguments).current_dir(root).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("git runs");
    child.stdin.take().expect("its input").write_all(input).expect("git reads");
    let output = child.wait_with_output().expect("git ends");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
