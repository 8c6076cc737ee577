//! A plain list of resources, or a single one: what `az … show` prints, or a hand-written file.

use super::{Form, Reader};
use crate::inventory::Spelling;
use crate::inventory::envelope::Envelope;
use crate::source::{Kind, Node};

impl Form {
    /// A plain list of resources, or a single one.
    pub const LIST: Form =
        Form { name: "list", about: "A plain list of resources, or a single one.", recognise, read, ..Form::NEW };
}

pub(super) fn recognise(root: Node<'_>) -> bool {
    match root.kind() {
        Kind::Array => root.item(0).is_none() || root.items().any(is_resource),
        _ => is_resource(root),
    }
}

pub(super) fn read(root: Node<'_>, reader: &mut Reader) {
    match root.kind() {
        Kind::Array => reader.list(root, Spelling::Azure),
        _ => reader.object(root, Spelling::Azure),
    }
}

/// The object of a single resource, or the first one of a list.
pub(super) fn first(root: Node<'_>) -> Option<Node<'_>> {
    match root.kind() {
        Kind::Array => root.items().find(|item| item.kind() == Kind::Object),
        _ => Some(root),
    }
}

/// Whether a node describes a resource as Azure's own interfaces write it.
pub(super) fn is_resource(node: Node<'_>) -> bool {
    Envelope::of(node).is_resource(Spelling::Azure)
}
