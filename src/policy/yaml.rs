//! YAML text to one plain value.
//!
//! Unlike the value types of the crates it takes what a policy author may get wrong without giving up on the whole
//! file: of duplicate keys the last counts and tags are dropped, since both are reported with their places elsewhere.
//! Merge keys (`<<`) are applied, as [`crate::source::Node`] does.

use super::place::File;
use crate::source::{Position, Problem};
use serde::de::{Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_yaml::{Mapping, Value};
use std::fmt;

/// A value whose mappings, unlike JSON's, are refused where an entry is expected and a list stands.
pub(super) use serde_yaml::Value as Yaml;

/// Reads a file's only YAML document.
///
/// # Errors
/// When it is not YAML, or holds several documents.
pub(super) fn read(file: &File) -> Result<Value, Problem> {
    refuse_copies(file)?;
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    match serde_yaml::from_str::<Tolerant>(text) {
        Ok(Tolerant(value)) => Ok(value),
        Err(error) => Err(problem(file, &error)),
    }
}

fn problem(file: &File, error: &serde_yaml::Error) -> Problem {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let problem = match error.location() {
        Some(place) => {
            let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
            file.located(Position { line: number(place.line()), column: number(place.column()) }, message)
        }
        None => Problem::new(file.name.as_str(), message),
    };
    problem.help("write one YAML document")
}

/// Bytes that aliases may stand for: the values of a file hold each once more.
const COPIED: u64 = 16 << 20;

/// Refuses aliases that stand for much more than is written.
fn refuse_copies(file: &File) -> Result<(), Problem> {
    let Some(document) = file.known_document() else { return Ok(()) };
    let Some((alias, _)) = document.aliases().next() else { return Ok(()) };
    if document.written_out() <= COPIED.saturating_add(file.text.len() as u64) {
        return Ok(());
    }
    let message = format!("aliases that stand for more than {} MB", COPIED >> 20);
    let problem = file.located(document.node(alias).position(), message);
    Err(problem.help("check that this file is what it seems to be"))
}

struct Tolerant(Value);

impl<'de> Deserialize<'de> for Tolerant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Builder).map(Self)
    }
}

struct Builder;

impl<'de> Visitor<'de> for Builder {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_tag, content) = tagged.variant::<String>()?;
        content.newtype_variant().map(|Tolerant(value)| value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Tolerant(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Sequence(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Mapping::new();
        while let Some((key, Tolerant(value))) = members.next_entry::<String, Tolerant>()? {
            map.insert(Value::String(key), value);
        }
        if let Some(merged) = map.shift_remove("<<") {
            merge(&mut map, merged);
        }
        Ok(Value::Mapping(map))
    }
}

/// Own members win, then those of earlier merged mappings.
fn merge(map: &mut Mapping, merged: Value) {
    match merged {
        Value::Mapping(members) => {
            for (key, value) in members {
                map.entry(key).or_insert(value);
            }
        }
        Value::Sequence(items) => items.into_iter().for_each(|item| merge(map, item)),
        _ => (),
    }
}
