//! The instances of a state: as `terraform show -json` prints it, and as the file of its backend holds it.

use super::Instance;
use crate::source::{Kind, Node};
use crate::template::Value;

/// Modules inside one another.
const DEEPEST: usize = 64;

/// The instances of a state that `terraform show -json` printed.
pub fn shown(root: Node<'_>) -> Vec<Instance<'_>> {
    let mut instances = Vec::new();
    if let Some(module) = root.get_exact("values").and_then(|values| values.get_exact("root_module")) {
        take(module, &mut instances, DEEPEST);
    }
    instances
}

fn take<'d>(module: Node<'d>, instances: &mut Vec<Instance<'d>>, depth: usize) {
    for row in module.get_exact("resources").into_iter().flat_map(Node::items) {
        let address = row.get_exact("address").and_then(Node::text);
        // What is to be destroyed is not what is managed.
        if let (Some(address), None) = (address, row.get_exact("deposed_key")) {
            instances.extend(instance(row, row, row.get_exact("values"), address.into_owned()));
        }
    }
    for child in module.get_exact("child_modules").into_iter().flat_map(Node::items).filter(|_| depth > 0) {
        take(child, instances, depth - 1);
    }
}

/// The instances of a state's own file.
pub fn raw(root: Node<'_>) -> Vec<Instance<'_>> {
    let text = |node: Node<'_>, name: &str| node.get_exact(name).and_then(Node::text).map(|text| text.into_owned());
    let mut instances = Vec::new();
    for resource in root.get_exact("resources").into_iter().flat_map(Node::items) {
        let (Some(kind), Some(name)) = (text(resource, "type"), text(resource, "name")) else { continue };
        let module = text(resource, "module").map(|module| format!("{module}.")).unwrap_or_default();
        for row in resource.get_exact("instances").into_iter().flat_map(Node::items) {
            let index = match row.get_exact("index_key") {
                Some(key) if matches!(key.kind(), Kind::String | Kind::Number) => format!("[{}]", key.raw()),
                _ => String::new(),
            };
            if row.get_exact("deposed").is_none() {
                let address = format!("{module}{kind}.{name}{index}");
                instances.extend(instance(resource, row, row.get_exact("attributes"), address));
            }
        }
    }
    instances
}

fn instance<'d>(resource: Node<'d>, row: Node<'d>, values: Option<Node<'d>>, address: String) -> Option<Instance<'d>> {
    let is_managed = resource.get_exact("mode").and_then(Node::text).is_none_or(|mode| mode == "managed");
    let kind = resource.get_exact("type").and_then(Node::text).filter(|_| is_managed)?;
    let values = Value::of_node(values?);
    let id = values.member("id").filter(|id| id.as_text().is_some());
    Some(Instance {
        address,
        kind: kind.as_ref().into(),
        node: row,
        values,
        conditional: None,
        ignored: Vec::new(),
        major: None,
        open: Vec::new(),
        id,
    })
}
