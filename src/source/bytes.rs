//! One file: its bytes and its name.

use super::Problem;
use super::document::{MAX_BYTES, too_large};
use std::io::Read;
use std::path::{Component, Path};

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
