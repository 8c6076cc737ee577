//! Entries that are added to files that people write: settings and exemptions. All else stays as it was written.

use super::text::{self, Change};
use crate::check::node_to_json;
use crate::source::{Document, Kind, Node, plain_kind};
use serde_json::Value;

/// The text of a file with one more entry at the end of a list: of a setting's, or of the list that the file is when `key`
/// is `None`.
///
/// # Errors
///
/// With the reason why the entry must be added by hand.
pub fn record(name: &str, text: &str, key: Option<&str>, entry: &Value) -> Result<String, String> {
    let document = parsed(name, text)?;
    let Some(top) = document.root().item(0).filter(|top| top.kind() != Kind::Null) else {
        return below_the_end(name, text, key, entry);
    };
    let Some(key) = key else {
        let more = Change::Append { list: top.id(), values: vec![entry.clone()] };
        let below = proven_below(&document, name, None, entry, &more).filter(|_| top.kind() == Kind::Array);
        return below.map_or_else(|| append(&document, top, entry, "the file"), Ok);
    };
    if top.kind() != Kind::Object {
        return Err("its settings are no mapping".to_owned());
    }
    match top.get_exact(key) {
        Some(list) => append(&document, list, entry, &format!("`{key}`")),
        None => {
            let keys = vec![key.to_owned()];
            let insert = Change::Insert { object: top.id(), keys, value: Value::Array(vec![entry.clone()]) };
            let below = proven_below(&document, name, Some(key), entry, &insert);
            below.map_or_else(|| changed(&document, insert), Ok)
        }
    }
}

/// The text of settings with one more setting.
///
/// # Errors
///
/// With the reason why it must be added by hand.
pub fn set(name: &str, text: &str, key: &str, value: &str) -> Result<String, String> {
    let document = parsed(name, text)?;
    let Some(top) = document.root().item(0).filter(|top| top.kind() != Kind::Null) else {
        return Ok(format!("{}{key}: {}{}", ended(text), scalar(&value.into()), newline(text)));
    };
    match (top.kind(), top.get_exact(key)) {
        (Kind::Object, None) => {
            changed(&document, Change::Insert { object: top.id(), keys: vec![key.to_owned()], value: value.into() })
        }
        (Kind::Object, Some(old)) => changed(&document, Change::Replace { node: old.id(), value: value.into() }),
        _ => Err("its settings are no mapping".to_owned()),
    }
}

fn append(document: &Document, list: Node<'_>, entry: &Value, name: &str) -> Result<String, String> {
    let values = vec![entry.clone()];
    match list.kind() {
        Kind::Array => changed(document, Change::Append { list: list.id(), values }),
        Kind::Null => changed(document, Change::Replace { node: list.id(), value: Value::Array(values) }),
        _ => Err(format!("{name} is no list")),
    }
}

/// Lines at the end, when they mean the same as the change: they are easier to read than what the neighbours may suggest.
fn proven_below(document: &Document, name: &str, key: Option<&str>, entry: &Value, change: &Change) -> Option<String> {
    let below = below_the_end(name, document.text(), key, entry).ok()?;
    text::verify(document, std::slice::from_ref(change), &below).is_ok().then_some(below)
}

/// The text with a list of one entry at its end.
fn below_the_end(name: &str, text: &str, key: Option<&str>, entry: &Value) -> Result<String, String> {
    let newline = newline(text);
    let indent = if key.is_some() { "  " } else { "" };
    let head = key.map(|key| format!("{key}:{newline}")).unwrap_or_default();
    let lines = match entry.as_object() {
        Some(members) => members.iter().map(|(key, value)| format!("{key}: {}", scalar(value))).collect(),
        None => vec![scalar(entry)],
    };
    let lines = lines.join(&format!("{newline}{indent}  "));
    let below = format!("{}{head}{indent}- {lines}{newline}", ended(text));
    let document = parsed(name, &below)?;
    let top = document.root().item(0);
    let list = key.map_or(top, |key| top.and_then(|settings| settings.get_exact(key)));
    if list.and_then(|list| list.items().last()).is_some_and(|held| node_to_json(held) == *entry) {
        return Ok(below);
    }
    Err("its end takes no more entries".to_owned())
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The text with an end of its last line.
fn ended(text: &str) -> String {
    let whole = text.trim_start_matches('\u{feff}').is_empty() || text.ends_with('\n');
    if whole { text.to_owned() } else { format!("{text}{}", newline(text)) }
}

/// A value on one line, without quotes where nobody could take it for something else. JSON's quotes are YAML's too.
fn scalar(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(scalar).collect::<Vec<_>>().join(", ")),
        Value::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_plain(text: &str) -> bool {
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || " /._-".contains(letter);
    let starts = text.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '/');
    let starts = starts || text.starts_with("./") || text.starts_with("../");
    text.chars().all(harmless) && starts && text.trim() == text && plain_kind(text) == Kind::String
}

