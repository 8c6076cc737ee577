//! Folders that outputs were written to: what stands in them, and taking away what is no more.

use super::Problem;
use super::bytes::display_name;
use std::fs;
use std::io;
use std::path::Path;

/// The real directories directly in one, by name in order; links are none.
pub fn folders_in(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let real = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut names: Vec<String> = real.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Whether a directory holds anything.
pub fn holds_any(directory: &Path) -> bool {
    fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some())
}

/// Takes a file away, or the link that stands in its place. One that is not there is none.
///
/// # Errors
///
/// What the file system refuses.
pub fn take_away(file: &Path) -> Result<(), Problem> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(refused(file, "cannot be taken away", &error)),
        _ => Ok(()),
    }
}

/// Takes a directory away when nothing is in it.
pub fn take_away_empty(directory: &Path) {
    // What is in it keeps it.
    let _ = fs::remove_dir(directory);
}

/// Gives a file another name in its directory.
///
/// # Errors
///
/// What the file system refuses.
pub fn rename(file: &Path, name: &str) -> Result<(), Problem> {
    fs::rename(file, file.with_file_name(name)).map_err(|error| refused(file, "cannot be renamed", &error))
}

fn refused(file: &Path, what: &str, error: &io::Error) -> Problem {
    Problem::new(display_name(file), format!("it {what}: {error}"))
}
