//! The values that edits change, as reports show them: secrets never.

use crate::check::{Edit, Operation, is_secret, node_to_json};
use crate::inventory::Inventory;
use serde_json::Value;

/// What stands where a secret would.
const MASKED: &str = "***";

/// The resource that an edit makes anew in a list of resources; its path is the resource's type and name.
pub(super) fn created(edit: &Edit) -> Option<&Value> {
    match &edit.operation {
        Operation::Append(values) if edit.path.starts_with('[') && edit.path.ends_with(']') => values.first(),
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

/// A value without the secrets in it, at the path where it stands.
pub(in crate::report) fn masked(path: &str, value: Value) -> Value {
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

/// Lines of a file without the rest of each that names a secret: for reading, since no program could.
pub(in crate::report) fn masked_lines(text: &str) -> String {
    let masked = |line: &str| match secret_at(line) {
        Some(end) => format!("{} {MASKED}\n", &line[..end]),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(masked).collect()
}

/// Where the value of a line's first secret key begins; `None` when it has none, or its value is on other lines.
fn secret_at(line: &str) -> Option<usize> {
    let part_of_key = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let is_secret_key = |colon: &usize| {
        let before = line[..*colon].trim_end().trim_end_matches(['"', '\'']);
        let key = before.rsplit(|letter| !part_of_key(letter)).next().unwrap_or_default();
        let holds_value = !matches!(line[*colon + 1..].trim(), "" | "{" | "[" | "null" | "null,");
        holds_value && is_secret(key)
    };
    line.match_indices(':').map(|(at, _)| at).find(is_secret_key).map(|colon| colon + 1)
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
        let lines =
            " a: 1\n-  \"name\": 1, \"é\": \"x\", \"password\" : \"hunter2\"\n+ secrets: {\n+ 'client-secret': x\n";
        let expected =
            " a: 1\n-  \"name\": 1, \"é\": \"x\", \"password\" : ***\n+ secrets: {\n+ 'client-secret': ***\n";
        assert_eq!(masked_lines(lines), expected);
        assert!(holds_secret("a", &json!({ "apiKey": "k" })) && !holds_secret("a", &json!({ "keySource": "k" })));
    }
}
