//! `az resource list`: a list that knows which resources there are, and nothing of their properties.

use super::{Form, list};
use crate::inventory::envelope::is_null;
use crate::source::{Kind, Node};

impl Form {
    /// An array whose `properties` are null.
    pub const AZ_RESOURCE_LIST: Form = Form {
        name: "azResourceList",
        about: "An array whose `properties` are null.",
        recognise,
        read: list::read,
        is_export: true,
        ..Form::NEW
    };
}

fn recognise(root: Node<'_>) -> bool {
    let mut resources = root.items().filter(|item| item.kind() == Kind::Object).peekable();
    let leaves_out = |item: Node<'_>| item.get_exact("properties").is_some_and(is_null);
    root.kind() == Kind::Array
        && resources.peek().is_some()
        && resources.all(|item| leaves_out(item) && list::is_resource(item))
}
