//! New blocks of what the platform wants as elements of a list.

use super::super::kind::Kind;
use super::aim::{Aim, Fit, aims};
use super::inverse::inverse;
use super::site::block;
use super::{Part, Wish};
use serde_json::{Map, Value as Json};

/// What stands in a new block for a value of the platform at a path, whose attributes are those below `name`.
///
/// # Errors
///
/// With what azurerm cannot say.
pub fn built(
    kind: &'static Kind,
    majors: &[u32],
    name: &str,
    path: &[Part],
    value: &Json,
) -> Result<Map<String, Json>, String> {
    let mut members = Map::new();
    put(kind, name, path, value, &mut members)?;
    let lacks = required(kind, name, majors).into_iter().find(|(own, _)| !members.contains_key(*own));
    lacks.map_or(Ok(members), |(own, _)| {
        Err(format!("azurerm requires `{own}` in `{name}`, and its value is not known"))
    })
}

fn put(
    kind: &'static Kind,
    name: &str,
    path: &[Part],
    value: &Json,
    into: &mut Map<String, Json>,
) -> Result<(), String> {
    let inside = |aim: &Aim| name.is_empty() || aim.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    let found: Vec<Aim> = aims(kind, None, path).into_iter().filter(inside).collect();
    let exact =
        found.iter().find(|aim| aim.fit == Fit::Exact && aim.attribute.block.is_none() && !aim.holds_elements());
    if let Some(aim) = exact {
        let value = inverse(aim.attribute, false, value)?;
        insert(into, aim.name[name.len()..].trim_start_matches('.'), value);
        return Ok(());
    }
    match value {
        Json::Object(members) if !found.is_empty() => members.iter().try_for_each(|(key, own)| {
            let mut path = path.to_vec();
            path.push(Part::Member(key.clone()));
            put(kind, name, &path, own, into)
        }),
        // What is not there is not said.
        Json::Null => Ok(()),
        _ => Err(no_attribute(path)),
    }
}

/// The attributes that azurerm requires in a block, each with what it is where the block is left out, as far as that is known.
pub fn required<'k>(kind: &'k Kind, around: &str, majors: &[u32]) -> Vec<(&'k str, Option<Json>)> {
    let block = kind.properties.get(around);
    let mut all = Vec::new();
    for (name, attribute) in &kind.properties {
        let own = name.strip_prefix(around).and_then(|rest| rest.strip_prefix('.')).filter(|own| !own.contains('.'));
        let needed = attribute.required.as_ref().is_some_and(|own| majors.iter().any(|major| own.has(*major)));
        let Some(own) = own.filter(|_| needed && attribute.block.is_none()) else { continue };
        let left_out =
            block.and_then(|block| block.r#else.as_ref()).and_then(|json| json.get(attribute.to.as_deref()?));
        all.push((own, left_out.and_then(|value| inverse(attribute, false, value).ok())));
    }
    all
}

/// Puts a value below blocks.
fn insert(into: &mut Map<String, Json>, name: &str, value: Json) {
    match name.split_once('.') {
        None => drop(into.insert(name.to_owned(), value)),
        Some((outer, rest)) => {
            let inner = into.entry(block(outer)).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// Why a path cannot be said.
pub fn no_attribute(path: &[Part]) -> String {
    format!("azurerm has no attribute for {}", path_text(path))
}

/// A path for people.
pub fn path_text(path: &[Part]) -> String {
    path.iter().fold(String::new(), |text, part| match part {
        Part::Member(name) if text.is_empty() => name.clone(),
        Part::Member(name) if name.contains('.') => format!("{text}[\"{name}\"]"),
        Part::Member(name) => format!("{text}.{name}"),
        Part::Index(place) => format!("{text}[{place}]"),
    })
}

/// A list that a place gets, where it has none yet.
pub fn listed(values: &[Json]) -> Wish {
    Wish::Set(Json::Array(values.to_vec()))
}
