//! The real `git apply`.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Checks a patch in a new repository over `folder` and applies it.
pub fn apply(folder: &Path, patch: &str) {
    run(folder, &["init", "-q"], "");
    run(folder, &["apply", "--check", "--whitespace=nowarn"], patch);
    run(folder, &["apply", "--whitespace=nowarn"], patch);
}

fn run(folder: &Path, arguments: &[&str], input: &str) {
    let mut command = Command::new("git");
    command.args(["-c", "core.autocrlf=false"]).args(arguments).current_dir(folder).stdin(Stdio::piped());
    let mut child = command.spawn().expect("git runs");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("git reads");
    assert!(child.wait().expect("git ends").success(), "git {arguments:?}\n{input}");
}
