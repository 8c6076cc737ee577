//! Files in other shapes that mean the same.

use crate::repository::Repository;
use serde_json::Value;

/// Writes a JSON or YAML file of resources anew, in another shape. Other formats are other files.
pub fn reshape(repository: &Repository, file: &str, shape: &str) {
    let text = repository.read(file);
    let rows: Value = serde_yaml::from_str(&text).unwrap();
    let list = || rows.as_array().unwrap().iter();
    let pretty = |rows: &Value| serde_json::to_string_pretty(rows).unwrap();
    let (ending, text) = match shape {
        "reversed" => ("", pretty(&list().rev().cloned().collect())),
        "data" => ("", pretty(&serde_json::json!({ "count": list().len(), "data": rows }))),
        "crlf" => ("", text.replace('\n', "\r\n")),
        "mark" => ("", format!("\u{feff}{text}")),
        "one line" => ("", rows.to_string()),
        "indented" => ("", text.replace('\n', "\n\t ").replace(':', "  :\t")),
        "keys" => ("", format!("[{}]", list().map(turned).collect::<Vec<_>>().join(",\n"))),
        "ids" => ("", pretty(&list().cloned().map(shouted).collect())),
        "commented" => {
            ("yaml", format!("# All of it\n{}", serde_yaml::to_string(&rows).unwrap().replace("\n-", "\n# Next\n-")))
        }
        "yaml" => ("yaml", serde_yaml::to_string(&rows).unwrap()),
        "json" => ("json", pretty(&rows)),
        other => panic!("there is no shape `{other}`"),
    };
    let other = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if !ending.is_empty() {
        repository.git(&format!("rm -q -f {file}"));
    }
    repository.put(&if ending.is_empty() { file.to_owned() } else { format!("{other}.{ending}") }, &text);
}

/// The same with its keys from last to first, all the way down.
fn turned(value: &Value) -> String {
    let Value::Object(members) = value else { return value.to_string() };
    let mut members: Vec<String> =
        members.iter().map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), turned(value))).collect();
    members.reverse();
    format!("{{ {} }}", members.join(", "))
}

/// The same under an id in capitals.
fn shouted(mut row: Value) -> Value {
    row["id"] = row["id"].as_str().unwrap().to_uppercase().into();
    row
}
