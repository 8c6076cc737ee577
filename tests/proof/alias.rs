//! Where the values stand that aliases name: `properties.…` by the alias's own words, but for the exceptions of
//! `aliases.yaml`.

use crate::path::{Step, steps};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What the words of aliases and definitions do not say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aliases {
    /// First words that stand beside `properties`.
    envelope: Vec<String>,
    /// The way of an alias, by the type that it is read of.
    exceptions: BTreeMap<String, BTreeMap<String, String>>,
    /// Values to try where the conditions only ask whether there is one, by alias.
    #[serde(default)]
    values: BTreeMap<String, Vec<Value>>,
    /// The property that the platform prints children of a type in.
    pub inside: BTreeMap<String, String>,
    /// Types that definitions look for around a resource, and not below it.
    pub beside: Vec<String>,
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
        let is_beside = self.envelope.iter().any(|word| word.eq_ignore_ascii_case(first));
        Some(if is_beside { steps(words) } else { steps(&format!("properties.{words}")) })
    }

    /// What to try at an alias.
    pub fn values(&self, field: &str) -> &[Value] {
        let found = self.values.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(field));
        found.map_or(&[], |(_, values)| values)
    }
}
