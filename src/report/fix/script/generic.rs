//! A call for any resource: its values, sent as they are to be.

use super::quote::percent_encoded;
use super::words::refuse_file;
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{ElementPath, Step};
use crate::report::fix::value::holds_secret;
use serde_json::{Map, Value};

/// What a place is to hold; `None` takes it away.
pub(super) type Assignment = (String, Option<Value>);

/// The same, with the path's steps.
type Place = (Vec<String>, Option<Value>);

/// The words of a call that makes the assignments: a PATCH when the file tells the version of the interface, else
/// `az resource update`.
///
/// # Errors
///
/// Why there is no such call.
pub(super) fn call(
    inventory: &Inventory,
    index: ResourceIndex,
    assignments: &[Assignment],
) -> Result<Vec<String>, String> {
    let id = &*inventory.resource(index).id;
    if !id.starts_with('/') {
        return Err("its file does not tell its whole id".to_owned());
    }
    let place = |(path, value): &Assignment| match value {
        Some(value) if holds_secret(path, value) => Err(format!("`{path}` is secret")),
        _ => Ok((members(path)?, value.clone())),
    };
    let places: Vec<Place> = assignments.iter().map(place).collect::<Result<_, String>>()?;
    match inventory.node(index).get("apiVersion").and_then(|node| node.text()) {
        Some(version) if is_version(&version) => Ok(patch(id, &version, &places)),
        _ => update(id, &places),
    }
}

/// A path of members alone.
fn members(path: &str) -> Result<Vec<String>, String> {
    let parsed = ElementPath::parse(path).map_err(|_| format!("`{path}` is no part of the resource alone"))?;
    let member = |step: Step| match step {
        Step::Member(name) => Ok(name),
        _ => Err(format!("`{path}` is an element of a list")),
    };
    parsed.0.into_iter().map(member).collect()
}

pub(super) fn is_version(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
}

/// Where a resource is on the web, as one version of its interface tells of it.
pub(super) fn address(id: &str, version: &str) -> String {
    format!("https://management.azure.com{}?api-version={version}", percent_encoded(id))
}

fn patch(id: &str, version: &str, places: &[Place]) -> Vec<String> {
    let mut body = Value::Object(Map::new());
    for (path, value) in places {
        let mut place = &mut body;
        for name in path {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            place = &mut place[name.as_str()];
        }
        *place = value.clone().unwrap_or(Value::Null);
    }
    let url = address(id, version);
    let words = ["rest", "--method", "patch", "--url", &url, "--body", &body.to_string()];
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn update(id: &str, places: &[Place]) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = ["resource", "update", "--ids", id].iter().map(|word| (*word).to_owned()).collect();
    for (option, removes) in [("--set", false), ("--remove", true)] {
        let own: Vec<_> = places.iter().filter(|(_, value)| value.is_none() == removes).collect();
        if !own.is_empty() {
            words.push(option.to_owned());
        }
        for (path, value) in own {
            words.push(assignment(path, value.as_ref())?);
        }
    }
    Ok(words)
}

/// A place as `az resource update` names it.
///
/// # Errors
///
/// Why it cannot be named.
pub(super) fn named(path: &[Step]) -> Result<String, String> {
    let member = |step: &Step| match step {
        Step::Member(name) => Ok(name.clone()),
        _ => Err("it is an element of a list".to_owned()),
    };
    assignment(&path.iter().map(member).collect::<Result<Vec<_>, _>>()?, None)
}

/// What stands before and behind a value in the body that sets it alone.
///
/// # Errors
///
/// Why there is no such body.
pub(super) fn around(path: &[Step]) -> Result<(String, String), String> {
    let (mut before, mut after) = (String::new(), String::new());
    for step in path {
        let Step::Member(name) = step else { return Err("it is an element of a list".to_owned()) };
        before.push_str(&format!("{{{}:", Value::from(name.as_str())));
        after.push('}');
    }
    Ok((before, after))
}

/// `properties.a=value`, as `az resource update` reads it.
fn assignment(path: &[String], value: Option<&Value>) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    let is_plain = |name: &String| !name.is_empty() && !name.starts_with('-') && name.bytes().all(plain);
    let text = path.join(".");
    if !path.iter().all(is_plain) {
        return Err(format!("`{text}` cannot be named on the command line"));
    }
    let word = match value {
        None => text,
        Some(Value::Array(_) | Value::Object(_)) => {
            return Err(format!("`{text}` is more than a single value, and its file does not tell the `apiVersion`"));
        }
        // A text that needs it is written as JSON, as all else is.
        Some(Value::String(value)) if is_taken_as_text(value) => format!("{text}={value}"),
        Some(value) => format!("{text}={value}"),
    };
    refuse_file(&word)?;
    Ok(word)
}

/// Whether a text is taken for no number, no boolean and nothing else; any other text is written as JSON.
fn is_taken_as_text(value: &str) -> bool {
    const WORDS: [&str; 6] = ["true", "false", "null", "none", "nan", "infinity"];
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    value.starts_with(|first: char| first.is_ascii_alphabetic())
        && value.bytes().all(plain)
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_keep_their_type_on_the_command_line() {
        let cases = [
            (json!("Deny"), "a.b=Deny"),
            (json!("1.2"), "a.b=\"1.2\""),
            (json!("True"), "a.b=\"True\""),
            (json!("it's $(x)"), "a.b=\"it's $(x)\""),
            (json!(""), "a.b=\"\""),
            (json!(true), "a.b=true"),
            (json!(7), "a.b=7"),
            (json!(null), "a.b=null"),
        ];
        for (value, expected) in cases {
            assert_eq!(assignment(&["a".to_owned(), "b".to_owned()], Some(&value)).as_deref(), Ok(expected));
        }
        assert_eq!(assignment(&["a".to_owned()], None).as_deref(), Ok("a"));
        assert!(assignment(&["a".to_owned()], Some(&json!(["x"]))).is_err());
        for name in ["-a", "a=b", "a.b", "", "a b", "[0]"] {
            assert!(assignment(&[name.to_owned()], Some(&json!(1))).is_err(), "{name}");
        }
        // `az` would send the file's content.
        assert!(assignment(&["a".to_owned()], Some(&json!("x=@/etc/passwd"))).is_err());
    }

    #[test]
    fn a_patch_holds_what_changes_and_its_address_ends_where_it_should() {
        let path = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        let places = [(path(["p", "q"]), Some(json!([1]))), (path(["p", "r"]), None)];
        let words = patch("/s/a b?c", "2023-01-01", &places);
        assert_eq!(words[4], "https://management.azure.com/s/a%20b%3Fc?api-version=2023-01-01");
        assert_eq!(words[6], r#"{"p":{"q":[1],"r":null}}"#);
    }
}
