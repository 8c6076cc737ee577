//! What is added to a body of HCL: attributes in line with their neighbours, blocks behind those that are called alike.
//!
//! A line is aligned to those around it and never they to it: where its name is too long for that, a blank line parts them, as
//! `terraform fmt` would have it.

use super::edits::Edits;
use super::gaps;
use super::render::{Layout, Pen};
use super::slot::Slot;
use super::syntax::Syntax;
use super::syntax::hcl::{self, is_body, unnumbered};
use super::value::expressed;
use crate::source::{Lined, Node};
use serde_json::{Map, Value};

/// Adds members to a body, behind those of its children that stay.
pub(super) fn grow(
    edits: &mut Edits,
    node: Node<'_>,
    (slots, keep): (&[Slot], &[bool]),
    members: &Map<String, Value>,
    pen: &Pen<'_>,
) {
    let text = node.document().lined();
    let kept = node.written().zip(slots).zip(keep).filter(|(_, keep)| **keep);
    let children: Vec<Child<'_>> = kept.map(|((node, slot), _)| Child { node, slot: *slot }).collect();
    let open = node.span().start as usize;
    // What stands behind the last child that stays, up to the first of those behind it that go with their comments.
    let last = children.last().map_or(open + 1, |child| child.slot.tail);
    let gone = slots.iter().zip(keep).filter(|(slot, keep)| !**keep && slot.tail > last);
    let rest = gone.map(|(slot, _)| slot.lead.max(last)).min().unwrap_or(node.span().end as usize - 1);
    let outer = gaps::indent(text, open).to_owned();
    let first = children.iter().find(|child| gaps::begins_line(text, child.slot.start));
    let inner = first
        .map_or_else(|| format!("{outer}{}", pen.style.unit), |child| gaps::indent(text, child.slot.start).to_owned());
    let body = Body { text, node, children, rest: (last, rest), inner, outer, pen };
    let (blocks, lines): (Vec<_>, Vec<_>) = members.iter().partition(|(key, _)| key.ends_with(hcl::MARK));
    if !node.raw().contains('\n') {
        return body.open_up(edits, &lines, &blocks);
    }
    body.add_lines(edits, &lines);
    body.add_blocks(edits, &blocks);
}

/// A block at the top of a file, behind another.
pub(super) fn declared(key: &str, value: &Value, pen: &Pen<'_>) -> String {
    block(key, value, "", pen)
}

/// The lines of a block at the top of a file: with the comments directly above it, and the blank lines that part it from what
/// is above.
pub(super) fn extent(block: Node<'_>, syntax: &dyn Syntax) -> (usize, usize) {
    let text = block.document().lined();
    let mut start = gaps::line_start(text, block.key_span().map_or(block.span(), |key| key).start as usize);
    let line_before = |at: usize| {
        let above = at.checked_sub(1).map(|end| gaps::line_start(text, end))?;
        (above < at).then_some((above, text[above..at].trim()))
    };
    while let Some((above, _)) = line_before(start).filter(|(above, line)| {
        !line.is_empty()
            && syntax.comment(&text, text[*above..].len() - text[*above..].trim_start().len() + *above).is_some()
    }) {
        start = above;
    }
    while let Some((above, _)) = line_before(start).filter(|(_, line)| line.is_empty()) {
        start = above;
    }
    let mut end = gaps::next_line(text, block.span().end as usize - 1);
    // At the beginning of the file it is the blank lines below that go.
    while start == gaps::text_start(&text)
        && end < text.len()
        && text[end..gaps::next_line(text, end)].trim().is_empty()
    {
        end = gaps::next_line(text, end);
    }
    (start, end)
}

#[derive(Clone, Copy)]
struct Child<'d> {
    node: Node<'d>,
    slot: Slot,
}

struct Body<'b, 'd> {
    text: Lined<'d>,
    node: Node<'d>,
    children: Vec<Child<'d>>,
    /// What stands behind all that stay, and goes with nothing.
    rest: (usize, usize),
    /// The indentation of its lines, and that of the line which it begins on.
    inner: String,
    outer: String,
    pen: &'b Pen<'b>,
}

/// A member that is added.
type Member<'a> = (&'a String, &'a Value);
type Added<'a> = [Member<'a>];

/// What stands behind all that says what a resource is.
const LAST: [&str; 7] = ["depends_on", "tags", "count", "for_each", "provider", "lifecycle", "timeouts"];

