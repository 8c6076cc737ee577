//! Values of scripts and of documents as JSON, and back.

use super::open::Open;
use super::stop::{Failure, fail};
use super::text;
use super::view::View;
use crate::source::{Kind, Node, Scalar};
use rhai::{Array, Dynamic, Map};
use serde_json::Value;

/// A JSON value as scripts hold it.
pub(super) fn value(json: &Value) -> Dynamic {
    match json {
        Value::Null => Dynamic::UNIT,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(value), _) => value.into(),
            (None, Some(value)) => value.into(),
            (None, None) => Dynamic::UNIT,
        },
        Value::String(text) => text.clone().into(),
        Value::Array(items) => Dynamic::from_array(items.iter().map(value).collect()),
        Value::Object(members) => {
            Dynamic::from_map(members.iter().map(|(name, item)| (name.as_str().into(), value(item))).collect())
        }
    }
}

/// A script's value as JSON.
pub(super) fn to_json(value: &Dynamic) -> Result<Value, Failure> {
    if let Some(view) = value.read_lock::<View>() {
        let node = view.node().ok_or_else(|| fail("the resources that a look-up found cannot be assigned"))?;
        return Ok(node_to_json(node));
    }
    if let Some(text) = text::text_of(value) {
        return Ok(text.into());
    }
    if let Some(items) = value.read_lock::<Array>() {
        return items.iter().map(to_json).collect();
    }
    if let Some(open) = value.read_lock::<Open>() {
        return open.elements().map(|item| to_json(&item?)).collect();
    }
    if let Some(members) = value.read_lock::<Map>() {
        let member = |(name, value): (&rhai::Identifier, &Dynamic)| Ok((name.to_string(), to_json(value)?));
        return members.iter().map(member).collect::<Result<_, Failure>>().map(Value::Object);
    }
    match (value.as_bool(), value.as_int(), value.as_float()) {
        (Ok(value), ..) => Ok(value.into()),
        (_, Ok(value), _) => Ok(value.into()),
        (.., Ok(value)) if value.is_finite() => Ok(value.into()),
        (.., Ok(_)) => Err(fail("a number without an end cannot be assigned")),
        _ if value.is_unit() => Ok(Value::Null),
        _ => Err(fail(format!("{} cannot be assigned", super::kind::of(value)))),
    }
}

/// A node's value as JSON.
pub fn node_to_json(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Array => node.items().map(node_to_json).collect(),
        Kind::Object => node.members().map(|(name, value)| (name.into_owned(), node_to_json(value))).collect(),
        _ => match node.scalar() {
            Some(Scalar::Bool(value)) => value.into(),
            Some(Scalar::Int(value)) => value.into(),
            Some(Scalar::Float(value)) => value.into(),
            Some(Scalar::Text(text)) => text.into_owned().into(),
            Some(Scalar::Null) | None => Value::Null,
        },
    }
}
