//! Comparing a document's values with those that are wanted.

use super::syntax::Syntax;
use crate::source::{Kind, Node, Scalar};
use serde_json::{Map, Number, Value};

/// Whether a node has this value. The order of members does not count.
pub(super) fn equal(node: Node<'_>, value: &Value) -> bool {
    match (node.kind(), value) {
        _ if node.is_made() => value.as_str().and_then(expressed) == Some(node.raw()),
        (Kind::Object, Value::Object(wanted)) => {
            let member = |key: &str, node| wanted.get(key).is_some_and(|value| equal(node, value));
            node.len() == wanted.len() && node.members().all(|(key, node)| member(&key, node))
        }
        (Kind::Array, Value::Array(wanted)) => {
            node.len() == wanted.len() && node.items().zip(wanted).all(|(node, value)| equal(node, value))
        }
        // A number too large for an `i64` is compared digit by digit.
        (Kind::Number, Value::Number(wanted)) if wanted.as_i64().is_none() && wanted.is_u64() => {
            node.raw().parse::<u64>().ok() == wanted.as_u64()
        }
        _ => node.scalar().is_some_and(|scalar| equal_scalar(&scalar, value)),
    }
}

/// A value with its keys as they are read.
pub(super) fn read_as(value: &Value, syntax: &dyn Syntax) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, own)| (syntax.read_as(key).to_owned(), read_as(own, syntax)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(|item| read_as(item, syntax)).collect(),
        other => other.clone(),
    }
}

/// What a text stands for that is written as templates write expressions.
pub(super) fn expressed(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.strip_suffix(']')
}

fn equal_scalar(scalar: &Scalar<'_>, value: &Value) -> bool {
    match (scalar, value) {
        (Scalar::Null, Value::Null) => true,
        (Scalar::Bool(is), Value::Bool(wanted)) => is == wanted,
        (Scalar::Int(is), Value::Number(wanted)) => equal_whole(*is, wanted),
        (Scalar::Float(is), Value::Number(wanted)) => wanted.as_f64() == Some(*is),
        (Scalar::Text(is), Value::String(wanted)) => is == wanted,
        _ => false,
    }
}

/// `1` and `1.0` are one number.
fn equal_whole(is: i64, wanted: &Number) -> bool {
    match wanted.as_i64() {
        Some(wanted) => is == wanted,
        None => wanted.is_f64() && wanted.as_f64() == Some(is as f64),
    }
}
