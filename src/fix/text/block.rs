//! Editing YAML's block containers: members and elements that have lines of their own.

use super::edits::Edits;
use super::plan::Plan;
use super::render::{Layout, Pen};
use super::slot::{self, Slot, is_container};
use super::style::{Style, column};
use super::{flow, gaps};
use crate::source::{Kind, Lined, Node, Style as Quote};
use serde_json::Value;

/// Removes and adds members or elements; `own` is the container's own place among block lines.
pub(super) fn edit(edits: &mut Edits, node: Node<'_>, plan: &Plan<'_>, style: &Style<'_>, own: Option<Slot>) {
    let text = node.document().lined();
    let (slots, keep) = (plan.slots, plan.keep.as_slice());
    let last = keep.iter().rposition(|&keep| keep);
    let Some(final_slot) = slots.last() else { return };
    if plan.empties() {
        return empty(edits, node, slots, own);
    }
    if plan.is_growing() {
        let anchor = last.map_or(*final_slot, |last| slots[last]);
        let added = added(node, plan, style, slots, &anchor);
        match last {
            Some(_) => add_behind(edits, text, &anchor, &added),
            None => add_instead(edits, text, &anchor, &added),
        }
    }
    if let Some(last) = last.filter(|&last| !plan.is_growing() && needs_line_end(node, slots, last)) {
        edits.insert(slots[last].tail, gaps::newline(text, slots[last].start));
    }
    let instead = (last.is_none()).then_some(slots.len() - 1);
    for index in (0..slots.len()).filter(|&index| !keep[index] && Some(index) != instead) {
        let (start, end) = extent(text, slots, keep, index);
        edits.delete(start, end);
    }
}

/// Whether the last child that stays is a block scalar that would lose its line end with what follows it.
fn needs_line_end(node: Node<'_>, slots: &[Slot], last: usize) -> bool {
    let text = node.document().lined();
    let at_end = last + 1 < slots.len() && slots.last().is_some_and(|slot| slot.tail == text.len());
    let style = std::iter::successors(node.written().nth(last), |node| node.written().last()).last().map(Node::style);
    at_end && !text.ends_with('\n') && matches!(style, Some(Quote::Literal | Quote::Folded))
}

/// New members or elements, each with its indentation but the first line's, and that indentation with a line end.
struct Added {
    texts: Vec<String>,
    line: String,
    newline: &'static str,
}

fn added(node: Node<'_>, plan: &Plan<'_>, style: &Style<'_>, slots: &[Slot], anchor: &Slot) -> Added {
    let text = node.document().lined();
    let at = column(text, slots.first().map_or(0, |slot| slot.start));
    let newline = gaps::newline(text, anchor.end.saturating_sub(usize::from(text[..anchor.end].ends_with('\n'))));
    let pen = pen(node, style, newline);
    let flow = prefers_flow(node);
    let write = |value: &Value| if flow && is_filled(value) { Some(pen.flow(value, Layout::OneLine)) } else { None };
    let member = |(key, value): (&String, &Value)| match write(value) {
        Some(value) => format!("{} {value}", pen.block_head(key)),
        None => pen.block_member(key, value, at),
    };
    let item = |value: &Value| match write(value) {
        Some(value) => format!("-{}{value}", " ".repeat(style.gap)),
        None => pen.block_item(value, at),
    };
    let members = plan.members.into_iter().flatten().map(member);
    let texts = members.chain(plan.elements.iter().map(item)).collect();
    Added { texts, line: pen.line_of(at), newline }
}

fn add_behind(edits: &mut Edits, text: Lined<'_>, anchor: &Slot, added: &Added) {
    let closed = text[..anchor.end].ends_with('\n');
    if closed {
        let indent = &added.line[added.newline.len()..];
        let lines = added.texts.iter().map(|line| format!("{indent}{line}{}", added.newline));
        edits.insert(anchor.end, lines.collect::<String>());
    } else {
        let lines = added.texts.iter().map(|line| format!("{}{line}", added.line));
        edits.insert(anchor.tail, lines.collect::<String>());
    }
}

/// Puts the new children where the last of the old ones stood, which all go.
fn add_instead(edits: &mut Edits, text: Lined<'_>, anchor: &Slot, added: &Added) {
    let end = if text[..anchor.end].ends_with('\n') { added.newline } else { "" };
    edits.replace(anchor.lead, anchor.tail, added.texts.join(&added.line) + end);
}

