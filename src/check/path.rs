//! Where a read leads: its path, for people, and what the names on it say of the value.

use super::read::{Read, ReadId, Step};
use super::trace::Frame;
use crate::secret::{self, Meaning};
use crate::source::Node;

/// The path of a read, from its resource.
pub(super) fn path_of(frame: &Frame, read: ReadId) -> String {
    path(frame, &frame.reads.borrow(), read)
}

/// What the names on the way of a read say of its value.
pub(super) fn meaning_of(frame: &Frame, read: ReadId) -> Meaning {
    meaning(frame, &frame.reads.borrow(), read)
}

/// A path of the resource's own begins with its type, which may say that it holds secrets; and a value may be one of a pair
/// whose other one is its name.
pub(super) fn meaning(frame: &Frame, reads: &[Read], id: ReadId) -> Meaning {
    let root = match reads[0].step {
        Step::Resource(subject) => Meaning::of_type(&frame.inventory.resource(subject).type_name),
        _ => Meaning::Nothing,
    };
    let read = reads[id as usize];
    match (root.of_path(&path(frame, reads, id)), read.step, reads[read.from as usize].found) {
        (Meaning::Nothing, Step::Property(name), Some(parent)) => {
            secret::element(frame.node(parent), Meaning::Nothing).below(frame.names.borrow().text(name))
        }
        (meaning, ..) => meaning,
    }
}

/// The same, of the frame's reads.
pub(super) fn path(frame: &Frame, reads: &[Read], id: ReadId) -> String {
    let read = reads[id as usize];
    let parent = |read: Read| path(frame, reads, read.from);
    match read.step {
        Step::Resource(_) if id == 0 => String::new(),
        Step::Resource(index) => {
            let resource = frame.inventory.resource(index);
            format!("[{}/{}]", resource.type_name, resource.name)
        }
        Step::Property(name) => join(parent(read), frame.names.borrow().text(name)),
        Step::LookUp(name) => join(parent(read), frame.names.borrow().text(name)),
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
    let list = reads[read.from as usize].found.map(|at| frame.node(at));
    let element = list.and_then(|list| list.item(index as usize));
    let (Some(list), Some(element)) = (list, element) else { return index.to_string() };
    for key in ["name", "id"] {
        let Some(name) = element.get(key).and_then(Node::text) else { continue };
        let same = |other: &Node<'_>| other.get(key).and_then(Node::text).is_some_and(|text| text == name);
        if list.items().filter(same).take(2).count() == 1 {
            return format!("{key}={}", secret::redacted(&name));
        }
    }
    index.to_string()
}
