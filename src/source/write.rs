//! Writing files so that each is either old or new, and finding the repository that a path belongs to.

use super::Problem;
use super::walk::{display_name, io_problem};
use std::path::{Path, PathBuf};

/// Writes a file as a whole: beside it first, then in its place, so that nobody ever sees half of it.
///
/// # Errors
///
/// A directory that does not exist or does not allow it, a full disk.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let problem = |error: std::io::Error| io_problem(&display_name(path), Some(error.kind()), &error.to_string());
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = std::fs::write(&beside, bytes).and_then(|()| {
        if let Ok(known) = std::fs::metadata(path) {
            std::fs::set_permissions(&beside, known.permissions())?;
        }
        std::fs::rename(&beside, path)
    });
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        problem(error)
    })
}

/// A file's path from the root of its repository, and whether that root is the current directory. Outside of any
/// repository, the path as it is.
pub fn repository_path(path: &Path) -> (String, bool) {
    let (Ok(full), Ok(here)) = (path.canonicalize(), Path::new(".").canonicalize()) else {
        return (display_name(path), true);
    };
    match full.ancestors().skip(1).find(|directory| directory.join(".git").exists()) {
        Some(root) => (display_name(full.strip_prefix(root).unwrap_or(&full)), root == here),
        None => (display_name(path), true),
    }
}
