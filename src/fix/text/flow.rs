//! Editing containers in brackets: JSON's all, and YAML's flow ones.

use super::edits::Edits;
use super::gaps;
use super::plan::Plan;
use super::render::{Layout, Pen};
use super::slot::{Slot, is_container};
use super::style::Style;
use super::syntax::Syntax;
use crate::source::{Kind, Lined, Node};
use serde_json::{Map, Value};

/// Removes and adds children; `lines` is whether an empty container opens over lines.
pub(super) fn edit(edits: &mut Edits, node: Node<'_>, plan: &Plan<'_>, style: &Style<'_>, lines: bool) {
    let text = node.document().lined();
    let site = Site { text, node, slots: plan.slots, keep: &plan.keep, syntax: style.syntax };
    let last = site.keep.iter().rposition(|&keep| keep);
    if plan.is_growing() {
        match plan.members.filter(|members| members.keys().any(|key| site.syntax.declares(key))) {
            None => site.grow(edits, plan, site.last_property(plan).or(last), style, lines),
            Some(members) => {
                for declares in [false, true] {
                    let own = members.iter().filter(|(key, _)| site.syntax.declares(key) == declares);
                    let own: Map<String, Value> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
                    let part = Plan { members: Some(&own), keep: plan.keep.clone(), ..*plan };
                    site.grow(edits, &part, site.last_property(&part).or(last), style, lines);
                }
            }
        }
        site.remove(edits, site.slots.len().checked_sub(1).filter(|_| last.is_none()));
    } else if last.is_none() && site.holds_only_slots() {
        edits.delete(node.span().start as usize + 1, site.close());
    } else {
        if let Some(comma) = last.filter(|_| site.ends_bare()).and_then(|last| site.slots[last].comma) {
            edits.delete(comma, comma + 1);
        }
        site.remove(edits, None);
    }
}

/// Removes children alone, each with its lines or its part of the line.
pub(super) fn remove(edits: &mut Edits, node: Node<'_>, plan: &Plan<'_>, syntax: &'static dyn Syntax) {
    let text = node.document().lined();
    Site { text, node, slots: plan.slots, keep: &plan.keep, syntax }.remove(edits, None);
}

/// How a new value at a place is laid out: as the old one, else as its siblings.
pub(super) fn layout_of<'t>(text: Lined<'t>, old: Node<'_>, slots: &[Slot], siblings: Option<bool>) -> Layout<'t> {
    let start = old.key_span().map_or(old.span(), |key| key).start as usize;
    let own_line = slots.last().is_some_and(|slot| gaps::begins_line(text, slot.lead));
    let lines = match is_container(old.kind()) && !old.is_made() && old.len() > 0 {
        true => old.raw().contains('\n'),
        false => siblings.unwrap_or(own_line),
    };
    if lines { Layout::Lines(gaps::indent(text, start)) } else { Layout::OneLine }
}

/// Whether the last filled container among the children goes over lines; `None` when there is none.
pub(super) fn siblings_take_lines(node: Node<'_>) -> Option<bool> {
    let filled = node.written().filter(|child| !child.is_alias() && !child.is_made() && is_container(child.kind()));
    filled.filter(|child| child.written().next().is_some()).last().map(|child| child.raw().contains('\n'))
}

struct Site<'a> {
    text: Lined<'a>,
    node: Node<'a>,
    slots: &'a [Slot],
    keep: &'a [bool],
    syntax: &'static dyn Syntax,
}

/// How new children stand.
struct ChildLayout {
    /// The indentation, where each has a line of its own.
    indent: Option<String>,
    /// The indentation of the lines inside a child; `None` for children on one line.
    inner: Option<String>,
    /// The blanks between children on one line.
    comma: String,
    /// Whether a blank line stands before each that has a line of its own.
    has_room: bool,
}

