//! The way from a path in a file's value to a place in its text.
//!
//! Files are deserialized as values, which have no places; the places come from the [`Document`] of the same text. The
//! shipped library has none.

use super::resource_type::{RESOURCE_TYPE_HELP, is_resource_type};
use super::yaml::Yaml;
use super::{CUT_TEXT, Script};
use crate::source::{Document, Kind, Location, Node, NodeId, Position, Problem, Style};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Key(String),
    Index(usize),
}

/// A path from a file's top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Segment>);

impl Path {
    /// The path of a key.
    pub(super) fn key(&self, key: &str) -> Self {
        self.then(Segment::Key(key.to_owned()))
    }

    /// The path of an element.
    pub(super) fn index(&self, index: usize) -> Self {
        self.then(Segment::Index(index))
    }

    pub(super) fn then(&self, segment: Segment) -> Self {
        let mut longer = self.0.clone();
        longer.push(segment);
        Self(longer)
    }

    /// The last key, as errors name it.
    pub(super) fn name(&self) -> &str {
        let keys = self.0.iter().rev();
        keys.filter_map(|segment| if let Segment::Key(key) = segment { Some(key.as_str()) } else { None })
            .next()
            .unwrap_or("the file")
    }
}

/// A file that is being loaded.
#[derive(Default)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
    document: OnceLock<Option<Arc<Document>>>,
    /// A lock, so that whoever judges on threads may hold settings.
    tables: Mutex<FxHashMap<NodeId, Table>>,
}

/// What a large list or mapping holds, so that each of its places is found at once.
enum Table {
    Items(Vec<NodeId>),
    Members(FxHashMap<String, NodeId>),
}

impl Table {
    /// Bytes from which on a value has one.
    const LARGE: u32 = 4096;

    fn of(node: Node<'_>) -> Self {
        if node.kind() == Kind::Array {
            return Self::Items(node.items().map(Node::id).collect());
        }
        let mut members = FxHashMap::default();
        for (name, member) in node.members() {
            members.entry(name.into_owned()).or_insert(member.id());
        }
        Self::Members(members)
    }

    fn get(&self, segment: &Segment) -> Option<NodeId> {
        match (self, segment) {
            (Self::Items(items), Segment::Index(index)) => items.get(*index).copied(),
            (Self::Members(members), Segment::Key(key)) => members.get(key).copied(),
            _ => None,
        }
    }
}

