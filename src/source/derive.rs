//! Making a document out of values of others, each with its origin.

use super::origin::{Entry, LITERAL, Origins};
use super::{Document, Format, Kind, Node, NodeId, Problem, Scalar};
use std::sync::Arc;

/// Writes a derived document: values one after the other, those inside an object each behind its key.
///
/// It is a document like any other, with a text and a tree of its own, so that whoever reads values need not know. Who asks
/// where a value stands, or wants it changed, is led to its [`Origin`](super::Origin).
pub struct Deriver {
    sources: Vec<Arc<Document>>,
    text: String,
    /// In order of the text; `first` is a byte of it until the tree is known.
    entries: Vec<Entry>,
    reasons: Vec<Box<str>>,
    /// The bytes where values stand that are not known.
    unknown: Vec<(u32, Box<str>)>,
    /// Objects and lists that are open.
    depth: usize,
}

impl Deriver {
    /// A document that is derived from one that was read, and maybe from [others](Self::add); it bears the name of the
    /// first. Its text takes about `bytes`.
    pub fn new(source: Arc<Document>, bytes: usize) -> Self {
        let text = String::with_capacity(bytes);
        let (entries, reasons, unknown) = (Vec::new(), Vec::new(), Vec::new());
        Self { sources: vec![source], text, entries, reasons, unknown, depth: 0 }
    }

    /// Another document that values come from.
    pub fn add(&mut self, source: Arc<Document>) {
        self.sources.push(source);
    }

    /// Whether values may come from the document of a node.
    pub fn knows(&self, node: Node<'_>) -> bool {
        self.sources.iter().any(|source| std::ptr::eq(&**source, node.document))
    }

