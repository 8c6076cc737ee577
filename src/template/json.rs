//! Values as texts of JSON.

use super::value::{Data, Value};
use serde_json::Value as Json;

/// Without blanks. `None` where something in it is not known.
pub fn compact(value: &Value<'_>) -> Option<String> {
    of(value).map(|json| json.to_string())
}

/// As the platform prints objects inside texts: with single quotes. `None` where that is not known to be so.
pub fn single_quoted(value: &Value<'_>) -> Option<String> {
    let json = compact(value)?;
    (!json.contains(['\'', '\\'])).then(|| json.replace('"', "'"))
}

/// As a value of JSON. `None` where something in it is not known.
pub fn of(value: &Value<'_>) -> Option<Json> {
    Some(match &value.data {
        Data::Null => Json::Null,
        Data::Bool(value) => Json::Bool(*value),
        Data::Int(number) => (*number).into(),
        Data::Float(number) => serde_json::Number::from_f64(*number)?.into(),
        Data::Text(text) => Json::String(text.to_string()),
        Data::Unknown(_) | Data::LocalId(_) => return None,
        Data::List(_) | Data::Object(_) | Data::Subtree(_) => match (value.items(), value.members()) {
            (Some(items), _) => Json::Array(items.iter().map(of).collect::<Option<_>>()?),
            (None, Some(members)) => {
                let member = |(key, value): &(std::rc::Rc<str>, Value<'_>)| Some((key.to_string(), of(value)?));
                Json::Object(members.iter().map(member).collect::<Option<_>>()?)
            }
            (None, None) => return None,
        },
    })
}

/// A value of what a text of JSON says.
pub fn to_value<'d>(json: &Json) -> Value<'d> {
    Value::made(match json {
        Json::Null => Data::Null,
        Json::Bool(value) => Data::Bool(*value),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Data::Float(number.as_f64().unwrap_or(f64::NAN)), Data::Int)
        }
        Json::String(text) => Data::Text(text.as_str().into()),
        Json::Array(items) => Data::List(items.iter().map(to_value).collect()),
        Json::Object(members) => {
            Data::Object(members.iter().map(|(key, value)| (key.as_str().into(), to_value(value))).collect())
        }
    })
}