impl File {
    /// A file whose places are looked up only if it holds a problem.
    pub(super) fn unplaced(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), document: OnceLock::new(), tables: Mutex::default() }
    }

    /// A file of the shipped library, which has no places.
    pub(super) fn shipped(name: &str) -> Self {
        let file = Self::unplaced(name, "");
        let _ = file.document.set(None);
        file
    }

    /// A file with its document.
    ///
    /// # Errors
    /// When it is not YAML.
    pub(super) fn placed(name: &str, text: &str) -> Result<Self, Problem> {
        let document = Document::parse(name, text.as_bytes().to_vec())?;
        let file = Self::unplaced(name, text);
        let _ = file.document.set(Some(Arc::new(document)));
        Ok(file)
    }

    /// The document, unless it was not needed yet.
    pub(super) fn known_document(&self) -> Option<&Arc<Document>> {
        self.document.get().and_then(Option::as_ref)
    }

    fn document(&self) -> Option<&Arc<Document>> {
        let parse = || Document::parse(self.name.as_str(), self.text.as_bytes().to_vec()).ok().map(Arc::new);
        self.document.get_or_init(parse).as_ref()
    }

    /// Where a value stands; line 0 when places are not known.
    pub(super) fn location(&self, path: &Path) -> Location {
        let position = self.known_node(path).map_or(Position { line: 0, column: 0 }, Node::position);
        Location { file: self.name.clone(), line: position.line, column: position.column }
    }

    /// A script with its place.
    pub(super) fn script(&self, path: &Path, text: String) -> Script {
        let (line, indent) = self.known_node(path).map_or((0, 0), first_line);
        Script { text, file: self.name.clone(), line, indent, functions: Vec::new() }
    }

    /// Whether a value is a scalar without quotes and bars, so that YAML may have cut it. A lone tag is one too: it has
    /// taken the whole text for itself.
    pub(super) fn is_plain(&self, path: &Path) -> bool {
        let Some(node) = self.known_node(path) else {
            return false;
        };
        let written = node.key_span().and_then(|key| {
            let text = node.document().text();
            text.get(key.end as usize..node.span().end as usize)
        });
        let written = written.unwrap_or_default().trim_start_matches([':', ' ']);
        let is_empty = written.trim().is_empty() || written.starts_with('#');
        node.scalar().is_some() && node.style() == Style::Plain && !is_empty
    }

    /// Whether something follows a plain text in its line, which YAML takes for a comment.
    fn is_cut(&self, path: &Path) -> bool {
        let rest = self.known_node(path).filter(|node| node.style() == Style::Plain).and_then(|node| {
            let behind = node.document().text().get(node.span().end as usize..)?;
            behind.lines().next()
        });
        rest.is_some_and(|rest| rest.trim_start().starts_with('#'))
    }

    /// Keys that stand twice in one mapping, each at its earlier place.
    pub(super) fn duplicate_keys(&self) -> Vec<Problem> {
        let Some(document) = self.known_document() else {
            return Vec::new();
        };
        let duplicates = document.duplicate_keys();
        duplicates
            .map(|(key, position)| {
                let problem = self.located(position, format!("the key `{key}` stands twice in one mapping"));
                problem.help("remove one of the two, since only the last one counts")
            })
            .collect()
    }

    /// A problem at a value, or at the nearest place around it that exists.
    pub(super) fn problem_at_value(&self, path: &Path, message: String) -> Problem {
        match self.nearest(path) {
            Some(node) => self.located(node.position(), message),
            None => Problem::new(self.name.as_str(), message),
        }
    }

    /// A problem at a key.
    pub(super) fn problem_at_key(&self, path: &Path, message: String) -> Problem {
        let key = self.nearest(path).and_then(|node| Some(node.document().position(node.key_span()?.start)));
        match key {
            Some(position) => self.located(position, message),
            None => self.problem_at_value(path, message),
        }
    }

    /// A problem at a position, with the source line.
    pub(super) fn located(&self, position: Position, message: String) -> Problem {
        match self.document() {
            Some(document) => document.problem(position, message, usize::MAX),
            None => Problem::new(self.name.as_str(), message).at(position).showing_line_of(&self.text),
        }
    }

    fn known_node(&self, path: &Path) -> Option<Node<'_>> {
        let document = self.known_document()?;
        path.0.iter().try_fold(top(document)?, |node, segment| self.step(node, segment))
    }

    fn nearest(&self, path: &Path) -> Option<Node<'_>> {
        let mut node = top(self.document()?)?;
        for segment in &path.0 {
            match self.step(node, segment) {
                Some(next) => node = next,
                None => break,
            }
        }
        Some(node)
    }

    fn step<'d>(&self, node: Node<'d>, segment: &Segment) -> Option<Node<'d>> {
        let span = node.span();
        if span.end - span.start < Table::LARGE || node.scalar().is_some() {
            return step(node, segment);
        }
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let table = tables.entry(node.id()).or_insert_with(|| Table::of(node));
        table.get(segment).map(|id| node.document().node(id))
    }
}

/// The value of a file's first and only YAML document.
pub(super) fn top(document: &Document) -> Option<Node<'_>> {
    document.root().item(0)
}

fn step<'d>(node: Node<'d>, segment: &Segment) -> Option<Node<'d>> {
    match segment {
        Segment::Key(key) => node.get_exact(key),
        Segment::Index(index) => node.item(*index),
    }
}

/// The line of a script's first line, and what stands before it there.
fn first_line(script: Node<'_>) -> (u32, u32) {
    let position = script.position();
    // The quote stands before the first line of a quoted script.
    script.block_indent().map_or((position.line, position.column), |block| (block.line, block.indent))
}

/// What a file turned out to hold wrongly, while it is read.
pub(super) struct Findings<'f> {
    pub(super) file: &'f File,
    pub(super) problems: Vec<Problem>,
    /// What may be a mistake, and keeps nothing from being read.
    pub(super) warnings: Vec<Problem>,
}

