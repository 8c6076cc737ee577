//! Writing files so that each is either old or new, and finding the repository that a path belongs to.

use super::Problem;
use super::walk::{display_name, io_problem};
use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes a file as a whole: beside it first, then in its place, so that nobody ever sees half of it.
///
/// # Errors
///
/// A directory that does not exist or does not allow it, a full disk.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let written = beside(path).and_then(|(beside, mut file)| {
        let done = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| {
            if let Ok(known) = std::fs::metadata(path) {
                std::fs::set_permissions(&beside, known.permissions())?;
            }
            std::fs::rename(&beside, path)
        });
        done.inspect_err(|_| drop(std::fs::remove_file(&beside)))
    });
    written.map_err(|error| io_problem(&display_name(path), Some(error.kind()), &error.to_string()))
}

/// A new file in the same directory; hidden, so that no walk meets what a killed run left behind.
fn beside(path: &Path) -> std::io::Result<(PathBuf, File)> {
    let mut number = 0;
    loop {
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{number}.uplift-new"));
        let new = path.with_file_name(name);
        match File::create_new(&new) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 1000 => number += 1,
            created => return created.map(|file| (new, file)),
        }
    }
}

/// A file's path from the root of its repository, and whether that root is the current directory. Outside of any
/// repository, the path as it is.
pub fn repository_path(path: &Path) -> (String, bool) {
    let (Ok(full), Ok(here)) = (path.canonicalize(), Path::new(".").canonicalize()) else {
        return (display_name(path), true);
    };
    match full.parent().and_then(repository_of) {
        Some(root) => (display_name(full.strip_prefix(root).unwrap_or(&full)), root == here),
        None => (display_name(path), true),
    }
}

/// The nearest directory at or above a path that is the root of a repository.
pub(super) fn repository_of(path: &Path) -> Option<&Path> {
    path.ancestors().find(|directory| directory.join(".git").exists())
}
