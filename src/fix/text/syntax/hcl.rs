//! HCL: bodies of attributes and blocks, a line each, and values in brackets.

use super::super::gaps;
use super::{Syntax, json};
use crate::source::{Kind, Node, Style as Quote};
use serde_json::Value;

#[derive(Debug)]
pub(super) struct Hcl;

impl Syntax for Hcl {
    fn is_rigid(&self) -> bool {
        true
    }

    fn parts_by_lines(&self, kind: Kind) -> bool {
        kind == Kind::Object
    }

    fn opens_over_lines(&self, kind: Kind) -> bool {
        kind == Kind::Object
    }

    fn comment(&self, text: &str, at: usize) -> Option<usize> {
        let is_line = text.get(at..).is_some_and(|rest| rest.starts_with('#'));
        if is_line { Some(gaps::comment_end(text, at)) } else { json::Json.comment(text, at) }
    }

    fn scalar(&self, value: &Value, _: Quote, _: bool) -> String {
        match value {
            Value::String(text) => quoted(text),
            other => other.to_string(),
        }
    }

    fn key(&self, key: &str, _: Quote, _: bool) -> String {
        if is_name(key) { key.to_owned() } else { quoted(key) }
    }

    fn between(&self, _: &str, _: &str, _: &str) -> String {
        " = ".to_owned()
    }

    fn pad(&self) -> &'static str {
        " "
    }

    fn closed(&self, text: &str, end: usize) -> usize {
        let next = gaps::skip(text, end, self);
        if text[next..].starts_with(')') { self.closed(text, next + 1) } else { end }
    }

    fn declares(&self, key: &str) -> bool {
        key.ends_with(MARK)
    }

    fn read_as<'k>(&self, key: &'k str) -> &'k str {
        key.strip_suffix(MARK).unwrap_or(key)
    }

    fn is_called_alike(&self, one: &str, other: &str) -> bool {
        one == other || unnumbered(one) == unnumbered(other)
    }

    fn is_body(&self, node: Node<'_>) -> bool {
        is_body(node)
    }

    fn refusal(&self, value: &Value) -> Option<&'static str> {
        match value {
            Value::String(text) if text.contains('\0') => Some("HCL has no such text"),
            Value::Array(items) => items.iter().find_map(|item| self.refusal(item)),
            Value::Object(members) => members.values().find_map(|member| self.refusal(member)),
            _ => None,
        }
    }
}

/// What a key ends with that stands for a block, so that it is none of an attribute.
pub(in crate::fix::text) const MARK: &str = " {";

/// The name of a block without its number among those that are called alike.
pub(in crate::fix::text) fn unnumbered(key: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    key.rsplit_once(' ').filter(|(_, number)| is_number(number)).map_or(key, |(name, _)| name)
}

/// Whether an object is what stands in a block: no sign stands between it and its key.
pub(in crate::fix::text) fn is_body(node: Node<'_>) -> bool {
    let text = node.document().text();
    let sign = |key_end: u32| text.get(key_end as usize..node.span().start as usize).unwrap_or_default();
    node.kind() == Kind::Object && node.key_span().is_some_and(|key| !sign(key.end).contains(['=', ':']))
}

/// Whether it stands for itself without quotes.
fn is_name(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    text.starts_with(is_letter)
        && text.chars().all(|letter| is_letter(letter) || letter.is_ascii_digit() || letter == '-')
}

/// A text in quotes, in which nothing is worked out.
pub(in crate::fix::text) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' | '%' if letters.peek() == Some(&'{') => quoted.extend([letter, letter]),
            _ if letter.is_control() || letter == '\u{feff}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}
