//! How a document is written, for those who change its text.

use super::tree::ESCAPED;
use super::{Document, Format, Kind, Node, NodeId, schema};
use rustc_hash::FxHashMap;

impl<'d> Node<'d> {
    /// The nodes directly below, in the order of the text: also members that a later one of the same key shadows, and
    /// merge keys. Aliases are not followed: an alias has no children.
    pub fn written(self) -> Written<'d> {
        let end = if self.record().kind().is_some() { self.after() } else { self.id };
        Written { node: self, next: self.id.0 + 1, end: end.0 }
    }

    /// The first node behind this one and all below it; node numbers grow in the order of the text.
    pub fn after(self) -> NodeId {
        NodeId(self.id.0 + self.record().size)
    }

    /// Whether it is written as an alias (`*name`).
    pub fn is_alias(self) -> bool {
        self.record().kind().is_none()
    }

    /// Whether it is an array or object in brackets or braces, as always in JSON.
    pub fn is_flow(self) -> bool {
        matches!(self.kind(), Kind::Array | Kind::Object) && self.raw().starts_with(['[', '{'])
    }

    /// Whether it is no value as it stands: what stands in one that is worked out, or, in Bicep and in HCL, all that is declared.
    pub fn is_made(self) -> bool {
        match self.kind() {
            Kind::Array => self.target_record().has(ESCAPED),
            Kind::Object => matches!(self.document().format(), Format::Bicep | Format::Hcl) && self.id == NodeId(1),
            _ => false,
        }
    }
}

/// The nodes directly below a node; see [`Node::written`].
#[derive(Clone)]
pub struct Written<'d> {
    node: Node<'d>,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Written<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        if self.next >= self.end {
            return None;
        }
        let child = Node { id: NodeId(self.next), ..self.node };
        self.next = child.after().0;
        Some(child)
    }
}

impl Document {
    /// Every alias with the node that it stands for, in the order of the text.
    pub fn aliases(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.tree.aliases.iter().map(|&(alias, target)| (NodeId(alias), NodeId(target)))
    }

    /// The bytes of all keys and values, where each alias is written out as what it stands for.
    pub fn written_out(&self) -> u64 {
        size(self.root(), &mut FxHashMap::default())
    }
}

/// The bytes of a value and its key; `known` holds those of what aliases stand for.
fn size(node: Node<'_>, known: &mut FxHashMap<NodeId, u64>) -> u64 {
    let key = node.key().map_or(0, |key| key.len() as u64);
    key.saturating_add(value_size(node, known))
}

fn value_size(node: Node<'_>, known: &mut FxHashMap<NodeId, u64>) -> u64 {
    if node.is_alias() {
        let target = node.target();
        if let Some(size) = known.get(&target.id) {
            return *size;
        }
        let size = value_size(target, known);
        known.insert(target.id, size);
        return size;
    }
    match node.kind() {
        Kind::Array | Kind::Object => node.written().fold(0, |sum, inner| size(inner, known).saturating_add(sum)),
        _ => u64::from(node.span().end - node.span().start),
    }
}

/// What a plain YAML scalar is in the core schema: `yes` is text, `010` is a number.
pub fn plain_kind(text: &str) -> Kind {
    schema::plain(text)
}
