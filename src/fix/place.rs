//! From a path in a fix to a node of a document.

use crate::check::{Edit, Operation};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{ElementPath, Step};
use crate::source::{Kind, Node, NodeId};

/// A node, or names below one that do not exist yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub document: u32,
    pub node: NodeId,
    pub missing: Vec<String>,
}

impl Place {
    pub fn existing(document: u32, node: NodeId) -> Self {
        Self { document, node, missing: Vec::new() }
    }

    pub fn node<'i>(&self, inventory: &'i Inventory) -> Node<'i> {
        inventory.documents()[self.document as usize].node(self.node)
    }

    pub fn edit(self, path: String, operation: Operation) -> Edit {
        Edit { path, document: self.document, node: self.node, missing: self.missing, operation }
    }
}

/// Where a path of a resource leads.
///
/// # Errors
///
/// When an element that the path names is not there, or something that is no object stands in the way.
pub(super) fn place_of(inventory: &Inventory, resource: ResourceIndex, path: &ElementPath) -> Result<Place, String> {
    let entry = inventory.resource(resource);
    let mut place = Place::existing(entry.document, entry.node);
    for (depth, step) in path.0.iter().enumerate() {
        if !place.missing.is_empty() {
            match step {
                Step::Member(name) => place.missing.push(name.clone()),
                _ => return Err(format!("{path} names an element of a list that is not there")),
            }
            continue;
        }
        let node = place.node(inventory);
        let found = match step {
            Step::Member(name) if depth == 0 => inventory.field(resource, name),
            Step::Member(name) => node.get(name),
            Step::Index(index) => node.item(*index),
            Step::Element { key, value } => element(node, key, value),
        };
        match (found, step) {
            (Some(found), _) => place.node = found.id(),
            (None, Step::Member(name)) if depth == 0 || matches!(node.kind(), Kind::Object) => {
                place.missing.push(name.clone());
            }
            (None, Step::Member(name)) if node.kind() == Kind::Null => place.missing.push(name.clone()),
            (None, Step::Member(_)) => return Err(format!("something that is no object stands in the way of {path}")),
            (None, _) => return Err(format!("the element that {path} names is not there")),
        }
    }
    Ok(place)
}

fn element<'d>(list: Node<'d>, key: &str, value: &str) -> Option<Node<'d>> {
    let named =
        |item: &Node<'_>| item.get(key).and_then(Node::text).is_some_and(|text| text.eq_ignore_ascii_case(value));
    list.items().find(named)
}