    /// Bytes that were written so far.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// Begins an object that stands nowhere as such; the reason says why it takes no members.
    pub fn open(&mut self, from: &[Node<'_>], reason: &str) {
        self.begin(from, reason);
        self.text.push('{');
        self.depth += 1;
    }

    /// Begins an object that is written at a node of a source, and takes members there; those that follow may come from
    /// elsewhere.
    pub fn open_at(&mut self, node: Node<'_>) {
        self.separate();
        self.enter(node, LITERAL);
        self.text.push('{');
        self.depth += 1;
    }

    /// Ends the innermost object.
    pub fn close(&mut self) {
        self.end('}');
    }

    /// Begins a list that stands nowhere as such.
    pub fn open_list(&mut self, from: &[Node<'_>], reason: &str) {
        self.begin(from, reason);
        self.text.push('[');
        self.depth += 1;
    }

    /// Begins a list that is written at a node of a source, and takes elements there.
    pub fn open_list_at(&mut self, node: Node<'_>) {
        self.separate();
        self.enter(node, LITERAL);
        self.text.push('[');
        self.depth += 1;
    }

    /// Ends the innermost list.
    pub fn close_list(&mut self) {
        self.end(']');
    }

    fn end(&mut self, closing: char) {
        self.text.push(closing);
        self.depth = self.depth.saturating_sub(1);
    }

    /// The key of the value that comes next.
    pub fn key(&mut self, name: &str) {
        self.separate();
        self.text.push_str(&serde_json::Value::from(name).to_string());
        self.text.push(':');
    }

    /// A value that is written at a node of a source, and can be changed there.
    pub fn literal(&mut self, node: Node<'_>) {
        self.separate();
        self.copy(node);
    }

    /// A scalar, as JSON, that is written at a node of a source in another manner, and can be changed there.
    pub fn written(&mut self, json: &str, node: Node<'_>) {
        self.separate();
        self.enter(node, LITERAL);
        self.text.push_str(json);
    }

    /// A value that stands at a node of a source, and is computed there.
    pub fn computed_at(&mut self, node: Node<'_>, reason: &str) {
        let begin = self.entries.len();
        self.literal(node);
        self.entries.truncate(begin + 1);
        let reason = self.reason(reason);
        self.entries[begin].reason = reason;
    }

    /// A value, as JSON, that is computed from nodes of the sources.
    pub fn computed(&mut self, json: &str, from: &[Node<'_>], reason: &str) {
        self.begin(from, reason);
        self.text.push_str(json);
    }

    /// A value that is not known; `from` is where it would come from.
    pub fn unknown(&mut self, from: &[Node<'_>], reason: &str) {
        self.begin(from, reason);
        self.not_known(reason);
    }

    fn not_known(&mut self, reason: &str) {
        self.unknown.push((self.text.len() as u32, reason.into()));
        self.text.push_str("null");
    }

    /// The document.
    ///
    /// # Errors
    ///
    /// More values than one document may have.
    pub fn finish(self) -> Result<Document, Problem> {
        let Self { sources, text, mut entries, reasons, unknown, .. } = self;
        let mut document = Document::of_json(sources[0].name(), text)?;
        let records = &document.tree.records[1..];
        let id = |byte: u32| records.partition_point(|record| record.value_start() < byte) as u32 + 1;
        let unknown: Vec<(NodeId, Box<str>)> =
            unknown.into_iter().map(|(byte, reason)| (NodeId(id(byte)), reason)).collect();
        entries.iter_mut().for_each(|entry| entry.first = id(entry.first));
        entries.dedup_by(|entry, before| entry.continues(*before));
        entries.shrink_to_fit();
        document.origins = Some(Box::new(Origins { sources, entries, reasons }));
        unknown.iter().for_each(|(node, reason)| document.mark_unknown(*node, reason));
        Ok(document)
    }

    /// Begins a value that is made of others.
    fn begin(&mut self, from: &[Node<'_>], reason: &str) {
        self.separate();
        let reason = self.reason(reason);
        from.iter().for_each(|node| self.enter(*node, reason));
    }

    /// What stands between values: a comma in objects, and a line end between those that stand in none.
    fn separate(&mut self) {
        match self.text.as_bytes().last() {
            None | Some(b'{' | b'[' | b':') => {}
            Some(_) => self.text.push(if self.depth > 0 { ',' } else { '\n' }),
        }
    }

    /// Notes where the value comes from that begins here.
    fn enter(&mut self, node: Node<'_>, reason: u32) {
        let source = self.sources.iter().position(|source| std::ptr::eq(&**source, node.document));
        let first = self.text.len() as u32;
        // What comes from elsewhere is never changed by mistake.
        let entry = match source {
            Some(source) => Entry { first, source: source as u32, node: node.id, reason },
            None => Entry { first, source: 0, node: NodeId(0), reason: self.reason("it comes from elsewhere") },
        };
        self.entries.push(entry);
    }

    /// One copy of each reason; a document has few.
    fn reason(&mut self, reason: &str) -> u32 {
        let known = self.reasons.iter().rposition(|known| **known == *reason);
        known.unwrap_or_else(|| {
            self.reasons.push(reason.into());
            self.reasons.len() - 1
        }) as u32
    }

    /// Writes a literal value. JSON means the same wherever it stands; YAML is brought to it value by value.
    fn copy(&mut self, node: Node<'_>) {
        self.enter(node, LITERAL);
        if matches!(node.document.format(), Format::Json | Format::Ndjson) {
            return self.text.push_str(node.raw());
        }
        self.depth += 1;
        match node.kind() {
            Kind::Object => {
                self.text.push('{');
                for (key, member) in node.members() {
                    self.key(&key);
                    self.copy(member);
                }
                self.text.push('}');
            }
            Kind::Array => {
                self.text.push('[');
                node.items().for_each(|item| self.literal(item));
                self.text.push(']');
            }
            _ => match json(node) {
                Some(json) => self.text.push_str(&json),
                None => self.not_known("JSON has no such number"),
            },
        }
        self.depth -= 1;
    }
}

/// A scalar as JSON; `None` for infinities and what is no number at all.
fn json(node: Node<'_>) -> Option<String> {
    Some(match node.scalar() {
        Some(Scalar::Bool(value)) => value.to_string(),
        Some(Scalar::Int(value)) => value.to_string(),
        Some(Scalar::Float(value)) => serde_json::Number::from_f64(value)?.to_string(),
        Some(Scalar::Text(text)) => serde_json::Value::from(text).to_string(),
        Some(Scalar::Null) | None => "null".to_owned(),
    })
}