impl<'f> Findings<'f> {
    pub(super) fn new(file: &'f File) -> Self {
        Self { file, problems: Vec::new(), warnings: Vec::new() }
    }

    /// Reports a wrong value.
    pub(super) fn value(&mut self, path: &Path, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(self.file.problem_at_value(path, message.into()).help(help));
    }

    /// Reports a wrong key.
    pub(super) fn key(&mut self, path: &Path, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(self.file.problem_at_key(path, message.into()).help(help));
    }

    /// Reports the keys that a mapping lacks, all in one problem.
    pub(super) fn require(&mut self, path: &Path, value: &Yaml, keys: &[&str]) {
        let Some(mapping) = value.as_mapping() else {
            return;
        };
        let lacks = |key: &&&str| mapping.get(**key).is_none_or(Yaml::is_null);
        let missing: Vec<String> = keys.iter().filter(lacks).map(|key| format!("`{key}`")).collect();
        match missing.as_slice() {
            [] => (),
            [one] => self.value(path, format!("missing key {one}"), "add it"),
            several => self.value(path, format!("missing keys {}", several.join(", ")), "add them"),
        }
    }

    /// Tells of keys without a value, at any depth: they say nothing, and may have been meant to. What values of
    /// parameters are is for their scripts to say.
    pub(super) fn tell_blanks(&mut self, path: &Path, value: &Yaml) {
        match value {
            Yaml::Mapping(members) if path.name() != "params" => {
                for (key, value) in members.iter().filter_map(|(key, value)| Some((key.as_str()?, value))) {
                    self.tell_blanks(&path.key(key), value);
                }
            }
            Yaml::Sequence(items) => {
                items.iter().zip(0..).for_each(|(item, index)| self.tell_blanks(&path.index(index), item));
            }
            Yaml::Null => {
                let message = format!("`{}` is left blank, as if it were not there", path.name());
                self.warnings.push(self.file.problem_at_key(path, message).help("Write a value, or remove the key"));
            }
            _ => {}
        }
    }

    /// Tells of keys of an entry without a value. What stands below the others may be `null` and mean it, as in a test case.
    pub(super) fn tell_blank_keys(&mut self, path: &Path, entry: &Yaml) {
        let members = entry.as_mapping().into_iter().flatten().filter_map(|(key, value)| Some((key.as_str()?, value)));
        members
            .filter(|(_, value)| matches!(value, Yaml::Null))
            .for_each(|(key, value)| self.tell_blanks(&path.key(key), value));
    }

    /// Tells of texts for people that YAML has cut at a ` #`.
    pub(super) fn tell_cuts(&mut self, path: &Path, keys: &[&str]) {
        for path in keys.iter().map(|key| path.key(key)).filter(|path| self.file.is_cut(path)) {
            let message = format!("`{}` is a plain scalar, which YAML cuts at ` #`", path.name());
            let problem = self.file.problem_at_value(&path, message).help("Put it in quotes, or the comment elsewhere");
            self.warnings.push(problem.coded(CUT_TEXT));
        }
    }

    /// Reports text that says nothing.
    pub(super) fn refuse_empty(&mut self, path: &Path, text: Option<&str>) {
        if text.is_some_and(|text| text.trim().is_empty()) {
            self.value(path, format!("`{}` is empty", path.name()), "write it");
        }
    }

    /// Reports an id that could not be typed in a command or a file name.
    pub(super) fn refuse_bad_id(&mut self, path: &Path, id: Option<&str>) {
        if let Some(problem) = id.and_then(bad_id) {
            self.value(path, problem, BAD_ID_HELP);
        }
    }

    /// Reports what is not shaped like `Provider.Name/type`.
    pub(super) fn refuse_bad_type(&mut self, path: &Path, type_name: &str) {
        if !is_resource_type(type_name) {
            self.value(path, format!("`{type_name}` is not a resource type"), RESOURCE_TYPE_HELP);
        }
    }
}

/// What is wrong with an id.
pub fn bad_id(id: &str) -> Option<String> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let is_bad = id.is_empty() || !id.chars().all(fits);
    is_bad.then(|| format!("the id `{id}` is not made of `a-z`, `0-9` and `-` alone"))
}

/// The next step after such an id.
pub const BAD_ID_HELP: &str = "rename it, such as `storage-min-tls`";
