//! YAML 1.2 with the core schema, into the flat tree. The only user of `granit-parser`.
//!
//! Aliases stay references, so that a file of a kilobyte cannot become a tree of gigabytes; how much they would expand
//! to is counted and bounded as well, for those who walk the whole tree. The parser's spans are brought to the same
//! rules as JSON's: a value's span is what would be replaced to replace the value.

use super::builder::{Builder, Key};
use super::tree::{Fault, Tree, unquoted};
use super::{Kind, keys, schema, yaml_span};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};
use rustc_hash::FxHashMap;

/// Aliases may stand for this many nodes in all.
const MAX_ALIASED: u64 = 10_000_000;
/// Bytes that keys which are aliases may hold in all: each of them is held once more.
const MAX_COPIED: usize = 16 << 20;

/// Reads all documents of a text; documents without content are left out.
pub(super) fn parse(text: &str) -> Result<Tree, Fault> {
    let options = granit_parser::options! { emit_comments: false };
    let mut reader = Reader {
        text,
        builder: Builder::new(text, true),
        open: Vec::new(),
        anchors: FxHashMap::default(),
        scanned: 0,
        end: 0,
        aliased: 0,
        copied: 0,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| {
            let offset = error.marker().byte_offset().unwrap_or(reader.scanned);
            Fault::new(offset, error.info(), "Check indentation, quotes and colons here and on the line before")
        })?;
        let start = span.start.byte_offset().unwrap_or(reader.scanned);
        let end = span.end.byte_offset().unwrap_or(start).max(start);
        reader.event(&event, start, end)?;
        reader.scanned = end.max(reader.scanned);
    }
    Ok(reader.builder.finish())
}

struct Reader<'t> {
    text: &'t str,
    builder: Builder<'t>,
    open: Vec<Open>,
    anchors: FxHashMap<usize, Anchor>,
    /// Where the event before this one ended: tags, anchors and indicators of the next value follow.
    scanned: usize,
    /// Where the last value ended: so does each block container around it.
    end: usize,
    /// How many nodes the aliases so far stand for.
    aliased: u64,
    /// How many bytes the keys so far hold that are aliases.
    copied: usize,
}

/// A container that is still open.
struct Open {
    node: u32,
    is_object: bool,
    is_block: bool,
    /// The key whose value comes next.
    key: Option<Key>,
    anchor: usize,
    aliased_before: u64,
}

/// What an alias stands for.
struct Anchor {
    node: u32,
    /// With all aliases below it expanded.
    nodes: u64,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, start: usize, end: usize) -> Result<(), Fault> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let (start, end) = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => self.block_span(start, end),
                    _ => (start, end),
                };
                let scalar = Scalar { value, style: *style, tag: tag.as_deref(), start, end };
                self.scalar(&scalar, *anchor)
            }
            Event::SequenceStart(style, anchor, _) => self.container(Kind::Array, *style, *anchor, start),
            Event::MappingStart(style, anchor, _) => self.container(Kind::Object, *style, *anchor, start),
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(end);
                Ok(())
            }
            Event::Alias(id) => self.alias(*id, start, end),
            _ => Ok(()),
        }
    }
}

/// A scalar as the parser gives it, at its own place.
struct Scalar<'e> {
    value: &'e str,
    style: ScalarStyle,
    tag: Option<&'e Tag>,
    start: usize,
    end: usize,
}

impl Scalar<'_> {
    /// Nothing is written: the parser says `~` for it.
    fn is_missing(&self) -> bool {
        self.style == ScalarStyle::Plain && self.start == self.end
    }

    fn value(&self) -> &str {
        if self.is_missing() { "" } else { self.value }
    }

    fn kind(&self) -> Kind {
        let plain = schema::plain(self.value());
        let tagged = |kind| if plain == kind { kind } else { Kind::String };
        let tag = self.tag.map(|tag| tag.core_suffix().unwrap_or_else(|| tag.suffix()));
        match tag {
            Some("str" | "!") => Kind::String,
            Some("int" | "float") => tagged(Kind::Number),
            Some("bool") => tagged(Kind::Bool),
            Some("null") => tagged(Kind::Null),
            _ if self.style == ScalarStyle::Plain => plain,
            _ => Kind::String,
        }
    }
}

