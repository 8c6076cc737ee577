//! What a script's value is, for people: its kind, and itself as JSON without secrets.

use super::json;
use super::kind;
use super::look_up::Estate;
use super::open::Open;
use super::path;
use super::read::ReadId;
use super::stop::{self, Failure, Stop};
use super::text::{self, Text};
use super::trace::Frame;
use super::verdict::Outcome;
use super::view::{At, View};
use crate::inventory::Inventory;
use crate::secret::{self, MASKED, Meaning};
use crate::source::{Kind, Node, NodeId};
use rhai::{Array, Dynamic, Map};
use rustc_hash::FxHashSet;
use serde_json::Value;

/// A value that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What kind of value it is.
    pub kind: String,
    /// Itself; resources that a look-up found stand in it by their ids, and what is not known in it by the reason.
    pub value: Value,
}

/// Looks at a value.
pub(super) fn shown(frame: &Frame, value: &Dynamic) -> Result<Shown, Failure> {
    Ok(Shown { kind: kind_of(value), value: as_json(frame, value)? })
}

fn kind_of(value: &Dynamic) -> String {
    if let Some(view) = value.read_lock::<View>() {
        return match view.at {
            At::Resource(_) => "a resource".to_owned(),
            At::Resources(_) => format!("a list of {}", counted(view.len().unsigned_abs(), "resource")),
            At::Node(..) if view.is_array() => format!("a list of {}", counted(view.len().unsigned_abs(), "element")),
            At::Node(..) => "an object".to_owned(),
        };
    }
    if value.is::<Outcome>() {
        return "an answer".to_owned();
    }
    if value.is::<Estate>() {
        return "all resources".to_owned();
    }
    if value.is::<Text>() {
        return "text".to_owned();
    }
    if value.is::<Open>() {
        return "a list of which not all is known".to_owned();
    }
    match value.read_lock::<Array>() {
        Some(items) => format!("a list of {}", counted(items.len() as u64, "element")),
        None => kind::of(value).to_owned(),
    }
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn as_json(frame: &Frame, value: &Dynamic) -> Result<Value, Failure> {
    if let Some(view) = value.read_lock::<View>() {
        return of_view(frame, &view);
    }
    if let Some(text) = value.read_lock::<Text>() {
        let meaning = text.read.map_or(Meaning::Nothing, |read| path::meaning_of(frame, read));
        return Ok(secret::shown(meaning, &text.get()).into());
    }
    if let Some(items) = value.read_lock::<Array>() {
        return items.iter().map(|item| as_json(frame, item)).collect();
    }
    if let Some(open) = value.read_lock::<Open>() {
        return open.elements().map(|item| known(item, |item| as_json(frame, item))).collect();
    }
    if let Some(members) = value.read_lock::<Map>() {
        let member = |(name, value): (&rhai::Identifier, &Dynamic)| Ok((name.to_string(), as_json(frame, value)?));
        return members.iter().map(member).collect::<Result<_, Failure>>().map(Value::Object);
    }
    if value.is::<Estate>() {
        let resources = frame.inventory.resources();
        frame.charge(resources.len())?;
        let firsts = resources.iter().enumerate().filter(|(place, each)| each.canonical.0 as usize == *place);
        return Ok(firsts.map(|(_, each)| Value::from(&*each.id)).collect());
    }
    Ok(match value.read_lock::<Outcome>().as_deref() {
        Some(Outcome::Healthy) => "healthy".into(),
        Some(Outcome::Unhealthy(why, _)) => {
            why.as_ref().map_or("unhealthy".into(), |why| format!("unhealthy: {why}").into())
        }
        Some(Outcome::NotApplicable(why)) => format!("not applicable: {why}").into(),
        None if value.is_fnptr() || value.is_char() => text::text_of(value).unwrap_or_else(|| value.to_string()).into(),
        None => json::to_json(value).unwrap_or_else(|_| value.to_string().into()),
    })
}

/// What is not known stands for itself with the reason; everything else that fails, fails.
fn known(item: Result<Dynamic, Failure>, show: impl Fn(&Dynamic) -> Result<Value, Failure>) -> Result<Value, Failure> {
    match item.and_then(|item| show(&item)) {
        Ok(value) => Ok(value),
        Err(failure) => match stop::reason(&failure) {
            Some(Stop::Unknown(why)) => Ok(format!("unknown: {}", why.reason).into()),
            _ => Err(failure),
        },
    }
}

fn of_view(frame: &Frame, view: &View) -> Result<Value, Failure> {
    let Some(node) = view.node() else {
        let id = |item: Result<Dynamic, Failure>| {
            known(item, |item| {
                let resource = item.read_lock::<View>().map(|view| view.at);
                Ok(match resource {
                    Some(At::Resource(index)) => (*frame.inventory.resource(index).id).into(),
                    _ => Value::Null,
                })
            })
        };
        return view.elements().map(id).collect();
    };
    let span = node.span();
    // What is shown is gone through twice.
    frame.charge((span.end - span.start) as usize / 8)?;
    Ok(masked(frame, node, meaning(frame, view.read)))
}

fn meaning(frame: &Frame, read: ReadId) -> Meaning {
    path::meaning_of(frame, read)
}

/// A node's value as JSON without what is secret in it.
fn masked(frame: &Frame, node: Node<'_>, meaning: Meaning) -> Value {
    without_secrets(&frame.inventory, node, meaning)
}

/// A node's value as JSON without what is secret in it, given what its path says of it.
pub(crate) fn without_secrets(inventory: &Inventory, node: Node<'_>, meaning: Meaning) -> Value {
    let secrets: FxHashSet<NodeId> = secret::secrets_in(node, meaning).into_iter().collect();
    Masked { inventory, secrets }.value(node)
}

struct Masked<'m> {
    inventory: &'m Inventory,
    secrets: FxHashSet<NodeId>,
}

