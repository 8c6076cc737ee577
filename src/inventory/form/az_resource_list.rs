//! `az resource list`: a list that knows which resources there are, and nothing of their properties.

use super::{Reader, list};
use crate::inventory::envelope::is_null;
use crate::source::{Kind, Node};

const HINT: &str = "`az resource list` leaves properties out; export with `az graph query` (Resource Graph) instead";

pub(super) fn recognise(root: Node<'_>) -> bool {
    let mut resources = root.items().filter(|item| item.kind() == Kind::Object).peekable();
    root.kind() == Kind::Array
        && resources.peek().is_some()
        && resources.all(|item| properties(item).is_some() && list::is_resource(item))
}

pub(super) fn read(root: Node<'_>, reader: &mut Reader) {
    list::read(root, reader);
    for properties in root.items().filter_map(properties) {
        reader.unknown(properties, HINT);
    }
}

/// The properties that were left out.
fn properties(resource: Node<'_>) -> Option<Node<'_>> {
    resource.get_exact("properties").filter(|properties| is_null(*properties))
}
