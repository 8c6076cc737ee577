//! How long the history of a repository takes beside a scan of as many files: `cargo bench --bench history`.
//!
//! A repository of 500 commits, of 1,000 generated files of ten resources, of which each commit changes five; and 3,500 such
//! files, as many as the commits hold in all. Both are whole commands with one thread. The ratio to look at is `history` to `scan`, which
//! may be 1.5, with a millisecond more for each commit.

mod estate;

use divan::Bencher;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const FILES: usize = 1_000;
const COMMITS: usize = 500;
const CHANGED: usize = 5;
const RESOURCES: usize = 10;

fn main() {
    divan::main();
}

/// One scan of all files.
#[divan::bench(sample_count = 5)]
fn scan(bencher: Bencher) {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(directory.path().join("infra")).expect("a new directory");
    for (number, text) in texts(FILES + COMMITS * CHANGED).iter().enumerate() {
        std::fs::write(directory.path().join(name(number)), text).expect("a new file");
    }
    bencher.bench(|| uplift(directory.path(), &["scan", "infra", "--threads", "1"]));
}

/// All commits.
#[divan::bench(sample_count = 5)]
fn history(bencher: Bencher) {
    let repository = repository();
    let words = ["history", "infra", "--since", "2020-01-01", "--every", "commit", "--threads", "1"];
    bencher.bench(|| uplift(repository.path(), &words));
}

/// The last commit of each week.
#[divan::bench(sample_count = 5)]
fn weekly(bencher: Bencher) {
    let repository = repository();
    let words = ["history", "infra", "--since", "2020-01-01", "--every", "week", "--threads", "1"];
    bencher.bench(|| uplift(repository.path(), &words));
}

fn texts(files: usize) -> Vec<String> {
    let all: Vec<serde_json::Value> = serde_json::from_str(&estate::estate(files * RESOURCES)).expect("JSON");
    all.chunks(RESOURCES).map(|part| serde_json::to_string_pretty(part).expect("JSON")).collect()
}

fn name(number: usize) -> String {
    format!("infra/{number:04}.json")
}

/// A commit every six hours.
fn repository() -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let mut texts = texts(FILES);
    let mut stream = String::new();
    for commit in 0..COMMITS {
        let changed: Vec<usize> = match commit {
            0 => (0..FILES).collect(),
            _ => (0..CHANGED).map(|number| (commit * CHANGED + number * 7) % FILES).collect(),
        };
        let seconds = 1_700_000_000 + commit * 6 * 3_600;
        let _ = write!(stream, "commit refs/heads/main\ncommitter bench <b@example.com> {seconds} +0000\ndata 1\nx\n");
        for file in changed {
            if commit > 0 {
                texts[file] = swapped(&texts[file]);
            }
            let text = &texts[file];
            let _ = write!(stream, "M 100644 inline {}\ndata {}\n{text}\n", name(file), text.len());
        }
    }
    git(directory.path(), &["init", "-q", "-b", "main"], "");
    git(directory.path(), &["fast-import", "--quiet"], &stream);
    directory
}

/// What is true becomes false, and the other way round.
fn swapped(text: &str) -> String {
    text.replace("true", "\u{1}").replace("false", "true").replace('\u{1}', "false")
}

fn git(directory: &Path, arguments: &[&str], input: &str) {
    let mut child =
        Command::new("git").args(arguments).current_dir(directory).stdin(Stdio::piped()).spawn().expect("git");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("git reads");
    assert!(child.wait().expect("git ends").success());
}

fn uplift(directory: &Path, arguments: &[&str]) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_uplift"));
    run.args(arguments).current_dir(directory).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(run.status().expect("the program").success());
}
