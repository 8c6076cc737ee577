//! Real repositories, made for each test.

mod commits;
mod disk;
mod hostile;
mod ignoring;
mod places;
mod trees;

use crate::source::{Files, Found, Listing, Problem, Repository, Side, Walked};
use globset::GlobSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A repository in a directory of its own.
struct Repo {
    directory: TempDir,
}

impl Repo {
    /// A repository without commits.
    fn empty() -> Self {
        Self::with(&["init", "-q", "-b", "main", "."])
    }

    /// One commit with these files.
    fn of(files: &[(&str, &str)]) -> Self {
        let repo = Self::empty();
        repo.change(files);
        repo
    }

    /// What `git init` or `git clone` makes of an empty directory.
    fn with(arguments: &[&str]) -> Self {
        let repo = Self { directory: tempfile::tempdir().expect("a temporary directory") };
        repo.git(arguments);
        repo
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }

    /// Writes files and commits all that lies there, ignored or not; the id of the commit.
    fn change(&self, files: &[(&str, &str)]) -> String {
        files.iter().for_each(|(name, text)| self.write(name, text));
        self.commit()
    }

    fn commit(&self) -> String {
        self.git(&["add", "-A", "-f"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "change"]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(self.directory.path(), arguments, &[])
    }

    fn open(&self) -> Repository {
        Repository::containing(self.directory.path()).expect("a repository")
    }

    fn at(&self, name: &str) -> Listing {
        let repository = self.open();
        let commit = repository.commit(name).expect("a commit");
        repository.list(Side::Commit(commit)).expect("a listing")
    }

    fn working_tree(&self) -> Listing {
        self.open().list(Side::WorkingTree).expect("a listing")
    }
}

/// Runs git apart from anybody's settings, and gives what it prints, without the last line end.
fn git(directory: &Path, arguments: &[&str], input: &[u8]) -> String {
    use std::io::Write;
    let mut command = Command::new("git");
    let settings = ["user.name=A", "user.email=a@example.com", "protocol.file.allow=always"];
    settings.iter().for_each(|setting| {
        command.args(["-c", setting]);
    });
    command
        .args(arguments)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("git runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("git reads");
    let output = child.wait_with_output().expect("git ends");
    assert!(output.status.success(), "git {arguments:?}");
    String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned()
}

/// What a walk from some paths finds, by names from the root.
fn walked(listing: &Listing, paths: &[&str]) -> Walked {
    let root = listing.repository().root().to_owned();
    let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
    let mut walked = listing.inventory(&paths, &GlobSet::empty(), &root);
    for Found { name, path } in &mut walked.found {
        *name = path.strip_prefix(&root).expect("a path below the root").to_string_lossy().into_owned();
    }
    walked
}

/// The names of all files that a walk from the root finds.
fn names(listing: &Listing) -> Vec<String> {
    walked(listing, &[""]).found.into_iter().map(|found| found.name).collect()
}

/// What is passed over, by the last part of its name.
fn passed_over(listing: &Listing) -> Vec<(String, String)> {
    let last = |name: String| name.rsplit('/').next().unwrap_or_default().to_owned();
    walked(listing, &[""]).passed_over.into_iter().map(|(name, reason)| (last(name), reason)).collect()
}

/// What all files that a walk finds hold.
fn contents(listing: &Listing) -> BTreeMap<String, String> {
    let read = |found: &Found| listing.read(&found.path, &found.name).expect("a content");
    let found = walked(listing, &[""]).found;
    found.iter().map(|found| (found.name.clone(), String::from_utf8_lossy(&read(found)).into_owned())).collect()
}

/// What tells the contents of all files that a walk finds apart.
fn keys(listing: &Listing) -> BTreeMap<String, crate::source::ContentKey> {
    let found = walked(listing, &[""]).found;
    let paths: Vec<&Path> = found.iter().map(|found| found.path.as_path()).collect();
    let keys = listing.keys(&paths).expect("keys");
    found.into_iter().zip(keys).map(|(found, key)| (found.name, key.expect("a key"))).collect()
}

/// A problem's message and its next step.
fn told(problem: &Problem) -> (&str, &str) {
    (&problem.message, problem.help.as_deref().unwrap_or("nothing to do"))
}
