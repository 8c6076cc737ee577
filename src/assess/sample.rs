//! Some resources of many, chosen so that two lists that hold the same ones choose the same.

use crate::inventory::{Resource, is_global};
use crate::source::{Digest, normal_id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The least digests of the ids that were met. Two lists that hold much the same share some of these; a few resources that
/// stand in both of two long lists go unnoticed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Sample(BTreeSet<String>);

/// How many are kept.
const SIZE: usize = 64;

impl Sample {
    /// Of some resources. An id without a subscription was made up in its file: in another repository it means another one.
    pub fn of<'r>(resources: impl Iterator<Item = &'r Resource>) -> Self {
        let mut least = BTreeSet::new();
        for resource in resources.filter(|resource| is_global(&resource.id)) {
            let number = number(resource);
            if least.len() < SIZE || least.last().is_some_and(|last| number < *last) {
                least.insert(number);
                if least.len() > SIZE {
                    least.pop_last();
                }
            }
        }
        Self(least)
    }

    /// Goes on with those of another list.
    pub fn add(&mut self, other: Self) {
        self.0.extend(other.0);
        while self.0.len() > SIZE {
            self.0.pop_last();
        }
    }

    /// All that are kept.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Equal for equal ids in any case, on every machine and in every release; as even as a digest's, so that a sample is of all
/// kinds of resources.
fn number(resource: &Resource) -> String {
    /// A million ids share none of so many digits.
    const DIGITS: usize = 16;
    let mut digest = Digest::of(normal_id((&*resource.id).into()).to_lowercase().as_bytes()).to_string();
    digest.truncate(DIGITS);
    digest
}
