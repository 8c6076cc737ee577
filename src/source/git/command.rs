//! Running git: what it may not do, and what its failures mean.

use super::super::Problem;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Variables that would lead git to another repository, another history or another meaning of names than the path does.
/// `GIT_INDEX_FILE` stays: in a hook it names what is about to be committed.
const UNSET: [&str; 11] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_EXTERNAL_DIFF",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
];

/// A git that asks nobody, writes nothing, runs no monitor, and speaks English.
pub(super) fn git(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(directory)
        .args(["--no-pager", "--no-replace-objects", "--no-optional-locks", "-c", "core.fsmonitor=false"])
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0");
    UNSET.iter().for_each(|name| {
        command.env_remove(name);
    });
    command
}

/// Runs git to its end, whatever its exit code.
pub(super) fn output(directory: &Path, arguments: &[&OsStr]) -> Result<Output, Problem> {
    let outcome = git(directory).args(arguments).stdin(Stdio::null()).output();
    outcome.map_err(|error| not_run(&error))
}

/// What git prints, when it succeeds.
pub(super) fn run(directory: &Path, arguments: &[&str]) -> Result<Vec<u8>, Problem> {
    let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    printed(output(directory, &arguments)?)
}

/// As [`run`], with something to read. It is written while git answers, since neither side waits for the other to end.
pub(super) fn run_with(directory: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut command = git(directory);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| not_run(&error))?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // A git that ends early says why itself.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    printed(output.map_err(|error| not_run(&error))?)
}

fn printed(output: Output) -> Result<Vec<u8>, Problem> {
    if output.status.success() { Ok(output.stdout) } else { Err(failed(&output)) }
}

/// What a failure says, with the next step.
pub(super) fn failed(output: &Output) -> Problem {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(|line| line.starts_with("fatal:")).or_else(|| lines().next());
    let line = line.map_or_else(|| output.status.to_string(), |line| line.trim_start_matches("fatal: ").to_owned());
    let help = if said.contains("dubious ownership") {
        "Trust the repository with `git config --global --add safe.directory PATH`"
    } else {
        "Run `git status` and `git fsck` to see what is wrong with the repository"
    };
    Problem::new("", format!("git failed: {line}")).help(help)
}

pub(super) fn not_run(error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::NotFound {
        return Problem::new("", "git is not installed").help("Install git, and see that it is in PATH");
    }
    Problem::new("", format!("git cannot be run: {error}")).help("See whether `git --version` runs")
}
