//! Looking beyond a resource: the functions that lead a script from one resource to others.
//!
//! A look-up is given the inventory and what is asked for, and nothing that runs, so that it can forget nothing. Where the
//! inventory cannot know whether there are more, a list is open: its end is unknown.

use super::helper::Helper;
use super::open::Open;
use super::read::ReadId;
use super::stop::{Failure, Unknown, fail, unknown};
use super::text;
use super::trace::Frame;
use super::view::{At, View};
use crate::inventory::{Inventory, ResourceIndex, Silence, type_of};
use crate::policy::Script;
use crate::source::normal_id;
use rhai::{Array, Dynamic, Engine};
use std::borrow::Cow;
use std::rc::Rc;

/// The script's `inventory`.
#[derive(Clone)]
pub(super) struct Estate {
    pub frame: Rc<Frame>,
    /// The resource that is assessed; its source decides what absence means.
    pub subject: ResourceIndex,
}

/// A function that finds other resources.
pub(super) struct LookUp {
    name: &'static str,
    on: On,
    asks: Asks,
    /// What there is, from the resource that it is called on or, on `inventory`, from the one that is assessed.
    find: for<'i> fn(&'i Inventory, ResourceIndex, &str) -> Found<'i>,
    about: Helper,
}

/// What a look-up is called on.
enum On {
    /// A resource, which has what the text says.
    Resource(&'static str),
    /// `inventory`.
    Inventory,
}

/// What it asks for.
enum Asks {
    /// Resources of a type.
    Type,
    /// The resource with an id; an absent id has none.
    Id,
    /// The resource of a type and a name, written as the end of its id would be without the names between.
    Named,
    /// What follows from the resource that it is called on.
    Own(fn(&Inventory, ResourceIndex) -> &str),
}

/// What it finds.
enum Found<'i> {
    Many(Cow<'i, [ResourceIndex]>),
    /// The same, and perhaps more of them outside of the inventory.
    Some(Cow<'i, [ResourceIndex]>, Unknown),
    One(ResourceIndex),
    /// There is none.
    Nothing,
    /// There may be one outside of the inventory. Reasons name types alone, so that equal ones can be counted; the
    /// evidence names the resource.
    Unknown(Unknown),
}

static LOOK_UPS: [LookUp; 5] = [
    LookUp {
        name: "children",
        on: On::Resource("children"),
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
        asks: Asks::Type,
        find: all,
        about: Helper {
            group: "look-ups",
            signature: "inventory.all(type) → list",
            description: "All resources of a type; as for children, the end is unknown where the source need not list them all.",
        },
    },
];

/// All look-ups, to be read.
pub(super) fn helpers() -> impl Iterator<Item = Helper> {
    LOOK_UPS.iter().map(|look_up| look_up.about)
}

/// The names of those that are methods of a resource.
pub(super) fn methods() -> impl Iterator<Item = &'static str> {
    LOOK_UPS.iter().filter(|look_up| matches!(look_up.on, On::Resource(_))).map(|look_up| look_up.name)
}

/// The type of resources that a function of that name asks for with a text; `None` where it asks for none.
pub(crate) fn type_asked<'t>(name: &str, text: &'t str) -> Option<&'t str> {
    match LOOK_UPS.iter().find(|look_up| look_up.name == name)?.asks {
        Asks::Type => Some(text),
        Asks::Named => Some(type_named(text)),
        Asks::Id | Asks::Own(_) => None,
    }
}

/// Whether a script names a look-up. A word in a comment or a text counts too: the answer is only ever too careful.
pub(super) fn is_named_in(script: &Script) -> bool {
    script.texts().any(|text| text.contains("inventory") || methods().any(|name| text.contains(name)))
}

/// The look-up of a name and whether it is asked with something, which says whether the inventory has it.
pub(super) fn of_name(name: &str, is_asked: bool) -> Option<(&'static LookUp, bool)> {
    let look_up = LOOK_UPS.iter().find(|own| own.name == name && matches!(own.asks, Asks::Own(_)) != is_asked)?;
    Some((look_up, matches!(look_up.on, On::Inventory)))
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Estate>("inventory");
    for look_up in &LOOK_UPS {
        match (&look_up.on, &look_up.asks) {
            (On::Resource(_), Asks::Own(_)) => {
                engine.register_fn(look_up.name, move |view: &mut View| look_up.on_view(view, &Dynamic::UNIT));
                engine.register_fn(look_up.name, move |(): &mut ()| look_up.of_absent());
            }
            (On::Resource(_), Asks::Type | Asks::Named | Asks::Id) => {
                engine.register_fn(look_up.name, move |view: &mut View, asked: Dynamic| look_up.on_view(view, &asked));
                engine.register_fn(look_up.name, move |(): &mut (), _: Dynamic| look_up.of_absent());
            }
            (On::Inventory, Asks::Own(_)) => {
                engine
                    .register_fn(look_up.name, move |estate: &mut Estate| look_up.on_inventory(estate, &Dynamic::UNIT));
            }
            (On::Inventory, Asks::Type | Asks::Named | Asks::Id) => {
                let run = move |estate: &mut Estate, asked: Dynamic| look_up.on_inventory(estate, &asked);
                engine.register_fn(look_up.name, run);
            }
        }
    }
}

