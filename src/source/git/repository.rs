//! Finding a repository, and reading objects from it.

use super::super::Problem;
use super::super::bytes::repository_of;
use super::super::bytes::{absolute, clean, display_name};
use super::command;
use super::objects::Objects;
use super::trees::{Difference, Trees};
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A git repository. Cheap to clone.
#[derive(Clone)]
pub struct Repository {
    inner: Arc<Inner>,
}

struct Inner {
    /// Where names start, as the file system knows it; of a bare repository, its own directory.
    root: PathBuf,
    /// The same, as the path that led here spells it.
    spelled: PathBuf,
    /// The current directory, which is asked for once: there are as many paths as files.
    here: PathBuf,
    bare: bool,
    shallow: bool,
    objects: Mutex<Option<Objects>>,
    trees: Mutex<Option<Trees>>,
}

impl Repository {
    /// The repository that a path belongs to; the path itself need not exist, since the other side may have it.
    ///
    /// # Errors
    ///
    /// No repository, a path inside of `.git`, one that git does not trust, and no git.
    pub fn containing(path: &Path) -> Result<Self, Problem> {
        let full = absolute(path);
        let nearest = full.ancestors().find(|ancestor| ancestor.is_dir()).unwrap_or(&full);
        // Git starts where `.git` is. From a directory below, it might take one that the change brings for a bare repository.
        let start = repository_of(nearest).unwrap_or(nearest);
        let questions = ["--is-bare-repository", "--is-inside-work-tree", "--is-shallow-repository", "--show-cdup"];
        let arguments: Vec<&OsStr> = ["rev-parse"].iter().chain(&questions).map(OsStr::new).collect();
        let output = command::output(start, &arguments)?;
        if !output.status.success() {
            return Err(not_opened(path, &output));
        }
        let answers = String::from_utf8_lossy(&output.stdout);
        let mut answers = answers.lines();
        let mut next = || answers.next().unwrap_or_default();
        let (bare, inside, shallow, up) = (next() == "true", next() == "true", next() == "true", next());
        let own = full.strip_prefix(start).is_ok_and(|name| name.starts_with(".git"));
        if !bare && (own || !inside) {
            let problem = Problem::new(display_name(path), "this is inside of a repository's own directory");
            return Err(problem.help("Name a path of the work tree"));
        }
        let spelled = absolute(&start.join(up));
        let here = absolute(Path::new("."));
        let root = spelled.canonicalize().unwrap_or_else(|_| spelled.clone());
        Ok(Self {
            inner: Arc::new(Inner {
                root,
                spelled,
                here,
                bare,
                shallow,
                objects: Mutex::default(),
                trees: Mutex::default(),
            }),
        })
    }

    /// Where names start: the top of the work tree, or the directory of a bare repository; absolute, without links.
    pub fn root(&self) -> &Path {
        &self.inner.root
    }

    /// Whether there is no work tree.
    pub fn is_bare(&self) -> bool {
        self.inner.bare
    }

    /// Whether its history was cut off by `--depth`.
    pub fn is_shallow(&self) -> bool {
        self.inner.shallow
    }

    /// A path's name from the root, links unresolved; `None` when it is outside.
    pub fn name_of(&self, path: &Path) -> Option<PathBuf> {
        let Inner { root, spelled, here, .. } = &*self.inner;
        let full = clean(&here.join(path));
        let inside = full.strip_prefix(root).or_else(|_| full.strip_prefix(spelled)).ok();
        let by_link = || {
            let top = full.ancestors().find(|ancestor| ancestor.canonicalize().is_ok_and(|known| known == *root))?;
            full.strip_prefix(top).ok()
        };
        inside.or_else(by_link).map(Path::to_owned)
    }

    /// The content of a blob, by its id; `name` is what problems call it.
    pub(super) fn blob(&self, id: &str, name: &str) -> Result<Vec<u8>, Problem> {
        // A reader that failed half-way was put away, so that a poisoned lock holds nothing wrong.
        let mut held = self.inner.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let mut objects = match held.take() {
            Some(objects) => objects,
            None => Objects::open(self.root())?,
        };
        let lost = |message: String| Problem::new(name, message).help("Run `git fsck`, and fetch what is missing");
        match objects.read(id) {
            Ok(content) => {
                *held = Some(objects);
                content.ok_or_else(|| lost(format!("the repository lacks its content, object {id}")))
            }
            Err(error) => Err(lost(format!("git could not give out its content, object {id}: {error}"))),
        }
    }
}

impl Repository {
    /// What names lead to other things, from one tree to another, by their ids.
    pub(super) fn differences(&self, old: &str, new: &str) -> Result<Vec<Difference>, Problem> {
        let mut held = self.inner.trees.lock().unwrap_or_else(PoisonError::into_inner);
        let mut trees = match held.take() {
            Some(trees) => trees,
            None => Trees::open(self.root())?,
        };
        let lost = |error| Problem::new("", format!("git could not tell the trees {old} and {new} apart: {error}"));
        let differences =
            trees.between(old, new).map_err(|error| lost(error).help("Run `git fsck`, and fetch what is missing"))?;
        *held = Some(trees);
        Ok(differences)
    }
}

impl fmt::Debug for Repository {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Repository").field(&self.inner.root).finish()
    }
}

fn not_opened(path: &Path, output: &std::process::Output) -> Problem {
    if String::from_utf8_lossy(&output.stderr).contains("not a git repository") {
        let problem = Problem::new(display_name(path), "this is not in a git repository");
        return problem
            .help("Name a path inside of one; without git, a baseline file tells old findings from new ones");
    }
    command::failed(output)
}
