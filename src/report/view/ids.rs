//! Ids of other catalogues.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What another catalogue calls the same thing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Ids {
    /// By one id.
    One(String),
    /// By several.
    Several(Vec<String>),
}

impl Ids {
    /// The ids by the catalogue.
    pub fn of(references: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Self> {
        let ids = |ids: &Vec<String>| match ids.as_slice() {
            [one] => Self::One(one.clone()),
            _ => Self::Several(ids.clone()),
        };
        references.iter().map(|(catalogue, all)| (catalogue.clone(), ids(all))).collect()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let ids = match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        };
        ids.iter().map(String::as_str)
    }
}
