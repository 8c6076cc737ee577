//! `{"value": […], "nextLink": …}`: a page of a list, as Azure Resource Manager answers.

use super::{Form, Reader, list};
use crate::inventory::{Spelling, page};
use crate::source::{Kind, Node};

impl Form {
    /// `{"value": […]}`.
    pub const ARM_LIST: Form =
        Form { name: "armList", about: "`{\"value\": […]}`.", recognise, shown, read, is_export: true, ..Form::NEW };
}

fn recognise(root: Node<'_>) -> bool {
    match root.get_exact("value") {
        Some(value) if value.item(0).is_none() && is_empty_page(root, value) => true,
        Some(value) => value.items().any(list::is_resource),
        None => false,
    }
}

/// Whether a page without items is one: it has nothing beside them but what pages have, and names another one where it has no
/// list at all.
fn is_empty_page(root: Node<'_>, value: Node<'_>) -> bool {
    let is_of_page = |key: &str| ["value", "id"].contains(&key) || page::is_of_rest(key);
    let names_next = || root.members().any(|(key, _)| key.eq_ignore_ascii_case("nextLink"));
    let is_list = value.kind() == Kind::Array || value.kind() == Kind::Null && names_next();
    is_list && root.members().all(|(key, _)| is_of_page(&key))
}

fn shown(root: Node<'_>) -> Option<usize> {
    root.get_exact("value").map(Node::len)
}

fn read(root: Node<'_>, reader: &mut Reader) {
    root.get_exact("value").into_iter().for_each(|list| reader.list(list, Spelling::Azure));
}
