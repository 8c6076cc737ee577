//! What stands between values: blanks, line ends and comments.

use super::syntax::Syntax;
use crate::source::Lined;

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
pub(super) fn line_start(text: Lined<'_>, at: usize) -> usize {
    text.line_start(at)
}

/// The first byte behind a byte order mark.
pub(super) fn text_start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The end of the line that holds `at`, before its line end.
pub(super) fn line_end(text: Lined<'_>, at: usize) -> usize {
    let Some(end) = text.next_line(at).map(|next| next - 1) else {
        return text.len();
    };
    if text.get(at..end).is_some_and(|rest| rest.ends_with('\r')) { end - 1 } else { end }
}

/// The end of a comment that goes to the end of its line.
pub(super) fn comment_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let comment = rest.split('\n').next().unwrap_or_default();
    at + comment.len() - usize::from(comment.len() < rest.len() && comment.ends_with('\r'))
}

/// The first byte of the next line; the text's end on the last one.
pub(super) fn next_line(text: Lined<'_>, at: usize) -> usize {
    text.next_line(at).unwrap_or(text.len())
}

/// The blanks that the line of `at` begins with, up to `at`.
pub(super) fn indent(text: Lined<'_>, at: usize) -> &str {
    let line = text.text().get(line_start(text, at)..at).unwrap_or_default();
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Whether only blanks stand before `at` on its line.
pub(super) fn begins_line(text: Lined<'_>, at: usize) -> bool {
    indent(text, at).len() == at - line_start(text, at)
}

/// Whether only blanks stand behind `at` on its line.
pub(super) fn ends_line(text: Lined<'_>, at: usize) -> bool {
    text.get(at..line_end(text, at)).is_some_and(|rest| rest.trim_matches([' ', '\t']).is_empty())
}

/// The line end that inserted lines near `at` get: that of its own line, else of the line before.
pub(super) fn newline(text: Lined<'_>, at: usize) -> &'static str {
    let own = next_line(text, at);
    let end = if text[..own].ends_with('\n') { own } else { line_start(text, at) };
    if text[..end].ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// The first byte at or after `at` that is neither blank nor line end.
fn blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len())
}
