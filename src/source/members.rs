//! Going through arrays and objects.

use super::tree::{ESCAPED, SHADOWED};
use super::{Kind, Node, NodeId};
use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The elements of an array; see [`Node::items`].
#[derive(Clone)]
pub struct Items<'d> {
    children: Children<'d>,
}

impl<'d> Iterator for Items<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        self.children.next()
    }
}

/// The members of an object; see [`Node::members`].
#[derive(Clone)]
pub struct Members<'d> {
    own: Own<'d>,
    merged: std::vec::IntoIter<(Cow<'d, str>, Node<'d>)>,
}

impl<'d> Iterator for Members<'d> {
    type Item = (Cow<'d, str>, Node<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        self.own.next().map(|node| (node.own_key(), node)).or_else(|| self.merged.next())
    }
}

pub(super) fn items(node: Node<'_>) -> Items<'_> {
    Items { children: children(node, Kind::Array) }
}

pub(super) fn members(node: Node<'_>) -> Members<'_> {
    let merged = if has_merge(node) { merged(node) } else { Vec::new() };
    Members { own: own(node), merged: merged.into_iter() }
}

/// The members that an object writes itself: shadowed ones and its merge key left out.
pub(super) fn own(node: Node<'_>) -> Own<'_> {
    Own { children: children(node, Kind::Object), has_merge: has_merge(node) }
}

/// Whether an object asks for other objects' members.
pub(super) fn has_merge(node: Node<'_>) -> bool {
    let record = node.target_record();
    record.kind() == Some(Kind::Object) && record.has(ESCAPED)
}

/// The objects that an object merges, the first of them strongest. Of two merge keys the last one counts, as of any key.
pub(super) fn merge_sources(node: Node<'_>) -> Vec<Node<'_>> {
    let mut sources = Vec::new();
    let merges = children(node, Kind::Object).filter(|child| is_merge(*child) && !child.record().has(SHADOWED));
    for source in merges {
        let source = Node { aliased: true, ..source };
        if source.kind() == Kind::Array { sources.extend(source.items()) } else { sources.push(source) }
    }
    sources
}

/// What an object gains by its merge key: its own keys win, then those of earlier sources.
fn merged(node: Node<'_>) -> Vec<(Cow<'_, str>, Node<'_>)> {
    let mut seen: BTreeSet<Cow<'_, str>> = own(node).map(Node::own_key).collect();
    let mut gained = Vec::new();
    for (key, node) in merge_sources(node).into_iter().flat_map(members) {
        if seen.insert(key.clone()) {
            gained.push((key, node));
        }
    }
    gained
}

/// The member of an object with merges that a merged one repeats in another spelling, and with another value. Where both are
/// merged, it is the object itself that is not known.
pub(super) fn respelt(node: Node<'_>) -> Vec<NodeId> {
    let mut seen: BTreeMap<String, Node<'_>> = own(node).map(|own| (own.own_key().to_ascii_lowercase(), own)).collect();
    let mut respelt = Vec::new();
    for (key, gained) in merged(node) {
        match seen.entry(key.to_ascii_lowercase()) {
            Entry::Vacant(free) => {
                free.insert(gained);
            }
            Entry::Occupied(other) if other.get().target().raw() != gained.target().raw() => {
                respelt.push(if other.get().aliased { node.id } else { other.get().id });
            }
            Entry::Occupied(_) => {}
        }
    }
    respelt
}

/// Whether a member of an object with merges is one.
fn is_merge(member: Node<'_>) -> bool {
    let document = member.document;
    document.tree.is_merge_key(document.text(), member.id)
}

/// A merge key's value that no members can be taken from: neither an object nor a list of objects.
pub(super) fn unmergeable(node: Node<'_>) -> Option<Node<'_>> {
    let has_members = |value: Node<'_>| match value.kind() {
        Kind::Object => true,
        Kind::Array => value.items().all(|item| item.kind() == Kind::Object),
        _ => false,
    };
    children(node, Kind::Object).filter(|member| is_merge(*member)).find(|merge| !has_members(*merge))
}

/// An object's own members.
#[derive(Clone)]
pub(super) struct Own<'d> {
    children: Children<'d>,
    has_merge: bool,
}

impl<'d> Iterator for Own<'d> {
    type Item = Node<'d>;

    #[inline]
    fn next(&mut self) -> Option<Node<'d>> {
        loop {
            let child = self.children.next()?;
            let skipped = child.record().has(SHADOWED) || (self.has_merge && is_merge(child));
            if !skipped {
                return Some(child);
            }
        }
    }
}

/// The nodes directly below a container.
#[derive(Clone)]
struct Children<'d> {
    node: Node<'d>,
    next: u32,
    end: u32,
}

/// The children of a node of the given kind; none of any other.
fn children(node: Node<'_>, kind: Kind) -> Children<'_> {
    let target = node.target();
    let record = target.record();
    let end = if record.kind() == Some(kind) { target.id.0 + record.size } else { 0 };
    Children { node: target, next: target.id.0 + 1, end }
}

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;

    #[inline]
    fn next(&mut self) -> Option<Node<'d>> {
        if self.next >= self.end {
            return None;
        }
        let child = Node { id: NodeId(self.next), ..self.node };
        self.next += child.record().size;
        Some(child)
    }
}
