//! The proof of a change: from the values before and after alone, whatever planned the text.

use super::intent::nest;
use super::syntax::Syntax;
use super::{Change, choice, syntax, value};
use crate::source::{Document, Kind, Node, NodeId, Span};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

/// Reads the whole new text and proves that its values differ from the old ones by exactly the changes: no more, no less, all
/// else in its order.
///
/// # Errors
///
/// A new text that cannot be read, or the place of the first value that is not as it should be.
pub fn verify(document: &Document, changes: &[Change], new_text: impl Into<String>) -> Result<Document, String> {
    let new = Document::parse(document.name(), new_text.into().into_bytes())
        .map_err(|problem| format!("the new text cannot be read: {}", problem.message))?;
    if new.format() != document.format() {
        return Err("the new text is of another format".to_owned());
    }
    let changes = choice::settled(document, changes);
    let mut places: Vec<NodeId> = changes.iter().map(Change::place).collect();
    places.sort_unstable();
    let syntax = syntax::of(document);
    let read: Vec<Change> = changes.iter().map(|change| read_as(change, syntax)).collect();
    let proof = Proof { syntax, expected: expected(&read), places };
    proof.same(document.root(), new.root())?;
    if new.duplicate_keys().len() > document.duplicate_keys().len() {
        return Err("a key stands twice in the new text".to_owned());
    }
    Ok(new)
}

/// A change with its keys as they are read.
fn read_as(change: &Change, syntax: &dyn Syntax) -> Change {
    let all = |values: &[Value]| values.iter().map(|value| value::read_as(value, syntax)).collect();
    let key = |key: &String| syntax.read_as(key).to_owned();
    match change {
        Change::Replace { node, value } => Change::Replace { node: *node, value: value::read_as(value, syntax) },
        Change::Insert { object, keys, value } => {
            let (keys, value) = (keys.iter().map(key).collect(), value::read_as(value, syntax));
            Change::Insert { object: *object, keys, value }
        }
        Change::Remove { node } => Change::Remove { node: *node },
        Change::Append { list, values } => Change::Append { list: *list, values: all(values) },
    }
}

/// What is expected of one node.
#[derive(Default)]
struct Expected<'c> {
    value: Option<&'c Value>,
    removed: bool,
    members: Map<String, Value>,
    elements: Vec<&'c Value>,
}

fn expected(changes: &[Change]) -> FxHashMap<NodeId, Expected<'_>> {
    let mut expected: FxHashMap<NodeId, Expected<'_>> = FxHashMap::default();
    let repeats = super::guard::repeats(changes);
    for (_, change) in changes.iter().enumerate().filter(|(index, _)| !repeats.contains(index)) {
        let entry = expected.entry(change.place()).or_default();
        match change {
            Change::Replace { value, .. } => entry.value = Some(value),
            Change::Remove { .. } => entry.removed = true,
            Change::Insert { keys, value, .. } => nest(&mut entry.members, keys, value.clone()),
            Change::Append { values, .. } => entry.elements.extend(values),
        }
    }
    expected
}

struct Proof<'c> {
    syntax: &'static dyn Syntax,
    expected: FxHashMap<NodeId, Expected<'c>>,
    /// Where something is expected, in order.
    places: Vec<NodeId>,
}

