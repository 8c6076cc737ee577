//! From the root to every node with a wish.

use super::edits::{Edits, TextEdit};
use super::intent::{Wish, is_bare};
use super::plan::Plan;
use super::render::{Layout, Pen};
use super::slot::{self, Slot};
use super::style::{Habits, Style};
use super::syntax::{self, Syntax};
use super::{addition, block, body, flow, gaps};
use crate::source::{Document, Format, Lined, Node, NodeId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Wishes about a node and those below it, in order of the nodes.
type Wishes<'a> = &'a [(NodeId, Wish)];

/// A node with the wishes about it and below it, of which there are some.
struct Touched<'a> {
    /// Its place among its siblings.
    index: usize,
    node: Node<'a>,
    wishes: Wishes<'a>,
}

/// The edits that make all wishes true.
pub(super) fn edits(document: &Document, wishes: BTreeMap<NodeId, Wish>) -> Vec<TextEdit> {
    let wishes: Vec<(NodeId, Wish)> = wishes.into_iter().collect();
    let mut walk = Walk { text: document.lined(), syntax: syntax::of(document), edits: Edits::default() };
    if wishes.is_empty() {
        return Vec::new();
    }
    let habits = Habits::of(document);
    let all = Touched { index: 0, node: document.root(), wishes: &wishes };
    for root in all.children() {
        walk.root(&root, &habits, document.format());
    }
    if let Some(Wish::Elements(values)) = all.own() {
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
    text: Lined<'a>,
    syntax: &'static dyn Syntax,
    edits: Edits,
}

impl<'a> Touched<'a> {
    /// The wish about the node itself.
    fn own(&self) -> Option<&'a Wish> {
        self.wishes.first().filter(|(id, _)| *id == self.node.id()).map(|(_, wish)| wish)
    }

    /// The nodes directly below that have wishes.
    fn children(&self) -> Vec<Touched<'a>> {
        let mut rest = &self.wishes[usize::from(self.own().is_some())..];
        let mut children = Vec::new();
        for (index, node) in self.node.written().enumerate() {
            let Some((next, _)) = rest.first() else { break };
            if *next < node.after() {
                let (wishes, later) = rest.split_at(rest.partition_point(|(id, _)| *id < node.after()));
                children.push(Touched { index, node, wishes });
                rest = later;
            }
        }
        children
    }

    fn is_removed(&self) -> bool {
        matches!(self.own(), Some(Wish::Remove))
    }

    /// The value of a node that is written anew: also a bare `{}` among block lines, which gets members.
    fn rewritten(&self, in_block: bool) -> Option<Value> {
        match self.own()? {
            Wish::Replace(value) => Some(value.clone()),
            Wish::Members(members) if in_block && is_bare(self.node) => Some(Value::Object(members.clone())),
            Wish::Elements(values) if in_block && is_bare(self.node) => Some(Value::Array(values.clone())),
            _ => None,
        }
    }
}

