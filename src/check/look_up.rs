//! Looking beyond a resource: `children`, `parent` and `inventory`.
//!
//! Where the inventory cannot know whether there are more, "none" is unknown rather than empty.

use super::read::ReadId;
use super::stop::{Failure, Stop, fail, stop};
use super::text;
use super::trace::Frame;
use super::view::{At, View};
use crate::inventory::{ResourceIndex, type_of};
use rhai::{Array, Dynamic, Engine};
use std::rc::Rc;

/// The script's `inventory`.
#[derive(Clone)]
pub(super) struct Estate {
    pub frame: Rc<Frame>,
    /// The resource that is assessed; its source decides what absence means.
    pub subject: ResourceIndex,
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Estate>("inventory");
    engine.register_fn("children", |view: &mut View, kind: Dynamic| children(view, &argument(&kind, "children")?));
    engine.register_fn("parent", parent);
    engine.register_fn("get", |estate: &mut Estate, id: Dynamic| get(estate, &id));
    engine.register_fn("all", |estate: &mut Estate, kind: Dynamic| all(estate, &argument(&kind, "all")?));
    // The children of a resource that is absent.
    engine.register_fn("children", |(): &mut (), _: Dynamic| Array::new());
    engine.register_fn("parent", |(): &mut ()| ());
}

fn argument(value: &Dynamic, function: &str) -> Result<String, Failure> {
    text::text_of(value)
        .ok_or_else(|| fail(format!("{function} wants a resource type, like \"Microsoft.Sql/servers\"")))
}

fn children(view: &View, kind: &str) -> Result<View, Failure> {
    let At::Resource(resource) = view.at else {
        return Err(fail("only a resource has children; this is a value inside one"));
    };
    let frame = &view.frame;
    let read = frame.record_look_up(view.read, &format!("children({kind})"), kind)?;
    let found = frame.inventory.children(resource, kind);
    if found.is_empty() && !frame.inventory.is_complete(resource, kind) {
        return Err(unknown(format!("no {kind} of this resource in the inventory, and its source need not list them")));
    }
    views(frame, read, &found)
}

fn all(estate: &Estate, kind: &str) -> Result<View, Failure> {
    let frame = &estate.frame;
    let read = frame.record_look_up(0, &format!("inventory.all({kind})"), kind)?;
    let found = frame.inventory.all(kind);
    if found.is_empty() && !frame.inventory.is_complete(estate.subject, kind) {
        return Err(unknown(format!("no {kind} in the inventory, and its source need not list them")));
    }
    views(frame, read, found)
}

fn get(estate: &Estate, id: &Dynamic) -> Result<Dynamic, Failure> {
    if id.is_unit() {
        return Ok(Dynamic::UNIT);
    }
    let id = text::text_of(id).ok_or_else(|| fail("inventory.get wants a resource id"))?;
    let frame = &estate.frame;
    let read = frame.record_look_up(0, &format!("inventory.get({id})"), &id)?;
    if let Some(found) = frame.inventory.find(&id) {
        return view(frame, read, found);
    }
    // A reference is evidence that the resource exists, so that its absence here proves nothing.
    let kind = type_of(&id);
    if frame.inventory.resolves(estate.subject, kind.as_deref().unwrap_or_default()) {
        return Ok(Dynamic::UNIT);
    }
    // The reason names the type alone, so that equal reasons can be counted; the evidence names the resource.
    let what = kind.unwrap_or_else(|| "resource".into());
    Err(unknown(format!("the {what} that it refers to is not in the inventory")))
}

fn parent(view: &mut View) -> Result<Dynamic, Failure> {
    let At::Resource(resource) = view.at else {
        return Err(fail("only a resource has a parent; this is a value inside one"));
    };
    let frame = &view.frame;
    let entry = frame.inventory.resource(resource);
    // Without a parent, the answer depends on the resource itself.
    let sought = entry.parent.map_or(&entry.id, |parent| &frame.inventory.resource(parent).id);
    let read = frame.record_look_up(view.read, "parent()", sought)?;
    match entry.parent {
        Some(parent) => self::view(frame, read, parent),
        None if entry.type_name.matches('/').count() < 2 || frame.inventory.resolves(resource, &entry.type_name) => {
            Ok(Dynamic::UNIT)
        }
        None => Err(unknown("the parent of this resource is not in the inventory".into())),
    }
}

fn views(frame: &Rc<Frame>, read: ReadId, found: &[ResourceIndex]) -> Result<View, Failure> {
    // A list of many is kept until the evaluation ends.
    frame.charge(1 + found.len() / 4)?;
    Ok(View::resources(frame, found, read))
}

fn view(frame: &Rc<Frame>, read: ReadId, resource: ResourceIndex) -> Result<Dynamic, Failure> {
    frame.charge(1)?;
    let read = frame.record_resource(read, resource);
    Ok(Dynamic::from(View::resource(frame, resource, read)))
}

fn unknown(reason: String) -> Failure {
    stop(Stop::Unknown(reason))
}
