//! What findings can be limited by.

use super::parts::told;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::Hash;

/// Values that a facet can have, each told once, in the order in which they are first met.
#[derive(Serialize)]
pub(super) struct Facet {
    /// In the page's address.
    key: &'static str,
    name: &'static str,
    /// What `of` is by: `row`, `resource` or `recommendation`.
    by: &'static str,
    /// The most frequent first; else as they are.
    sorted: bool,
    values: Vec<Value>,
    /// The place of the value, or of the values.
    of: Of,
}

/// A value by its key, and for people where that is something else.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Same(String),
    Titled(String, String),
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Of {
    One(Vec<u32>),
    Several(Vec<Vec<u32>>),
}

impl Facet {
    pub fn new(key: &'static str, name: &'static str, by: &'static str, values: Vec<Value>, of: Of) -> Self {
        // Few values have an order of their own.
        Self { key, name, by, sorted: !matches!(key, "severity" | "state" | "standing" | "timing"), values, of }
    }
}

/// Texts, or what else repeats, each with its place.
#[derive(Default)]
pub(super) struct Interned<T> {
    known: HashMap<T, u32>,
    pub all: Vec<T>,
}

impl<T: Eq + Hash + Clone> Interned<T> {
    /// The place of a value, and whether it is new.
    pub fn place(&mut self, value: T) -> (u32, bool) {
        if let Some(place) = self.known.get(&value) {
            return (*place, false);
        }
        let place = self.all.len() as u32;
        self.known.insert(value.clone(), place);
        self.all.push(value);
        (place, true)
    }
}

impl<T: Eq + Hash> Interned<T> {
    /// The place of a value that is known.
    pub fn get(&self, value: &T) -> Option<u32> {
        self.known.get(value).copied()
    }
}

impl Interned<String> {
    /// The place of a text as it is shown.
    pub fn text(&mut self, text: &str) -> u32 {
        self.place(told(text)).0
    }
}

/// Names that differ by more than their case, and where each stands.
#[derive(Default)]
pub(super) struct Names {
    known: Interned<String>,
    first: Vec<String>,
    of: Vec<u32>,
}

impl Names {
    /// The name of one more.
    pub fn add(&mut self, name: &str) {
        let (place, is_new) = self.known.place(name.to_lowercase());
        self.first.extend(is_new.then(|| told(name)));
        self.of.push(place);
    }

    /// As they were first written, or as they are called elsewhere.
    pub fn told(self, called: &HashMap<String, String>) -> (Vec<Value>, Of) {
        let value = |(low, first): (String, String)| match called.get(&low) {
            Some(title) => Value::Titled(first, told(title)),
            None => Value::Same(first),
        };
        (self.known.all.into_iter().zip(self.first).map(value).collect(), Of::One(self.of))
    }
}

/// Values that are their own names.
pub(super) fn plain(values: Vec<String>) -> Vec<Value> {
    values.into_iter().map(Value::Same).collect()
}
