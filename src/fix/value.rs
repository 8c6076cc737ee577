//! The values that a fix wants.

use super::place::{Target, place_of};
use super::same_value;
use crate::check::{Edit, Operation, node_to_json};
use crate::policy::{ElementPath, Recommendation};
use serde_json::Value;

/// The edits that give a place a value; none when it has it.
pub(super) fn set(target: Target<'_>, path: &ElementPath, value: Value) -> Result<Vec<Edit>, String> {
    let place = place_of(target, path)?;
    if place.missing.is_empty() {
        let held = node_to_json(place.node(target.inventory));
        if same_value(&held, &value) {
            return Ok(Vec::new());
        }
        // Terraform takes a text for what it says.
        let is_text = held.is_string() && target.inventory.is_of_terraform(place.tree);
        if !held.is_null() && !is_text && kind(&held) != kind(&value) {
            return Err(format!("{path} holds {}, and the fix would make it {}", kind(&held), kind(&value)));
        }
    }
    place.edits(target, path.to_string(), Operation::Set(value))
}

/// A value with `${params.x}` filled in; alone in a text it keeps the parameter's type.
pub(super) fn substituted(value: &Value, entry: &Recommendation) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("${params.").and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if !name.contains('}') => parameter(entry, name).unwrap_or_else(|| value.clone()),
            _ => filled(text, entry).into(),
        },
        Value::Array(items) => items.iter().map(|item| substituted(item, entry)).collect(),
        Value::Object(members) => members.iter().map(|(name, item)| (name.clone(), substituted(item, entry))).collect(),
        other => other.clone(),
    }
}

fn filled(text: &str, entry: &Recommendation) -> String {
    entry.parameters.iter().fold(text.to_owned(), |text, parameter| match &parameter.value {
        Some(Value::String(value)) => text.replace(&format!("${{params.{}}}", parameter.name), value),
        Some(value) => text.replace(&format!("${{params.{}}}", parameter.name), &value.to_string()),
        None => text,
    })
}

fn parameter(entry: &Recommendation, name: &str) -> Option<Value> {
    entry.parameters.iter().find(|parameter| parameter.name == name)?.value.clone()
}

/// What a value is, for people.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