/// Leaves `{}` or `[]` of a container.
fn empty(edits: &mut Edits, node: Node<'_>, slots: &[Slot], own: Option<Slot>) {
    let text = node.document().lined();
    let nothing = if node.kind() == Kind::Object { "{}" } else { "[]" };
    let (Some(first), Some(last)) = (slots.first(), slots.last()) else { return };
    match own.filter(|own| text[own.head..first.start].contains('\n')) {
        Some(own) => {
            edits.insert(own.head, format!(" {nothing}"));
            let keep = vec![false; slots.len()];
            for index in 0..slots.len() {
                let (start, end) = extent(text, slots, &keep, index);
                edits.delete(start, end);
            }
        }
        None => {
            let end = if text[..last.end].ends_with('\n') { gaps::newline(text, last.end - 1) } else { "" };
            edits.replace(first.lead, last.tail, format!("{nothing}{end}"));
        }
    }
}

/// What goes with a member or element: its lines, or what stands on the line of an outer dash.
fn extent(text: Lined<'_>, slots: &[Slot], keep: &[bool], index: usize) -> (usize, usize) {
    let slot = slots[index];
    if gaps::begins_line(text, slot.lead) {
        // The line end before may be content of a block scalar.
        let kept = index > 0 && text[..slots[index - 1].end].ends_with('\n') && !text[..slot.tail].ends_with('\n');
        let whole = || (gaps::line_start(text, slot.lead), gaps::next_line(text, slot.tail));
        return if kept { whole() } else { lines(text, slot.lead, slot.tail) };
    }
    let next = slots.iter().zip(keep).skip(index + 1).find(|(_, keep)| **keep).map(|(next, _)| next);
    match next {
        Some(next) if next.lead == next.start => (slot.start, next.start),
        _ => {
            let before = text[..slot.start].trim_end_matches([' ', '\t']).len();
            (before, slot.tail)
        }
    }
}

/// The lines of a range, with the line end before them: what is inserted behind them stands at `tail`.
fn lines(text: Lined<'_>, lead: usize, tail: usize) -> (usize, usize) {
    let start = gaps::line_start(text, lead);
    // A block scalar that keeps its blank lines ends with one.
    if text[..tail].ends_with('\n') {
        return (start, tail);
    }
    if start == gaps::text_start(&text) {
        return (start, gaps::next_line(text, tail));
    }
    (gaps::line_end(text, start - 1), tail)
}

/// Puts another value in the place of a document.
pub(super) fn replace_root(edits: &mut Edits, node: Node<'_>, value: Value, style: &Style<'_>) {
    let text = node.document().lined();
    let (start, end) = (node.span().start as usize, node.span().end as usize);
    let pen = pen(node, style, gaps::newline(text, end.saturating_sub(1)));
    let trimmed = start + text[start..end].trim_end_matches(['\r', '\n']).len();
    let new = if slot::is_written_scalar(node) && !is_filled(&value) {
        pen.inline(&value, node.style(), style.step)
    } else {
        pen.block(&value, 0)
    };
    edits.replace(start, trimmed, new);
}

/// Puts another value in the place of a member's or an element's.
pub(super) fn replace(
    edits: &mut Edits,
    parent: Node<'_>,
    node: Node<'_>,
    slot: &Slot,
    value: &Value,
    style: &Style<'_>,
) {
    let text = node.document().lined();
    let at = column(text, slot.start);
    let pen = pen(node, style, gaps::newline(text, slot.start));
    let in_line = is_filled(value) && (node.is_flow() && node.len() > 0 || prefers_flow(parent));
    let site = Site { text, node, slot: *slot, pen: &pen };
    if in_line {
        let layout = flow::layout_of(text, node, &[], Some(false));
        site.write(edits, &pen.flow(value, layout));
    } else if !is_filled(value) {
        let written = slot::is_written_scalar(node);
        let quote = if written { node.style() } else { style.texts };
        let pen = Pen { literals: pen.literals && !site.keeps_comment_below(), ..pen };
        site.write(edits, &pen.inline(value, quote, at + style.step));
    } else if parent.kind() == Kind::Array && !text[slot.head..slot.value.0].contains('\n') {
        site.write_compact(edits, value);
    } else {
        // Only below a key a list may stand as far left.
        let below = pen.below(value, at).filter(|_| parent.kind() == Kind::Object);
        let inner = below.unwrap_or(at + style.step);
        site.write_below(edits, &format!("{}{}", " ".repeat(inner), pen.block(value, inner)));
    }
}

struct Site<'a> {
    text: Lined<'a>,
    node: Node<'a>,
    slot: Slot,
    pen: &'a Pen<'a>,
}

