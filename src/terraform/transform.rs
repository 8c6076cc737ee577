//! Values of azurerm as the platform's.

use super::kind::{As, Attribute};
use crate::source::Node;
use crate::template::{Data, Origin, Value};
use serde_json::Value as Json;
use std::rc::Rc;

/// A value of JSON, made of what is at a node.
pub fn of_json<'d>(json: &Json, node: Node<'d>) -> Value<'d> {
    let data = match json {
        Json::Null => Data::Null,
        Json::Bool(value) => Data::Bool(*value),
        Json::Number(number) => number.as_i64().map_or_else(|| Data::Float(number.as_f64().unwrap_or(0.0)), Data::Int),
        Json::String(text) => Data::Text(text.as_str().into()),
        Json::Array(items) => Data::List(items.iter().map(|item| of_json(item, node)).collect()),
        Json::Object(members) => {
            Data::Object(members.iter().map(|(key, value)| (key.as_str().into(), of_json(value, node))).collect())
        }
    };
    Value { data, origin: Origin::Made(Rc::new([node])) }
}

/// The same value with other data.
fn with<'d>(value: &Value<'d>, data: Data<'d>) -> Value<'d> {
    Value { data, origin: Origin::Made(value.nodes().into()) }
}

/// What cannot be brought over.
fn strange<'d>(value: &Value<'d>, expected: &str) -> Value<'d> {
    with(value, Value::unknown(format!("azurerm takes {expected} here, and it is {}", value.kind()), "").data)
}

/// Whether a rule makes a list of a list of texts, or of one text.
pub fn is_of_each(attribute: &Attribute) -> bool {
    matches!(&attribute.r#as, Some(As::Rule(rule)) if rule.starts_with("eachString"))
}

/// The texts of a list; of one text, where those stand in it behind commas.
pub fn each<'d>(value: &Value<'d>) -> Option<Rc<[Value<'d>]>> {
    if let Some(text) = value.as_text() {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        return Some(parts.map(|part| with(value, Data::Text(part.into()))).collect());
    }
    value.items()
}

/// What the platform gets of an attribute's value; `None` where nothing is sent.
pub fn apply<'d>(attribute: &Attribute, is_same: bool, value: &Value<'d>) -> Option<Value<'d>> {
    let rule = match &attribute.r#as {
        None => return Some(value.clone()),
        Some(_) if is_same => return Some(value.clone()),
        Some(rule) => rule,
    };
    if value.as_unknown().is_some() && !matches!(rule, As::Rule(rule) if rule == "keyVaultKeyId") {
        return Some(value.clone());
    }
    match rule {
        As::Words(words) => words_of(words, value),
        As::Rule(rule) => by_rule(rule, attribute, value),
    }
}

/// Word for word; what has no word is as it is, unless it is a boolean, which is not sent.
fn words_of<'d>(words: &std::collections::BTreeMap<String, Json>, value: &Value<'d>) -> Option<Value<'d>> {
    let word = match &value.data {
        Data::Bool(true) => "true",
        Data::Bool(false) => "false",
        Data::Text(text) => &**text,
        _ => return Some(strange(value, "a word")),
    };
    let found = words.iter().find(|(own, _)| own.eq_ignore_ascii_case(word)).map(|(_, json)| json);
    match (found, value.nodes().first()) {
        (Some(Json::Null), _) => None,
        (Some(json), Some(node)) => Some(with(value, of_json(json, *node).data)),
        (Some(json), None) => json.as_str().map(|text| with(value, Data::Text(text.into()))),
        (None, _) if matches!(value.data, Data::Bool(_)) => None,
        (None, _) => Some(value.clone()),
    }
}

fn by_rule<'d>(rule: &str, attribute: &Attribute, value: &Value<'d>) -> Option<Value<'d>> {
    let is_on = boolean(value);
    let text = |text: &str| Some(with(value, Data::Text(text.into())));
    match (rule, is_on) {
        ("enabledDisabled", Some(is_on)) => text(if is_on { "Enabled" } else { "Disabled" }),
        ("inverted", Some(is_on)) => Some(with(value, Data::Bool(!is_on))),
        ("onlyTrue", Some(is_on)) => is_on.then(|| value.clone()),
        ("string", Some(is_on)) => text(if is_on { "true" } else { "false" }),
        ("enabledDisabled" | "inverted" | "onlyTrue", None) => Some(strange(value, "a boolean")),
        ("string", None) => text(&value.symbol()),
        ("identityType", _) => Some(identity_type(value)),
        ("join(\", \")", _) => Some(joined(value)),
        ("split(\"_\")[0]", _) => {
            value.as_text().map_or_else(|| Some(strange(value, "text")), |own| text(first_part(own)))
        }
        ("keysOfMap", _) => Some(keys_of_map(value)),
        ("keyVaultKeyId", _) => Some(key_id(value)),
        ("keyVaultKeyName", _) => Some(key_name(value)),
        ("jsonString", _) => Some(json_string(value)),
        ("mapToNameValue", _) => Some(name_values(value)),
        ("rfc3339ToEpoch", _) => Some(epoch(value)),
        ("roleName", _) => Some(role(attribute, value)),
        _ => Some(value.clone()),
    }
}

