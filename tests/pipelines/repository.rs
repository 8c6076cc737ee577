//! A forge's repository, and checkouts of it as pipelines make them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A repository that others clone, with a directory for the checkout and one for temporary files.
pub struct Forge {
    directory: TempDir,
}

/// The history that a forge gets, as `git fast-import` reads it.
#[derive(Default)]
pub struct History {
    stream: String,
    marks: usize,
}

/// A commit of a [`History`].
#[derive(Clone, Copy)]
pub struct Mark(usize);

impl History {
    /// Adds a commit to a branch, on top of others, with files that take the place of those of the first.
    pub fn commit(&mut self, branch: &str, parents: &[Mark], files: &[(&str, &str)]) -> Mark {
        self.marks += 1;
        let (mark, stream) = (self.marks, &mut self.stream);
        writeln!(stream, "commit refs/{branch}\nmark :{mark}\ncommitter A <a@example.com> {mark} +0000\ndata 1\nx")
            .unwrap();
        for (place, parent) in parents.iter().enumerate() {
            writeln!(stream, "{} :{}", if place == 0 { "from" } else { "merge" }, parent.0).unwrap();
        }
        for (name, content) in files {
            writeln!(stream, "M 100644 inline {name}\ndata {}\n{content}", content.len()).unwrap();
        }
        Mark(mark)
    }

    /// Adds so many commits that change nothing of the estate.
    pub fn walk(&mut self, branch: &str, from: Mark, steps: usize) -> Mark {
        (0..steps).fold(from, |at, step| self.commit(branch, &[at], &[("notes.txt", &step.to_string())]))
    }
}

/// A storage account in a file of its own.
pub fn storage(name: &str, https: bool) -> String {
    let id = format!(
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/{name}"
    );
    let properties = format!(r#"{{ "supportsHttpsTrafficOnly": {https}, "minimumTlsVersion": "TLS1_2" }}"#);
    format!(
        "[\n  {{\n    \"id\": \"{id}\",\n    \"name\": \"{name}\",\n    \"type\": \"Microsoft.Storage/storageAccounts\",\n    \"properties\": {properties}\n  }}\n]\n"
    )
}

impl Forge {
    /// A repository with this history.
    pub fn with(history: &History) -> Self {
        let forge = Self { directory: TempDir::new().unwrap() };
        for name in ["origin", "checkout", "temporary"] {
            std::fs::create_dir(forge.path(name)).unwrap();
        }
        let origin = forge.path("origin");
        git(&origin, &["init", "-q", "--bare", "-b", "main"]);
        let mut import = Command::new("git");
        import.args(["fast-import", "--quiet"]).current_dir(&origin).stdin(Stdio::piped());
        let mut import = import.spawn().unwrap();
        import.stdin.take().unwrap().write_all(history.stream.as_bytes()).unwrap();
        assert!(import.wait().unwrap().success());
        forge
    }

    /// One of its directories, or a file in one.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Where the checkout is.
    pub fn checkout_path(&self) -> PathBuf {
        self.path("checkout")
    }

    /// The id of a commit, as the forge knows it.
    pub fn id(&self, name: &str) -> String {
        git(&self.path("origin"), &["rev-parse", name])
    }

    /// Checks out a ref with one commit of history, as GitHub's checkout does.
    pub fn check_out_shallow(&self, name: &str) {
        self.check_out(&["--depth=1", &format!("+{}:refs/remotes/checked/out", self.id(name))]);
    }

    /// Checks out a ref with all branches and their whole history.
    pub fn check_out_whole(&self, name: &str) {
        self.check_out(&["+refs/heads/*:refs/remotes/origin/*", &format!("+{name}:refs/remotes/checked/out")]);
    }

    fn check_out(&self, fetched: &[&str]) {
        let checkout = self.checkout_path();
        git(&checkout, &["init", "-q", "-b", "unused"]);
        // By its URL: git ignores a depth when it copies from a path.
        let origin = format!("file://{}", self.path("origin").display());
        git(&checkout, &["remote", "add", "origin", &origin]);
        let mut arguments = vec!["fetch", "-q", "--no-tags"];
        let (options, refs): (Vec<&str>, Vec<&str>) = fetched.iter().partition(|text| text.starts_with("--"));
        arguments.extend(options);
        arguments.push("origin");
        arguments.extend(refs);
        git(&checkout, &arguments);
        git(&checkout, &["checkout", "-q", "--force", "refs/remotes/checked/out"]);
    }
}

/// Runs git, and gives what it prints.
pub fn git(directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").args(arguments).current_dir(directory).output().expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
