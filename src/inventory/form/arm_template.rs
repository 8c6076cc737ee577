//! ARM templates: recognised, so that nobody wonders, but not read yet.

use super::Reader;
use crate::source::{Kind, Node};

pub(super) fn recognise(root: Node<'_>) -> bool {
    is_template(root)
        || root.get_exact("properties").and_then(|properties| properties.get_exact("template")).is_some_and(is_template)
}

pub(super) fn read(_root: Node<'_>, _reader: &mut Reader) {}

fn is_template(node: Node<'_>) -> bool {
    let schema = node.get("$schema").and_then(Node::text).unwrap_or_default().to_ascii_lowercase();
    let resources =
        node.get("resources").is_some_and(|resources| matches!(resources.kind(), Kind::Array | Kind::Object));
    schema.contains("deploymenttemplate.json") || resources && node.get("contentVersion").is_some()
}
