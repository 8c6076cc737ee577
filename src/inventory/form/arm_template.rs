//! ARM templates and the files that give their parameters values. What they hold is worked out once all files are read.

use super::Form;
use crate::source::{Kind, Node};

impl Form {
    /// An ARM template.
    pub const ARM_TEMPLATE: Form =
        Form { name: "armTemplate", about: "An ARM template.", recognise, is_deployed: true, ..Form::NEW };

    /// Values for the parameters of a template.
    pub const ARM_PARAMETERS: Form = Form {
        name: "armParameters",
        about: "Values for the parameters of an ARM template.",
        recognise: is_parameters,
        is_deployed: true,
        ..Form::NEW
    };
}

fn recognise(root: Node<'_>) -> bool {
    template(root).is_some()
}

/// The template that a document is, or that it wraps: an export of a deployment or of a resource group, an artifact of a
/// blueprint.
pub fn template(root: Node<'_>) -> Option<Node<'_>> {
    if is_template(root) { Some(root) } else { wrapping(root)?.get("template") }
}

/// What holds the template of a document that wraps one, and the values that it is deployed with beside it.
pub fn wrapping(root: Node<'_>) -> Option<Node<'_>> {
    let wraps = |holder: &Node<'_>| holder.get("template").is_some_and(is_template);
    if is_template(root) {
        return None;
    }
    root.get("properties").filter(wraps).or_else(|| Some(root).filter(wraps))
}

fn is_template(node: Node<'_>) -> bool {
    let schema = schema(node);
    let resources =
        node.get("resources").is_some_and(|resources| matches!(resources.kind(), Kind::Array | Kind::Object));
    schema.contains("deploymenttemplate.json") || resources && node.get("contentVersion").is_some()
}

fn is_parameters(root: Node<'_>) -> bool {
    let is_one = match root.get_exact("$schema") {
        Some(_) => schema(root).contains("deploymentparameters.json"),
        None => gives_values(root),
    };
    is_one && root.get("resources").is_none()
}

/// Whether all that a document without a schema holds is values for parameters.
fn gives_values(root: Node<'_>) -> bool {
    let is_value = |given: Node<'_>| given.get("value").is_some() || given.get("reference").is_some();
    let mut own = root.get("parameters").into_iter().flat_map(Node::members).peekable();
    own.peek().is_some()
        && own.all(|(_, given)| is_value(given) && given.get("type").is_none())
        && root
            .members()
            .all(|(key, _)| ["parameters", "contentVersion"].iter().any(|own| key.eq_ignore_ascii_case(own)))
}

fn schema(node: Node<'_>) -> String {
    node.get_exact("$schema").and_then(Node::text).unwrap_or_default().to_ascii_lowercase()
}
