//! Values as YAML: on one line where they fit, else in block lines.

use crate::source::{Kind, plain_kind};
use serde_json::Value;

/// Lines are not made longer than this by what could stand in several.
const WIDTH: usize = 100;

/// A member whose key begins at `column`; further lines are indented to match.
pub(super) fn member(key: &str, value: &Value, column: usize) -> String {
    let head = format!("{}:", scalar(key));
    let flow = flow(value);
    match value {
        Value::Object(members) if !members.is_empty() && !fits(column, &head, &flow) => {
            let below = members.iter().map(|(key, value)| member(key, value, column + 2));
            format!("{head}{}", on_lines(below, column + 2))
        }
        Value::Array(items) if !items.is_empty() && !fits(column, &head, &flow) => {
            format!("{head}{}", on_lines(items.iter().map(|value| item(value, column + 2)), column + 2))
        }
        _ => format!("{head} {flow}"),
    }
}

/// An element whose dash stands at `column`.
fn item(value: &Value, column: usize) -> String {
    let flow = flow(value);
    match value {
        Value::Object(members) if !members.is_empty() && !fits(column, "-", &flow) => {
            let between = format!("\n{}", " ".repeat(column + 2));
            let members = members.iter().map(|(key, value)| member(key, value, column + 2));
            format!("- {}", members.collect::<Vec<_>>().join(&between))
        }
        _ => format!("- {flow}"),
    }
}

fn fits(column: usize, head: &str, flow: &str) -> bool {
    column + head.chars().count() + 1 + flow.chars().count() <= WIDTH
}

fn on_lines(parts: impl Iterator<Item = String>, column: usize) -> String {
    let indent = " ".repeat(column);
    parts.map(|part| format!("\n{indent}{part}")).collect()
}

/// A value on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text without quotes where nobody could take it for something else.
pub(super) fn scalar(text: &str) -> String {
    let harmless = |letter: char| letter.is_alphanumeric() || " /._-()*".contains(letter);
    let starts = text.starts_with(|letter: char| letter.is_alphanumeric() || letter == '/');
    let is_plain = starts && text.chars().all(harmless) && text.trim() == text && !is_other_in_old_yaml(text);
    if is_plain && plain_kind(text) == Kind::String { text.to_owned() } else { quoted(text) }
}

/// What YAML 1.1 takes for a boolean, which editors may show as one.
fn is_other_in_old_yaml(text: &str) -> bool {
    ["y", "n", "yes", "no", "on", "off"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A text in double quotes, with nothing but escapes that YAML and scripts have in common.
pub(super) fn quoted(text: &str) -> String {
    let letter = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        '\n' => "\\n".to_owned(),
        letter if ends_lines(letter) => format!("\\u{:04x}", u32::from(letter)),
        letter => letter.to_string(),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}

/// A text on one line.
pub(super) fn on_one_line(text: &str) -> String {
    text.chars().map(|letter| if ends_lines(letter) { ' ' } else { letter }).collect()
}

/// What ends a line to somebody, or is not seen.
fn ends_lines(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
}