impl LookUp {
    /// What a resource that is absent gives.
    pub fn of_absent(&self) -> Dynamic {
        if matches!(self.asks, Asks::Type) { Array::new().into() } else { Dynamic::UNIT }
    }

    /// What it finds from a resource.
    pub fn on_view(&self, view: &View, asked: &Dynamic) -> Result<Dynamic, Failure> {
        let asked = self.asked(asked)?;
        match (view.at, &self.on) {
            (At::Resource(resource), _) => self.run(&view.frame, view.read, resource, asked),
            (_, On::Resource(what)) => Err(fail(format!("only a resource has {what}; this is a value inside one"))),
            (_, On::Inventory) => Err(fail(format!("only the inventory has {}", self.name))),
        }
    }

    /// What it finds in the inventory.
    pub fn on_inventory(&self, estate: &Estate, asked: &Dynamic) -> Result<Dynamic, Failure> {
        self.run(&estate.frame, 0, estate.subject, self.asked(asked)?)
    }

    /// What an argument asks for; `None` for an absent id.
    fn asked(&self, argument: &Dynamic) -> Result<Option<String>, Failure> {
        let wanted = match self.asks {
            Asks::Own(_) => return Ok(Some(String::new())),
            Asks::Id if argument.is_unit() => return Ok(None),
            Asks::Id => "a resource id",
            Asks::Named => "a resource type and a name, like \"Microsoft.Web/sites/config/web\"",
            Asks::Type => "a resource type, like \"Microsoft.Sql/servers\"",
        };
        if let Some(reference) = argument.read_lock::<View>().filter(|_| matches!(self.asks, Asks::Id)) {
            return Ok(Some(id_in(&reference)?));
        }
        let is_scalar = argument.is_int() || argument.is_float() || argument.is_bool();
        if is_scalar && matches!(self.asks, Asks::Id) {
            return Err(unknown("a number, or true or false, stands where a reference belongs"));
        }
        let text = text::text_of(argument).ok_or_else(|| fail(format!("{} wants {wanted}", self.called())))?;
        Ok(Some(if matches!(self.asks, Asks::Id) { normal_id(text.into()).into_owned() } else { text }))
    }

    /// How a script calls it.
    fn called(&self) -> String {
        match self.on {
            On::Resource(_) => self.name.to_owned(),
            On::Inventory => format!("inventory.{}", self.name),
        }
    }

    /// The one way to an answer: what is asked for is recorded before anything is found.
    fn run(
        &self,
        frame: &Rc<Frame>,
        from: ReadId,
        of: ResourceIndex,
        asked: Option<String>,
    ) -> Result<Dynamic, Failure> {
        let Some(asked) = asked else { return Ok(Dynamic::UNIT) };
        let inventory = &frame.inventory;
        let asked_for = if let Asks::Own(own) = self.asks { own(inventory, of) } else { &asked };
        let sought = if let Asks::Named = self.asks { type_named(&asked) } else { asked_for };
        let read = frame.record_look_up(from, &format!("{}({asked})", self.called()), sought)?;
        let met = |found: &[ResourceIndex]| found.iter().map(|found| frame.met(*found, of)).collect::<Vec<_>>();
        match (self.find)(inventory, of, asked_for) {
            Found::Many(found) => {
                let found = if inventory.has_copies() { met(&found).into() } else { found };
                // A list of many is kept until the evaluation ends.
                frame.charge(1 + found.len() / 4)?;
                Ok(Dynamic::from(View::resources(frame, &found, read)))
            }
            Found::Some(found, missing) => {
                frame.charge(1 + found.len())?;
                Ok(Dynamic::from(Open::ended(met(&found).into_iter().map(|found| one(frame, read, found)), missing)))
            }
            Found::One(resource) => {
                frame.charge(1)?;
                Ok(one(frame, read, frame.met(resource, of)))
            }
            Found::Nothing => Ok(Dynamic::UNIT),
            Found::Unknown(why) => Err(unknown(why)),
        }
    }
}

/// A resource that the look-up `read` led to.
fn one(frame: &Rc<Frame>, read: ReadId, resource: ResourceIndex) -> Dynamic {
    Dynamic::from(View::resource(frame, resource, frame.record_resource(read, resource)))
}

/// The id that a document's object refers with; unknown where it has none, as a reference says what it refers to.
fn id_in(reference: &View) -> Result<String, Failure> {
    let id = reference.property("id", reference.frame.intern("id")?)?.dynamic();
    let text = text::text_of(&id).ok_or_else(|| unknown(format!("{} refers to nothing", reference.called())))?;
    Ok(normal_id(text.into()).into_owned())
}

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

/// The type of what is asked for by type and name.
fn type_named(asked: &str) -> &str {
    asked.rsplit_once('/').map_or(asked, |(kind, _)| kind)
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