impl Site<'_> {
    /// Whether the old value begins on a line below its key or dash.
    fn is_below(&self) -> bool {
        self.text[self.slot.head..self.slot.value.0].contains('\n')
    }

    /// Whether a comment of its own line stays between the key and what comes instead: a block scalar would take it in.
    fn keeps_comment_below(&self) -> bool {
        let between = || self.text.get(gaps::line_end(self.text, self.slot.head)..self.lines_below().0);
        is_container(self.node.kind()) && self.is_below() && between().is_some_and(|text| text.contains('#'))
    }

    /// The end of the old value's last line; a block scalar may keep the line's end, and block lines their comment.
    fn value_end(&self) -> usize {
        if is_container(self.node.kind()) && !self.node.is_flow() && !self.node.is_alias() {
            return self.content_tail();
        }
        self.scalar_end()
    }

    fn scalar_end(&self) -> usize {
        self.slot.head.max(self.text[..self.slot.end].trim_end_matches(['\r', '\n']).len())
    }

    /// The comment behind the `|` of a block scalar, which stays.
    fn header_comment(&self) -> String {
        let header = self.node.raw().lines().next().unwrap_or_default();
        let comment = header.find(" #").filter(|_| matches!(self.node.style(), Quote::Literal | Quote::Folded));
        comment.map(|at| format!(" {}", header[at..].trim())).unwrap_or_default()
    }

    /// Writes a value behind its key or dash.
    fn write(&self, edits: &mut Edits, new: &str) {
        let (start, _) = self.slot.value;
        // The first line of a block scalar may take the comment, its last may not.
        let (line, rest) = new.find(['\r', '\n']).map_or((new, ""), |at| new.split_at(at));
        if is_container(self.node.kind()) && self.is_below() {
            edits.insert(self.slot.head, format!(" {line}"));
            let newline_before = gaps::line_end(self.text, self.slot.head);
            edits.insert(newline_before, rest);
            let (start, end) = self.lines_below();
            return edits.delete(start, end);
        }
        let blank = if start == self.slot.head { " " } else { "" };
        edits.replace(start, self.value_end(), format!("{blank}{line}{}", self.header_comment()));
        edits.insert(self.content_tail(), rest);
    }

    /// Writes a block container behind a dash.
    fn write_compact(&self, edits: &mut Edits, value: &Value) {
        let missing = self.slot.value.0 == self.slot.value.1;
        let at = if missing {
            column(self.text, self.slot.head) + self.pen.style.gap
        } else {
            column(self.text, self.slot.value.0)
        };
        let blanks = if missing { " ".repeat(self.pen.style.gap) } else { String::new() };
        let new = format!("{blanks}{}", self.pen.block(value, at));
        let (line, rest) = new.find(['\r', '\n']).map_or((new.as_str(), ""), |at| new.split_at(at));
        edits.replace(self.slot.value.0, self.value_end(), format!("{line}{}", self.header_comment()));
        edits.insert(self.content_tail(), rest);
    }

    /// Writes lines below a key or dash.
    fn write_below(&self, edits: &mut Edits, lines: &str) {
        let newline = self.pen.newline;
        if self.is_below() {
            let (start, end) = self.lines_below();
            return edits.replace(start, end, format!("{newline}{lines}"));
        }
        edits.replace(self.slot.head, self.value_end(), self.header_comment());
        edits.insert(self.content_tail(), format!("{newline}{lines}"));
    }

    /// The tail of the slot, before the blank lines that a block scalar keeps.
    fn content_tail(&self) -> usize {
        if self.text[..self.slot.end].ends_with('\n') { self.scalar_end() } else { self.slot.tail }
    }

    /// The lines of the old value with its own comments.
    fn lines_below(&self) -> (usize, usize) {
        let slots = if self.node.is_flow() { None } else { slot::slots(self.node) };
        let lead = slots.and_then(|slots| slots.first().map(|slot| slot.lead)).unwrap_or(self.slot.value.0);
        lines(self.text, lead, self.content_tail())
    }
}

fn pen<'a>(node: Node<'_>, style: &'a Style<'a>, newline: &'static str) -> Pen<'a> {
    // At the end of a text without a last line end, a block scalar would lose its own.
    Pen { style, newline, literals: node.document().text().ends_with('\n') }
}

/// Whether a value has others below it.
pub(super) fn is_filled(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// Whether the last filled container among the children is in brackets.
fn prefers_flow(node: Node<'_>) -> bool {
    let filled = |child: &Node<'_>| !child.is_alias() && is_container(child.kind()) && child.len() > 0;
    node.written().filter(filled).last().is_some_and(Node::is_flow)
}
