//! Where files come from: the file system, one side of a change, or memory.

use super::Problem;
use globset::GlobSet;
use jiff::Timestamp;
use sha1::{Digest as _, Sha1};
use std::path::{Path, PathBuf};

/// A place to read an estate from. Paths mean the same everywhere: as they are typed, from the current directory.
///
/// [`FileSystem`](super::FileSystem) is what is on the disk, [`Listing`](super::Listing) one side of a change, [`Memory`](super::Memory) what
/// somebody holds.
pub trait Files: Send + Sync {
    /// Whether a regular file is there, or a link to one.
    fn is_file(&self, path: &Path) -> bool;

    /// Whether anything is there, be it a link to nothing.
    fn is_there(&self, path: &Path) -> bool;

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

    /// Files at and below some paths that [`Files::inventory`] does not look at for their hidden names, where they belong to
    /// a change; else none.
    fn hidden(&self, _paths: &[PathBuf]) -> Vec<Found> {
        Vec::new()
    }

    /// The names of the files in a directory, in order, also of those that [`Files::inventory`] leaves out; none where nobody can
    /// tell.
    fn names(&self, _directory: &Path) -> Vec<String> {
        Vec::new()
    }

    /// Whether a path leads out of the repository that `from` is in; where there is none, out of the current directory or `from`.
    fn leads_out(&self, _path: &Path, _from: &Path) -> bool {
        false
    }

    /// The root of the repository that a path is in, where files of others are around it.
    fn repository_of(&self, _path: &Path) -> Option<PathBuf> {
        None
    }

    /// The ignore files that decide what [`Files::inventory`] finds, where they belong to a change; else none.
    fn ignore_files(&self, paths: &[PathBuf]) -> Vec<Found>;

    /// When contents were committed as they are here, one for each path; `None` where nobody committed them so, or nobody can
    /// tell.
    fn committed(&self, paths: &[&Path]) -> Vec<Option<Timestamp>> {
        vec![None; paths.len()]
    }

    /// What tells contents apart, one for each path; `None` where no file is there or it belongs to no change.
    ///
    /// # Errors
    ///
    /// Changed files that cannot be read.
    fn keys(&self, paths: &[&Path]) -> Result<Vec<Option<ContentKey>>, Problem>;
}

/// Why a link is passed over.
pub const LEADS_OUT: &str = "a link that leads out of the repository, or to nothing";

/// A regular file that a walk met.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The name to show: as a person would write it, with forward slashes and without `./`.
    pub name: String,
    /// The path to open.
    pub path: PathBuf,
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
    /// Links to files and directories that are met under another name: who calls for a link means what it leads to.
    pub links: Vec<PathBuf>,
}

/// What tells a file from all others that a walk meets: where it lies, whichever link leads there; for a link that is read for its
/// own name or in its own folder, the place of the link. `own` is where the name stands, `place` what it leads to.
pub(super) fn told_apart(own: PathBuf, place: PathBuf) -> PathBuf {
    let end = |path: &Path| path.extension().map(|end| end.to_string_lossy().to_lowercase());
    let kind = |path: &Path| end(path).map(|end| if LISTS.contains(&&*end) { LISTS[0].to_owned() } else { end });
    let name = own.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is_read_by_name = BY_NAME.iter().any(|end| name.ends_with(end)) || name.contains(".parameters.");
    if is_read_by_name || kind(&own) != kind(&place) { own } else { place }
}

/// What the names of files end with that are read as what they are called, with all that is in their folder.
const BY_NAME: [&str; 7] =
    [".tf", ".tf.json", ".tofu", ".tfvars", ".tfvars.json", ".terraform.lock.hcl", ".bicepparam"];

/// Endings that mean the same.
const LISTS: [&str; 4] = ["json", "jsonc", "yaml", "yml"];

/// What tells contents apart: equal exactly where two contents are, as git stores them or as they lie on the disk, whichever
/// place they are read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentKey(pub(in crate::source) String);

impl ContentKey {
    /// The key of some bytes: the id that git gives them in its usual format, as they are. In a repository of another format
    /// nothing has this key, and what is held in memory counts as changed.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut digest = Sha1::new_with_prefix(format!("blob {}\0", bytes.len()));
        digest.update(bytes);
        Self(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Hexadecimal digits: the id that git has for the content or would give it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
