//! `az resource list`: a list that knows which resources there are, and nothing of their properties.

use super::{Form, list};
use crate::inventory::envelope::is_null;
use crate::source::{Kind, Node, NodeId};

const HINT: &str = "`az resource list` leaves properties out; export with `az graph query` (Resource Graph) instead";

impl Form {
    /// An array whose `properties` are null.
    pub const AZ_RESOURCE_LIST: Form = Form {
        name: "azResourceList",
        about: "An array whose `properties` are null.",
        recognise,
        read: list::read,
        leaves_out,
        ..Form::NEW
    };
}

fn recognise(root: Node<'_>) -> bool {
    let mut resources = root.items().filter(|item| item.kind() == Kind::Object).peekable();
    root.kind() == Kind::Array
        && resources.peek().is_some()
        && resources.all(|item| properties(item).is_some() && list::is_resource(item))
}

fn leaves_out(root: Node<'_>) -> Vec<(NodeId, &'static str)> {
    root.items().filter_map(properties).map(|properties| (properties.id(), HINT)).collect()
}

/// The properties that were left out.
fn properties(resource: Node<'_>) -> Option<Node<'_>> {
    resource.get_exact("properties").filter(|properties| is_null(*properties))
}
