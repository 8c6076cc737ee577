//! Looking beyond a resource: the functions that lead a script from one resource to others.
//!
//! A look-up is given the inventory and what is asked for, and nothing that runs, so that it can forget nothing. Where the
//! inventory cannot know whether there are more, a list is open: its end is unknown.

mod find;

use super::helper::Helper;
use super::open::Open;
use super::read::ReadId;
use super::stop::{Failure, Unknown, fail, unknown};
use super::text;
use super::trace::Frame;
use super::view::{At, View};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::Script;
use crate::source::normal_id;
use find::LOOK_UPS;
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
    leads: Leads,
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

/// Where it leads to, for those that keep resources until somebody asks for them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leads {
    /// To what belongs to a resource.
    Down,
    /// To what a resource belongs to.
    Up,
    /// To wherever an id that a resource holds leads.
    Along,
    /// To all of a type.
    Anywhere,
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

/// Where a function of that name leads; `None` where it is no look-up.
pub(super) fn leads(name: &str) -> Option<Leads> {
    LOOK_UPS.iter().find(|look_up| look_up.name == name).map(|look_up| look_up.leads)
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

/// The type of what is asked for by type and name.
fn type_named(asked: &str) -> &str {
    asked.rsplit_once('/').map_or(asked, |(kind, _)| kind)
}
