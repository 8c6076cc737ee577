//! What git has under names.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// What git has, by names from the root. They compare byte by byte, as in git: paths that compare part by part cost a good part
/// of a gate, and what lies below a directory stands together all the same, behind its name and a separator.
pub(super) type Names = BTreeMap<OsString, Entry>;

/// What git has under a name.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    File(Place),
    /// A symbolic link and where it leads; `None` where that is no path on this system.
    Link(Option<PathBuf>),
    /// A submodule, with its commit, or another repository.
    Repository(Option<String>),
}

/// Where a file's content is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// In the blob of this id.
    Object(String),
    /// In the blob of this id, and the same on the disk.
    Both(String),
    /// On the disk alone.
    Disk,
}

impl Entry {
    /// A file that lies on the disk as it is stored.
    pub(super) fn on_disk_too(self) -> Self {
        match self {
            Self::File(Place::Object(id)) => Self::File(Place::Both(id)),
            other => other,
        }
    }
}
