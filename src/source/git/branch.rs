//! Local branches that hold one commit each: the only thing that is ever written to a repository, and only when it is asked for.
//!
//! Neither the work tree nor the index is touched. A branch is known as one's own by the line that ends its commit's message and
//! by its author; any other one is refused.

use super::super::{Problem, display_name};
use super::Repository;
use super::command::{failed, git, not_run, run};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Who commits.
const NAME: &str = "Uplift";
const ADDRESS: &str = "uplift@localhost";
/// What the line begins with by which a branch is known.
const MARK: &str = "Uplift-Branch: ";

/// A file as it stands in the work tree, and as the branch is to have it.
pub struct Rewritten<'r> {
    /// From the root, with forward slashes.
    pub name: String,
    /// What stands in the work tree.
    pub old: &'r [u8],
    /// What comes to stand in the branch.
    pub new: Vec<u8>,
}

/// What became of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is new.
    Created,
    /// Its commit was made anew.
    Rebuilt,
    /// It is as it would be made.
    Unchanged,
}

impl Repository {
    /// Makes a branch of one commit on `HEAD`, or makes one's own anew.
    ///
    /// # Errors
    ///
    /// A branch that somebody else made or added to, one that is checked out, a file that is not as in `HEAD`, and what git refuses.
    pub fn make_branch(&self, name: &str, files: &[Rewritten<'_>], message: &str) -> Result<Made, Problem> {
        let root = self.root();
        let full = format!("refs/heads/{name}");
        run(root, &["check-ref-format", &full])
            .map_err(|_| Problem::new(name, "git takes this for no name of a branch"))?;
        let base = said(&run(root, &["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"])?);
        let tip = run(root, &["rev-parse", "--verify", "--quiet", &full]).ok().map(|id| said(&id));
        let message = format!("{}\n\n{MARK}{name}\n", message.trim_end());
        if tip.is_some() {
            self.refuse_foreign(name, &full)?;
        }
        let tree = self.tree_with(&base, files)?;
        if let Some(tip) = &tip {
            let now = run(root, &["log", "-1", "--no-show-signature", "--format=%T %P%n%B", tip])?;
            if String::from_utf8_lossy(&now).trim_end() == format!("{tree} {base}\n{message}").trim_end() {
                return Ok(Made::Unchanged);
            }
            self.refuse_checked_out(name, &full)?;
        }
        let mut commit = git(root);
        for role in ["AUTHOR", "COMMITTER"] {
            commit.env(format!("GIT_{role}_NAME"), NAME).env(format!("GIT_{role}_EMAIL"), ADDRESS);
        }
        let commit = said(&fed(commit.args(["commit-tree", &tree, "-p", &base]), message.as_bytes())?);
        // Nobody else's branch is lost where one came up meanwhile.
        let before = tip.clone().unwrap_or_else(|| "0".repeat(commit.len()));
        run(root, &["-c", "core.hooksPath=/dev/null", "update-ref", "-m", "uplift fix", &full, &commit, &before])?;
        Ok(if tip.is_some() { Made::Rebuilt } else { Made::Created })
    }

    fn refuse_foreign(&self, name: &str, full: &str) -> Result<(), Problem> {
        let tip = run(self.root(), &["log", "-1", "--no-show-signature", "--format=%ae%n%B", full])?;
        let tip = String::from_utf8_lossy(&tip).into_owned();
        let is_own = tip.lines().next() == Some(ADDRESS) && tip.trim_end().ends_with(&format!("\n{MARK}{name}"));
        if !is_own {
            let problem =
                Problem::new(name, "the branch holds a commit that is not of this program, and stays as it is");
            return Err(problem.help("Merge, rename or delete it, and run again"));
        }
        Ok(())
    }

    fn refuse_checked_out(&self, name: &str, full: &str) -> Result<(), Problem> {
        let trees = run(self.root(), &["worktree", "list", "--porcelain"])?;
        if String::from_utf8_lossy(&trees).lines().any(|line| line.strip_prefix("branch ") == Some(full)) {
            let problem = Problem::new(name, "the branch is checked out, and stays as it is");
            return Err(problem.help("Check out another one, and run again"));
        }
        Ok(())
    }

    /// The tree of a commit with other contents of some files.
    fn tree_with(&self, base: &str, files: &[Rewritten<'_>]) -> Result<String, Problem> {
        let mut lines = Vec::new();
        for file in files {
            let (mode, id) = self.kept(base, &file.name)?;
            let old = self.hashed(&file.name, file.old, false)?;
            if old != id {
                let problem = Problem::new(&file.name, "the file is not as in HEAD, which branches are made on");
                return Err(problem.help("Commit it, or run `git add --renormalize` where only its line ends differ"));
            }
            let new = self.hashed(&file.name, &file.new, true)?;
            lines.extend_from_slice(format!("{mode} {new}\t{}\0", file.name).as_bytes());
        }
        let index = Index::of(self)?;
        index.run(self.root(), &["read-tree", base], b"")?;
        index.run(self.root(), &["update-index", "-z", "--index-info"], &lines)?;
        Ok(said(&index.run(self.root(), &["write-tree"], b"")?))
    }

    /// The mode and the id of a file in a commit.
    fn kept(&self, base: &str, name: &str) -> Result<(String, String), Problem> {
        let listed = run(self.root(), &["--literal-pathspecs", "ls-tree", "-z", base, "--", name])?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let mut words = listed.split(['\t', ' ']);
        match (words.next(), words.next(), words.next()) {
            (Some(mode), Some("blob"), Some(id)) if mode.starts_with("100") => Ok((mode.to_owned(), id.to_owned())),
            _ => {
                let problem = Problem::new(name, "the file is not in HEAD, which branches are made on");
                Err(problem.help("Commit it, and run again"))
            }
        }
    }

    /// The id of a content as git would keep it under a name.
    fn hashed(&self, name: &str, content: &[u8], is_kept: bool) -> Result<String, Problem> {
        let path = format!("--path={name}");
        let mut command = git(self.root());
        command.args(["hash-object", "--stdin", &path]);
        if is_kept {
            command.arg("-w");
        }
        Ok(said(&fed(&mut command, content)?))
    }
}

/// Runs that may write branches at once.
const MOST_BESIDE: usize = 1000;

/// A directory with an index beside the repository's own, for as long as it is held.
struct Index(PathBuf);

impl Index {
    fn of(repository: &Repository) -> Result<Self, Problem> {
        let place = said(&run(repository.root(), &["rev-parse", "--absolute-git-dir"])?);
        // Whoever makes a directory has it; others are of runs beside this one.
        for number in 0..MOST_BESIDE {
            let own = Path::new(&place).join(format!("uplift-index-{number}"));
            match std::fs::create_dir(&own) {
                Ok(()) => return Ok(Self(own)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Problem::new(display_name(&own), error.to_string())),
            }
        }
        let problem = Problem::new(place, "too many runs left their `uplift-index-…` directories here");
        Err(problem.help("Remove them"))
    }

    fn run(&self, root: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Problem> {
        fed(git(root).args(arguments).env("GIT_INDEX_FILE", self.0.join("index")), input)
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        // What cannot be taken away is in nobody's way.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What git prints when it is given something to read.
fn fed(command: &mut Command, input: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_run(&error))?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // A git that ends early says why itself.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let output = output.map_err(|error| not_run(&error))?;
    if output.status.success() { Ok(output.stdout) } else { Err(failed(&output)) }
}

/// A line of git's.
fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