/// A boolean, which Terraform also takes as text.
pub fn boolean(value: &Value<'_>) -> Option<bool> {
    match &value.data {
        Data::Bool(value) => Some(*value),
        Data::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn first_part(text: &str) -> &str {
    text.split('_').next().unwrap_or(text)
}

/// The kinds of identities in the order that the platform prints.
fn identity_type<'d>(value: &Value<'d>) -> Value<'d> {
    let Some(text) = value.as_text() else { return strange(value, "text") };
    let mut kinds: Vec<&str> = text.split(',').map(str::trim).collect();
    if kinds.len() < 2 {
        return value.clone();
    }
    kinds.sort_unstable();
    with(value, Data::Text(kinds.join(", ").into()))
}

fn joined<'d>(value: &Value<'d>) -> Value<'d> {
    let Some(items) = value.items() else { return strange(value, "a list") };
    if let Some(unknown) = items.iter().find_map(Value::first_unknown) {
        return with(value, Data::Unknown(unknown));
    }
    let texts: Vec<String> = items.iter().map(Value::symbol).collect();
    with(value, Data::Text(texts.join(", ").into()))
}

fn keys_of_map<'d>(value: &Value<'d>) -> Value<'d> {
    let Some(items) = value.items() else { return strange(value, "a list") };
    let empty = || with(value, Data::Object(Rc::new([])));
    let members = items.iter().map(|item| (item.symbol().into(), empty())).collect();
    with(value, Data::Object(members))
}

/// `https://NAME.vault.azure.net/keys/KEY/VERSION` taken apart. That there is a key is known where the key is not.
fn key_id<'d>(value: &Value<'d>) -> Value<'d> {
    let parts = value.as_text().and_then(|text| key_parts(text));
    let part = |name: &str, at: usize| -> (Rc<str>, Value<'d>) {
        let own = match (&parts, value.as_unknown()) {
            (Some(parts), _) => Data::Text(parts[at].into()),
            (None, Some(unknown)) => Data::Unknown(unknown.clone()),
            (None, None) => strange(value, "the id of a key").data,
        };
        (name.into(), with(value, own))
    };
    with(value, Data::Object(Rc::new([part("keyVaultUri", 0), part("keyName", 1), part("keyVersion", 2)])))
}

fn key_parts(url: &str) -> Option<[&str; 3]> {
    let (vault, rest) = url.split_once("/keys/")?;
    let (name, version) = rest.split_once('/').unwrap_or((rest, ""));
    Some([vault, name, version])
}

fn key_name<'d>(value: &Value<'d>) -> Value<'d> {
    let made = value.as_text().and_then(|text| {
        let [vault, name, version] = key_parts(text)?;
        let vault = vault.trim_start_matches("https://").split('.').next()?;
        Some(format!("{vault}_{name}_{version}"))
    });
    made.map_or_else(|| strange(value, "the id of a key"), |made| with(value, Data::Text(made.into())))
}

fn json_string<'d>(value: &Value<'d>) -> Value<'d> {
    let json = value.as_text().and_then(|text| serde_json::from_str::<Json>(text).ok());
    match (json, value.nodes().first()) {
        (Some(json), Some(node)) => with(value, of_json(&json, *node).data),
        _ if value.members().is_some() => value.clone(),
        _ => strange(value, "a text of JSON"),
    }
}

fn name_values<'d>(value: &Value<'d>) -> Value<'d> {
    let Some(members) = value.members() else { return strange(value, "a map") };
    let pair = |(key, own): &(Rc<str>, Value<'d>)| {
        let name = with(value, Data::Text(key.clone()));
        with(value, Data::Object(Rc::new([("name".into(), name), ("value".into(), own.clone())])))
    };
    with(value, Data::List(members.iter().map(pair).collect()))
}

fn epoch<'d>(value: &Value<'d>) -> Value<'d> {
    let time = value.as_text().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    time.map_or_else(|| strange(value, "a time as RFC 3339 writes it"), |time| with(value, Data::Int(time.as_second())))
}

/// A built-in role by its name.
fn role<'d>(attribute: &Attribute, value: &Value<'d>) -> Value<'d> {
    let id = value.as_text().and_then(|name| attribute.map.get(&**name));
    match id {
        Some(id) => with(value, Data::Text(format!("/providers/Microsoft.Authorization/roleDefinitions/{id}").into())),
        None => with(value, Value::unknown("the id of this role is not known here", "").data),
    }
}