impl<'a> Walk<'a> {
    fn root(&mut self, root: &Touched<'a>, habits: &Habits<'a, '_>, format: Format) {
        let lines = format != Format::Ndjson;
        let node = root.node;
        let rigid = self.syntax.is_rigid();
        match root.rewritten(!rigid) {
            Some(value) if !rigid && (!node.is_flow() || is_bare(node)) => {
                block::replace_root(&mut self.edits, node, value, habits.style());
            }
            Some(value) => {
                let layout = if lines && node.raw().contains('\n') { Layout::Lines("") } else { Layout::OneLine };
                self.write(node, value, habits, layout);
            }
            None => self.container(root, habits, lines, None),
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

    /// Declares more in a file, each behind what it belongs to.
    fn declarations(&mut self, root: Node<'a>, members: Option<&Map<String, Value>>, style: &Style<'_>) {
        for (key, value) in members.into_iter().flatten() {
            let end = addition::beside(root, value).unwrap_or(root).span().end as usize;
            let (line_end, newline) = (gaps::line_end(self.text, end), gaps::newline(self.text, end));
            let pen = Pen { style, newline, literals: false };
            let text = match key.ends_with(syntax::hcl::MARK) {
                true => body::declared(key, value, &pen),
                false => pen.pair(key, value, Layout::Lines("")),
            };
            self.edits.insert(line_end, format!("{newline}{newline}{text}"));
        }
    }

    /// Edits a container and all below it; `lines` is whether it opens over lines when it is empty, `own` its own
    /// slot among block lines.
    fn container(&mut self, container: &Touched<'a>, around: &Habits<'a, '_>, lines: bool, own: Option<Slot>) {
        let node = container.node;
        let habits = around.inside(node);
        let in_block = !node.is_flow() && !self.syntax.is_rigid();
        let touched = container.children();
        let slots = self.slots(container, &touched, in_block);
        let place = Place { node, in_block, slots: &slots, siblings: flow::siblings_take_lines(node), habits: &habits };
        // Where both end at one byte, what goes into a child stands before what follows it.
        for child in &touched {
            self.child(&place, child, slots.get(child.index).copied());
        }
        for block in
            touched.iter().filter(|child| child.is_removed() && node.is_made() && self.syntax.is_body(child.node))
        {
            let (start, end) = body::extent(block.node, self.syntax);
            self.edits.delete(start, end);
        }
        let plan = plan(container.own(), &slots, &touched);
        if !plan.is_growing() && !plan.keep.contains(&false) {
            return;
        }
        if node.is_made() {
            self.declarations(node, plan.members, habits.style());
        } else if in_block {
            block::edit(&mut self.edits, node, &plan, habits.style(), own);
        } else if let Some(members) = plan.members.filter(|_| self.syntax.is_body(node)) {
            let newline = gaps::newline(self.text, node.span().start as usize);
            let pen = Pen { style: habits.style(), newline, literals: false };
            body::grow(&mut self.edits, node, (&slots, &plan.keep), members, &pen);
            flow::remove(&mut self.edits, node, &plan, self.syntax);
        } else {
            flow::edit(&mut self.edits, node, &plan, habits.style(), lines);
        }
    }

    /// The slots of a container's children; none when all changes are further below.
    fn slots(&self, container: &Touched<'a>, touched: &[Touched<'a>], in_block: bool) -> Vec<Slot> {
        // A scalar in brackets is written where the old value stands, whatever is around it.
        let laid_out = |child: &Touched<'_>| child.rewritten(in_block).is_some_and(|value| block::is_filled(&value));
        let direct = |child: &Touched<'_>| in_block || child.is_removed() || laid_out(child);
        if container.own().is_some() || touched.iter().any(direct) {
            slot::slots(container.node).unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    fn child(&mut self, place: &Place<'a, '_>, touched: &Touched<'a>, slot: Option<Slot>) {
        if touched.is_removed() {
            return;
        }
        let child = touched.node;
        match (touched.rewritten(place.in_block), slot) {
            (Some(value), Some(slot)) if place.in_block => {
                block::replace(&mut self.edits, place.node, child, &slot, &value, place.habits.style());
            }
            (Some(value), _) => {
                let layout = flow::layout_of(self.text, child, place.slots, place.siblings);
                self.write(child, value, place.habits, layout);
            }
            (None, _) => {
                let start = child.key_span().map_or(child.span(), |key| key).start as usize;
                let may = !place.in_block && self.syntax.opens_over_lines(child.kind());
                let lines = may && place.siblings.unwrap_or(gaps::begins_line(self.text, start));
                self.container(touched, place.habits, lines, slot.filter(|_| place.in_block));
            }
        }
    }

    /// Writes a value in brackets, or a scalar in the quotes of the old one.
    fn write(&mut self, node: Node<'_>, value: Value, habits: &Habits<'_, '_>, layout: Layout<'_>) {
        let (start, end) = (node.span().start as usize, node.span().end as usize);
        if self.syntax.is_rigid() && !block::is_filled(&value) {
            return self.edits.replace(start, end, self.syntax.scalar(&value, node.style(), true));
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
        let Some(key) = node.key_span().filter(|_| node.raw().is_empty()) else {
            return "";
        };
        let between = self.text.get(key.end as usize..node.span().start as usize).unwrap_or_default();
        if between.contains(':') { " " } else { ": " }
    }
}

/// What becomes of a container's children, by its own wish and by theirs.
fn plan<'p>(own: Option<&'p Wish>, slots: &'p [Slot], touched: &[Touched<'_>]) -> Plan<'p> {
    let mut plan = Plan { slots, keep: vec![true; slots.len()], members: None, elements: &[] };
    match own {
        Some(Wish::Members(members)) => plan.members = Some(members),
        Some(Wish::Elements(values)) => plan.elements = values,
        _ => {}
    }
    for child in touched.iter().filter(|child| child.is_removed()) {
        if let Some(keep) = plan.keep.get_mut(child.index) {
            *keep = false;
        }
    }
    plan
}
