//! The disk: finding files.

use super::Problem;
use super::bytes::{absolute, display_name, io_problem, is_yaml, read, repository_of};
use super::files::{ContentKey, Files, Found, LEADS_OUT, Walked, told_apart};
use super::git;
use super::ignores::Ignores;
use globset::GlobSet;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files on the disk, which belong to no change.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSystem;

impl Files for FileSystem {
    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_there(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
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

    fn names(&self, directory: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort_unstable();
        names
    }

    fn leads_out(&self, path: &Path, from: &Path) -> bool {
        leads_out(path, &room(from))
    }

    fn repository_of(&self, path: &Path) -> Option<PathBuf> {
        repository_of(path).map(Path::to_owned)
    }

    fn ignore_files(&self, _paths: &[PathBuf]) -> Vec<Found> {
        Vec::new()
    }

    fn committed(&self, paths: &[&Path]) -> Vec<Option<Timestamp>> {
        git::committed(paths)
    }

    fn keys(&self, paths: &[&Path]) -> Result<Vec<Option<ContentKey>>, Problem> {
        Ok(vec![None; paths.len()])
    }
}

/// The files at and below `paths`, sorted by name, each once however many paths lead to it.
///
/// Ignore files (`.gitignore`, `.ignore`) are respected, in a git repository or not, save those of one person
/// (`.git/info/exclude`, `core.excludesFile`) and what lies outside of the repository; hidden files and directories are left out. Links to directories are followed
/// inside of the repository, after all else; submodules that are not checked out are passed over, and so is what a link leads
/// to outside of the path's repository, or, where there is none, of the current directory or the path itself. What `exclude`
/// matches relative to `root` is left out. A path that is itself a file is always taken. Paths that do not exist or cannot be
/// read become problems.
pub fn walk_inventory(paths: &[PathBuf], exclude: &GlobSet, root: &Path) -> Walked {
    let mut walk = Walk { bounds: paths.iter().map(|path| room(path)).collect(), ..Walk::default() };
    for path in paths {
        if path.canonicalize().is_ok_and(|real| !walk.is_inside(&real)) {
            walk.passed_over.push((display_name(path), LEADS_OUT.to_owned()));
        } else if path.metadata().is_ok_and(|metadata| !metadata.is_dir()) {
            walk.add(path);
        } else {
            walk.directory(path, exclude, root);
            walk.submodules(path, exclude, root);
        }
    }
    walk.follow(paths, exclude, root);
    walk.finish()
}

/// The `*.yaml` and `*.yml` files below `root`, or `root` itself when it is a file, sorted by name. One that a link leads to
/// outside of the repository is a problem.
pub fn walk_policies(root: &Path) -> (Vec<Found>, Vec<Problem>) {
    let bound = room(root);
    if leads_out(root, &bound) {
        return (Vec::new(), vec![outside(&display_name(root))]);
    }
    let mut walk = Walk { bounds: vec![bound], ..Walk::default() };
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.path().is_file() && (entry.depth() == 0 || is_yaml(entry.path())) => {
                walk.add(entry.path())
            }
            Ok(_) => {}
            Err(error) => walk.walk_error(root, &error),
        }
    }
    let Walked { found, passed_over, mut problems, .. } = walk.finish();
    problems.extend(passed_over.iter().map(|(name, _)| outside(name)));
    (found, problems)
}

