//! How long a gate takes beside a scan of the same repository: `cargo bench --bench gate`.
//!
//! A repository of generated inventory files, of which three change. All are whole commands, with their processes of git. The
//! ratios to look at are `gate` and `committed` to `scan`, which may be 1.2, and `again` to `scan`, which may be 0.1.

mod estate;

use divan::Bencher;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Files, and resources in each of them.
const SIZES: [(usize, usize); 3] = [(1_000, 10), (1_000, 100), (10_000, 5)];

fn main() {
    divan::main();
}

/// One scan of head.
#[divan::bench(args = SIZES, sample_count = 10)]
fn scan(bencher: Bencher, size: (usize, usize)) {
    let repository = repository(size);
    bencher.bench(|| uplift(repository.path(), &["scan", "infra"]));
}

/// Three changed files in the working tree.
#[divan::bench(args = SIZES, sample_count = 10)]
fn gate(bencher: Bencher, size: (usize, usize)) {
    let repository = repository(size);
    bencher.bench(|| uplift(repository.path(), &["gate", "infra", "--base", "HEAD~1"]));
}

/// The same as a commit, of which git gives out every file.
#[divan::bench(args = SIZES, sample_count = 10)]
fn committed(bencher: Bencher, size: (usize, usize)) {
    let repository = repository(size);
    bencher.bench(|| uplift(repository.path(), &["gate", "infra", "--base", "HEAD~1", "--head", "HEAD"]));
}

/// That again, with the answer at hand.
#[divan::bench(args = SIZES, sample_count = 10)]
fn again(bencher: Bencher, size: (usize, usize)) {
    let repository = repository(size);
    let cache = tempfile::tempdir().expect("a directory");
    let directory = cache.path().to_str().expect("a path in Unicode");
    let words = ["gate", "infra", "--base", "HEAD~1", "--head", "HEAD", "--cache", directory];
    uplift(repository.path(), &words);
    bencher.bench(|| uplift(repository.path(), &words));
}

/// A repository with two commits, the second one of three files.
fn repository((files, each): (usize, usize)) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let infra = directory.path().join("infra");
    std::fs::create_dir(&infra).expect("a new directory");
    let all: Vec<serde_json::Value> = serde_json::from_str(&estate::estate(files * each)).expect("JSON");
    for (number, part) in all.chunks(each).enumerate() {
        let text = serde_json::to_string_pretty(part).expect("JSON");
        std::fs::write(infra.join(format!("{number:04}.json")), text).expect("a new file");
    }
    git(directory.path(), &["init", "-q"]);
    commit(directory.path(), "Base");
    for number in [3, 500, 900] {
        let file = infra.join(format!("{number:04}.json"));
        let text = std::fs::read_to_string(&file).expect("a file");
        let changed = text.replace("true", "false");
        assert_ne!(text, changed, "something changes");
        std::fs::write(file, changed).expect("a file");
    }
    commit(directory.path(), "Change");
    directory
}

fn commit(directory: &Path, message: &str) {
    git(directory, &["add", "-A"]);
    git(directory, &["-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-qm", message]);
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
