//! The look-ups that there are, and how each finds. One more is a row and a function here.

use super::{Asks, Found, Leads, LookUp, On};
use crate::check::helper::Helper;
use crate::check::stop::Unknown;
use crate::inventory::{Inventory, ResourceIndex, Silence, type_of};
use std::borrow::Cow;

pub(super) static LOOK_UPS: [LookUp; 5] = [
    LookUp {
        name: "children",
        on: On::Resource("children"),
        leads: Leads::Down,
        asks: Asks::Type,
        find: children,
        about: Helper {
            group: "look-ups",
            signature: "resource.children(type) → list",
            description: "Nested, sibling and extension children. Where the source need not list them all, one that is there may decide, and the end is unknown.",
        },
    },
    LookUp {
        name: "child",
        on: On::Resource("children"),
        leads: Leads::Down,
        asks: Asks::Named,
        find: child,
        about: Helper {
            group: "look-ups",
            signature: "resource.child(type and name) → resource or ()",
            description: "The child of that type and name; unknown where it is not there and the source need not list it.",
        },
    },
    LookUp {
        name: "parent",
        on: On::Resource("a parent"),
        leads: Leads::Up,
        asks: Asks::Own(parent_or_own_id),
        find: parent,
        about: Helper {
            group: "look-ups",
            signature: "resource.parent() → resource or ()",
            description: "The resource that this one belongs to.",
        },
    },
    LookUp {
        name: "get",
        on: On::Inventory,
        leads: Leads::Along,
        asks: Asks::Id,
        find: get,
        about: Helper {
            group: "look-ups",
            signature: "inventory.get(reference) → resource or ()",
            description: "The resource with this id, or with the id of this object; () when absent, unknown when the id is missing or its resource is not in the inventory.",
        },
    },
    LookUp {
        name: "all",
        on: On::Inventory,
        leads: Leads::Anywhere,
        asks: Asks::Type,
        find: all,
        about: Helper {
            group: "look-ups",
            signature: "inventory.all(type) → list",
            description: "All resources of a type; as for children, the end is unknown where the source need not list them all.",
        },
    },
];

/// Whether there is a resource that was found.
fn is_there(inventory: &Inventory, found: ResourceIndex) -> bool {
    inventory.resource(found).silence != Some(Silence::Conditional)
}

/// What was found, without what may not be there; where there is such, it is not all that there may be.
fn certain<'i>(inventory: &Inventory, found: Cow<'i, [ResourceIndex]>) -> Result<Cow<'i, [ResourceIndex]>, Found<'i>> {
    if found.iter().all(|each| is_there(inventory, *each)) {
        return Ok(found);
    }
    let certain: Vec<ResourceIndex> = found.iter().copied().filter(|each| is_there(inventory, *each)).collect();
    Err(Found::Some(certain.into(), Silence::Conditional.hint().into()))
}

fn children<'i>(inventory: &'i Inventory, of: ResourceIndex, kind: &str) -> Found<'i> {
    let found = match certain(inventory, inventory.children(of, kind).into()) {
        Ok(found) => found,
        Err(open) => return open,
    };
    if inventory.has_all_children(of, kind) {
        return Found::Many(found);
    }
    if inventory.may_own_elsewhere(kind) {
        return Found::Some(found, elsewhere(kind));
    }
    let reason = match found.is_empty() {
        true => no_child(kind),
        false => format!("there may be more {kind} of this resource, as its source need not list them"),
    };
    Found::Some(found, missing_child(inventory, of, kind, reason))
}

/// Why children that are not there may be somewhere: for this reason, unless a template declares some of which it is not
/// known whose they are.
fn missing_child(inventory: &Inventory, of: ResourceIndex, kind: &str, reason: String) -> Unknown {
    match inventory.stray(of, kind) {
        Some(export) => {
            let reason = "that is declared without its parent is this resource's";
            Unknown { reason: format!("it is not known whether {kind} {reason}"), export }
        }
        None => Unknown::lacking(reason, inventory.lacks(of, kind)),
    }
}

/// Why what is not in this part of an estate may be in another. Nothing is to be exported then.
fn elsewhere(kind: &str) -> Unknown {
    let reason = format!(
        "this is a part of an estate, and {kind} may be in another; --whole tells of types that are given to each"
    );
    Unknown { reason, export: None }
}

