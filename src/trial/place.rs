//! Where something stands in the policy file that holds its script.

use crate::policy::Script;
use crate::source::Location;

/// The place of a byte of a script's own text.
pub(super) fn of(script: &Script, at: usize) -> Location {
    let before = &script.text[..at];
    let line = before.matches('\n').count() as u32;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32;
    Location { file: script.file.clone(), line: script.line + line, column: script.indent + column + 1 }
}

/// The line that holds a byte, without the spaces around it.
pub(super) fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    text[start..end].trim()
}

/// How many letters stand before a byte in what [`line`] gives.
pub(super) fn offset(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..at].trim_start().chars().count()
}
