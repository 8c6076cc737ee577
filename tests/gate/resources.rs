//! Inventories in few words.

use serde_yaml::{Mapping, Value};
use std::fmt::Write;

/// A list of stores in JSON, one a line: the properties by name. A name may have its group and subscription before it, as in
/// `dev/rg/web`; keys that start with `+` stand beside the properties; `many: N` makes N stores of one.
pub fn list(stores: &Mapping) -> String {
    let mut lines = Vec::new();
    for (name, properties) in stores {
        let name = name.as_str().unwrap();
        match properties.get("many").and_then(Value::as_u64) {
            Some(many) => lines.extend((0..many).map(|number| store(&format!("{name}{number:04}"), properties))),
            None => lines.push(store(name, properties)),
        }
    }
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn store(name: &str, properties: &Value) -> String {
    let mut parts: Vec<&str> = name.rsplit('/').collect();
    let name = parts.remove(0);
    let group = parts.first().copied().unwrap_or("shop");
    let subscription = parts.get(1).copied().unwrap_or("prod");
    let id = format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/Contoso.Shop/stores/{name}");
    let mut envelope: Vec<(String, Value)> = [("id", id.as_str()), ("name", name), ("type", "Contoso.Shop/stores")]
        .map(|(key, value)| (key.to_owned(), value.into()))
        .into();
    let mut own = Mapping::new();
    for (key, value) in properties.as_mapping().into_iter().flatten() {
        match key.as_str().unwrap().strip_prefix('+') {
            Some(key) => {
                envelope.retain(|(known, _)| known != key);
                envelope.extend((!value.is_null()).then(|| (key.to_owned(), value.clone())));
            }
            None if key == "many" => {}
            None => drop(own.insert(key.clone(), value.clone())),
        }
    }
    envelope.push(("properties".to_owned(), if properties.is_null() { Value::Null } else { own.into() }));
    let mut line = String::from("  {");
    for (number, (key, value)) in envelope.iter().enumerate() {
        let comma = if number > 0 { ", " } else { " " };
        write!(line, "{comma}\"{key}\": {}", serde_json::to_string(value).unwrap()).unwrap();
    }
    line + " }"
}
