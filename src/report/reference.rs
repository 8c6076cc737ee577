//! A JSON Schema as a page to read: a table of keys for each kind of mapping.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes the page. `level` is the number of `#` before its title.
///
/// # Errors
/// Those of the writer.
pub fn write_reference(schema: &Value, level: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Reference { level, root: schema, seen: BTreeMap::new(), next: Vec::new() };
    let title = schema.get("title").and_then(Value::as_str).unwrap_or_default();
    writeln!(out, "{} {title}", "#".repeat(level))?;
    if let Some(about) = about(schema) {
        writeln!(out, "\n{about}")?;
    }
    page.enter(schema, "");
    while let Some((path, schema)) = page.next.pop() {
        page.section(&path, schema, out)?;
    }
    Ok(())
}

struct Reference<'s> {
    level: usize,
    root: &'s Value,
    /// Where a kind of mapping is told of, by its keys.
    seen: BTreeMap<String, String>,
    /// What is still to be told of, the next one last.
    next: Vec<(String, &'s Value)>,
}

impl<'s> Reference<'s> {
    /// What a reference inside of the schema leads to.
    fn followed(&self, schema: &'s Value) -> &'s Value {
        let place = schema.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix('#'));
        place.and_then(|place| self.root.pointer(place)).unwrap_or(schema)
    }

    /// Goes to the mappings in a value, which are told of later. What is told of already is named.
    fn enter(&mut self, schema: &'s Value, path: &str) -> Option<String> {
        let schema = self.followed(schema);
        for choice in choices(schema) {
            let told = self.enter(choice, path);
            if told.is_some() {
                return told;
            }
        }
        if let Some(keys) = schema.get("properties") {
            let keys = keys.to_string();
            if let Some(told) = self.seen.get(&keys) {
                return Some(told.clone());
            }
            self.seen.insert(keys, path.to_owned());
            self.next.push((path.to_owned(), schema));
            return None;
        }
        let items = schema.get("items").map(|items| (items, format!("{path}[]")));
        let values = schema.get("additionalProperties").map(|values| (values, below(path, "NAME")));
        let (inner, path) = items.or(values)?;
        self.enter(inner, &path)
    }

    fn section(&mut self, path: &str, schema: &'s Value, out: &mut dyn Write) -> io::Result<()> {
        if !path.is_empty() {
            writeln!(out, "\n{} `{path}`", "#".repeat(self.level + 1))?;
            if let Some(about) = about(schema) {
                writeln!(out, "\n{about}")?;
            }
        }
        writeln!(out, "\n| key | holds | what it says |\n|---|---|---|")?;
        let required: Vec<&str> = texts(schema.get("required")).collect();
        let waiting = self.next.len();
        for (name, key) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let told = self.enter(key, &below(path, name));
            let mut holds = self.holds(key);
            if let Some(told) = told {
                holds += &format!(", as `{told}`");
            }
            let mark = if required.contains(&name.as_str()) { " (required)" } else { "" };
            writeln!(out, "| `{name}`{mark} | {} | {} |", cell(&holds), cell(&said(self.followed(key))))?;
        }
        for (pattern, key) in schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
            let name = pattern.trim_start_matches('^');
            writeln!(out, "| `{name}…` | {} | {} |", cell(&self.holds(key)), cell(&said(key)))?;
        }
        // In the order of the keys.
        self.next[waiting..].reverse();
        Ok(())
    }

    /// What kind of value it is, in words.
    fn holds(&self, schema: &'s Value) -> String {
        let schema = self.followed(schema);
        if let Some(words) = words(schema) {
            return words;
        }
        let mut kinds: Vec<String> = choices(schema).map(|choice| self.holds(choice)).collect();
        kinds.extend(types(schema).map(|kind| self.kind(schema, kind)));
        kinds.dedup();
        if kinds.is_empty() { "any value".to_owned() } else { kinds.join(" or ") }
    }

    fn kind(&self, schema: &'s Value, kind: &str) -> String {
        let inner = |name: &str| schema.get(name).filter(|inner| inner.is_object()).map(|inner| self.holds(inner));
        match kind {
            "string" => "text".to_owned(),
            "integer" => "whole number".to_owned(),
            "number" => "number".to_owned(),
            "boolean" => "`true` or `false`".to_owned(),
            "array" => match inner("items") {
                Some(items) => format!("list of: {items}"),
                None => "list".to_owned(),
            },
            _ => match inner("additionalProperties").filter(|_| schema.get("properties").is_none()) {
                Some(values) => format!("mapping of names to: {values}"),
                None => "mapping".to_owned(),
            },
        }
    }
}

/// The way to a key.
fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The schemas of which one has to hold, where they are more than conditions on keys.
fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = ["anyOf", "oneOf"].into_iter().filter_map(|name| schema.get(name).and_then(Value::as_array));
    let is_kind = |choice: &&Value| {
        let is_null = choice.get("type").and_then(Value::as_str) == Some("null");
        !is_null && (choice.get("type").is_some() || choice.get("const").is_some() || choice.get("$ref").is_some())
    };
    lists.flatten().filter(is_kind)
}

/// The words that a value may be, where it is one of some.
fn words(schema: &Value) -> Option<String> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let constant = schema.get("const");
    let words = listed.chain(constant).filter(|word| !word.is_null());
    let words: Vec<String> = words.map(|word| format!("`{}`", plain(word))).collect();
    (!words.is_empty()).then(|| words.join(" or "))
}

fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let kind = schema.get("type");
    let one = kind.and_then(Value::as_str).into_iter();
    one.chain(texts(kind)).filter(|kind| *kind != "null")
}

fn texts(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn about(schema: &Value) -> Option<&str> {
    schema.get("description").and_then(Value::as_str)
}

/// What is said of a key: what it is for, what its words mean, and an example.
fn said(schema: &Value) -> String {
    let mut said = about(schema).unwrap_or_default().to_owned();
    for choice in choices(schema) {
        if let (Some(word), Some(about)) = (choice.get("const"), about(choice)) {
            said += &format!(" `{}`: {about}", plain(word));
        }
    }
    if let Some(default) = schema.get("default") {
        said += &format!(" `{}` where nothing is said.", plain(default));
    }
    if let Some(example) = example(schema) {
        said += &format!(" Such as `{}`.", plain(&example));
    }
    said
}

/// An example of a value, or of a list with an example of an element.
fn example(schema: &Value) -> Option<Value> {
    let first = |schema: &Value| schema.get("examples").and_then(|examples| examples.get(0)).cloned();
    let is_empty = |example: &Value| example.as_object().is_some_and(Map::is_empty);
    let of_element = || Some(Value::from(vec![first(schema.get("items")?).filter(|example| !example.is_object())?]));
    first(schema).filter(|example| !is_empty(example)).or_else(of_element)
}

/// A value as YAML writes it on one line.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if reads_otherwise(text) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{key}: {}", inner(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The same inside of a list or a mapping, where a text with a sign of YAML in it needs quotes.
fn inner(value: &Value) -> String {
    match value {
        Value::String(text) if text.contains(|letter: char| "*{}[],#&!|>'\"%@:".contains(letter)) => value.to_string(),
        other => plain(other),
    }
}

/// Whether YAML takes a text for something else where it has no quotes.
fn reads_otherwise(text: &str) -> bool {
    text.parse::<f64>().is_ok() || ["true", "false", "null", "~", ""].contains(&text)
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
