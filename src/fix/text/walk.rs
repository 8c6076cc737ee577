//! From the root to every node with a wish.

use super::edits::{Edits, TextEdit};
use super::intent::{Wish, grows, is_bare};
use super::render::{Layout, Pen};
use super::slot::{self, Slot};
use super::style::Style;
use super::{block, flow, gaps};
use crate::source::{Document, Format, Node, NodeId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What becomes of a container's own children.
pub(super) struct Plan<'a> {
    pub slots: &'a [Slot],
    /// Which children stay.
    pub keep: Vec<bool>,
    /// New members.
    pub members: Option<&'a Map<String, Value>>,
    /// New elements.
    pub elements: &'a [Value],
}

impl Plan<'_> {
    /// Whether children are added.
    pub fn is_growing(&self) -> bool {
        self.members.is_some() || !self.elements.is_empty()
    }

    /// Whether nothing remains.
    pub fn empties(&self) -> bool {
        !self.is_growing() && !self.keep.contains(&true)
    }
}

/// The edits that make all wishes true.
pub(super) fn edits(document: &Document, wishes: &BTreeMap<NodeId, Wish>) -> Vec<TextEdit> {
    let mut walk = Walk { text: document.text(), wishes, edits: Edits::default() };
    if wishes.is_empty() {
        return Vec::new();
    }
    let style = Style::of(document);
    for root in document.root().written() {
        if walk.concerns(root) {
            walk.root(root, &style, document.format());
        }
    }
    walk.edits.finish(document.text())
}

struct Walk<'a> {
    text: &'a str,
    wishes: &'a BTreeMap<NodeId, Wish>,
    edits: Edits,
}

impl<'a> Walk<'a> {
    /// Whether a wish is about the node or one below it.
    fn concerns(&self, node: Node<'_>) -> bool {
        self.wishes.range(node.id()..node.after()).next().is_some()
    }

    fn root(&mut self, node: Node<'a>, style: &Style, format: Format) {
        let lines = format != Format::Ndjson;
        let rewritten = self.rewritten(node, style.yaml);
        match rewritten {
            Some(value) if style.yaml && (!node.is_flow() || is_bare(node)) => {
                block::replace_root(&mut self.edits, node, value, style);
            }
            Some(value) => {
                let layout = if lines && node.raw().contains('\n') { Layout::Lines("") } else { Layout::OneLine };
                self.write(node, value, style, layout);
            }
            None => self.container(node, style, lines, None),
        }
    }

    /// The value of a node that is written anew: also a bare `{}` among block lines, which gets members.
    fn rewritten(&self, node: Node<'_>, in_block: bool) -> Option<Value> {
        match self.wishes.get(&node.id())? {
            Wish::Replace(value) => Some(value.clone()),
            Wish::Members(members) if in_block && is_bare(node) => Some(Value::Object(members.clone())),
            Wish::Elements(values) if in_block && is_bare(node) => Some(Value::Array(values.clone())),
            _ => None,
        }
    }

    /// Edits a container and all below it; `lines` is whether it opens over lines when it is empty, `slot` its own
    /// place among block lines.
    fn container(&mut self, node: Node<'a>, style: &Style, lines: bool, slot: Option<Slot>) {
        let style = style.inside(node);
        let touched: Vec<(usize, Node<'a>)> =
            node.written().enumerate().filter(|child| self.concerns(child.1)).collect();
        let wish = self.wishes.get(&node.id()).filter(|wish| grows(wish));
        let is_removed = |node: Node<'_>| matches!(self.wishes.get(&node.id()), Some(Wish::Remove));
        let in_block = style.yaml && !node.is_flow();
        let direct = |node: Node<'_>| in_block || is_removed(node) || self.rewritten(node, in_block).is_some();
        let slots = if wish.is_some() || touched.iter().any(|child| direct(child.1)) {
            slot::slots(node, style.yaml).unwrap_or_default()
        } else {
            Vec::new()
        };
        let mut plan = Plan { slots: &slots, keep: vec![true; slots.len()], members: None, elements: &[] };
        match wish {
            Some(Wish::Members(members)) => plan.members = Some(members),
            Some(Wish::Elements(values)) => plan.elements = values,
            _ => {}
        }
        for &(index, _) in touched.iter().filter(|child| is_removed(child.1)) {
            plan.keep[index] = false;
        }
        let kept: Vec<_> = touched.into_iter().filter(|child| !is_removed(child.1)).collect();
        for (index, child) in kept {
            self.child(node, child, slots.get(index).copied(), &slots, &style);
        }
        // Where both end at one byte, what goes into a child stands before what follows it.
        if plan.is_growing() || plan.keep.contains(&false) {
            if in_block {
                block::edit(&mut self.edits, node, &plan, &style, slot);
            } else {
                flow::edit(&mut self.edits, node, &plan, &style, lines);
            }
        }
    }

    fn child(&mut self, node: Node<'a>, child: Node<'a>, slot: Option<Slot>, slots: &[Slot], style: &Style) {
        let in_block = style.yaml && !node.is_flow();
        match (self.rewritten(child, in_block), slot) {
            (Some(value), Some(slot)) if in_block => {
                block::replace(&mut self.edits, node, child, &slot, &value, style);
            }
            (Some(value), _) => {
                let layout = flow::layout_of(self.text, child, slots, flow::siblings_take_lines(node));
                self.write(child, value, style, layout);
            }
            (None, _) => {
                let start = child.key_span().map_or(child.span(), |key| key).start as usize;
                let lines = flow::siblings_take_lines(node).unwrap_or(gaps::begins_line(self.text, start)) && !in_block;
                self.container(child, style, lines, slot.filter(|_| in_block));
            }
        }
    }

    /// Writes a value in brackets, or a scalar in the quotes of the old one.
    fn write(&mut self, node: Node<'_>, value: Value, style: &Style, layout: Layout<'_>) {
        let (start, end) = (node.span().start as usize, node.span().end as usize);
        let mut style = style.clone();
        if slot::is_written_scalar(node) {
            style.texts = node.style();
        }
        let pen = Pen { style: &style, newline: gaps::newline(self.text, end), literals: false };
        let new = pen.flow(&value, layout);
        // A missing value in YAML stands right behind its colon.
        let blank = if start == end && style.yaml { " " } else { "" };
        self.edits.replace(start, end, format!("{blank}{new}"));
    }
}
