//! Fix scripts: the same views as in checks, through which assignments change the resource.
//!
//! Handles are live: what was assigned is what is read afterwards. Nothing is written to the document; assignments are
//! collected and come out as [`Assignment`]s. An absent value is `()` as everywhere, but remembers (in the value's tag) which
//! read gave it, so that `resource.new.deep.x = 5` knows where its missing parents belong.

use super::json::{self, node_to_json, to_json};
use super::read::{ReadId, Step};
use super::stop::{Failure, fail};
use super::text::Text;
use super::trace::{Frame, Names};
use super::view::View;
use super::writes::{Place, Write, absent, read_of};
use super::{path, text};
use crate::secret;
use crate::source::NodeId;
use rhai::{Array, Dynamic, Engine, INT, ImmutableString, Map};
use serde_json::Value;
use std::any::TypeId;
use std::cell::RefCell;
use std::rc::Rc;

/// What a fix script wants of a value that it can read.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// From the resource, for people; another resource's path begins with its type and name in brackets.
    pub path: String,
    /// Which of the inventory's trees.
    pub tree: u32,
    /// The place itself, or the nearest parent of it that exists.
    pub node: NodeId,
    /// The names from there to the place, when it does not exist yet.
    pub missing: Vec<String>,
    /// The value that it gets; `None` takes it away.
    pub value: Option<Value>,
    /// Whether the value was made from a secret.
    pub is_secret: bool,
}

/// One change that a fix wants, at a place of a document that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// From the resource, for people; another resource's path begins with its type and name in brackets.
    pub path: String,
    /// Which of the inventory's documents.
    pub document: u32,
    /// The place itself, or the nearest parent of it that exists.
    pub node: NodeId,
    /// The names from there to the place, when it does not exist yet.
    pub missing: Vec<String>,
    /// What to do there.
    pub operation: Operation,
    /// Whether what is written there was made from a secret, whatever the place is called.
    pub is_secret: bool,
    /// Whether deploying it makes the resource anew.
    pub replaces: bool,
    /// What else must stand at the same node, by the names from there.
    pub needs: Vec<Need>,
}

/// What must stand beside what an edit writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// The names from the edit's node to the place.
    pub missing: Vec<String>,
    /// What stands there unless something else is wanted; without it, something must be.
    pub value: Option<Value>,
}

impl Edit {
    /// An edit that needs nothing else.
    pub fn at(path: String, (document, node): (u32, NodeId), missing: Vec<String>, operation: Operation) -> Self {
        Self { path, document, node, missing, operation, is_secret: false, replaces: false, needs: Vec::new() }
    }
}

/// What an edit does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The place gets this value.
    Set(Value),
    /// The place goes away.
    Remove,
    /// The list there gets these elements too.
    Append(Vec<Value>),
}

