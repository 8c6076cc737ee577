//! What stands in files and is given to parameters that hold secrets.

use super::Inventory;
use crate::source::{Node, NodeId, Origin};
use crate::template::Secret;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Where such values stand, by the names of files.
pub(super) type Marks = FxHashMap<String, Vec<Range<NodeId>>>;

/// The same, in order and each once.
pub(super) fn marks<'s>(secrets: impl Iterator<Item = &'s Secret>) -> Marks {
    let mut marks = Marks::default();
    mark(&mut marks, secrets);
    marks
}

/// Takes more of them in.
pub(super) fn mark<'s>(marks: &mut Marks, secrets: impl Iterator<Item = &'s Secret>) {
    secrets.for_each(|secret| marks.entry(secret.file.clone()).or_default().push(secret.nodes.clone()));
    for nodes in marks.values_mut() {
        nodes.sort_unstable_by_key(|nodes| (nodes.start, nodes.end));
        nodes.dedup();
    }
}

impl Inventory {
    /// What of a document is given to parameters that hold secrets, by the document's place.
    pub fn secrets_of(&self, document: u32) -> &[Range<NodeId>] {
        self.secrets.get(self.documents()[document as usize].name()).map_or(&[], Vec::as_slice)
    }

    /// Whether a value is given to a parameter that holds a secret, or comes from what is.
    pub fn comes_from_secret(&self, node: Node<'_>) -> bool {
        if self.secrets.is_empty() {
            return false;
        }
        let is_secret = |node: &Node<'_>| {
            let marks = self.secrets.get(node.shown().document().name());
            marks.is_some_and(|marks| marks.iter().any(|nodes| nodes.contains(&node.shown().id())))
        };
        match node.origin() {
            Origin::Literal(from) => is_secret(&from),
            Origin::Computed { from, .. } => from.iter().any(is_secret),
            Origin::Unknown { .. } => false,
        }
    }
}
