//! The template functions that policy rules call, on values. `None` where the platform would raise an error.

use serde_json::{Map, Value};

/// The answer of a function that reads nothing but its arguments.
pub fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    let first = arguments.first();
    let truth = |value: &Value| value.as_bool();
    Some(match (name, arguments) {
        ("length", [value]) => size(value)?.into(),
        ("empty", [value]) => (size(value)? == 0).into(),
        ("not", [value]) => (!truth(value)?).into(),
        ("and", _) => arguments.iter().map(truth).collect::<Option<Vec<_>>>()?.into_iter().all(|it| it).into(),
        ("or", _) => arguments.iter().map(truth).collect::<Option<Vec<_>>>()?.into_iter().any(|it| it).into(),
        ("equals", [a, b]) => alike(a, b).into(),
        ("coalesce", _) => arguments.iter().find(|value| !value.is_null()).cloned().unwrap_or_default(),
        ("string", [value]) => text(value)?.into(),
        ("tolower", [value]) => text_or_nothing(value)?.to_lowercase().into(),
        ("concat", _) => arguments.iter().map(text).collect::<Option<String>>()?.into(),
        ("split", [of, by]) => of.as_str()?.split(by.as_str()?).collect::<Vec<_>>().into(),
        ("first", [Value::Array(items)]) => items.first().cloned().unwrap_or_default(),
        ("padleft", [of, width, with]) => pad(&text_or_nothing(of)?, width.as_u64()?, with.as_str()?).into(),
        ("createobject", _) => Value::Object(object(arguments)?),
        ("intersection", [Value::Object(a), Value::Object(b)]) => Value::Object(common(a, b)),
        ("adddays", [from, days]) => add_days(from.as_str()?, number(days)?)?.into(),
        ("iprangecontains", [range, inner]) => contains(range.as_str()?, inner.as_str()?)?.into(),
        _ => return first.and(None),
    })
}

fn size(value: &Value) -> Option<usize> {
    match value {
        Value::Null => Some(0),
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        _ => None,
    }
}

/// A scalar as text.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn text_or_nothing(value: &Value) -> Option<String> {
    if value.is_null() { Some(String::new()) } else { text(value) }
}

/// A number, also one that is text.
pub fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// Whether values are one to a policy: texts in any case, and what spells a value as the value.
pub fn alike(a: &Value, b: &Value) -> bool {
    match (text(a), text(b)) {
        (Some(a), Some(b)) => a.to_lowercase() == b.to_lowercase(),
        (None, None) => a == b,
        _ => false,
    }
}

fn pad(text: &str, width: u64, with: &str) -> String {
    let missing = (width as usize).saturating_sub(text.chars().count());
    with.repeat(missing) + text
}

fn object(arguments: &[Value]) -> Option<Map<String, Value>> {
    arguments.chunks(2).map(|pair| Some((pair.first()?.as_str()?.to_owned(), pair.get(1)?.clone()))).collect()
}

fn common(a: &Map<String, Value>, b: &Map<String, Value>) -> Map<String, Value> {
    let same = a.iter().filter(|(key, value)| b.get(*key) == Some(value));
    same.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn add_days(from: &str, days: f64) -> Option<String> {
    let from: jiff::Timestamp = from.parse().ok()?;
    from.checked_add(jiff::SignedDuration::from_secs((days * 86400.0) as i64)).ok().map(|then| then.to_string())
}

fn contains(range: &str, inner: &str) -> Option<bool> {
    let net = |text: &str| -> Option<ipnet::IpNet> {
        text.parse().ok().or_else(|| Some(text.parse::<std::net::IpAddr>().ok()?.into()))
    };
    Some(net(range)?.contains(&net(inner)?))
}
