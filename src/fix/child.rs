//! Child resources that a fix sets: changed where they are, created where the form keeps children.

use super::place::{Place, Target};
use super::value::{set, substituted};
use crate::check::{Edit, Operation};
use crate::inventory::{Inventory, Resource, ResourceIndex, Spelling};
use crate::policy::{ChildFix, Recommendation, Step};
use crate::source::{Format, Kind, Node, NodeId};
use crate::template::{Declared, declare};
use serde_json::{Map, Value, json};

pub(super) fn edits(target: Target<'_>, entry: &Recommendation, wanted: &ChildFix) -> Result<Vec<Edit>, String> {
    let Target { inventory, resource: parent, .. } = target;
    let name = filled(&wanted.name, inventory.resource(parent));
    let children = inventory.children(parent, &wanted.type_name);
    let known = children.into_iter().find(|child| inventory.resource(*child).name.eq_ignore_ascii_case(&name));
    let Some(child) = known else { return create(target, entry, wanted, &name) };
    let mut edits = Vec::new();
    for (path, value) in &wanted.set {
        for mut edit in set(Target { resource: child, ..target }, path, substituted(value, entry))? {
            edit.path = format!("[{}/{name}].{}", wanted.type_name, edit.path);
            edits.push(edit);
        }
    }
    Ok(edits)
}

fn filled(text: &str, resource: &Resource) -> String {
    let field = |name: &str| resource.identity(name).unwrap_or_default().to_owned();
    ["id", "name", "resourceGroup", "subscription"]
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(&format!("${{{name}}}"), &field(name)))
}

fn create(target: Target<'_>, entry: &Recommendation, wanted: &ChildFix, name: &str) -> Result<Vec<Edit>, String> {
    let Target { inventory, resource: parent, .. } = target;
    let holder = inventory.resource(parent);
    let node = inventory.node(parent);
    if inventory.is_of_terraform(holder.tree) {
        return said_by_parent(target, entry, wanted, name);
    }
    let mut body = body(entry, wanted)?;
    if let Some(version) = api_version(inventory, wanted, parent) {
        body.shift_insert(0, "apiVersion".to_owned(), version.into());
    }
    let path = format!("[{}/{name}]", wanted.type_name);
    if let Some(written) = inventory.declared(parent) {
        return Ok(vec![declared(inventory, wanted, name, path, (holder, written), body)?]);
    }
    let (list, nested) = list_for(holder, node)?;
    let child = match (holder.spelling, nested) {
        (Spelling::PowerShell, _) => exported(wanted, name, holder, body),
        (Spelling::Azure, true) => merged(json!({ "type": wanted.type_name, "name": name }), body),
        (Spelling::Azure, false) => {
            merged(json!({ "id": id(wanted, name, holder), "name": name, "type": wanted.type_name }), body)
        }
    };
    Place::existing(holder.tree, list).edits(target, path, Operation::Append(vec![child]))
}

/// The child as the block of its parent says it, else as a block of its own.
fn said_by_parent(
    target: Target<'_>,
    entry: &Recommendation,
    wanted: &ChildFix,
    name: &str,
) -> Result<Vec<Edit>, String> {
    let holder = target.inventory.resource(target.resource);
    let place = Place::existing(holder.tree, holder.node);
    let values = wanted.set.iter().map(|(path, value)| (path, substituted(value, entry)));
    place.child_edits(target, (&wanted.type_name, name), &values.collect::<Vec<_>>())
}