/// The bytes of a file that somebody names. `name` is what problems call it.
///
/// # Errors
///
/// Where it is a link that leads out of the repository, as a change may have brought it, and what [`read`] refuses.
pub fn read_named(path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
    if leads_out(path, &room(path)) {
        return Err(Problem::new(name, LEADS_OUT).help("Replace it by what it leads to, or name that place itself"));
    }
    read(path, name)
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

#[derive(Default)]
struct Walk {
    found: Vec<Found>,
    seen: BTreeSet<PathBuf>,
    /// What files must be in, wherever links lead.
    bounds: Vec<PathBuf>,
    /// Links to directories that were met and not followed yet.
    links: Vec<PathBuf>,
    /// Links whose targets have another name.
    elsewhere: Vec<PathBuf>,
    passed_over: Vec<(String, String)>,
    problems: Vec<Problem>,
}

impl Walk {
    /// Follows links to directories that no path leads to otherwise, each directory once.
    fn follow(&mut self, paths: &[PathBuf], exclude: &GlobSet, root: &Path) {
        let real = |path: &Path| path.canonicalize().ok();
        let mut walked: Vec<PathBuf> = paths.iter().filter_map(|path| real(path)).collect();
        let starts = walked.clone();
        let may_be_read = |walk: &Self, target: &Path| {
            let is_gits_own = target.iter().any(|part| part == ".git");
            walk.is_inside(target) && !is_gits_own && !starts.iter().any(|start| start.starts_with(target))
        };
        while let Some(link) = self.links.pop() {
            let Some(target) = real(&link) else { continue };
            if walked.iter().any(|path| target.starts_with(path)) {
                self.elsewhere.push(link);
                continue;
            }
            match may_be_read(self, &target) {
                true => self.directory(&link, exclude, root),
                false => self.passed_over.push((display_name(&link), LEADS_OUT.to_owned())),
            }
            walked.push(target);
        }
    }

    /// Passes over submodules below a path that are not checked out.
    fn submodules(&mut self, path: &Path, exclude: &GlobSet, root: &Path) {
        let (full, base) = (absolute(path), absolute(root));
        let Some(top) = repository_of(&full) else { return };
        let file = Some(top.join(".gitmodules")).filter(|file| file.is_file());
        let modules = file.and_then(|file| read(&file, ".gitmodules").ok()).unwrap_or_default();
        let modules = String::from_utf8_lossy(&modules);
        let names = modules.lines().filter_map(|line| line.trim().strip_prefix("path")?.trim_start().strip_prefix('='));
        for module in names.map(|name| top.join(name.trim())) {
            let is_empty = || std::fs::read_dir(&module).map_or(true, |mut entries| entries.next().is_none());
            let is_left_out = || module.strip_prefix(&base).is_ok_and(|relative| exclude.is_match(relative));
            if let Ok(rest) = module.strip_prefix(&full)
                && is_empty()
                && !is_left_out()
            {
                self.passed_over
                    .push((display_name(&path.join(rest)), "a submodule that is not checked out".to_owned()));
            }
        }
    }

    fn directory(&mut self, path: &Path, exclude: &GlobSet, root: &Path) {
        let (base, spelled) = (absolute(root), absolute(path));
        let real = path.canonicalize().unwrap_or_else(|_| spelled.clone());
        let mut ignores = self.ignores_above(&real);
        let mut entries = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.walk_error(path, &error);
                    continue;
                }
            };
            let below = entry.path().strip_prefix(path).unwrap_or(Path::new(""));
            let name = if entry.depth() == 0 { real.clone() } else { real.join(below) };
            let is_directory = entry.depth() == 0 || entry.file_type().is_dir();
            let is_excluded = || spelled.join(below).strip_prefix(&base).is_ok_and(|name| exclude.is_match(name));
            // An ignore file that lets hidden directories in does not mean this one.
            let is_left_out = || entry.file_name() == ".git" || ignores.leave_out(&name, is_directory) || is_excluded();
            match () {
                () if entry.depth() > 0 && is_left_out() => {
                    if is_directory {
                        entries.skip_current_dir();
                    }
                }
                () if is_directory => self.load(&mut ignores, &name, entry.path()),
                () if entry.path().is_file() => self.add(entry.path()),
                () if entry.path_is_symlink() => self.links.push(entry.into_path()),
                () => {}
            }
        }
    }

    /// The ignore files above a directory, as far as they are inside.
    fn ignores_above(&mut self, directory: &Path) -> Ignores {
        let mut ignores = Ignores::default();
        let inside: Vec<&Path> = directory.ancestors().skip(1).filter(|above| self.is_inside(above)).collect();
        for above in inside {
            self.load(&mut ignores, above, above);
        }
        ignores
    }

    fn load(&mut self, ignores: &mut Ignores, directory: &Path, shown: &Path) {
        match ignores.load(directory, shown, &|real| self.is_inside(real)) {
            Ok(passed_over) => self.passed_over.extend(passed_over),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn is_inside(&self, real: &Path) -> bool {
        self.bounds.iter().any(|bound| real.starts_with(bound))
    }

    fn add(&mut self, path: &Path) {
        // One file may be reached by two paths, or by a link.
        let identity = path.canonicalize().unwrap_or_else(|_| absolute(path));
        if !self.is_inside(&identity) {
            return self.passed_over.push((display_name(path), LEADS_OUT.to_owned()));
        }
        let own = match path.is_symlink() {
            true => resolved(path.parent().unwrap_or(Path::new(""))).join(path.file_name().unwrap_or_default()),
            false => identity.clone(),
        };
        match self.seen.insert(told_apart(own, identity)) {
            true => self.found.push(Found { name: display_name(path), path: path.to_owned() }),
            false => self.elsewhere.push(path.to_owned()),
        }
    }

    fn walk_error(&mut self, start: &Path, error: &walkdir::Error) {
        let kind = error.io_error().map(std::io::Error::kind);
        let name = display_name(error.path().unwrap_or(start));
        self.problems.push(io_problem(&name, kind, &error.to_string()));
    }

    fn finish(self) -> Walked {
        let Self { mut found, mut passed_over, mut problems, elsewhere: links, .. } = self;
        found.sort();
        passed_over.sort();
        passed_over.dedup();
        problems.sort();
        problems.dedup();
        Walked { found, passed_over, problems, links }
    }
}
