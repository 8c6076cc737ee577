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
