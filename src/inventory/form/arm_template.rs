//! ARM templates: recognised, so that nobody wonders, but not read yet.

use super::Form;
use crate::source::{Kind, Node};

impl Form {
    /// An ARM template.
    pub const ARM_TEMPLATE: Form = Form {
        name: "armTemplate",
        about: "An ARM template.",
        recognise,
        unread: Some("ARM templates are not read yet"),
        ..Form::NEW
    };
}

fn recognise(root: Node<'_>) -> bool {
    is_template(root)
        || root.get_exact("properties").and_then(|properties| properties.get_exact("template")).is_some_and(is_template)
}

fn is_template(node: Node<'_>) -> bool {
    let schema = node.get("$schema").and_then(Node::text).unwrap_or_default().to_ascii_lowercase();
    let resources =
        node.get("resources").is_some_and(|resources| matches!(resources.kind(), Kind::Array | Kind::Object));
    schema.contains("deploymenttemplate.json") || resources && node.get("contentVersion").is_some()
}
