//! A plain list of resources, or a single one: what `az … show` prints, or a hand-written file.

use super::Reader;
use crate::inventory::envelope::{AZURE, Envelope};
use crate::source::{Kind, Node};

pub(super) fn recognise(root: Node<'_>) -> bool {
    match root.kind() {
        Kind::Array => root.item(0).is_none() || root.items().any(is_resource),
        _ => is_resource(root),
    }
}

pub(super) fn read(root: Node<'_>, reader: &mut Reader) {
    match root.kind() {
        Kind::Array => reader.list(root, &AZURE),
        _ => reader.object(root, &AZURE),
    }
}

/// Whether a node describes a resource as Azure's own interfaces write it.
pub(super) fn is_resource(node: Node<'_>) -> bool {
    Envelope::of(node).is_resource(&AZURE)
}