impl Body<'_, '_> {
    /// What stands on one line goes over several, as that takes one attribute at most.
    fn open_up(&self, edits: &mut Edits, lines: &Added<'_>, blocks: &Added<'_>) {
        let newline = self.pen.newline;
        let (open, close) = (self.node.span().start as usize + 1, self.node.span().end as usize - 1);
        let mut from = open;
        for child in &self.children {
            edits.replace(from, child.slot.lead, format!("{newline}{}", self.inner));
            from = child.slot.tail;
        }
        // A comment behind all stays where it is.
        from = gaps::comments(&self.text, from, close, self.pen.style.syntax).last().map_or(from, |comment| comment.1);
        let own = self.children.last().filter(|child| !is_body(child.node));
        let column = own.map(|child| self.column(child));
        let (near, far) = fitting(lines, column);
        let mut added = self.lines(&near, column.unwrap_or_default());
        if !far.is_empty() {
            let gap = if near.is_empty() && self.children.is_empty() { "" } else { newline };
            added = format!("{added}{gap}{}", self.lines(&far, 0));
        }
        let has_any = !self.children.is_empty() || !lines.is_empty();
        for (place, (key, value)) in blocks.iter().enumerate() {
            let gap = if has_any || place > 0 { newline } else { "" };
            added = format!("{added}{gap}{newline}{}{}", self.inner, block(key, value, &self.inner, self.pen));
        }
        edits.replace(from, close, format!("{added}{newline}{}", self.outer));
    }

    /// Lines of attributes, each behind a line end, with their signs at a column at least.
    fn lines(&self, added: &Added<'_>, column: usize) -> String {
        let newline = self.pen.newline;
        let lines = assigned(added, column, &self.inner, self.pen);
        lines.iter().map(|line| format!("{newline}{}{line}", self.inner)).collect()
    }

    fn add_lines(&self, edits: &mut Edits, added: &Added<'_>) {
        let newline = self.pen.newline;
        if added.is_empty() {
            return;
        }
        let Some(anchor) = self.anchor() else {
            let at = gaps::line_end(self.text, self.node.span().start as usize);
            let gap = if self.children.is_empty() { "" } else { newline };
            return edits.insert(at, format!("{}{gap}", self.lines(added, 0)));
        };
        let chain = self.chain(anchor);
        let column = chain.as_ref().and_then(|chain| self.aligned(chain));
        let (near, far) = fitting(added, column);
        let behind = |place: usize| gaps::line_end(self.text, self.children[place].slot.tail);
        if !near.is_empty() {
            edits.insert(behind(anchor), self.lines(&near, column.unwrap_or_default()));
        }
        if !far.is_empty() {
            let (end, gap) = chain.map_or((anchor, ""), |chain| (chain.end - 1, newline));
            edits.insert(behind(end), format!("{gap}{}", self.lines(&far, 0)));
        }
    }

    /// The attribute that new ones come behind: the last before all blocks that says what the resource is, on one line.
    fn anchor(&self) -> Option<usize> {
        let count = self.children.iter().take_while(|child| !is_body(child.node)).count();
        let is_plain = |place: &usize| {
            let child = &self.children[*place];
            !LAST.contains(&child.node.key().unwrap_or_default().as_ref()) && self.is_on_one_line(child)
        };
        (0..count).rev().find(is_plain).or_else(|| count.checked_sub(1))
    }

    fn is_on_one_line(&self, child: &Child<'_>) -> bool {
        !self.text[child.slot.start..child.slot.end].contains('\n') && gaps::begins_line(self.text, child.slot.start)
    }

    /// The attributes around one that follow each other line by line; `None` where it goes over lines itself.
    fn chain(&self, place: usize) -> Option<std::ops::Range<usize>> {
        let is_one = |place: usize| !is_body(self.children[place].node) && self.is_on_one_line(&self.children[place]);
        let follows = |place: usize| {
            let gap = &self.text[self.children[place - 1].slot.end..self.children[place].slot.start];
            is_one(place - 1) && is_one(place) && gap.matches('\n').count() == 1
        };
        let start = (1..=place).rev().take_while(|place| follows(*place)).last().map_or(place, |place| place - 1);
        let end = (place + 1..self.children.len()).take_while(|place| follows(*place)).last().unwrap_or(place);
        is_one(place).then_some(start..end + 1)
    }

    /// How far the sign of an attribute stands behind the beginning of its name.
    fn column(&self, child: &Child<'_>) -> usize {
        let between = self.text.get(child.slot.start..child.node.span().start as usize).unwrap_or_default();
        between.find('=').map_or(0, |at| between[..at].chars().count())
    }

    /// That of all of them, where they are aligned.
    fn aligned(&self, chain: &std::ops::Range<usize>) -> Option<usize> {
        let columns: Vec<usize> = self.children[chain.clone()].iter().map(|child| self.column(child)).collect();
        columns.iter().all(|column| *column == columns[0]).then(|| columns[0])
    }

