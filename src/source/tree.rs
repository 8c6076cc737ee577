//! The flat tree under a document: one record of 16 bytes a node, in the order of the text.
//!
//! Invariants: record 0 is the root, an array over the documents of the text. A record's descendants follow it
//! directly, so that its first child is the next record and its next sibling is `size` records on. A member's record
//! begins at its key; parents and JSON keys' ends are derived, never stored.

use super::keys::{self, Entry};
use super::scan;
use super::{Kind, NodeId};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Deeper nesting than this is refused.
pub(super) const MAX_DEPTH: usize = 256;

/// More nodes than this are refused (2 GiB of records).
pub(super) const MAX_NODES: usize = 1 << 27;

/// The record begins with a key.
pub(super) const MEMBER: u8 = 1 << 3;
/// A later member of the same object has the same key.
pub(super) const SHADOWED: u8 = 1 << 4;
/// A scalar whose value is not its text as it stands; on an object: it has a merge key.
pub(super) const ESCAPED: u8 = 1 << 5;
/// The same for the key.
pub(super) const KEY_ESCAPED: u8 = 1 << 6;
/// The tree holds a reason why the value is not known.
pub(super) const UNKNOWN: u8 = 1 << 7;

/// The kind's code in a record's lowest three bits.
const KINDS: [Kind; 6] = [
    Kind::Null,
    Kind::Bool,
    Kind::Number,
    Kind::String,
    Kind::Array,
    Kind::Object,
];
/// The code of a YAML alias, which is no kind of its own.
const ALIAS: u8 = 6;

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

    fn set(&mut self, flag: u8) {
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
        Self {
            offset,
            message: message.into(),
            help,
        }
    }
}

/// The records and what few nodes need beside them.
#[derive(Default)]
pub(super) struct Tree {
    pub records: Vec<Record>,
    /// Alias → target, in order of the alias.
    aliases: Vec<(u32, u32)>,
    /// YAML only: where each node's key ends, by node. JSON keys end at their closing quote.
    key_ends: Vec<u32>,
    /// YAML only: values and keys that differ from their text, in order of the node. JSON is decoded when it is read.
    values: Vec<(u32, Box<str>)>,
    keys: Vec<(u32, Box<str>)>,
    unknown: BTreeMap<u32, Box<str>>,
    /// Members that a later one of the same key shadows.
    pub shadowed: Vec<u32>,
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
        if self.record(id).has(KEY_ESCAPED) {
            Cow::Owned(scan::unescape(raw))
        } else {
            Cow::Borrowed(unquoted(raw))
        }
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

/// A key that was read and whose value comes next.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub start: usize,
    pub end: usize,
    pub tag: u32,
    pub escaped: bool,
}

/// A container that is still open.
struct Frame {
    id: u32,
    /// Where its keys begin in `Builder::entries`.
    entries: usize,
}

/// Grows a [`Tree`] in the order of the text.
pub(super) struct Builder<'t> {
    text: &'t str,
    tree: Tree,
    entries: Vec<Entry>,
    open: Vec<Frame>,
    yaml: bool,
}

impl<'t> Builder<'t> {
    /// A tree whose root is open.
    pub fn new(text: &'t str, yaml: bool) -> Self {
        let mut tree = Tree::default();
        // Exports have a node every 25 to 40 bytes; an untouched reserve costs no memory, growing costs a copy.
        tree.records.reserve(text.len() / 16 + 8);
        tree.records.push(Record {
            start: 0,
            value: code(Kind::Array),
            end: text.len() as u32,
            size: 1,
        });
        if yaml {
            tree.key_ends.push(0);
        }
        Self {
            text,
            tree,
            entries: Vec::new(),
            open: Vec::new(),
            yaml,
        }
    }

    /// The innermost open container: whether it is an object, where it begins and whether it is still empty.
    pub fn top(&self) -> Option<(bool, u32, bool)> {
        let frame = self.open.last()?;
        let record = self.tree.records[frame.id as usize];
        let empty = self.tree.records.len() == frame.id as usize + 1;
        Some((
            record.kind() == Some(Kind::Object),
            record.value_start(),
            empty,
        ))
    }

    /// Adds a scalar.
    #[inline]
    pub fn leaf(
        &mut self,
        key: Option<Key>,
        kind: Kind,
        value: (usize, usize),
        escaped: bool,
    ) -> Result<u32, Fault> {
        let flags = if escaped { ESCAPED } else { 0 };
        self.push(key, code(kind) | u32::from(flags), value)
    }