impl Masked<'_> {
    fn value(&self, node: Node<'_>) -> Value {
        if self.secrets.contains(&node.id()) || self.comes_from_secret(node) {
            return MASKED.into();
        }
        if let Some(reason) = node.unknown() {
            return format!("unknown: {reason}").into();
        }
        match node.kind() {
            Kind::Array => node.items().map(|item| self.value(item)).collect(),
            Kind::Object => node.members().map(|(name, value)| (name.into_owned(), self.value(value))).collect(),
            Kind::String => secret::redacted(&node.text().unwrap_or_default()).into(),
            Kind::Null | Kind::Bool | Kind::Number => json::node_to_json(node),
        }
    }

    fn comes_from_secret(&self, node: Node<'_>) -> bool {
        let is_scalar = matches!(node.kind(), Kind::String | Kind::Number);
        is_scalar && (secret::is_made_of_secrets(node) || self.inventory.comes_from_secret(node))
    }
}

/// A value without what a script made from `secrets`; `second` is what it made from others.
pub(super) fn cleared(value: Value, second: Option<&Value>, secrets: &[String], script: &str) -> Value {
    match value {
        Value::String(text) => secret::cleared(&text, second.and_then(Value::as_str), secrets, script).into(),
        Value::Number(number) if second.is_some_and(|second| second.as_number() != Some(&number)) => MASKED.into(),
        Value::Array(items) => {
            let clear = |(place, item)| cleared(item, second.and_then(|second| second.get(place)), secrets, script);
            items.into_iter().enumerate().map(clear).collect()
        }
        Value::Object(members) => {
            let clear = |(name, member): (String, Value)| {
                let other = second.and_then(|second| second.get(&name));
                // A name that the other run does not have was made from a secret.
                let is_made = second.is_some() && other.is_none();
                let member = cleared(member, other, secrets, script);
                (if is_made { MASKED.to_owned() } else { name }, member)
            };
            members.into_iter().map(clear).collect()
        }
        other => other,
    }
}
