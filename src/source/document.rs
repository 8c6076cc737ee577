//! A file's text and the tree over it.

use super::lines::{Lined, Lines};
use super::origin::Origins;
use super::problem::outline;
use super::tree::{Fault, RESPELT, Tree};
use super::{Node, NodeId, Position, Problem, bicep, hcl, json, members, yaml};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Longer lines are not shown with a problem.
const MAX_EXCERPT: usize = 1000;

/// How a document's text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON, with or without comments and trailing commas; one document, or none.
    Json,
    /// JSON with several documents, or in a file that is named for them.
    Ndjson,
    /// YAML 1.2, core schema.
    Yaml,
    /// Bicep; its declarations are an object.
    Bicep,
    /// HCL; its attributes and blocks are an object.
    Hcl,
}

/// How a document's bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little end first, with a byte order mark.
    Utf16Le,
    /// UTF-16, big end first, with a byte order mark.
    Utf16Be,
}

/// A file's text, parsed once, never changed but for unknown marks; or values that were derived from such documents.
pub struct Document {
    name: String,
    format: Format,
    encoding: Encoding,
    text: String,
    pub(super) tree: Tree,
    lines: OnceLock<Lines>,
    /// Where a derived document's values come from.
    pub(super) origins: Option<Box<Origins>>,
}

impl Document {
    /// Reads a file's bytes. The name's extension tells the format, else the first character does. An empty text is a
    /// document whose root is empty.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, at its line and column: encoding, grammar, more than 256 levels, too large.
    pub fn parse(name: impl Into<String>, bytes: Vec<u8>) -> Result<Document, Problem> {
        let name = name.into();
        let (text, encoding) = decode(&name, bytes)?;
        let format = format_of(&name, &text);
        let start = mark_length(&text);
        let parsed = match format {
            Format::Json | Format::Ndjson => json::parse(&text, start),
            Format::Yaml => yaml::parse(&text),
            Format::Bicep => bicep::parse(&text, start),
            Format::Hcl => hcl::parse(&text, start),
        };
        let mut document = Self::of(name, format, encoding, text, parsed)?;
        if format == Format::Json && document.root().item(1).is_some() {
            document.format = Format::Ndjson;
        }
        Ok(document)
    }

    /// Reads a file's bytes as a text without any values.
    ///
    /// # Errors
    ///
    /// What is no text.
    pub fn plain(name: impl Into<String>, bytes: Vec<u8>) -> Result<Document, Problem> {
        let name = name.into();
        let (text, encoding) = decode(&name, bytes)?;
        let nothing = json::parse(&text, text.len());
        Self::of(name, Format::Json, encoding, text, nothing)
    }

    /// A text of JSON that stands in no file.
    pub(super) fn of_json(name: &str, text: String) -> Result<Document, Problem> {
        let (text, encoding) = decode(name, text.into_bytes())?;
        let parsed = json::parse(&text, 0);
        Self::of(name.to_owned(), Format::Json, encoding, text, parsed)
    }

    fn of(
        name: String,
        format: Format,
        encoding: Encoding,
        text: String,
        parsed: Result<Tree, Fault>,
    ) -> Result<Document, Problem> {
        match parsed {
            Ok(tree) => {
                let lines = OnceLock::new();
                let mut document = Document { name, format, encoding, text, tree, lines, origins: None };
                if let Some(fault) = document.unmergeable() {
                    return Err(problem(document.name, &document.text, &fault));
                }
                document.mark_respelt();
                Ok(document)
            }
            Err(fault) => Err(problem(name, &text, &fault)),
        }
    }

    /// A merge that would bring nothing: what it was meant to bring must not read as absent.
    fn unmergeable(&self) -> Option<Fault> {
        let mut merging = self.tree.merging.iter();
        let wrong = merging.find_map(|id| members::unmergeable(self.node(NodeId(*id))))?;
        let message = "a merge key, `<<`, in front of what has no members to merge";
        let help = "Let an alias of a mapping follow it, such as `<<: *base`, or quote the key";
        Some(Fault::new(wrong.span().start as usize, message, help))
    }

    /// Marks what a merge brings in another spelling than an object has it.
    fn mark_respelt(&mut self) {
        let merging = std::mem::take(&mut self.tree.merging);
        let respelt: Vec<NodeId> = merging.into_iter().flat_map(|id| members::respelt(self.node(NodeId(id)))).collect();
        for NodeId(id) in respelt {
            self.tree.mark_unknown(NodeId(id), RESPELT);
            self.tree.respelt.push(id);
        }
        self.tree.respelt.sort_unstable();
        self.tree.respelt.dedup();
    }

    /// The documents that this one was derived from; none when it was read.
    pub fn sources(&self) -> &[Arc<Document>] {
        self.origins.as_deref().map_or(&[], |origins| &origins.sources)
    }

    /// The name that it was read under, with forward slashes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the text is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How the bytes were written.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the bytes began with a byte order mark; then the text begins with U+FEFF.
    pub fn has_byte_order_mark(&self) -> bool {
        mark_length(&self.text) > 0
    }

