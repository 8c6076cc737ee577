//! From names to commits, and the merge base of two.

use super::super::{Problem, nearest};
use super::command;
use super::repository::Repository;
use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

/// A commit that the repository has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The id, in hexadecimal digits.
    pub id: String,
    /// What it was called: a branch, a tag, an id or any other name that git knows.
    pub name: String,
}

/// The name; after it the first digits of the id, where the name is another.
impl fmt::Display for Commit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = &self.id[..self.id.len().min(SHORT)];
        if self.id.starts_with(&self.name) {
            formatter.write_str(short)
        } else {
            write!(formatter, "{} ({short})", self.name)
        }
    }
}

/// Digits of an id that are shown.
pub(super) const SHORT: usize = 10;

impl Repository {
    /// The commit that a name means to git, such as `origin/main`, `HEAD~2` or an id.
    ///
    /// # Errors
    ///
    /// A name that means nothing, or no commit, and a repository without commits: with the way to fetch it.
    pub fn commit(&self, name: &str) -> Result<Commit, Problem> {
        if name.is_empty() || name.contains(['\0', '\n']) {
            return Err(
                Problem::new("", format!("{name:?} is no name of a commit")).help("Name a branch, a tag or an id")
            );
        }
        self.refuse_ambiguous(name)?;
        match self.parsed(&format!("{name}^{{commit}}"))? {
            Some(id) => Ok(Commit { id, name: name.to_owned() }),
            None => Err(self.unknown(name)?),
        }
    }

    /// Refuses a name that means several things: who may push a tag could call it like a branch, and git would take the tag.
    fn refuse_ambiguous(&self, name: &str) -> Result<(), Problem> {
        let end = [name.find(['~', '^', ':']), name.find("@{")].into_iter().flatten().min().unwrap_or(name.len());
        let plain = &name[..end];
        let is_id = |least: usize| plain.len() >= least && plain.bytes().all(|byte| byte.is_ascii_hexdigit());
        if plain.is_empty()
            || plain.starts_with("refs/")
            || plain.ends_with("HEAD") && !plain.contains('/')
            || is_id(40)
        {
            return Ok(());
        }
        let meant = ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map(|above| format!("{above}{plain}"));
        let meant = meant.into_iter().chain([format!("refs/remotes/{plain}/HEAD")]).collect::<Vec<_>>();
        let of_remotes = format!("refs/remotes/*/{plain}");
        let names = meant.iter().map(String::as_str).chain([&*of_remotes]);
        let ask = ["for-each-ref", "--format=%(refname)"].into_iter().chain(names);
        let printed = command::run(self.root(), &ask.collect::<Vec<_>>())?;
        let printed = String::from_utf8_lossy(&printed).into_owned();
        let (mut found, elsewhere): (Vec<&str>, Vec<&str>) =
            printed.lines().partition(|found| meant.iter().any(|name| name == found));
        // A checkout without branches of its own has those of where it comes from, and a tag could pass for one of them.
        if let [only] = found[..]
            && only.starts_with("refs/tags/")
        {
            found.extend(elsewhere);
        }
        let is_short_id = || is_id(4) && !self.objects_like(plain).is_empty();
        if found.len() > 1 || found.len() == 1 && is_short_id() {
            let names = found.join("`, `");
            let or = if found.len() == 1 { " and the beginning of an id" } else { "" };
            let problem = Problem::new("", format!("`{name}` means several things: `{names}`{or}"));
            return Err(problem.help("Name one of them in full, or the id of the commit"));
        }
        Ok(())
    }

    /// The ids that begin so.
    fn objects_like(&self, start: &str) -> Vec<u8> {
        command::run(self.root(), &["rev-parse", &format!("--disambiguate={start}")]).unwrap_or_default()
    }