/// The child as the template declares it that declares its parent.
fn declared(
    inventory: &Inventory,
    wanted: &ChildFix,
    name: &str,
    path: String,
    (holder, written): (&Resource, Node<'_>),
    body: Map<String, Value>,
) -> Result<Edit, String> {
    if !is_below(wanted, holder) {
        return Err(format!("a template declares {}: declare what extends it by hand", holder.name));
    }
    let (node, missing, operation) = match declare(written, &holder.type_name, &wanted.type_name, name, body)? {
        Declared::Element(list, child) => (list, Vec::new(), Operation::Append(vec![child])),
        Declared::Member(object, key, child) => (object, vec![key], Operation::Set(child)),
    };
    let document = inventory.document_of(node).ok_or("its file is not at hand")?;
    Ok(Edit::at(path, (document, node.id()), missing, operation))
}

/// The version of the interface that deploys the child, where its parent names one: as another resource of the type has
/// it, else as the parent, when one provider owns both.
fn api_version(inventory: &Inventory, wanted: &ChildFix, parent: ResourceIndex) -> Option<String> {
    let version = |resource: ResourceIndex| Some(inventory.node(resource).get("apiVersion")?.text()?.into_owned());
    let own = version(parent)?;
    let provider = |type_name: &str| type_name.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let same_provider = provider(&wanted.type_name) == provider(&inventory.resource(parent).type_name);
    let others = inventory.all(&wanted.type_name).iter();
    others.filter_map(|other| version(*other)).next().or(same_provider.then_some(own))
}

/// The list that a new child belongs to, and whether it holds nothing but children, which need no id there. Where a file
/// holds one resource a line, that is the list of its lines.
fn list_for(holder: &Resource, node: Node<'_>) -> Result<(NodeId, bool), String> {
    let own = node.get_exact("resources").filter(|node| node.kind() == Kind::Array).map(Node::id);
    let document = node.document();
    let is_line = document.format() == Format::Ndjson && document.sources().is_empty();
    let list = own
        .or(holder.list)
        .or_else(|| is_line.then(|| document.root().id()))
        .ok_or("the file has no list that a new child could stand in")?;
    let around = (list..node.document().node(list).after()).contains(&node.id());
    Ok((list, !around))
}

/// The child's members besides its identity.
fn body(entry: &Recommendation, wanted: &ChildFix) -> Result<Map<String, Value>, String> {
    let mut body = Value::Object(Map::new());
    for (path, value) in &wanted.set {
        let mut place = &mut body;
        for step in &path.0 {
            let Step::Member(name) = step else { return Err(format!("{path} names an element of a new child")) };
            place = place
                .as_object_mut()
                .ok_or("two values of the new child exclude each other")?
                .entry(name.clone())
                .or_insert_with(|| Value::Object(Map::new()));
        }
        *place = substituted(value, entry);
    }
    match body {
        Value::Object(members) => Ok(members),
        _ => Ok(Map::new()),
    }
}

fn merged(identity: Value, body: Map<String, Value>) -> Value {
    match identity {
        Value::Object(mut members) => {
            members.extend(body);
            Value::Object(members)
        }
        other => other,
    }
}

/// As PSRule for Azure writes a child.
fn exported(wanted: &ChildFix, name: &str, holder: &Resource, body: Map<String, Value>) -> Value {
    let id = id(wanted, name, holder);
    let identity =
        json!({ "ResourceId": id, "Id": id, "Name": name, "ResourceName": name, "ResourceType": wanted.type_name });
    merged(identity, body.into_iter().map(|(key, value)| (holder.spelling.of(&key), value)).collect())
}

/// Below its parent when its type is, else as an extension of it.
fn id(wanted: &ChildFix, name: &str, holder: &Resource) -> String {
    match wanted.type_name.get(holder.type_name.len() + 1..) {
        Some(kind) if is_below(wanted, holder) => format!("{}/{kind}/{name}", holder.id),
        _ => format!("{}/providers/{}/{name}", holder.id, wanted.type_name),
    }
}

/// Whether the child's type is below its parent's.
fn is_below(wanted: &ChildFix, holder: &Resource) -> bool {
    let start = wanted.type_name.get(..holder.type_name.len());
    let is_longer = wanted.type_name.as_bytes().get(holder.type_name.len()) == Some(&b'/');
    is_longer && start.is_some_and(|start| start.eq_ignore_ascii_case(&holder.type_name))
}
