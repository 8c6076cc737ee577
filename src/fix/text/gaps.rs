//! What stands between values: blanks, line ends and comments.

use super::syntax::Syntax;

/// The first byte at or after `at` that is no blank, line end or comment.
pub(super) fn skip(text: &str, at: usize, syntax: &dyn Syntax) -> usize {
    let mut end = at;
    loop {
        end = blanks(text, end);
        match syntax.comment(text, end) {
            Some(after) => end = after,
            None => return end,
        }
    }
}

/// The comments of a gap, in order.
pub(super) fn comments(text: &str, from: usize, to: usize, syntax: &dyn Syntax) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = blanks(text, from);
    while at < to {
        let Some(end) = syntax.comment(text, at) else {
            return found;
        };
        found.push((at, end));
        at = blanks(text, end);
    }
    found
}

/// The first line end of a gap that is not inside a comment.
pub(super) fn line_end_in(text: &str, from: usize, to: usize, comments: &[(usize, usize)]) -> Option<usize> {
    let inside = |at: usize| comments.iter().any(|&(start, end)| (start..end).contains(&at));
    let gap = text.as_bytes().get(from..to)?;
    memchr::memchr_iter(b'\n', gap).map(|at| from + at).find(|&at| !inside(at))
}

/// The first byte of the line that holds `at`; a byte order mark belongs to no line.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    match memchr::memrchr(b'\n', before) {
        Some(end) => end + 1,
        None => text_start(text).min(at),
    }
}

/// The first byte behind a byte order mark.
pub(super) fn text_start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The end of the line that holds `at`, before its line end.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    match memchr::memchr(b'\n', rest) {
        Some(length) if length > 0 && rest.get(length - 1) == Some(&b'\r') => at + length - 1,
        Some(length) => at + length,
        None => text.len(),
    }
}

/// The first byte of the next line; the text's end on the last one.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(text.len(), |length| at + length + 1)
}

/// The blanks that the line of `at` begins with, up to `at`.
pub(super) fn indent(text: &str, at: usize) -> &str {
    let line = text.get(line_start(text, at)..at).unwrap_or_default();
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Whether only blanks stand before `at` on its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    indent(text, at).len() == at - line_start(text, at)
}

/// Whether only blanks stand behind `at` on its line.
pub(super) fn ends_line(text: &str, at: usize) -> bool {
    text.get(at..line_end(text, at)).is_some_and(|rest| rest.trim_matches([' ', '\t']).is_empty())
}

/// The line end that inserted lines near `at` get: that of its own line, else of the line before.
pub(super) fn newline(text: &str, at: usize) -> &'static str {
    let own = next_line(text, at);
    let end = if text[..own].ends_with('\n') { own } else { line_start(text, at) };
    if text[..end].ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// The first byte at or after `at` that is neither blank nor line end.
fn blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len())
}