    /// The commits that two have in common and that no other common one comes after: one, unless criss-cross merges leave
    /// several. The first one is that of a three-dot diff.
    ///
    /// # Errors
    ///
    /// No such commit: histories without any in common, or a shallow clone that ends before it.
    pub fn merge_bases(&self, base: &Commit, head: &Commit) -> Result<Vec<Commit>, Problem> {
        let arguments = ["merge-base", "--all", &base.id, &head.id].map(OsStr::new);
        let output = command::output(self.root(), &arguments)?;
        let ids = String::from_utf8_lossy(&output.stdout).into_owned();
        let bases = ids.lines().map(|id| Commit { name: id.to_owned(), id: id.to_owned() }).collect::<Vec<_>>();
        match output.status.code() {
            Some(0) if !bases.is_empty() => Ok(bases),
            Some(0 | 1) if self.is_shallow() => {
                let problem = format!("this shallow clone ends before `{}` and `{}` part", base.name, head.name);
                Err(Problem::new("", problem).help(DEEPEN))
            }
            Some(0 | 1) => {
                let problem = format!("`{}` and `{}` have no history in common", base.name, head.name);
                Err(Problem::new("", problem).help("Name a base that the change started from"))
            }
            _ => Err(command::failed(&output)),
        }
    }

    /// The ids of the trees of commits.
    ///
    /// # Errors
    ///
    /// A commit whose tree is not there.
    pub fn trees(&self, commits: &[&Commit]) -> Result<Vec<String>, Problem> {
        let names: Vec<String> = commits.iter().map(|commit| format!("{}^{{tree}}", commit.id)).collect();
        let ask = ["rev-parse"].into_iter().chain(names.iter().map(String::as_str));
        let printed = command::run(self.root(), &ask.collect::<Vec<_>>())?;
        Ok(String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect())
    }

    /// Whether any of these trees has something at its root under a name, in whatever case.
    ///
    /// # Errors
    ///
    /// A tree that is not there.
    pub fn is_in_any(&self, trees: &[String], name: &Path) -> Result<bool, Problem> {
        for tree in trees {
            let printed = command::run(self.root(), &["ls-tree", "-z", "--full-tree", "--name-only", tree])?;
            let mut names = printed.split(|byte| *byte == 0);
            if names.any(|own| own.eq_ignore_ascii_case(name.as_os_str().as_encoded_bytes())) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The id of what a name means.
    fn parsed(&self, name: &str) -> Result<Option<String>, Problem> {
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", name].map(OsStr::new);
        let output = command::output(self.root(), &arguments)?;
        let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((output.status.success() && !id.is_empty()).then_some(id))
    }

    /// Why a name means no commit.
    fn unknown(&self, name: &str) -> Result<Problem, Problem> {
        let kind = match self.parsed(name)? {
            Some(id) => command::output(self.root(), &["cat-file", "-t", &id].map(OsStr::new))?.stdout,
            None => Vec::new(),
        };
        if let kind @ ("tree" | "blob") = String::from_utf8_lossy(&kind).trim() {
            return Ok(
                Problem::new("", format!("`{name}` is a {kind}, not a commit")).help("Name a branch, a tag or an id")
            );
        }
        let names = command::run(self.root(), &["for-each-ref", "--format=%(refname:short)"])?;
        if names.is_empty() && self.parsed("HEAD")?.is_none() {
            return Ok(Problem::new("", "the repository has no commits yet").help("Commit a base, then the change"));
        }
        let names = String::from_utf8_lossy(&names);
        let near =
            nearest(name, names.lines()).filter(|nearest| nearest.is_near).map(|nearest| nearest.name.to_owned());
        let message = format!("there is no commit `{name}` in this repository");
        Ok(Problem::new("", message).help(self.way_to(name, near)))
    }

    /// What to do about a commit that is not there.
    fn way_to(&self, name: &str, near: Option<String>) -> String {
        let plain = |character: char| character.is_ascii_alphanumeric() || "._/-".contains(character);
        let branch = name.strip_prefix("origin/").unwrap_or(name);
        let near = near.map(|near| format!("Did you mean `{near}`? Else fetch")).unwrap_or("Fetch".to_owned());
        let fetch = match name.chars().all(plain) && !name.starts_with('-') {
            // The name on the left alone would leave `origin/…` as it is in a clone of one branch.
            true if name != branch => format!("`git fetch origin +{branch}:refs/remotes/{name}`"),
            true => format!("`git fetch origin {branch}`"),
            false => "`git fetch`".to_owned(),
        };
        let shallow =
            if self.is_shallow() { "; the clone is shallow: with actions/checkout, set `fetch-depth: 0`" } else { "" };
        format!("{near} it: {fetch}{shallow}")
    }
}

const DEEPEN: &str = "Run `git fetch --deepen=100` until it is there, or `git fetch --unshallow`; with actions/checkout, set `fetch-depth: 0`";
