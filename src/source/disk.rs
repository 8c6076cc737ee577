//! The disk: finding files and reading them.

use super::Problem;
use super::document::{MAX_BYTES, too_large};
use super::files::{ContentKey, Files, Found, Walked};
use globset::GlobSet;
use ignore::{DirEntry, WalkBuilder};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// The files on the disk, which belong to no change.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSystem;

impl Files for FileSystem {
    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_directory(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    }

    fn read(&self, path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
        read(path, name)
    }

    fn policies(&self, root: &Path) -> (Vec<Found>, Vec<Problem>) {
        walk_policies(root)
    }

    fn inventory(&self, paths: &[PathBuf], exclude: &GlobSet, root: &Path) -> Walked {
        walk_inventory(paths, exclude, root)
    }

    fn leads_out(&self, path: &Path, from: &Path) -> bool {
        leads_out(path, &room(from))
    }

    fn ignore_files(&self, _paths: &[PathBuf]) -> Vec<Found> {
        Vec::new()
    }

    fn keys(&self, paths: &[&Path]) -> Result<Vec<Option<ContentKey>>, Problem> {
        Ok(vec![None; paths.len()])
    }
}

/// A file's bytes; `name` is what problems call it.
///
/// # Errors
///
/// A missing, forbidden or unreadable file.
pub fn read(path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
    let size = path.metadata().map_or(0, |metadata| metadata.len());
    if size > MAX_BYTES as u64 {
        return Err(too_large(name, size));
    }
    let file = std::fs::File::open(path);
    let outcome = file.and_then(|file| bounded(file, size, MAX_BYTES));
    outcome.map_err(|error| io_problem(name, Some(error.kind()), &error.to_string()))
}

/// The files at and below `paths`, sorted by name, each once however many paths lead to it.
///
/// Ignore files (`.gitignore`, `.ignore`) are respected, in a git repository or not, save those of one person
/// (`.git/info/exclude`, `core.excludesFile`); hidden files and directories are left out, and links to directories are not
/// followed. What `exclude` matches relative to `root` is left out. A path that is itself a file is always taken. Paths that
/// do not exist or cannot be read become problems. What a link leads to is passed over when it is outside of the path's
/// repository; where there is none, of the current directory or the path itself.
pub fn walk_inventory(paths: &[PathBuf], exclude: &GlobSet, root: &Path) -> Walked {
    let mut walk = Walk::default();
    for path in paths {
        walk.bound = room(path);
        if path.metadata().is_ok_and(|metadata| !metadata.is_dir()) {
            walk.add(path);
        } else {
            walk.directory(path, exclude, root);
        }
    }
    let outside = std::mem::take(&mut walk.outside).into_iter();
    let passed_over = outside.map(|name| (name, LEADS_OUT.to_owned())).collect();
    let (found, problems) = walk.finish();
    Walked { found, passed_over, problems }
}

/// Why something is not read.
const LEADS_OUT: &str = "a link that leads out of the repository";

/// The `*.yaml` and `*.yml` files below `root`, or `root` itself when it is a file, sorted by name. One that a link leads to
/// outside of the repository is a problem.
pub fn walk_policies(root: &Path) -> (Vec<Found>, Vec<Problem>) {
    let mut walk = Walk { bound: room(root), ..Walk::default() };
    if leads_out(root, &walk.bound) {
        return (Vec::new(), vec![outside(&display_name(root))]);
    }
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.path().is_file() && (entry.depth() == 0 || is_yaml(entry.path())) => {
                walk.add(entry.path())
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                walk.fail(&path, error.io_error().map(std::io::Error::kind), &error.to_string());
            }
        }
    }
    let links: Vec<Problem> = walk.outside.iter().map(|name| outside(name)).collect();
    walk.problems.extend(links);
    walk.finish()
}

fn outside(name: &str) -> Problem {
    Problem::new(name, LEADS_OUT).help("Replace it by what it leads to, or name the place itself with --policies")
}

/// What reading stays in for what is named by a path: its repository, else the current directory when the path is below it,
/// else the path itself.
fn room(path: &Path) -> PathBuf {
    let here = Path::new(".").canonicalize();
    match here.ok().filter(|here| repository_of(&absolute(path)).is_none() && resolved(path).starts_with(here)) {
        Some(here) => here,
        None => boundary(path),
    }
}

/// The directory, or the file, that writing stays in for what is named by a path: the path's repository, else the path itself. A link is not followed to the repository that it leads to.
pub fn boundary(path: &Path) -> PathBuf {
    let full = absolute(path);
    let bound = repository_of(&full).unwrap_or(&full);
    bound.canonicalize().unwrap_or_else(|_| bound.to_owned())
}

