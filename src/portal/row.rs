//! A row of an export, whichever way it is spelt.

use crate::source::{Kind, Location, Node, Scalar};
use std::borrow::Cow;

/// A row: an object, or the cells of a table under its columns.
#[derive(Clone)]
pub(super) struct Row<'d> {
    node: Node<'d>,
    columns: Option<&'d [Cow<'d, str>]>,
}

impl<'d> Row<'d> {
    pub fn object(node: Node<'d>) -> Self {
        Self { node, columns: None }
    }

    pub fn cells(node: Node<'d>, columns: &'d [Cow<'d, str>]) -> Self {
        Self { node, columns: Some(columns) }
    }

    pub fn node(&self) -> Node<'d> {
        self.node
    }

    pub fn location(&self) -> Location {
        self.node.location()
    }

    /// A field of the row, and no property.
    pub fn field(&self, name: &str) -> Option<Node<'d>> {
        let found = match self.columns {
            None => self.node.get(name),
            Some(columns) => {
                let place = columns.iter().position(|column| column.eq_ignore_ascii_case(name))?;
                self.node.item(place)
            }
        };
        found.filter(|node| node.kind() != Kind::Null)
    }

    pub fn text(&self, name: &str) -> Option<Cow<'d, str>> {
        self.field(name)?.text().filter(|text| !text.is_empty())
    }

    /// A property; tools that flatten rows write it beside the fields.
    pub fn property(&self, name: &str) -> Option<Node<'d>> {
        let inside = self.field("properties").and_then(|properties| properties.get(name));
        inside.filter(|node| node.kind() != Kind::Null).or_else(|| self.field(name))
    }

    pub fn property_text(&self, name: &str) -> Option<Cow<'d, str>> {
        self.property(name)?.text().filter(|text| !text.is_empty())
    }
}

/// The text at a path of members.
pub(super) fn text_at<'d>(node: Option<Node<'d>>, name: &str) -> Option<Cow<'d, str>> {
    node?.get(name)?.text().filter(|text| !text.is_empty())
}

/// A whole number that is not negative.
pub(super) fn whole(node: Option<Node<'_>>) -> Option<u64> {
    match node?.scalar()? {
        Scalar::Int(number) => u64::try_from(number).ok(),
        Scalar::Float(number) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => Some(number as u64),
        _ => None,
    }
}

/// Any number.
pub(super) fn number(node: Option<Node<'_>>) -> Option<f64> {
    match node?.scalar()? {
        Scalar::Int(number) => Some(number as f64),
        Scalar::Float(number) => Some(number),
        _ => None,
    }
}

/// Whether something is so; tools write it as a text, too.
pub(super) fn flag(node: Option<Node<'_>>) -> Option<bool> {
    let node = node?;
    match node.scalar()? {
        Scalar::Bool(is) => Some(is),
        Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
