//! Where a document's secrets stand.

use super::Line;
use super::finder::found;
use super::text::MASKED;
use crate::source::{Document, Node, NodeId, Position};
use std::ops::Range;

/// Bytes of a new line, for each secret of the old one; of a longer one nothing is shown.
const MOST_LOOKED_FOR: usize = 1 << 28;

/// The places of a document's secrets, in order and apart from each other.
#[derive(Default)]
pub struct Secrets(Vec<(Position, Position)>);

impl Secrets {
    /// Those of all values of a document. What is `marked` is secret, whatever it is called.
    pub fn of(document: &Document, marked: &[Range<NodeId>]) -> Self {
        let place = |node: Node<'_>| (document.position(node.span().start), document.position(node.span().end));
        let mut places: Vec<_> = found(document, marked).iter().map(|id| place(document.node(*id))).collect();
        places.sort_unstable();
        places.dedup();
        Self(places)
    }

    /// A line of the document without its secrets: neither its values nor what a comment assigns.
    pub fn masked(&self, number: u32, line: &str) -> String {
        Line::of(&self.without_values(number, line), &[]).shown()
    }

    /// Whether a line shows a secret.
    pub fn are_in(&self, number: u32, line: &str) -> bool {
        self.near(number).first().is_some_and(|(start, _)| start.line <= number) || Line::of(line, &[]).holds_secret()
    }

    /// A unified diff of the document without its secrets. A line that is new is looked at below those that it comes to stand
    /// below, or `hides_new` lines as a whole.
    pub fn masked_diff(&self, document: &Document, diff: &str, hides_new: bool) -> String {
        let mut number = 0;
        // A cell of a table, or what an alias names, is told by the old line alone.
        let mut gone: Vec<String> = Vec::new();
        let masked = |line: &str| {
            let Some(first) = line.chars().next() else { return String::new() };
            let rest = &line[first.len_utf8()..];
            match first {
                '@' => {
                    number = old_start(line).unwrap_or(0);
                    gone.clear();
                }
                ' ' | '-' if number > 0 => {
                    number += 1;
                    gone.extend(self.values(number - 1, rest));
                    return format!("{first}{}", self.masked(number - 1, rest));
                }
                '+' if number > 0 => {
                    if hides_new || gone.len().saturating_mul(rest.len()) > MOST_LOOKED_FOR {
                        return format!("+{MASKED}");
                    }
                    let rest = gone.iter().fold(rest.to_owned(), |rest, value| rest.replace(value, MASKED));
                    return format!("+{}", Line::of(&rest, &document.above(number, &rest)).shown());
                }
                _ => {}
            }
            line.to_owned()
        };
        diff.lines().map(masked).map(|line| line + "\n").collect()
    }

    /// The secrets that stand in a line as a whole, as they are written.
    fn values(&self, number: u32, line: &str) -> Vec<String> {
        /// Bytes; shorter ones stand in many places.
        const SHORTEST: usize = 3;
        let own = self.near(number).iter().take_while(|(start, _)| start.line <= number);
        let mut own = own.filter(|(start, end)| start.line == number && end.line == number).peekable();
        if own.peek().is_none() {
            return Vec::new();
        }
        let bytes: Vec<usize> = line.char_indices().map(|(byte, _)| byte).chain([line.len()]).collect();
        let byte = |column: u32| bytes.get(column as usize - 1).copied().unwrap_or(line.len());
        let text = own.filter_map(|(start, end)| line.get(byte(start.column)..byte(end.column)));
        text.filter(|text| text.len() >= SHORTEST).map(str::to_owned).collect()
    }

    fn without_values(&self, number: u32, line: &str) -> String {
        let mut masked = String::with_capacity(line.len());
        let mut letters = line.chars();
        let mut column = 1;
        for (start, end) in self.near(number).iter().take_while(|(start, _)| start.line <= number) {
            let from = if start.line < number { 1 } else { start.column };
            let to = if end.line > number { u32::MAX } else { end.column };
            if to <= column {
                continue;
            }
            masked.extend(letters.by_ref().take(from.saturating_sub(column) as usize));
            let gone = letters.by_ref().take((to - from.max(column)) as usize).count();
            masked.push_str(if gone > 0 { MASKED } else { "" });
            column = to;
        }
        masked.extend(letters);
        masked
    }

    /// Those that end in this line or behind it.
    fn near(&self, line: u32) -> &[(Position, Position)] {
        &self.0[self.0.partition_point(|(_, end)| end.line < line)..]
    }
}

/// The line of the old text that a hunk begins with: `@@ -12,7 +12,7 @@`.
fn old_start(header: &str) -> Option<u32> {
    header.strip_prefix("@@ -")?.split([',', ' ']).next()?.parse().ok()
}
