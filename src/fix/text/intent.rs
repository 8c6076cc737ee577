//! From changes to one wish per node.

use super::guard::Guard;
use super::paths::Paths;
use super::{Change, Refusal, guard, slot, syntax, value};
use crate::source::{Document, Format, Kind, Node, NodeId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What one node shall become.
pub(super) enum Wish {
    /// Another value, written anew.
    Replace(Value),
    /// Nothing.
    Remove,
    /// An object with more members.
    Members(Map<String, Value>),
    /// An array with more elements.
    Elements(Vec<Value>),
}

/// A part of a change, about one node.
pub(super) struct Step {
    pub change: usize,
    pub node: NodeId,
    pub action: Action,
}

/// What a step does.
pub(super) enum Action {
    Replace(Value),
    Remove,
    Insert(Vec<String>, Value),
    Append(Vec<Value>),
}

/// The wishes of all changes that can be made, and why the others cannot.
pub(super) fn wishes(document: &Document, changes: &[Change]) -> (BTreeMap<NodeId, Wish>, Vec<Refusal>) {
    let mut refused = BTreeMap::new();
    let mut steps = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        match lowered(document, change, index) {
            Ok(found) => steps.extend(found),
            Err(reason) => guard::refuse(&mut refused, index, reason),
        }
    }
    let paths = Paths::new(document, steps.iter().map(|step| step.node));
    let mut guard = Guard::new(document, &paths);
    for step in &steps {
        if let Err(reason) = guard.check(step) {
            guard::refuse(&mut refused, step.change, reason);
        }
    }
    guard::refuse_contradictions(document, changes, &mut refused);
    let repeats = guard::repeats(changes);
    let mut wishes = BTreeMap::new();
    for step in steps {
        if !refused.contains_key(&step.change) && !repeats.contains(&step.change) {
            add(&mut wishes, step);
        }
    }
    for (place, wish) in &mut wishes {
        if let Wish::Members(members) = wish
            && is_nothing(document.node(*place))
        {
            *wish = Wish::Replace(Value::Object(std::mem::take(members)));
        }
    }
    (wishes, refused.into_values().collect())
}

fn add(wishes: &mut BTreeMap<NodeId, Wish>, step: Step) {
    let wish = match step.action {
        Action::Replace(value) => Wish::Replace(value),
        Action::Remove => Wish::Remove,
        Action::Insert(keys, value) => {
            let members = wishes.entry(step.node).or_insert_with(|| Wish::Members(Map::new()));
            if let Wish::Members(members) = members {
                nest(members, &keys, value);
            }
            return;
        }
        Action::Append(values) => match wishes.remove(&step.node) {
            Some(Wish::Elements(before)) => Wish::Elements(before.into_iter().chain(values).collect()),
            _ => Wish::Elements(values),
        },
    };
    wishes.insert(step.node, wish);
}

/// Puts a value below keys, and makes the objects on the way.
pub(super) fn nest(members: &mut Map<String, Value>, keys: &[String], value: Value) {
    match keys {
        [] => {}
        [key] => drop(members.insert(key.clone(), value)),
        [key, rest @ ..] => {
            let inner = members.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                nest(inner, rest, value);
            }
        }
    }
}

/// The steps of one change; none when it holds already.
fn lowered(document: &Document, change: &Change, index: usize) -> Result<Vec<Step>, String> {
    let node = document.node(change.place());
    // Only where a file holds one document a line, another may follow.
    let another = matches!(change, Change::Append { .. }) && document.format() == Format::Ndjson;
    if node.id() != change.place() || node.id() == document.root().id() && !another {
        return Err("the place is no value of the document".to_owned());
    }
    let mut steps = Vec::new();
    let mut step = |node: Node<'_>, action| steps.push(Step { change: index, node: node.id(), action });
    match change {
        Change::Replace { value, .. } => replace(node, value, &mut step),
        Change::Remove { .. } => step(node, Action::Remove),
        Change::Insert { keys, value, .. } if must_insert(node, keys, value)? => {
            step(node, Action::Insert(keys.clone(), value.clone()));
        }
        Change::Append { .. } if node.kind() != Kind::Array || node.is_made() => {
            return Err("the place is no list".to_owned());
        }
        Change::Append { values, .. } if !values.is_empty() => step(node, Action::Append(values.clone())),
        _ => {}
    }
    Ok(steps)
}

/// Whether the member is missing. It may be there already, with that value.
fn must_insert(object: Node<'_>, keys: &[String], value: &Value) -> Result<bool, String> {
    let Some(first) = keys.first() else {
        return Err("no key is given".to_owned());
    };
    if is_nothing(object) {
        return Ok(true);
    }
    if object.kind() != Kind::Object || object.is_made() && !syntax::of(object.document()).declares(first) {
        return Err("the place is no object".to_owned());
    }
    let syntax = syntax::of(object.document());
    if object.get(syntax.read_as(first)).is_none() {
        return Ok(true);
    }
    let there = keys.iter().try_fold(object, |node, key| node.get_exact(syntax.read_as(key)));
    let holds = there.is_some_and(|node| value::equal(node, &value::read_as(value, syntax)));
    if holds { Ok(false) } else { Err(format!("`{first}` is there already")) }
}

/// Whether a null stands there, which an object may take the place of.
fn is_nothing(node: Node<'_>) -> bool {
    node.kind() == Kind::Null && !node.is_made() && !node.is_alias()
}

/// Replaces no more than differs: the members of an object, the elements behind those that stay.
fn replace<'d>(node: Node<'d>, value: &Value, step: &mut impl FnMut(Node<'d>, Action)) {
    if value::equal(node, value) {
        return;
    }
    match value {
        // Merged members and keys that stand twice cannot be changed one by one.
        Value::Object(wanted) if node.kind() == Kind::Object && node.written().count() == node.len() => {
            replace_members(node, wanted, step);
        }
        Value::Array(wanted) if node.kind() == Kind::Array && !node.is_alias() && !node.is_made() => {
            let kept = node.items().zip(wanted).take_while(|(item, value)| value::equal(*item, value)).count();
            node.items().skip(kept).for_each(|item| step(item, Action::Remove));
            if kept < wanted.len() {
                step(node, Action::Append(wanted[kept..].to_vec()));
            }
        }
        _ => step(node, Action::Replace(value.clone())),
    }
}

fn replace_members<'d>(node: Node<'d>, wanted: &Map<String, Value>, step: &mut impl FnMut(Node<'d>, Action)) {
    for (key, member) in node.members() {
        match wanted.get(&*key) {
            Some(value) => replace(member, value, step),
            None => step(member, Action::Remove),
        }
    }
    for (key, value) in wanted.iter().filter(|(key, _)| node.get_exact(key).is_none()) {
        step(node, Action::Insert(vec![key.clone()], value.clone()));
    }
}

/// Whether the node holds nothing, so that its text may be written anew: `{}` and `[]` without comments.
pub(super) fn is_bare(node: Node<'_>) -> bool {
    let inside = node.raw().get(1..node.raw().len().saturating_sub(1)).unwrap_or_default();
    slot::is_container(node.kind()) && node.is_flow() && inside.trim().is_empty()
}
