//! Where a read leads: its path, for people, and what the names on it say of the value.

use super::read::{Read, ReadId, Step};
use super::trace::Frame;
use crate::secret::{self, Meaning};
use crate::source::Node;
use std::collections::HashSet;

/// What names an element.
const NAMES: [&str; 2] = ["name", "id"];

/// The path of a read, from its resource.
pub(super) fn path_of(frame: &Frame, read: ReadId) -> String {
    path(frame, &frame.reads.borrow(), read, &HashSet::new())
}

/// What the names on the way of a read say of its value.
pub(super) fn meaning_of(frame: &Frame, read: ReadId) -> Meaning {
    meaning(frame, &frame.reads.borrow(), read)
}

/// A value is also what the names say that it was made from, except where it is itself called what is none.
pub(super) fn meaning(frame: &Frame, reads: &[Read], id: ReadId) -> Meaning {
    let read = reads[id as usize];
    let named = named(frame, reads, id);
    let is_none = |name| frame.names.borrow().said(name).own() == Some(Meaning::Nothing);
    let is_made = |at| {
        let node = frame.node(at);
        let is_none = matches!(read.step, Step::Property(name) if node.is_literal() && is_none(name));
        !is_none && secret::is_made_of_secrets(node) || frame.inventory.comes_from_secret(node)
    };
    if read.found.is_some_and(is_made) { Meaning::Secret } else { named }
}

/// A value may also be one of a pair whose other one is its name.
fn named(frame: &Frame, reads: &[Read], id: ReadId) -> Meaning {
    let read = reads[id as usize];
    match (on_the_way(frame, reads, id), read.step, reads[read.from as usize].found) {
        (Meaning::Nothing, Step::Property(name), Some(parent)) if frame.names.borrow().said(name).is_transparent() => {
            secret::element(frame.node(parent), Meaning::Nothing)
        }
        (meaning, ..) => meaning,
    }
}

/// The way begins with the resource's type, which may say that it holds secrets.
fn on_the_way(frame: &Frame, reads: &[Read], id: ReadId) -> Meaning {
    let read = reads[id as usize];
    let above = || on_the_way(frame, reads, read.from);
    match read.step {
        Step::Resource(index) => Meaning::of_type(&frame.inventory.resource(index).type_name),
        Step::Property(name) | Step::LookUp(name) => {
            let names = frame.names.borrow();
            let said = names.said(name);
            if reads[read.from as usize].found.is_some_and(|at| secret::is_held(frame.node(at), names.text(name))) {
                return Meaning::Secret;
            }
            said.own().unwrap_or_else(|| above().under(said))
        }
        Step::Element(index) => {
            let element = element(frame, reads, read, index).map(|(_, element)| element);
            let name = element.and_then(|element| NAMES.iter().find_map(|key| element.get(key)?.text()));
            match (name, element) {
                (Some(name), _) => above().below_element(&name),
                (None, Some(element)) => secret::below_list(element, above()),
                (None, None) => above(),
            }
        }
    }
}

/// The same, of the frame's reads. Of names that are `hidden` it is shown that there was one, where no document has it.
pub(super) fn path(frame: &Frame, reads: &[Read], id: ReadId, hidden: &HashSet<u32>) -> String {
    let read = reads[id as usize];
    let parent = |read: Read| path(frame, reads, read.from, hidden);
    match read.step {
        Step::Resource(_) if id == 0 => String::new(),
        Step::Resource(index) => {
            let resource = frame.inventory.resource(index);
            format!("[{}/{}]", resource.type_name, resource.name)
        }
        Step::Property(name) | Step::LookUp(name) if read.found.is_none() && hidden.contains(&name) => {
            join(parent(read), secret::MASKED)
        }
        Step::Property(name) | Step::LookUp(name) => join(parent(read), frame.names.borrow().text(name)),
        Step::Element(index) => format!("{}[{}]", parent(read), element_name(frame, reads, read, index)),
    }
}

fn join(parent: String, name: &str) -> String {
    let plain = !name.is_empty() && !name.contains(['.', '[', ']', '"']);
    match (parent.is_empty(), plain) {
        (true, true) => name.into(),
        (false, true) => format!("{parent}.{name}"),
        (_, false) => format!("{parent}[{}]", serde_json::Value::from(name)),
    }
}

/// An element's `name` or `id` when that is unique among its siblings, else its number: evidence stays the same when a
/// neighbour is inserted.
fn element_name(frame: &Frame, reads: &[Read], read: Read, index: u32) -> String {
    let Some((list, element)) = element(frame, reads, read, index) else { return index.to_string() };
    for key in NAMES {
        let Some(name) = element.get(key).and_then(Node::text) else { continue };
        let same = |other: &Node<'_>| other.get(key).and_then(Node::text).is_some_and(|text| text == name);
        if list.items().filter(same).take(2).count() == 1 {
            return format!("{key}={}", secret::redacted(&name));
        }
    }
    index.to_string()
}

/// An element and its list. To count up to an element takes as long as it has siblings before it.
fn element<'f>(frame: &'f Frame, reads: &[Read], read: Read, index: u32) -> Option<(Node<'f>, Node<'f>)> {
    let list = frame.node(reads[read.from as usize].found?);
    let found = read.found.map(|at| frame.node(at));
    Some((list, found.or_else(|| list.item(index as usize))?))
}
