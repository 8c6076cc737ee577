//! Functions that write values as texts, and read them again.

use super::{Given, argument, known, text};
use crate::template::{Data, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use std::rc::Rc;

/// One of them; `None` for what is none.
pub fn apply<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    Some(match name {
        "jsonencode" => argument(values, 0).and_then(known).map(|own| Value::text(json(own).to_string())),
        "jsondecode" => decoded(values),
        "base64encode" => text(values, 0).map(|own| Value::text(STANDARD.encode(own.as_bytes()))),
        "base64decode" => base64(values),
        _ => return None,
    })
}

fn base64<'d>(values: &[Value<'d>]) -> Given<'d> {
    let bytes = STANDARD.decode(text(values, 0)?.as_bytes()).ok();
    let own = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    own.map(Value::text).ok_or_else(|| super::failed("this is no text in base64"))
}

/// As Terraform writes it: names in order, and what pages could read as a tag escaped.
fn json(value: &Value<'_>) -> Json {
    match &value.data {
        Data::Bool(is) => Json::Bool(*is),
        Data::Int(number) => Json::from(*number),
        Data::Float(number) => Json::from(*number),
        Data::Text(text) => Json::from(&**text),
        _ => match (value.items(), value.members()) {
            (Some(items), _) => items.iter().map(json).collect(),
            (None, Some(members)) => {
                let mut members: Vec<_> = members.iter().map(|(key, own)| (key.to_string(), json(own))).collect();
                members.sort_by(|(one, _), (other, _)| one.cmp(other));
                Json::Object(members.into_iter().collect())
            }
            (None, None) => Json::Null,
        },
    }
}

fn decoded<'d>(values: &[Value<'d>]) -> Given<'d> {
    let own: Result<Json, _> = serde_json::from_str(&text(values, 0)?);
    own.map(|json| of_json(&json).read_in(&values[0])).map_err(|_| super::failed("this is no JSON"))
}

fn of_json<'d>(json: &Json) -> Value<'d> {
    Value::made(match json {
        Json::Null => Data::Null,
        Json::Bool(is) => Data::Bool(*is),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Data::Int(whole),
            (None, own) => Data::Float(own.unwrap_or_default()),
        },
        Json::String(text) => Data::Text(text.as_str().into()),
        Json::Array(items) => Data::List(items.iter().map(of_json).collect()),
        Json::Object(members) => {
            Data::Object(members.iter().map(|(key, own)| (Rc::from(key.as_str()), of_json(own))).collect())
        }
    })
}