impl Proof<'_> {
    /// Whether the new node is the old one with its changes.
    fn same(&self, old: Node<'_>, new: Node<'_>) -> Result<(), String> {
        let changes = self.changes(old);
        if let Some(value) = changes.and_then(|changes| changes.value) {
            return if value::equal(new, value) {
                Ok(())
            } else {
                Err(wrong(new, "is not the value that was asked for"))
            };
        }
        // An object takes the place of nothing.
        if let Some(changes) = changes.filter(|changes| old.kind() == Kind::Null && !changes.members.is_empty()) {
            let is_made = value::equal(new, &Value::Object(changes.members.clone()));
            return if is_made { Ok(()) } else { Err(wrong(new, "is not the object that was asked for")) };
        }
        let first = self.places.partition_point(|place| *place < old.id());
        let touched = self.places.get(first).is_some_and(|place| *place < old.after());
        // Equal JSON means the same everywhere; YAML also depends on anchors and on what stands around it.
        if self.syntax.is_rigid() && !touched && old.raw() == new.raw() {
            return Ok(());
        }
        let is_made = old.is_made() || new.is_made();
        if is_made && changes.is_none_or(|changes| changes.members.is_empty()) && !self.stands_alike(old, new) {
            return Err(wrong(new, "is worked out in another way than before"));
        }
        if old.kind() != new.kind() || old.scalar().is_some() && !same_scalar(old, new) {
            return Err(wrong(new, "is another value than before"));
        }
        self.same_items(old, new, changes)?;
        self.same_members(old, new, changes)
    }

    /// Whether what stands around the values in one is as before, but for what goes with those that go.
    fn stands_alike(&self, old: Node<'_>, new: Node<'_>) -> bool {
        let (before, after) = (around(old), around(new));
        let gone: Vec<bool> = old.written().map(|child| self.is_removed(child)).collect();
        if !gone.contains(&true) {
            return before == after;
        }
        // What stands before a child that stays begins as it did before those that go, and ends as it did.
        let (mut first, mut kept) = (None, after.iter());
        for (place, was) in before.iter().enumerate() {
            if gone.get(place).copied().unwrap_or_default() {
                first = first.or(Some(*was));
                continue;
            }
            if !kept.next().is_some_and(|is| joins(first.take(), was, is)) {
                return false;
            }
        }
        kept.next().is_none()
    }

    fn same_items(&self, old: Node<'_>, new: Node<'_>, changes: Option<&Expected<'_>>) -> Result<(), String> {
        let mut items = new.items();
        for item in old.items().filter(|item| !self.is_removed(*item)) {
            self.same(item, items.next().ok_or_else(|| wrong(new, "lacks an element"))?)?;
        }
        for value in changes.into_iter().flat_map(|changes| &changes.elements) {
            items.next().filter(|item| value::equal(*item, value)).ok_or_else(|| wrong(new, "lacks a new element"))?;
        }
        items.next().map_or(Ok(()), |item| Err(wrong(item, "is an element too many")))
    }

    fn same_members(&self, old: Node<'_>, new: Node<'_>, changes: Option<&Expected<'_>>) -> Result<(), String> {
        let none = Map::new();
        let added = changes.map_or(&none, |changes| &changes.members);
        let is_there = |key: &str| old.get_exact(key).is_some_and(|member| !self.is_removed(member));
        // A member may be asked for that is there with that value.
        let mut missing = added.keys().filter(|key| !is_there(key)).count();
        let mut before = old.members().filter(|member| !self.is_removed(member.1));
        for (key, member) in new.members() {
            match added.get(&*key) {
                Some(value) if !is_there(&key) => {
                    missing -= 1;
                    if !value::equal(member, value) {
                        return Err(wrong(member, "is not the member that was asked for"));
                    }
                }
                _ => {
                    let (_, was) = before
                        .next()
                        .filter(|was| self.syntax.is_called_alike(&was.0, &key))
                        .ok_or_else(|| wrong(member, "is a member too many"))?;
                    self.same(was, member)?;
                }
            }
        }
        let whole = missing == 0 && before.next().is_none();
        if whole { Ok(()) } else { Err(wrong(new, "lacks a member")) }
    }

    fn is_removed(&self, node: Node<'_>) -> bool {
        self.changes(node).is_some_and(|changes| changes.removed)
    }

    /// What is expected of a node. Changes are about the place where a node is written, not about its aliases.
    fn changes(&self, node: Node<'_>) -> Option<&Expected<'_>> {
        let by_alias = node.is_aliased() && !node.is_alias();
        if by_alias { None } else { self.expected.get(&node.id()) }
    }
}

/// Whether a text is the beginning of one and the end of another, with the whole last line of that.
fn joins(first: Option<&str>, last: &str, is: &str) -> bool {
    let Some(first) = first else { return is == last };
    let begins = first.bytes().zip(is.bytes()).take_while(|(one, other)| one == other).count();
    let ends = last.bytes().rev().zip(is.bytes().rev()).take_while(|(one, other)| one == other).count();
    let line = last.len() - last.rfind('\n').map_or(0, |at| at + 1);
    begins + ends >= is.len() && ends >= line
}

/// Numbers are the same when they are written the same; no other scalar's text says what it means where it stands.
fn same_scalar(old: Node<'_>, new: Node<'_>) -> bool {
    if old.kind() == Kind::Number { old.raw() == new.raw() } else { old.scalar() == new.scalar() }
}

/// What stands around the values that are in one.
fn around(node: Node<'_>) -> Vec<&str> {
    let text = node.document().text();
    let mut from = node.span().start;
    let mut between = Vec::new();
    for span in node.written().map(Node::span).chain([Span { start: node.span().end, end: 0 }]) {
        between.extend(text.get(from as usize..span.start as usize));
        from = span.end;
    }
    between
}

fn wrong(node: Node<'_>, what: &str) -> String {
    let position = node.position();
    format!("line {}, column {} of the new text {what}", position.line, position.column)
}
