//! The values that edits change, as reports show them: secrets never.

use crate::check::{Edit, Operation, is_secret, node_to_json};
use crate::inventory::Inventory;
use serde_json::Value;

/// What stands where a secret would.
const MASKED: &str = "***";

/// What stood at an edit's place; `None` when nothing did, or the file does not tell.
pub(super) fn old(inventory: &Inventory, edit: &Edit) -> Option<Value> {
    let node = inventory.documents()[edit.document as usize].node(edit.node);
    (edit.missing.is_empty() && node.unknown().is_none()).then(|| node_to_json(node))
}

/// What the place holds afterwards; `None` when it goes away.
pub(super) fn new(inventory: &Inventory, edit: &Edit) -> Option<Value> {
    match &edit.operation {
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

/// A value without the secrets in it, at the path where it stands.
pub(super) fn masked(path: &str, value: Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Object(members) => {
            let member = |(name, value): (String, Value)| {
                let value = masked(&format!("{path}.{name}"), value);
                (name, value)
            };
            Value::Object(members.into_iter().map(member).collect())
        }
        Value::Array(items) => items.into_iter().map(|item| masked(path, item)).collect(),
        scalar if is_secret(path) => {
            drop(scalar);
            MASKED.into()
        }
        scalar => scalar,
    }
}

/// Whether a value holds a secret anywhere.
pub(super) fn holds_secret(path: &str, value: &Value) -> bool {
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
        assert!(holds_secret("a", &json!({ "apiKey": "k" })) && !holds_secret("a", &json!({ "keySource": "k" })));
    }
}
