//! Diffs whose hunks name what they fix.

use super::{FixInput, safety_word};
use crate::check::{Edit, Operation};
use crate::fix::text::{TextEdit, line_of, unified_diff, unified_text_diff};
use crate::fix::{FilePatch, Fixed};
use crate::report::{Points, harmless};
use crate::source::{Node, Span};
use std::ops::RangeInclusive;

/// Findings that one header names; more are counted.
const NAMED: usize = 3;

/// The unified diff of one file, as `git apply` takes it; its hunks name those of the fixes that they are for.
pub fn diff(input: &FixInput<'_>, file: &FilePatch, fixed: &[&Fixed]) -> String {
    let document = &input.inventory.documents()[file.document as usize];
    let places = Places::of(input, file.document, fixed, &|offset| document.position(offset).line);
    unified_diff(&(input.path)(file.document), document, &file.edits, &|lines| places.label(input, lines))
}

/// The same for a file that has some edits already: `text` is the file with `before` made, and `edits` are of it.
pub(super) fn later_diff(
    input: &FixInput<'_>,
    document: u32,
    text: &str,
    (before, edits): (&[TextEdit], &[TextEdit]),
    fixed: &[&Fixed],
) -> String {
    let places = Places::of(input, document, fixed, &|offset| line_of(text, moved(offset, before)));
    unified_text_diff(&(input.path)(document), text, edits, &|lines| places.label(input, lines))
}

/// A finding as hunk headers name it: `stprod1: storage-min-tls (+0.12, review)`.
pub fn hunk_label(input: &FixInput<'_>, fixed: &Fixed) -> String {
    let name = harmless(&input.resource(fixed.finding).name);
    let id = &input.recommendation(fixed.finding).id;
    let safety = safety_word(input.safety(fixed.finding));
    format!("{name}: {id} (+{}, {safety})", Points::of(&fixed.points).short())
}

/// Where the fixes of one file change it.
struct Places<'f> {
    /// In order of their first line.
    places: Vec<(u32, u32, &'f Fixed)>,
    /// Lines of the longest one.
    longest: u32,
}

impl<'f> Places<'f> {
    fn of(input: &FixInput<'_>, document: u32, fixed: &[&'f Fixed], line: &dyn Fn(u32) -> u32) -> Self {
        let mut places = Vec::new();
        for fix in fixed {
            for edit in fix.edits.iter().filter(|edit| edit.document == document) {
                let span = span(input, edit);
                places.push((line(span.start), line(span.end), *fix));
            }
        }
        places.sort_by_key(|(first, last, fix)| (*first, *last, fix.finding));
        let longest = places.iter().map(|(first, last, _)| last.saturating_sub(*first)).max().unwrap_or(0);
        Self { places, longest }
    }

    fn label(&self, input: &FixInput<'_>, lines: RangeInclusive<u32>) -> String {
        let from = lines.start().saturating_sub(self.longest);
        let near = self.places.partition_point(|(first, _, _)| *first < from);
        let near = self.places[near..].iter().take_while(|(first, _, _)| first <= lines.end());
        let mut names: Vec<&Fixed> = Vec::new();
        for (_, last, fix) in near {
            if last >= lines.start() && !names.contains(fix) {
                names.push(fix);
            }
        }
        let more = names.len().saturating_sub(NAMED);
        let mut label: Vec<String> = names.iter().take(NAMED).map(|fix| hunk_label(input, fix)).collect();
        if more > 0 {
            label.push(format!("{more} more"));
        }
        label.join("; ")
    }
}

/// The part of the text that an edit changes, or that its addition follows.
fn span(input: &FixInput<'_>, edit: &Edit) -> Span {
    let document = &input.inventory.documents()[edit.document as usize];
    let node = document.node(edit.node);
    let whole = Span { start: node.key_span().map_or(node.span().start, |key| key.start), end: node.span().end };
    if edit.missing.is_empty() && !matches!(edit.operation, Operation::Append(_)) {
        return whole;
    }
    let last = node.items().chain(node.members().map(|(_, value)| value)).map(Node::span).map(|span| span.end);
    let start = last.filter(|end| (whole.start..whole.end).contains(end)).max().unwrap_or(whole.start);
    Span { start, end: whole.end }
}

/// Where a byte of a text stands after edits.
fn moved(offset: u32, edits: &[TextEdit]) -> u32 {
    let before = edits.iter().take_while(|edit| edit.span.end <= offset);
    let shift: i64 = before.map(|edit| edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start)).sum();
    (i64::from(offset) + shift).max(0) as u32
}