fn no_child(kind: &str) -> String {
    format!("no {kind} of this resource in the inventory, and its source need not list them")
}

fn child<'i>(inventory: &'i Inventory, of: ResourceIndex, asked: &str) -> Found<'i> {
    let (kind, name) = asked.rsplit_once('/').unwrap_or((asked, ""));
    let children = inventory.children(of, kind);
    // Exports may call a child by its parent's name; its id never does.
    let own_name = |child: ResourceIndex| inventory.resource(child).id.rsplit('/').next();
    let is_named = |child: &&ResourceIndex| own_name(**child).is_some_and(|own| own.eq_ignore_ascii_case(name));
    match children.iter().find(is_named) {
        Some(child) if is_there(inventory, *child) => Found::One(*child),
        Some(_) => Found::Unknown(Silence::Conditional.hint().into()),
        None if children.iter().any(|child| inventory.may_be_called(*child, name)) => {
            Found::Unknown(format!("it is not known whether the {kind} that is declared is called `{name}`").into())
        }
        None if inventory.has_all_children(of, kind) => Found::Nothing,
        None if inventory.may_own_elsewhere(kind) => Found::Unknown(elsewhere(kind)),
        None => {
            let reason = no_child(if children.is_empty() { kind } else { asked });
            Found::Unknown(missing_child(inventory, of, kind, reason))
        }
    }
}

fn all<'i>(inventory: &'i Inventory, subject: ResourceIndex, kind: &str) -> Found<'i> {
    let found = match certain(inventory, inventory.all_seen_from(subject, kind)) {
        Ok(found) => found,
        Err(open) => return open,
    };
    if inventory.is_complete(subject, kind) {
        return Found::Many(found);
    }
    if inventory.may_be_elsewhere(kind) {
        return Found::Some(found, elsewhere(kind));
    }
    let reason = match found.is_empty() {
        true => format!("no {kind} in the inventory, and its source need not list them"),
        false => format!("there may be more {kind}, as their source need not list them"),
    };
    Found::Some(found, Unknown::lacking(reason, inventory.lacks(subject, kind)))
}

fn get<'i>(inventory: &'i Inventory, subject: ResourceIndex, id: &str) -> Found<'i> {
    if let Some(found) = inventory.find_in(inventory.resource(subject).part, id) {
        return match is_there(inventory, found) {
            true => Found::One(inventory.seen_from(subject, found)),
            false => Found::Unknown(Silence::Conditional.hint().into()),
        };
    }
    // A reference is evidence that the resource exists, so that its absence here proves nothing.
    let Some(kind) = type_of(id) else {
        return Found::Unknown("the resource that it refers to is not in the inventory".into());
    };
    if inventory.may_refer_elsewhere(subject, &kind, id) {
        return Found::Unknown(elsewhere(&kind));
    }
    if inventory.resolves(subject, &kind) {
        return Found::Nothing;
    }
    let reason = format!("the {kind} that it refers to is not in the inventory");
    Found::Unknown(Unknown::lacking(reason, inventory.lacks(subject, &kind)))
}

/// The type of what resources of a type belong to.
fn above(type_name: &str) -> &str {
    type_name.rsplit_once('/').map_or(type_name, |(above, _)| above)
}

/// Without a parent, the answer depends on the resource itself.
fn parent_or_own_id(inventory: &Inventory, of: ResourceIndex) -> &str {
    let entry = inventory.resource(of);
    entry.parent.map_or(&entry.id, |parent| &inventory.resource(parent).id)
}

fn parent<'i>(inventory: &'i Inventory, of: ResourceIndex, _: &str) -> Found<'i> {
    let entry = inventory.resource(of);
    match entry.parent {
        Some(parent) => Found::One(inventory.seen_from(of, inventory.speaker(parent))),
        None if entry.type_name.matches('/').count() < 2 => Found::Nothing,
        None if inventory.may_own_elsewhere(above(&entry.type_name)) => {
            Found::Unknown(elsewhere(above(&entry.type_name)))
        }
        None if inventory.resolves(of, &entry.type_name) => Found::Nothing,
        None => {
            let export = Some(inventory.lacks(of, above(&entry.type_name)));
            Found::Unknown(Unknown { reason: "the parent of this resource is not in the inventory".into(), export })
        }
    }
}
