//! Changing `uplift.yaml`, and files that it names.

use crate::estate::Settings;
use crate::source::{self, Problem, display_name};
use std::path::{Path, PathBuf};

/// The settings, or where they would be found the next time that the same is read.
pub(super) fn file(settings: &Settings) -> PathBuf {
    if let Some(file) = &settings.file {
        return file.clone();
    }
    let start = settings.paths().first().map_or(Path::new("."), PathBuf::as_path);
    let directory = if start.is_dir() { start } else { start.parent().unwrap_or(Path::new("")) };
    if directory == Path::new(".") { PathBuf::from("uplift.yaml") } else { directory.join("uplift.yaml") }
}

/// Changes a file's text, or writes a new one when there is none. `by_hand` is the next step when it cannot be changed.
///
/// # Errors
/// With the reason; then the file is as it was.
pub(super) fn change(
    file: &Path,
    by_hand: &str,
    change: impl FnOnce(&str, &str) -> Result<String, String>,
) -> Result<(), Problem> {
    let name = display_name(file);
    let refused = |reason| Problem::new(&*name, format!("this could not be changed: {reason}")).help(by_hand);
    if !file.exists() {
        return source::write_atomic(file, change(&name, "").map_err(refused)?.as_bytes());
    }
    let bytes = source::read_named(file, &name)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| refused("it is not UTF-8 text".to_owned()))?;
    let new = change(&name, text).map_err(refused)?;
    source::replace(file, &bytes, new.as_bytes(), &[source::boundary(file)])
}