impl ChildLayout {
    /// Copies the slot `anchor`.
    fn of(site: &Site<'_>, anchor: Option<usize>, style: &Style<'_>, lines: bool) -> Self {
        let text = site.text;
        let Some(slot) = anchor.map(|anchor| site.slots[anchor]) else {
            return Self::of_empty(site, style, lines);
        };
        let own_line = gaps::begins_line(text, slot.lead) || gaps::begins_line(text, slot.start);
        let indent = gaps::indent(text, slot.start).to_owned();
        let inner = siblings_take_lines(site.node).unwrap_or(own_line).then(|| indent.clone());
        Self { indent: own_line.then_some(indent), inner, comma: style.comma.to_owned(), has_room: false }
    }

    fn of_empty(site: &Site<'_>, style: &Style<'_>, lines: bool) -> Self {
        let open = site.node.span().start as usize;
        let comments = gaps::comments(&site.text, open + 1, site.close(), site.syntax);
        let lines = if comments.is_empty() { lines } else { site.node.raw().contains('\n') };
        let beside = comments.last().filter(|comment| gaps::begins_line(site.text, comment.0));
        let indent = match beside {
            Some(comment) => gaps::indent(site.text, comment.0).to_owned(),
            None => format!("{}{}", gaps::indent(site.text, open), style.unit),
        };
        let indent = lines.then_some(indent);
        Self { inner: indent.clone(), indent, comma: style.comma.to_owned(), has_room: false }
    }

    fn children(&self, plan: &Plan<'_>, style: &Style<'_>, newline: &'static str) -> Vec<String> {
        let pen = Pen { style, newline, literals: false };
        let layout = self.inner.as_deref().map_or(Layout::OneLine, Layout::Lines);
        let pair = |(key, value): (&String, &Value)| pen.pair(key, value, layout);
        let members = plan.members.into_iter().flatten().map(pair);
        members.chain(plan.elements.iter().map(|value| pen.flow(value, layout))).collect()
    }

    /// What stands before a child.
    fn before(&self, newline: &str) -> String {
        let room = if self.has_room { newline } else { "" };
        self.indent.as_ref().map_or_else(|| self.comma.clone(), |indent| format!("{room}{newline}{indent}"))
    }
}

