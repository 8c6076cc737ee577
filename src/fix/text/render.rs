//! Writing values anew: in brackets, or in block lines.

use super::style::Style;
use super::syntax::yaml;
use super::value::expressed;
use crate::source::{Kind, Style as Quote};
use serde_json::{Map, Value};

/// Whether a value in brackets goes over lines.
#[derive(Clone, Copy)]
pub(super) enum Layout<'a> {
    /// All on one line.
    OneLine,
    /// One line for each child; the line that it begins on has this indentation.
    Lines(&'a str),
}

/// Writing with the habits of a place.
pub(super) struct Pen<'a> {
    pub style: &'a Style<'a>,
    pub newline: &'static str,
    /// Whether text over several lines may become a block scalar.
    pub literals: bool,
}

impl Pen<'_> {
    /// A value in brackets, or a scalar.
    pub fn flow(&self, value: &Value, layout: Layout<'_>) -> String {
        match value {
            Value::Object(members) if !members.is_empty() => {
                let pairs =
                    |inner: Layout<'_>| members.iter().map(|(key, value)| self.pair(key, value, inner)).collect();
                format!("{{{}}}", self.children(layout, Kind::Object, pairs))
            }
            Value::Array(items) if !items.is_empty() => {
                let texts = |inner: Layout<'_>| items.iter().map(|value| self.flow(value, inner)).collect();
                format!("[{}]", self.children(layout, Kind::Array, texts))
            }
            _ => self.style.syntax.scalar(value, self.style.texts, true),
        }
    }

    /// A member in braces.
    pub fn pair(&self, key: &str, value: &Value, layout: Layout<'_>) -> String {
        let Style { syntax, before_colon, after_colon, .. } = self.style;
        let name = self.key(key, true);
        let value = match value {
            Value::Object(members) if syntax.declares(key) => self.declared(members, layout),
            _ => self.flow(value, layout),
        };
        format!("{name}{}{value}", syntax.between(&name, before_colon, after_colon))
    }

    /// What stands in a declaration: its parent is a name.
    fn declared(&self, members: &Map<String, Value>, layout: Layout<'_>) -> String {
        let texts = |inner: Layout<'_>| {
            let member = |(key, value): (&String, &Value)| match value.as_str().and_then(expressed) {
                Some(name) if key == "parent" => format!("parent: {name}"),
                _ => self.pair(key, value, inner),
            };
            members.iter().map(member).collect()
        };
        format!("{{{}}}", self.children(layout, Kind::Object, texts))
    }

    fn children(&self, layout: Layout<'_>, kind: Kind, texts: impl Fn(Layout<'_>) -> Vec<String>) -> String {
        let pad = if kind == Kind::Array { self.style.array_pad } else { self.style.object_pad };
        let Layout::Lines(indent) = layout else {
            let between = format!(",{}", self.style.comma);
            return format!("{pad}{}{pad}", texts(Layout::OneLine).join(&between));
        };
        let (newline, inner) = (self.newline, format!("{indent}{}", self.style.unit));
        let comma = if self.style.syntax.parts_by_lines(kind) { "" } else { "," };
        let lines = texts(Layout::Lines(&inner)).join(&format!("{comma}{newline}{inner}"));
        format!("{newline}{inner}{lines}{newline}{indent}")
    }

    fn key(&self, key: &str, flow: bool) -> String {
        self.style.syntax.key(key, self.style.keys, flow)
    }

    /// A value as block lines; the first begins at `column` and has no indentation here.
    pub fn block(&self, value: &Value, column: usize) -> String {
        let between = self.line_of(column);
        match value {
            Value::Object(members) if !members.is_empty() => {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| self.block_member(key, value, column)).collect();
                members.join(&between)
            }
            Value::Array(items) if !items.is_empty() => {
                let items: Vec<_> = items.iter().map(|value| self.block_item(value, column)).collect();
                items.join(&between)
            }
            _ => self.inline(value, self.style.texts, column),
        }
    }

    /// A member whose key begins at `column`.
    pub fn block_member(&self, key: &str, value: &Value, column: usize) -> String {
        let head = self.block_head(key);
        match self.below(value, column) {
            Some(inner) => format!("{head}{}{}", self.line_of(inner), self.block(value, inner)),
            None => format!("{head} {}", self.inline(value, self.style.texts, column + self.style.step)),
        }
    }

    /// A key with its colon.
    pub fn block_head(&self, key: &str) -> String {
        format!("{}{}:", self.key(key, false), self.style.before_colon)
    }

    /// An element whose dash stands at `column`.
    pub fn block_item(&self, value: &Value, column: usize) -> String {
        let gap = self.style.gap;
        format!("-{}{}", " ".repeat(gap), self.block(value, column + 1 + gap))
    }

    /// A scalar or an empty container where lines that belong to it begin at `column`.
    pub fn inline(&self, value: &Value, quote: Quote, column: usize) -> String {
        let may = self.literals && !matches!(quote, Quote::SingleQuoted | Quote::DoubleQuoted);
        let text = value.as_str().filter(|_| may);
        let literal = text.and_then(|text| yaml::literal(text, &" ".repeat(column), self.newline));
        literal.unwrap_or_else(|| self.style.syntax.scalar(value, quote, false))
    }

    /// The column of the lines below a key at `column`, for values that take lines.
    pub fn below(&self, value: &Value, column: usize) -> Option<usize> {
        match value {
            Value::Object(members) if !members.is_empty() => Some(column + self.style.step),
            Value::Array(items) if !items.is_empty() => Some(column + self.style.dash),
            _ => None,
        }
    }

    /// A line end and the indentation of the next line.
    pub fn line_of(&self, column: usize) -> String {
        format!("{}{}", self.newline, " ".repeat(column))
    }
}