fn parsed(name: &str, text: &str) -> Result<Document, String> {
    Document::parse(name, text.as_bytes().to_vec()).map_err(|problem| problem.message)
}

/// The text after a change, proven.
fn changed(document: &Document, change: Change) -> Result<String, String> {
    let changes = [change];
    let (edits, refusals) = text::plan(document, &changes);
    if let Some(refusal) = refusals.into_iter().next() {
        return Err(refusal.reason);
    }
    let new_text = text::apply(document.text(), &edits);
    text::verify(document, &changes, &new_text).map(|_| new_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_is_added_and_all_else_stays() {
        let value = json!({ "recommendation": "min-tls", "resource": "/s/a", "reason": "Old: clients # 2" });
        let entry = "  - recommendation: min-tls\n    resource: /s/a\n    reason: \"Old: clients # 2\"\n";
        let old = "  - recommendation: x\n    resource: /s/b # here\n    reason: Old.\n";
        let cases = [
            (String::new(), format!("declined:\n{entry}")),
            ("# Nothing yet.".to_owned(), format!("# Nothing yet.\ndeclined:\n{entry}")),
            ("declined: # later\n".to_owned(), format!("declined: # later\n{entry}")),
            ("# One\na: {} # two\n".to_owned(), format!("# One\na: {{}} # two\ndeclined:\n{entry}")),
            ("a: [b] # c\r\n".to_owned(), format!("a: [b] # c\r\ndeclined:\r\n{}", entry.replace('\n', "\r\n"))),
            ("a: |\n  text\n\n".to_owned(), format!("a: |\n  text\n\ndeclined:\n{entry}")),
            (format!("declined:\n{old}# end\n"), format!("declined:\n{old}{entry}# end\n")),
        ];
        for (text, expected) in cases {
            let new = record("uplift.yaml", &text, Some("declined"), &value).expect("it can be added");
            // Which quotes a text gets depends on its neighbours.
            assert_eq!(new.replace('\'', "\""), expected);
        }
        let flow = record("uplift.yaml", "{ policies: [a] }\n", Some("declined"), &value).expect("it can be added");
        assert!(flow.starts_with("{ policies: [a], declined: ["), "{flow}");
        assert!(record("uplift.yaml", "declined: x\n", Some("declined"), &value).is_err());
        assert!(record("uplift.yaml", "- x\n", Some("declined"), &value).is_err());
    }

    #[test]
    fn a_file_that_is_a_list_gets_one_more() {
        let value = json!({ "id": "b", "recommendations": ["x", "true"], "expiresOn": "2027-03-31" });
        let entry = "- id: b\n  recommendations: [x, \"true\"]\n  expiresOn: 2027-03-31\n";
        let add = |text: &str| record("exemptions.yaml", text, None, &value);
        assert_eq!(add(""), Ok(entry.to_owned()));
        assert_eq!(add("# Ours\n"), Ok(format!("# Ours\n{entry}")));
        let old = "# Ours\n- id: a # here\n  recommendations: [y]\n";
        let new = add(old).expect("it can be added");
        assert!(new.starts_with(old), "{new}");
        assert!(add("a: b\n").is_err());
    }

    #[test]
    fn a_setting_is_added() {
        let cases = [
            ("", "baseline: b.yaml\n"),
            ("# Ours", "# Ours\nbaseline: b.yaml\n"),
            ("a: b # c\n", "a: b # c\nbaseline: b.yaml\n"),
            ("baseline: # none\na: b\n", "baseline: b.yaml # none\na: b\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(set("uplift.yaml", text, "baseline", "b.yaml").as_deref(), Ok(expected), "{text}");
        }
        assert!(set("uplift.yaml", "- x\n", "baseline", "b.yaml").is_err());
    }
}
