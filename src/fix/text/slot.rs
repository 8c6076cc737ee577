//! The places of a container's children: what belongs to each besides its value.

use super::gaps;
use super::syntax::{self, Syntax};
use crate::source::{Kind, Lined, Node};

/// A child's place in the text, all in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Its first own comment, else its start.
    pub lead: usize,
    /// Its key, dash or value, with anchors and tags.
    pub start: usize,
    /// One past the colon or dash and the value's anchors and tags; in brackets, an element's value.
    pub head: usize,
    /// The value; both are `head` where nothing is written.
    pub value: (usize, usize),
    /// One past the value or, where there is none, `head`.
    pub end: usize,
    /// The comma that follows.
    pub comma: Option<usize>,
    /// One past its comma and the comment on its line.
    pub tail: usize,
}

/// The slots of all children of a container, in the order of the text. `None` when it is written in a way that is
/// not edited: keys with `?`, pairs without braces in a list, what stands in a value that is worked out.
pub(super) fn slots(node: Node<'_>) -> Option<Vec<Slot>> {
    let syntax = syntax::of(node.document());
    match node.is_flow() {
        _ if node.is_made() => None,
        true => flow(node, syntax),
        false => block(node, syntax),
    }
}

fn flow(node: Node<'_>, syntax: &dyn Syntax) -> Option<Vec<Slot>> {
    let text = node.document().lined();
    let close = node.span().end as usize - 1;
    let mut slots: Vec<Slot> = Vec::new();
    let mut from = node.span().start as usize + 1;
    for child in node.written() {
        let start = gaps::skip(&text, from, syntax);
        let mut slot = place(child, start, close, syntax)?;
        let gap = gaps::comments(&text, from, start, syntax);
        slot.lead = own_lead(text, from, start, &gap);
        slot.end = syntax.closed(&text, slot.end);
        let after = gaps::skip(&text, slot.end, syntax);
        slot.comma = text[after..].starts_with(',').then_some(after);
        if slot.comma.is_none() && after != close && !is_parted(node, slot.end, after, syntax) {
            return None;
        }
        from = slot.comma.map_or(slot.end, |comma| comma + 1);
        slot.tail = from;
        slots.push(slot);
    }
    tails(text, &mut slots, close, syntax);
    Some(slots)
}

/// Whether a line end parts what stands before and behind a gap.
fn is_parted(node: Node<'_>, from: usize, to: usize, syntax: &dyn Syntax) -> bool {
    let text = node.document().lined();
    let comments = || gaps::comments(&text, from, to, syntax);
    syntax.parts_by_lines(node.kind()) && gaps::line_end_in(&text, from, to, &comments()).is_some()
}

/// Where the comments of a gap begin that belong to what follows: those on its own line, and directly above it.
fn own_lead(text: Lined<'_>, from: usize, start: usize, comments: &[(usize, usize)]) -> usize {
    let Some(line_end) = gaps::line_end_in(&text, from, start, comments) else {
        return comments.first().map_or(start, |comment| comment.0);
    };
    let mut lead = start;
    for &(comment, end) in comments.iter().rev().filter(|comment| comment.0 > line_end) {
        if text[end..lead].matches('\n').count() > 1 {
            break;
        }
        lead = comment;
    }
    lead
}

/// Gives each slot the comments that follow it on its line, unless something else follows there too.
fn tails(text: Lined<'_>, slots: &mut [Slot], close: usize, syntax: &dyn Syntax) {
    let nexts: Vec<usize> = slots.iter().skip(1).map(|slot| slot.start).chain([close]).collect();
    for (slot, next) in slots.iter_mut().zip(nexts) {
        let comments = gaps::comments(&text, slot.tail, next, syntax);
        let line_end = gaps::line_end_in(&text, slot.tail, next, &comments);
        let limit = match line_end {
            Some(end) => end,
            None if next == close => close,
            None => continue,
        };
        if let Some(comment) = comments.iter().rfind(|comment| comment.0 < limit) {
            slot.tail = comment.1;
        }
    }
}

