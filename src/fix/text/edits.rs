//! Text edits and their sum.

use crate::source::Span;

/// A range of a text and what stands there afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that go; an empty span inserts.
    pub span: Span,
    /// What comes instead.
    pub text: String,
}

/// The text with the edits made; they are in order and apart from each other, as [`super::plan`] gives them.
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut new = String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut copied = 0;
    for edit in edits {
        new.push_str(text.get(copied..edit.span.start as usize).unwrap_or_default());
        new.push_str(&edit.text);
        copied = edit.span.end as usize;
    }
    new.push_str(text.get(copied..).unwrap_or_default());
    new
}

/// What makes the text with the edits `after` of the text with the edits `before`; its places are in the latter.
pub fn between(text: &str, before: &[TextEdit], after: &[TextEdit]) -> Vec<TextEdit> {
    let mut spans: Vec<Span> = before.iter().chain(after).map(|edit| edit.span).collect();
    spans.sort_unstable();
    // Edits that touch belong together: at one place either list may hold what the other splits.
    spans.dedup_by(|next, last| {
        let joined = next.start <= last.end;
        if joined {
            last.end = last.end.max(next.end);
        }
        joined
    });
    let mut edits = Vec::new();
    let mut shift = 0;
    let (mut olds, mut news) = (before, after);
    for span in spans {
        let (old, new) = (made(text, span, &mut olds), made(text, span, &mut news));
        let start = (i64::from(span.start) + shift) as u32;
        shift += old.len() as i64 - i64::from(span.end - span.start);
        if old != new {
            edits.push(TextEdit { span: Span { start, end: start + old.len() as u32 }, text: new });
        }
    }
    edits
}

/// What a range becomes by those of the edits that are in it; they are taken.
fn made(text: &str, span: Span, edits: &mut &[TextEdit]) -> String {
    let (own, rest) = edits.split_at(edits.partition_point(|edit| edit.span.start <= span.end));
    *edits = rest;
    let place = |at: u32| at.saturating_sub(span.start);
    let moved = |edit: &TextEdit| TextEdit {
        span: Span { start: place(edit.span.start), end: place(edit.span.end) },
        text: edit.text.clone(),
    };
    let old = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    apply(old, &own.iter().map(moved).collect::<Vec<_>>())
}

/// Edits while they are being planned, in any order.
#[derive(Default)]
pub(super) struct Edits {
    edits: Vec<(usize, usize, String)>,
}

impl Edits {
    /// Puts `text` in the place of a range.
    pub fn replace(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.edits.push((start, end.max(start), text.into()));
    }

    /// Puts `text` before the byte at `at`, behind what was inserted there before.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at, at, text);
    }

    /// Takes a range out.
    pub fn delete(&mut self, start: usize, end: usize) {
        self.replace(start, end, "");
    }

    /// The edits in order. Those that touch or overlap become one, those that change nothing are left out.
    pub fn finish(mut self, text: &str) -> Vec<TextEdit> {
        self.edits.sort_by_key(|&(start, _, _)| start);
        let mut joined: Vec<(usize, usize, String)> = Vec::new();
        for (start, end, new) in self.edits {
            match joined.last_mut() {
                Some(last) if start <= last.1 => {
                    last.1 = last.1.max(end);
                    last.2.push_str(&new);
                }
                _ => joined.push((start, end, new)),
            }
        }
        joined.retain(|(start, end, new)| text.get(*start..*end) != Some(new));
        let span = |start: usize, end: usize| Span { start: start as u32, end: end as u32 };
        joined.into_iter().map(|(start, end, text)| TextEdit { span: span(start, end), text }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edit(start: u32, end: u32, text: &str) -> TextEdit {
        TextEdit { span: Span { start, end }, text: text.to_owned() }
    }

    #[test]
    fn what_both_texts_have_is_no_edit() {
        let before = [edit(2, 3, "CC"), edit(8, 8, "++")];
        let after = [edit(0, 1, ""), edit(2, 3, "CC"), edit(8, 9, "!")];
        assert_eq!(between("abcdefghij", &before, &after), [edit(0, 1, ""), edit(9, 12, "!")]);
    }

    /// Edits apart from each other.
    fn edits() -> impl Strategy<Value = Vec<TextEdit>> {
        prop::collection::vec((1u32..5, 0u32..4, "[a-z]{0,3}"), 0..6).prop_map(|parts| {
            let mut end = 0;
            let mut next = |(gap, length, text): (u32, u32, String)| {
                let start = end + gap;
                end = start + length;
                edit(start, end, &text)
            };
            parts.into_iter().map(&mut next).collect()
        })
    }

    proptest! {
        #[test]
        fn one_after_the_other_is_both(before in edits(), after in edits()) {
            let text = "0123456789".repeat(6);
            let way = between(&text, &before, &after);
            prop_assert_eq!(apply(&apply(&text, &before), &way), apply(&text, &after));
        }
    }
}
