//! What stands in files and is given to parameters that hold secrets.

use super::Inventory;
use crate::secret::{Meaning, hides_text, renamed_secrets};
use crate::source::{Document, Node, NodeId, Origin};
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
    in_order(marks);
}

/// Marks what the secrets of derived documents come from: a value that is secret by the name of a property is so where a
/// parameter, a variable or a local with any name brings it, and wherever else that is used.
pub(super) fn mark_sources<'d>(marks: &mut Marks, derived: impl Iterator<Item = &'d Document>) {
    let mut all: Marks = Marks::default();
    for document in derived {
        for id in renamed_secrets(document) {
            for source in sources(document.node(id)) {
                let nodes = source.id()..source.after();
                all.entry(source.document().name().to_owned()).or_default().push(nodes);
            }
        }
    }
    for (file, nodes) in all {
        marks.entry(file).or_default().extend(nodes);
    }
    in_order(marks);
}

/// Where a secret is written. Of values that stand in it as they are, those that are most of it or look like one, since others
/// may be a place or a prefix; all of them where none does, as in what is encoded.
fn sources(secret: Node<'_>) -> Vec<Node<'_>> {
    let whole = secret.text().unwrap_or_default();
    let from = match secret.origin() {
        Origin::Literal(node) => return vec![node],
        Origin::Computed { from, .. } => from,
        Origin::Unknown { .. } => return Vec::new(),
    };
    let mut written: Vec<Node<'_>> = from.into_iter().flat_map(read).collect();
    let text = |node: &Node<'_>| node.text().unwrap_or_default().into_owned();
    let is_in = |node: &Node<'_>| !text(node).is_empty() && whole.contains(&text(node));
    if written.iter().any(is_in) {
        let is_most = |node: &Node<'_>| is_in(node) && text(node).len() * 2 >= whole.len();
        written.retain(|node| is_most(node) || hides_text(Meaning::Hint, &text(node)));
    }
    written
}

/// The nodes of documents that were read which a value comes from.
fn read(node: Node<'_>) -> Vec<Node<'_>> {
    match node.origin() {
        Origin::Literal(node) => vec![node],
        Origin::Computed { from, .. } => from.into_iter().flat_map(read).collect(),
        Origin::Unknown { .. } => Vec::new(),
    }
}

fn in_order(marks: &mut Marks) {
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
