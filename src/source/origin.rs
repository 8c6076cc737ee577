//! Where values come from: of a document that was derived from others, and of one that was read.

use super::{Document, Node, NodeId};
use std::ops::Range;
use std::sync::Arc;

/// Where a value comes from, which says whether and where it can be changed.
#[derive(Clone, Debug)]
pub enum Origin<'d> {
    /// It is written at this node of a document that was read.
    Literal(Node<'d>),
    /// It is made of what is written at these nodes.
    Computed {
        /// At least one, the most telling first.
        from: Vec<Node<'d>>,
        /// Why it cannot be changed, as a phrase: what computes it.
        reason: &'d str,
    },
    /// It is not known.
    Unknown {
        /// Why, as reports show it.
        reason: &'d str,
    },
}

impl<'d> Node<'d> {
    /// Where its value comes from. What was read is its own origin.
    pub fn origin(self) -> Origin<'d> {
        if let Some(reason) = self.unknown() {
            return Origin::Unknown { reason };
        }
        let Some(origins) = self.document.origins.as_deref() else { return Origin::Literal(self) };
        match origins.of(self.id) {
            [entry] if entry.reason == LITERAL => origins.node(*entry, self.id).origin(),
            entries => Origin::Computed {
                from: entries.iter().map(|entry| origins.node(*entry, self.id)).collect(),
                reason: entries.first().map_or("", |entry| &origins.reasons[entry.reason as usize]),
            },
        }
    }

    /// Whether all of its value is written at its origin, with nothing inside that comes from elsewhere.
    pub fn is_literal(self) -> bool {
        let Some(origins) = self.document.origins.as_deref() else { return true };
        let next = origins.entries.get(origins.before(self.id));
        matches!(origins.of(self.id), [entry] if entry.reason == LITERAL)
            && next.is_none_or(|next| next.first >= self.after().0)
    }

    /// Whether it was taken over with all that is in it as a part of what stands around it, so that it has the same names above
    /// it there.
    pub fn is_taken_along(self) -> bool {
        let Some(origins) = self.document.origins.as_deref() else { return true };
        matches!(origins.of(self.id), [entry] if entry.first < self.id.0) && self.is_literal()
    }

    /// The node of a document that was read which people are shown for this one: itself, unless it was derived.
    pub fn shown(self) -> Node<'d> {
        let Some(origins) = self.document.origins.as_deref() else { return self };
        match origins.of(self.id) {
            [entry, ..] => origins.node(*entry, self.id).shown(),
            [] => origins.sources[0].root(),
        }
    }
}

impl Document {
    /// The values of a derived document that come from a node of one that was read, by whatever way: from all that is in it,
    /// or from the node alone.
    pub fn derived_from(&self, node: Node<'_>, with_all: bool) -> Vec<Range<NodeId>> {
        let end = if with_all { node.after() } else { NodeId(node.id.0 + 1) };
        self.made_of(node.document, &(node.id..end))
    }

    fn made_of(&self, read: &Document, wanted: &Range<NodeId>) -> Vec<Range<NodeId>> {
        let Some(origins) = self.origins.as_deref() else { return Vec::new() };
        let by_source: Vec<Vec<Range<NodeId>>> = origins
            .sources
            .iter()
            .map(|source| match std::ptr::eq(&**source, read) {
                true => vec![wanted.clone()],
                false => source.made_of(read, wanted),
            })
            .collect();
        let mut found = Vec::new();
        let entries = origins.entries.iter().enumerate();
        for (place, entry) in entries.filter(|(_, entry)| !by_source[entry.source as usize].is_empty()) {
            let end = origins.entries[place..].iter().find(|next| next.first > entry.first);
            let long = match entry.reason {
                LITERAL => end.map_or(self.tree.records.len() as u32, |next| next.first) - entry.first,
                _ => 1,
            };
            for wanted in &by_source[entry.source as usize] {
                let begin = wanted.start.0.max(entry.node.0);
                let end = wanted.end.0.min(entry.node.0 + long);
                if begin < end {
                    let derived = |node: u32| NodeId(entry.first + node - entry.node.0);
                    found.push(derived(begin)..derived(end));
                }
            }
        }
        found
    }
}

/// From the nodes of a derived document to those of its sources.
pub(super) struct Origins {
    /// At least one.
    pub sources: Vec<Arc<Document>>,
    /// In order of `first`; several that begin at one node are what it is computed from.
    pub entries: Vec<Entry>,
    pub reasons: Vec<Box<str>>,
}

/// The origin of the nodes from one on, up to the next entry's.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub first: u32,
    /// Which of the sources.
    pub source: u32,
    /// The source's node of `first`. Where values are literal, the nodes that follow there are those that follow here.
    pub node: NodeId,
    /// Which of the reasons, or [`LITERAL`].
    pub reason: u32,
}

/// The values are written at their origin.
pub(super) const LITERAL: u32 = u32::MAX;

impl Entry {
    /// Whether this entry says of its nodes what `before` says of them already.
    pub fn continues(self, before: Self) -> bool {
        let is_literal = self.reason == LITERAL && before.reason == LITERAL;
        let moved = self.node.0.wrapping_sub(before.node.0) == self.first.wrapping_sub(before.first);
        is_literal && moved && self.source == before.source
    }
}

impl Origins {
    /// How many entries begin at a node or before it.
    fn before(&self, id: NodeId) -> usize {
        self.entries.partition_point(|entry| entry.first <= id.0)
    }

    /// The entries about a node.
    fn of(&self, id: NodeId) -> &[Entry] {
        let entries = &self.entries[..self.before(id)];
        let first = entries.last().map_or(0, |entry| entry.first);
        &entries[entries.partition_point(|entry| entry.first < first)..]
    }

    fn node(&self, entry: Entry, id: NodeId) -> Node<'_> {
        let behind = if entry.reason == LITERAL { id.0 - entry.first } else { 0 };
        self.sources[entry.source as usize].node(NodeId(entry.node.0 + behind))
    }
}
