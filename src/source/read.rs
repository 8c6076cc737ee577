//! Reading files and standard input.

use super::Problem;
use super::walk::io_problem;
use std::io::Read;
use std::path::Path;

/// A file's bytes; `name` is what problems call it.
///
/// # Errors
///
/// A missing, forbidden or unreadable file.
pub fn read(path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|error| io_problem(name, Some(error.kind()), &error.to_string()))
}

/// All of standard input; problems call it `-`.
///
/// # Errors
///
/// Standard input that cannot be read.
pub fn read_stdin() -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let outcome = std::io::stdin().lock().read_to_end(&mut bytes);
    outcome.map(|_| bytes).map_err(|error| io_problem("-", Some(error.kind()), &error.to_string()))
}
