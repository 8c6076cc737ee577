//! From the root to every node with a wish.

use super::edits::{Edits, TextEdit};
use super::intent::{Wish, is_bare};
use super::render::{Layout, Pen};
use super::slot::{self, Slot};
use super::style::Habits;
use super::{block, flow, gaps, scalar};
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
    let mut walk =
        Walk { text: document.text(), yaml: document.format() == Format::Yaml, wishes, edits: Edits::default() };
    if wishes.is_empty() {
        return Vec::new();
    }
    let habits = Habits::of(document);
    for root in document.root().written() {
        if walk.concerns(root) {
            walk.root(root, &habits, document.format());
        }
    }
    if let Some(Wish::Elements(values)) = wishes.get(&document.root().id()) {
        walk.documents(document.root(), values, &habits);
    }
    walk.edits.finish(document.text())
}

/// A container on the way.
struct Place<'a, 's> {
    node: Node<'a>,
    in_block: bool,
    slots: &'s [Slot],
    /// Whether its filled containers go over lines.
    siblings: Option<bool>,
    habits: &'s Habits<'a, 's>,
}

struct Walk<'a> {
    text: &'a str,
    yaml: bool,
    wishes: &'a BTreeMap<NodeId, Wish>,
    edits: Edits,
}

impl<'a> Walk<'a> {
    /// Whether a wish is about the node or one below it.
    fn concerns(&self, node: Node<'_>) -> bool {
        self.wishes.range(node.id()..node.after()).next().is_some()
    }

    fn root(&mut self, node: Node<'a>, habits: &Habits<'a, '_>, format: Format) {
        let lines = format != Format::Ndjson;
        let rewritten = self.rewritten(node, self.yaml);
        match rewritten {
            Some(value) if self.yaml && (!node.is_flow() || is_bare(node)) => {
                block::replace_root(&mut self.edits, node, value, habits.style());
            }
            Some(value) => {
                let layout = if lines && node.raw().contains('\n') { Layout::Lines("") } else { Layout::OneLine };
                self.write(node, value, habits, layout);
            }
            None => self.container(node, habits, lines, None),
        }
    }

    /// Adds documents behind the last one, each on a line of its own.
    fn documents(&mut self, root: Node<'a>, values: &[Value], habits: &Habits<'a, '_>) {
        let end = root.written().last().map_or(self.text.len(), |last| last.span().end as usize);
        let (line_end, newline) = (gaps::line_end(self.text, end), gaps::newline(self.text, end));
        let pen = Pen { style: habits.style(), newline, literals: false };
        let lines = values.iter().map(|value| format!("{newline}{}", pen.flow(value, Layout::OneLine)));
        self.edits.insert(line_end, lines.collect::<String>());
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

    /// Edits a container and all below it; `lines` is whether it opens over lines when it is empty, `own` its own
    /// slot among block lines.
    fn container(&mut self, node: Node<'a>, around: &Habits<'a, '_>, lines: bool, own: Option<Slot>) {
        let habits = around.inside(node);
        let in_block = self.yaml && !node.is_flow();
        let touched: Vec<_> = node.written().enumerate().filter(|child| self.concerns(child.1)).collect();
        let slots = self.slots(node, &touched, in_block);
        let place = Place { node, in_block, slots: &slots, siblings: flow::siblings_take_lines(node), habits: &habits };
        // Where both end at one byte, what goes into a child stands before what follows it.
        for &(index, child) in &touched {
            self.child(&place, child, slots.get(index).copied());
        }
        let plan = self.plan(node, &slots, &touched);
        if !plan.is_growing() && !plan.keep.contains(&false) {
            return;
        }
        if in_block {
            block::edit(&mut self.edits, node, &plan, habits.style(), own);
        } else {
            flow::edit(&mut self.edits, node, &plan, habits.style(), lines);
        }
    }

    /// The slots of a container's children; none when all changes are further below.
    fn slots(&self, node: Node<'_>, touched: &[(usize, Node<'_>)], in_block: bool) -> Vec<Slot> {
        // A scalar in brackets is written where the old value stands, whatever is around it.
        let laid_out = |node: Node<'_>| self.rewritten(node, in_block).is_some_and(|value| block::is_filled(&value));
        let direct = |node: Node<'_>| in_block || self.is_removed(node) || laid_out(node);
        if self.wishes.contains_key(&node.id()) || touched.iter().any(|child| direct(child.1)) {
            slot::slots(node, self.yaml).unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    fn plan<'p>(&self, node: Node<'_>, slots: &'p [Slot], touched: &[(usize, Node<'_>)]) -> Plan<'p>
    where
        'a: 'p,
    {
        let mut plan = Plan { slots, keep: vec![true; slots.len()], members: None, elements: &[] };
        match self.wishes.get(&node.id()) {
            Some(Wish::Members(members)) => plan.members = Some(members),
            Some(Wish::Elements(values)) => plan.elements = values,
            _ => {}
        }
        for &(index, _) in touched.iter().filter(|child| self.is_removed(child.1)) {
            if let Some(keep) = plan.keep.get_mut(index) {
                *keep = false;
            }
        }
        plan
    }

    fn is_removed(&self, node: Node<'_>) -> bool {
        matches!(self.wishes.get(&node.id()), Some(Wish::Remove))
    }

    fn child(&mut self, place: &Place<'a, '_>, child: Node<'a>, slot: Option<Slot>) {
        if self.is_removed(child) {
            return;
        }
        match (self.rewritten(child, place.in_block), slot) {
            (Some(value), Some(slot)) if place.in_block => {
                block::replace(&mut self.edits, place.node, child, &slot, &value, place.habits.style());
            }
            (Some(value), _) => {
                let layout = flow::layout_of(self.text, child, place.slots, place.siblings);
                self.write(child, value, place.habits, layout);
            }
            (None, _) => {
                let start = child.key_span().map_or(child.span(), |key| key).start as usize;
                let lines = place.siblings.unwrap_or(gaps::begins_line(self.text, start)) && !place.in_block;
                self.container(child, place.habits, lines, slot.filter(|_| place.in_block));
            }
        }
    }

    /// Writes a value in brackets, or a scalar in the quotes of the old one.
    fn write(&mut self, node: Node<'_>, value: Value, habits: &Habits<'_, '_>, layout: Layout<'_>) {
        let (start, end) = (node.span().start as usize, node.span().end as usize);
        if !self.yaml && !block::is_filled(&value) {
            // JSON leaves no choice.
            return self.edits.replace(start, end, scalar::json(&value));
        }
        let mut style = *habits.style();
        if slot::is_written_scalar(node) {
            style.texts = node.style();
        }
        let pen = Pen { style: &style, newline: gaps::newline(self.text, end), literals: false };
        let new = pen.flow(&value, layout);
        self.edits.replace(start, end, format!("{}{new}", self.before_missing(node)));
    }

    /// What stands before the value of a member that has none, in YAML's braces: perhaps the colon is missing too.
    fn before_missing(&self, node: Node<'_>) -> &'static str {
        let Some(key) = node.key_span().filter(|_| self.yaml && node.raw().is_empty()) else {
            return "";
        };
        let between = self.text.get(key.end as usize..node.span().start as usize).unwrap_or_default();
        if between.contains(':') { " " } else { ": " }
    }
}
