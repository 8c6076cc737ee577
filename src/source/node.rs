//! The cursor that every other room holds.

use super::members::{self, Items, Members};
use super::tree::{ESCAPED, KEY_ESCAPED, MEMBER, Record, UNKNOWN, unquoted};
use super::{Document, Location, Position, scan, schema};
use std::borrow::Cow;
use std::fmt;

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

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes: JSON's numbers and literals, YAML's plain scalars.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`, as every JSON string.
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// Where the content of a block scalar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// The content's first line, 1-based.
    pub line: u32,
    /// The blanks before each line that do not belong to the content.
    pub indent: u32,
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
///
/// An alias has the kind, the members and the value of its target, and its own place in the text.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(super) document: &'d Document,
    pub(super) id: NodeId,
    /// An alias or a merge key was followed on the way here.
    pub(super) aliased: bool,
}

impl<'d> Node<'d> {
    /// The document that it belongs to.
    pub fn document(self) -> &'d Document {
        self.document
    }

    /// Its number, for [`Document::node`].
    pub fn id(self) -> NodeId {
        self.id
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.target_record().kind().unwrap_or(Kind::Null)
    }

    /// The member of that name: the one written so, else the first that differs in ASCII case only; merged ones after its
    /// own. `None` on anything but objects.
    pub fn get(self, name: &str) -> Option<Node<'d>> {
        let mut caseless = None;
        for member in members::own(self) {
            match member.key_match(name) {
                Match::Exact => return Some(member),
                Match::Caseless => caseless = caseless.or(Some(member)),
                Match::None => {}
            }
        }
        if !members::has_merge(self) {
            return caseless;
        }
        let sources = || members::merge_sources(self).into_iter();
        let merged = || sources().find_map(|source| source.get_exact(name));
        caseless.or_else(merged).or_else(|| sources().find_map(|source| source.get(name)))
    }

    /// The member of exactly that name.
    pub fn get_exact(self, name: &str) -> Option<Node<'d>> {
        let own = members::own(self).find(|member| member.key_match(name) == Match::Exact);
        if own.is_some() || !members::has_merge(self) {
            return own;
        }
        members::merge_sources(self).into_iter().find_map(|source| source.get_exact(name))
    }

    /// Whether it is an object with a member of one of these names, in any ASCII case.
    pub fn has_any(self, names: &[&str]) -> bool {
        // Upper and lower case of a letter share these bits, and most keys begin like none of the names.
        let letter = |byte: u8| 1u32 << (byte & 31);
        let letters = names.iter().filter_map(|name| name.bytes().next()).fold(0, |all, byte| all | letter(byte));
        let may_be = |member: Node<'d>| member.key_letter().is_none_or(|byte| letters & letter(byte) != 0);
        let is_named =
            |member: Node<'d>| may_be(member) && names.iter().any(|name| member.key_match(name) != Match::None);
        members::own(self).any(is_named)
            || members::has_merge(self) && members::merge_sources(self).iter().any(|source| source.has_any(names))
    }

    /// The elements of an array; none on anything else.
    pub fn items(self) -> Items<'d> {
        members::items(self)
    }

    /// The element of an array at a 0-based index.
    pub fn item(self, index: usize) -> Option<Node<'d>> {
        self.items().nth(index)
    }

    /// The members of an object in the order of the text, merged ones last; none on anything else.
    pub fn members(self) -> Members<'d> {
        members::members(self)
    }

    /// The number of items or members; 0 on scalars.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Array => self.items().count(),
            Kind::Object => self.members().count(),
            _ => 0,
        }
    }

    /// Its value; `None` on containers.
    pub fn scalar(self) -> Option<Scalar<'d>> {
        match self.kind() {
            Kind::Null => Some(Scalar::Null),
            Kind::Bool => Some(Scalar::Bool(self.decoded().starts_with(['t', 'T']))),
            Kind::Number => Some(schema::number(&self.decoded())),
            Kind::String => Some(Scalar::Text(self.decoded())),
            Kind::Array | Kind::Object => None,
        }
    }

    /// Its text when it is a string.
    pub fn text(self) -> Option<Cow<'d, str>> {
        (self.kind() == Kind::String).then(|| self.decoded())
    }

    /// The value as it stands in the file, quotes included.
    pub fn raw(self) -> &'d str {
        let Span { start, end } = self.span();
        self.document.text().get(start as usize..end as usize).unwrap_or_default()
    }

    /// Where the value stands.
    pub fn span(self) -> Span {
        let record = self.record();
        Span { start: record.value_start(), end: record.end }
    }

    /// Where the key of a member stands, quotes included.
    pub fn key_span(self) -> Option<Span> {
        let span = || self.document.tree.key_span(self.document.text(), self.id);
        self.is_member().then(span).map(|(start, end)| Span { start: start as u32, end: end as u32 })
    }

    /// The key of a member.
    pub fn key(self) -> Option<Cow<'d, str>> {
        self.is_member().then(|| self.own_key())
    }

    /// The place of the value's first character; of a derived value that of its origin, as all places.
    pub fn position(self) -> Position {
        let shown = self.shown();
        shown.document.position(shown.record().value_start())
    }

    /// The place of a member's key, else of the value.
    pub fn start(self) -> Position {
        let shown = self.shown();
        shown.key_span().map_or_else(|| shown.position(), |key| shown.document.position(key.start))
    }

    /// Where the value begins, with its file.
    pub fn location(self) -> Location {
        let (shown, Position { line, column }) = (self.shown(), self.position());
        Location { file: shown.document.name().to_owned(), line, column }
    }

    /// The reason, when this very node is unknown.
    pub fn unknown(self) -> Option<&'d str> {
        let target = self.target();
        let marked = |node: Node<'d>| node.record().has(UNKNOWN).then(|| node.document.tree.unknown(node.id)).flatten();
        marked(self).or_else(|| marked(target))
    }

    /// Whether it is an alias, or was reached through an alias or a merge key: it may stand in several places.
    pub fn is_aliased(self) -> bool {
        self.aliased || self.target().aliased
    }

    /// How a scalar is written; [`Style::Plain`] for containers.
    pub fn style(self) -> Style {
        let target = self.target();
        match target.raw().as_bytes().first() {
            _ if matches!(target.kind(), Kind::Array | Kind::Object) => Style::Plain,
            Some(b'"') => Style::DoubleQuoted,
            Some(b'\'') => Style::SingleQuoted,
            Some(b'|') => Style::Literal,
            Some(b'>') => Style::Folded,
            _ => Style::Plain,
        }
    }

    /// Where the lines of a block scalar stand; `None` for any other node.
    pub fn block_indent(self) -> Option<Block> {
        if !matches!(self.style(), Style::Literal | Style::Folded) {
            return None;
        }
        let target = self.target();
        let written = target.raw().lines().skip(1).find(|line| !line.trim_start_matches(' ').is_empty());
        let decoded = target.decoded();
        let meant = decoded.lines().find(|line| !line.trim_start_matches(' ').is_empty());
        let blanks = |line: &str| (line.len() - line.trim_start_matches(' ').len()) as u32;
        let indent = written.map_or(0, blanks).saturating_sub(meant.map_or(0, blanks));
        Some(Block { line: target.position().line + 1, indent })
    }

    #[inline]
    pub(super) fn record(self) -> Record {
        self.document.tree.record(self.id)
    }

    /// The node that an alias stands for; any other node itself.
    #[inline]
    pub(super) fn target(self) -> Node<'d> {
        let id = self.document.tree.target(self.id);
        Node { id, aliased: self.aliased || id != self.id, ..self }
    }

    #[inline]
    pub(super) fn target_record(self) -> Record {
        self.target().record()
    }

    pub(super) fn own_key(self) -> Cow<'d, str> {
        self.document.tree.key(self.document.text(), self.id)
    }

    fn is_member(self) -> bool {
        self.record().has(MEMBER)
    }

    /// The text that a scalar stands for.
    fn decoded(self) -> Cow<'d, str> {
        let target = self.target();
        let raw = target.raw();
        if !target.record().has(ESCAPED) {
            return Cow::Borrowed(unquoted(raw));
        }
        match self.document.tree.stored_value(target.id) {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(scan::unescape(raw)),
        }
    }

    /// The first byte of a member's key, where it is a JSON key without escapes.
    #[inline]
    fn key_letter(self) -> Option<u8> {
        let record = self.record();
        let is_plain = self.document.tree.has_json_keys() && !record.has(KEY_ESCAPED);
        self.document.text().as_bytes().get(record.start as usize + 1).copied().filter(|_| is_plain)
    }

    /// Compares a member's key with a name. A JSON key without escapes is compared where it stands: its first
    /// letter, and the closing quote at the right distance, sort out nearly all others.
    #[inline]
    fn key_match(self, name: &str) -> Match {
        let tree = &self.document.tree;
        let record = self.record();
        if record.has(KEY_ESCAPED) || !tree.has_json_keys() {
            return compare(self.own_key().as_bytes(), name.as_bytes());
        }
        let text = self.document.text().as_bytes();
        let start = record.start as usize + 1;
        let differs = |(letter, first): (&u8, &u8)| !letter.eq_ignore_ascii_case(first);
        if text.get(start).zip(name.as_bytes().first()).is_some_and(differs) {
            return Match::None;
        }
        let end = start + name.len();
        // A name with a quote could reach past the key; it only equals keys with escapes.
        match text.get(start..end) {
            Some(key) if text.get(end) == Some(&b'"') && !name.contains('"') => compare(key, name.as_bytes()),
            _ => Match::None,
        }
    }
}

/// How a key equals a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    None,
    Caseless,
    Exact,
}

#[inline]
fn compare(key: &[u8], name: &[u8]) -> Match {
    if key == name {
        Match::Exact
    } else if key.eq_ignore_ascii_case(name) {
        Match::Caseless
    } else {
        Match::None
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position();
        write!(formatter, "{:?} at {}:{line}:{column}", self.kind(), self.shown().document.name())
    }
}
