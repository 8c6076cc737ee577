//! Where a value of a live resource is read, and what is asked of it.

use crate::check::Edit;
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{ElementPath, Step};
use crate::report::fix::value;
use crate::source::Digest;
use serde_json::Value;

/// A place in a live resource.
pub(super) struct Place {
    /// The resource's id, or its address with the version that its file tells.
    pub address: String,
    /// From the resource.
    pub path: Vec<Step>,
    /// What is to be there is made, where it is not.
    pub is_new: bool,
}

/// What is asked before a value changes.
pub(super) struct Look {
    /// Where.
    pub place: Place,
    /// Whether it is as it should be.
    pub is_done: String,
    /// Whether it is as the files record it; what they do not tell may be anything.
    pub is_known: String,
    /// Whether its live value may be kept: a secret is not.
    pub is_kept: bool,
}

/// What always holds, as an expression.
const ALWAYS: &str = "`true`";

/// The questions about what an edit changes; `None` where its place cannot be read, or what it holds is secret.
pub(super) fn looks(inventory: &Inventory, index: ResourceIndex, edit: &Edit) -> Option<Vec<Look>> {
    let place = place(inventory, index, &edit.path)?;
    if let Some(created) = value::created(edit) {
        return Some(of_created(&place, created));
    }
    let (old, new) = (value::old(inventory, edit), value::new(inventory, edit));
    if edit.is_secret || new.as_ref().is_some_and(|new| value::holds_secret(&edit.path, new)) {
        return None;
    }
    let at = question(&place.path);
    let is_done = equals(&place.path, new.as_ref().unwrap_or(&Value::Null));
    let is_secret = value::is_secret_place(&edit.path)
        || old.as_ref().is_some_and(|old| value::holds_secret(&edit.path, old) || value::hides_old(inventory, edit));
    let is_known = match old.filter(|_| !is_secret) {
        // What a resource does not tell is not known to differ.
        Some(old) => format!("({} || {at} == `null` || {is_done})", equals(&place.path, &old)),
        None => ALWAYS.to_owned(),
    };
    Some(vec![Look { place, is_done, is_known, is_kept: !is_secret }])
}

/// Whether a place holds a value. The platform adds members of its own to objects, such as the principal of an identity.
fn equals(path: &[Step], value: &Value) -> String {
    let mut leaves = Vec::new();
    add_leaves(&mut path.to_vec(), value, &mut leaves);
    let leaves: Vec<String> =
        leaves.iter().map(|(path, value)| format!("{} == {}", question(path), literal(value))).collect();
    if leaves.len() == 1 { leaves.concat() } else { format!("({})", leaves.join(" && ")) }
}

/// Each value of a resource that is made.
fn of_created(place: &Place, created: &Value) -> Vec<Look> {
    const IDENTITY: [&str; 5] = ["id", "name", "type", "apiVersion", "resources"];
    let Some(members) = created.as_object() else { return Vec::new() };
    let mut leaves = Vec::new();
    for (key, value) in members.iter().filter(|(key, _)| !IDENTITY.iter().any(|own| own.eq_ignore_ascii_case(key))) {
        add_leaves(&mut vec![Step::Member(key.clone())], value, &mut leaves);
    }
    let look = |(path, value): (Vec<Step>, Value)| Look {
        is_done: format!("{} == {}", question(&path), literal(&value)),
        is_known: ALWAYS.to_owned(),
        is_kept: false,
        place: Place { address: place.address.clone(), path, is_new: true },
    };
    leaves.into_iter().map(look).collect()
}

fn add_leaves(path: &mut Vec<Step>, value: &Value, leaves: &mut Vec<(Vec<Step>, Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                path.push(Step::Member(key.clone()));
                add_leaves(path, value, leaves);
                path.pop();
            }
        }
        other => leaves.push((path.clone(), other.clone())),
    }
}

/// Where a path of an edit leads; `None` without a whole id.
fn place(inventory: &Inventory, index: ResourceIndex, path: &str) -> Option<Place> {
    let resource = inventory.resource(index);
    let id = resource.id.starts_with('/').then_some(&*resource.id)?;
    let Some(inner) = path.strip_prefix('[') else {
        let version = inventory.node(index).get("apiVersion").and_then(|node| node.text());
        let address = match version.filter(|version| super::generic::is_version(version)) {
            Some(version) => super::generic::address(id, &version),
            None => id.to_owned(),
        };
        return Some(Place { address, path: steps(path)?, is_new: false });
    };
    let (child, rest) = inner.split_once(']')?;
    let (type_name, name) = child.rsplit_once('/')?;
    let path = if rest.is_empty() { Vec::new() } else { steps(rest.strip_prefix('.')?)? };
    Some(Place { address: resource.child_id(type_name, name), path, is_new: rest.is_empty() })
}

/// The steps of a path. Some exports spell the first member in their own way.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = ElementPath::parse(path).ok()?.0;
    if let Some(Step::Member(first)) = steps.first_mut()
        && ["properties", "identity", "sku", "tags", "kind"].iter().any(|known| known.eq_ignore_ascii_case(first))
    {
        first.make_ascii_lowercase();
    }
    Some(steps)
}

/// The file that keeps the live value of a place.
pub(super) fn file_of(place: &Place) -> String {
    let text = format!("{}\n{}", place.address, question(&place.path));
    Digest::of(text.as_bytes()).to_string().chars().take(20).collect()
}

/// A place as JMESPath.
pub(super) fn question(path: &[Step]) -> String {
    let mut text = String::new();
    let mut filters = false;
    for step in path {
        match step {
            Step::Member(name) => {
                let dot = if text.is_empty() { "" } else { "." };
                text.push_str(&format!("{dot}{}", identifier(name)));
            }
            Step::Element { key, value } => {
                filters = true;
                text.push_str(&format!("[?{} == {}]", identifier(key), literal(&Value::from(value.as_str()))));
            }
            Step::Index(place) => text.push_str(&format!("[{place}]")),
        }
    }
    if filters { format!("({text} | [0])") } else { text }
}

fn identifier(name: &str) -> String {
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let is_plain = begins && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain { name.to_owned() } else { Value::from(name).to_string() }
}

/// A value in an expression. A back quote would end it.
fn literal(value: &Value) -> String {
    format!("`{}`", value.to_string().replace('`', "\\u0060"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn questions_name_places_and_values_whole() {
        let question = |path: &str| question(&ElementPath::parse(path).expect("a path").0);
        assert_eq!(question("properties.a.b"), "properties.a.b");
        assert_eq!(question("tags[\"a.b-c\"]"), "tags.\"a.b-c\"");
        assert_eq!(question("properties.r[name=it's].x"), "(properties.r[?name == `\"it's\"`].x | [0])");
        assert_eq!(question("properties.r[0].x"), "properties.r[0].x");
        assert_eq!(literal(&json!({ "a": "b`c" })), "`{\"a\":\"b\\u0060c\"}`");
        let identity = [Step::Member("identity".to_owned())];
        assert_eq!(
            equals(&identity, &json!({ "type": "SystemAssigned", "x": {} })),
            "(identity.type == `\"SystemAssigned\"` && identity.x == `{}`)"
        );
    }
}
