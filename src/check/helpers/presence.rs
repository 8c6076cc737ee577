//! Whether something is said, where a text, a number or an empty list in its place says nothing.

use super::super::stop::{Failure, unknown};
use super::super::text::{doubt, text_of};
use super::super::view::View;
use super::{Callable, Helper, is_nothing, stands_for};
use crate::inventory::Silence;
use crate::source::{Kind, Node};
use rhai::{Array, Dynamic};

pub(super) const HELPERS: [Callable; 3] = [
    Callable {
        about: Helper {
            group: "presence",
            signature: "is_text(value) → bool",
            description: "Whether a value is text that says something; false when absent, unknown for anything else, such as blanks or null in quotes.",
        },
        register: |engine| {
            engine.register_fn("is_text", |value: Dynamic| is_text(&value));
        },
    },
    Callable {
        about: Helper {
            group: "presence",
            signature: "is_object(value) → bool",
            description: "Whether a value is an object that says something; false when absent, unknown for anything else, such as an empty one or a reference to nothing.",
        },
        register: |engine| {
            engine.register_fn("is_object", |value: Dynamic| is_object(&value));
        },
    },
    Callable {
        about: Helper {
            group: "presence",
            signature: "is_said([values]) → true",
            description: "True where one of the values says something; unknown where all are absent, blank or empty: for what the platform always says somewhere.",
        },
        register: |engine| {
            engine.register_fn("is_said", |values: Array| is_said(&values));
        },
    },
];

/// See [`HELPERS`].
pub(super) fn is_text(value: &Dynamic) -> Result<bool, Failure> {
    let says = |text: String| text.contains(char::is_alphanumeric) && doubt(&text).is_none() && !is_nothing(&text);
    let is_text = text_of(value).is_some_and(says);
    if is_text || value.is_unit() { Ok(is_text) } else { Err(other(value, "text that says something")) }
}

/// See [`HELPERS`].
pub(super) fn is_object(value: &Dynamic) -> Result<bool, Failure> {
    let is_object = value.is_map() || value.read_lock::<View>().is_some_and(|view| !view.is_array());
    let is_empty = value.read_lock::<View>().is_some_and(|view| view.node().is_some_and(is_nowhere));
    match is_object && is_empty {
        true => Err(unknown(format!("{}, and names nothing", stands_for(value)))),
        false if is_object || value.is_unit() => Ok(is_object),
        false => Err(other(value, "an object")),
    }
}

/// See [`HELPERS`].
pub(super) fn is_said(values: &[Dynamic]) -> Result<bool, Failure> {
    let is_said = values.iter().any(says_something);
    is_said.then_some(true).ok_or_else(|| unknown("none of the settings is there of which one has to be"))
}

/// Whether an object is empty, or refers to what has no id.
fn is_nowhere(object: Node<'_>) -> bool {
    let is_blank = |id: Node<'_>| match id.kind() {
        Kind::Null => true,
        Kind::String => id.text().is_none_or(|text| text.trim().is_empty() || doubt(&text).is_some()),
        _ => id.unknown().is_none(),
    };
    object.len() == 0 || object.get("id").is_some_and(is_blank)
}

fn other(value: &Dynamic, wanted: &str) -> Failure {
    unknown(format!("{}, not {wanted}", stands_for(value)))
}

/// Placeholders do: some settings name a value of the platform's own like that.
fn text_says_something(text: &str) -> bool {
    !text.trim().is_empty() && !matches!(Silence::of_text(text), Some(Silence::Cut | Silence::Mark))
}

/// What holds nothing but such texts says as little as one of them.
fn node_says_something(node: Node<'_>) -> bool {
    match node.kind() {
        _ if node.unknown().is_some() => true,
        Kind::Null => false,
        Kind::String => node.text().is_some_and(|text| text_says_something(&text)),
        Kind::Array => node.items().any(node_says_something),
        Kind::Object => node.len() > 0,
        _ => true,
    }
}

fn says_something(value: &Dynamic) -> bool {
    match (text_of(value), value.read_lock::<View>()) {
        (Some(text), _) => text_says_something(&text),
        (None, Some(view)) => view.node().map_or_else(|| view.len() > 0, node_says_something),
        (None, None) => !value.is_unit(),
    }
}
