//! Tags of resources, as far as files say.

use crate::inventory::{Inventory, ResourceIndex, is_placeholder};
use crate::secret;
use crate::source::{Kind, Node};

/// What is known of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// Its value.
    Is(String),
    /// There is none, or it says nothing.
    Absent,
    /// Why nobody can tell.
    Unknown(String),
}

/// A tag of a resource: of the occurrence itself, else of the first other one that has it.
pub(super) fn tag(inventory: &Inventory, resource: ResourceIndex, name: &str) -> Tag {
    let own = of_one(inventory, resource, name);
    if matches!(own, Tag::Is(_)) {
        return own;
    }
    let others = inventory.occurrences(resource).filter(|other| *other != resource);
    let mut others = others.map(|other| of_one(inventory, other, name));
    others.find(|tag| matches!(tag, Tag::Is(_))).unwrap_or(own)
}

/// Whether what a tag says comes from a secret, and is in no report.
pub(super) fn is_hidden(inventory: &Inventory, resource: ResourceIndex, name: &str) -> bool {
    let of = |index: ResourceIndex| inventory.node(index).get("tags")?.get(name);
    let is_hidden = |tag: Node<'_>| secret::is_made_of_secrets(tag) || inventory.comes_from_secret(tag);
    inventory.occurrences(resource).filter_map(of).any(is_hidden)
}

fn of_one(inventory: &Inventory, index: ResourceIndex, name: &str) -> Tag {
    let (node, resource) = (inventory.node(index), inventory.resource(index));
    let unknown = |node: Node<'_>| node.unknown().map(|reason| Tag::Unknown(reason.to_owned()));
    let Some(tags) = node.get("tags").filter(|tags| tags.kind() != Kind::Null || tags.unknown().is_some()) else {
        let no_row = || Tag::Unknown(format!("no file says what {} is", resource.name));
        return unknown(node).unwrap_or_else(|| if resource.is_implied() { no_row() } else { Tag::Absent });
    };
    if let Some(unknown) = unknown(tags) {
        return unknown;
    }
    if tags.kind() != Kind::Object {
        return Tag::Unknown(format!("the tags of {} are no mapping", resource.name));
    }
    let Some(tag) = tags.get(name) else { return Tag::Absent };
    if let Some(unknown) = unknown(tag) {
        return unknown;
    }
    let value = tag.text().map(|text| text.into_owned());
    let value = value.or_else(|| matches!(tag.kind(), Kind::Number | Kind::Bool).then(|| tag.raw().to_owned()));
    match value.filter(|value| !value.trim().is_empty()) {
        Some(value) if is_placeholder(value.trim()) => Tag::Unknown("a text that is still to be filled in".to_owned()),
        Some(value) => Tag::Is(value.trim().to_owned()),
        None => Tag::Absent,
    }
}
