//! The cursor that every other room holds.

use super::Document;
use std::borrow::Cow;

/// A node's number in its document's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// A range of bytes in a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Text.
    String,
    /// A list. The document's root is one too: a list of its documents.
    Array,
    /// A mapping.
    Object,
}

/// A scalar's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'d> {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text, decoded; borrowed when nothing needed decoding.
    Text(Cow<'d, str>),
}

/// A cursor into a document. Aliases and merge keys (YAML) are followed; the last of duplicate keys counts.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(super) document: &'d Document,
    pub(super) id: NodeId,
}
// API (signatures are the contract between rooms):
// impl<'d> Node<'d> {
//   pub fn document(self) -> &'d Document
//   pub fn id(self) -> NodeId
//   pub fn kind(self) -> Kind
//   pub fn get(self, name: &str) -> Option<Node<'d>>          exact, then without regard to ASCII case; None on non-objects
//   pub fn get_exact(self, name: &str) -> Option<Node<'d>>
//   pub fn items(self) -> impl Iterator<Item = Node<'d>>       array elements; none on others
//   pub fn item(self, index: usize) -> Option<Node<'d>>
//   pub fn members(self) -> impl Iterator<Item = (Cow<'d, str>, Node<'d>)>   document order, shadowed duplicates left out, merged keys after own
//   pub fn len(self) -> usize                                  number of items or members; 0 on scalars
//   pub fn scalar(self) -> Option<Scalar<'d>>                  None on containers
//   pub fn text(self) -> Option<Cow<'d, str>>                  only for Kind::String
//   pub fn raw(self) -> &'d str                                its text in the file
//   pub fn span(self) -> Span                                  of the value
//   pub fn key_span(self) -> Option<Span>                      of the key when it is a member (quotes included)
//   pub fn position(self) -> Position                          of the value's first character
//   pub fn unknown(self) -> Option<&'d str>                    the reason, when this very node is unknown
// }
// impl Document {
//   pub fn parse(name: impl Into<String>, bytes: Vec<u8>) -> Result<Document, Problem>       format by extension, else by content
//   pub fn name(&self) -> &str;  pub fn format(&self) -> Format { Json, Ndjson, Yaml };  pub fn text(&self) -> &str
//   pub fn root(&self) -> Node<'_>;  pub fn node(&self, id: NodeId) -> Node<'_>
//   pub fn position(&self, offset: u32) -> Position;  pub fn line(&self, line: u32) -> &str (without line end)
//   pub fn location(&self, node: Node) -> Location
//   pub fn mark_unknown(&mut self, id: NodeId, reason: &str)
//   pub fn duplicate_keys(&self) -> impl Iterator<Item = (String key, Position of the shadowed key)>
// }