    fn add_blocks(&self, edits: &mut Edits, added: &Added<'_>) {
        let newline = self.pen.newline;
        for (key, value) in added {
            let name = unnumbered(key.strip_suffix(hcl::MARK).unwrap_or(key));
            let is_alike = |child: &&Child<'_>| {
                is_body(child.node) && child.node.key().is_some_and(|own| unnumbered(&own) == name)
            };
            let alike: Vec<&Child<'_>> = self.children.iter().filter(is_alike).collect();
            let new = block(key, value, &self.inner, self.pen);
            let (at, gap) = match alike[..] {
                [.., before, last] => {
                    let between = &self.text[before.slot.end..last.slot.start];
                    (self.behind(last), if between.matches('\n').count() > 1 { newline } else { "" })
                }
                [last] => (self.behind(last), newline),
                [] => self.end(),
            };
            edits.insert(at, format!("{gap}{newline}{}{new}", self.inner));
        }
    }

    fn behind(&self, child: &Child<'_>) -> usize {
        gaps::line_end(self.text, child.slot.tail)
    }

    /// Behind all that stands in it, and what parts that from more.
    fn end(&self) -> (usize, &'static str) {
        let (start, end) = self.rest;
        let comment = gaps::comments(&self.text, start, end, self.pen.style.syntax).last().copied();
        match comment {
            Some((_, end)) => (gaps::line_end(self.text, end), self.pen.newline),
            None if self.children.is_empty() => (gaps::line_end(self.text, start), ""),
            None => (gaps::line_end(self.text, start), self.pen.newline),
        }
    }
}

/// Those whose names are short enough for a column, and the others.
fn fitting<'a>(added: &Added<'a>, column: Option<usize>) -> (Vec<Member<'a>>, Vec<Member<'a>>) {
    added
        .iter()
        .copied()
        .partition(|(key, value)| column.is_some_and(|column| key.chars().count() < column) && !is_over_lines(value))
}

/// Whether a value is written over lines.
fn is_over_lines(value: &Value) -> bool {
    value.as_object().is_some_and(|members| !members.is_empty())
}

/// Lines of attributes, with their signs below one another.
fn assigned(added: &Added<'_>, column: usize, indent: &str, pen: &Pen<'_>) -> Vec<String> {
    let length = |key: &str| key.chars().count();
    let plain = added.iter().filter(|(_, value)| !is_over_lines(value)).map(|(key, _)| length(key) + 1);
    let column = plain.max().unwrap_or_default().max(column);
    let line = |(key, value): &(&String, &Value)| match is_over_lines(value) {
        true => format!("{key} = {}", pen.flow(value, Layout::Lines(indent))),
        false => format!("{key}{}= {}", " ".repeat(column - length(key)), written(value, pen)),
    };
    added.iter().map(line).collect()
}

/// A value on one line; a text that stands for a reference is that.
fn written(value: &Value, pen: &Pen<'_>) -> String {
    let reference = value.as_str().and_then(expressed).filter(|text| is_reference(text));
    reference.map_or_else(|| pen.flow(value, Layout::OneLine), ToOwned::to_owned)
}

/// Whether it leads to an attribute of a resource: `azurerm_storage_account.a.id`.
fn is_reference(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
    };
    text.starts_with("azurerm_") && text.split('.').count() == 3 && text.split('.').all(is_name)
}

/// A block whose first line has an indentation already.
fn block(key: &str, value: &Value, indent: &str, pen: &Pen<'_>) -> String {
    let head = header(key);
    let none = Map::new();
    let members = value.as_object().unwrap_or(&none);
    if members.is_empty() {
        return format!("{head} {{}}");
    }
    let (newline, inner) = (pen.newline, format!("{indent}{}", pen.style.unit));
    let (blocks, lines): (Vec<_>, Vec<_>) = members.iter().partition(|(key, _)| key.ends_with(hcl::MARK));
    let mut body: String =
        assigned(&lines, 0, &inner, pen).iter().map(|line| format!("{newline}{inner}{line}")).collect();
    for (key, value) in blocks {
        let gap = if body.is_empty() { "" } else { newline };
        body = format!("{body}{gap}{newline}{inner}{}", block(key, value, &inner, pen));
    }
    format!("{head} {{{body}{newline}{indent}}}")
}

/// `network_rules`, `resource "azurerm_subnet" "a"`.
fn header(key: &str) -> String {
    let name = unnumbered(key.strip_suffix(hcl::MARK).unwrap_or(key));
    let mut parts = name.split(' ');
    let kind = parts.next().unwrap_or_default().to_owned();
    parts.fold(kind, |head, label| format!("{head} {}", hcl::quoted(label)))
}
