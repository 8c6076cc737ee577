//! Growing a [`Tree`] in the order of the text; both parsers do it through here.

use super::keys::{self, Entry};
use super::tree::{ALIAS, ESCAPED, Fault, KEY_ESCAPED, MEMBER, RESPELT, Record, SHADOWED, Tree, code, unquoted};
use super::{Kind, NodeId};

/// Deeper nesting than this is refused.
const MAX_DEPTH: usize = 256;

/// More nodes than this are refused (2 GiB of records).
const MAX_NODES: usize = 1 << 27;

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
    /// Whether keys end where it is noted, and not at their closing quote.
    notes_key_ends: bool,
}

impl<'t> Builder<'t> {
    /// A tree whose root is open. Where keys are not all JSON strings, it notes where each ends.
    pub fn new(text: &'t str, notes_key_ends: bool) -> Self {
        let mut tree = Tree::default();
        // Exports have a node every 25 to 40 bytes; an untouched reserve costs no memory, growing costs a copy.
        tree.records.reserve(text.len() / 16 + 8);
        tree.records.push(Record::new(0, 0, code(Kind::Array), text.len() as u32));
        if notes_key_ends {
            tree.key_ends.push(0);
        }
        Self { text, tree, entries: Vec::new(), open: Vec::new(), notes_key_ends }
    }

    /// The text that the tree is over.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The innermost open container: whether it is an object, where it begins and whether it is still empty.
    pub fn top(&self) -> Option<(bool, u32, bool)> {
        let frame = self.open.last()?;
        let record = self.tree.records[frame.id as usize];
        let empty = self.tree.records.len() == frame.id as usize + 1;
        Some((record.kind() == Some(Kind::Object), record.value_start(), empty))
    }

    /// Adds a scalar.
    #[inline(always)]
    pub fn leaf(&mut self, key: Option<Key>, kind: Kind, value: (usize, usize), escaped: bool) -> Result<u32, Fault> {
        let flags = if escaped { ESCAPED } else { 0 };
        self.push(key, code(kind) | flags, value)
    }

    /// Adds an alias for a node of the same tree.
    pub fn alias(&mut self, key: Option<Key>, value: (usize, usize), target: u32) -> Result<u32, Fault> {
        let id = self.push(key, ALIAS, value)?;
        self.tree.aliases.push((id, target));
        Ok(id)
    }

    /// Opens an array or an object; its end is given to [`Builder::close`].
    #[inline]
    pub fn open(&mut self, key: Option<Key>, kind: Kind, start: usize) -> Result<u32, Fault> {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} levels of nesting");
            return Err(Fault::new(start, message, "Check that this file is what it seems to be"));
        }
        let id = self.push(key, code(kind), (start, start))?;
        self.open.push(Frame { id, entries: self.entries.len() });
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
        self.tree.keys.push((self.tree.records.len() as u32, key.into()));
    }

    /// Marks the innermost container as an object with a merge key, or as what stands in a value that is worked out.
    pub fn mark(&mut self) {
        if let Some(frame) = self.open.last() {
            self.tree.merging.push(frame.id);
            self.tree.records[frame.id as usize].set(ESCAPED);
        }
    }

    /// What a scalar says; `None` for containers.
    pub fn scalar_text(&self, id: u32) -> Option<String> {
        let record = self.tree.record(NodeId(id));
        if matches!(record.kind(), None | Some(Kind::Array | Kind::Object)) {
            return None;
        }
        let raw = self.text.get(record.value_start() as usize..record.end as usize)?;
        Some(self.tree.stored_value(NodeId(id)).unwrap_or(unquoted(raw)).to_owned())
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
        self.tree.respelt.sort_unstable();
        self.tree
    }

    #[inline(always)]
    fn push(&mut self, key: Option<Key>, code: u8, (value, end): (usize, usize)) -> Result<u32, Fault> {
        let id = self.tree.records.len();
        if id >= MAX_NODES {
            let message = format!("more than {MAX_NODES} values in one file");
            return Err(Fault::new(value, message, "Split the file"));
        }
        let (start, flags) = match key {
            Some(key) => {
                self.entries.push(Entry { tag: key.tag, id: id as u32 });
                (key.start, MEMBER | if key.escaped { KEY_ESCAPED } else { 0 })
            }
            None => (value, 0),
        };
        let offset = value.saturating_sub(start);
        if offset >= 1 << 24 {
            return Err(Fault::new(start, "a key of more than 16 MiB", "Check that this file is what it seems to be"));
        }
        if self.notes_key_ends {
            self.tree.key_ends.push(key.map_or(0, |key| key.end as u32));
        }
        let record = Record::new(start as u32, offset as u32, flags | code, end as u32);
        self.tree.records.push(record);
        Ok(id as u32)
    }

    /// Marks the members that a later one of the same key shadows, or that are in another spelling too.
    #[cold]
    fn shadow(&mut self, from: usize) {
        let (tree, text) = (&self.tree, self.text);
        let repeated = keys::repeated(&mut self.entries[from..], |id| tree.key(text, NodeId(id)));
        for &id in &repeated.shadowed {
            self.tree.records[id as usize].set(SHADOWED);
        }
        self.tree.shadowed.extend(repeated.shadowed);
        for members in repeated.respelt {
            self.respelt(members);
        }
    }

    /// Notes members that are one in two spellings, and what they say is not known unless all say the same.
    fn respelt(&mut self, mut members: Vec<u32>) {
        let value = |&id: &u32| {
            let record = self.tree.records[id as usize];
            self.text.get(record.value_start() as usize..record.end as usize)
        };
        if members.windows(2).any(|pair| value(&pair[0]) != value(&pair[1])) {
            members.iter().for_each(|&id| self.tree.mark_unknown(NodeId(id), RESPELT));
        }
        members.sort_unstable();
        self.tree.respelt.extend(members.into_iter().next());
    }
}
