//! `{"value": […], "nextLink": …}`: a page of a list, as Azure Resource Manager answers.

use super::{Form, Reader, list};
use crate::inventory::Spelling;
use crate::source::{Kind, Node};

impl Form {
    /// `{"value": […]}`.
    pub const ARM_LIST: Form =
        Form { name: "armList", about: "`{\"value\": […]}`.", recognise, shown, read, is_export: true, ..Form::NEW };
}

/// What a page may hold beside its items; an empty page is told by having nothing else.
const PAGE: [&str; 5] = ["value", "nextLink", "count", "id", "@odata.nextLink"];

fn recognise(root: Node<'_>) -> bool {
    match root.get_exact("value") {
        Some(value) if value.kind() == Kind::Array && value.item(0).is_none() => {
            root.members().all(|(key, _)| PAGE.contains(&key.as_ref()))
        }
        Some(value) => value.items().any(list::is_resource),
        None => false,
    }
}

fn shown(root: Node<'_>) -> Option<usize> {
    root.get_exact("value").map(Node::len)
}

fn read(root: Node<'_>, reader: &mut Reader) {
    root.get_exact("value").into_iter().for_each(|list| reader.list(list, Spelling::Azure));
}
