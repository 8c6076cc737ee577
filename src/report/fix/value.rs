//! The values that edits change, as reports show them: secrets never.

use crate::check::{Edit, Operation, node_to_json};
use crate::inventory::Inventory;
use crate::secret::{self, MASKED, Meaning};
use crate::source::Node;
use serde_json::Value;

/// The resource that an edit makes anew in a list of resources; its path is the resource's type and name.
pub(super) fn created(edit: &Edit) -> Option<&Value> {
    if !edit.path.starts_with('[') || !edit.path.ends_with(']') {
        return None;
    }
    match &edit.operation {
        Operation::Append(values) => values.first(),
        // A template's object of resources gets a member, or a resource its first list of children.
        Operation::Set(value) if !edit.missing.is_empty() => {
            let resource = value.as_array().map_or(Some(value), |list| list.first())?;
            resource.get("name").is_some().then_some(resource)
        }
        _ => None,
    }
}

/// What stood at an edit's place; `None` when nothing did, or the file does not tell.
pub(in crate::report) fn old(inventory: &Inventory, edit: &Edit) -> Option<Value> {
    if created(edit).is_some() {
        return None;
    }
    let node = inventory.documents()[edit.document as usize].node(edit.node);
    (edit.missing.is_empty() && node.unknown().is_none()).then(|| node_to_json(node))
}

/// What the place holds afterwards; `None` when it goes away.
pub(in crate::report) fn new(inventory: &Inventory, edit: &Edit) -> Option<Value> {
    match &edit.operation {
        _ if created(edit).is_some() => created(edit).cloned(),
        Operation::Set(value) => Some(value.clone()),
        Operation::Remove => None,
        Operation::Append(values) => match old(inventory, edit) {
            Some(Value::Array(mut held)) => {
                held.extend(values.iter().cloned());
                Some(Value::Array(held))
            }
            _ => Some(Value::Array(values.clone())),
        },
    }
}

/// What stood at an edit's place, without the secrets in it: also what is one by where it comes from, and not by its name.
pub(in crate::report) fn shown_old(inventory: &Inventory, edit: &Edit) -> Option<Value> {
    let old = old(inventory, edit)?;
    Some(if hides_old(inventory, edit) { MASKED.into() } else { shown_of(edit, old) })
}

/// What the place holds afterwards, without the secrets in it; what stays there is shown as it stood.
pub(in crate::report) fn shown_new(inventory: &Inventory, edit: &Edit) -> Option<Value> {
    let new = new(inventory, edit)?;
    let keeps = created(edit).is_none() && matches!(edit.operation, Operation::Append(_));
    Some(if keeps && hides_old(inventory, edit) { MASKED.into() } else { shown_of(edit, new) })
}

/// Whether what stands at an edit's place comes from a secret, in whole or in part.
pub(in crate::report) fn hides_old(inventory: &Inventory, edit: &Edit) -> bool {
    comes_from_secret(inventory, inventory.documents()[edit.document as usize].node(edit.node))
}

fn comes_from_secret(inventory: &Inventory, node: Node<'_>) -> bool {
    secret::is_made_of_secrets(node)
        || inventory.comes_from_secret(node)
        || node.members().any(|(_, value)| comes_from_secret(inventory, value))
        || node.items().any(|item| comes_from_secret(inventory, item))
}

/// What an edit writes or takes away, without the secrets in it.
pub(in crate::report) fn shown_of(edit: &Edit, value: Value) -> Value {
    if edit.is_secret { MASKED.into() } else { masked(&edit.path, value) }
}

/// Whether an edit writes a secret.
pub(in crate::report) fn writes_secret(inventory: &Inventory, edit: &Edit) -> bool {
    edit.is_secret || new(inventory, edit).is_some_and(|value| holds_secret(&edit.path, &value))
}

/// A value without the secrets in it, at the path where it stands.
pub(in crate::report) fn masked(path: &str, value: Value) -> Value {
    secret::masked_value(Meaning::Nothing.of_path(path), value)
}

/// Whether what stands at a path is secret, whatever it is.
pub(in crate::report) fn is_secret_place(path: &str) -> bool {
    holds_secret(path, &Value::from("something"))
}

/// Whether a value holds a secret anywhere.
pub(in crate::report) fn holds_secret(path: &str, value: &Value) -> bool {
    masked(path, value.clone()) != *value
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let value = json!({ "name": "a", "password": "p", "list": [{ "connectionString": "c" }], "primaryKey": null });
        let expected =
            json!({ "name": "a", "password": "***", "list": [{ "connectionString": "***" }], "primaryKey": null });
        assert_eq!(masked("properties", value), expected);
        assert_eq!(masked("properties.secrets", json!(["a", 1])), json!(["***", "***"]));
        assert!(is_secret_place("properties.clientSecret") && !is_secret_place("properties.minimumTlsVersion"));
        assert!(holds_secret("a", &json!({ "apiKey": "k" })) && !holds_secret("a", &json!({ "keySource": "k" })));
    }
}
