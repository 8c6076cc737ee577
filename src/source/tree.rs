//! The flat tree under a document: one record of 16 bytes a node, in the order of the text.
//!
//! Invariants: record 0 is the root, an array over the documents of the text. A record's descendants follow it
//! directly, so that its first child is the next record and its next sibling is `size` records on. A member's record
//! begins at its key; parents and JSON keys' ends are derived, never stored.

use super::scan;
use super::{Kind, NodeId};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The record begins with a key.
pub(super) const MEMBER: u8 = 1 << 3;
/// A later member of the same object has the same key.
pub(super) const SHADOWED: u8 = 1 << 4;
/// A scalar whose value is not its text as it stands; on an object: it has a merge key; on a list: it is no list, but what
/// stands in a value that is worked out.
pub(super) const ESCAPED: u8 = 1 << 5;
/// The same for the key.
pub(super) const KEY_ESCAPED: u8 = 1 << 6;
/// The tree holds a reason why the value is not known.
pub(super) const UNKNOWN: u8 = 1 << 7;

/// Why nothing is known of a value whose key is there in two spellings.
pub(super) const RESPELT: &str = "its key is written twice in one object, in two spellings";

/// What a record's lowest three bits say: the kinds in the order of their declaration.
const KINDS: [Kind; 6] = [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object];
/// The code of a YAML alias, which is no kind of its own.
pub(super) const ALIAS: u8 = 6;

/// A kind's code.
pub(super) fn code(kind: Kind) -> u8 {
    kind as u8
}

/// One node.
#[derive(Clone, Copy)]
pub(super) struct Record {
    /// First byte of the key of a member, of the value of any other node.
    pub start: u32,
    /// The value's offset from `start` in the upper 24 bits; below it the flags and the kind.
    value: u32,
    /// One past the value's last byte.
    pub end: u32,
    /// How many records this node and its descendants take.
    pub size: u32,
}

impl Record {
    /// A node without descendants; `value` is its offset from `start`, below 2^24, and `bits` its flags and code.
    #[inline]
    pub fn new(start: u32, value: u32, bits: u8, end: u32) -> Self {
        Self { start, value: value << 8 | u32::from(bits), end, size: 1 }
    }

    /// First byte of the value.
    pub fn value_start(self) -> u32 {
        self.start + (self.value >> 8)
    }

    /// The kind; `None` for an alias.
    pub fn kind(self) -> Option<Kind> {
        KINDS.get((self.value & 7) as usize).copied()
    }

    pub fn has(self, flag: u8) -> bool {
        self.value & u32::from(flag) != 0
    }

    pub fn set(&mut self, flag: u8) {
        self.value |= u32::from(flag);
    }
}

/// Why a parser gave up.
#[derive(Debug)]
pub(super) struct Fault {
    /// Where, in bytes of the text.
    pub offset: usize,
    pub message: String,
    pub help: &'static str,
}

impl Fault {
    pub fn new(offset: usize, message: impl Into<String>, help: &'static str) -> Self {
        Self { offset, message: message.into(), help }
    }
}

/// The records and what few nodes need beside them.
#[derive(Default)]
pub(super) struct Tree {
    pub records: Vec<Record>,
    /// Alias → target, in order of the alias.
    pub aliases: Vec<(u32, u32)>,
    /// YAML only: where each node's key ends, by node. JSON keys end at their closing quote.
    pub key_ends: Vec<u32>,
    /// YAML only: values and keys that differ from their text, in order of the node. JSON is decoded when it is read.
    pub values: Vec<(u32, Box<str>)>,
    pub keys: Vec<(u32, Box<str>)>,
    unknown: BTreeMap<u32, Box<str>>,
    /// Members that a later one of the same key shadows.
    pub shadowed: Vec<u32>,
    /// Of members that are one in several spellings, one each.
    pub respelt: Vec<u32>,
    /// YAML only: objects with a merge key.
    pub merging: Vec<u32>,
}

impl Tree {
    /// The record of a node; ids only come from this tree.
    pub fn record(&self, id: NodeId) -> Record {
        self.records[id.0 as usize]
    }

    /// The node that an alias stands for; any other node itself.
    pub fn target(&self, id: NodeId) -> NodeId {
        if self.record(id).kind().is_some() {
            return id;
        }
        lookup(&self.aliases, id).map_or(id, |&target| NodeId(target))
    }

    /// The value of a scalar whose record is marked [`ESCAPED`], when the parser stored it.
    pub fn stored_value(&self, id: NodeId) -> Option<&str> {
        lookup(&self.values, id).map(|text| &**text)
    }

    /// The bytes of a member's key, quotes included.
    pub fn key_span(&self, text: &str, id: NodeId) -> (usize, usize) {
        let start = self.record(id).start as usize;
        match self.key_ends.get(id.0 as usize) {
            Some(&end) => (start, end as usize),
            None => (start, scan::string_end(text.as_bytes(), start)),
        }
    }

    /// A member's key.
    pub fn key<'d>(&'d self, text: &'d str, id: NodeId) -> Cow<'d, str> {
        if let Some(key) = lookup(&self.keys, id) {
            return Cow::Borrowed(key);
        }
        let (start, end) = self.key_span(text, id);
        let raw = text.get(start..end).unwrap_or_default();
        if self.record(id).has(KEY_ESCAPED) { Cow::Owned(scan::unescape(raw)) } else { Cow::Borrowed(unquoted(raw)) }
    }

    /// The object's merge key asks for other objects' members.
    pub fn is_merge_key(&self, text: &str, id: NodeId) -> bool {
        let (start, end) = self.key_span(text, id);
        text.get(start..end) == Some("<<")
    }

    /// The reason of an unknown node.
    pub fn unknown(&self, id: NodeId) -> Option<&str> {
        self.unknown.get(&id.0).map(|reason| &**reason)
    }

    /// Marks a node as unknown.
    pub fn mark_unknown(&mut self, id: NodeId, reason: &str) {
        if let Some(record) = self.records.get_mut(id.0 as usize) {
            record.set(UNKNOWN);
            self.unknown.insert(id.0, reason.into());
        }
    }

    /// Keys are plain JSON strings, so that a closing quote tells where one ends.
    pub fn has_json_keys(&self) -> bool {
        self.key_ends.is_empty()
    }
}

/// A scalar's text without its quotes.
pub(super) fn unquoted(raw: &str) -> &str {
    match raw.as_bytes() {
        [b'"', .., b'"'] | [b'\'', .., b'\''] => &raw[1..raw.len() - 1],
        _ => raw,
    }
}

fn lookup<T>(table: &[(u32, T)], id: NodeId) -> Option<&T> {
    let index = table.binary_search_by_key(&id.0, |entry| entry.0).ok()?;
    table.get(index).map(|entry| &entry.1)
}