    /// The whole text, as decoded.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The array over the text's documents.
    pub fn root(&self) -> Node<'_> {
        self.node(NodeId(0))
    }

    /// The node of an id that this document gave; the root for any other id.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        let id = if (id.0 as usize) < self.tree.records.len() { id } else { NodeId(0) };
        Node { document: self, id, aliased: false }
    }

    /// The value that stands in these bytes, without its key.
    pub fn value_at(&self, start: u32, end: u32) -> Option<Node<'_>> {
        let records = &self.tree.records;
        let first = records.partition_point(|record| record.value_start() < start);
        let here = records[first..].iter().take_while(|record| record.value_start() == start);
        let found = here.enumerate().find(|(_, record)| record.end == end)?.0 + first;
        Some(self.node(NodeId(found as u32)))
    }

    /// The place of a byte of the text.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset as usize)
    }

    /// A line's text, counted from 1, without its end; empty when there is no such line.
    pub fn line(&self, line: u32) -> &str {
        self.lines().text(&self.text, line)
    }

    /// A problem at a place, with its line unless that is longer than `longest` bytes.
    pub fn problem(&self, position: Position, message: String, longest: usize) -> Problem {
        let problem = Problem::new(self.name(), message).at(position);
        let line = self.line(position.line);
        if line.len() > longest {
            return problem;
        }
        problem.showing(line).below(self.above(position.line, line))
    }

    /// What a line of this number and text stands below, as far as indentation tells, the nearest line first.
    pub fn above(&self, line: u32, text: &str) -> Vec<String> {
        outline((1..line).rev().map(|number| self.line(number)), text)
    }

    /// Marks a node as not knowable, with the reason that reports show.
    pub fn mark_unknown(&mut self, id: NodeId, reason: &str) {
        self.tree.mark_unknown(id, reason);
    }

    /// The keys that the same object has in another spelling too, by its own or by a merge, once each.
    pub fn respelt_keys(&self) -> impl Iterator<Item = (String, Position)> + '_ {
        self.tree.respelt.iter().map(|&id| self.key_at(id))
    }

    fn key_at(&self, id: u32) -> (String, Position) {
        let key = self.tree.key(&self.text, NodeId(id)).into_owned();
        (key, self.position(self.tree.record(NodeId(id)).start))
    }

    /// The keys that a later member of the same object repeats, with the place of the earlier one, which does not count.
    pub fn duplicate_keys(&self) -> impl ExactSizeIterator<Item = (String, Position)> + '_ {
        self.tree.shadowed.iter().map(|&id| self.key_at(id))
    }

    /// The text with its lines at hand.
    pub fn lined(&self) -> Lined<'_> {
        Lined::new(&self.text, self.lines())
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text, mark_length(&self.text)))
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes = self.tree.records.len();
        let mut fields = formatter.debug_struct("Document");
        fields.field("name", &self.name).field("format", &self.format).field("nodes", &nodes).finish_non_exhaustive()
    }
}

fn format_of(name: &str, text: &str) -> Format {
    let extension =
        name.rsplit(['/', '\\']).next().and_then(|file| file.rsplit_once('.')).map(|(_, extension)| extension);
    match extension.unwrap_or_default().to_ascii_lowercase().as_str() {
        "json" | "jsonc" => Format::Json,
        "ndjson" | "jsonl" => Format::Ndjson,
        "yaml" | "yml" => Format::Yaml,
        "bicep" | "bicepparam" => Format::Bicep,
        "tf" | "tfvars" | "hcl" => Format::Hcl,
        _ => format_by_content(text),
    }
}

fn format_by_content(text: &str) -> Format {
    let text = text.trim_start_matches(|character: char| character == '\u{feff}' || character.is_whitespace());
    let json = ["{", "[", "//", "/*"].iter().any(|start| text.starts_with(start));
    if json || text.is_empty() { Format::Json } else { Format::Yaml }
}

/// The length in bytes of the byte order mark.
fn mark_length(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

fn problem(name: String, text: &str, fault: &Fault) -> Problem {
    let lines = Lines::new(text, mark_length(text));
    let position = lines.position(text, fault.offset);
    let problem = Problem::new(name, fault.message.as_str()).at(position).help(fault.help);
    match lines.text(text, position.line).len() {
        1..=MAX_EXCERPT => problem.showing_line_of(text),
        _ => problem,
    }
}

/// Larger files are refused: offsets have 32 bits, with room for what an edit adds.
pub(super) const MAX_BYTES: usize = 1 << 31;

pub(super) fn too_large(name: &str, bytes: u64) -> Problem {
    let problem = Problem::new(name, format!("{bytes} bytes are more than one file may have"));
    problem.help("Split the file, one part below 2 GiB each")
}

/// The text of UTF-8 or, with a byte order mark, UTF-16. A byte order mark stays in the text as U+FEFF.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<(String, Encoding), Problem> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name, bytes.len() as u64));
    }
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => Ok((utf16(name, rest, u16::from_le_bytes)?, Encoding::Utf16Le)),
        [0xfe, 0xff, rest @ ..] => Ok((utf16(name, rest, u16::from_be_bytes)?, Encoding::Utf16Be)),
        _ => Ok((utf8(name, bytes)?, Encoding::Utf8)),
    }
}

fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(valid).copied().unwrap_or_default();
        let before = std::str::from_utf8(&error.as_bytes()[..valid]).unwrap_or_default();
        let start = if before.starts_with('\u{feff}') { 3 } else { 0 };
        let position = Lines::new(before, start).position(before, valid);
        Problem::new(name, format!("byte 0x{byte:02x} is not UTF-8")).at(position).help("Save the file as UTF-8")
    })
}

fn utf16(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Problem> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() / 2 + 3);
    text.push('\u{feff}');
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        let Ok(character) = decoded else {
            return Err(not_utf16(name, &text));
        };
        text.push(character);
    }
    if rest.is_empty() { Ok(text) } else { Err(not_utf16(name, &text)) }
}

fn not_utf16(name: &str, before: &str) -> Problem {
    let position = Lines::new(before, 3).position(before, before.len());
    Problem::new(name, "this is not UTF-16, as the file's first bytes say it is")
        .at(position)
        .help("Save the file as UTF-8")
}
