//! What git keeps.

use super::command::output;
use std::ffi::OsStr;
use std::path::Path;

/// Whether git has a file in the index of the repository that it stands in.
pub fn is_tracked(file: &Path) -> bool {
    let Ok(file) = file.canonicalize() else { return false };
    let (Some(directory), Some(name)) = (file.parent(), file.file_name()) else { return false };
    let words = ["--literal-pathspecs", "ls-files", "--error-unmatch", "--"].map(OsStr::new);
    output(directory, &[&words[..], &[name]].concat()).is_ok_and(|output| output.status.success())
}
