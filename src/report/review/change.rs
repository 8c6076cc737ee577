//! A quick fix as reports show it. A patch must be exact to apply, so that a change that would show a secret is left
//! out of reports as a whole; `uplift fix` gives it.

use super::Quotes;
use crate::fix::text::{TextEdit, apply};
use crate::fix::{FilePatch, Fixed, alone};
use crate::policy::Safety;
use crate::report::Points;
use crate::report::fix::{FixInput, value};
use crate::report::patch::part_patch;
use crate::report::view::{FixOfReview, Replacement};
use crate::secret::masked_line;
use crate::source::{Document, Span};
use std::ops::Range;

/// Lines around a change that a diff shows.
const CONTEXT: u32 = 3;
/// Lines between changes that are shown as one.
const NEAR: u32 = 10;
/// Bytes of lines that are shown.
const LONGEST: usize = 20_000;

/// One fix of a plan, as it is when it is made alone. `quotes` are of the plan's inventory.
pub fn fix_of_review(input: &FixInput<'_>, quotes: &Quotes<'_>, fixed: &Fixed) -> FixOfReview {
    let impact = match fixed.safety {
        Safety::Safe => None,
        Safety::Review => Some(input.impact(fixed).into_owned()),
        Safety::Destructive => Some(format!("It cannot be undone. {}", input.impact(fixed))),
    };
    let mut shown = FixOfReview {
        review: fixed.safety > Safety::Safe,
        impact,
        points: Some(Points::of(&fixed.points)),
        replacements: Vec::new(),
        diff: String::new(),
        withheld: None,
        lines: Vec::new(),
    };
    if fixed.edits.iter().any(|edit| value::writes_secret(input.inventory, edit)) {
        shown.withheld = Some(SECRET.to_owned());
        return shown;
    }
    match alone(input.inventory, fixed) {
        Err(reason) => shown.withheld = Some(format!("it cannot be made without other fixes: {reason}")),
        Ok(files) if files.iter().any(|(document, edits)| shows_secret(input, quotes, *document, edits)) => {
            shown.withheld = Some(SECRET.to_owned());
        }
        Ok(files) => files.into_iter().for_each(|(document, edits)| add(&mut shown, input, fixed, document, edits)),
    }
    shown
}

const SECRET: &str = "the change is not shown, since a secret stands in it or beside it";

/// Whether a secret stands in the lines of a diff.
fn shows_secret(input: &FixInput<'_>, quotes: &Quotes<'_>, document: u32, edits: &[TextEdit]) -> bool {
    let own = &input.inventory.documents()[document as usize];
    edits.iter().any(|edit| {
        let (first, last) = (own.position(edit.span.start).line, own.position(edit.span.end).line);
        let (first, last) = (first.saturating_sub(CONTEXT).max(1), last.saturating_add(CONTEXT));
        quotes.show_secret(document, first, last) || edit.text.lines().any(|line| masked_line(line) != line)
    })
}

fn add(shown: &mut FixOfReview, input: &FixInput<'_>, fixed: &Fixed, document: u32, edits: Vec<TextEdit>) {
    let own = &input.inventory.documents()[document as usize];
    let file = (input.path)(document);
    shown.replacements.extend(edits.iter().map(|edit| replacement(own, &file, edit)));
    let Some(lines) = lines(own, &file, &edits) else { return };
    shown.lines.extend(lines);
    let patch = FilePatch { document, kind: input.inventory.kind_of_document(document), edits };
    shown.diff += &part_patch(&[fixed], &patch, input.policy, input.inventory, &file);
}

fn replacement(document: &Document, file: &str, edit: &TextEdit) -> Replacement {
    let (start, end) = (document.position(edit.span.start), document.position(edit.span.end));
    Replacement {
        file: file.to_owned(),
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: edit.text.clone(),
    }
}

/// The edits as whole lines; `None` when these are too long to show.
fn lines(document: &Document, file: &str, edits: &[TextEdit]) -> Option<Vec<Replacement>> {
    let mut runs: Vec<(Range<usize>, u32, Vec<TextEdit>)> = Vec::new();
    for edit in edits {
        let range = whole_lines(document, edit.span);
        let last = document.position(edit.span.end).line;
        match runs.last_mut() {
            Some((before, end, own)) if document.position(range.start as u32).line <= end.saturating_add(NEAR) => {
                (before.end, *end) = (range.end, last);
                own.push(edit.clone());
            }
            _ => runs.push((range, last, vec![edit.clone()])),
        }
    }
    let long = runs.iter().map(|(range, ..)| range.len()).sum::<usize>() > LONGEST;
    let shown = |(range, last, own): (Range<usize>, u32, Vec<TextEdit>)| Replacement {
        file: file.to_owned(),
        start_line: document.position(range.start as u32).line,
        start_column: 1,
        end_line: last + 1,
        end_column: 1,
        text: replaced(document.text(), range, own),
    };
    (!long).then(|| runs.into_iter().map(shown).collect())
}

/// The bytes of the lines that a span touches, the last line's end with them.
fn whole_lines(document: &Document, span: Span) -> Range<usize> {
    let (text, end) = (document.lined(), span.end as usize);
    text.line_start(span.start as usize)..text.next_line(end).unwrap_or(text.len())
}

fn replaced(text: &str, range: Range<usize>, edits: Vec<TextEdit>) -> String {
    let by = range.start as u32;
    let moved = |edit: TextEdit| TextEdit {
        span: Span { start: edit.span.start.saturating_sub(by), end: edit.span.end.saturating_sub(by) },
        ..edit
    };
    let edits: Vec<TextEdit> = edits.into_iter().map(moved).collect();
    apply(text.get(range).unwrap_or_default(), &edits)
}