/// The nearest directory at or above a path that is the root of a repository.
pub(super) fn repository_of(path: &Path) -> Option<&Path> {
    path.ancestors().find(|directory| directory.join(".git").exists())
}

/// Whether a path, there or not, leads out of a place.
pub(super) fn leads_out(path: &Path, bound: &Path) -> bool {
    !resolved(path).starts_with(bound)
}

/// Where a path leads, as far as it is there.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let full = absolute(path);
    if let Ok(real) = full.canonicalize() {
        return real;
    }
    match (full.parent(), full.file_name()) {
        (Some(parent), Some(name)) => resolved(parent).join(name),
        _ => full,
    }
}

/// A path as a person would write it: forward slashes, no `./`; characters that are no Unicode are replaced.
pub fn display_name(path: &Path) -> String {
    let parts = path.components().filter(|part| !matches!(part, Component::CurDir | Component::RootDir));
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    let name = parts.join("/");
    match name.as_str() {
        _ if path.has_root() => format!("/{name}"),
        "" => ".".to_owned(),
        _ => name,
    }
}

/// One byte above `most` at most, so that who refuses more can tell: devices never end. `size` is what is expected.
pub(super) fn bounded(from: impl Read, size: u64, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size.min(most as u64 + 1) as usize);
    from.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A problem with a file or directory as the operating system tells it.
pub(super) fn io_problem(name: &str, kind: Option<std::io::ErrorKind>, message: &str) -> Problem {
    use std::io::ErrorKind;
    match kind {
        Some(ErrorKind::NotFound) => {
            Problem::new(name, "no such file or directory").help("Check the path, and the directory that you run in")
        }
        Some(ErrorKind::PermissionDenied) => {
            Problem::new(name, "not allowed to read this").help("Grant read access, or exclude the path")
        }
        _ => Problem::new(name, message).help("Check that it is a file or directory that can be read"),
    }
}

#[derive(Default)]
struct Walk {
    found: Vec<Found>,
    seen: BTreeSet<PathBuf>,
    /// What files must be in, and the names of those that are not.
    bound: PathBuf,
    outside: Vec<String>,
    problems: Vec<Problem>,
}

impl Walk {
    fn directory(&mut self, path: &Path, exclude: &GlobSet, root: &Path) {
        let (exclude, base) = (exclude.clone(), absolute(root));
        let kept = move |entry: &DirEntry| {
            let full = absolute(entry.path());
            // An ignore file that lets hidden directories in does not mean this one.
            entry.file_name() != ".git" && !full.strip_prefix(&base).is_ok_and(|relative| exclude.is_match(relative))
        };
        let mut builder = WalkBuilder::new(path);
        // One person's own settings must not change what an estate scores.
        builder.git_global(false).git_exclude(false).require_git(false).sort_by_file_name(Ord::cmp).filter_entry(kept);
        for entry in builder.build() {
            match entry {
                Ok(entry) if entry.path().is_file() => self.add(entry.path()),
                Ok(_) => {}
                Err(error) => self.walk_error(path, &error),
            }
        }
    }

    fn add(&mut self, path: &Path) {
        // One file may be reached by two paths, or by a link.
        let identity = path.canonicalize().unwrap_or_else(|_| absolute(path));
        if !identity.starts_with(&self.bound) {
            return self.outside.push(display_name(path));
        }
        if self.seen.insert(identity) {
            self.found.push(Found { name: display_name(path), path: path.to_owned() });
        }
    }

    fn walk_error(&mut self, start: &Path, error: &ignore::Error) {
        let kind = error.io_error().map(std::io::Error::kind);
        let path = path_of(error).unwrap_or(start).to_owned();
        self.fail(&path, kind, &error.to_string());
    }

    fn fail(&mut self, path: &Path, kind: Option<std::io::ErrorKind>, message: &str) {
        self.problems.push(io_problem(&display_name(path), kind, message));
    }

    fn finish(mut self) -> (Vec<Found>, Vec<Problem>) {
        self.found.sort();
        self.problems.sort();
        self.problems.dedup();
        (self.found, self.problems)
    }
}

/// The path that an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// A path from the file system's root, without `.` and `..`; links stay.
pub(super) fn absolute(path: &Path) -> PathBuf {
    clean(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The same for a path whose root is known.
pub(super) fn clean(full: &Path) -> PathBuf {
    full.components().fold(PathBuf::new(), |mut clean, part| {
        if part == Component::ParentDir {
            clean.pop();
        } else {
            clean.push(part);
        }
        clean
    })
}

pub(super) fn is_yaml(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| extension == "yaml" || extension == "yml")
}
