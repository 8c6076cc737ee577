//! How a template declares one more resource: what a new child says besides its own properties.

use super::declared::Declared;
use super::syntax::is_expression;
use crate::source::{Format, Kind, Node};
use serde_json::{Map, Value, json};

/// A child of a resource, in the manner in which its template is written: among the resources that are written inside its
/// parent, else beside it. `body` holds the properties of the child, and the version of its interface.
///
/// # Errors
///
/// With the reason why it must be written by hand.
pub fn declare<'d>(
    parent: Node<'d>,
    parent_type: &str,
    kind: &str,
    child: &str,
    body: Map<String, Value>,
) -> Result<Declared<'d>, String> {
    if parent.document().format() == Format::Bicep {
        return super::bicep::declare(parent, parent_type, kind, child, body);
    }
    let above = above(parent);
    let is_template = |node: &&Node<'d>| node.get("resources").is_some() && node.get("type").is_none();
    let Some((depth, template)) = above.iter().enumerate().rfind(|(_, node)| is_template(node)) else {
        return Err("the template that it is declared in is not found".to_owned());
    };
    let resources = above[depth + 1..].iter().filter(|node| node.kind() == Kind::Object).chain([&parent]);
    if resources.clone().any(|node| node.get("copy").is_some_and(|copy| copy.kind() == Kind::Object)) {
        return Err("a loop makes the resource: declare the child of each turn by hand".to_owned());
    }
    let written = parent.get("name").and_then(Node::text).unwrap_or_default();
    let resource = |kind: &str, name: String, depends_on: String| {
        let condition =
            parent.get("condition").and_then(Node::text).map(|text| ("condition", text.into_owned().into()));
        let (version, properties): (Vec<_>, Vec<_>) = body.into_iter().partition(|(key, _)| key == "apiVersion");
        let named = |(key, value): (&str, Value)| (key.to_owned(), value);
        let head = condition.into_iter().chain([("type", kind.into())]).map(named);
        let tail = [("name", name.into()), ("dependsOn", json!([depends_on]))].map(named);
        Value::Object(head.chain(version).chain(tail).chain(properties).collect())
    };
    let relative = &kind[parent_type.len() + 1..];
    let listed = template.get("resources").filter(|list| list.kind() == Kind::Array);
    let is_beside = above.last().is_some_and(|list| template.get("resources").is_some_and(|own| own.id() == list.id()));
    if let (Some(_), Some(inside)) = (listed, parent.get("resources").filter(|list| list.kind() == Kind::Array)) {
        return Ok(Declared::Element(inside, resource(relative, child.to_owned(), written.into_owned())));
    }
    if let (Some(_), false) = (listed, is_beside) {
        let list = Value::Array(vec![resource(relative, child.to_owned(), written.into_owned())]);
        return Ok(Declared::Member(parent, "resources".to_owned(), list));
    }
    let name = below(&written, child);
    let Some(list) = listed else {
        let Some((object, key)) = template.get("resources").zip(parent.key()) else {
            return Err("the template that it is declared in has no resources".to_owned());
        };
        let free = |key: &String| object.get(key).is_none();
        let keys = std::iter::successors(Some(format!("{key}_{child}")), |key| Some(format!("{key}_")));
        let symbol = keys.into_iter().find(free).unwrap_or_default();
        return Ok(Declared::Member(object, symbol, resource(kind, name, key.into_owned())));
    };
    Ok(Declared::Element(list, resource(kind, name, id(parent_type, &written))))
}

/// The name of a child of what is written as `parent`.
fn below(parent: &str, child: &str) -> String {
    match inner(parent) {
        Some(inner) => {
            format!("[format('{{0}}/{}', {inner})]", child.replace('\'', "''").replace('{', "{{").replace('}', "}}"))
        }
        None => format!("{parent}/{child}"),
    }
}

/// What a resource is called that others wait for: its id, or its name where that says as many segments as it likes.
fn id(type_name: &str, written: &str) -> String {
    let segments = type_name.split('/').count() - 1;
    let quoted = |name: &str| format!("'{}'", name.replace('\'', "''"));
    let names = match inner(written) {
        Some(inner) if segments == 1 => inner.to_owned(),
        Some(_) => return written.to_owned(),
        None => written.split('/').map(quoted).collect::<Vec<_>>().join(", "),
    };
    format!("[resourceId('{type_name}', {names})]")
}

fn inner(text: &str) -> Option<&str> {
    is_expression(text).then(|| text[1..text.len() - 1].trim())
}

/// The nodes around a node, the outermost first.
fn above(node: Node<'_>) -> Vec<Node<'_>> {
    let mut around = Vec::new();
    let mut here = node.document().root();
    while here.id() != node.id() {
        around.push(here);
        let holds = |inside: &Node<'_>| (inside.id()..inside.after()).contains(&node.id());
        let next = match here.kind() {
            Kind::Object => here.members().map(|(_, member)| member).find(holds),
            _ => here.items().find(holds),
        };
        let Some(next) = next else { break };
        here = next;
    }
    around
}
