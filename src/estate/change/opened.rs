//! From what was asked for to the sides of each part.

use super::crossing::cross;
use super::ends::Ends;
use super::governing::{governing, open_base};
use super::sides::Sides;
use crate::estate::{Sources, Stopped};
use crate::source::{Commit, Files, Listing, Problem, Repository, Side, Walked};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Sides {
    /// A change in git, from where both sides parted. Each `uplift.yaml` of the base
    /// has its own sides, and so has each that the change brings to where none governs.
    ///
    /// # Errors
    /// What git does not have, and everything that is wrong with the settings and policies that count.
    pub fn in_git(parted: Parted, sources: &Sources, paths: &[PathBuf]) -> Result<Vec<Self>, Stopped> {
        let Parted { repository, base, also, end, names } = parted;
        let are_commits = end != Side::WorkingTree;
        let base_commit = Some(base.id.clone());
        // Git looks through the working tree by itself meanwhile.
        let (base, opened, own) = std::thread::scope(|scope| {
            let own = scope.spawn(|| repository.list(end));
            let base = repository.list(Side::Commit(base)).map(Arc::new);
            let opened =
                base.as_ref().ok().map(|base| open_base(&(Arc::clone(base) as Arc<dyn Files>), sources, paths));
            (base, opened, own.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let (base, own) = (base?, own?);
        let head = Arc::new(own.ignoring_as(&base));
        let also = also.into_iter().map(|other| Ok(repository.list(Side::Commit(other))?.ignoring_as(&base)));
        let also = also.collect::<Result<Vec<_>, Problem>>()?;
        let is_of_trees = are_commits && [&*base, &own].into_iter().chain(&also).all(Listing::is_alone);
        let ends = Ends { base, own: Arc::new(own), head, names };
        let opened = opened.unwrap_or_else(|| Ok(Vec::new()));
        let parts = governing((&ends.base, &ends.own), opened, sources, paths)?.into_iter();
        let parts = parts.map(|part| {
            let of = |ends: &Ends| Self::of(ends, part.clone(), Some(repository.clone()), sources, paths);
            let also = also.iter().map(|base| of(&Ends { base: Arc::new(base.clone()), ..ends.clone() }));
            let (also, base_commit) = (also.collect::<Result<_, Stopped>>()?, base_commit.clone());
            Ok(Self { also, is_of_trees, base_commit, ..of(&ends)? })
        });
        let mut parts = parts.collect::<Result<Vec<Self>, Stopped>>()?;
        cross(&mut parts)?;
        Ok(busy(parts))
    }

    /// A change between any two places.
    ///
    /// # Errors
    /// Everything that is wrong with the settings and policies that count.
    pub fn between(ends: &Ends, sources: &Sources, paths: &[PathBuf]) -> Result<Vec<Self>, Stopped> {
        let parts =
            governing((&ends.base, &ends.own), open_base(&ends.base, sources, paths), sources, paths)?.into_iter();
        let parts = parts.map(|part| Self::of(ends, part, None, sources, paths));
        let mut parts = parts.collect::<Result<Vec<Self>, Stopped>>()?;
        cross(&mut parts)?;
        Ok(busy(parts))
    }
}

/// Those of which there is anything on either side; all when nothing is left at the end.
fn busy(mut parts: Vec<Sides>) -> Vec<Sides> {
    let is_idle = |walked: &Walked| walked.found.is_empty() && walked.problems.is_empty();
    let there: Vec<bool> = parts.iter().map(|sides| !sides.files.1.found.is_empty()).collect();
    for (place, sides) in parts.iter_mut().enumerate() {
        sides.has_others = there.iter().enumerate().any(|(other, there)| *there && other != place);
    }
    if there.contains(&true) {
        parts.retain(|Sides { files, .. }| !(is_idle(&files.0) && is_idle(&files.1)));
    }
    parts
}

/// Where both sides of a change in git parted, and where it ends; nothing of them is read yet.
pub struct Parted {
    repository: Repository,
    base: Commit,
    also: Vec<Commit>,
    end: Side,
    names: (String, String),
}

impl Parted {
    /// From where `base` and `head` parted, to `head` or else the working tree, in the repository that the paths are in.
    ///
    /// # Errors
    /// What git does not have.
    pub fn of(name: &str, head: Option<&str>, paths: &[PathBuf]) -> Result<Self, Stopped> {
        let repository = repository_of(paths.first().map_or(Path::new("."), PathBuf::as_path))?;
        let base = repository.commit(name)?;
        let commit = repository.commit(head.unwrap_or("HEAD"))?;
        let mut parted =
            if base.id == commit.id { vec![base.clone()] } else { repository.merge_bases(&base, &commit)? };
        let from = match parted[0].id == base.id {
            true => base.to_string(),
            false => {
                let places: Vec<String> = parted.iter().map(Commit::to_string).collect();
                format!("where {name} and the change parted ({})", places.join(", "))
            }
        };
        let to = if head.is_some() { commit.to_string() } else { "the working tree".to_owned() };
        let end = if head.is_some() { Side::Commit(commit) } else { Side::WorkingTree };
        Ok(Self { names: (from, to), base: parted.remove(0), also: parted, end, repository })
    }

    /// What tells a change between commits from all others of its repository, and names it and the paths, unless a tree has
    /// anything where the first part of `kept` leads; `None` where the working tree is its end.
    ///
    /// # Errors
    /// Git.
    pub fn trees(&self, paths: &[PathBuf], kept: &Path) -> Result<Option<String>, Problem> {
        let Side::Commit(end) = &self.end else { return Ok(None) };
        let trees = self.repository.trees(&[&self.base, end].into_iter().chain(&self.also).collect::<Vec<_>>())?;
        let kept = self.repository.name_of(kept);
        if let Some(first) = kept.as_deref().and_then(|name| name.iter().next())
            && self.repository.is_in_any(&trees, Path::new(first))?
        {
            return Ok(None);
        }
        let named: Vec<Option<PathBuf>> = paths.iter().map(|path| self.repository.name_of(path)).collect();
        Ok(Some(format!("{trees:?} {:?} {named:?} {:?}", self.names, self.repository)))
    }
}

/// The repository that the change is in: the one around, unless the path is elsewhere. A path that leads into a submodule
/// is a path of this repository, or a change could put one there and be judged by that.
pub(in crate::estate) fn repository_of(start: &Path) -> Result<Repository, Problem> {
    match Repository::containing(Path::new(".")) {
        Ok(around) if around.name_of(start).is_some() => Ok(around),
        _ => Repository::containing(start),
    }
}
