//! Bicep: braces as in JSON, where line ends part what stands in them, and names need no quotes.

use super::super::gaps;
use super::{Syntax, json::Json};
use crate::source::{Kind, Style as Quote};
use serde_json::Value;

#[derive(Debug)]
pub(super) struct Bicep;

impl Syntax for Bicep {
    fn is_rigid(&self) -> bool {
        true
    }

    fn parts_by_lines(&self, _: Kind) -> bool {
        true
    }

    fn comment(&self, text: &str, at: usize) -> Option<usize> {
        let is_directive = text.get(at..).is_some_and(|rest| rest.starts_with('#'));
        if is_directive { Some(gaps::comment_end(text, at)) } else { Json.comment(text, at) }
    }

    fn scalar(&self, value: &Value, _: Quote, _: bool) -> String {
        match value {
            Value::String(text) => quoted(text),
            other => other.to_string(),
        }
    }

    fn key(&self, key: &str, _: Quote, _: bool) -> String {
        if is_name(key) || self.declares(key) { key.to_owned() } else { quoted(key) }
    }

    fn between(&self, key: &str, before: &str, after: &str) -> String {
        if self.declares(key) { " = ".to_owned() } else { format!("{before}:{after}") }
    }

    fn pad(&self) -> &'static str {
        " "
    }

    fn closed(&self, text: &str, end: usize) -> usize {
        let next = gaps::skip(text, end, self);
        if text[next..].starts_with(')') { self.closed(text, next + 1) } else { end }
    }

    fn declares(&self, key: &str) -> bool {
        key.starts_with("resource ") && key.ends_with('\'')
    }

    fn refusal(&self, value: &Value) -> Option<&'static str> {
        match value {
            Value::Number(number) if number.as_i64().is_none() => Some("Bicep has no such numbers"),
            Value::Array(items) => items.iter().find_map(|item| self.refusal(item)),
            Value::Object(members) => members.iter().find_map(|(key, member)| match self.declares(key) {
                true => Some("in Bicep no property has such a name"),
                false => self.refusal(member),
            }),
            _ => None,
        }
    }
}

/// Whether it stands for itself without quotes.
fn is_name(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    text.starts_with(is_letter) && text.chars().all(|letter| is_letter(letter) || letter.is_ascii_digit())
}

/// A text in single quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => quoted.push_str("\\\\"),
            '\'' => quoted.push_str("\\'"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' if letters.peek() == Some(&'{') => quoted.push_str("\\$"),
            _ if letter.is_control() || letter == '\u{feff}' => {
                quoted.push_str(&format!("\\u{{{:x}}}", u32::from(letter)))
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "'"
}