/// About how many bytes of memory a value takes.
fn bytes(value: &Value) -> usize {
    const EACH: usize = 32;
    EACH + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(bytes).sum(),
        Value::Object(members) => members.iter().map(|(name, value)| name.len() + bytes(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

impl Frame {
    /// What was assigned to the place of a read; `None` when nothing was.
    pub(super) fn assigned(&self, read: ReadId) -> Option<Dynamic> {
        let writes = self.writes.as_ref()?.borrow();
        let place = *writes.places.get(&self.place(read)?)?;
        Some(match &writes.values[place].value {
            None => absent(read),
            // It is the document's text now, and compares like it.
            Some(Value::String(text)) => Dynamic::from(Text::made(text, Some(read))),
            Some(value) => json::value(value),
        })
    }

    /// The place of a read; `None` for look-ups, which have none.
    fn place(&self, read: ReadId) -> Option<Place> {
        let reads = self.reads.borrow();
        let mut missing = Vec::new();
        let mut at = reads[read as usize];
        loop {
            match (at.found, at.step) {
                (Some((tree, node)), _) => {
                    missing.reverse();
                    return Some(Place { tree, node, missing });
                }
                (None, Step::Property(name)) => missing.push(name),
                _ => return None,
            }
            at = reads[at.from as usize];
        }
    }

    /// Assigns a value to the place of a read, unless it has that value.
    fn assign(&self, read: ReadId, value: &Dynamic) -> Result<(), Failure> {
        let place = self.place(read).ok_or_else(|| fail("there is nothing here that can be assigned"))?;
        let is_secret = self.holds_secret(value);
        let value = if value.is_unit() { None } else { Some(to_json(value)?) };
        self.charge(value.as_ref().map_or(0, bytes) / 2)?;
        let held = place.missing.is_empty().then(|| self.node((place.tree, place.node)));
        let Some(writes) = &self.writes else { return Err(fail("a check cannot change the resource")) };
        let mut writes = writes.borrow_mut();
        if let Some(&known) = writes.places.get(&place) {
            (writes.values[known].value, writes.values[known].is_secret) = (value, is_secret);
        } else if held.map(node_to_json) != value {
            let next = writes.values.len();
            writes.places.insert(place, next);
            writes.values.push(Write { read, value, is_secret });
        }
        Ok(())
    }

    /// Whether a part of the document is assigned in which a secret stands.
    fn holds_secret(&self, value: &Dynamic) -> bool {
        if let Some(view) = value.read_lock::<View>() {
            return view.node().is_some_and(|node| secret::holds_secret(node, path::meaning_of(self, view.read)));
        }
        if let Some(items) = value.read_lock::<Array>() {
            return items.iter().any(|item| self.holds_secret(item));
        }
        value.read_lock::<Map>().is_some_and(|members| members.values().any(|member| self.holds_secret(member)))
    }

    /// Everything that was assigned, in order. An assignment that was taken back is none.
    pub(super) fn assignments(&self) -> Vec<Assignment> {
        let Some(writes) = &self.writes else { return Vec::new() };
        let writes = writes.borrow();
        let assignment = |write: &Write| {
            let Write { read, value, is_secret } = write;
            let place = self.place(*read)?;
            let exists = place.missing.is_empty();
            let held = exists.then(|| node_to_json(self.node((place.tree, place.node))));
            if held == *value {
                return None;
            }
            let names = self.names.borrow();
            let missing = place.missing.iter().map(|name| names.text(*name).to_owned()).collect();
            let path = path::path_of(self, *read);
            Some(Assignment {
                path,
                tree: place.tree,
                node: place.node,
                missing,
                value: value.clone(),
                is_secret: *is_secret,
            })
        };
        writes.values.iter().filter_map(assignment).collect()
    }
}

/// The frame of the resource that is being fixed; views carry theirs, absent values cannot.
pub(super) type Current = Rc<RefCell<Option<Rc<Frame>>>>;

/// Makes `.name = value` work on everything that a path can pass through.
pub(super) fn register_property(engine: &mut Engine, names: &Rc<RefCell<Names>>, current: &Current, name: &str) {
    let place = names.borrow_mut().keep(name);
    let owned: ImmutableString = name.into();
    engine.register_set(name, move |view: &mut View, value: Dynamic| set(view, &owned, place, &value));
    let frame = current.clone();
    // A raw function sees the tag of the absent value; a typed one would see only `()`.
    engine.register_raw_fn(format!("get${name}"), [TypeId::of::<()>()], move |_, arguments| {
        below(&frame, arguments[0].tag(), place)
    });
    for kind in assignable() {
        let frame = current.clone();
        engine.register_raw_fn(format!("set${name}"), [TypeId::of::<()>(), kind], move |_, arguments| {
            set_below(&frame, arguments[0].tag(), place, arguments[1])
        });
    }
}

/// Makes `["name"] = value` work like `.name = value`.
pub(super) fn register_index(engine: &mut Engine, current: &Current) {
    engine.register_indexer_set(|view: &mut View, name: ImmutableString, value: Dynamic| -> Result<(), Failure> {
        let place = view.frame.intern(&name)?;
        set(view, &name, place, &value)
    });
    let frame = current.clone();
    let key = TypeId::of::<ImmutableString>();
    engine.register_raw_fn("index$get$", [TypeId::of::<()>(), key], move |_, arguments| {
        let place = named(&frame, arguments[1])?;
        place.map_or(Ok(Dynamic::UNIT), |place| below(&frame, arguments[0].tag(), place))
    });
    for kind in assignable() {
        let frame = current.clone();
        engine.register_raw_fn("index$set$", [TypeId::of::<()>(), key, kind], move |_, arguments| {
            let place = named(&frame, arguments[1])?.unwrap_or_default();
            set_below(&frame, arguments[0].tag(), place, arguments[2])
        });
    }
}

/// The place of a name in the frame that is being fixed.
fn named(current: &Current, name: &Dynamic) -> Result<Option<u32>, Failure> {
    let name = text::text_of(name).unwrap_or_default();
    current.borrow().as_ref().map(|frame| frame.intern(&name)).transpose().map_err(Failure::from)
}

/// The types of values that scripts may assign.
fn assignable() -> [TypeId; 9] {
    [
        TypeId::of::<()>(),
        TypeId::of::<bool>(),
        TypeId::of::<INT>(),
        TypeId::of::<f64>(),
        TypeId::of::<ImmutableString>(),
        TypeId::of::<Text>(),
        TypeId::of::<View>(),
        TypeId::of::<Array>(),
        TypeId::of::<Map>(),
    ]
}

fn set(view: &View, name: &str, place: u32, value: &Dynamic) -> Result<(), Failure> {
    let read = view.frame.record(view.read, Step::Property(place), view.member(name));
    put(&view.frame, read, value)
}

/// An absent value's property: absent too, unless it was assigned.
fn below(current: &Current, tag: i32, place: u32) -> Result<Dynamic, Failure> {
    let (Some(frame), Some(from)) = (&*current.borrow(), read_of(tag)) else { return Ok(Dynamic::UNIT) };
    let read = frame.record(from, Step::Property(place), None);
    frame.assigned(read).map_or_else(|| frame.left_out(read).map(|()| absent(read)), Ok)
}

fn set_below(current: &Current, tag: i32, place: u32, value: &Dynamic) -> Result<(), Failure> {
    let (Some(frame), Some(from)) = (&*current.borrow(), read_of(tag)) else {
        return Err(fail("this is nothing, so that nothing can be assigned to a part of it"));
    };
    let read = frame.record(from, Step::Property(place), None);
    put(frame, read, value)
}

/// Assigns, unless the value is what was read there: Rhai hands back what a chain of properties passed through.
fn put(frame: &Frame, read: ReadId, value: &Dynamic) -> Result<(), Failure> {
    let origin = match (value.read_lock::<View>(), value.is_unit()) {
        (Some(view), _) => Some(view.read),
        (None, true) => read_of(value.tag()),
        (None, false) => None,
    };
    if origin.is_some_and(|origin| frame.place(origin) == frame.place(read)) {
        return Ok(());
    }
    frame.assign(read, value)
}
