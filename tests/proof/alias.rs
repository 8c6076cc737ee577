//! Where the values stand that aliases name: `properties.…` by the alias's own words, but for the exceptions of
//! `aliases.yaml`.

use crate::definition::Definition;
use crate::path::{Step, select, steps};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the words of aliases and definitions do not say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aliases {
    /// First words that stand beside `properties`.
    envelope: Vec<String>,
    /// The way of an alias, by the type that it is read of.
    exceptions: BTreeMap<String, BTreeMap<String, String>>,
    /// Lists whose elements have `properties`.
    elements: Vec<String>,
    /// Values to try where the conditions only ask whether there is one, by alias.
    #[serde(default)]
    values: BTreeMap<String, Vec<Value>>,
    /// The way to the list that the platform prints children of a type in, from the parent's `properties`.
    pub inside: BTreeMap<String, String>,
    /// Types that definitions look for around a resource, and not below it.
    pub beside: Vec<String>,
    /// What resources of a type are called, where the platform names them and definitions do not say.
    pub names: BTreeMap<String, String>,
    /// Ways of which a resource has one at most.
    apart: Vec<Vec<String>>,
    /// Aliases whose ways no resource at hand holds.
    pub unseen: BTreeSet<String>,
    /// What parameters without a default are given, and what ours then are, by definition.
    #[serde(default)]
    pub parameters: BTreeMap<String, Given>,
}

/// Values for parameters.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub definition: BTreeMap<String, Value>,
    #[serde(default)]
    pub ours: BTreeMap<String, Value>,
}

impl Aliases {
    /// Those of the test.
    pub fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proof/aliases.yaml");
        serde_yaml::from_slice(&std::fs::read(path).expect("the list")).expect("a well-formed list")
    }

    /// The way to a field of a resource of this type; `None` where such resources have none.
    pub fn way(&self, field: &str, type_name: &str) -> Option<Vec<Step>> {
        let own = |ways: &BTreeMap<String, String>| {
            ways.iter().find(|(of, _)| of.eq_ignore_ascii_case(type_name)).map(|(_, way)| steps(way))
        };
        if let Some((_, ways)) = self.exceptions.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(field)) {
            return own(ways);
        }
        let Some((of, words)) = field.rsplit_once('/') else { return Some(steps(field)) };
        if !of.eq_ignore_ascii_case(type_name) {
            return None;
        }
        let first = words.split(['.', '[']).next().unwrap_or_default();
        let words = self.nested(words);
        let is_beside = self.envelope.iter().any(|word| word.eq_ignore_ascii_case(first));
        Some(if is_beside { steps(&words) } else { steps(&format!("properties.{words}")) })
    }

    /// The words with the `properties` that elements of some lists have of their own, and aliases leave out.
    fn nested(&self, words: &str) -> String {
        let mut way = String::new();
        let mut parts = words.split('.').peekable();
        while let Some(part) = parts.next() {
            way += part;
            let is_own = |next: &&str| ["id", "name", "type"].contains(next);
            let is_list = self.elements.iter().any(|list| part.strip_suffix("[*]").is_some_and(|name| name == list));
            if let Some(next) = parts.peek() {
                way += if is_list && !is_own(next) { ".properties." } else { "." };
            }
        }
        way
    }

    /// Whether a resource has what no resource has together.
    pub fn are_apart(&self, resource: &Value) -> bool {
        let has = |way: &&String| select(resource, &steps(way)).iter().any(Option::is_some);
        self.apart.iter().any(|ways| ways.iter().filter(has).count() > 1)
    }

    /// The types that an alias is read of.
    pub fn types(&self, field: &str) -> Vec<String> {
        match self.exceptions.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(field)) {
            Some((_, ways)) => ways.keys().cloned().collect(),
            None => field.rsplit_once('/').map(|(of, _)| of.to_owned()).into_iter().collect(),
        }
    }

    /// The value of a parameter of a definition: the one given here, or its default.
    pub fn parameter(&self, definition: &Definition, name: &str) -> Value {
        let given = self.parameters.get(&definition.id).into_iter().flat_map(|given| &given.definition);
        let own = given.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        own.or_else(|| definition.parameters.get(name)).cloned().unwrap_or_default()
    }

    /// What to try at an alias.
    pub fn values(&self, field: &str) -> &[Value] {
        let found = self.values.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(field));
        found.map_or(&[], |(_, values)| values)
    }
}