impl Reader<'_> {
    fn scalar(&mut self, scalar: &Scalar<'_>, anchor: usize) -> Result<(), Fault> {
        if self.wants_key() {
            return self.key(scalar.value(), scalar.start, scalar.end, scalar.tag.is_none());
        }
        if scalar.is_missing() && scalar.tag.is_none() && anchor == 0 && self.open.is_empty() {
            return Ok(());
        }
        let key = self.take_key();
        let start = if scalar.is_missing() { self.missing_value(key, scalar.start) } else { scalar.start };
        let end = scalar.end.max(start);
        let escaped = unquoted(self.text.get(start..end).unwrap_or_default()) != scalar.value();
        let node = self.builder.leaf(key, scalar.kind(), (start, end), escaped)?;
        if escaped {
            self.builder.store_value(node, scalar.value());
        }
        self.end = end;
        self.name_anchor(anchor, node, 1);
        Ok(())
    }

    fn key(&mut self, value: &str, start: usize, end: usize, untagged: bool) -> Result<(), Fault> {
        let raw = self.text.get(start..end).unwrap_or_default();
        let escaped = unquoted(raw) != value;
        if escaped {
            self.builder.store_next_key(value);
        }
        if raw == "<<" && untagged {
            self.builder.mark();
        }
        let key = Key { start, end, tag: keys::tag(value.as_bytes()), escaped };
        self.end = end;
        if let Some(open) = self.open.last_mut() {
            open.key = Some(key);
        }
        Ok(())
    }

    fn container(&mut self, kind: Kind, style: StructureStyle, anchor: usize, start: usize) -> Result<(), Fault> {
        if self.wants_key() {
            return Err(Fault::new(start, "a key that is no scalar", "Write a text as the key"));
        }
        let key = self.take_key();
        let is_block = style == StructureStyle::Block;
        let start = match key {
            Some(key) if is_block && kind == Kind::Array => {
                yaml_span::indicator(self.text, key.end, start + 1, b"-").unwrap_or(start)
            }
            _ => start,
        };
        let node = self.builder.open(key, kind, start)?;
        // An alias inside its own anchor finds nothing, not an earlier anchor of that number.
        self.anchors.remove(&anchor);
        let is_object = kind == Kind::Object;
        self.open.push(Open { node, is_object, is_block, key: None, anchor, aliased_before: self.aliased });
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        self.end = if open.is_block { self.end } else { end };
        self.builder.close(self.end);
        let nodes = self.builder.count() as u64 - u64::from(open.node) + self.aliased - open.aliased_before;
        self.name_anchor(open.anchor, open.node, nodes);
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), Fault> {
        let Some(anchor) = self.anchors.get(&id) else {
            let message = "an alias inside its own anchor, or for a key";
            return Err(Fault::new(start, message, "Write out what the alias stands for"));
        };
        let (target, nodes) = (anchor.node, anchor.nodes);
        if self.wants_key() {
            let Some(value) = self.builder.scalar_text(target) else {
                return Err(Fault::new(start, "a key that is no scalar", "Write a text as the key"));
            };
            self.copied += value.len();
            if self.copied > MAX_COPIED {
                let message = format!("aliases for keys that stand for more than {} MB", MAX_COPIED >> 20);
                return Err(Fault::new(start, message, "Check that this file is what it seems to be"));
            }
            return self.key(&value, start, end, false);
        }
        self.aliased = self.aliased.saturating_add(nodes);
        if self.aliased > MAX_ALIASED {
            let message = format!("aliases that stand for more than {MAX_ALIASED} values");
            return Err(Fault::new(start, message, "Check that this file is what it seems to be"));
        }
        let key = self.take_key();
        self.builder.alias(key, (start, end), target)?;
        self.end = end;
        Ok(())
    }

    /// Remembers what an anchor stands for; 0 is no anchor.
    fn name_anchor(&mut self, anchor: usize, node: u32, nodes: u64) {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor { node, nodes });
        }
    }

    fn wants_key(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_object && open.key.is_none())
    }

    fn take_key(&mut self) -> Option<Key> {
        self.open.last_mut()?.key.take()
    }

    /// The parser puts a missing value before its colon; it belongs behind it.
    fn missing_value(&self, key: Option<Key>, start: usize) -> usize {
        match key {
            Some(key) if key.end == start => yaml_span::after_colon(self.text, start),
            _ => start,
        }
    }

    /// A block scalar from its `|` or `>` on; `start` and `end` are its content's.
    fn block_span(&self, start: usize, end: usize) -> (usize, usize) {
        let start = yaml_span::indicator(self.text, self.scanned, start, b"|>").unwrap_or(start);
        (start, yaml_span::block_end(self.text, start, end))
    }
}
