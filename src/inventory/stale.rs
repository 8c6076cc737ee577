//! Whether a compiled template still is what its source deploys.

use crate::source::{Kind, Node, Scalar};
use crate::template::{Expansion, Instance};
use std::collections::BTreeMap;

/// A resource that a deployment makes, with its row.
type Row<'e> = (&'e Instance, Node<'e>);

/// Where what a compiled template deploys is known to differ from what its source deploys, in words that tell no value. What is
/// not known on a side is no difference; nor is what the compiled one alone holds, unless all of the source is `known`.
pub(super) fn difference(source: &Expansion, compiled: &Expansion, is_known: bool) -> Option<String> {
    let mut own = by_id(source);
    let mut alone: BTreeMap<String, (Vec<&Instance>, Vec<&Instance>)> = BTreeMap::new();
    for (id, theirs) in by_id(compiled) {
        let mine = own.remove(&id).unwrap_or_default();
        for ((_, one), (other, row)) in mine.iter().zip(&theirs) {
            if let Some(path) = differing(*one, *row, "") {
                return Some(format!("{path} of {} `{}` is another", other.type_name, other.name));
            }
        }
        for (instance, _) in theirs.iter().skip(mine.len()) {
            alone.entry(instance.type_name.to_lowercase()).or_default().1.push(instance);
        }
        let kept = mine.into_iter().skip(theirs.len()).collect::<Vec<_>>();
        own.entry(id).or_default().extend(kept);
    }
    for (instance, _) in own.values().flatten() {
        alone.entry(instance.type_name.to_lowercase()).or_default().0.push(instance);
    }
    alone.values().find_map(|(here, there)| missing(here, there, is_known))
}

/// The rows by their ids. Those of one id are in their order.
fn by_id(expansion: &Expansion) -> BTreeMap<String, Vec<Row<'_>>> {
    let mut rows: BTreeMap<String, Vec<Row<'_>>> = BTreeMap::new();
    for (instance, row) in expansion.instances.iter().zip(expansion.document.root().items()) {
        rows.entry(instance.id.to_lowercase()).or_default().push((instance, row));
    }
    rows
}

/// Of resources of a type that one side alone has under their ids: one that the other does not have under any.
fn missing(here: &[&Instance], there: &[&Instance], is_known: bool) -> Option<String> {
    let has = |test: fn(&Instance) -> bool| here.iter().chain(there).any(|instance| test(instance));
    // What is not known of a name may be the name of the other.
    let may_be_named_alike = here.len() == there.len() && has(|instance| instance.id.contains('{'));
    if may_be_named_alike || has(|instance| instance.is_conditional) {
        return None;
    }
    let named = |instance: &Instance| format!("{} `{}`", instance.type_name, instance.name);
    match (here.first(), there.first()) {
        (Some(one), _) if here.len() >= there.len() => Some(format!("it does not hold {}", named(one))),
        (_, Some(one)) if is_known => Some(format!("it alone holds {}", named(one))),
        _ => None,
    }
}

/// The path of the first value that is known to be another.
fn differing(one: Node<'_>, other: Node<'_>, path: &str) -> Option<String> {
    if one.unknown().is_some() || other.unknown().is_some() {
        return None;
    }
    match (one.kind(), other.kind()) {
        (Kind::Object, Kind::Object) => {
            let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let changed = one.members().find_map(|(name, member)| pair(Some(member), other.get(&name), &inside(&name)));
            let mut new = other.members().filter(|(name, _)| one.get(name).is_none());
            changed.or_else(|| new.find_map(|(name, member)| pair(None, Some(member), &inside(&name))))
        }
        (Kind::Array, Kind::Array) if one.items().count() == other.items().count() => {
            let mut pairs = one.items().zip(other.items()).enumerate();
            pairs.find_map(|(at, (one, other))| differing(one, other, &format!("{path}[{at}]")))
        }
        _ => (!is_same(one, other, path)).then(|| format!("`{path}`")),
    }
}

/// Two members of one name; null is as good as none.
fn pair(one: Option<Node<'_>>, other: Option<Node<'_>>, path: &str) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => differing(one, other, path),
        (Some(only), None) | (None, Some(only)) => {
            (only.unknown().is_none() && only.kind() != Kind::Null).then(|| format!("`{path}`"))
        }
        (None, None) => None,
    }
}

/// Whether two scalars are one. Types and ids are, in whatever case the compiler writes them.
fn is_same(one: Node<'_>, other: Node<'_>, path: &str) -> bool {
    match (one.scalar(), other.scalar()) {
        (Some(Scalar::Text(one)), Some(Scalar::Text(other))) => {
            let is_id = |text: &str| path == "type" || text.contains('/');
            one == other || is_id(&one) && is_id(&other) && one.eq_ignore_ascii_case(&other)
        }
        (one, other) => one == other,
    }
}
