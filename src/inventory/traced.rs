//! How the values of a resource come about that a template deploys.

use super::deploy::{Files, entries};
use super::otherwise::read_from;
use super::{Inventory, ResourceIndex};
use crate::source::{Document, Format, Kind, Node, NodeId, Origin};
use crate::template::{self, Step, Way};
use std::sync::Arc;

/// Where a value is written in the resource itself, which may be in what an expression gives.
pub struct Written<'d> {
    /// The value, or the nearest one around it that is written there.
    pub node: Node<'d>,
    /// Whether that is the value itself.
    pub is_whole: bool,
}

impl Inventory {
    /// Where the resource itself says what stands at a node of its row; `None` when no template deploys it.
    pub fn written(&self, resource: ResourceIndex, node: NodeId) -> Option<Written<'_>> {
        let (mut written, mut derived) = (self.declared(resource)?, self.node(resource));
        while derived.id() != node {
            let holds = |inside: &(usize, Node<'_>)| (inside.1.id()..inside.1.after()).contains(&node);
            let (place, next) = inside(derived).find(holds)?;
            let found = match next.key() {
                Some(key) => written.get(&key),
                None => written.item(place),
            };
            let Some(found) = found else { return Some(Written { node: written, is_whole: false }) };
            (derived, written) = (next, found);
        }
        Some(Written { node: written, is_whole: true })
    }

    /// The steps by which the value at a node of a resource's row comes about, the first one where the resource says it;
    /// none for what is written as it is, and for what no template deploys.
    pub fn steps(&self, resource: ResourceIndex, node: NodeId) -> Vec<Step> {
        let Some(written) = self.written(resource, node) else { return Vec::new() };
        let (tree, document) = (self.resource(resource).tree, self.resource(resource).document);
        let own = &self.documents()[document as usize];
        let derived = self.trees[self.coverage.len()..].iter().filter(|tree| Arc::ptr_eq(read_from(tree), own));
        let number = derived.take_while(|derived| !std::ptr::eq(Arc::as_ptr(derived), self.tree(tree))).count();
        let row = self.tree(tree).root().items().position(|row| row.id() == self.resource(resource).node);
        let part = self.resource(resource).part;
        let all = || self.documents().iter().zip(&self.coverage).filter(|(_, coverage)| coverage.rules().part == part);
        let documents: Vec<Arc<Document>> = all().map(|(document, _)| document.clone()).collect();
        let mut files = Files::default();
        let mut template = own.clone();
        for (document, coverage) in all().filter(|(_, coverage)| coverage.is_deployed() || coverage.is_loaded) {
            match document.format() {
                Format::Bicep => {
                    let Ok(lowered) = template::lower(document, &documents, &coverage.rules().modules) else {
                        continue;
                    };
                    files.add_lowered(&lowered, coverage);
                    if Arc::ptr_eq(document, own) {
                        template = lowered.document;
                    }
                }
                _ => files.add(document, coverage),
            }
        }
        files.settle();
        let entry = entries(&template, self.coverage[document as usize].rules(), &files).into_iter().nth(number);
        let mut steps = match (entry, row) {
            (Some(entry), Some(row)) if written.node.kind() == Kind::String || written.node.is_made() => {
                template::trace(entry, row, written.node)
            }
            _ => return Vec::new(),
        };
        if let Origin::Literal(origin) = self.tree(tree).node(node).origin() {
            let is_told = steps.iter().any(|step| step.location == origin.location());
            steps.extend((!is_told).then(|| Step::at(Way::Written, "", origin)));
        }
        steps
    }
}

/// The members or elements, with their places.
fn inside(node: Node<'_>) -> impl Iterator<Item = (usize, Node<'_>)> {
    let members = node.members().map(|(_, member)| member);
    members.chain(node.items()).enumerate()
}
