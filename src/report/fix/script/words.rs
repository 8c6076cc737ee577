//! A recommendation's own `az` call, with the resource filled in.

use super::quote::percent_encoded;
use crate::inventory::Resource;
use crate::policy::{Parameter, Recommendation};
use serde_json::Value;

/// The words of the call, each to be passed whole.
///
/// # Errors
///
/// Why the call cannot be made for this resource.
pub(super) fn of_template(
    entry: &Recommendation,
    template: &[String],
    resource: &Resource,
) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    for (place, text) in template.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| template.get(before)).map_or("", String::as_str);
        let address = matches!(before, "--url" | "--uri" | "-u") || text.starts_with("https://");
        let word = filled(text, &|name| {
            let value = field(name, resource).or_else(|| parameter(name, &entry.parameters))?;
            Some(match text.as_bytes().first() {
                _ if address => percent_encoded(&value),
                Some(b'{' | b'[') => inside_json(value),
                _ => value,
            })
        })?;
        let written = text == &word;
        match words.last_mut() {
            _ if written || !word.starts_with('-') => words.push(word),
            // Apart from its option, it would be taken for another one.
            Some(option) if option.starts_with('-') && !option.contains('=') => *option = format!("{option}={word}"),
            _ => return Err("a part of its name would be taken for an option".to_owned()),
        }
        if !written {
            refuse_file(words.last().map_or("", String::as_str))?;
        }
    }
    Ok(words)
}

/// The command line reads the file that a word beginning with `@` names; and no word holds a zero byte.
pub(super) fn refuse_file(word: &str) -> Result<(), String> {
    if word.starts_with('@') || word.contains("=@") || word.contains('\0') {
        return Err("a part of it would be taken for the name of a file".to_owned());
    }
    Ok(())
}

/// Fills in each `${…}` once: what is filled in is not looked at again.
fn filled(text: &str, value: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str(&value(name).ok_or_else(|| format!("its file does not tell its `{name}`"))?);
        rest = behind;
    }
    Ok(filled + rest)
}

/// A text as it stands between the quotes of JSON.
fn inside_json(text: String) -> String {
    let json = Value::String(text).to_string();
    json[1..json.len() - 1].to_owned()
}

/// A field of the resource. An id that was made because the file has none is no address.
fn field(name: &str, resource: &Resource) -> Option<String> {
    resource.identity(name).filter(|value| name != "id" || value.starts_with('/')).map(str::to_owned)
}

fn parameter(name: &str, parameters: &[Parameter]) -> Option<String> {
    let name = name.strip_prefix("params.")?;
    match parameters.iter().find(|parameter| parameter.name == name)?.value.clone()? {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
