//! How long a gate takes beside a scan of the same repository: `cargo bench --bench gate`.
//!
//! A repository of 1,000 generated inventory files, of which three change. All are whole commands, with their processes of
//! git. The ratios to look at are `gate` to `scan`, and `again` to `gate`.

mod estate;

use divan::Bencher;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Files, and resources in all of them.
const FILES: usize = 1_000;
const SIZES: [usize; 2] = [10_000, 100_000];

fn main() {
    divan::main();
}

/// One scan of head.
#[divan::bench(args = SIZES, sample_count = 10)]
fn scan(bencher: Bencher, resources: usize) {
    let repository = repository(resources);
    bencher.bench(|| uplift(repository.path(), &["scan", "infra"]));
}

/// Three changed files against the last commit.
#[divan::bench(args = SIZES, sample_count = 10)]
fn gate(bencher: Bencher, resources: usize) {
    let repository = repository(resources);
    bencher.bench(|| uplift(repository.path(), &["gate", "infra", "--base", "HEAD"]));
}

/// The same again, with the answer at hand.
#[divan::bench(args = SIZES, sample_count = 10)]
fn again(bencher: Bencher, resources: usize) {
    let repository = repository(resources);
    let cache = tempfile::tempdir().expect("a directory");
    let directory = cache.path().to_str().expect("a path in Unicode");
    let gate = || uplift(repository.path(), &["gate", "infra", "--base", "HEAD", "--cache", directory]);
    gate();
    bencher.bench(gate);
}

/// A repository with one commit, and three files that changed since.
fn repository(resources: usize) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let infra = directory.path().join("infra");
    std::fs::create_dir(&infra).expect("a new directory");
    let all: Vec<serde_json::Value> = serde_json::from_str(&estate::estate(resources)).expect("JSON");
    for (number, part) in all.chunks(resources / FILES).enumerate() {
        let text = serde_json::to_string_pretty(part).expect("JSON");
        std::fs::write(infra.join(format!("{number:04}.json")), text).expect("a new file");
    }
    git(directory.path(), &["init", "-q"]);
    git(directory.path(), &["add", "-A"]);
    git(directory.path(), &["-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-qm", "Base"]);
    for number in [3, 500, 900] {
        let file = infra.join(format!("{number:04}.json"));
        let text = std::fs::read_to_string(&file).expect("a file");
        let changed = text.replace("true", "false");
        assert_ne!(text, changed, "something changes");
        std::fs::write(file, changed).expect("a file");
    }
    directory
}

fn git(directory: &Path, arguments: &[&str]) {
    let status = Command::new("git").args(arguments).current_dir(directory).status();
    assert!(status.expect("git").success());
}

fn uplift(directory: &Path, arguments: &[&str]) {
    let program = env!("CARGO_BIN_EXE_uplift");
    let mut run = Command::new(program);
    run.args(arguments).current_dir(directory).stdout(Stdio::null()).stderr(Stdio::null());
    let status = run.status().expect("the program");
    assert!(status.code() != Some(2), "it could judge");
}