impl Site<'_> {
    fn close(&self) -> usize {
        self.node.span().end as usize - 1
    }

    /// Whether no comma follows the last child.
    fn ends_bare(&self) -> bool {
        self.slots.last().is_some_and(|slot| slot.comma.is_none()) && self.keep.last() == Some(&false)
    }

    /// Adds children behind the last one that stays.
    fn grow(&self, edits: &mut Edits, plan: &Plan<'_>, last: Option<usize>, style: &Style<'_>, lines: bool) {
        if !plan.is_growing() {
            return;
        }
        let anchor = last.or(self.slots.len().checked_sub(1));
        let declares = plan.members.is_some_and(|members| members.keys().any(|key| self.syntax.declares(key)));
        let layout = ChildLayout { has_room: declares, ..ChildLayout::of(self, anchor, style, lines) };
        let newline = gaps::newline(self.text, anchor.map_or(self.node.span().start as usize, |at| self.slots[at].end));
        let added = layout.children(plan, style, newline);
        match (last, anchor) {
            (Some(last), _) => self.add_behind(edits, last, &added, &layout, newline),
            (None, Some(only)) => self.add_instead(edits, only, &added, &layout, newline),
            (None, None) => self.fill(edits, &added, &layout, style, newline),
        }
    }

    /// What parts children, besides the blanks and line ends between them.
    fn parting(&self, layout: &ChildLayout) -> &'static str {
        if layout.indent.is_some() && self.syntax.parts_by_lines(self.node.kind()) { "" } else { "," }
    }

    /// The last child that stays, but for those that are declared: what is no declaration stands before them.
    fn last_property(&self, plan: &Plan<'_>) -> Option<usize> {
        plan.members.filter(|members| !members.keys().any(|key| self.syntax.declares(key)))?;
        let is_property = |child: Node<'_>| child.key().is_some_and(|key| !self.syntax.declares(&key));
        let children = self.node.written().zip(self.keep).enumerate();
        children.filter(|(_, (child, keep))| **keep && is_property(*child)).last().map(|(place, _)| place)
    }

    fn add_behind(&self, edits: &mut Edits, last: usize, added: &[String], layout: &ChildLayout, newline: &str) {
        let slot = self.slots[last];
        let before = layout.before(newline);
        let trailing = if self.slots.last().is_some_and(|slot| slot.comma.is_some()) { "," } else { "" };
        let parting = self.parting(layout);
        let added = format!("{before}{}{trailing}", added.join(&format!("{parting}{before}")));
        let comment = self.text.get(slot.comma.map_or(slot.end, |comma| comma + 1)..slot.tail).unwrap_or_default();
        let to_line_end = ["//", "#"].iter().any(|mark| comment.trim_start().starts_with(mark));
        let at =
            if to_line_end && layout.indent.is_none() { slot.comma.map_or(slot.end, |at| at + 1) } else { slot.tail };
        if slot.comma.is_none() {
            edits.insert(if to_line_end { slot.end } else { at }, parting);
        }
        edits.insert(at, added);
    }

    /// Puts the new children where the last of the old ones stood, which all go.
    fn add_instead(&self, edits: &mut Edits, only: usize, added: &[String], layout: &ChildLayout, newline: &str) {
        let slot = self.slots[only];
        let between = format!("{}{}", self.parting(layout), layout.before(newline));
        let trailing = if slot.comma.is_some() { "," } else { "" };
        edits.replace(slot.lead, slot.tail, added.join(&between) + trailing);
    }

    /// Puts the first children into an empty container.
    fn fill(&self, edits: &mut Edits, added: &[String], layout: &ChildLayout, style: &Style<'_>, newline: &str) {
        let (open, close) = (self.node.span().start as usize, self.close());
        let added = added.join(&format!("{}{}", self.parting(layout), layout.before(newline)));
        if let Some(comment) = gaps::comments(&self.text, open + 1, close, self.syntax).last() {
            let before = layout.indent.as_ref().map_or(" ".to_owned(), |_| layout.before(newline));
            return edits.insert(comment.1, format!("{before}{added}"));
        }
        let is_object = self.node.kind() == Kind::Object;
        let pad = if is_object { style.object_pad } else { style.array_pad };
        let outer = gaps::indent(self.text, open);
        let inside = match &layout.indent {
            Some(indent) => format!("{newline}{indent}{added}{newline}{outer}"),
            None => format!("{pad}{added}{pad}"),
        };
        edits.replace(open + 1, close, inside);
    }

    /// Takes out all children that are not kept, but `skip`.
    fn remove(&self, edits: &mut Edits, skip: Option<usize>) {
        for index in (0..self.slots.len()).filter(|&index| !self.keep[index] && Some(index) != skip) {
            let (start, end) = self.extent(index);
            edits.delete(start, end);
        }
    }

    /// What goes with a child: its lines, else its part of the line.
    fn extent(&self, index: usize) -> (usize, usize) {
        let (slot, text) = (self.slots[index], self.text);
        if gaps::begins_line(text, slot.lead) && gaps::ends_line(text, slot.tail) {
            return (gaps::line_start(text, slot.lead), gaps::next_line(text, slot.tail));
        }
        let before = self.slots[..index].iter().zip(self.keep).rfind(|slot| *slot.1).map(|slot| slot.0);
        match (before, self.slots.get(index + 1)) {
            (before, Some(next)) if before.is_none() || !text[slot.tail..next.lead].contains('\n') => {
                (slot.lead, next.lead)
            }
            (Some(before), _) if before.comma.is_some_and(|comma| comma + 1 == before.tail) => (before.tail, slot.tail),
            _ => (slot.lead, slot.tail),
        }
    }

    /// Whether the container holds no comments but those of its children.
    fn holds_only_slots(&self) -> bool {
        let mut from = self.node.span().start as usize + 1;
        let bare = |from: usize, to: usize| self.text.get(from..to).is_some_and(|gap| gap.trim().is_empty());
        for slot in self.slots {
            if !bare(from, slot.lead) {
                return false;
            }
            from = slot.tail;
        }
        bare(from, self.close())
    }
}