fn block(node: Node<'_>, syntax: &dyn Syntax) -> Option<Vec<Slot>> {
    let text = node.document().lined();
    let mut slots: Vec<Slot> = Vec::new();
    for child in node.written() {
        let previous = slots.last().map(|slot| slot.end);
        let start = match child.key_span() {
            Some(key) => key_start(text, key.start as usize)?,
            None => previous.map_or(node.span().start as usize, |end| gaps::skip(&text, end, syntax)),
        };
        if child.key_span().is_none() && !text[start..].starts_with('-') {
            return None;
        }
        let mut slot = place(child, start, gaps::line_end(text, start), syntax)?;
        slot.lead = block_lead(text, start, previous.unwrap_or(0));
        slot.tail = block_tail(text, slot.end);
        slots.push(slot);
    }
    Some(slots)
}

/// The child's slot without comments and comma. Where no value is written, its anchors end before `limit`.
fn place(child: Node<'_>, start: usize, limit: usize, syntax: &dyn Syntax) -> Option<Slot> {
    let text = child.document().lined();
    let value = (child.span().start as usize, child.span().end as usize);
    let limit = if value.0 == value.1 { limit } else { value.0 };
    let from = child.key_span().map_or(start, |key| key.end as usize);
    let head = head(text, from, limit, child.key_span().is_some(), syntax);
    if head > limit || text[start..].starts_with("? ") {
        return None;
    }
    let value = if value.0 == value.1 { (head, head) } else { value };
    let end = value.1.max(head);
    Some(Slot { lead: start, start, head, value, end, comma: None, tail: end })
}

/// One past a colon or dash and the anchors and tags that follow.
fn head(text: Lined<'_>, from: usize, limit: usize, member: bool, syntax: &dyn Syntax) -> usize {
    let mut head = from;
    let mut mark = if member { b':' } else { b'-' };
    loop {
        let at = gaps::skip(&text, head, syntax);
        let Some(&byte) = text.as_bytes().get(at).filter(|_| at < limit) else {
            return head;
        };
        let rest = &text[at..];
        let ends = |letter: char| letter.is_ascii_whitespace() || matches!(letter, ',' | '[' | ']' | '{' | '}');
        head = match byte {
            _ if byte == mark => at + 1,
            b'!' if rest.starts_with("!<") => at + rest.find('>').map_or(rest.len(), |end| end + 1),
            b'&' | b'!' => at + rest.find(ends).unwrap_or(rest.len()),
            _ => return head,
        };
        mark = 0;
    }
}

/// Where a key begins, with its anchors and tags; `None` for a key behind `?`.
fn key_start(text: Lined<'_>, key: usize) -> Option<usize> {
    let line = gaps::line_start(text, key);
    let mut start = key;
    loop {
        let before = text[line..start].trim_end_matches([' ', '\t']);
        // A carriage return alone ends a line too.
        let word = before.rfind([' ', '\t', '\r']).map_or(0, |at| at + 1);
        match before.as_bytes().get(word) {
            Some(b'&' | b'!') => start = line + word,
            Some(b'?') => return None,
            _ => return Some(start),
        }
    }
}

/// Where the comment lines directly above, of the same indentation, begin. A comment that begins the text or the
/// document is about all of it.
fn block_lead(text: Lined<'_>, start: usize, floor: usize) -> usize {
    let indent = gaps::indent(text, start);
    if !gaps::begins_line(text, start) {
        return start;
    }
    let mut line = gaps::line_start(text, start);
    let mut lead = start;
    while line > floor && line > gaps::text_start(&text) {
        let above = gaps::line_start(text, line - 1);
        let own = text[above..line].strip_prefix(indent).is_some_and(|rest| rest.starts_with('#'));
        if above < floor || !own {
            let begins = text[above..line].starts_with("---") || text[above..line].starts_with('%');
            return if begins { start } else { lead };
        }
        (line, lead) = (above, above + indent.len());
    }
    if floor == 0 { start } else { lead }
}

/// One past the comment that follows a value on its line.
fn block_tail(text: Lined<'_>, end: usize) -> usize {
    let rest = &text[end..gaps::line_end(text, end)];
    // A block scalar that keeps its blank lines ends behind them: the next line is not its own.
    let closed = text[..end].ends_with('\n');
    if !closed && rest.trim_start_matches([' ', '\t']).starts_with('#') { end + rest.len() } else { end }
}

/// The kinds that hold others.
pub(super) fn is_container(kind: Kind) -> bool {
    matches!(kind, Kind::Array | Kind::Object)
}

/// Whether a scalar is written there: its quotes say how its successor is written.
pub(super) fn is_written_scalar(node: Node<'_>) -> bool {
    node.scalar().is_some() && !node.raw().is_empty()
}
