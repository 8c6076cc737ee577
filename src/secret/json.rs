//! Values that are no document's: of parameters of policies, and what edits write.

use super::finder::held_by;
use super::text::{MASKED, shown};
use super::{Meaning, hides_number};
use serde_json::{Map, Value};

/// A value without the secrets in it, by the names above it and by what it is.
pub fn masked_value(meaning: Meaning, value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        Value::Number(_) if hides_number(meaning) => MASKED.into(),
        Value::Number(_) => value,
        Value::String(text) => shown(meaning, &text).into(),
        Value::Array(items) => {
            let below = |item: &Value| if item.is_string() || item.is_number() { meaning.item() } else { meaning };
            items.into_iter().map(|item| masked_value(below(&item), item)).collect()
        }
        Value::Object(members) => {
            let (own, held) = (element(&members, meaning), held_by(|key| members.get(key)?.as_str()));
            let member = |(name, value): (String, Value)| {
                let is_held = held.iter().any(|held| name.eq_ignore_ascii_case(held));
                let value = masked_value(if is_held { Meaning::Secret } else { own.below(&name) }, value);
                (name, value)
            };
            Value::Object(members.into_iter().map(member).collect())
        }
    }
}

/// What an object says of its values: a resource that is a secret, or a pair such as `{ name: DB_PASSWORD, value: … }`.
fn element(members: &Map<String, Value>, meaning: Meaning) -> Meaning {
    let text = |key: &str| members.get(key).and_then(Value::as_str);
    match text("type").filter(|name| name.contains('/')) {
        Some(type_name) => Meaning::of_type(type_name),
        None => ["name", "id", "key"].iter().filter_map(|key| text(key)).fold(meaning, Meaning::below_element),
    }
}
