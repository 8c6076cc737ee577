//! Where files come from: the file system, or one side of a change.

use super::git::ContentKey;
use super::walk::{self, Found};
use super::{Problem, read};
use globset::GlobSet;
use std::path::{Path, PathBuf};

/// A place to read an estate from. Paths mean the same everywhere: as they are typed, from the current directory.
///
/// [`FileSystem`] is what is on the disk, [`Listing`](super::Listing) one side of a change, [`Memory`](super::Memory) what
/// somebody holds.
pub trait Files: Send + Sync {
    /// Whether a regular file is there, or a link to one.
    fn is_file(&self, path: &Path) -> bool;

    /// Whether a directory is there, or a link to one.
    fn is_directory(&self, path: &Path) -> bool;

    /// One path for all that lead to one file, absolute and without links; as it is when nothing is there.
    fn identity(&self, path: &Path) -> PathBuf;

    /// A file's bytes; `name` is what problems call it.
    ///
    /// # Errors
    ///
    /// A missing, forbidden or unreadable file, and a path that leads out of this place.
    fn read(&self, path: &Path, name: &str) -> Result<Vec<u8>, Problem>;

    /// What [`walk_policies`](super::walk_policies) finds.
    fn policies(&self, root: &Path) -> (Vec<Found>, Vec<Problem>);

    /// What [`walk_inventory`](super::walk_inventory) finds.
    fn inventory(&self, paths: &[PathBuf], exclude: &GlobSet, root: &Path) -> Walked;

    /// The ignore files that decide what [`Files::inventory`] finds, where they belong to a change; else none.
    fn ignore_files(&self, paths: &[PathBuf]) -> Vec<Found>;

    /// What tells contents apart, one for each path; `None` where no file is there or it belongs to no change.
    ///
    /// # Errors
    ///
    /// Changed files that cannot be read.
    fn keys(&self, paths: &[&Path]) -> Result<Vec<Option<ContentKey>>, Problem>;
}

/// What a walk met.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// Regular files, sorted by name.
    pub found: Vec<Found>,
    /// What cannot be judged, and why: by name, for people.
    pub passed_over: Vec<(String, String)>,
    /// Paths that lead to nothing, or to what cannot be read.
    pub problems: Vec<Problem>,
}

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
        read::read(path, name)
    }

    fn policies(&self, root: &Path) -> (Vec<Found>, Vec<Problem>) {
        walk::walk_policies(root)
    }

    fn inventory(&self, paths: &[PathBuf], exclude: &GlobSet, root: &Path) -> Walked {
        let (found, problems) = walk::walk_inventory(paths, exclude, root);
        Walked { found, passed_over: Vec::new(), problems }
    }

    fn ignore_files(&self, _paths: &[PathBuf]) -> Vec<Found> {
        Vec::new()
    }

    fn keys(&self, paths: &[&Path]) -> Result<Vec<Option<ContentKey>>, Problem> {
        Ok(vec![None; paths.len()])
    }
}
