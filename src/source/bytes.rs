//! One path: its name, and a file's bytes.

use super::Problem;
use super::document::{MAX_BYTES, too_large};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// A file's bytes; `name` is what problems call it.
///
/// # Errors
///
/// A missing, forbidden or unreadable file; a device or a pipe, unless it is a stream of this process.
pub fn read(path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
    if is_no_file(path) && !is_a_stream(path) {
        let problem = Problem::new(name, "this is a device or a pipe, and no file");
        return Err(problem.help("Name a file, or `-` for standard input"));
    }
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

/// Whether a path leads to a device or a pipe. Taking its name would put a file in its place, for everybody.
pub(super) fn is_no_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|target| !target.is_file() && !target.is_dir())
}

/// Whether a path is the name of a stream that is open, such as `/dev/stdout`, wherever that leads.
pub(super) fn is_a_stream(path: &Path) -> bool {
    let full = absolute(path);
    ["/dev/fd", "/proc"].iter().any(|streams| full.starts_with(streams))
        || ["/dev/stdout", "/dev/stderr"].iter().any(|stream| full == Path::new(stream))
}

/// The nearest directory at or above a path that is the root of a repository.
pub(super) fn repository_of(path: &Path) -> Option<&Path> {
    path.ancestors().find(|directory| directory.join(".git").exists())
}

/// Whether a file is of YAML, by its name.
pub(super) fn is_yaml(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// A path from the file system's root, without `.` and `..`; links stay.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    full.components().fold(PathBuf::new(), |mut clean, part| {
        if part == Component::ParentDir {
            // Above a link is what is above the place that it leads to.
            clean = clean.canonicalize().unwrap_or(clean);
            clean.pop();
        } else {
            clean.push(part);
        }
        clean
    })
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