    /// Adds an alias for a node of the same tree.
    pub fn alias(
        &mut self,
        key: Option<Key>,
        value: (usize, usize),
        target: u32,
    ) -> Result<u32, Fault> {
        let id = self.push(key, u32::from(ALIAS), value)?;
        self.tree.aliases.push((id, target));
        Ok(id)
    }

    /// Opens an array or an object; its end is given to [`Builder::close`].
    #[inline]
    pub fn open(&mut self, key: Option<Key>, kind: Kind, start: usize) -> Result<u32, Fault> {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} levels of nesting");
            return Err(Fault::new(
                start,
                message,
                "Check that this file is what it seems to be",
            ));
        }
        let id = self.push(key, code(kind), (start, start))?;
        self.open.push(Frame {
            id,
            entries: self.entries.len(),
        });
        Ok(id)
    }

    /// Closes the innermost container.
    #[inline]
    pub fn close(&mut self, end: usize) {
        let Some(frame) = self.open.pop() else { return };
        let count = self.tree.records.len() as u32;
        if let Some(record) = self.tree.records.get_mut(frame.id as usize) {
            record.end = end as u32;
            record.size = count - frame.id;
        }
        if keys::may_repeat(&self.entries[frame.entries..]) {
            self.shadow(frame.entries);
        }
        self.entries.truncate(frame.entries);
    }

    /// The value of a node whose text says something else.
    pub fn store_value(&mut self, id: u32, value: &str) {
        self.tree.values.push((id, value.into()));
    }

    /// The key of the node that comes next, when its text says something else.
    pub fn store_next_key(&mut self, key: &str) {
        self.tree
            .keys
            .push((self.tree.records.len() as u32, key.into()));
    }

    /// Marks the innermost container as an object with a merge key.
    pub fn mark_merge(&mut self) {
        if let Some(frame) = self.open.last() {
            self.tree.records[frame.id as usize].set(ESCAPED);
        }
    }

    /// What a scalar says; `None` for containers.
    pub fn scalar_text(&self, id: u32) -> Option<String> {
        let record = self.tree.record(NodeId(id));
        if matches!(record.kind(), None | Some(Kind::Array | Kind::Object)) {
            return None;
        }
        let raw = self
            .text
            .get(record.value_start() as usize..record.end as usize)?;
        Some(
            self.tree
                .stored_value(NodeId(id))
                .unwrap_or(unquoted(raw))
                .to_owned(),
        )
    }

    /// How many nodes there are.
    pub fn count(&self) -> usize {
        self.tree.records.len()
    }

    /// The tree; all containers are closed.
    pub fn finish(mut self) -> Tree {
        self.tree.records[0].size = self.tree.records.len() as u32;
        self.tree.records.shrink_to_fit();
        self.tree.shadowed.sort_unstable();
        self.tree
    }

    #[inline]
    fn push(
        &mut self,
        key: Option<Key>,
        code: u32,
        (value, end): (usize, usize),
    ) -> Result<u32, Fault> {
        let id = self.tree.records.len();
        if id >= MAX_NODES {
            let message = format!("more than {MAX_NODES} values in one file");
            return Err(Fault::new(value, message, "Split the file"));
        }
        let (start, flags) = match key {
            Some(key) => {
                self.entries.push(Entry {
                    tag: key.tag,
                    id: id as u32,
                });
                (
                    key.start,
                    MEMBER | if key.escaped { KEY_ESCAPED } else { 0 },
                )
            }
            None => (value, 0),
        };
        let offset = value.saturating_sub(start);
        if offset >= 1 << 24 {
            return Err(Fault::new(
                start,
                "a key of more than 16 MiB",
                "Check that this file is what it seems to be",
            ));
        }
        if self.yaml {
            self.tree.key_ends.push(key.map_or(0, |key| key.end as u32));
        }
        let value = (offset as u32) << 8 | u32::from(flags) | code;
        self.tree.records.push(Record {
            start: start as u32,
            value,
            end: end as u32,
            size: 1,
        });
        Ok(id as u32)
    }

    /// Marks the members that a later one of the same key shadows.
    #[cold]
    fn shadow(&mut self, from: usize) {
        let (tree, text) = (&self.tree, self.text);
        let repeated = keys::repeated(&mut self.entries[from..], |id| tree.key(text, NodeId(id)));
        for &id in &repeated {
            self.tree.records[id as usize].set(SHADOWED);
        }
        self.tree.shadowed.extend(repeated);
    }
}

fn code(kind: Kind) -> u32 {
    KINDS.iter().position(|&other| other == kind).unwrap_or(0) as u32
}
