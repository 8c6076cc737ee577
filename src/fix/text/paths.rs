//! From nodes up to the root. The tree keeps no parents, so one walk finds those of all wanted nodes.

use crate::source::{Document, Node, NodeId};
use std::collections::BTreeMap;

/// The parents of some nodes and of all above them.
pub(super) struct Paths {
    parents: BTreeMap<NodeId, NodeId>,
}

impl Paths {
    /// The paths to `nodes`, which may be in any order.
    pub fn new(document: &Document, nodes: impl Iterator<Item = NodeId>) -> Self {
        let mut wanted: Vec<NodeId> = nodes.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut paths = Self { parents: BTreeMap::new() };
        let above = wanted.partition_point(|&id| id <= document.root().id());
        paths.descend(document.root(), &wanted[above..]);
        paths
    }

    /// The node directly above; `None` for the root and for nodes that were not asked for.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.parents.get(&id).copied()
    }

    /// The node itself and all above it but the root.
    pub fn upwards(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |&id| self.parent(id)).filter(|&id| self.parents.contains_key(&id))
    }

    /// `wanted` are below `node`, in order.
    fn descend(&mut self, node: Node<'_>, wanted: &[NodeId]) {
        let mut rest = wanted;
        for child in node.written() {
            if rest.is_empty() {
                return;
            }
            let (inside, later) = rest.split_at(rest.partition_point(|&id| id < child.after()));
            rest = later;
            if !inside.is_empty() {
                self.parents.insert(child.id(), node.id());
                self.descend(child, &inside[usize::from(inside[0] == child.id())..]);
            }
        }
    }
}
