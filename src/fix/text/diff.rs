//! Unified diffs that `git apply` takes, built around the edits.

use super::edits::{TextEdit, apply};
use super::gaps;
use crate::source::{Document, Lined, Lines, Span};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;
use std::ops::{Range, RangeInclusive};

/// Unchanged lines around what changes.
const CONTEXT: usize = 3;

/// The difference that edits make to one file, as git writes it; empty when they make none. `path` is relative to the
/// repository's root, with forward slashes.
///
/// `label` gives the text that a hunk's header ends with, from the hunk's first and last line in the old text.
pub fn unified_diff(
    path: &str,
    document: &Document,
    edits: &[TextEdit],
    label: &dyn Fn(RangeInclusive<u32>) -> String,
) -> String {
    unified_text_diff(path, document.text(), edits, label)
}

/// The same for a text that is no document yet, such as a file with some of its edits made.
pub fn unified_text_diff(
    path: &str,
    text: &str,
    edits: &[TextEdit],
    label: &dyn Fn(RangeInclusive<u32>) -> String,
) -> String {
    // A byte order mark belongs to the first line.
    let whole = Lines::new(text, 0);
    let regions = regions(Lined::new(text, &whole), edits);
    let lines = line_numbers(text, regions.iter().map(|region| region.lines.start as u32));
    let mut diff = header(path);
    let (start, mut shift) = (diff.len(), 0);
    for (region, line) in regions.iter().zip(lines) {
        hunks_of(&mut diff, text, region, line, &mut shift, label);
    }
    if diff.len() == start {
        diff.clear();
    }
    diff
}

/// The lines above a file's hunks.
fn header(path: &str) -> String {
    let (old, new) = (quoted(&format!("a/{path}")), quoted(&format!("b/{path}")));
    // A blank in a name would end it: as git does, a tab ends it.
    let tab = if path.contains(' ') { "\t" } else { "" };
    format!("diff --git {old} {new}\n--- {old}{tab}\n+++ {new}{tab}\n")
}

/// The 1-based lines of bytes, in the order that they are given in. The text is gone through once.
pub fn line_numbers(text: &str, offsets: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut order: Vec<(u32, usize)> = offsets.zip(0..).collect();
    order.sort_unstable();
    let mut lines = vec![0; order.len()];
    let (mut line, mut from) = (1, 0);
    for (offset, place) in order {
        let to = (offset as usize).min(text.len());
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[from..to]).count() as u32;
        (from, lines[place]) = (to, line);
    }
    lines
}

/// Edits whose hunks may touch, and the lines around them.
struct Region<'e> {
    edits: &'e [TextEdit],
    lines: Range<usize>,
}

fn regions<'e>(text: Lined<'_>, edits: &'e [TextEdit]) -> Vec<Region<'e>> {
    let mut regions: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (index, edit) in edits.iter().enumerate() {
        let lines = around(text, edit.span);
        match regions.last_mut() {
            Some((indices, before)) if lines.start <= before.end => {
                indices.end = index + 1;
                before.end = before.end.max(lines.end);
            }
            _ => regions.push((index..index + 1, lines)),
        }
    }
    regions.into_iter().map(|(indices, lines)| Region { edits: &edits[indices], lines }).collect()
}

/// The whole lines of a span with one more line around them than a hunk shows, since the diff may start later.
fn around(text: Lined<'_>, span: Span) -> Range<usize> {
    let mut start = text.line_start(span.start as usize);
    let mut end = gaps::next_line(text, span.end as usize);
    for _ in 0..=CONTEXT {
        start = text.line_start(start.saturating_sub(1));
        end = gaps::next_line(text, end);
    }
    start..end
}

fn hunks_of(
    hunks: &mut String,
    text: &str,
    region: &Region<'_>,
    first: u32,
    shift: &mut i64,
    label: &dyn Fn(RangeInclusive<u32>) -> String,
) {
    let old = text.get(region.lines.clone()).unwrap_or_default();
    let new = apply(old, &moved(region.edits, region.lines.start as u32));
    let first = i64::from(first);
    let (old, new): (Vec<&str>, Vec<&str>) = (split(old), split(&new));
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    for group in diff.grouped_ops(CONTEXT) {
        let (Some(begin), Some(end)) = (group.first(), group.last()) else { continue };
        let olds = begin.old_range().start..end.old_range().end;
        let news = begin.new_range().start..end.new_range().end;
        let (was, is) = (first + olds.start as i64, first + *shift + news.start as i64);
        let last = (was + olds.len() as i64 - 1).max(was);
        let label = label(was as u32..=last as u32);
        let _ = writeln!(hunks, "@@ -{} +{} @@{}", range(was, olds.len()), range(is, news.len()), harmless(&label));
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            line(hunks, change.tag(), change.value());
        }
    }
    *shift += new.len() as i64 - old.len() as i64;
}

fn moved(edits: &[TextEdit], by: u32) -> Vec<TextEdit> {
    let span = |span: Span| Span { start: span.start - by, end: span.end - by };
    edits.iter().map(|edit| TextEdit { span: span(edit.span), text: edit.text.clone() }).collect()
}

/// Lines with their ends; a lone carriage return ends none.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The lines of one side as a hunk's header names them.
fn range(first: i64, count: usize) -> String {
    match count {
        // Of no lines, the line before is named.
        0 => format!("{},0", first - 1),
        1 => first.to_string(),
        _ => format!("{first},{count}"),
    }
}

fn line(hunks: &mut String, tag: ChangeTag, text: &str) {
    hunks.push(match tag {
        ChangeTag::Equal => ' ',
        ChangeTag::Delete => '-',
        ChangeTag::Insert => '+',
    });
    hunks.push_str(text);
    if !text.ends_with('\n') {
        hunks.push_str("\n\\ No newline at end of file\n");
    }
}

/// A hunk's label with a blank before it, on one line.
fn harmless(label: &str) -> String {
    let label: String = label.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if label.is_empty() { label } else { format!(" {label}") }
}

/// A name as git quotes it: like a C string, where it holds anything but printable ASCII, or quotes or backslashes.
fn quoted(name: &str) -> String {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if name.bytes().all(plain) {
        return name.to_owned();
    }
    let mut text = String::from("\"");
    for byte in name.bytes() {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b'\t' => text.push_str("\\t"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            _ if plain(byte) => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text + "\""
}
